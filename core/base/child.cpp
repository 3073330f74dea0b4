#include "core/base/child.h"

#include <QFileInfo>

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;

namespace cauce::base {

namespace {

constexpr std::chrono::milliseconds kCancelPoll = 50ms; // how late a cancel may be seen
constexpr qsizetype kKeptErrorOutput = 16 << 10;

//! A write into a pipe that nobody reads raises SIGPIPE in this thread; here it is only an EPIPE.
class SigpipeBlocked
{
public:
    SigpipeBlocked()
    {
        sigset_t pending;
        ::sigpending(&pending);
        m_wasPending = ::sigismember(&pending, SIGPIPE) == 1;
        ::sigemptyset(&m_sigpipe);
        ::sigaddset(&m_sigpipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &m_sigpipe, &m_before);
    }
    ~SigpipeBlocked()
    {
        const struct timespec atOnce = {0, 0};
        if (!m_wasPending)
            while (::sigtimedwait(&m_sigpipe, nullptr, &atOnce) < 0 && errno == EINTR) { }
        ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    SigpipeBlocked(const SigpipeBlocked&) = delete;
    SigpipeBlocked& operator=(const SigpipeBlocked&) = delete;

private:
    sigset_t m_sigpipe {};
    sigset_t m_before {};
    bool m_wasPending = false;
};

} // namespace

Child::Child(Spawned spawned, const ProcessRequest& request)
    : m_name(QFileInfo(request.program).fileName())
    , m_child(std::move(spawned))
    , m_keepDescendants(request.keepDescendants)
{ }

Child::~Child()
{
    if (!m_reaped)
        kill();
}

void Child::wait(std::chrono::milliseconds limit, int forWhat)
{
    std::array<pollfd, 4> watched {
        pollfd {m_child.errorOutput.get(), POLLIN, 0},
        pollfd {forWhat & Output ? m_child.output.get() : -1, POLLIN, 0},
        pollfd {forWhat & Input ? m_child.input.get() : -1, POLLOUT, 0},
        pollfd {forWhat & Exit ? m_child.exited.get() : -1, POLLIN, 0},
    };
    ::poll(watched.data(), watched.size(), int(std::min(limit, kCancelPoll).count()));
    if (watched[0].revents)
        takeErrors();
}

void Child::takeErrors()
{
    std::array<char, 4096> buffer;
    while (m_child.errorOutput) {
        const ssize_t got = ::read(m_child.errorOutput.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            return;
        if (got <= 0) {
            m_child.errorOutput.reset();
            return;
        }
        m_errors.append(buffer.data(), got);
        if (m_errors.size() > 2 * kKeptErrorOutput)
            m_errors = m_errors.right(kKeptErrorOutput);
    }
}

QByteArray Child::errorOutput()
{
    takeErrors();
    return m_errors.right(kKeptErrorOutput);
}

qsizetype Child::read(char* buffer, qsizetype size)
{
    if (!m_child.output)
        return 0;
    const ssize_t got = ::read(m_child.output.get(), buffer, size_t(size));
    if (got > 0)
        return got;
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return NotNow;
    m_child.output.reset();
    return got == 0 ? 0 : Broken;
}

qsizetype Child::write(const char* data, qsizetype size)
{
    if (!m_child.input)
        return Broken;
    const SigpipeBlocked guard;
    const ssize_t put = ::write(m_child.input.get(), data, size_t(size));
    if (put >= 0)
        return put;
    if (errno == EAGAIN || errno == EINTR)
        return NotNow;
    m_child.input.reset();
    return Broken;
}

void Child::closeInput()
{
    m_child.input.reset();
}

bool Child::hasExited() const
{
    pollfd watched {m_child.exited.get(), POLLIN, 0};
    return m_reaped || ::poll(&watched, 1, 0) > 0;
}

int Child::reap()
{
    // The group's number cannot be another's: it stays taken until its leader has been reaped.
    if (!m_reaped && !m_keepDescendants)
        ::kill(-m_child.pid, SIGKILL);
    int status = 0;
    while (!m_reaped && ::waitpid(m_child.pid, &status, 0) < 0 && errno == EINTR) { }
    if (!m_reaped)
        m_exitCode = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    m_reaped = true;
    return m_exitCode;
}

int Child::kill()
{
    m_keepDescendants = false;
    return reap();
}

} // namespace cauce::base
