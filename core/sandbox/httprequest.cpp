#include "core/sandbox/httprequest.h"

#include <QUrl>

#include <algorithm>

namespace cauce::sandbox {

namespace {

constexpr qsizetype kChunkLine = 1024; // a size with extensions
constexpr qsizetype kMaxHeaders = 200;

bool isTokenChar(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenChar);
}

//! Spaces and tabs are all that HTTP takes off a value.
QByteArray trimmedValue(QByteArrayView text)
{
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.isEmpty() && blank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && blank(text.back()))
        text.chop(1);
    return text.toByteArray();
}

bool isDigits(QByteArrayView text)
{
    return !text.isEmpty()
        && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

QString decoded(QByteArray text, bool isQuery)
{
    if (isQuery)
        text.replace('+', ' ');
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text));
}

bool splitTarget(HttpRequest& request)
{
    const QByteArray& target = request.target;
    if (!target.startsWith('/'))
        return false;
    const qsizetype question = target.indexOf('?');
    const QByteArray path = question < 0 ? target : target.left(question);
    for (const QByteArray& segment : path.split('/')) {
        if (!segment.isEmpty())
            request.path.append(decoded(segment, false));
    }
    if (question < 0)
        return true;
    for (const QByteArray& pair : target.mid(question + 1).split('&')) {
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        request.query.append({decoded(equals < 0 ? pair : pair.left(equals), true),
                              equals < 0 ? QString() : decoded(pair.mid(equals + 1), true)});
    }
    return true;
}

bool readRequestLine(const QByteArray& line, HttpRequest& request)
{
    const QList<QByteArray> words = line.split(' ');
    if (words.size() != 3 || !isToken(words.at(0)))
        return false;
    const bool old = words.at(2) == "HTTP/1.0";
    if (words.at(2) != "HTTP/1.1" && !old)
        return false;
    request.method = words.at(0);
    request.target = words.at(1);
    request.keepsAlive = !old;
    return splitTarget(request);
}

QByteArray reasonOf(int code)
{
    switch (code) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 406:
        return "Not Acceptable";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 413:
        return "Request Entity Too Large";
    case 415:
        return "Unsupported Media Type";
    case 422:
        return "Unprocessable Entity";
    case 429:
        return "Too Many Requests";
    case 500:
        return "Internal Server Error";
    default:
        return "Status";
    }
}

QByteArray headOf(const HttpAnswer& answer)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(answer.code) + ' ' + reasonOf(answer.code)
        + "\r\nContent-Type: " + answer.contentType + "\r\nCache-Control: no-cache, private\r\n";
    for (const auto& [name, value] : answer.headers)
        head += name + ": " + value + "\r\n";
    return head;
}

} // namespace

QByteArray HttpRequest::header(QByteArrayView lowerCaseName) const
{
    QByteArray joined;
    for (const auto& [name, value] : headers) {
        if (name == lowerCaseName)
            joined += joined.isEmpty() ? value : ", " + value;
    }
    return joined;
}

QString HttpRequest::parameter(QStringView name) const
{
    for (const auto& [key, value] : query) {
        if (key == name)
            return value;
    }
    return {};
}

bool HttpRequest::hasParameter(QStringView name) const
{
    return std::any_of(query.begin(), query.end(),
                       [&](const auto& pair) { return pair.first == name; });
}

bool HttpRequest::flag(QStringView name) const
{
    const QString value = parameter(name);
    return hasParameter(name) && value != u"false" && value != u"0";
}

HttpParser::HttpParser()
    : HttpParser(Limits {})
{ }

HttpParser::HttpParser(Limits limits)
    : m_limits(limits)
{ }

void HttpParser::feed(QByteArrayView bytes)
{
    if (m_brokenCode == 0)
        m_buffer.append(bytes);
}

HttpParser::State HttpParser::next(HttpRequest* request)
{
    if (m_brokenCode != 0)
        return State::Broken;
    if (!m_head) {
        if (const State state = readHead(); state != State::Ready)
            return state;
    }
    const State state = m_kind == Body::Chunked ? readChunks() : readBody();
    if (state != State::Ready)
        return state;
    *request = *std::move(m_head);
    m_head.reset();
    m_expects = false;
    return State::Ready;
}

bool HttpParser::takeExpectation()
{
    return m_head && std::exchange(m_expects, false);
}

HttpParser::State HttpParser::broken(int code)
{
    m_brokenCode = code;
    m_buffer.clear();
    m_head.reset();
    return State::Broken;
}

HttpParser::State HttpParser::readHead()
{
    while (m_buffer.startsWith("\r\n")) // some clients send one more after a body
        m_buffer.remove(0, 2);
    const qsizetype end = m_buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return m_buffer.size() > m_limits.head ? broken(431) : State::NeedsMore;
    if (end > m_limits.head)
        return broken(431);
    const QByteArray head = m_buffer.left(end);
    m_buffer.remove(0, end + 4);
    m_head.emplace();
    qsizetype from = 0;
    for (bool first = true; from <= head.size(); first = false) {
        qsizetype to = head.indexOf("\r\n", from);
        if (to < 0)
            to = head.size();
        const QByteArray line = head.mid(from, to - from);
        if (!(first ? readRequestLine(line, *m_head) : readHeaderLine(line)))
            return broken(400);
        from = to + 2;
    }
    return readBodyKind() ? State::Ready : broken(m_length > m_limits.body ? 413 : 400);
}

bool HttpParser::readHeaderLine(const QByteArray& line)
{
    const qsizetype colon = line.indexOf(':');
    // No name before a space, no folded lines, no control characters: each has smuggled requests.
    if (colon <= 0 || !isToken(QByteArrayView(line).first(colon))
        || m_head->headers.size() >= kMaxHeaders || line.contains('\n') || line.contains('\r')
        || line.contains('\0'))
        return false;
    m_head->headers.append(
        {line.left(colon).toLower(), trimmedValue(QByteArrayView(line).sliced(colon + 1))});
    return true;
}

bool HttpParser::readBodyKind()
{
    const QByteArray length = m_head->header("content-length");
    const QByteArray coding = m_head->header("transfer-encoding").toLower();
    const QByteArray connection = m_head->header("connection").toLower();
    if (connection.contains("close"))
        m_head->keepsAlive = false;
    else if (connection.contains("keep-alive"))
        m_head->keepsAlive = true;
    m_expects = m_head->header("expect").toLower() == "100-continue";
    m_kind = Body::None;
    m_length = 0;
    if (!coding.isEmpty()) {
        m_kind = Body::Chunked;
        m_chunk = Chunk::Size;
        return coding == "chunked" && length.isEmpty();
    }
    if (length.isEmpty())
        return true;
    if (!isDigits(length)) // two lengths come joined by a comma
        return false;
    m_kind = Body::Length;
    bool fits = false;
    m_length = length.toLongLong(&fits);
    if (!fits)
        m_length = m_limits.body + 1;
    return m_length <= m_limits.body;
}

HttpParser::State HttpParser::readBody()
{
    if (m_buffer.size() < m_length)
        return State::NeedsMore;
    m_head->body = m_buffer.left(m_length);
    m_buffer.remove(0, m_length);
    return State::Ready;
}

HttpParser::State HttpParser::readChunks()
{
    for (;;) {
        if (m_chunk == Chunk::Data) {
            const qsizetype part = std::min(m_length, m_buffer.size());
            m_head->body += QByteArrayView(m_buffer).first(part);
            m_buffer.remove(0, part);
            m_length -= part;
            if (m_length > 0)
                return State::NeedsMore;
            m_chunk = Chunk::DataEnd;
        }
        const qsizetype end = m_buffer.indexOf("\r\n");
        if (end > kChunkLine || (end < 0 && m_buffer.size() > kChunkLine))
            return broken(400);
        if (end < 0)
            return State::NeedsMore;
        const QByteArray line = m_buffer.left(end);
        m_buffer.remove(0, end + 2);
        if (m_chunk == Chunk::DataEnd) {
            if (!line.isEmpty())
                return broken(400);
            m_chunk = Chunk::Size;
        } else if (m_chunk == Chunk::Trailer) {
            if (line.isEmpty())
                return State::Ready;
        } else {
            bool isNumber = false;
            const QByteArray digits = line.split(';').first();
            m_length = digits.trimmed().toLongLong(&isNumber, 16);
            if (!isNumber || m_length < 0 || digits.startsWith('+'))
                return broken(400);
            if (m_head->body.size() + m_length > m_limits.body)
                return broken(413);
            m_chunk = m_length == 0 ? Chunk::Trailer : Chunk::Data;
        }
    }
}

QByteArray wholeAnswer(const HttpAnswer& answer, bool keepsAlive)
{
    return headOf(answer) + (keepsAlive ? "" : "Connection: close\r\n")
        + "Content-Length: " + QByteArray::number(answer.body.size()) + "\r\n\r\n" + answer.body;
}

QByteArray chunkedHead(const HttpAnswer& answer)
{
    return headOf(answer) + "Transfer-Encoding: chunked\r\n\r\n";
}

QByteArray chunkOf(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return {};
    return QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n";
}

} // namespace cauce::sandbox
