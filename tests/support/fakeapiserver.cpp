#include "tests/support/fakeapiserver.h"

#include "tests/support/testcertificates.h"

#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace cauce::test {

namespace {

QByteArray headOf(int status, const HeaderList& headers)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + " Status\r\n";
    bool typed = false;
    for (const auto& [name, value] : headers) {
        typed = typed || name.toLower() == "content-type";
        head += name + ": " + value + "\r\n";
    }
    if (!typed)
        head += "Content-Type: application/json\r\n";
    return head;
}

//! Takes one whole request off the front of \p buffer; false when there is none yet.
bool takeRequest(QByteArray* buffer, FakeRequest* request)
{
    const qsizetype headEnd = buffer->indexOf("\r\n\r\n");
    if (headEnd < 0)
        return false;
    const QList<QByteArray> lines = buffer->left(headEnd).split('\n');
    const QList<QByteArray> first = lines.first().trimmed().split(' ');
    FakeRequest parsed;
    parsed.method = first.value(0);
    const QByteArray target = first.value(1);
    const qsizetype question = target.indexOf('?');
    parsed.path = QUrl::fromPercentEncoding(question < 0 ? target : target.left(question));
    parsed.query = question < 0 ? QByteArray() : target.mid(question + 1);
    for (const QByteArray& line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        parsed.headers.insert(line.left(colon).trimmed().toLower(), line.mid(colon + 1).trimmed());
    }
    const qsizetype length = parsed.header("content-length").toLongLong();
    if (buffer->size() < headEnd + 4 + length)
        return false;
    parsed.body = buffer->mid(headEnd + 4, length);
    buffer->remove(0, headEnd + 4 + length);
    *request = parsed;
    return true;
}

} // namespace

QString FakeRequest::parameter(const QString& name) const
{
    return QUrlQuery(QString::fromLatin1(query)).queryItemValue(name, QUrl::FullyDecoded);
}

FakeExchange::FakeExchange(FakeRequest request, QSslSocket* socket)
    : m_request(std::move(request))
    , m_socket(socket)
{ }

bool FakeExchange::isOpen() const
{
    return m_socket && !m_done && m_socket->state() == QAbstractSocket::ConnectedState;
}

void FakeExchange::reply(int status, const QByteArray& body, const HeaderList& headers)
{
    if (!isOpen())
        return;
    m_socket->write(headOf(status, headers) + "Content-Length: " + QByteArray::number(body.size())
                    + "\r\n\r\n" + body);
    m_done = true;
}

void FakeExchange::begin(int status, const HeaderList& headers)
{
    if (isOpen())
        m_socket->write(headOf(status, headers) + "Transfer-Encoding: chunked\r\n\r\n");
}

void FakeExchange::send(const QByteArray& bytes)
{
    if (isOpen() && !bytes.isEmpty())
        m_socket->write(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
}

void FakeExchange::end()
{
    if (!isOpen())
        return;
    m_socket->write("0\r\n\r\n");
    m_done = true;
}

void FakeExchange::cut()
{
    if (isOpen()) {
        m_socket->flush(); // what was sent before is to arrive
        m_socket->abort();
    }
    m_done = true;
}

void FakeExchange::sendRaw(const QByteArray& bytes)
{
    if (isOpen())
        m_socket->write(bytes);
}

FakeApiServer::FakeApiServer(const QString& certificate, QObject* parent)
    : QTcpServer(parent)
    , m_tls(QSslConfiguration::defaultConfiguration())
{
    m_tls.setLocalCertificate(QSslCertificate(certificates::certificate(certificate)));
    m_tls.setPrivateKey(QSslKey(certificates::key(certificate), QSsl::Ec));
    m_tls.setCaCertificates({QSslCertificate(certificates::certificate(u"ca"_s))});
    m_tls.setPeerVerifyMode(QSslSocket::QueryPeer);
    m_tls.setAllowedNextProtocols(
        {"h2", "http/1.1"}); // so that a client that offers h2 is found out
    start();
}

FakeApiServer::~FakeApiServer()
{
    stop();
}

QString FakeApiServer::url() const
{
    return u"https://127.0.0.1:%1"_s.arg(m_port);
}

void FakeApiServer::requireClientCertificate()
{
    m_tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
}

void FakeApiServer::on(const QByteArray& method, const QString& path, FakeHandler handler)
{
    m_routes.prepend({method, path, -1, std::move(handler)});
}

void FakeApiServer::onWatch(const QString& path, FakeHandler handler)
{
    m_routes.prepend({"GET", path, 1, std::move(handler)});
}

void FakeApiServer::onList(const QString& path, FakeHandler handler)
{
    m_routes.prepend({"GET", path, 0, std::move(handler)});
}

QList<FakeRequest> FakeApiServer::requests(const QByteArray& method, const QString& path) const
{
    QList<FakeRequest> found;
    for (const FakeRequest& request : m_log) {
        if (request.method == method && request.path == path)
            found.append(request);
    }
    return found;
}

void FakeApiServer::cutAll()
{
    for (QSslSocket* socket : m_buffers.keys())
        socket->abort();
}

void FakeApiServer::stop()
{
    close();
    cutAll();
}

void FakeApiServer::start()
{
    if (!listen(QHostAddress::LocalHost, m_port))
        qFatal("the fake server cannot listen: %s", qPrintable(errorString()));
    m_port = serverPort();
}

void FakeApiServer::incomingConnection(qintptr descriptor)
{
    auto* socket = new QSslSocket(this);
    if (!socket->setSocketDescriptor(descriptor)) {
        delete socket;
        return;
    }
    m_buffers.insert(socket, {});
    m_numbers.insert(socket, ++m_connections);
    connect(socket, &QSslSocket::readyRead, this, [this, socket] { read(socket); });
    connect(socket, &QSslSocket::disconnected, this, [this, socket] {
        m_buffers.remove(socket);
        socket->deleteLater();
    });
    socket->setSslConfiguration(m_tls);
    socket->startServerEncryption();
}

void FakeApiServer::read(QSslSocket* socket)
{
    m_buffers[socket] += socket->readAll();
    FakeRequest request;
    while (m_buffers.contains(socket) && takeRequest(&m_buffers[socket], &request))
        dispatch(socket, request);
}

void FakeApiServer::dispatch(QSslSocket* socket, FakeRequest request)
{
    request.connection = m_numbers.value(socket);
    request.clientName
        = socket->peerCertificate().subjectInfo(QSslCertificate::CommonName).value(0);
    request.protocol = socket->sslConfiguration().nextNegotiatedProtocol();
    m_log.append(request);
    const auto exchange = std::make_shared<FakeExchange>(request, socket);
    const QList<Route> routes = m_routes; // a handler may change them
    for (const Route& route : routes) {
        const bool path = route.path.endsWith(u'*')
            ? request.path.startsWith(QStringView(route.path).chopped(1))
            : request.path == route.path;
        const bool method = route.method == "*" || route.method == request.method;
        if (path && method && (route.watch < 0 || (route.watch == 1) == request.isWatch())) {
            route.handler(exchange);
            return;
        }
    }
    exchange->reply(
        404, statusJson(404, "NotFound", "the server could not find the requested resource"));
}

} // namespace cauce::test
