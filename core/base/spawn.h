#pragma once

#include "core/base/processrunner.h"

#include <sys/types.h>
#include <utility>

// Private to processrunner.cpp: the part that must be right between vfork and exec.
namespace cauce::base {

//! A file descriptor that closes itself.
class Fd
{
public:
    explicit Fd(int fd = -1)
        : m_fd(fd)
    { }
    Fd(Fd&& other) noexcept
        : m_fd(std::exchange(other.m_fd, -1))
    { }
    Fd& operator=(Fd&& other) noexcept
    {
        reset();
        m_fd = std::exchange(other.m_fd, -1);
        return *this;
    }
    ~Fd() { reset(); }

    int get() const { return m_fd; }
    explicit operator bool() const { return m_fd >= 0; }
    void reset();

private:
    int m_fd;
};

//! \brief A started child and our ends of its streams: close-on-exec and non-blocking.
//!
//! The child leads a session and a process group of its own, so it has no terminal to ask on.
struct Spawned
{
    pid_t pid = -1;
    Fd exited; //!< a pidfd: readable once the child has ended
    Fd input; //!< to its standard input
    Fd output;
    Fd errorOutput;
};

//! \brief Starts \p request; it is killed by the kernel when the calling *thread* ends.
//!
//! \return NotFound when there is no such program, Invalid for an argument that cannot be passed,
//!         Io otherwise
Result<Spawned> spawn(const ProcessRequest& request);

} // namespace cauce::base
