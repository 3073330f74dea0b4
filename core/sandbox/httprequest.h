#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>

namespace cauce::sandbox {

//! One HTTP/1.1 request, whole. A value.
struct HttpRequest
{
    QByteArray method; //!< in capitals, as sent
    QByteArray target; //!< path and query as sent
    QStringList path; //!< its segments, decoded: /api/v1 is {"api", "v1"}
    QList<std::pair<QString, QString>> query; //!< decoded, in order
    QList<std::pair<QByteArray, QByteArray>> headers; //!< names in lower case
    QByteArray body;
    bool keepsAlive = true; //!< the client wants more answers on this connection

    QByteArray header(QByteArrayView lowerCaseName) const; //!< equal names joined with ", "
    QString parameter(QStringView name) const; //!< the first of that name; empty when absent
    bool hasParameter(QStringView name) const;
    //! A boolean as Kubernetes reads it: absent, "false" and "0" are false, all else is true.
    bool flag(QStringView name) const;
};

//! \brief Takes requests off a stream of bytes, one at a time; what follows a request waits.
//!
//! Bounded: a request line, head or body beyond the limits breaks the stream for good.
//! Content-Length and chunked bodies; both at once, or a repeated length, is refused. One thread.
class HttpParser
{
public:
    struct Limits
    {
        qsizetype head = 64 << 10; //!< bytes of request line and headers
        qsizetype body = 3 << 20; //!< as a kube-apiserver's
    };
    enum class State { NeedsMore, Ready, Broken };

    HttpParser();
    explicit HttpParser(Limits limits);

    void feed(QByteArrayView bytes);
    //! \return Ready and \p request filled, or why not; Broken stays so
    State next(HttpRequest* request);
    int brokenCode() const { return m_brokenCode; } //!< the status to answer when Broken
    //! Whether the client waits for "100 Continue" before it sends the body; true once a request.
    bool takeExpectation();
    bool isIdle() const { return !m_head && m_buffer.isEmpty(); } //!< between two requests

private:
    enum class Body { None, Length, Chunked };
    State broken(int code);
    State readHead();
    bool readHeaderLine(const QByteArray& line);
    bool readBodyKind();
    State readBody();
    State readChunks();

    Limits m_limits;
    QByteArray m_buffer;
    std::optional<HttpRequest> m_head; // the request whose body is still coming
    Body m_kind = Body::None;
    qsizetype m_length = 0; // of the body, or what is left of the chunk
    enum class Chunk { Size, Data, DataEnd, Trailer } m_chunk = Chunk::Size;
    bool m_expects = false;
    int m_brokenCode = 0;
};

//! \brief One HTTP answer but for its framing.
struct HttpAnswer
{
    int code = 200;
    QByteArray contentType = "application/json";
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;
};

//! The answer with its Content-Length. \param keepsAlive false says "Connection: close"
QByteArray wholeAnswer(const HttpAnswer& answer, bool keepsAlive);
//! The head of an answer in chunks; its body is ignored.
QByteArray chunkedHead(const HttpAnswer& answer);
//! One chunk; empty bytes make none, for that would be the end.
QByteArray chunkOf(QByteArrayView bytes);
inline constexpr QByteArrayView kLastChunk = "0\r\n\r\n";

} // namespace cauce::sandbox
