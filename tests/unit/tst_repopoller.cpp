#include "core/engine/repohub.h"

#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

#include <atomic>
#include <mutex>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace cauce;

namespace {

// A remote as a script: what it answers, and what it was asked.
struct Remote
{
    std::mutex mutex;
    QMap<QString, QString> refs; // "refs/heads/main" -> commit
    QMap<QString, QString> parents; // commit -> its parent
    std::optional<Error> error;
    QMap<QString, QString> mirror; // name -> commit of an earlier run
    int listed = 0;
    int fetched = 0;

    GitCalls calls()
    {
        GitCalls calls;
        calls.listRemote = [this](const git::Remote&, const QStringList&,
                                  const CancelToken&) -> Result<QMap<QString, QString>> {
            const std::lock_guard lock(mutex);
            ++listed;
            if (error)
                return Failure {*error};
            return refs;
        };
        calls.fetch = [this](const git::Remote&, const QString&, const QStringList& names,
                             const CancelToken&) -> Result<QList<Result<git::Revision>>> {
            const std::lock_guard lock(mutex);
            ++fetched;
            QList<Result<git::Revision>> found;
            for (const QString& name : names) {
                const QString commit = refs.value("refs/heads/"_L1 + name);
                if (commit.isEmpty())
                    found.append(fail(ErrorKind::NotFound, u"no branch "_s + name));
                else
                    found.append(git::Revision {commit, name, {}, {}, {}});
            }
            return found;
        };
        calls.resolve = [this](const QString&, const QString& name) -> Result<git::Revision> {
            const std::lock_guard lock(mutex);
            if (!mirror.contains(name))
                return fail(ErrorKind::NotFound, u"no mirror"_s);
            return git::Revision {mirror.value(name), name, {}, {}, {}};
        };
        calls.isAncestor = [this](const QString&, const QString& ancestor,
                                  const QString& descendant) -> Result<bool> {
            const std::lock_guard lock(mutex);
            for (QString c = descendant; !c.isEmpty(); c = parents.value(c)) {
                if (c == ancestor)
                    return true;
            }
            return false;
        };
        return calls;
    }
    void move(const QString& branch, const QString& commit)
    {
        const std::lock_guard lock(mutex);
        refs.insert("refs/heads/"_L1 + branch, commit);
    }
};

} // namespace

class TestRepoPoller : public QObject
{
    Q_OBJECT

private:
    QThreadPool m_pool;

    std::unique_ptr<RepoPoller> poller(Remote& remote, RepoPoller::Pace pace = {})
    {
        const auto url = git::GitUrl::parse(u"https://git.example.com/a.git"_s);
        return std::make_unique<RepoPoller>(git::Remote {*url, {}, {}, {}, {}, {}}, u"/none"_s,
                                            pace, &m_pool, remote.calls());
    }

private slots:
    void aFollowedNameIsFetchedAtOnce()
    {
        Remote remote;
        remote.move(u"main"_s, u"c1"_s);
        auto p = poller(remote);
        p->follow({u"main"_s, u"gone"_s});
        QTRY_VERIFY(p->isIdle() && p->state().polledAt.isValid());
        QCOMPARE(p->state().revisions.value(u"main"_s, git::Revision {})->commit, u"c1"_s);
        const auto gone = p->state().revisions.constFind(u"gone"_s);
        QVERIFY(gone != p->state().revisions.cend() && !*gone);
        QVERIFY(!p->state().isFailing());
        QVERIFY(p->state().nextPollAt.isValid());
    }

    void beforeTheFirstAnswerTheMirrorsMemoryIsShownAndSaidToBeOld()
    {
        Remote remote;
        remote.move(u"main"_s, u"c2"_s);
        remote.mirror.insert(u"main"_s, u"c1"_s); // of an earlier run
        remote.error = Error {ErrorKind::Network, u"no route"_s};
        auto p = poller(remote, {std::chrono::hours(1), {std::chrono::hours(1)}});
        p->follow({u"main"_s, u"new"_s});
        QTRY_VERIFY(p->isIdle() && p->state().polledAt.isValid());
        QVERIFY(p->state().isFailing());
        QVERIFY(!p->state().fetchedAt.isValid());
        QCOMPARE(p->state().revisions.value(u"main"_s, git::Revision {})->commit, u"c1"_s);
        QVERIFY(!p->state().revisions.contains(u"new"_s)); // not known is not "no such branch"
        {
            const std::lock_guard lock(remote.mutex);
            remote.error.reset();
        }
        p->pollNow();
        QTRY_VERIFY(!p->state().isFailing() && p->isIdle());
        QCOMPARE(p->state().revisions.value(u"main"_s, git::Revision {})->commit, u"c2"_s);
        QVERIFY(p->state().fetchedAt.isValid());
    }

    void whatHasNotMovedIsNotFetched()
    {
        Remote remote;
        remote.move(u"main"_s, u"c1"_s);
        auto p = poller(remote);
        p->follow({u"main"_s});
        QTRY_VERIFY(p->isIdle() && p->state().polledAt.isValid());
        p->pollNow();
        QTRY_VERIFY(p->isIdle());
        QCOMPARE(remote.listed, 2);
        QCOMPARE(remote.fetched, 1);
        remote.move(u"main"_s, u"c2"_s);
        p->pollNow();
        QTRY_VERIFY(p->isIdle());
        QCOMPARE(remote.fetched, 2);
        QCOMPARE(p->state().revisions.value(u"main"_s, git::Revision {})->commit, u"c2"_s);
    }

    void aNewNameIsFetchedThoughNothingMoved()
    {
        Remote remote;
        remote.move(u"main"_s, u"c1"_s);
        remote.move(u"next"_s, u"c2"_s);
        auto p = poller(remote);
        p->follow({u"main"_s});
        p->follow({u"main"_s, u"next"_s}); // while the first is in flight
        QTRY_VERIFY(p->isIdle() && p->state().revisions.contains(u"next"_s));
        QCOMPARE(p->state().revisions.value(u"next"_s, git::Revision {})->commit, u"c2"_s);
    }

    void aFailureChangesNothingThatIsKnown()
    {
        Remote remote;
        remote.move(u"main"_s, u"c1"_s);
        auto p = poller(remote);
        p->follow({u"main"_s});
        QTRY_VERIFY(p->isIdle() && p->state().polledAt.isValid());
        const QDateTime fetchedAt = p->state().fetchedAt;
        remote.error = Error {ErrorKind::Network, u"no route"_s};
        p->pollNow();
        QTRY_VERIFY(p->isIdle() && p->state().isFailing());
        QCOMPARE(p->state().error.message, u"no route"_s);
        QCOMPARE(p->state().fetchedAt, fetchedAt);
        QCOMPARE(p->state().revisions.value(u"main"_s, git::Revision {})->commit, u"c1"_s);
    }

    void itTriesAgainByItself()
    {
        Remote remote;
        remote.error = Error {ErrorKind::Network, u"no route"_s};
        RepoPoller::Pace pace;
        pace.afterFailure = Backoff {5ms, 20ms};
        auto p = poller(remote, pace);
        p->follow({u"main"_s});
        QTRY_VERIFY(p->state().failures >= 3);
        {
            const std::lock_guard lock(remote.mutex);
            remote.error.reset();
        }
        QTRY_VERIFY(!p->state().isFailing());
    }

    void aRefusedLoginIsNotRepeatedByItself_data()
    {
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("login") << ErrorKind::Auth;
        QTest::newRow("host key") << ErrorKind::HostKey;
        QTest::newRow("certificate") << ErrorKind::Identity;
    }
    void aRefusedLoginIsNotRepeatedByItself()
    {
        QFETCH(ErrorKind, kind);
        Remote remote;
        remote.error = Error {kind, u"no"_s};
        RepoPoller::Pace pace;
        pace.afterFailure = Backoff {1ms, 1ms};
        auto p = poller(remote, pace);
        p->follow({u"main"_s});
        QTRY_VERIFY(p->state().isFailing());
        QVERIFY(!p->state().nextPollAt.isValid());
    }

    void aForcedPushIsSeen()
    {
        Remote remote;
        remote.parents = {{u"c2"_s, u"c1"_s}, {u"x"_s, u"c1"_s}};
        remote.move(u"main"_s, u"c1"_s);
        auto p = poller(remote);
        p->follow({u"main"_s});
        QTRY_VERIFY(p->isIdle() && p->state().polledAt.isValid());
        remote.move(u"main"_s, u"c2"_s);
        p->pollNow();
        QTRY_VERIFY(p->isIdle());
        QVERIFY(p->state().rewritten.isEmpty());
        remote.move(u"main"_s, u"x"_s);
        p->pollNow();
        QTRY_VERIFY(p->isIdle());
        QCOMPARE(p->state().rewritten.value(u"main"_s).from, u"c2"_s);
        QCOMPARE(p->state().rewritten.value(u"main"_s).to, u"x"_s);
        p->acknowledgeRewrite(u"main"_s);
        QVERIFY(p->state().rewritten.isEmpty());
    }

    void aForcedPushWhileWeDidNotRunIsSeen()
    {
        Remote remote;
        remote.mirror.insert(u"main"_s, u"old"_s);
        remote.move(u"main"_s, u"new"_s);
        auto p = poller(remote);
        p->follow({u"main"_s});
        QTRY_VERIFY(p->isIdle() && p->state().polledAt.isValid());
        QCOMPARE(p->state().rewritten.value(u"main"_s).from, u"old"_s);
    }

    void oneRepositoryIsOnePollerHoweverItIsSpelled()
    {
        Remote remote;
        remote.move(u"main"_s, u"c1"_s);
        Workspace workspace;
        workspace.repoUrl = u"https://git.example.com/team/gitops.git"_s;
        workspace.repoAliases.insert(u"https://example.invalid/PLACEHOLDER"_s, {});
        workspace.caFile = u"/ca"_s;
        RepoHub hub(workspace, u"/cache"_s, &m_pool, remote.calls());
        const auto root = hub.rootIdentity();
        QVERIFY(root);
        for (const QString& spelling : {u"https://git.example.com/team/gitops"_s,
                                        u"https://GIT.example.com/team/gitops.git"_s,
                                        u"https://example.invalid/PLACEHOLDER"_s}) {
            const auto identity = hub.identityOf(spelling);
            QVERIFY2(identity && *identity == *root, qPrintable(spelling));
        }
        const auto other = hub.identityOf(u"https://elsewhere.example.com/x.git"_s);
        QVERIFY(other && *other != *root);
        QVERIFY(!hub.identityOf(u"-oProxyCommand=x"_s));
        hub.follow({{*root, {u"main"_s}}, {*other, {u"main"_s}}});
        QCOMPARE(hub.poller(*root)->remote().caFile, u"/ca"_s);
        QVERIFY(hub.poller(*other)->remote().caFile.isEmpty()); // given for one host only
        hub.follow({{*root, {u"main"_s}}});
        QVERIFY(!hub.poller(*other));
        m_pool.waitForDone(); // what it runs uses the remote, which ends here
    }
};

QTEST_GUILESS_MAIN(TestRepoPoller)
#include "tst_repopoller.moc"
