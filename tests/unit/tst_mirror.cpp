#include "core/git/mirror.h"
#include "core/git/poller.h"
#include "core/git/sourcetree.h"
#include "tests/support/gitrepository.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace cauce;
using namespace cauce::git;
using namespace Qt::StringLiterals;

namespace {

Remote remoteOf(const QString& folder)
{
    return Remote { *GitUrl::parse(folder) };
}

QString filesOf(const QString& mirror, const QString& commit, const QString& path = {})
{
    const auto tree = readTree(mirror, commit, path, { true, {} });
    if (!tree)
        return tree.error().message;
    QStringList found;
    for (const SourceFile& file : tree->files)
        found.append(file.path + u'=' + QString::fromUtf8(file.content));
    return found.join(u' ');
}

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

        auto revisions = fetch(remote, mirror, { u"main"_s }, {});
        QVERIFY2(revisions, qPrintable(revisions ? QString() : revisions.error().message));
        QCOMPARE(revisions->at(0)->commit, first);
        QCOMPARE(filesOf(mirror, first), u"a.yaml=1"_s);

        repository.write(u"a.yaml"_s, "2");
        const QString second = repository.publish(u"two"_s);
        QCOMPARE(resolve(mirror, u"main"_s)->commit, first); // nothing moves by itself
        revisions = fetch(remote, mirror, { u"main"_s }, {});
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
        const auto refs = listRemote(remoteOf(repository.bareDir()), {}, {});
        QVERIFY(refs);
        QCOMPARE(
            *refs,
            (QMap<QString, QString> { { u"HEAD"_s, commit }, { u"refs/heads/main"_s, commit } }));
    }
};

QTEST_GUILESS_MAIN(TestMirror)
#include "tst_mirror.moc"
