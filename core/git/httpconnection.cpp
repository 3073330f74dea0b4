#include "core/git/httpconnection.h"

#include "core/base/text.h"
#include "core/git/proxy.h"
#include "core/git/tlsstream.h"

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

constexpr qsizetype kMaxHead = 64 << 10;
constexpr qsizetype kMaxDropped = 64 << 10; // more of an unwanted body costs a new connection

Failure badAnswer(const QString& what)
{
    return fail(ErrorKind::Network, u"the server's answer is damaged: "_s + what);
}

int portOf(const GitUrl& url)
{
    if (url.port() > 0)
        return url.port();
    return url.scheme() == GitUrl::Scheme::Https ? 443 : 80;
}

} // namespace

QByteArray HttpAnswer::header(const QByteArray& name) const
{
    return all(name).value(0);
}

QList<QByteArray> HttpAnswer::all(const QByteArray& name) const
{
    QList<QByteArray> values;
    for (const auto& [key, value] : headers) {
        if (key == name)
            values.append(value);
    }
    return values;
}

HttpConnection::HttpConnection(const Remote& remote, const CancelToken& cancel)
    : m_remote(remote)
    , m_deadlines {remote.idleTimeout, cancel}
{ }

HttpConnection::~HttpConnection() = default;

void HttpConnection::close()
{
    m_stream.reset();
    m_buffer.clear();
    m_taken = 0;
    m_body = Body::None;
    m_hasAnswered = false;
}

Result<void> HttpConnection::open()
{
    close();
    const GitUrl& url = m_remote.url;
    const bool isSecure = url.scheme() == GitUrl::Scheme::Https;
    const auto proxy = proxyFor(isSecure, url.host(), portOf(url));
    if (!proxy)
        return Failure {proxy.error()};
    m_isThroughProxy = proxy->has_value();
    auto socket = m_isThroughProxy ? Socket::connect((*proxy)->host, (*proxy)->port, m_deadlines)
                                   : Socket::connect(url.host(), portOf(url), m_deadlines);
    if (!socket)
        return Failure {socket.error()};
    m_proxyAuthorization = m_isThroughProxy ? (*proxy)->authorization : QByteArray();
    if (!isSecure) {
        m_stream = std::move(*socket);
        return {};
    }
    if (m_isThroughProxy) {
        if (auto through = tunnel(**socket, m_proxyAuthorization); !through)
            return through;
    }
    auto secure = startTls(std::move(*socket), url.host(), m_remote.caFile);
    if (!secure)
        return Failure {secure.error()};
    m_stream = std::move(*secure);
    return {};
}

Result<void> HttpConnection::tunnel(ByteStream& stream, const QByteArray& authorization)
{
    const QByteArray target
        = m_remote.url.host().toUtf8() + ':' + QByteArray::number(portOf(m_remote.url));
    QByteArray head = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n";
    if (!authorization.isEmpty())
        head += "Proxy-Authorization: " + authorization + "\r\n";
    if (auto sent = stream.write(head + "\r\n"); !sent)
        return sent;
    const auto answer = readHead(stream);
    if (!answer)
        return Failure {answer.error()};
    if (answer->status == 407)
        return fail(ErrorKind::Auth,
                    u"the proxy wants a user and a password; put them into the "
                    "proxy's address in the environment"_s);
    if (answer->status / 100 != 2)
        return fail(ErrorKind::Network,
                    u"the proxy does not connect to %1 (HTTP %2)"_s.arg(QString::fromUtf8(target))
                        .arg(answer->status));
    // What is here already came without TLS: it would be taken for the server's answer.
    if (m_taken < m_buffer.size())
        return fail(ErrorKind::Network,
                    u"the proxy spoke before %1 could: refused"_s.arg(QString::fromUtf8(target)));
    return {};
}

bool HttpConnection::dropBody()
{
    return m_body == Body::None || (m_mayReuse && readAll(kMaxDropped) && m_body == Body::None);
}

Result<HttpAnswer> HttpConnection::send(const HttpRequest& request)
{
    const bool isReused = m_stream && m_hasAnswered && m_mayReuse && dropBody();
    if (isReused) {
        auto answer = exchange(request);
        // The server may have closed it while we were thinking: that is no failure.
        if (answer || answer.error().kind != ErrorKind::Network)
            return answer;
    }
    if (const auto opened = open(); !opened)
        return Failure {opened.error()};
    return exchange(request);
}

Result<HttpAnswer> HttpConnection::exchange(const HttpRequest& request)
{
    const GitUrl& url = m_remote.url;
    const bool isPlain = url.scheme() == GitUrl::Scheme::Http;
    QByteArray host = url.host().toUtf8();
    if (url.port() > 0)
        host += ':' + QByteArray::number(url.port());
    QByteArray head = request.method + ' ';
    if (m_isThroughProxy && isPlain)
        head += "http://" + host;
    head += request.target + " HTTP/1.1\r\nHost: " + host + "\r\n";
    // Hosting services look at the first word of it.
    head += "User-Agent: git/2.0 (cauce " CAUCE_VERSION ")\r\nAccept-Encoding: identity\r\n";
    if (m_isThroughProxy && isPlain && !m_proxyAuthorization.isEmpty())
        head += "Proxy-Authorization: " + m_proxyAuthorization + "\r\n";
    for (const auto& [name, value] : request.headers)
        head += name + ": " + value + "\r\n";
    if (request.method == "POST")
        head += "Content-Length: " + QByteArray::number(request.body.size()) + "\r\n";
    m_body = Body::None;
    if (const auto sent = m_stream->write(head + "\r\n" + request.body); !sent)
        return Failure {sent.error()};
    auto answer = readHead(*m_stream);
    if (!answer)
        return answer;
    m_hasAnswered = true;
    if (const auto started = startBody(request.method, *answer); !started)
        return Failure {started.error()};
    return answer;
}

Result<qsizetype> HttpConnection::readRaw(ByteStream& stream, char* buffer, qsizetype size)
{
    const qsizetype waiting = m_buffer.size() - m_taken;
    if (waiting == 0)
        return stream.read(buffer, size);
    const qsizetype given = std::min(waiting, size);
    std::memcpy(buffer, m_buffer.constData() + m_taken, size_t(given));
    m_taken += given;
    return given;
}

Result<QByteArray> HttpConnection::readLine(ByteStream& stream, qsizetype limit)
{
    for (;;) {
        const qsizetype end = m_buffer.indexOf('\n', m_taken);
        if (end >= 0) {
            QByteArray line = m_buffer.mid(m_taken, end - m_taken);
            m_taken = end + 1;
            if (line.endsWith('\r'))
                line.chop(1);
            return line;
        }
        m_buffer.remove(0, m_taken);
        m_taken = 0;
        if (m_buffer.size() > limit)
            return badAnswer(u"a line has no end"_s);
        char more[4096];
        const auto got = stream.read(more, sizeof more);
        if (!got)
            return Failure {got.error()};
        if (*got == 0)
            return fail(ErrorKind::Network, u"the server closed the connection"_s);
        m_buffer.append(more, *got);
    }
}

Result<HttpAnswer> HttpConnection::readHead(ByteStream& stream)
{
    HttpAnswer answer;
    qsizetype size = 0;
    for (;;) {
        const auto line = readLine(stream, kMaxHead);
        if (!line)
            return Failure {line.error()};
        size += line->size() + 1;
        if (size > kMaxHead)
            return badAnswer(u"its head is too long"_s);
        const qsizetype colon = line->indexOf(':');
        if (answer.status == 0) {
            answer.status = line->mid(9, 3).toInt();
            if (!line->startsWith("HTTP/1.") || answer.status < 100)
                return badAnswer(u"it is not HTTP"_s);
        } else if (line->isEmpty() && answer.status / 100 == 1) {
            answer = {}; // "100 Continue" and its like come before the answer
        } else if (line->isEmpty()) {
            return answer;
        } else if (colon > 0) {
            answer.headers.append(
                {line->left(colon).trimmed().toLower(), line->mid(colon + 1).trimmed()});
        }
    }
}

Result<void> HttpConnection::startBody(const QByteArray& method, const HttpAnswer& answer)
{
    const QByteArray length = answer.header("content-length");
    m_mayReuse = answer.header("connection").toLower() != "close";
    m_left = 0;
    m_isLastChunkSeen = false;
    if (method == "HEAD" || answer.status == 204 || answer.status == 304) {
        m_body = Body::None;
    } else if (answer.header("transfer-encoding").toLower().contains("chunked")) {
        m_body = Body::Chunks;
    } else if (!length.isEmpty()) {
        bool isNumber = false;
        m_left = length.toLongLong(&isNumber);
        if (!isNumber || m_left < 0)
            return badAnswer(u"its length is no number"_s);
        m_body = m_left > 0 ? Body::Length : Body::None;
    } else {
        m_body = Body::UntilClose;
        m_mayReuse = false;
    }
    return {};
}

//! Reads the line before a chunk, and after the last one the rest.
Result<void> HttpConnection::startChunk()
{
    const auto line = readLine(*m_stream, 1024);
    if (!line)
        return Failure {line.error()};
    bool isNumber = false;
    const QByteArray digits = line->split(';').first().trimmed();
    m_left = digits.toLongLong(&isNumber, 16);
    if (!isNumber || m_left < 0)
        return badAnswer(u"a chunk has no length"_s);
    m_isLastChunkSeen = m_left == 0;
    while (m_isLastChunkSeen) {
        const auto trailer = readLine(*m_stream, kMaxHead);
        if (!trailer)
            return Failure {trailer.error()};
        if (trailer->isEmpty())
            break;
    }
    return {};
}

Result<qsizetype> HttpConnection::read(char* buffer, qsizetype size)
{
    if (m_body == Body::None)
        return 0;
    if (m_body == Body::Chunks && m_left == 0) {
        if (const auto started = startChunk(); !started)
            return Failure {started.error()};
        if (m_isLastChunkSeen) {
            m_body = Body::None;
            return 0;
        }
    }
    const qsizetype wanted
        = m_body == Body::UntilClose ? size : qsizetype(std::min<qint64>(size, m_left));
    const auto got = readRaw(*m_stream, buffer, wanted);
    if (!got)
        return got;
    if (m_body == Body::UntilClose) {
        if (*got == 0)
            m_body = Body::None;
        return got;
    }
    if (*got == 0)
        return fail(ErrorKind::Network, u"the server's answer ended too early"_s);
    m_left -= *got;
    if (m_left > 0)
        return got;
    if (m_body == Body::Length) {
        m_body = Body::None;
    } else if (const auto lineEnd = readLine(*m_stream, 2); !lineEnd) {
        return Failure {lineEnd.error()};
    }
    return got;
}

Result<QByteArray> HttpConnection::readAll(qsizetype limit)
{
    QByteArray all;
    char buffer[8192];
    while (all.size() < limit) {
        const auto got = read(buffer, std::min<qsizetype>(sizeof buffer, limit - all.size()));
        if (!got)
            return Failure {got.error()};
        if (*got == 0)
            break;
        all.append(buffer, *got);
    }
    return all;
}

} // namespace cauce::git
