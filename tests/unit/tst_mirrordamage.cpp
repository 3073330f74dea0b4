#include "core/git/mirror.h"
#include "core/git/sourcetree.h"
#include "tests/support/gitrepository.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

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

//! A mirror that a power failure, a full disk or kill -9 has left in disorder.
class TestMirrorDamage : public QObject
{
    Q_OBJECT

private slots:
    void aMirrorWhoseNewestCommitIsUnreadableIsMadeAnew_data()
    {
        QTest::addColumn<QString>("what"); // that is damaged, as after a power failure
        QTest::newRow("the commit") << u"HEAD"_s;
        QTest::newRow("its top folder") << u"HEAD^{tree}"_s;
    }

    void aMirrorWhoseNewestCommitIsUnreadableIsMadeAnew()
    {
        QFETCH(QString, what);
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        const QString commit = repository.publish(u"one"_s);
        Mirror mirror(repository.bareDir());
        QVERIFY(mirror.fetch({u"main"_s}));
        const QString object = repository.git({u"rev-parse"_s, what});
        const QString file = mirror.folder + u"/objects/"_s + object.left(2) + u'/' + object.mid(2);
        QVERIFY(QFile::remove(file)); // it shares its inode with the repository's
        QFile empty(file);
        QVERIFY(empty.open(QIODevice::WriteOnly));
        empty.close();
        // Nobody has read the commit since the program started: the fetch itself must find out.
        const auto fetched = mirror.fetchAll({u"main"_s});
        QVERIFY2(fetched, qPrintable(fetched ? QString() : fetched.error().message));
        QCOMPARE(fetched->first()->commit, commit);
        QCOMPARE(filesOf(mirror.folder, commit), u"a.yaml=1"_s);
        QVERIFY(!QFileInfo::exists(mirror.folder + u".new"_s));
    }

    void aTruncatedPackIsFetchedAnew()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, QByteArray(5'000, 'x'));
        const QString commit = repository.publish(u"one"_s);
        repository.git({u"gc"_s, u"--quiet"_s}, repository.bareDir());
        Mirror mirror(repository.bareDir());
        QVERIFY(mirror.fetch({u"main"_s}));
        const QDir packs(mirror.folder + u"/objects/pack"_s);
        const QString pack = packs.filePath(packs.entryList({u"*.pack"_s}).value(0));
        QFile source(pack);
        QVERIFY(source.open(QIODevice::ReadOnly));
        const QByteArray half = source.readAll().left(source.size() / 2);
        source.close();
        QVERIFY(QFile::remove(pack));
        QFile truncated(pack);
        QVERIFY(truncated.open(QIODevice::WriteOnly) && truncated.write(half) == half.size());
        truncated.close();
        const auto fetched = mirror.fetchAll({u"main"_s});
        QVERIFY2(fetched, qPrintable(fetched ? QString() : fetched.error().message));
        QCOMPARE(filesOf(mirror.folder, commit).size(), 5'007);
    }

    void whatAKilledFetchLeftIsInNobodysWay()
    {
        test::GitRepository repository;
        repository.write(u"a.yaml"_s, "1");
        repository.publish(u"one"_s);
        Mirror mirror(repository.bareDir());
        QVERIFY(mirror.fetch({u"main"_s, u"HEAD"_s}));
        QStringList left;
        for (const auto& name :
             {u"/HEAD.lock"_s, u"/refs/heads/main.lock"_s, u"/packed-refs.lock"_s,
              u"/config.lock"_s, u"/objects/pack/pack_git2_a1b2c3"_s,
              u"/objects/pack/pack-1.pack.partial"_s}) {
            QFile file(mirror.folder + name);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("half") == 4);
            left.append(file.fileName());
        }
        repository.write(u"a.yaml"_s, "2");
        const QString second = repository.publish(u"two"_s);
        const auto fetched = mirror.fetchAll({u"main"_s});
        QVERIFY2(fetched, qPrintable(fetched ? QString() : fetched.error().message));
        QCOMPARE(resolve(mirror.folder, u"main"_s)->commit, second);
        for (const QString& file : left)
            QVERIFY2(!QFileInfo::exists(file), qPrintable(file));
    }
};

QTEST_GUILESS_MAIN(TestMirrorDamage)
#include "tst_mirrordamage.moc"
