#include "core/git/hostkeys.h"
#include "core/git/mirror.h"
#include "core/git/poller.h"
#include "core/git/sourcetree.h"
#include "tests/support/gitserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTcpServer>
#include <QTest>

#include <thread>

using namespace cauce;
using namespace cauce::git;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Behaviour = test::GitHttpServer::Behaviour;
using Certificate = test::GitHttpServer::Certificate;

QString outcomeOf(const Result<QList<Result<Revision>>>& fetched)
{
    if (!fetched)
        return nameOf(fetched.error().kind) + u": "_s + fetched.error().message;
    return fetched->first() ? fetched->first()->commit : fetched->first().error().message;
}

} // namespace

//! Servers that misbehave over http(s): the message is clear, nothing leaks, nothing moves.
class TestGitFaults : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_repository = std::make_unique<test::GitRepository>();
        m_repository->write(u"a.yaml"_s, QByteArray(300'000, 'x'));
        m_commit = m_repository->publish(u"one"_s);
        m_cache = std::make_unique<QTemporaryDir>();
        m_mirror = m_cache->filePath(u"mirror"_s);
        QDir(qEnvironmentVariable("HOME")).remove(u".gitconfig"_s);
    }

    void badAnswersAreToldApart_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QString>("expected");

        const QByteArray text = "text/plain";
        QTest::newRow("401") << 401 << text << u"Auth: %1: the server wants a user"_s;
        QTest::newRow("403") << 403 << text << u"Auth: %1: the server forbids reading"_s;
        QTest::newRow("404") << 404 << text << u"NotFound: %1: there is no such repository"_s;
        QTest::newRow("410") << 410 << text << u"NotFound: %1: there is no such repository"_s;
        QTest::newRow("429") << 429 << text << u"RateLimited: %1: the server is asked too often"_s;
        QTest::newRow("500") << 500 << text << u"Network: %1: the server has a problem"_s;
        QTest::newRow("503") << 503 << text << u"Network: %1: the server has a problem"_s;
        QTest::newRow("504") << 504 << text << u"Timeout: %1: the server took too long"_s;
        QTest::newRow("login page") << 200 << QByteArray("text/html; charset=utf-8")
                                    << u"Invalid: %1: the server answered with a web page"_s;
        QTest::newRow("dumb server")
            << 200 << text << u"Invalid: %1: the server does not speak Git's smart"_s;
        QTest::newRow("418") << 418 << text << u"Invalid: %1: the server does not give"_s;
    }

    void badAnswersAreToldApart()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, type);
        QFETCH(QString, expected);
        test::GitHttpServer server(m_repository->root());
        Behaviour bad;
        bad.status = status;
        bad.contentType = type;
        bad.body = "go away, <b>friend</b>\x1b[31m token=abcdefgh1234";
        server.behave(bad);
        const Remote remote = remoteOf(server);
        const QString start = expected.arg(remote.url.toString());
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        QVERIFY2(outcomeOf(fetched).startsWith(start), qPrintable(outcomeOf(fetched)));
        const auto listed = listRemote(remote, {u"main"_s}, {});
        QVERIFY(!listed);
        QCOMPARE(listed.error().kind, fetched.error().kind);
        QVERIFY(!fetched.error().message.contains(QChar(0x1b)));
        QVERIFY(!fetched.error().message.contains(u"abcdefgh1234"_s));
        QVERIFY(!resolve(m_mirror, u"main"_s));
    }

    void aRedirectionToAnotherHostGetsNoCredentials_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {301, 302, 303, 307, 308})
            QTest::addRow("%d", status) << status;
    }

    void aRedirectionToAnotherHostGetsNoCredentials()
    {
        QFETCH(int, status);
        test::GitHttpServer other(m_repository->root());
        test::GitHttpServer server(m_repository->root());
        Behaviour bad;
        bad.status = status;
        bad.location = other.url().toUtf8() + "/info/refs?service=git-upload-pack";
        server.behave(bad);
        Remote remote = remoteOf(server);
        remote.user = u"ana"_s;
        remote.password = u"S3cret"_s;
        for (const auto& kind : {fetch(remote, m_mirror, {u"main"_s}, {})}) {
            QVERIFY(!kind);
            QCOMPARE(kind.error().kind, ErrorKind::Invalid);
            QVERIFY2(kind.error().message.contains(u"sends us on to "_s + other.url()),
                     qPrintable(kind.error().message));
        }
        QVERIFY(!listRemote(remote, {u"main"_s}, {}));
        QVERIFY(other.requests().isEmpty());
    }

    void aRedirectionWithinTheServerIsFollowed()
    {
        test::GitHttpServer server(m_repository->root());
        Behaviour moved;
        moved.status = 301;
        moved.location = "/repo.git/info/refs?service=git-upload-pack";
        moved.onlyBelow = "/old/";
        server.behave(moved);
        Remote remote = remoteOf(server);
        remote.url = *GitUrl::parse(server.url(u"old"_s));
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        QCOMPARE(outcomeOf(fetched), m_commit);

        moved.location = "/elsewhere";
        server.behave(moved);
        QCOMPARE(fetch(remote, m_mirror, {u"main"_s}, {}).error().kind, ErrorKind::Invalid);
        moved.location = "/old/info/refs?service=git-upload-pack"; // for ever
        server.behave(moved);
        server.forgetRequests();
        QCOMPARE(fetch(remote, m_mirror, {u"main"_s}, {}).error().kind, ErrorKind::Invalid);
        QVERIFY(server.requests().size() <= 5);
    }

    void aWrongPasswordIsTriedOnce()
    {
        test::GitHttpServer server(m_repository->root());
        server.requireLogin("ana", "right");
        Remote remote = remoteOf(server);
        remote.user = u"ana"_s;
        remote.password = u"S3cret-wrong"_s;
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        QVERIFY2(outcomeOf(fetched).startsWith(u"Auth: "_s), qPrintable(outcomeOf(fetched)));
        QVERIFY(outcomeOf(fetched).contains(u"refuses the user"_s));
        QVERIFY(!outcomeOf(fetched).contains(u"S3cret"_s));
        QVERIFY(server.requests().size() <= 2);
    }

    void helpersAreAskedForThisHostOnlyAndToldTheOutcome()
    {
        test::GitHttpServer server(m_repository->root());
        server.requireLogin("ana", "right");
        const Remote remote = remoteOf(server);
        installHelper(u"right"_s);
        QCOMPARE(outcomeOf(fetch(remote, m_mirror, {u"main"_s}, {})), m_commit);
        const QStringList asked = helperLog();
        QVERIFY2(asked.contains(u"get"_s) && asked.contains(u"store"_s)
                     && !asked.contains(u"erase"_s),
                 qPrintable(asked.join(u' ')));
        QVERIFY(asked.contains(u"host=127.0.0.1:%1"_s.arg(server.port())));
        QVERIFY(asked.contains(u"protocol=https"_s));
    }

    void aHelperWithAWrongPasswordIsNotAskedForEver()
    {
        test::GitHttpServer server(m_repository->root());
        server.requireLogin("ana", "right");
        installHelper(u"S3cret-wrong"_s);
        const auto fetched = fetch(remoteOf(server), m_mirror, {u"main"_s}, {});
        QVERIFY2(outcomeOf(fetched).startsWith(u"Auth: "_s), qPrintable(outcomeOf(fetched)));
        QVERIFY(!outcomeOf(fetched).contains(u"S3cret"_s));
        QVERIFY(helperLog().contains(u"erase"_s) && !helperLog().contains(u"store"_s));
        QVERIFY(server.requests().size() <= 4);
    }

    void passwordsNeverTravelOverHttp()
    {
        test::GitHttpServer server(m_repository->root(), false);
        server.requireLogin("ana", "right");
        installHelper(u"right"_s);
        Remote remote = remoteOf(server);
        remote.user = u"ana"_s;
        remote.password = u"right"_s;
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        QVERIFY2(outcomeOf(fetched).startsWith(u"Auth: "_s), qPrintable(outcomeOf(fetched)));
        QVERIFY(outcomeOf(fetched).contains(u"never sent over http://"_s));
        QVERIFY(!listRemote(remote, {u"main"_s}, {}));
        for (const auto& request : server.requests())
            QVERIFY(request.authorization.isEmpty());
        QVERIFY(helperLog().isEmpty());
    }

    void onlyBasicIsAnswered_data()
    {
        QTest::addColumn<QByteArray>("challenge");
        QTest::addColumn<bool>("isAnswered");
        QTest::newRow("NTLM") << QByteArray("NTLM") << false;
        QTest::newRow("Negotiate") << QByteArray("Negotiate") << false;
        QTest::newRow("Digest") << QByteArray("Digest realm=\"basically\"") << false;
        QTest::newRow("all") << QByteArray("Negotiate, NTLM, Basic realm=\"x\"") << true;
    }

    void onlyBasicIsAnswered()
    {
        QFETCH(QByteArray, challenge);
        QFETCH(bool, isAnswered);
        test::GitHttpServer server(m_repository->root());
        Behaviour bad;
        bad.status = 401;
        bad.challenge = challenge;
        server.behave(bad);
        installHelper(u"right"_s);
        QVERIFY(!fetch(remoteOf(server), m_mirror, {u"main"_s}, {}));
        bool wasAnswered = false;
        for (const auto& request : server.requests()) {
            wasAnswered = wasAnswered || !request.authorization.isEmpty();
            QVERIFY(request.authorization.isEmpty() || request.authorization.startsWith("Basic "));
        }
        QCOMPARE(wasAnswered, isAnswered);
    }

    void certificatesAreVerified_data()
    {
        QTest::addColumn<Certificate>("certificate");
        QTest::addColumn<bool>("hasCa");
        QTest::addColumn<QString>("reason");
        QTest::newRow("good, with its CA") << Certificate::Good << true << QString();
        QTest::newRow("unknown CA") << Certificate::Good << false << u"set a CA file"_s;
        QTest::newRow("self-signed") << Certificate::SelfSigned << true << u"does not vouch"_s;
        QTest::newRow("expired") << Certificate::Expired << true << u"clock"_s;
        QTest::newRow("other name") << Certificate::OtherName << true << u"another name"_s;
    }

    void certificatesAreVerified()
    {
        QFETCH(Certificate, certificate);
        QFETCH(bool, hasCa);
        QFETCH(QString, reason);
        test::GitHttpServer server(m_repository->root(), true, certificate);
        Remote remote = remoteOf(server);
        remote.password = u"S3cret"_s;
        if (!hasCa)
            remote.caFile.clear();
        m_repository->git({u"config"_s, u"--global"_s, u"http.sslVerify"_s, u"false"_s});
        qputenv("GIT_SSL_NO_VERIFY", "1");
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        qunsetenv("GIT_SSL_NO_VERIFY");
        if (reason.isEmpty()) {
            QCOMPARE(outcomeOf(fetched), m_commit);
            return;
        }
        QVERIFY2(outcomeOf(fetched).startsWith(u"Identity: "_s), qPrintable(outcomeOf(fetched)));
        QVERIFY2(outcomeOf(fetched).contains(reason), qPrintable(outcomeOf(fetched)));
        QVERIFY(!hostKeyQuestion(fetched.error()));
        QVERIFY(server.requests().isEmpty());
    }

    void aMissingCaFileIsNamed()
    {
        test::GitHttpServer server(m_repository->root());
        Remote remote = remoteOf(server);
        remote.caFile = u"/no/such/ca.pem"_s;
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        QVERIFY2(outcomeOf(fetched).startsWith(u"Invalid: "_s), qPrintable(outcomeOf(fetched)));
        QVERIFY(outcomeOf(fetched).contains(u"/no/such/ca.pem"_s));
    }

    void silenceEndsAsATimeout_data()
    {
        QTest::addColumn<bool>("onlyPack");
        QTest::newRow("listing") << false;
        QTest::newRow("pack") << true;
    }

    void silenceEndsAsATimeout()
    {
        QFETCH(bool, onlyPack);
        test::GitHttpServer server(m_repository->root());
        Behaviour bad;
        bad.stalls = true;
        bad.onlyPack = onlyPack;
        server.behave(bad);
        Remote remote = remoteOf(server);
        remote.idleTimeout = 300ms;
        QElapsedTimer time;
        time.start();
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        QVERIFY2(outcomeOf(fetched).startsWith(u"Timeout: "_s), qPrintable(outcomeOf(fetched)));
        QVERIFY(time.elapsed() >= 300 && time.elapsed() < 10'000);

        const CancelToken cancel;
        remote.idleTimeout = 60s;
        server.forgetRequests();
        std::thread canceller([&] {
            while (server.requests().isEmpty())
                std::this_thread::yield();
            cancel.cancel();
        });
        time.start();
        const auto cancelled = fetch(remote, m_mirror, {u"main"_s}, cancel);
        canceller.join();
        QVERIFY2(outcomeOf(cancelled).startsWith(u"Cancelled: "_s),
                 qPrintable(outcomeOf(cancelled)));
        QVERIFY(time.elapsed() < 10'000);
    }

    void aCutOrDamagedPackLeavesTheOldReference_data()
    {
        QTest::addColumn<int>("cutAfter");
        QTest::addColumn<int>("damageAt");
        for (const int cut : {0, 1, 10, 60, 500, 5'000, 150'000, 299'000})
            QTest::addRow("cut after %d", cut) << cut << -1;
        for (const int at : {0, 100'000, 200'000, 299'000})
            QTest::addRow("damaged at %d", at) << -1 << at;
    }

    void aCutOrDamagedPackLeavesTheOldReference()
    {
        QFETCH(int, cutAfter);
        QFETCH(int, damageAt);
        test::GitHttpServer server(m_repository->root());
        const Remote remote = remoteOf(server);
        QCOMPARE(outcomeOf(fetch(remote, m_mirror, {u"main"_s}, {})), m_commit);
        QByteArray noise(300'000, 'y');
        quint32 state = 1;
        for (char& c : noise) {
            state = state * 1664525 + 1013904223;
            c = char(state >> 24);
        }
        m_repository->write(u"b.yaml"_s, noise);
        const QString second = m_repository->publish(u"two"_s);
        Behaviour bad;
        bad.onlyPack = true;
        bad.cutAfter = cutAfter;
        bad.damageAt = damageAt;
        server.behave(bad);

        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        QVERIFY2(outcomeOf(fetched).startsWith(u"Network: "_s), qPrintable(outcomeOf(fetched)));
        QCOMPARE(resolve(m_mirror, u"main"_s)->commit, m_commit);
        QVERIFY(readTree(m_mirror, m_commit, {}));

        server.behave({});
        QCOMPARE(outcomeOf(fetch(remote, m_mirror, {u"main"_s}, {})), second);
        QCOMPARE(readTree(m_mirror, second, {})->files.last().content, noise);
        m_repository->git({u"fsck"_s, u"--strict"_s}, m_mirror);
    }

    void theShortListingIsShort()
    {
        for (int i = 0; i < 300; ++i)
            m_repository->git({u"update-ref"_s, u"refs/heads/other-%1"_s.arg(i), m_commit},
                              m_repository->bareDir());
        test::GitHttpServer server(m_repository->root());
        const Remote remote = remoteOf(server);
        const auto listed = listRemote(remote, {u"main"_s, {}}, {});
        QVERIFY(listed);
        QCOMPARE(listed->value(u"refs/heads/main"_s), m_commit);
        QCOMPARE(listed->value(u"HEAD"_s), m_commit);
        QCOMPARE(listed->size(), 2);
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(server.requests().first().protocol, QByteArray("version=2"));
        QVERIFY(server.requests().first().answered < 300);
        QCOMPARE(listRemote(remote, {}, {})->size(), 302);
    }

    void anOldServerIsAskedInTheOldWay()
    {
        test::GitHttpServer server(m_repository->root());
        Behaviour old;
        old.refusesProtocol2 = true;
        server.behave(old);
        const Remote remote = remoteOf(server);
        QCOMPARE(listRemote(remote, {u"main"_s}, {})->value(u"refs/heads/main"_s), m_commit);
        server.forgetRequests();
        QCOMPARE(listRemote(remote, {u"main"_s}, {})->value(u"refs/heads/main"_s), m_commit);
        QCOMPARE(server.requests().size(), 1); // it is remembered
    }

    void nobodyThereAndOtherProtocolsAreNetworkErrors()
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        const int port = taken.serverPort();
        taken.close();
        for (const QString& scheme : {u"https"_s, u"http"_s, u"ssh"_s}) {
            const Remote refused {*GitUrl::parse(u"%1://127.0.0.1:%2/x"_s.arg(scheme).arg(port))};
            const auto fetched = fetch(refused, m_mirror, {u"main"_s}, {});
            QVERIFY2(outcomeOf(fetched).startsWith(u"Network: "_s), qPrintable(outcomeOf(fetched)));
            const Remote unknown {*GitUrl::parse(scheme + u"://no-such-host.invalid/x"_s)};
            const auto nowhere = fetch(unknown, m_mirror, {u"main"_s}, {});
            QVERIFY2(outcomeOf(nowhere).startsWith(u"Network: "_s), qPrintable(outcomeOf(nowhere)));
            QVERIFY(outcomeOf(nowhere).contains(u"not known"_s));
        }
        test::GitHttpServer plain(m_repository->root(), false);
        Remote tlsToPlain {*GitUrl::parse(u"https://127.0.0.1:%1/x"_s.arg(plain.port()))};
        tlsToPlain.idleTimeout = 300ms; // each waits for the other
        QCOMPARE(fetch(tlsToPlain, m_mirror, {u"main"_s}, {}).error().kind, ErrorKind::Timeout);
        test::GitHttpServer secure(m_repository->root());
        const Remote plainToTls {*GitUrl::parse(u"http://127.0.0.1:%1/x"_s.arg(secure.port()))};
        QCOMPARE(fetch(plainToTls, m_mirror, {u"main"_s}, {}).error().kind, ErrorKind::Network);
    }

private:
    static Remote remoteOf(const test::GitHttpServer& server)
    {
        Remote remote {*GitUrl::parse(server.url())};
        remote.caFile = server.caFile();
        return remote;
    }

    //! A credential helper in our own home that writes down what it is asked.
    void installHelper(const QString& password)
    {
        const QString home = qEnvironmentVariable("HOME");
        m_helperLog = m_cache->filePath(u"helper.log"_s);
        QFile program(m_cache->filePath(u"helper"_s));
        if (!program.open(QIODevice::WriteOnly))
            qFatal("cannot write the helper");
        program.write("#!/bin/sh\necho \"$1\" >> '" + m_helperLog.toUtf8() + "'\ncat >> '"
                      + m_helperLog.toUtf8()
                      + "'\n[ \"$1\" != get ] || printf 'username=ana\\npassword="
                      + password.toUtf8() + "\\n'\n");
        program.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        program.close();
        QFile config(home + u"/.gitconfig"_s);
        if (!config.open(QIODevice::WriteOnly))
            qFatal("cannot write %s", qPrintable(config.fileName()));
        config.write("[credential]\n\thelper = " + program.fileName().toUtf8() + '\n');
    }

    QStringList helperLog() const
    {
        QFile log(m_helperLog);
        return log.open(QIODevice::ReadOnly)
            ? QString::fromUtf8(log.readAll()).split(u'\n', Qt::SkipEmptyParts)
            : QStringList();
    }

    std::unique_ptr<test::GitRepository> m_repository;
    std::unique_ptr<QTemporaryDir> m_cache;
    QString m_mirror;
    QString m_commit;
    QString m_helperLog;
};

QTEST_GUILESS_MAIN(TestGitFaults)
#include "tst_gitfaults.moc"
