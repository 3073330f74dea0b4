#pragma once

#include "core/git/remote.h"
#include "core/git/socket.h"

#include <QList>
#include <QPair>

// Private to core/git.
namespace cauce::git {

using HttpHeaders = QList<QPair<QByteArray, QByteArray>>;

struct HttpRequest
{
    QByteArray method;
    QByteArray target; //!< path and query
    HttpHeaders headers {};
    QByteArray body {};
};

struct HttpAnswer
{
    int status = 0;
    HttpHeaders headers {}; //!< names in lower case

    //! The first header of that name (lower case); empty when there is none.
    QByteArray header(const QByteArray& name) const;
    QList<QByteArray> all(const QByteArray& name) const;
};

//! \brief HTTP/1.1 to the host of one Remote, and to no other: redirections are answers.
//!
//! Keeps its connection between requests. Goes through the proxy that the environment names.
class HttpConnection
{
public:
    //! \param remote must outlive this
    HttpConnection(const Remote& remote, const CancelToken& cancel);
    ~HttpConnection();

    //! Sends and reads the head of the answer; what was left of the last answer is dropped.
    Result<HttpAnswer> send(const HttpRequest& request);
    //! \return bytes of the answer's body, 0 at its end; an answer that ends early is an Error
    Result<qsizetype> read(char* buffer, qsizetype size);
    //! The rest of the body, at most \p limit bytes of it.
    Result<QByteArray> readAll(qsizetype limit);
    void close();

private:
    enum class Body { None, Length, Chunks, UntilClose };

    Result<void> open();
    Result<void> tunnel(ByteStream& stream, const QByteArray& authorization);
    Result<HttpAnswer> exchange(const HttpRequest& request);
    Result<HttpAnswer> readHead(ByteStream& stream);
    Result<void> startBody(const QByteArray& method, const HttpAnswer& answer);
    Result<void> startChunk();
    Result<QByteArray> readLine(ByteStream& stream, qsizetype limit);
    Result<qsizetype> readRaw(ByteStream& stream, char* buffer, qsizetype size);
    bool dropBody();

    const Remote& m_remote;
    Deadlines m_deadlines;
    std::unique_ptr<ByteStream> m_stream;
    QByteArray m_proxyAuthorization; //!< for each request of http:// through a proxy
    bool m_isThroughProxy = false;
    QByteArray m_buffer;
    qsizetype m_taken = 0;
    Body m_body = Body::None;
    qint64 m_left = 0; //!< of the body or of the chunk
    bool m_isLastChunkSeen = false;
    bool m_mayReuse = false;
    bool m_hasAnswered = false; //!< this connection has answered a request before
};

} // namespace cauce::git
