#include "core/base/async.h"
#include "core/base/paths.h"
#include "core/cluster/apiclient.h"
#include "core/cluster/execconsent.h"
#include "tests/contract/fakecontext.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>

using namespace cauce;
using namespace cauce::cluster;
using namespace cauce::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! Tokens, token files and credential plugins: what runs, what is sent, when it is got again.
class TestCredentials : public QObject
{
    Q_OBJECT

    void write(const QString& name, const QByteArray& content, bool executable = false)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        if (executable)
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    QString path(const QString& name) const { return m_folder->filePath(name); }

    int runs() const
    {
        QFile file(path(u"runs"_s));
        return file.open(QIODevice::ReadOnly) ? int(file.readAll().count('\n')) : 0;
    }

    //! A plugin that counts its runs and then does \p what in the shell.
    KubeContext pluginContext(const FakeApiServer& server, const QByteArray& what)
    {
        write(u"plugin"_s,
              "#!/bin/sh\necho run >> '" + path(u"runs"_s).toUtf8() + "'\n" + what + "\n", true);
        KubeContext context = contextOf(server);
        context.credential = {};
        ExecPlugin plugin;
        plugin.command = path(u"plugin"_s);
        plugin.arguments = {u"get-token"_s};
        plugin.apiVersion = u"client.authentication.k8s.io/v1"_s;
        context.credential.exec = plugin;
        return context;
    }

    static QByteArray printing(const QByteArray& status)
    {
        return R"(printf '%s' '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",)"
               R"("status":)"
            + status + "}'";
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QFile::remove(paths::state() + "/exec-consent"_L1);
    }

    void aPluginDoesNotRunWithoutConsent()
    {
        FakeApiServer server;
        const KubeContext context = pluginContext(server, printing(R"({"token":"fresh"})"));
        ApiClient client(context);
        const auto reply = valueOf(client.get(u"/version"_s));
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Consent);
        QVERIFY(reply.error().message.contains(path(u"plugin"_s) + " get-token"_L1));
        QCOMPARE(runs(), 0);
        QCOMPARE(server.connectionCount(), 0);
    }

    void afterConsentItsTokenIsSentAndKept()
    {
        FakeApiServer server;
        server.on("GET", u"/version"_s, answer("{}"));
        const KubeContext context = pluginContext(server, printing(R"({"token":"fresh"})"));
        QVERIFY(execconsent::grant(*context.credential.exec));
        ApiClient client(context);
        for (int i = 0; i < 3; ++i)
            QVERIFY(valueOf(client.get(u"/version"_s)));
        QCOMPARE(server.requests().last().header("authorization"), QByteArray("Bearer fresh"));
        QCOMPARE(runs(), 1);
    }

    void consentIsForExactlyThisCommand_data()
    {
        QTest::addColumn<int>("change");
        QTest::newRow("another argument") << 0;
        QTest::newRow("another variable") << 1;
        QTest::newRow("another program of the same name") << 2;
        QTest::newRow("one argument in two parts") << 3;
    }

    void consentIsForExactlyThisCommand()
    {
        QFETCH(int, change);
        FakeApiServer server;
        KubeContext context = pluginContext(server, printing(R"({"token":"fresh"})"));
        ExecPlugin& plugin = *context.credential.exec;
        QVERIFY(execconsent::grant(plugin));
        QVERIFY(execconsent::check(plugin));
        if (change == 0)
            plugin.arguments = {u"get-token"_s, u"--all"_s};
        if (change == 1)
            plugin.environment.insert(u"LD_PRELOAD"_s, u"/tmp/x.so"_s);
        if (change == 2)
            write(u"plugin"_s, "#!/bin/sh\nexit 0\n", true);
        if (change == 3)
            plugin.arguments = {u"get"_s, u"-token"_s};
        const auto checked = execconsent::check(plugin);
        QVERIFY(!checked);
        QCOMPARE(checked.error().kind, ErrorKind::Consent);
    }

    void whatIsShownNamesEverythingButSecrets()
    {
        ExecPlugin plugin;
        plugin.command = u"/bin/sh"_s;
        plugin.arguments = {u"-c"_s, u"echo it's"_s};
        plugin.environment = {{u"AWS_PROFILE"_s, u"dev"_s}, {u"AWS_SECRET"_s, u"canary"_s}};
        QCOMPARE(execconsent::commandLine(plugin),
                 u"AWS_PROFILE=dev AWS_SECRET=*** /bin/sh -c 'echo it'\\''s'"_s);
    }

    void badPlugins_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("said");
        QTest::newRow("fails and says why") << QByteArray("echo 'please log in' >&2; exit 3")
                                            << ErrorKind::Auth << u"please log in"_s;
        QTest::newRow("prints no JSON")
            << QByteArray("echo canary") << ErrorKind::Invalid << u"not JSON"_s;
        QTest::newRow("prints another kind") << QByteArray("echo '{\"kind\":\"canary\"}'")
                                             << ErrorKind::Invalid << u"ExecCredential"_s;
        QTest::newRow("gives nothing")
            << printing("{}") << ErrorKind::Invalid << u"neither a token"_s;
        QTest::newRow("gives a certificate without a key")
            << printing(R"({"clientCertificateData":"canary"})") << ErrorKind::Invalid
            << u"without a key"_s;
        QTest::newRow("gives what expired long ago")
            << printing(R"({"token":"canary","expirationTimestamp":"2020-01-01T00:00:00Z"})")
            << ErrorKind::Auth << u"expired at 2020"_s;
        QTest::newRow("injects a header") << printing(R"({"token":"canary\r\nX-Evil: 1"})")
                                          << ErrorKind::Invalid << u"impossible characters"_s;
        QTest::newRow("hangs") << QByteArray("sleep 60") << ErrorKind::Timeout << QString();
        QTest::newRow("floods") << QByteArray("yes canary") << ErrorKind::Io << QString();
        QTest::newRow("waits for input")
            << QByteArray("read x; exit 7") << ErrorKind::Auth << u"7"_s;
    }

    void badPlugins()
    {
        QFETCH(QByteArray, script);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, said);
        FakeApiServer server;
        const KubeContext context = pluginContext(server, script);
        QVERIFY(execconsent::grant(*context.credential.exec));
        ClusterLimits limits;
        limits.execTimeout = 1s;
        ApiClient client(context, limits);
        const auto reply = valueOf(client.get(u"/version"_s));
        QVERIFY(!reply);
        const QString message = reply.error().message;
        QVERIFY2(reply.error().kind == kind, qPrintable(nameOf(reply.error().kind) + message));
        QVERIFY2(message.contains(said), qPrintable(message));
        QVERIFY2(!message.contains(u"canary"_s), qPrintable(message));
        QCOMPARE(server.connectionCount(), 0);
    }

    void aMissingPluginTellsHowToInstallIt()
    {
        FakeApiServer server;
        KubeContext context = pluginContext(server, {});
        context.credential.exec->command = u"no-such-plugin"_s;
        context.credential.exec->installHint = u"get it from\nexample.org"_s;
        ApiClient client(context);
        const auto reply = valueOf(client.get(u"/version"_s));
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::NotFound);
        QVERIFY(reply.error().message.contains(u"get it from"_s));
    }

    void aPluginIsToldWhatItIsAskedFor()
    {
        FakeApiServer server;
        server.on("GET", u"/version"_s, answer("{}"));
        const QByteArray dump = "printf '%s' \"$KUBERNETES_EXEC_INFO\" > '"
            + path(u"info"_s).toUtf8() + "'\nprintf '%s' \"$EXTRA\" > '" + path(u"extra"_s).toUtf8()
            + "'\n";
        KubeContext context = pluginContext(server, dump + printing(R"({"token":"fresh"})"));
        context.credential.exec->provideClusterInfo = true;
        context.credential.exec->environment.insert(u"EXTRA"_s, u"more"_s);
        QVERIFY(execconsent::grant(*context.credential.exec));
        ApiClient client(context);
        QVERIFY(valueOf(client.get(u"/version"_s)));
        QFile info(path(u"info"_s));
        QVERIFY(info.open(QIODevice::ReadOnly));
        const QByteArray text = info.readAll();
        QVERIFY(text.contains("\"interactive\":false"));
        QVERIFY(text.contains(server.url().toLatin1()));
        QFile extra(path(u"extra"_s));
        QVERIFY(extra.open(QIODevice::ReadOnly));
        QCOMPARE(extra.readAll(), QByteArray("more"));
    }

    void itsClientCertificateIsUsed()
    {
        FakeApiServer server;
        server.requireClientCertificate();
        server.on("GET", u"/version"_s, answer("{}"));
        const auto quoted = [](QByteArray pem) { return pem.replace("\n", "\\n"); };
        const KubeContext context = pluginContext(
            server,
            printing("{\"clientCertificateData\":\"" + quoted(certificates::certificate(u"ec"_s))
                     + "\",\"clientKeyData\":\"" + quoted(certificates::key(u"ec"_s)) + "\"}"));
        QVERIFY(execconsent::grant(*context.credential.exec));
        ApiClient client(context);
        const auto reply = valueOf(client.get(u"/version"_s));
        QVERIFY2(reply, qPrintable(reply ? QString() : reply.error().message));
        QCOMPARE(server.requests().first().clientName, u"ec"_s);
    }

    void aRefusedTokenIsNotGotAgainAndAgain()
    {
        FakeApiServer server;
        server.on("GET", u"/version"_s, fault::status(401, "Unauthorized", "Unauthorized"));
        const KubeContext context = pluginContext(server, printing(R"({"token":"fresh"})"));
        QVERIFY(execconsent::grant(*context.credential.exec));
        ApiClient client(context);
        for (int i = 0; i < 5; ++i) {
            const auto reply = valueOf(client.get(u"/version"_s));
            QVERIFY(reply && reply->status == 401);
        }
        QCOMPARE(runs(), 1);
    }

    void aTokenFileIsReadAgain()
    {
        FakeApiServer server;
        server.on("GET", u"/version"_s, [](const ExchangePtr& exchange) {
            const bool good = exchange->request().header("authorization") == "Bearer second";
            exchange->reply(good ? 200 : 401, "{}");
        });
        write(u"token"_s, "first\n");
        KubeContext context = contextOf(server);
        context.credential = {};
        context.credential.tokenFile = path(u"token"_s);
        ApiClient client(context);
        auto reply = valueOf(client.get(u"/version"_s));
        QVERIFY(reply && reply->status == 401);
        write(u"token"_s, "second\n");
        reply
            = valueOf(client.get(u"/version"_s)); // refused with the first, read again, sent again
        QVERIFY(reply && reply->status == 200);
        QCOMPARE(server.requests().last().header("authorization"), QByteArray("Bearer second"));
    }

    void whatIsNoTokenIsNeverSent()
    {
        FakeApiServer server;
        write(u"token"_s, "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n");
        KubeContext context = contextOf(server);
        context.credential = {};
        context.credential.tokenFile = path(u"token"_s);
        ApiClient client(context);
        const auto reply = valueOf(client.get(u"/version"_s));
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Invalid);
        QVERIFY(reply.error().message.contains(path(u"token"_s)));
        QVERIFY(!reply.error().message.contains(u"canary"_s));
        QCOMPARE(server.connectionCount(), 0);
    }

    void aWatchGetsANewTokenToo()
    {
        FakeApiServer server;
        server.onWatch(u"/api/v1/pods"_s, [this](const ExchangePtr& exchange) {
            if (exchange->request().header("authorization") == "Bearer second") {
                exchange->begin();
                return;
            }
            write(u"token"_s, "second");
            exchange->reply(401, "{}");
        });
        write(u"token"_s, "first");
        KubeContext context = contextOf(server);
        context.credential = {};
        context.credential.tokenFile = path(u"token"_s);
        ApiClient client(context);
        QObject owner;
        WatchStream* stream = client.watch(u"/api/v1/pods?watch=1"_s, &owner);
        QTRY_VERIFY(stream->isOpen());
        QCOMPARE(server.requests().size(), 2);
    }

    void whoIsImpersonatedIsSaid()
    {
        FakeApiServer server;
        server.on("GET", u"/version"_s, answer("{}"));
        KubeContext context = contextOf(server);
        context.credential.impersonateUser = u"bob"_s;
        context.credential.impersonateGroups = {u"devs"_s};
        ApiClient client(context);
        QVERIFY(valueOf(client.get(u"/version"_s)));
        QCOMPARE(server.requests().first().header("impersonate-user"), QByteArray("bob"));
        QCOMPARE(server.requests().first().header("impersonate-group"), QByteArray("devs"));
    }

    void basicAuthentication()
    {
        FakeApiServer server;
        server.on("GET", u"/version"_s, answer("{}"));
        KubeContext context = contextOf(server);
        context.credential = {};
        context.credential.username = u"anna"_s;
        context.credential.password = u"pa:ss"_s;
        ApiClient client(context);
        QVERIFY(valueOf(client.get(u"/version"_s)));
        QCOMPARE(server.requests().first().header("authorization"),
                 "Basic " + QByteArray("anna:pa:ss").toBase64());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestCredentials)
#include "tst_credentials.moc"
