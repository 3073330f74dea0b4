#include "core/base/async.h"
#include "core/cluster/apiclient.h"
#include "tests/contract/fakecontext.h"

#include <QElapsedTimer>
#include <QSslConfiguration>

using namespace cauce;
using namespace cauce::cluster;
using namespace cauce::test;
using namespace Qt::StringLiterals;

//! Who is trusted, and how we prove who we are, against servers with the wrong papers.
class TestTlsRules : public QObject
{
    Q_OBJECT

    static Result<ApiAnswer> ask(const KubeContext& context)
    {
        ApiClient client(context);
        return valueOf(client.get(u"/version"_s));
    }

    static KubeContext contextWithKey(const FakeApiServer& server, const QString& user)
    {
        KubeContext context = contextOf(server);
        context.credential = {};
        context.credential.clientCertificate = certificates::certificate(user);
        context.credential.clientKey = certificates::key(user);
        return context;
    }

private slots:
    void init() { m_default = QSslConfiguration::defaultConfiguration(); }
    void cleanup() { QSslConfiguration::setDefaultConfiguration(m_default); }

    void untrustedServers_data()
    {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<QString>("said");
        QTest::newRow("of another authority") << u"server-stranger"_s << u"could not be verified"_s;
        QTest::newRow("expired") << u"server-expired"_s << u"this computer's clock says"_s;
        QTest::newRow("for another name") << u"server-elsewhere"_s << u"tls-server-name"_s;
    }

    void untrustedServers()
    {
        QFETCH(QString, certificate);
        QFETCH(QString, said);
        FakeApiServer server(certificate);
        server.on("GET", u"/version"_s, answer("{}"));
        const auto reply = ask(contextOf(server));
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Identity);
        QVERIFY2(reply.error().message.contains(said), qPrintable(reply.error().message));
        QVERIFY(server.requests().isEmpty()); // not one byte of the request, so no token
    }

    void theSameServersAnswerWhenTheUserTurnsVerificationOff()
    {
        FakeApiServer server(u"server-expired"_s);
        server.on("GET", u"/version"_s, answer("{}"));
        KubeContext context = contextOf(server);
        context.certificateAuthority.clear();
        context.insecureSkipTlsVerify = true;
        QVERIFY(ask(context));
    }

    void aNamedAuthorityIsTheOnlyRoot()
    {
        // The authority "stranger" plays one of the system's roots.
        QSslConfiguration system = m_default;
        system.setCaCertificates({QSslCertificate(certificates::certificate(u"stranger"_s))});
        QSslConfiguration::setDefaultConfiguration(system);
        FakeApiServer server(u"server-stranger"_s);
        server.on("GET", u"/version"_s, answer("{}"));
        KubeContext context = contextOf(server);
        QVERIFY(!ask(context));
        context.certificateAuthority.clear();
        QVERIFY(ask(context)); // it is trusted where the kubeconfig names no authority
    }

    void anotherNameCanBeExpected()
    {
        FakeApiServer server(u"server-elsewhere"_s);
        server.on("GET", u"/version"_s, answer("{}"));
        KubeContext context = contextOf(server);
        context.tlsServerName = u"elsewhere.example"_s;
        QVERIFY(ask(context));
        context.tlsServerName = u"nowhere.example"_s;
        QVERIFY(!ask(context));
    }

    void clientKeys_data()
    {
        QTest::addColumn<QString>("user");
        for (const char* user : {"rsa", "rsa-pkcs1", "ec", "ec-sec1", "ed25519"})
            QTest::newRow(user) << QString::fromLatin1(user);
    }

    void clientKeys()
    {
        QFETCH(QString, user);
        FakeApiServer server;
        server.requireClientCertificate();
        server.on("GET", u"/version"_s, answer("{}"));
        const auto reply = ask(contextWithKey(server, user));
        QVERIFY2(reply, qPrintable(reply ? QString() : reply.error().message));
        QCOMPARE(server.requests().first().clientName, user);
    }

    void aMissingClientCertificateIsSaidAtOnce()
    {
        FakeApiServer server;
        server.requireClientCertificate();
        QElapsedTimer clock;
        clock.start();
        const auto reply = ask(contextOf(server));
        QVERIFY(!reply);
        QVERIFY(clock.elapsed() < 5000);
        QVERIFY2(reply.error().message.contains(server.url().mid(8)),
                 qPrintable(reply.error().message));
    }

    void twoUsersNeverShareAConnection()
    {
        FakeApiServer server;
        server.on("GET", u"/version"_s, answer("{}"));
        ApiClient rsa(contextWithKey(server, u"rsa"_s));
        ApiClient ec(contextWithKey(server, u"ec"_s));
        for (ApiClient* client : {&rsa, &ec, &rsa, &ec})
            QVERIFY(valueOf(client->get(u"/version"_s)));
        QStringList names;
        for (const FakeRequest& request : server.requests())
            names.append(request.clientName);
        QCOMPARE(names, (QStringList {u"rsa"_s, u"ec"_s, u"rsa"_s, u"ec"_s}));
        QCOMPARE(server.connectionCount(), 2); // each keeps its own
    }

    void badPapersOfOurOwn_data()
    {
        QTest::addColumn<QByteArray>("ca");
        QTest::addColumn<QByteArray>("certificate");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QString>("said");
        const QByteArray ca = certificates::certificate(u"ca"_s);
        const QByteArray certificate = certificates::certificate(u"ec"_s);
        const QByteArray key = certificates::key(u"ec"_s);
        QTest::newRow("authority is no certificate")
            << QByteArray("canary") << QByteArray() << QByteArray() << u"certificate authority"_s;
        QTest::newRow("certificate is none")
            << ca << QByteArray("canary") << key << u"the client certificate is no PEM"_s;
        QTest::newRow("key is none")
            << ca << certificate << QByteArray("canary") << u"the client key is no PEM"_s;
        QTest::newRow("key of another certificate")
            << ca << certificate << certificates::key(u"rsa"_s) << u"does not belong"_s;
        QTest::newRow("key with a passphrase")
            << ca << certificate
            << QByteArray("-----BEGIN ENCRYPTED PRIVATE KEY-----\ncanary\n-----END ENCRYPTED "
                          "PRIVATE KEY-----\n")
            << u"passphrase"_s;
    }

    void badPapersOfOurOwn()
    {
        QFETCH(QByteArray, ca);
        QFETCH(QByteArray, certificate);
        QFETCH(QByteArray, key);
        QFETCH(QString, said);
        FakeApiServer server;
        KubeContext context = contextOf(server);
        context.certificateAuthority = ca;
        context.credential.clientCertificate = certificate;
        context.credential.clientKey = key;
        const auto reply = ask(context);
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Invalid);
        const QString message = reply.error().message;
        QVERIFY2(message.contains(said), qPrintable(message));
        QVERIFY(message.contains(u"context \"test\" (test.yaml)"_s));
        QVERIFY(!message.contains(u"canary"_s));
        QCOMPARE(server.connectionCount(), 0);
    }

    void noCredentialsGoOverAnOpenLine()
    {
        KubeContext context;
        context.name = u"test"_s;
        context.server = u"http://192.0.2.1:8080"_s;
        context.credential.token = u"sesame"_s;
        const auto reply = ask(context);
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Invalid);
        QVERIFY(reply.error().message.contains(u"not encrypted"_s));
    }

private:
    QSslConfiguration m_default;
};

QTEST_GUILESS_MAIN(TestTlsRules)
#include "tst_tlsrules.moc"
