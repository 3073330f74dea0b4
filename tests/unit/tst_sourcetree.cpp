#include "core/git/mirror.h"
#include "core/git/sourcetree.h"
#include "tests/support/gitrepository.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace cauce;
using namespace cauce::git;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kCanary = "CANARY-7f3a-of-another-file";

//! A repository, its mirror and the newest commit.
struct Fixture
{
    test::GitRepository repository;
    QTemporaryDir cache;
    QString mirror = cache.filePath(u"mirror"_s);
    QString commit;

    void publish()
    {
        repository.publish(u"change"_s);
        const auto fetched = fetch({*GitUrl::parse(repository.bareDir())}, mirror, {u"main"_s}, {});
        if (!fetched || !fetched->first())
            qFatal("the repository could not be fetched");
        commit = fetched->first()->commit;
    }

    Result<SourceTree> read(const QString& path, const TreeFilter& filter = {},
                            const TreeLimits& limits = {}) const
    {
        return readTree(mirror, commit, path, filter, limits);
    }
};

QString pathsOf(const Result<SourceTree>& tree)
{
    if (!tree)
        return u"error: "_s + tree.error().message;
    QStringList paths;
    for (const SourceFile& file : tree->files)
        paths.append(file.path);
    return paths.join(u' ');
}

bool holdsCanary(const Result<SourceTree>& tree)
{
    const auto in = [](const QString& text) { return text.contains(QString::fromUtf8(kCanary)); };
    if (!tree)
        return in(tree.error().message);
    bool found = in(tree->skipped.join(u'\n'));
    for (const SourceFile& file : tree->files)
        found = found || file.content.contains(kCanary) || in(file.path);
    return found;
}

} // namespace

class TestSourceTree : public QObject
{
    Q_OBJECT

private slots:
    void manifestsBelowAPathAreReadInOrder()
    {
        Fixture f;
        for (const QString& path :
             {u"app/b.yaml"_s, u"app/a.yml"_s, u"app/c.json"_s, u"app/read.me"_s, u"app/D.YAML"_s,
              u"app/b/x.yaml"_s, u"app-sibling/s.yaml"_s, u"top.yaml"_s, u"app/b-a/y.yaml"_s})
            f.repository.write(path, path.toUtf8());
        f.publish();

        QCOMPARE(pathsOf(f.read(u"app"_s)), u"app/a.yml app/b.yaml app/c.json"_s);
        QCOMPARE(pathsOf(f.read(u"./app//"_s)), u"app/a.yml app/b.yaml app/c.json"_s);
        QCOMPARE(pathsOf(f.read(u"app"_s, {true, TreeFilter().suffixes})),
                 u"app/a.yml app/b/x.yaml app/b-a/y.yaml app/b.yaml app/c.json"_s);
        QCOMPARE(pathsOf(f.read(u"app"_s, {false, {}})),
                 u"app/D.YAML app/a.yml app/b.yaml app/c.json app/read.me"_s);
        QCOMPARE(pathsOf(f.read({})), u"top.yaml"_s);
        QCOMPARE(pathsOf(f.read(u"."_s)), u"top.yaml"_s);
        QCOMPARE(pathsOf(f.read(u"app/read.me"_s)), u"app/read.me"_s);

        const auto tree = f.read(u"./app/"_s);
        QCOMPARE(tree->root, u"app"_s);
        QCOMPARE(tree->commit, f.commit);
        QCOMPARE(tree->files.first().content, QByteArray("app/a.yml"));
        QCOMPARE(QString::fromLatin1(tree->files.first().blobId),
                 f.repository.git({u"rev-parse"_s, u"HEAD:app/a.yml"_s}));
        QCOMPARE(QString::fromLatin1(tree->treeId),
                 f.repository.git({u"rev-parse"_s, u"HEAD:app"_s}));
        QCOMPARE(*treeId(f.mirror, f.commit, u"app"_s), tree->treeId);
        QCOMPARE(QString::fromLatin1(*treeId(f.mirror, f.commit, u"top.yaml"_s)),
                 f.repository.git({u"rev-parse"_s, u"HEAD:top.yaml"_s}));
    }

    void pathsThatLeaveTheRepositoryAreRefused_data()
    {
        const char* const invalid[] = {
            "..",          "../",        "../etc",      "../../etc/passwd",
            "app/..",      "app/../..",  "app/../../x", "./..",
            "app/./../..", "/",          "/etc",        "/etc/passwd",
            "//host/x",    "/app",       "\\",          "..\\",
            "..\\..\\x",   "app\\..\\x", "app\\a.yaml", "C:",
            "C:\\x",       "c:/x",       "file:///etc", "https://host/x",
            "a\nb",        "a\tb",       "a\x1b[0m",    "a\xe2\x80\xaex",
            "x/..",        "x/../y",
        };
        const char* const notFound[] = {
            "%2e%2e", "%2e%2e/etc",   "..%2fetc", "...",  "app/...",    "~",           "~/x",
            "app.",   "app/a.yaml/x", "APP",      "app2", "ap",         "app/a",       "$HOME",
            ".git",   ".git/config",  "app/.git", "HEAD", "app:a.yaml", "a\xcc\x81pp",
        };
        QTest::addColumn<ErrorKind>("kind");
        for (const char* path : invalid)
            QTest::newRow(path) << ErrorKind::Invalid;
        for (const char* path : notFound)
            QTest::newRow(path) << ErrorKind::NotFound;
    }

    void pathsThatLeaveTheRepositoryAreRefused()
    {
        if (!m_plain) {
            m_plain = std::make_unique<Fixture>();
            m_plain->repository.write(u"app/a.yaml"_s, "x");
            m_plain->repository.write(u"\u00e1pp/a.yaml"_s, "x");
            m_plain->publish();
        }
        const QString path = QString::fromUtf8(QTest::currentDataTag());
        const auto tree = m_plain->read(path);
        QVERIFY2(!tree, qPrintable(pathsOf(tree)));
        QTEST(tree.error().kind, "kind");
        QCOMPARE(treeId(m_plain->mirror, m_plain->commit, path).error().kind, tree.error().kind);
    }

    void linksInsideTheRepositoryAreFollowed()
    {
        Fixture f;
        f.repository.write(u"common/base.yaml"_s, "base");
        f.repository.write(u"app/own.yaml"_s, "own");
        f.repository.link(u"app/link.yaml"_s, "../common/base.yaml");
        f.repository.link(u"app/chain.yaml"_s, "link.yaml");
        f.repository.link(u"app/long.yaml"_s, "../app/./../common/../common/base.yaml");
        f.repository.link(u"app/folder"_s, "../common");
        f.repository.link(u"other"_s, "app");
        f.publish();

        const auto tree = f.read(u"app"_s, {true, TreeFilter().suffixes});
        QCOMPARE(pathsOf(tree), u"app/chain.yaml app/link.yaml app/long.yaml app/own.yaml"_s);
        const QString base = f.repository.git({u"rev-parse"_s, u"HEAD:common/base.yaml"_s});
        for (const int i : {0, 1, 2}) {
            QCOMPARE(tree->files.at(i).content, QByteArray("base"));
            QCOMPARE(QString::fromLatin1(tree->files.at(i).blobId), base);
        }
        QCOMPARE(tree->skipped,
                 QStringList {u"app/folder: a link to a folder; such links are not descended"_s});
        QCOMPARE(pathsOf(f.read(u"app/folder"_s)), u"app/folder/base.yaml"_s);
        QCOMPARE(pathsOf(f.read(u"other"_s)),
                 u"other/chain.yaml other/link.yaml other/long.yaml other/own.yaml"_s);
        QCOMPARE(pathsOf(f.read(u"other/link.yaml"_s)), u"other/link.yaml"_s);
    }

    void aFolderWithLinksChangesWithWhatTheyPointTo()
    {
        Fixture f;
        f.repository.write(u"common/base.yaml"_s, "1");
        f.repository.write(u"plain/own.yaml"_s, "own");
        f.repository.link(u"app/sub/link.yaml"_s, "../../common/base.yaml");
        f.publish();
        const auto linked = *treeId(f.mirror, f.commit, u"app"_s);
        const auto plain = *treeId(f.mirror, f.commit, u"plain"_s);
        QCOMPARE(f.read(u"app"_s)->treeId, linked);
        f.repository.write(u"common/base.yaml"_s, "2");
        f.publish();
        QVERIFY(*treeId(f.mirror, f.commit, u"app"_s) != linked);
        QCOMPARE(*treeId(f.mirror, f.commit, u"plain"_s), plain);
    }

    void linksThatLeaveTheRepositoryAreRefusedByName_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<ErrorKind>("kind");

        // %1 is the absolute path of a canary file outside.
        QTest::newRow("absolute") << QByteArray("%1") << ErrorKind::Invalid;
        QTest::newRow("absolute into the work tree")
            << QByteArray("%2/app/own.yaml") << ErrorKind::Invalid;
        QTest::newRow("up and out")
            << QByteArray("../../../../../../../../%1") << ErrorKind::Invalid;
        QTest::newRow("beside the repository") << QByteArray("../../canary") << ErrorKind::Invalid;
        QTest::newRow("chained") << QByteArray("hop.txt") << ErrorKind::Invalid;
        QTest::newRow("through a folder link") << QByteArray("out/canary") << ErrorKind::Invalid;
        QTest::newRow("process") << QByteArray("/proc/self/environ") << ErrorKind::Invalid;
        QTest::newRow("itself") << QByteArray("link.yaml") << ErrorKind::Invalid;
        QTest::newRow("dangling") << QByteArray("missing.yaml") << ErrorKind::NotFound;
        QTest::newRow("into .git") << QByteArray("../.git/config") << ErrorKind::NotFound;
        QTest::newRow("below a file") << QByteArray("own.yaml/x") << ErrorKind::NotFound;
    }

    void linksThatLeaveTheRepositoryAreRefusedByName()
    {
        QFETCH(QByteArray, target);
        Fixture f;
        QFile canary(f.repository.root() + u"/canary"_s);
        QVERIFY(canary.open(QIODevice::WriteOnly) && canary.write(kCanary) > 0);
        canary.close();
        target.replace("%1", QFile::encodeName(canary.fileName()));
        target.replace("%2", QFile::encodeName(f.repository.workDir()));
        f.repository.write(u"app/own.yaml"_s, "own");
        f.repository.link(u"app/hop.txt"_s, "../../canary");
        f.repository.link(u"app/out"_s, "../..");
        f.repository.link(u"app/link.yaml"_s, target);
        f.publish();

        const auto tree = f.read(u"app"_s);
        QVERIFY2(!tree, qPrintable(pathsOf(tree)));
        QTEST(tree.error().kind, "kind");
        QVERIFY2(tree.error().message.contains(u"app/link.yaml"_s)
                     || tree.error().message.contains(u"app/own.yaml"_s)
                     || tree.error().message.contains(u"app/out"_s),
                 qPrintable(tree.error().message));
        QVERIFY(!holdsCanary(tree));
        QVERIFY(!holdsCanary(f.read(u"app/link.yaml"_s)));
        QVERIFY(!holdsCanary(f.read(u"app/out/canary"_s)));
        QVERIFY(!f.read(u"app/link.yaml"_s));
        QVERIFY(!f.read(u"app/out"_s));
        QVERIFY(!f.read(u"app"_s, {true, {}})); // renderers get every file: none may leave
    }

    void aLinkThatIsNoManifestIsLeftOutAndNamed()
    {
        Fixture f;
        f.repository.write(u"app/own.yaml"_s, "own");
        f.repository.link(u"app/tool"_s, "/usr/bin/tool");
        f.repository.link(u"app/old"_s, "missing");
        f.publish();
        const auto tree = f.read(u"app"_s);
        QCOMPARE(pathsOf(tree), u"app/own.yaml"_s);
        QCOMPARE(tree->skipped.size(), 2);
        QVERIFY(tree->skipped.at(0).startsWith(u"app/old: "_s));
        QVERIFY(tree->skipped.at(1).startsWith(u"app/tool: "_s));
        QVERIFY(!tree->skipped.at(1).contains(u"/usr/bin"_s));
    }

    void aSubmoduleIsNamedAndNotRead()
    {
        Fixture f;
        f.repository.write(u"app/own.yaml"_s, "own");
        f.repository.commit(u"one"_s);
        f.repository.git({u"update-index"_s, u"--add"_s, u"--cacheinfo"_s,
                          u"160000,"_s + QString(40, u'1') + u",app/module"_s});
        f.repository.git({u"commit"_s, u"--quiet"_s, u"-m"_s, u"module"_s});
        f.repository.push();
        const auto fetched
            = fetch({*GitUrl::parse(f.repository.bareDir())}, f.mirror, {u"main"_s}, {});
        QVERIFY(fetched && fetched->first());
        f.commit = fetched->first()->commit;
        const auto tree = f.read(u"app"_s);
        QCOMPARE(pathsOf(tree), u"app/own.yaml"_s);
        QCOMPARE(tree->skipped,
                 QStringList {u"app/module: a submodule; submodules are not read"_s});
        const auto inside = f.read(u"app/module/x"_s);
        QCOMPARE(inside.error().kind, ErrorKind::NotFound);
        QVERIFY(inside.error().message.contains(u"submodule"_s));
    }

    void limitsAreToldByName()
    {
        Fixture f;
        f.repository.write(u"app/a.yaml"_s, QByteArray(100, 'a'));
        f.repository.write(u"app/b.yaml"_s, QByteArray(100, 'b'));
        f.repository.write(u"app/c.txt"_s, QByteArray(100'000, 'c'));
        f.publish();
        QVERIFY(f.read(u"app"_s, {}, {2, 100, 200}));
        for (const auto& limits :
             {TreeLimits {1, 100, 200}, TreeLimits {2, 99, 200}, TreeLimits {2, 100, 199}}) {
            const auto tree = f.read(u"app"_s, {}, limits);
            QVERIFY(!tree);
            QCOMPARE(tree.error().kind, ErrorKind::Invalid);
            QVERIFY2(tree.error().message.contains(u".yaml"_s)
                         && tree.error().message.contains(u"limit"_s),
                     qPrintable(tree.error().message));
        }
    }

    void foldersNestedWithoutEndAreRefused()
    {
        Fixture f;
        f.repository.write(u"a.yaml"_s, "x");
        f.repository.commit(u"one"_s);
        // Ten times the same folder in each of twelve levels: 10^12 files in a few objects.
        QString tree = f.repository.git({u"rev-parse"_s, u"HEAD^{tree}"_s});
        for (int level = 0; level < 12; ++level) {
            const QString list = f.repository.root() + u"/list"_s;
            QFile file(list);
            QVERIFY(file.open(QIODevice::WriteOnly));
            for (int i = 0; i < 10; ++i)
                file.write("040000 tree " + tree.toLatin1() + "\td" + QByteArray::number(i) + '\n');
            file.close();
            tree = runMktree(f.repository, list);
        }
        const QString commit = f.repository.git({u"commit-tree"_s, tree, u"-m"_s, u"bomb"_s});
        f.repository.git({u"update-ref"_s, u"refs/heads/bomb"_s, commit});
        const auto fetched
            = fetch({*GitUrl::parse(f.repository.workDir())}, f.mirror, {commit}, {});
        QVERIFY(fetched && fetched->first());
        const auto read = readTree(f.mirror, commit, {}, {true, {u".none"_s}});
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::Invalid);
    }

    void aFileInLfsIsNamed()
    {
        Fixture f;
        f.repository.write(u"app/big.yaml"_s,
                           "version https://git-lfs.github.com/spec/v1\n"
                           "oid sha256:00\nsize 1\n");
        f.publish();
        const auto tree = f.read(u"app"_s);
        QVERIFY(!tree);
        QCOMPARE(tree.error().kind, ErrorKind::Invalid);
        QVERIFY(tree.error().message.contains(u"app/big.yaml"_s)
                && tree.error().message.contains(u"LFS"_s));
    }

    void aMissingCommitOrMirrorIsAnError()
    {
        Fixture f;
        f.repository.write(u"a.yaml"_s, "x");
        f.publish();
        QCOMPARE(readTree(f.mirror, QString(40, u'1'), {}).error().kind, ErrorKind::NotFound);
        QCOMPARE(readTree(f.mirror, u"main"_s, {}).error().kind, ErrorKind::Invalid);
        QCOMPARE(readTree(u"/no/such/mirror"_s, f.commit, {}).error().kind, ErrorKind::Io);
    }

private:
    static QString runMktree(test::GitRepository& repository, const QString& list)
    {
        QProcess process;
        process.setProcessEnvironment(repository.environment());
        process.setWorkingDirectory(repository.workDir());
        process.setStandardInputFile(list);
        process.start(u"git"_s, {u"mktree"_s});
        process.waitForFinished();
        return QString::fromLatin1(process.readAllStandardOutput()).trimmed();
    }

    std::unique_ptr<Fixture> m_plain;
};

QTEST_GUILESS_MAIN(TestSourceTree)
#include "tst_sourcetree.moc"
