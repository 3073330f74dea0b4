#pragma once

#include <QHash>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QUrl>

#include <functional>
#include <memory>

class QSslSocket;

namespace cauce::test {

using HeaderList = QList<QPair<QByteArray, QByteArray>>;

//! One request as it came in.
struct FakeRequest
{
    QByteArray method;
    QString path; //!< decoded, without the query
    QByteArray query; //!< as sent, without '?'
    QHash<QByteArray, QByteArray> headers; //!< names in lower case; the last of equal names
    QByteArray body;
    int connection = 0; //!< which TCP connection brought it, counted from 1
    QByteArray protocol; //!< that TLS agreed on; the server would speak "h2" before "http/1.1"
    QString clientName; //!< common name of the client's certificate; empty without one

    QByteArray header(const QByteArray& lowerCaseName) const
    {
        return headers.value(lowerCaseName);
    }
    bool isWatch() const { return query.contains("watch=1") || query.contains("watch=true"); }
    QString parameter(const QString& name) const; //!< of the query, decoded
};

//! \brief One request that is being answered; kept as long as a test wants to write to it.
//!
//! Writing to one whose client has gone is harmless.
class FakeExchange : public std::enable_shared_from_this<FakeExchange>
{
public:
    FakeExchange(FakeRequest request, QSslSocket* socket);

    const FakeRequest& request() const { return m_request; }
    bool isOpen() const; //!< the client is there and the answer is not complete

    //! A whole answer with a Content-Length; application/json unless \p headers say otherwise.
    void reply(int status, const QByteArray& body, const HeaderList& headers = {});
    //! Begins an answer in chunks, such as a watch.
    void begin(int status = 200, const HeaderList& headers = {});
    void send(const QByteArray& bytes); //!< one chunk
    void end(); //!< the proper end of an answer in chunks
    void cut(); //!< resets the connection in the middle
    void sendRaw(const QByteArray& bytes); //!< past HTTP: garbage, half a head

private:
    FakeRequest m_request;
    QPointer<QSslSocket> m_socket;
    bool m_done = false;
};
using ExchangePtr = std::shared_ptr<FakeExchange>;
using FakeHandler = std::function<void(const ExchangePtr&)>;

//! \brief An HTTP/1.1 server over TLS on 127.0.0.1 that does exactly what a test tells it, good or
//! bad.
//!
//! Lives in the thread that made it and answers from that thread's event loop. What no handler is
//! given for answers 404 with a Kubernetes Status. \code
//!   FakeApiServer server;
//!   server.on("GET", "/version", answer(R"({"gitVersion":"v1.35.4"})"));
//!   server.on("GET", "/api/v1/pods", fault::stall());
//! \endcode
class FakeApiServer : public QTcpServer
{
    Q_OBJECT

public:
    //! \param certificate the name of a server certificate of testcertificates.h
    explicit FakeApiServer(const QString& certificate = QStringLiteral("server"),
                           QObject* parent = nullptr);
    ~FakeApiServer() override;

    QString url() const; //!< "https://127.0.0.1:PORT"
    //! Refuses clients without a certificate of the authority "ca" from now on.
    void requireClientCertificate();

    //! \brief Answers requests of \p method ("*" is any) for \p path from now on.
    //! \param path exact, or a prefix when it ends in '*'. Later ones come before earlier ones.
    void on(const QByteArray& method, const QString& path, FakeHandler handler);
    //! As on() for GET, but only requests that watch, or only those that do not.
    void onWatch(const QString& path, FakeHandler handler);
    void onList(const QString& path, FakeHandler handler);

    QList<FakeRequest> requests() const { return m_log; }
    //! Requests of \p method for exactly \p path so far.
    QList<FakeRequest> requests(const QByteArray& method, const QString& path) const;
    int connectionCount() const { return m_connections; } //!< accepted so far

    void cutAll(); //!< resets every connection
    void stop(); //!< cutAll() and stops listening: connections are refused
    void start(); //!< listens again on the same port

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Route
    {
        QByteArray method;
        QString path;
        int watch; // -1 either, 0 no, 1 yes
        FakeHandler handler;
    };
    void read(QSslSocket* socket);
    void dispatch(QSslSocket* socket, FakeRequest request);

    QSslConfiguration m_tls;
    quint16 m_port = 0;
    int m_connections = 0;
    QList<Route> m_routes;
    QList<FakeRequest> m_log;
    QHash<QSslSocket*, QByteArray> m_buffers;
    QHash<QSslSocket*, int> m_numbers;
};

//! A handler that answers 200 with \p json.
FakeHandler answer(const QByteArray& json, const HeaderList& headers = {});

//! A Kubernetes Status of failure as JSON.
QByteArray statusJson(int code, const QByteArray& reason, const QByteArray& message);

//! Handlers that misbehave.
namespace fault {

FakeHandler status(int code, const QByteArray& reason, const QByteArray& message,
                   const HeaderList& headers = {});
FakeHandler redirect(int code, const QByteArray& location);
FakeHandler stall(); //!< takes the request and never answers
FakeHandler cut(); //!< takes the request and resets the connection
FakeHandler garbage(); //!< answers something that is not HTTP
FakeHandler hugeBody(qint64 bytes); //!< a JSON string of that length, in chunks, as fast as it goes
FakeHandler gzip(const QByteArray& json); //!< compressed, whatever the client accepts
FakeHandler drip(const QByteArray& json, int milliseconds); //!< a byte each so many milliseconds
FakeHandler html(); //!< 200 with a login page

} // namespace fault

} // namespace cauce::test
