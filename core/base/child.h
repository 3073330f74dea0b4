#pragma once

#include "core/base/spawn.h"

// Private to processrunner.cpp.
namespace cauce::base {

//! \brief A running child and what it has said; every call returns at once but wait() and reap().
//!
//! Belongs to the thread that started it. Destroying it kills the process group and reaps it.
class Child
{
public:
    static constexpr qsizetype NotNow = -1;
    static constexpr qsizetype Broken = -2;
    enum : int { Output = 1, Input = 2, Exit = 4 };

    Child(Spawned spawned, const ProcessRequest& request);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    const QString& name() const { return m_name; } //!< without its folder

    //! Until one of \p forWhat may go on, \p limit, or a moment, so that a cancel is seen. What it
    //! says on standard error is taken meanwhile: a full pipe would stop it.
    void wait(std::chrono::milliseconds limit, int forWhat);
    //! \return bytes, 0 at the end, NotNow or Broken
    qsizetype read(char* buffer, qsizetype size);
    //! \return bytes, NotNow or Broken (the other side closed it)
    qsizetype write(const char* data, qsizetype size);
    void closeInput();
    QByteArray errorOutput(); //!< the last 16 KiB
    bool hasExited() const;
    //! Waits for the end and takes its code, 128 + signal; kills what is left of its group.
    int reap();
    int kill(); //!< the whole group, then reap()

private:
    void takeErrors();

    QString m_name;
    Spawned m_child;
    QByteArray m_errors;
    bool m_reaped = false;
    bool m_keepDescendants = false;
    int m_exitCode = 0;
};

} // namespace cauce::base
