#include "core/git/mirror.h"
#include "core/git/poller.h"
#include "core/git/sourcetree.h"
#include "tests/support/gitrepository.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace cauce;
using namespace cauce::git;
using namespace Qt::StringLiterals;

namespace {

Remote remoteOf(const QString& folder)
{
    return Remote {*GitUrl::parse(folder)};
}

QString filesOf(const QString& mirror, const QString& commit, const QString& path = {})
{
    const auto tree = readTree(mirror, commit, path, {true, {}});
    if (!tree)
        return tree.error().message;
    QStringList found;
    for (const SourceFile& file : tree->files)
        found.append(file.path + u'=' + QString::fromUtf8(file.content));
    return found.join(u' ');
}

//! A cache folder and the mirror of one repository in it.
struct Mirror
{
    explicit Mirror(const QString& repository)
        : remote(remoteOf(repository))
    { }

    Result<QList<Result<Revision>>> fetchAll(const QStringList& names) const
    {
        return git::fetch(remote, folder, names, {});
    }
    //! Whether everything was found.
    bool fetch(const QStringList& names) const
    {
        const auto fetched = fetchAll(names);
        return fetched && std::all_of(fetched->cbegin(), fetched->cend(), [](const auto& r) {
                   return bool(r);
               });
    }

    QTemporaryDir cache;
    Remote remote;
    QString folder = mirrorDir(cache.path(), remote.url);
};

} // namespace

class TestMirror : public QObject
{
    Q_OBJECT

private slots:
    void aNewCommitMovesOneReference()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        const QString first = repository.publish(u"one"_s);
        const QTemporaryDir cache;
        const QString mirror = mirrorDir(cache.path(), *GitUrl::parse(repository.bareDir()));
        const auto remote = remoteOf(repository.bareDir());

        auto revisions = fetch(remote, mirror, {u"main"_s}, {});
        QVERIFY2(revisions, qPrintable(revisions ? QString() : revisions.error().message));
        QCOMPARE(revisions->at(0)->commit, first);
        QCOMPARE(filesOf(mirror, first), u"a.yaml=1"_s);

        repository.write(u"a.yaml"_s, "2");
        const QString second = repository.publish(u"two"_s);
        QCOMPARE(resolve(mirror, u"main"_s)->commit, first); // nothing moves by itself
        revisions = fetch(remote, mirror, {u"main"_s}, {});
        QVERIFY(revisions);
        QCOMPARE(revisions->at(0)->commit, second);
        QCOMPARE(resolve(mirror, u"main"_s)->commit, second);
        QCOMPARE(filesOf(mirror, second), u"a.yaml=2"_s);
        QCOMPARE(filesOf(mirror, first), u"a.yaml=1"_s);
        QVERIFY(*isAncestor(mirror, first, second));
        QVERIFY(!*isAncestor(mirror, second, first));
    }

    void aRemoteTellsItsReferences()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        const QString commit = repository.publish(u"one"_s);
        repository.git({u"tag"_s, u"-a"_s, u"v1"_s, u"-m"_s, u"v1"_s});
        repository.git({u"push"_s, u"--quiet"_s, u"--tags"_s});
        const QString tag = repository.git({u"rev-parse"_s, u"v1"_s});
        const auto refs = listRemote(remoteOf(repository.bareDir()), {}, {});
        QVERIFY(refs);
        QCOMPARE(*refs,
                 (QMap<QString, QString> {{u"HEAD"_s, commit},
                                          {u"refs/heads/main"_s, commit},
                                          {u"refs/tags/v1"_s, tag},
                                          {u"refs/tags/v1^{}"_s, commit}}));
    }

    void onlyWhatIsFollowedIsInTheMirror()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        repository.publish(u"one"_s);
        repository.push(u"other"_s);
        repository.git({u"tag"_s, u"v1"_s});
        repository.git({u"push"_s, u"--quiet"_s, u"--tags"_s});
        Mirror mirror(repository.bareDir());
        QVERIFY(mirror.fetch({u"main"_s}));
        QVERIFY(resolve(mirror.folder, u"main"_s));
        QCOMPARE(resolve(mirror.folder, u"other"_s).error().kind, ErrorKind::NotFound);
        QCOMPARE(resolve(mirror.folder, u"v1"_s).error().kind, ErrorKind::NotFound);
    }

    void aForcedPushIsFollowedAndTheOldCommitStays()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        const QString base = repository.publish(u"base"_s);
        repository.write(u"a.yaml"_s, "2");
        const QString old = repository.publish(u"old"_s);
        Mirror mirror(repository.bareDir());
        QVERIFY(mirror.fetch({u"main"_s}));

        repository.git({u"reset"_s, u"--quiet"_s, u"--hard"_s, base});
        repository.write(u"a.yaml"_s, "3");
        const QString fresh = repository.commit(u"new"_s);
        repository.forcePush();
        repository.git({u"reflog"_s, u"expire"_s, u"--expire=now"_s, u"--all"_s});
        repository.git({u"gc"_s, u"--quiet"_s, u"--prune=now"_s}, repository.bareDir());
        QCOMPARE(filesOf(mirror.folder, old), u"a.yaml=2"_s);

        QVERIFY(mirror.fetch({u"main"_s}));
        QCOMPARE(resolve(mirror.folder, u"main"_s)->commit, fresh);
        QVERIFY(!*isAncestor(mirror.folder, old, fresh));
        QVERIFY(*isAncestor(mirror.folder, base, fresh));
        QCOMPARE(filesOf(mirror.folder, old), u"a.yaml=2"_s);
        QCOMPARE(filesOf(mirror.folder, fresh), u"a.yaml=3"_s);
    }

    void aDeletedBranchIsAnErrorAndNotAnEmptyFolder()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        const QString commit = repository.publish(u"one"_s);
        repository.push(u"feature"_s);
        Mirror mirror(repository.bareDir());
        QVERIFY(mirror.fetch({u"main"_s, u"feature"_s}));
        repository.git({u"push"_s, u"--quiet"_s, u"origin"_s, u":feature"_s});

        const auto fetched = mirror.fetchAll({u"main"_s, u"feature"_s});
        QVERIFY(fetched);
        QCOMPARE(fetched->at(0)->commit, commit);
        QCOMPARE(fetched->at(1).error().kind, ErrorKind::NotFound);
        QCOMPARE(fetched->at(1).error().message,
                 repository.bareDir()
                     + u": there is no branch or tag \"feature\"; branches there: main"_s);
        QCOMPARE(resolve(mirror.folder, u"feature"_s).error().kind, ErrorKind::NotFound);
        QCOMPARE(filesOf(mirror.folder, commit), u"a.yaml=1"_s);
    }

    void aBranchMayBecomeAFolderOfBranches()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        repository.publish(u"one"_s);
        repository.push(u"x"_s);
        Mirror mirror(repository.bareDir());
        QVERIFY(mirror.fetch({u"x"_s}));
        repository.git({u"push"_s, u"--quiet"_s, u"origin"_s, u":x"_s});
        repository.push(u"x/y"_s);
        QVERIFY(mirror.fetch({u"x/y"_s}));
        QVERIFY(resolve(mirror.folder, u"x/y"_s));
    }

    void theDefaultBranchMayBeRenamed()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        repository.publish(u"one"_s);
        Mirror mirror(repository.bareDir());
        QVERIFY(mirror.fetch({u"HEAD"_s}));
        repository.write(u"a.yaml"_s, "2");
        const QString second = repository.commit(u"two"_s);
        repository.push(u"trunk"_s);
        repository.git({u"symbolic-ref"_s, u"HEAD"_s, u"refs/heads/trunk"_s}, repository.bareDir());
        repository.git({u"push"_s, u"--quiet"_s, u"origin"_s, u":main"_s});
        QVERIFY(mirror.fetch({{}}));
        QCOMPARE(resolve(mirror.folder, {})->commit, second);
        QVERIFY(!resolve(mirror.folder, u"main"_s));

        repository.git({u"update-ref"_s, u"--no-deref"_s, u"HEAD"_s, second}, repository.bareDir());
        QVERIFY(mirror.fetch({u"HEAD"_s}));
        QCOMPARE(resolve(mirror.folder, u"HEAD"_s)->commit, second);
    }

    void anEmptyRepositorySaysSo()
    {
        test::GitRepository repository;
        Mirror mirror(repository.bareDir());
        const auto fetched = mirror.fetchAll({u"main"_s, {}});
        QVERIFY(fetched);
        for (const auto& revision : *fetched) {
            QVERIFY(!revision);
            QCOMPARE(revision.error().kind, ErrorKind::NotFound);
            QVERIFY(revision.error().message.contains(u"has no commits yet"_s));
        }
        repository.write(u"a.yaml"_s, "1");
        repository.publish(u"one"_s);
        QVERIFY(mirror.fetch({u"main"_s}));
    }

    void whatIsNoRepositoryIsToldApart()
    {
        const QTemporaryDir folder;
        Mirror missing(folder.filePath(u"missing"_s));
        QCOMPARE(missing.fetchAll({u"main"_s}).error().kind, ErrorKind::NotFound);
        Mirror plain(folder.path());
        const auto fetched = plain.fetchAll({u"main"_s});
        QCOMPARE(fetched.error().kind, ErrorKind::NotFound);
        QVERIFY(fetched.error().message.contains(u"is not a Git repository"_s));
    }

    void aWorkTreeASharedCloneAndASubmoduleFolderAreRepositories()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        const QString commit = repository.publish(u"one"_s);
        const QString shared = repository.root() + u"/shared"_s;
        repository.git({u"clone"_s, u"--quiet"_s, u"--shared"_s, repository.bareDir(), shared});
        const QString linked = repository.root() + u"/linked"_s;
        repository.git({u"worktree"_s, u"add"_s, u"--quiet"_s, linked, u"-b"_s, u"side"_s});
        repository.git({u"config"_s, u"extensions.worktreeConfig"_s, u"true"_s});
        for (const QString& folder : {repository.workDir(), shared, linked}) {
            Mirror mirror(folder);
            const auto fetched = mirror.fetchAll({u"HEAD"_s});
            QVERIFY2(fetched, qPrintable(fetched ? QString() : fetched.error().message));
            QCOMPARE(fetched->first()->commit, commit);
            QCOMPARE(filesOf(mirror.folder, commit), u"a.yaml=1"_s);
        }
    }

    void aShallowRepositoryShowsTheHistoryThatItHas()
    {
        test::GitRepository repository;
        for (const QByteArray& text : {"1"_ba, "2"_ba, "3"_ba}) {
            repository.write(u"a.yaml"_s, text);
            repository.publish(QString::fromLatin1(text));
        }
        const QString shallow = repository.root() + u"/shallow"_s;
        repository.git({u"clone"_s, u"--quiet"_s, u"--depth=2"_s,
                        u"file://"_s + repository.bareDir(), shallow});
        Mirror mirror(shallow);
        const auto fetched = mirror.fetchAll({u"main"_s});
        QVERIFY(fetched && fetched->first());
        const auto commits = history(mirror.folder, fetched->first()->commit, {}, 10);
        QVERIFY(commits);
        QCOMPARE(commits->size(), 2);
    }

    void anotherUsersRepositoryIsExplained()
    {
        if (::geteuid() != 0)
            QSKIP("only root can give a folder away");
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        repository.publish(u"one"_s);
        QCOMPARE(::chown(QFile::encodeName(repository.bareDir()).constData(), 12345, 12345), 0);
        Mirror mirror(repository.bareDir());
        const auto fetched = mirror.fetchAll({u"main"_s});
        QVERIFY(!fetched);
        QCOMPARE(fetched.error().kind, ErrorKind::Auth);
        QVERIFY(fetched.error().message.contains(u"safe.directory "_s + repository.bareDir()));
    }

    void missingObjectsThereLeaveTheOldReference()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        const QString first = repository.publish(u"one"_s);
        Mirror mirror(repository.bareDir());
        QVERIFY(mirror.fetch({u"main"_s}));
        repository.write(u"a.yaml"_s, "2");
        repository.publish(u"two"_s);
        const QString blob = repository.git({u"rev-parse"_s, u"HEAD:a.yaml"_s});
        QVERIFY(QFile::remove(repository.bareDir() + u"/objects/"_s + blob.left(2) + u'/'
                              + blob.mid(2)));
        const auto fetched = mirror.fetchAll({u"main"_s});
        QVERIFY(!fetched);
        QCOMPARE(fetched.error().kind, ErrorKind::Io);
        QVERIFY(fetched.error().message.contains(u"a.yaml"_s));
        QCOMPARE(resolve(mirror.folder, u"main"_s)->commit, first);
        QCOMPARE(filesOf(mirror.folder, first), u"a.yaml=1"_s);
    }

    void aDamagedMirrorIsMadeAnew()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        const QString commit = repository.publish(u"one"_s);
        Mirror mirror(repository.bareDir());
        QVERIFY(mirror.fetch({u"main"_s}));
        const QString blob = repository.git({u"rev-parse"_s, u"HEAD:a.yaml"_s});
        const QString file = mirror.folder + u"/objects/"_s + blob.left(2) + u'/' + blob.mid(2);
        QVERIFY(QFile::remove(file)); // it shares its inode with the repository's
        QFile damaged(file);
        QVERIFY(damaged.open(QIODevice::WriteOnly) && damaged.write("garbage") == 7);
        damaged.close();

        QCOMPARE(readTree(mirror.folder, commit, {}).error().kind, ErrorKind::Io);
        QVERIFY(mirror.fetch({u"main"_s}));
        QCOMPARE(filesOf(mirror.folder, commit), u"a.yaml=1"_s);

        QVERIFY(QFile::remove(mirror.folder + u"/HEAD"_s));
        QCOMPARE(resolve(mirror.folder, u"main"_s).error().kind, ErrorKind::Io);
        QVERIFY(mirror.fetch({u"main"_s}));
        QCOMPARE(filesOf(mirror.folder, commit), u"a.yaml=1"_s);
        QCOMPARE(QDir(mirror.cache.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
    }

    void aFolderThatIsNotOursIsNotTouched()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        repository.publish(u"one"_s);
        Mirror mirror(repository.bareDir());
        QVERIFY(QDir().mkpath(mirror.folder));
        QFile own(mirror.folder + u"/thesis.txt"_s);
        QVERIFY(own.open(QIODevice::WriteOnly));
        own.close();
        QCOMPARE(mirror.fetchAll({u"main"_s}).error().kind, ErrorKind::Io);
        QVERIFY(own.exists());
        QCOMPARE(QDir(mirror.folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 1);
    }

    void aLinkAmongTheObjectsIsNotFollowed()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        repository.publish(u"one"_s);
        QFile canary(repository.root() + u"/canary"_s);
        QVERIFY(canary.open(QIODevice::WriteOnly) && canary.write("canary") == 6);
        canary.close();
        const QString name = u"/objects/aa/"_s + QString(38, u'a');
        QDir().mkpath(repository.bareDir() + u"/objects/aa"_s);
        QVERIFY(QFile::link(canary.fileName(), repository.bareDir() + name));
        Mirror mirror(repository.bareDir());
        QVERIFY(mirror.fetch({u"main"_s}));
        QVERIFY(!QFileInfo::exists(mirror.folder + name));
    }

    void nothingIsWrittenIntoTheRepository()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        repository.publish(u"one"_s);
        const auto filesBelow = [](const QString& folder) {
            QStringList files;
            QDirIterator all(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
            while (all.hasNext()) {
                const QFileInfo file = all.nextFileInfo();
                files.append(u"%1 %2 %3"_s.arg(file.filePath())
                                 .arg(file.size())
                                 .arg(file.lastModified().toMSecsSinceEpoch()));
            }
            files.sort();
            return files;
        };
        const auto before = filesBelow(repository.root());
        Mirror mirror(repository.bareDir());
        QVERIFY(mirror.fetch({u"main"_s}));
        QCOMPARE(filesBelow(repository.root()), before);
    }

    void severalProcessesFetchAtOnce()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        const QString commit = repository.publish(u"one"_s);
        Mirror mirror(repository.bareDir());
        QList<pid_t> children;
        for (int i = 0; i < 4; ++i) {
            const pid_t child = ::fork();
            QVERIFY(child >= 0);
            if (child == 0)
                ::_exit(mirror.fetch({u"main"_s}) ? 0 : 1);
            children.append(child);
        }
        for (const pid_t child : children) {
            int status = -1;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QCOMPARE(status, 0);
        }
        QCOMPARE(filesOf(mirror.folder, commit), u"a.yaml=1"_s);
    }

    void whoWaitsForAnotherProcessCanCancel()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        repository.publish(u"one"_s);
        Mirror mirror(repository.bareDir());
        QVERIFY(QDir().mkpath(QFileInfo(mirror.folder).path()));
        const int other = ::open(QFile::encodeName(mirror.folder + u".lock"_s).constData(),
                                 O_RDWR | O_CREAT, 0600);
        QCOMPARE(::flock(other, LOCK_EX), 0);
        const CancelToken cancel;
        std::thread waiting([&] {
            const auto fetched
                = fetch(remoteOf(repository.bareDir()), mirror.folder, {u"main"_s}, cancel);
            if (fetched || fetched.error().kind != ErrorKind::Cancelled)
                qFatal("the fetch was not cancelled");
        });
        cancel.cancel();
        waiting.join();
        ::close(other);
        QVERIFY(mirror.fetch({u"main"_s}));
    }

    void aCancelledFetchMovesNothing()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        repository.publish(u"one"_s);
        Mirror mirror(repository.bareDir());
        const CancelToken cancel;
        cancel.cancel();
        const auto fetched
            = fetch(remoteOf(repository.bareDir()), mirror.folder, {u"main"_s}, cancel);
        QVERIFY(!fetched);
        QCOMPARE(fetched.error().kind, ErrorKind::Cancelled);
        QVERIFY(!resolve(mirror.folder, u"main"_s));
    }
};

QTEST_GUILESS_MAIN(TestMirror)
#include "tst_mirror.moc"
