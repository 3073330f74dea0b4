#include "core/git/mirror.h"
#include "core/git/poller.h"
#include "core/git/proxy.h"
#include "tests/support/gitserver.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QThread>

#include <atomic>

using namespace cauce;
using namespace cauce::git;
using namespace Qt::StringLiterals;

namespace {

//! A proxy that connects every CONNECT to one port of this computer; in a thread of its own.
class TestProxy : public QThread
{
public:
    //! \param afterConnect follows the answer to a CONNECT at once, as if from the server
    explicit TestProxy(int target, QByteArray afterConnect = {})
        : m_target(target)
        , m_afterConnect(std::move(afterConnect))
    {
        start();
        while (m_port == 0)
            yieldCurrentThread();
    }
    ~TestProxy() override
    {
        quit();
        wait();
    }

    int port() const { return m_port; }
    QByteArray head() const { return m_head; } //!< of the last request; read it after the fetch

protected:
    void run() override
    {
        QTcpServer server;
        connect(&server, &QTcpServer::newConnection, &server, [&] {
            auto* client = server.nextPendingConnection();
            connect(client, &QTcpSocket::readyRead, client, [this, client] { join(client); });
        });
        server.listen(QHostAddress::LocalHost);
        m_port = server.serverPort();
        exec();
    }

private:
    void join(QTcpSocket* client)
    {
        if (client->findChild<QTcpSocket*>())
            return;
        m_buffer += client->readAll();
        if (!m_buffer.contains("\r\n\r\n"))
            return;
        m_head = m_buffer;
        m_buffer.clear();
        auto* server = new QTcpSocket(client);
        connect(server, &QTcpSocket::readyRead, client, [=] { client->write(server->readAll()); });
        connect(client, &QTcpSocket::readyRead, server, [=] { server->write(client->readAll()); });
        connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        server->connectToHost(QHostAddress::LocalHost, quint16(m_target));
        if (m_head.startsWith("CONNECT "))
            client->write("HTTP/1.1 200 Connected\r\n\r\n" + m_afterConnect);
        else
            server->write(m_head);
    }

    int m_target;
    QByteArray m_afterConnect;
    std::atomic_int m_port = 0;
    QByteArray m_buffer;
    QByteArray m_head;
};

} // namespace

class TestGitProxy : public QObject
{
    Q_OBJECT

private slots:
    void init() { clear(); }
    void cleanup() { clear(); }

    void theEnvironmentNamesTheProxy_data()
    {
        QTest::addColumn<QString>("environment");
        QTest::addColumn<bool>("isSecure");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("expected");

        const QString h = u"git.example"_s;
        QTest::newRow("none") << u""_s << true << h << u""_s;
        QTest::newRow("https") << u"HTTPS_PROXY=http://p:3128"_s << true << h << u"p:3128"_s;
        QTest::newRow("small") << u"https_proxy=http://p:3128"_s << true << h << u"p:3128"_s;
        QTest::newRow("no scheme") << u"HTTPS_PROXY=p:3128"_s << true << h << u"p:3128"_s;
        QTest::newRow("default port") << u"HTTPS_PROXY=http://p"_s << true << h << u"p:80"_s;
        QTest::newRow("all") << u"ALL_PROXY=http://p:1"_s << true << h << u"p:1"_s;
        QTest::newRow("not for http") << u"HTTPS_PROXY=http://p:1"_s << false << h << u""_s;
        QTest::newRow("http") << u"http_proxy=http://p:1"_s << false << h << u"p:1"_s;
        QTest::newRow("a web server could set it")
            << u"HTTP_PROXY=http://p:1"_s << false << h << u""_s;
        QTest::newRow("except all") << u"HTTPS_PROXY=http://p:1 NO_PROXY=*"_s << true << h << u""_s;
        QTest::newRow("except it")
            << u"HTTPS_PROXY=http://p:1 NO_PROXY=x,git.example"_s << true << h << u""_s;
        QTest::newRow("except its domain")
            << u"HTTPS_PROXY=http://p:1 no_proxy=.example"_s << true << h << u""_s;
        QTest::newRow("except a sibling")
            << u"HTTPS_PROXY=http://p:1 NO_PROXY=t.example"_s << true << h << u"p:1"_s;
        QTest::newRow("except its port")
            << u"HTTPS_PROXY=http://p:1 NO_PROXY=git.example:443"_s << true << h << u""_s;
        QTest::newRow("this computer")
            << u"HTTPS_PROXY=http://p:1"_s << true << u"127.0.0.1"_s << u""_s;
        QTest::newRow("socks") << u"HTTPS_PROXY=socks5://p:1"_s << true << h << u"error"_s;
        QTest::newRow("login") << u"HTTPS_PROXY=http://ana:S3cret@p:1"_s << true << h
                               << u"p:1 Basic YW5hOlMzY3JldA=="_s;
    }

    void theEnvironmentNamesTheProxy()
    {
        QFETCH(QString, environment);
        QFETCH(bool, isSecure);
        QFETCH(QString, host);
        for (const QString& one : environment.split(u' ', Qt::SkipEmptyParts))
            qputenv(one.section(u'=', 0, 0).toLatin1().constData(),
                    one.section(u'=', 1).toLatin1());
        const auto proxy = proxyFor(isSecure, host, isSecure ? 443 : 80);
        QString found = proxy ? QString() : u"error"_s;
        if (proxy && *proxy) {
            found = u"%1:%2"_s.arg((*proxy)->host).arg((*proxy)->port);
            if (!(*proxy)->authorization.isEmpty())
                found += u' ' + QString::fromLatin1((*proxy)->authorization);
        }
        QTEST(found, "expected");
    }

    void aFetchGoesThroughTheProxy_data()
    {
        QTest::addColumn<bool>("isSecure");
        QTest::newRow("https") << true;
        QTest::newRow("http") << false;
    }

    void aFetchGoesThroughTheProxy()
    {
        QFETCH(bool, isSecure);
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        const QString commit = repository.publish(u"one"_s);
        test::GitHttpServer server(repository.root(), isSecure);
        TestProxy proxy(server.port());
        qputenv(isSecure ? "HTTPS_PROXY" : "http_proxy",
                "http://ana:S3cret@127.0.0.1:" + QByteArray::number(proxy.port()));
        // A name that no resolver knows: only the proxy can get there.
        Remote remote {*GitUrl::parse((isSecure ? u"https"_s : u"http"_s)
                                      + u"://git.example.test/repo.git"_s)};
        remote.caFile = server.caFile();
        const QTemporaryDir cache;
        const auto fetched = fetch(remote, cache.filePath(u"mirror"_s), {u"main"_s}, {});
        if (!isSecure) {
            // This small proxy does not rewrite requests; that one arrived as a proxy's is enough.
            QVERIFY(proxy.head().startsWith("GET http://git.example.test/repo.git/info/refs?"));
            return;
        }
        QVERIFY2(fetched, qPrintable(fetched ? QString() : fetched.error().message));
        QCOMPARE(fetched->first()->commit, commit);
        QVERIFY(proxy.head().startsWith("CONNECT git.example.test:443 HTTP/1.1\r\n"));
        QVERIFY(proxy.head().contains("Proxy-Authorization: Basic YW5hOlMzY3JldA==\r\n"));
        for (const auto& request : server.requests())
            QVERIFY(request.authorization.isEmpty());
    }

    void aProxyCannotAnswerInTheServersPlace()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        repository.publish(u"one"_s);
        test::GitHttpServer server(repository.root());
        const QByteArray line = QByteArray(40, 'a') + " refs/heads/main\n";
        const QByteArray listing
            = QByteArray::number(line.size() + 4, 16).rightJustified(4, '0') + line + "0000";
        // Sent before the TLS handshake, so nothing vouches for it.
        TestProxy proxy(server.port(),
                        "HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack-result\r\n"
                        "Content-Length: "
                            + QByteArray::number(listing.size()) + "\r\n\r\n" + listing);
        qputenv("HTTPS_PROXY", "http://127.0.0.1:" + QByteArray::number(proxy.port()));
        Remote remote {*GitUrl::parse(u"https://git.example.test/repo.git"_s)};
        remote.caFile = server.caFile();
        const auto listed = listRemote(remote, {u"main"_s}, {});
        QVERIFY2(!listed, qPrintable(listed ? listed->value(u"refs/heads/main"_s) : QString()));
        QCOMPARE(listed.error().kind, ErrorKind::Network);
        QVERIFY2(listed.error().message.contains(u"proxy"_s), qPrintable(listed.error().message));
    }

private:
    static void clear()
    {
        for (const char* name : {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy",
                                 "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"})
            qunsetenv(name);
    }
};

QTEST_GUILESS_MAIN(TestGitProxy)
#include "tst_gitproxy.moc"
