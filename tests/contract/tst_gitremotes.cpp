#include "core/git/mirror.h"
#include "core/git/poller.h"
#include "core/git/sourcetree.h"
#include "tests/support/gitserver.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QTest>

using namespace cauce;
using namespace cauce::git;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

enum class Way { Local, Https, HttpsLogin, Http, Ssh, SshRsa };

QByteArray noise(int seed, int size)
{
    QByteArray bytes;
    QByteArray block = QByteArray::number(seed);
    while (bytes.size() < size) {
        block = QCryptographicHash::hash(block, QCryptographicHash::Sha512);
        bytes += block;
    }
    return bytes.left(size);
}

QString textOf(const Result<QList<Result<Revision>>>& fetched)
{
    if (!fetched)
        return nameOf(fetched.error().kind) + u": "_s + fetched.error().message;
    QStringList texts;
    for (const auto& revision : *fetched)
        texts.append(revision ? revision->commit : revision.error().message);
    return texts.join(u' ');
}

} // namespace

//! The same promises over every way to a repository.
class TestGitRemotes : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_ssh = std::make_unique<test::GitSshServer>();
        qputenv("PATH", QFile::encodeName(m_ssh->clientPath()) + ':' + qgetenv("PATH"));
    }

    void init()
    {
        m_repository = std::make_unique<test::GitRepository>();
        m_repository->write(u"app/a.yaml"_s, "1");
        m_first = m_repository->publish(u"one"_s);
        m_cache = std::make_unique<QTemporaryDir>();
        m_mirror = m_cache->filePath(u"mirror"_s);
        m_http.reset();
    }

    void everyWayKeepsTheSamePromises_data()
    {
        QTest::addColumn<Way>("way");
        QTest::newRow("folder") << Way::Local;
        QTest::newRow("https") << Way::Https;
        QTest::newRow("https with a login") << Way::HttpsLogin;
        QTest::newRow("http") << Way::Http;
        QTest::newRow("ssh") << Way::Ssh;
        QTest::newRow("ssh with an RSA key") << Way::SshRsa;
    }

    void everyWayKeepsTheSamePromises()
    {
        QFETCH(Way, way);
        const Remote remote = remoteFor(way);
        followsABranch(remote);
        findsTagsRangesAndCommits(remote);
        tellsWhatIsMissing(remote);
        followsAForcedPushAndADeletion(remote);
    }

    void aBigPackArrivesAndIsReported_data() { everyWayKeepsTheSamePromises_data(); }

    void aBigPackArrivesAndIsReported()
    {
        QFETCH(Way, way);
        for (int i = 0; i < 40; ++i)
            m_repository->write(u"big/%1"_s.arg(i), noise(i, 100'000));
        const QString commit = m_repository->publish(u"big"_s);
        int reports = 0;
        const auto fetched = fetch(remoteFor(way), m_mirror, {u"main"_s}, {},
                                   [&](const FetchProgress&) { ++reports; });
        QCOMPARE(textOf(fetched), commit);
        QVERIFY(way == Way::Local || reports > 0);
        const auto tree = readTree(m_mirror, commit, u"big"_s, {true, {}});
        QVERIFY(tree);
        QCOMPARE(tree->files.size(), 40);
        QCOMPARE(tree->files.at(1).content, noise(1, 100'000));
    }

    void anEmptyRepositorySaysSo_data() { everyWayKeepsTheSamePromises_data(); }

    void anEmptyRepositorySaysSo()
    {
        QFETCH(Way, way);
        m_repository = std::make_unique<test::GitRepository>();
        const auto fetched = fetch(remoteFor(way), m_mirror, {u"main"_s}, {});
        QVERIFY2(fetched, qPrintable(textOf(fetched)));
        QVERIFY(textOf(fetched).contains(u"has no commits yet"_s));
    }

    void aMissingRepositoryIsNotFound_data() { everyWayKeepsTheSamePromises_data(); }

    void aMissingRepositoryIsNotFound()
    {
        QFETCH(Way, way);
        Remote remote = remoteFor(way);
        remote.url = *GitUrl::parse(remote.url.toString() + u"-gone"_s);
        const auto fetched = fetch(remote, m_mirror, {u"main"_s}, {});
        QVERIFY(!fetched);
        QCOMPARE(nameOf(fetched.error().kind), u"NotFound"_s);
        QVERIFY2(fetched.error().message.startsWith(remote.url.toString() + u": "_s),
                 qPrintable(fetched.error().message));
        QCOMPARE(nameOf(listRemote(remote, {}, {}).error().kind), u"NotFound"_s);
    }

    void aCommitThatNoBranchHoldsIsFoundThroughATag_data() { everyWayKeepsTheSamePromises_data(); }

    void aCommitThatNoBranchHoldsIsFoundThroughATag()
    {
        QFETCH(Way, way);
        m_repository->write(u"app/a.yaml"_s, "tagged");
        const QString tagged = m_repository->commit(u"tagged"_s);
        m_repository->git({u"tag"_s, u"old"_s});
        m_repository->git({u"push"_s, u"--quiet"_s, u"--tags"_s});
        const Remote remote = remoteFor(way);
        QCOMPARE(textOf(fetch(remote, m_mirror, {tagged.left(9)}, {})), tagged);
        QCOMPARE(textOf(fetch(remote, m_cache->filePath(u"other"_s), {tagged}, {})), tagged);
        QVERIFY(resolve(m_mirror, tagged));
    }

    void nobodyPushesOrRunsAnythingElse()
    {
        const Remote remote = remoteFor(Way::Ssh);
        QVERIFY(fetch(remote, m_mirror, {u"main"_s}, {}));
        QVERIFY(listRemote(remote, {u"main"_s}, {}));
        QVERIFY(!m_ssh->commands().isEmpty());
        for (const QString& command : m_ssh->commands())
            QVERIFY2(command.startsWith(u"git-upload-pack '/"_s), qPrintable(command));

        const Remote https = remoteFor(Way::HttpsLogin);
        QVERIFY(fetch(https, m_cache->filePath(u"other"_s), {u"main"_s}, {}));
        for (const auto& request : m_http->requests())
            QVERIFY2(!request.path.contains("receive-pack"), request.path.constData());
    }

private:
    Remote remoteFor(Way way)
    {
        Remote remote {*GitUrl::parse(m_repository->bareDir())};
        if (way == Way::Local)
            return remote;
        if (way == Way::Ssh || way == Way::SshRsa) {
            remote.url = *GitUrl::parse(m_ssh->url(m_repository->bareDir()));
            remote.knownHostsFile = m_ssh->knownHostsFile();
            remote.sshKeyFile = m_ssh->keyFile(way == Way::Ssh ? u"ed25519"_s : u"rsa"_s);
            return remote;
        }
        m_http = std::make_unique<test::GitHttpServer>(m_repository->root(), way != Way::Http);
        remote.url = *GitUrl::parse(m_http->url());
        remote.caFile = m_http->caFile();
        if (way == Way::HttpsLogin) {
            m_http->requireLogin("ana", "S3cret");
            remote.user = u"ana"_s;
            remote.password = u"S3cret"_s;
        }
        return remote;
    }

    void followsABranch(const Remote& remote)
    {
        QCOMPARE(textOf(fetch(remote, m_mirror, {u"main"_s, u"HEAD"_s}, {})),
                 m_first + u' ' + m_first);
        QCOMPARE(readTree(m_mirror, m_first, u"app"_s)->files.first().content, QByteArray("1"));
        const auto before = listRemote(remote, {u"main"_s}, {});
        QVERIFY(before);
        QCOMPARE(before->value(u"refs/heads/main"_s), m_first);
        QCOMPARE(before->value(u"HEAD"_s), m_first);

        m_repository->write(u"app/a.yaml"_s, "2");
        const QString second = m_repository->publish(u"two"_s);
        QCOMPARE(listRemote(remote, {u"main"_s}, {})->value(u"refs/heads/main"_s), second);
        QCOMPARE(resolve(m_mirror, u"main"_s)->commit, m_first);
        QCOMPARE(textOf(fetch(remote, m_mirror, {u"main"_s}, {})), second);
        QCOMPARE(resolve(m_mirror, u"main"_s)->commit, second);
        QCOMPARE(readTree(m_mirror, second, u"app"_s)->files.first().content, QByteArray("2"));
        QCOMPARE(textOf(fetch(remote, m_mirror, {u"main"_s}, {})), second); // nothing new
    }

    void findsTagsRangesAndCommits(const Remote& remote)
    {
        m_repository->git({u"tag"_s, u"-a"_s, u"v1.2.0"_s, u"-m"_s, u"x"_s, m_first});
        m_repository->git({u"tag"_s, u"v1.1.0"_s});
        m_repository->git({u"push"_s, u"--quiet"_s, u"--tags"_s});
        const QString tag = m_repository->git({u"rev-parse"_s, u"v1.2.0"_s});
        const QString head = m_repository->git({u"rev-parse"_s, u"HEAD"_s});
        QCOMPARE(textOf(fetch(remote, m_mirror,
                              {u"v1.2.0"_s, u"1.x"_s, m_first.left(8), m_first, head}, {})),
                 QStringList({m_first, m_first, m_first, m_first, head}).join(u' '));
        const auto refs = listRemote(remote, {u"1.x"_s}, {});
        QVERIFY(refs);
        QCOMPARE(refs->value(u"refs/tags/v1.2.0"_s), tag);
        QCOMPARE(refs->value(u"refs/tags/v1.2.0^{}"_s), m_first);
    }

    void tellsWhatIsMissing(const Remote& remote)
    {
        const auto fetched = fetch(remote, m_mirror, {u"gone"_s, u"main"_s, QString(40, u'1')}, {});
        QVERIFY2(fetched, qPrintable(textOf(fetched)));
        QCOMPARE(fetched->at(0).error().kind, ErrorKind::NotFound);
        QCOMPARE(fetched->at(0).error().message,
                 remote.url.toString()
                     + u": there is no branch or tag \"gone\"; branches there: main"_s);
        QVERIFY(fetched->at(1));
        QCOMPARE(fetched->at(2).error().kind, ErrorKind::NotFound);
    }

    void followsAForcedPushAndADeletion(const Remote& remote)
    {
        m_repository->push(u"feature"_s);
        const QString old = m_repository->git({u"rev-parse"_s, u"HEAD"_s});
        QVERIFY(fetch(remote, m_mirror, {u"feature"_s}, {})->first());
        m_repository->git({u"reset"_s, u"--quiet"_s, u"--hard"_s, m_first});
        m_repository->write(u"app/a.yaml"_s, "forced");
        const QString forced = m_repository->commit(u"forced"_s);
        m_repository->forcePush();
        m_repository->git({u"push"_s, u"--quiet"_s, u"origin"_s, u":feature"_s});

        const auto fetched = fetch(remote, m_mirror, {u"main"_s, u"feature"_s}, {});
        QVERIFY(fetched);
        QCOMPARE(fetched->at(0)->commit, forced);
        QCOMPARE(fetched->at(1).error().kind, ErrorKind::NotFound);
        QVERIFY(!*isAncestor(m_mirror, old, forced));
        QVERIFY(readTree(m_mirror, old, u"app"_s));
    }

    std::unique_ptr<test::GitSshServer> m_ssh;
    std::unique_ptr<test::GitHttpServer> m_http;
    std::unique_ptr<test::GitRepository> m_repository;
    std::unique_ptr<QTemporaryDir> m_cache;
    QString m_mirror;
    QString m_first;
};

QTEST_GUILESS_MAIN(TestGitRemotes)
#include "tst_gitremotes.moc"
