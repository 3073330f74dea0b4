#include "tests/support/fakeproxy.h"

#include <QNetworkProxy>
#include <QTcpSocket>

#include <memory>

using namespace Qt::StringLiterals;

namespace cauce::test {

FakeProxy::FakeProxy(const QByteArray& credentials, QObject* parent)
    : QTcpServer(parent)
    , m_credentials(credentials)
{
    if (!listen(QHostAddress::LocalHost))
        qFatal("the fake proxy cannot listen: %s", qPrintable(errorString()));
}

QString FakeProxy::address() const
{
    return u"127.0.0.1:%1"_s.arg(serverPort());
}

void FakeProxy::incomingConnection(qintptr descriptor)
{
    auto* client = new QTcpSocket(this);
    client->setSocketDescriptor(descriptor);
    auto* server = new QTcpSocket(client);
    auto head = std::make_shared<QByteArray>();
    connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
    connect(server, &QTcpSocket::readyRead, client,
            [client, server] { client->write(server->readAll()); });
    connect(server, &QTcpSocket::connected, client, [this, client] {
        ++m_tunnels;
        client->write("HTTP/1.1 200 Connection established\r\n\r\n");
    });
    connect(client, &QTcpSocket::readyRead, this, [this, client, server, head] {
        if (server->state() != QAbstractSocket::UnconnectedState) {
            server->write(client->readAll());
            return;
        }
        *head += client->readAll();
        if (!head->contains("\r\n\r\n"))
            return;
        const QByteArray line = head->left(head->indexOf("\r\n"));
        const QByteArray want = "proxy-authorization: basic " + m_credentials.toBase64().toLower();
        const bool welcome = m_credentials.isEmpty() || head->toLower().contains(want);
        head->clear();
        m_asked.append(line);
        if (!welcome) {
            client->write("HTTP/1.1 407 Proxy Authentication Required\r\n"
                          "Proxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n");
            return;
        }
        const QByteArray target = line.split(' ').value(1);
        server->setProxy(QNetworkProxy::NoProxy);
        server->connectToHost(QHostAddress(QHostAddress::LocalHost),
                              quint16(target.mid(target.lastIndexOf(':') + 1).toUInt()));
    });
}

} // namespace cauce::test
