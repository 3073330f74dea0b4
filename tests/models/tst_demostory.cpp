#include "models/demostory.h"
#include "tests/models/fixture.h"

#include <QDir>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

//! The demo's walk is judged by what the snapshots show, never by a click.
class TestDemoStory : public QObject
{
    Q_OBJECT

private slots:
    void theWalkFollowsWhatHappens()
    {
        Store store {fixedClock()};
        DemoStory story(store, places());
        story.setUpgrade(u"nginx:1.25-alpine"_s, u"nginx:1.26-alpine"_s);
        QCOMPARE(story.step(), int(DemoStory::Push));

        put(store, synced(u"9f31c2a"_s));
        QCOMPARE(story.step(), int(DemoStory::Push)); // nothing has happened
        put(store, imageDiffers());
        QCOMPARE(story.step(), int(DemoStory::SeeChange));
        QVERIFY(story.isDone(DemoStory::Push));

        story.setDiffShown(true);
        QCOMPARE(story.step(), int(DemoStory::SeeChange)); // an empty page is not the difference
        store.setDiff(exampleDiff());
        QCOMPARE(story.step(), int(DemoStory::Sync));
        QVERIFY(story.isDone(DemoStory::SeeChange));

        put(store, synced(u"4be21c9"_s));
        QCOMPARE(story.step(), int(DemoStory::Scale));
        story.setDiffShown(false);
        put(store, drifted());
        QCOMPARE(story.step(), int(DemoStory::SeeWho));
        story.setDiffShown(true);
        QCOMPARE(story.step(), int(DemoStory::Heal));
        put(store, synced(u"4be21c9"_s));
        QVERIFY(story.isOver());
        for (int step = 0; step < DemoStory::StepCount; ++step)
            QVERIFY(story.isDone(step));
    }

    void anotherCommitIsNoStep()
    {
        Store store {fixedClock()};
        DemoStory story(store, places());
        put(store, synced(u"9f31c2a"_s));
        put(store, synced(u"77aa0e3"_s)); // somebody pushed to another application
        QCOMPARE(story.step(), int(DemoStory::Push));
        put(store, drifted(u"77aa0e3"_s)); // a scale is not what this step asks for
        QCOMPARE(story.step(), int(DemoStory::Push));
        put(store, imageDiffers());
        QCOMPARE(story.step(), int(DemoStory::SeeChange));
    }

    void whatHealedItselfIsNotTicked()
    {
        Store store {fixedClock()};
        DemoStory story(store, places());
        put(store, drifted());
        QCOMPARE(story.step(), int(DemoStory::SeeWho)); // where the cluster stands
        put(store, synced(u"4be21c9"_s)); // automation was faster than the eye
        QVERIFY(story.isOver());
        QVERIFY(!story.isDone(DemoStory::SeeWho));
        QVERIFY(story.isDone(DemoStory::Heal));
    }

    void itBeginsWhereTheClusterStands()
    {
        Store store {fixedClock()};
        DemoStory story(store, places());
        put(store, imageDiffers());
        QCOMPARE(story.step(), int(DemoStory::SeeChange));
        QVERIFY(story.isDone(DemoStory::Push));
    }

    void onceMoreBeginsAgain()
    {
        Store store {fixedClock()};
        DemoStory story(store, places());
        put(store, drifted());
        put(store, synced(u"4be21c9"_s));
        QVERIFY(story.isOver());
        QSignalSpy changed(&story, &DemoStory::changed);
        story.restart();
        QCOMPARE(story.step(), int(DemoStory::Push));
        QVERIFY(!story.isDone(DemoStory::Heal));
        QVERIFY(!changed.isEmpty());
    }

    void everyStepHasWordsAndACommand()
    {
        Store store {fixedClock()};
        DemoStory story(store, places());
        story.setUpgrade(u"nginx:1.25-alpine"_s, u"nginx:1.26-alpine"_s);
        for (int step = 0; step <= DemoStory::StepCount; ++step) {
            QVERIFY(!story.sentence(step).isEmpty());
            QVERIFY(!story.sentence(step).contains(u'%'));
            QVERIFY(!story.action(step).isEmpty());
            QCOMPARE(story.command(step).isEmpty(), step == DemoStory::StepCount);
        }
        QCOMPARE(story.command(DemoStory::Scale),
                 u"kubectl --kubeconfig '/tmp/it'\\''s here/k' -n apps scale deployment "
                 "example-app --replicas=5"_s);
    }

    void commandsAreWordsForAShell()
    {
        QCOMPARE(shellWord(QDir::homePath() + u"/demo/x"_s), u"~/demo/x"_s);
        const QString shell = QStandardPaths::findExecutable(u"sh"_s);
        if (shell.isEmpty())
            QSKIP("there is no sh");
        for (const QString& text : QStringList {u"/plain/path"_s, u"two words"_s, u"it's"_s,
                                                u"$(id)`id`"_s, QDir::homePath() + u"/demo/x"_s,
                                                QDir::homePath() + u"/a b"_s, u"~"_s, QString()}) {
            QProcess process;
            process.start(shell, {u"-c"_s, u"printf %s "_s + shellWord(text)});
            QVERIFY(process.waitForFinished());
            QCOMPARE(QString::fromUtf8(process.readAllStandardOutput()), text);
        }
    }

private:
    static DemoStory::Places places()
    {
        DemoStory::Places places;
        places.clone = u"/tmp/demo/gitops"_s;
        places.kubeconfig = u"/tmp/it's here/k"_s;
        return places;
    }
    static void put(Store& store, const AppState& state)
    {
        store.putApplication(share(state));
        store.flush();
    }
    static AppState synced(const QString& commitId)
    {
        AppState s = application(u"example-app"_s, u"apps"_s, u"default"_s);
        s.revision = commit(commitId, u"feat"_s, u"web team"_s, 200);
        s.synced = s.revision;
        return s;
    }
    static AppState imageDiffers() { return exampleApp(); }
    static AppState drifted(const QString& commitId = u"4be21c9"_s)
    {
        AppState s = synced(commitId);
        s.sync = diff::SyncStatus::OutOfSync;
        s.resources.first().change = diff::Change::Update;
        s.resources.first().fields = {replicaChange(5, 2)};
        return s;
    }
};

QTEST_GUILESS_MAIN(TestDemoStory)
#include "tst_demostory.moc"
