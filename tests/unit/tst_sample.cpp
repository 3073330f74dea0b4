#include "app/tour/demofolder.h"
#include "app/tour/gitprogram.h"
#include "app/tour/samplehistory.h"
#include "app/tour/samplerepository.h"
#include "core/desired/loader.h"
#include "core/engine/appspecreader.h"
#include "core/git/revision.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::tour;

//! The demo's sample: that Cauce can read all of it at each of its commits, and the folder it
//! lives in.
class TestSample : public QObject
{
    Q_OBJECT

private slots:
    void theLastCommitIsWhatTheFolderHolds()
    {
        const QString root = QStringLiteral(CAUCE_SOURCE_DIR "/resources/sample/");
        const QMap<QString, QByteArray> files = sampleFiles(newest());
        QVERIFY(files.size() > 20);
        for (auto file = files.cbegin(); file != files.cend(); ++file) {
            QFile written(root + file.key());
            QVERIFY2(written.open(QIODevice::ReadOnly), qPrintable(file.key()));
            QCOMPARE(file.value(), written.readAll());
        }
    }

    void eachCommitChangesWhatItSays()
    {
        QSet<QString> seen;
        for (qsizetype i = 0; i <= newest(); ++i) {
            const QMap<QString, QByteArray> before
                = i > 0 ? sampleFiles(i - 1) : QMap<QString, QByteArray>();
            const QMap<QString, QByteArray> after = sampleFiles(i);
            QVERIFY2(before != after, qPrintable(sampleHistory().at(i).message));
            for (const SampleChange& change : sampleHistory().at(i).changes) {
                QCOMPARE(before.value(change.file).count(change.before), 1);
                QVERIFY(!before.value(change.file).contains(change.after));
                QCOMPARE(after.value(change.file).count(change.after), 1);
            }
            for (const QString& place : sampleHistory().at(i).adds) {
                const auto first = after.lowerBound(place);
                QVERIFY2(first != after.cend() && first.key().startsWith(place), qPrintable(place));
                QVERIFY(!before.contains(first.key()));
            }
            QVERIFY(i == 0
                    || sampleHistory().at(i).minutesAgo < sampleHistory().at(i - 1).minutesAgo);
        }
    }

    void everyApplicationAndEveryManifestIsReadAtEachCommit()
    {
        for (qsizetype i = 0; i <= newest(); ++i) {
            const ApplicationList list = readApplications(tree(i, u"clusters/k3s"_s));
            QVERIFY2(list.problems.isEmpty(), qPrintable(list.problems.value(0).message));
            QSet<QString> folders;
            for (const QString& file : sampleFiles(i).keys()) {
                if (file.startsWith(u"apps/"_s))
                    folders.insert(file.section(u'/', 0, 1));
            }
            QCOMPARE(list.applications.size(), folders.size());
            for (const AppSpec& app : list.applications) {
                QVERIFY2(app.conditions.isEmpty(), qPrintable(app.conditions.value(0).message));
                QVERIFY2(folders.contains(app.source.path), qPrintable(app.source.path));
                QVERIFY(app.syncPolicy.createNamespace());
                desired::RenderInput input;
                input.application = app.name;
                input.destinationNamespace = app.destinationNamespace;
                const auto set = desired::load(input, tree(i, app.source.path));
                QVERIFY2(set, set ? "" : qPrintable(set.error().message));
                QVERIFY(!set->manifests.isEmpty());
                QVERIFY2(set->warnings.isEmpty(), qPrintable(set->warnings.join(u'\n')));
            }
        }
        QCOMPARE(readApplications(tree(newest(), u"clusters/k3s"_s)).applications.size(), 8);
    }

    void deploymentsAreOfCommitsThatWereThere()
    {
        int before = INT_MAX;
        for (const SampleDeployment& deployment : sampleDeployments()) {
            QVERIFY(deployment.minutesAgo < before);
            before = deployment.minutesAgo;
            QVERIFY(deployment.minutesAgo < sampleHistory().at(deployment.commit).minutesAgo);
            QVERIFY(sampleFiles(deployment.commit)
                        .value(u"clusters/k3s/root-app.yaml"_s)
                        .contains(QByteArray("name: " + deployment.application.toUtf8() + '\n')));
        }
    }

    void theRepositoryHasAPastAndTakesPushes()
    {
        QTemporaryDir folder;
        const SampleRepository repository(folder.path());
        const QDateTime now = QDateTime::currentDateTimeUtc();
        const auto made = repository.make(now);
        QVERIFY2(made, made ? "" : qPrintable(made.error().message));
        const auto log = tour::git(repository.bareDir(),
                                   {u"log"_s, u"--format=%ct %an"_s, u"--first-parent"_s});
        QVERIFY(log);
        const QList<QByteArray> lines = log->trimmed().split('\n');
        QCOMPARE(lines.size(), sampleHistory().size());
        QSet<QByteArray> authors;
        for (const QByteArray& line : lines) {
            QVERIFY(line.left(line.indexOf(' ')).toLongLong() < now.toSecsSinceEpoch());
            authors.insert(line.mid(line.indexOf(' ') + 1));
        }
        QVERIFY(authors.size() > 1);
        QVERIFY(lines.constLast().left(10).toLongLong() < now.addDays(-7).toSecsSinceEpoch());

        const auto next = repository.nextUpgrade();
        QVERIFY(next);
        QCOMPARE(next->from, u"nginx:1.25-alpine"_s);
        QCOMPARE(next->to, u"nginx:1.26-alpine"_s);
        const auto commit = repository.upgrade();
        QVERIFY2(commit, commit ? "" : qPrintable(commit.error().message));
        const auto revision = git::resolve(repository.bareDir(), u"main"_s);
        QVERIFY(revision);
        QCOMPARE(revision->commit, *commit);
        QCOMPARE(revision->summary, u"feat(example-app): upgrade nginx to 1.26"_s);
        const auto changed
            = tour::git(repository.bareDir(), {u"diff"_s, u"--numstat"_s, u"main~1..main"_s});
        QVERIFY(changed);
        QCOMPARE(*changed, QByteArray("1\t1\tapps/example-app/deployment.yaml\n"));
        QCOMPARE(repository.nextUpgrade()->to, u"nginx:1.27-alpine"_s);
    }

    void anUpgradeLeavesAPersonsOwnWorkAlone()
    {
        QTemporaryDir folder;
        const SampleRepository repository(folder.path());
        QVERIFY(repository.make(QDateTime::currentDateTimeUtc()));
        const QString mine = repository.cloneDir() + u"/README.md"_s;
        QFile file(mine);
        QVERIFY(file.open(QIODevice::Append));
        file.write("mine\n");
        file.close();
        const auto commit = repository.upgrade();
        QVERIFY(!commit);
        QVERIFY2(commit.error().message.contains(u"git pull"_s),
                 qPrintable(commit.error().message));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().endsWith("mine\n"));
        QCOMPARE(repository.nextUpgrade()->from, u"nginx:1.25-alpine"_s);
    }

    void imagesGoRoundAndOthersAreLeft_data()
    {
        QTest::addColumn<QString>("image");
        QTest::addColumn<QString>("next");
        QTest::newRow("one more") << u"nginx:1.25-alpine"_s << u"nginx:1.26-alpine"_s;
        QTest::newRow("and round") << u"nginx:1.29-alpine"_s << u"nginx:1.25-alpine"_s;
        QTest::newRow("an old one") << u"nginx:1.19-alpine"_s << u"nginx:1.25-alpine"_s;
        QTest::newRow("a digest") << u"nginx@sha256:0123"_s << QString();
        QTest::newRow("another image") << u"httpd:2.4"_s << QString();
    }
    void imagesGoRoundAndOthersAreLeft()
    {
        QFETCH(QString, image);
        QFETCH(QString, next);
        QCOMPARE(nextImage(image), next);
    }

    void oneFolderHasOneDemo()
    {
        QTemporaryDir parent;
        const QString path = parent.filePath(u"a/demo"_s);
        auto first = DemoFolder::take(path, false);
        QVERIFY2(first, first ? "" : qPrintable(first.error().message));
        const auto second = DemoFolder::take(path, false);
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::Conflict);
        QVERIFY(second.error().message.contains(path));
        QVERIFY(!DemoFolder::take(path, true)); // nor is it taken away from under its program
        first->reset();
        QVERIFY(DemoFolder::take(path, false));
    }

    void whatIsNoDemoIsNeverTouched()
    {
        QTemporaryDir parent;
        QFile file(parent.filePath(u"thesis.txt"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        const auto taken = DemoFolder::take(parent.path(), true);
        QVERIFY(!taken);
        QCOMPARE(taken.error().kind, ErrorKind::Invalid);
        QCOMPARE(QDir(parent.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 (QStringList {u"thesis.txt"_s}));
    }

    void aHalfMadeDemoIsMadeAgainAndAWholeOneKept()
    {
        QTemporaryDir parent;
        const QString path = parent.filePath(u"demo"_s);
        const auto leave = [&path](bool complete) {
            const auto folder = DemoFolder::take(path, false);
            QVERIFY(folder);
            QDir(path).mkpath(u"gitops/apps"_s);
            if (complete)
                QVERIFY((*folder)->setComplete());
        };
        leave(false); // and then it was killed
        QVERIFY(DemoFolder::take(path, false));
        QVERIFY(!QFile::exists(path + u"/gitops"_s));
        leave(true);
        {
            const auto folder = DemoFolder::take(path, false);
            QVERIFY(folder && (*folder)->isComplete());
            QVERIFY(QFile::exists(path + u"/gitops/apps"_s));
        }
        const auto folder = DemoFolder::take(path, true);
        QVERIFY(folder && !(*folder)->isComplete());
        QVERIFY(!QFile::exists(path + u"/gitops"_s));
    }

    void aLinkInTheFolderIsNotFollowed()
    {
        QTemporaryDir parent;
        const QString path = parent.filePath(u"demo"_s);
        QDir(parent.path()).mkpath(u"other/kept"_s);
        QVERIFY(DemoFolder::take(path, false));
        QVERIFY(QFile::link(parent.filePath(u"other"_s), path + u"/gitops"_s));
        QVERIFY(DemoFolder::take(path, true));
        QVERIFY(QFile::exists(parent.filePath(u"other/kept"_s)));
        QVERIFY(!QFile::exists(path + u"/gitops"_s));
    }

private:
    static qsizetype newest() { return sampleHistory().size() - 1; }

    static git::SourceTree tree(qsizetype commit, const QString& path)
    {
        git::SourceTree tree;
        tree.root = path;
        const QMap<QString, QByteArray> files = sampleFiles(commit);
        for (auto file = files.cbegin(); file != files.cend(); ++file) {
            if (file.key().startsWith(path + u'/'))
                tree.files.append({file.key(), file.value(), {}});
        }
        return tree;
    }
};

QTEST_GUILESS_MAIN(TestSample)
#include "tst_sample.moc"
