#pragma once

#include "core/base/canceltoken.h"
#include "core/base/result.h"

#include <QByteArray>

#include <chrono>
#include <memory>

// Private to core/git.
namespace cauce::git {

//! Where to connect, who may stop it and how long silence may last.
struct Deadlines
{
    std::chrono::milliseconds idle {30'000};
    CancelToken cancel;
};

//! \brief A stream of bytes to a server. Blocks, with deadlines; belongs to one thread.
class ByteStream
{
public:
    virtual ~ByteStream() = default;
    //! \return bytes, 0 at the end
    virtual Result<qsizetype> read(char* buffer, qsizetype size) = 0;
    //! Writes all of it or fails.
    virtual Result<void> write(const QByteArray& data) = 0;
};

//! A connected TCP socket.
class Socket : public ByteStream
{
public:
    //! \return Network naming host and port, Timeout or Cancelled
    static Result<std::unique_ptr<Socket>> connect(const QString& host, int port,
                                                   const Deadlines& deadlines);
    ~Socket() override;
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    Result<qsizetype> read(char* buffer, qsizetype size) override;
    Result<void> write(const QByteArray& data) override;

    int descriptor() const { return m_fd; }
    //! Waits until it may be read or written (POLLIN, POLLOUT). \return Timeout or Cancelled
    Result<void> wait(short events) const;

private:
    Socket(int fd, QString peer, Deadlines deadlines);

    int m_fd;
    QString m_peer;
    Deadlines m_deadlines;
};

} // namespace cauce::git
