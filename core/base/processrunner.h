#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QMap>
#include <QStringList>

#include <chrono>
#include <memory>

namespace cauce {

//! \brief What to run: an argument vector, never a shell line.
struct ProcessRequest
{
    QString
        program; //!< a name looked up on PATH or an absolute path; never from the working folder
    QStringList arguments; //!< without the program itself
    QMap<QString, QString>
        environment; //!< added to (or replacing in) ours; a null value takes the variable away
    QString workingFolder; //!< empty: the root folder, where no program finds a file to trust
    QByteArray input; //!< written to its standard input, which is then closed
    std::chrono::milliseconds timeout {30'000};
    qint64 maxOutput = 1 << 20; //!< bytes of standard output; more is an error
    bool keepDescendants = false; //!< after a normal end, what it left running is not killed
};

//! How a child process ended.
struct ProcessOutcome
{
    int exitCode = 0; //!< 128 + signal when it was killed by one
    QByteArray output;
    QByteArray errorOutput; //!< its last 16 KiB; untrusted text
};

//! \brief Runs a child process to its end: the one launcher of child processes, with ChildProcess.
//!
//! Blocks: pool threads only. The child leads a session (so it can ask on no terminal) and a
//! process group; the kernel kills it when the calling thread ends, so also when we crash. On
//! cancel, timeout or too much output the whole group is killed. \return NotFound when there is no
//! such program, Invalid for an argument that cannot be passed,
//!         Timeout, Cancelled, or Io. A non-zero exit is a value, not an Error.
Result<ProcessOutcome> runProcess(const ProcessRequest& request, const CancelToken& cancel);

//! \brief A child that talks with us over its standard streams for a while, such as ssh.
//!
//! Belongs to the thread that started it, which must outlive it: the kernel kills the child when
//! that thread ends (a pool's thread does not end in the middle of a job). Destroying it kills the
//! process group and reaps it. An end that the other side closed is an Error of kind Io when
//! written to.
class ChildProcess
{
public:
    //! Starts it; `input`, `timeout` and `maxOutput` of the request are not used here.
    static Result<std::unique_ptr<ChildProcess>> start(const ProcessRequest& request);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    //! \return bytes read (0 at the end), or an Error; waits up to \p idle for something to come
    Result<qsizetype> read(char* buffer, qsizetype size, std::chrono::milliseconds idle,
                           const CancelToken& cancel);
    //! Writes all of it or fails.
    Result<void> write(const char* data, qsizetype size, std::chrono::milliseconds idle,
                       const CancelToken& cancel);
    void closeInput();
    //! What it has said on standard error so far, its last 16 KiB; untrusted text.
    QByteArray errorOutput();
    //! Waits up to \p limit for the end, then kills. 128 + signal when a signal ended it.
    int finish(std::chrono::milliseconds limit);

private:
    ChildProcess();
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace cauce
