#pragma once

#include "core/base/result.h"

#include <QString>

#include <memory>

namespace cauce::tour {

//! \brief The folder in which everything of the demo lives; nothing outside it is written.
//!
//! One program at a time has it: the kernel gives the lock back however that one ends. Main thread.
class DemoFolder
{
public:
    //! `$XDG_DATA_HOME/cauce/demo`, as the XDG specification says.
    static QString standard();

    //! \brief Takes \p path for this program, and makes it when it is not there.
    //!
    //! A demo that was not made to its end is taken away, and with \p reset so is one that was.
    //! \return Conflict when another demo has it; Io when it cannot be written (read-only, full);
    //! Invalid when it holds something that is no demo: it is then left as it is
    static Result<std::unique_ptr<DemoFolder>> take(const QString& path, bool reset);
    ~DemoFolder();
    DemoFolder(const DemoFolder&) = delete;
    DemoFolder& operator=(const DemoFolder&) = delete;

    const QString& path() const { return m_path; }
    QString clusterDir() const { return m_path + QStringLiteral("/cluster"); }
    QString stateDir() const { return m_path + QStringLiteral("/state"); }
    //! Whether the demo in it is complete, made before.
    bool isComplete() const;
    //! From now on it is. \return Io
    Result<void> setComplete();
    //! Lets config, cache and state of this program be in the folder: before anybody asks for them.
    void redirect() const;

private:
    DemoFolder(QString path, int lock)
        : m_path(std::move(path))
        , m_lock(lock)
    { }
    Result<void> prepare(bool reset);
    Result<void> checkRoom() const;

    QString m_path;
    int m_lock; // a file descriptor
};

} // namespace cauce::tour
