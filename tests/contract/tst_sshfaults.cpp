#include "core/git/hostkeys.h"
#include "core/git/mirror.h"
#include "core/git/poller.h"
#include "tests/support/gitserver.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QProcess>
#include <QTcpServer>
#include <QTest>

#include <poll.h>
#include <thread>

using namespace cauce;
using namespace cauce::git;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString outcomeOf(const Result<QList<Result<Revision>>>& fetched)
{
    if (!fetched)
        return nameOf(fetched.error().kind) + u": "_s + fetched.error().message;
    return fetched->first() ? fetched->first()->commit : fetched->first().error().message;
}

//! Some key of a type that the server of these tests does not have.
const QByteArray kEcdsaKey
    = "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBHGj8Xf5YDwbAljydM"
      "CiT2yLYWlNUZsfYyjIx1/D7LzxSCITyyofpoi4FKYsH3FK7deE6CqdbXQ7u50tbB/y6A0=";

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

//! What can go wrong with ssh, and the question about a host key.
class TestSshFaults : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_path = qgetenv("PATH"); }

    void init()
    {
        m_ssh = std::make_unique<test::GitSshServer>();
        qputenv("PATH", QFile::encodeName(m_ssh->clientPath()) + ':' + m_path);
        m_repository = std::make_unique<test::GitRepository>();
        m_repository->write(u"a.yaml"_s, "1");
        m_commit = m_repository->publish(u"one"_s);
        m_cache = std::make_unique<QTemporaryDir>();
        m_mirror = m_cache->filePath(u"mirror"_s);
        QFile::remove(knownHostsFile());
    }

    void cleanup() { qputenv("PATH", m_path); }

    void anUnknownHostKeyIsAQuestionThatCanBeAnswered()
    {
        Remote remote = goodRemote();
        remote.knownHostsFile = knownHostsFile();
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        QVERIFY2(outcomeOf(fetched).startsWith(u"HostKey: "_s), qPrintable(outcomeOf(fetched)));
        const auto question = hostKeyQuestion(fetched.error());
        QVERIFY2(question, qPrintable(outcomeOf(fetched)));
        QCOMPARE(question->host, u"127.0.0.1"_s);
        QCOMPARE(question->port, m_ssh->port());
        QCOMPARE(question->algorithm, u"ED25519"_s);
        QCOMPARE(question->fingerprint, m_ssh->fingerprint());
        QVERIFY(hostKeyQuestion(listRemote(remote, {}, {}).error()) == question);
        QVERIFY(m_ssh->commands().isEmpty());
        QVERIFY(!QFile::exists(knownHostsFile())); // asking is not accepting

        const auto accepted = acceptHostKey(*question, {});
        QVERIFY2(accepted, qPrintable(accepted ? QString() : accepted.error().message));
        QCOMPARE(QFile::permissions(knownHostsFile()) & 0x0077, QFile::Permissions());
        QCOMPARE(contentOf(knownHostsFile()).count('\n'), 1);
        QCOMPARE(outcomeOf(fetch(remote, m_mirror, {u"main"_s}, {})), m_commit);
    }

    void anAnswerCountsForTheKeyThatWasShownOnly()
    {
        Remote remote = goodRemote();
        remote.knownHostsFile = knownHostsFile();
        const auto question = hostKeyQuestion(fetch(remote, m_mirror, {u"main"_s}, {}).error());
        QVERIFY(question);
        m_ssh->changeHostKeys();
        const auto accepted = acceptHostKey(*question, {});
        QVERIFY(!accepted);
        QCOMPARE(accepted.error().kind, ErrorKind::Identity);
        QVERIFY(!QFile::exists(knownHostsFile()));
    }

    void aChangedHostKeyIsAHardStop()
    {
        const Remote remote = goodRemote();
        QCOMPARE(outcomeOf(fetch(remote, m_mirror, {u"main"_s}, {})), m_commit);
        const qsizetype before = m_ssh->commands().size();
        const QByteArray known = contentOf(remote.knownHostsFile);
        m_ssh->changeHostKeys();
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        QVERIFY2(outcomeOf(fetched).startsWith(u"Identity: "_s), qPrintable(outcomeOf(fetched)));
        QVERIFY(outcomeOf(fetched).contains(u"HAS CHANGED"_s));
        QVERIFY(outcomeOf(fetched).contains(m_ssh->fingerprint()));
        QVERIFY2(outcomeOf(fetched).contains(remote.knownHostsFile + u':'),
                 qPrintable(outcomeOf(fetched)));
        QVERIFY(!hostKeyQuestion(fetched.error())); // nothing to click away
        QCOMPARE(m_ssh->commands().size(), before);
        QCOMPARE(contentOf(remote.knownHostsFile), known);
        QCOMPARE(resolve(m_mirror, u"main"_s)->commit, m_commit);
    }

    void aKnownServerThatShowsAKeyOfAnotherTypeIsAHardStop()
    {
        // Whoever is in the middle need only offer what the file does not hold.
        const QList<QByteArray> known = contentOf(m_ssh->knownHostsFile()).split('\n');
        for (const bool isOurs : {true, false}) {
            const QString file = m_cache->filePath(isOurs ? u"ours"_s : u"users"_s);
            QFile other(file);
            QVERIFY(other.open(QIODevice::WriteOnly));
            const QByteArray host = known.value(0).split(' ').value(0);
            other.write(host + " ecdsa-sha2-nistp256 " + kEcdsaKey + '\n');
            other.close();
            Remote remote = goodRemote();
            remote.knownHostsFile = isOurs ? file : QString();
            if (!isOurs)
                m_ssh->setUserKnownHostsFile(file);
            const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
            QVERIFY2(outcomeOf(fetched).startsWith(u"Identity: "_s),
                     qPrintable(outcomeOf(fetched)));
            QVERIFY(outcomeOf(fetched).contains(u"HAS CHANGED"_s));
            QVERIFY2(outcomeOf(fetched).contains(file), qPrintable(outcomeOf(fetched)));
            QVERIFY(!hostKeyQuestion(fetched.error()));
        }
        QVERIFY(m_ssh->commands().isEmpty());
    }

    void aRevokedHostKeyIsNoQuestion()
    {
        const QString file = m_cache->filePath(u"revoked"_s);
        QFile revoked(file);
        QVERIFY(revoked.open(QIODevice::WriteOnly));
        for (const QByteArray& line : contentOf(m_ssh->knownHostsFile()).trimmed().split('\n'))
            revoked.write("@revoked " + line + '\n');
        revoked.close();
        Remote remote = goodRemote();
        remote.knownHostsFile = file;
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        QVERIFY2(outcomeOf(fetched).startsWith(u"Identity: "_s), qPrintable(outcomeOf(fetched)));
        QVERIFY2(outcomeOf(fetched).contains(u"revoked"_s), qPrintable(outcomeOf(fetched)));
        QVERIFY(!hostKeyQuestion(fetched.error()));
    }

    void aStrangersKeyIsRefused()
    {
        Remote remote = goodRemote();
        for (const QString& key : {m_ssh->strangerKeyFile(), u"/no/such/key"_s}) {
            remote.sshKeyFile = key;
            const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
            QVERIFY2(outcomeOf(fetched).startsWith(u"Auth: "_s), qPrintable(outcomeOf(fetched)));
            QVERIFY(outcomeOf(fetched).contains(u"accepts no key"_s));
        }
    }

    void aKeyWithAPassphraseFailsWithoutAsking()
    {
        Remote remote = goodRemote();
        QProcess::execute(u"ssh-keygen"_s,
                          {u"-q"_s, u"-p"_s, u"-P"_s, u""_s, u"-N"_s, u"S3cret-phrase"_s, u"-f"_s,
                           remote.sshKeyFile});
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        QVERIFY2(outcomeOf(fetched).startsWith(u"Auth: "_s), qPrintable(outcomeOf(fetched)));
    }

    void aServerThatSaysNothingIsATimeout()
    {
        QTcpServer silent; // the kernel takes the connection; nobody ever reads it
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        Remote remote {*GitUrl::parse(u"ssh://127.0.0.1:%1/x"_s.arg(silent.serverPort()))};
        remote.idleTimeout = 1s;
        QElapsedTimer time;
        time.start();
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        QVERIFY2(outcomeOf(fetched).startsWith(u"Timeout: "_s), qPrintable(outcomeOf(fetched)));
        QVERIFY(time.elapsed() < 15'000);
    }

    void cancelEndsIt()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        const Remote remote {*GitUrl::parse(u"ssh://127.0.0.1:%1/x"_s.arg(silent.serverPort()))};
        const CancelToken cancel;
        std::thread canceller([&] {
            pollfd connected {int(silent.socketDescriptor()), POLLIN, 0};
            ::poll(&connected, 1, 10'000);
            cancel.cancel();
        });
        QElapsedTimer time;
        time.start();
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, cancel);
        canceller.join();
        QVERIFY2(outcomeOf(fetched).startsWith(u"Cancelled: "_s), qPrintable(outcomeOf(fetched)));
        QVERIFY(time.elapsed() < 10'000);
    }

    void withoutSshTheMessageSaysSo()
    {
        qputenv("PATH", "/no/such/folder");
        const auto fetched = fetch(goodRemote(), m_mirror, {u"main"_s}, {});
        qputenv("PATH", m_path);
        QVERIFY2(outcomeOf(fetched).startsWith(u"NotFound: "_s), qPrintable(outcomeOf(fetched)));
        QVERIFY(outcomeOf(fetched).contains(u"\"ssh\" is not installed"_s));
    }

    void aServerThatTalksNonsenseIsANetworkError()
    {
        // What the account's shell prints before git begins is the classic case.
        QFile run(QFileInfo(m_ssh->knownHostsFile()).path() + u"/run"_s);
        QVERIFY(run.open(QIODevice::WriteOnly));
        run.write("#!/bin/sh\necho Welcome to the server\nexec sh -c \"$SSH_ORIGINAL_COMMAND\"\n");
        run.close();
        const auto fetched = fetch(goodRemote(), m_mirror, {u"main"_s}, {});
        QVERIFY2(outcomeOf(fetched).startsWith(u"Network: "_s), qPrintable(outcomeOf(fetched)));
    }

    void pathsWithBlanksArrive()
    {
        const QString spaced = m_repository->root() + u"/my repo.git"_s;
        m_repository->git({u"clone"_s, u"--quiet"_s, u"--bare"_s, m_repository->bareDir(), spaced});
        Remote remote = goodRemote();
        remote.url = *GitUrl::parse(m_ssh->url(spaced).replace(u' ', u"%20"_s));
        QCOMPARE(outcomeOf(fetch(remote, m_mirror, {u"main"_s}, {})), m_commit);
        QCOMPARE(m_ssh->commands().last(), u"git-upload-pack '"_s + spaced + u'\'');
    }

    void textThatIsNoQuestionIsNotReadAsOne()
    {
        const QString form
            = u"x: the host key of h port 22 is not known: ED25519 SHA256:%1; compare"_s;
        QVERIFY(hostKeyQuestion({ErrorKind::HostKey, form.arg(QString(43, u'a'))}));
        QVERIFY(!hostKeyQuestion({ErrorKind::Network, form.arg(QString(43, u'a'))}));
        QVERIFY(!hostKeyQuestion({ErrorKind::HostKey, form.arg(QString(42, u'a'))}));
        QVERIFY(!acceptHostKey({u"-oProxyCommand=x"_s, 22, u"ED25519"_s, u"SHA256:x"_s}, {}));
    }

private:
    Remote goodRemote() const
    {
        Remote remote {*GitUrl::parse(m_ssh->url(m_repository->bareDir()))};
        remote.knownHostsFile = m_ssh->knownHostsFile();
        remote.sshKeyFile = m_ssh->keyFile();
        return remote;
    }

    QByteArray m_path;
    std::unique_ptr<test::GitSshServer> m_ssh;
    std::unique_ptr<test::GitRepository> m_repository;
    std::unique_ptr<QTemporaryDir> m_cache;
    QString m_mirror;
    QString m_commit;
};

QTEST_GUILESS_MAIN(TestSshFaults)
#include "tst_sshfaults.moc"
