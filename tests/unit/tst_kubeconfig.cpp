#include "core/cluster/kubeconfig.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace cauce;
using namespace cauce::cluster;
using namespace Qt::StringLiterals;

class TestKubeconfig : public QObject
{
    Q_OBJECT

    QString write(const QString& name, const QByteArray& content)
    {
        const QString path = m_folder->filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(path));
        return path;
    }

    //! A kubeconfig with one context "c" whose cluster and user have these members.
    QString writeOne(const QByteArray& cluster, const QByteArray& user)
    {
        return write(u"one"_s,
                     "current-context: c\n"
                     "contexts: [{name: c, context: {cluster: k, user: u}}]\n"
                     "clusters: [{name: k, cluster: {"
                         + cluster
                         + "}}]\n"
                           "users: [{name: u, user: {"
                         + user + "}}]\n");
    }

    static Result<KubeContext> contextOf(const QStringList& files, const QString& name = {})
    {
        const auto config = KubeConfig::load(files);
        if (!config)
            return Failure {config.error()};
        return config->context(name);
    }

    static QString messageOf(const Result<KubeContext>& result)
    {
        return result ? u"(no error)"_s : result.error().message;
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aWholeFile()
    {
        const QString file = write(u"config"_s, R"(
apiVersion: v1
kind: Config
current-context: shop
contexts:
- name: shop
  context: {cluster: eu, user: anna, namespace: web}
- name: blog
  context: {cluster: eu, user: anna}
clusters:
- name: eu
  cluster:
    server: https://eu.example:6443/k8s/
    certificate-authority-data: Y2E=
    tls-server-name: inner.example
    proxy-url: socks5://proxy:1080
users:
- name: anna
  user:
    client-certificate-data: Y2VydA==
    client-key-data: a2V5
    as: bob
    as-groups: [devs]
)");
        const auto config = KubeConfig::load({file});
        QVERIFY2(config, qPrintable(config ? QString() : config.error().message));
        QCOMPARE(config->contextNames(), (QStringList {u"blog"_s, u"shop"_s}));
        QCOMPARE(config->currentContext(), u"shop"_s);
        const auto context = config->context({});
        QVERIFY2(context, qPrintable(messageOf(context)));
        QCOMPARE(context->name, u"shop"_s);
        QCOMPARE(context->clusterName, u"eu"_s);
        QCOMPARE(context->nameSpace, u"web"_s);
        QCOMPARE(context->server, u"https://eu.example:6443/k8s"_s);
        QCOMPARE(context->certificateAuthority, QByteArray("ca"));
        QCOMPARE(context->tlsServerName, u"inner.example"_s);
        QCOMPARE(context->proxyUrl, u"socks5://proxy:1080"_s);
        QCOMPARE(context->sourceFile, file);
        QVERIFY(!context->insecureSkipTlsVerify);
        QCOMPARE(context->credential.clientCertificate, QByteArray("cert"));
        QCOMPARE(context->credential.clientKey, QByteArray("key"));
        QCOMPARE(context->credential.impersonateUser, u"bob"_s);
        QCOMPARE(context->credential.impersonateGroups, QStringList {u"devs"_s});
    }

    void theFirstFileThatNamesAThingWins()
    {
        const QString first = write(u"a"_s, R"(
current-context: one
contexts: [{name: one, context: {cluster: k, user: u}}]
users: [{name: u, user: {token: first}}]
)");
        const QString second = write(u"b"_s, R"(
current-context: two
contexts: [{name: one, context: {cluster: other, user: u}}, {name: two, context: {cluster: k, user: u}}]
clusters: [{name: k, cluster: {server: 'https://k.example'}}]
users: [{name: u, user: {token: second, username: leaked}}]
)");
        const QString absent = m_folder->filePath(u"absent"_s);
        const auto config = KubeConfig::load({first, absent, second});
        QVERIFY(config);
        QCOMPARE(config->currentContext(), u"one"_s);
        const auto context = config->context(u"one"_s);
        QVERIFY2(context, qPrintable(messageOf(context)));
        QCOMPARE(context->server, u"https://k.example"_s); // from the second: the first has none
        QCOMPARE(context->credential.token, u"first"_s);
        QVERIFY(context->credential.username.isEmpty()); // entries are not mixed
        QVERIFY(config->context(u"two"_s));
    }

    void pathsAreRelativeToTheFileThatNamesThem()
    {
        write(u"sub/pki/ca.crt"_s, "the ca");
        const QString file = write(u"sub/config"_s, R"(
current-context: c
contexts: [{name: c, context: {cluster: k, user: u}}]
clusters: [{name: k, cluster: {server: 'https://k.example', certificate-authority: pki/ca.crt}}]
users: [{name: u, user: {tokenFile: ../token}}]
)");
        const auto context = contextOf({file});
        QVERIFY2(context, qPrintable(messageOf(context)));
        QCOMPARE(context->certificateAuthority, QByteArray("the ca"));
        QCOMPARE(context->credential.tokenFile, m_folder->filePath(u"token"_s));
    }

    void dataComesBeforeFiles()
    {
        const QString file = writeOne("server: 'https://k.example', certificate-authority: absent, "
                                      "certificate-authority-data: Y2E=",
                                      "token: t");
        const auto context = contextOf({file});
        QVERIFY2(context, qPrintable(messageOf(context)));
        QCOMPARE(context->certificateAuthority, QByteArray("ca"));
    }

    void aPluginIsReadAndNothingRuns()
    {
        const QString canary = m_folder->filePath(u"canary"_s);
        write(u"run"_s, "#!/bin/sh\ntouch '" + canary.toUtf8() + "'\n");
        QFile::setPermissions(m_folder->filePath(u"run"_s),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        const QString file = writeOne("server: 'https://k.example'",
                                      "exec: {apiVersion: client.authentication.k8s.io/v1, "
                                      "command: ./run, args: [get, token], "
                                      "env: [{name: A, value: b}], provideClusterInfo: true, "
                                      "interactiveMode: Always, installHint: look there}");
        const auto context = contextOf({file});
        QVERIFY2(context, qPrintable(messageOf(context)));
        const ExecPlugin plugin = *context->credential.exec;
        QCOMPARE(plugin.command, m_folder->filePath(u"run"_s));
        QCOMPARE(plugin.arguments, (QStringList {u"get"_s, u"token"_s}));
        QCOMPARE(plugin.environment.value(u"A"_s), u"b"_s);
        QVERIFY(plugin.provideClusterInfo && plugin.needsTerminal);
        QCOMPARE(plugin.installHint, u"look there"_s);
        QVERIFY(!QFile::exists(canary));
    }

    void aPluginWithoutASlashIsLookedUpLater()
    {
        const QString file = writeOne(
            "server: 'https://k.example'",
            "exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: kubelogin}");
        const auto context = contextOf({file});
        QVERIFY2(context, qPrintable(messageOf(context)));
        QCOMPARE(context->credential.exec->command, u"kubelogin"_s);
    }

    void aContextWithoutAUserIsAnonymous()
    {
        const QString file = write(u"config"_s, R"(
current-context: c
contexts: [{name: c, context: {cluster: k}}]
clusters: [{name: k, cluster: {server: 'https://k.example'}}]
)");
        const auto context = contextOf({file});
        QVERIFY2(context, qPrintable(messageOf(context)));
        QVERIFY(context->credential.token.isEmpty());
    }

    void broken_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("said");
        const QByteArray head
            = "current-context: c\ncontexts: [{name: c, context: {cluster: k, user: "
              "u}}]\n";
        const QByteArray cluster
            = "clusters: [{name: k, cluster: {server: 'https://k.example'}}]\n";
        QTest::newRow("half written")
            << QByteArray("contexts:\n- name: c\n  context: {cluster: k, us") << ErrorKind::Invalid
            << u"config:4:1"_s;
        QTest::newRow("empty") << QByteArray() << ErrorKind::NotFound << u"current-context"_s;
        QTest::newRow("a list") << QByteArray("- a\n") << ErrorKind::Invalid << u"not a mapping"_s;
        QTest::newRow("another kind")
            << QByteArray("kind: Pod\n") << ErrorKind::Invalid << u"no kubeconfig"_s;
        QTest::newRow("two documents") << QByteArray("a: 1\n---\nb: 1\n") << ErrorKind::Invalid
                                       << u"more than one YAML document"_s;
        QTest::newRow("no such context") << QByteArray("current-context: gone\n")
                                         << ErrorKind::NotFound << u"no context \"gone\""_s;
        QTest::newRow("no such cluster") << head << ErrorKind::NotFound << u"the cluster \"k\""_s;
        QTest::newRow("no such user")
            << head + cluster << ErrorKind::NotFound << u"the user \"u\""_s;
        QTest::newRow("the same name twice")
            << QByteArray("users: [{name: u, user: {}}, {name: u, user: {}}]\n")
            << ErrorKind::Invalid << u"two items of \"users\" are named \"u\""_s;
        QTest::newRow("users is no list") << QByteArray("users: {u: {}}\n") << ErrorKind::Invalid
                                          << u"\"users\" must be a list"_s;
        QTest::newRow("an item without a name")
            << QByteArray("users: [{user: {}}]\n") << ErrorKind::Invalid << u"needs a name"_s;
    }

    void broken()
    {
        QFETCH(QByteArray, text);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, said);
        const QString file = write(u"config"_s, text);
        const auto context = contextOf({file});
        QVERIFY(!context);
        QVERIFY2(context.error().message.contains(said), qPrintable(context.error().message));
        QVERIFY2(context.error().message.contains(file), qPrintable(context.error().message));
        QCOMPARE(nameOf(context.error().kind), nameOf(kind));
    }

    void brokenEntries_data()
    {
        QTest::addColumn<QByteArray>("cluster");
        QTest::addColumn<QByteArray>("user");
        QTest::addColumn<QString>("said");
        const QByteArray server = "server: 'https://k.example'";
        QTest::newRow("no server") << QByteArray() << QByteArray() << u"has no server"_s;
        QTest::newRow("a server without a scheme")
            << QByteArray("server: 'k.example:6443'") << QByteArray() << u"https://host"_s;
        QTest::newRow("a server with a password")
            << QByteArray("server: 'https://a:canary@k.example'") << QByteArray() << u"only"_s;
        QTest::newRow("an authority that is not base64")
            << server + ", certificate-authority-data: 'canary!'" << QByteArray()
            << u"\"certificate-authority-data\" is not base64"_s;
        QTest::newRow("an authority file that is not there")
            << server + ", certificate-authority: gone.crt" << QByteArray() << u"gone.crt"_s;
        QTest::newRow("an authority and no verification")
            << server + ", certificate-authority-data: Y2E=, insecure-skip-tls-verify: true"
            << QByteArray() << u"remove one"_s;
        QTest::newRow("a flag in quotes")
            << server + ", insecure-skip-tls-verify: 'true'" << QByteArray() << u"true or false"_s;
        QTest::newRow("a token that is a number")
            << server << QByteArray("token: 123456") << u"\"token\" must be a string"_s;
        QTest::newRow("a token of two lines")
            << server << QByteArray("token: \"canary\\nX: 1\"") << u"\"token\" has characters"_s;
        QTest::newRow("token and password")
            << server << QByteArray("token: canary, username: a, password: b")
            << u"more than one"_s;
        QTest::newRow("a certificate without a key")
            << server << QByteArray("client-certificate-data: Y2E=") << u"no client key"_s;
        QTest::newRow("a key without a certificate")
            << server << QByteArray("client-key-data: Y2E=") << u"no client certificate"_s;
        QTest::newRow("an auth-provider")
            << server << QByteArray("auth-provider: {name: gcp}") << u"not supported"_s;
        QTest::newRow("a part of an identity that would be lost")
            << server << QByteArray("as: a, as-uid: b") << u"as-uid"_s;
        QTest::newRow("two groups that would be lost")
            << server << QByteArray("as: a, as-groups: [b, c]") << u"as-groups"_s;
        QTest::newRow("groups of nobody")
            << server << QByteArray("as-groups: [b]") << u"needs \"as\""_s;
        QTest::newRow("a plugin without a command")
            << server << QByteArray("exec: {apiVersion: client.authentication.k8s.io/v1}")
            << u"no command"_s;
        QTest::newRow("a plugin of an old version")
            << server
            << QByteArray("exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: a}")
            << u"exec.apiVersion"_s;
    }

    void brokenEntries()
    {
        QFETCH(QByteArray, cluster);
        QFETCH(QByteArray, user);
        QFETCH(QString, said);
        const QString file = writeOne(cluster, user);
        const auto context = contextOf({file});
        QVERIFY(!context);
        const QString message = context.error().message;
        QVERIFY2(message.contains(said), qPrintable(message));
        QVERIFY2(message.contains(file), qPrintable(message));
        QVERIFY2(!message.contains(u"canary"_s), qPrintable(message));
    }

    void noFileAtAll()
    {
        const auto config = KubeConfig::load({m_folder->filePath(u"absent"_s)});
        QVERIFY(!config);
        QCOMPARE(config.error().kind, ErrorKind::NotFound);
        QVERIFY(config.error().message.contains(m_folder->filePath(u"absent"_s)));
    }

    void theEnvironmentNamesTheFiles()
    {
        const QByteArray before = qgetenv("KUBECONFIG");
        qputenv("KUBECONFIG", "/a::/b:/a");
        const QStringList named = KubeConfig::defaultFiles();
        qputenv("KUBECONFIG", "");
        const QStringList home = KubeConfig::defaultFiles();
        qputenv("KUBECONFIG", before);
        QCOMPARE(named, (QStringList {u"/a"_s, u"/b"_s}));
        QCOMPARE(home.size(), 1);
        QVERIFY(home.first() == QDir::homePath() + "/.kube/config"_L1
                || home.first() == "/etc/rancher/k3s/k3s.yaml"_L1);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestKubeconfig)
#include "tst_kubeconfig.moc"
