#include "core/git/socket.h"

#include <algorithm>
#include <cerrno>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::git {

namespace {

constexpr auto kCancelSlice = 50ms;
constexpr auto kConnectLimit = 15'000ms; // for one address; the next may answer

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Result<Addresses> addressesOf(const QString& host, int port)
{
    addrinfo hints {};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    int code = ::getaddrinfo(host.toUtf8().constData(), QByteArray::number(port).constData(),
                             &hints, &found);
    if (code != 0) { // without a network the loopback interface counts for nothing there
        hints.ai_flags = AI_NUMERICSERV;
        code = ::getaddrinfo(host.toUtf8().constData(), QByteArray::number(port).constData(),
                             &hints, &found);
    }
    if (code != 0)
        return fail(
            ErrorKind::Network,
            u"the host name %1 is not known (%2); is it right, and is this computer online?"_s.arg(
                host, QString::fromLocal8Bit(::gai_strerror(code))));
    return Addresses(found, &::freeaddrinfo);
}

Result<void> waitFor(int fd, short events, std::chrono::milliseconds limit,
                     const CancelToken& cancel)
{
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (;;) {
        if (cancel.isCancelled())
            return fail(ErrorKind::Cancelled, u"cancelled"_s);
        pollfd watched {fd, events, 0};
        if (::poll(&watched, 1, int(std::chrono::milliseconds(kCancelSlice).count())) > 0)
            return {};
        if (std::chrono::steady_clock::now() >= deadline)
            return fail(ErrorKind::Timeout, {});
    }
}

QString secondsOf(std::chrono::milliseconds time)
{
    return u"%1 s"_s.arg(double(time.count()) / 1000);
}

} // namespace

Socket::Socket(int fd, QString peer, Deadlines deadlines)
    : m_fd(fd)
    , m_peer(std::move(peer))
    , m_deadlines(std::move(deadlines))
{ }

Socket::~Socket()
{
    ::close(m_fd);
}

Result<std::unique_ptr<Socket>> Socket::connect(const QString& host, int port,
                                                const Deadlines& deadlines)
{
    const QString peer = u"%1 port %2"_s.arg(host).arg(port);
    const QString name = host.startsWith(u'[') ? host.mid(1, host.size() - 2) : host;
    const auto addresses = addressesOf(name, port);
    if (!addresses)
        return Failure {addresses.error()};
    Error last {ErrorKind::Network, u"%1 has no address"_s.arg(peer)};
    for (const addrinfo* one = addresses->get(); one; one = one->ai_next) {
        const int fd = ::socket(one->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0)
            continue;
        std::unique_ptr<Socket> socket(new Socket(fd, peer, deadlines));
        int problem = ::connect(fd, one->ai_addr, one->ai_addrlen) == 0 ? 0 : errno;
        if (problem == EINPROGRESS) {
            const auto limit = std::min<std::chrono::milliseconds>(deadlines.idle, kConnectLimit);
            const auto ready = waitFor(fd, POLLOUT, limit, deadlines.cancel);
            if (!ready && ready.error().kind == ErrorKind::Cancelled)
                return Failure {ready.error()};
            if (!ready) {
                last = {ErrorKind::Timeout,
                        u"%1 did not answer within %2"_s.arg(peer, secondsOf(limit))};
                continue;
            }
            socklen_t size = sizeof problem;
            ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &problem, &size);
        }
        if (problem == 0) {
            const int atOnce = 1;
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &atOnce, sizeof atOnce);
            return socket;
        }
        last = {ErrorKind::Network,
                u"cannot connect to %1: %2"_s.arg(peer, qt_error_string(problem))};
    }
    return Failure {last};
}

Result<void> Socket::wait(short events) const
{
    auto ready = waitFor(m_fd, events, m_deadlines.idle, m_deadlines.cancel);
    if (!ready && ready.error().kind == ErrorKind::Timeout)
        return fail(ErrorKind::Timeout,
                    u"%1 was silent for %2"_s.arg(m_peer, secondsOf(m_deadlines.idle)));
    return ready;
}

Result<qsizetype> Socket::read(char* buffer, qsizetype size)
{
    for (;;) {
        const ssize_t got = ::recv(m_fd, buffer, size_t(size), 0);
        if (got >= 0)
            return got;
        if (errno != EAGAIN && errno != EINTR)
            return fail(ErrorKind::Network,
                        u"the connection to %1 broke: %2"_s.arg(m_peer, qt_error_string(errno)));
        if (const auto ready = wait(POLLIN); !ready)
            return Failure {ready.error()};
    }
}

Result<void> Socket::write(const QByteArray& data)
{
    qsizetype done = 0;
    while (done < data.size()) {
        const ssize_t put
            = ::send(m_fd, data.constData() + done, size_t(data.size() - done), MSG_NOSIGNAL);
        if (put >= 0) {
            done += put;
            continue;
        }
        if (errno != EAGAIN && errno != EINTR)
            return fail(ErrorKind::Network,
                        u"the connection to %1 broke: %2"_s.arg(m_peer, qt_error_string(errno)));
        if (auto ready = wait(POLLOUT); !ready)
            return ready;
    }
    return {};
}

} // namespace cauce::git
