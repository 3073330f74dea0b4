#include "core/sync/automationmemory.h"
#include "core/sync/database.h"
#include "core/sync/ledger.h"
#include "tests/unit/ledgerfixtures.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace cauce;
using namespace cauce::test;
using namespace cauce::sync;
using namespace Qt::StringLiterals;
using diff::Change;

class TestLedger : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void anOperationIsKeptWithItsSteps();
    void theFileIsPrivateAndHoldsNoCredentials();
    void theHistoryCountsEachApplicationsSuccesses();
    void onlyWholeSuccessesAreHistory();
    void theHistoryIsCutAtItsNewest();
    void aRunningOperationIsSeenAsRunning();
    void anOperationEndsOnce();
    void whatADeadProgramLeftIsInterrupted();
    void anInterruptedOperationIsToldOnce();
    void oneOperationAtATimeForAnApplicationOfACluster();

    void kindsAreRemembered();
    void attemptsCountSinceTheLastSuccess();
    void automationIsOffUntilTurnedOn();
    void pausesAreKeptWithTheirReasons();
    void whatAnotherProgramWritesIsNoticed();
    void aFileOfTheFirstFormatIsTakenOver();

private:
    QString folder() const { return m_dir->filePath(u"state"_s); }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestLedger::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

void TestLedger::anOperationIsKeptWithItsSteps()
{
    {
        auto ledger = opened(folder());
        SyncPlan plan = planOf(u"shop"_s);
        plan.prune = true;
        plan.rollback = true;
        plan.renderHash = "hash";
        plan.steps[1].change = Change::Prune;
        const QString id = *ledger->begin(plan, u"ws"_s, u"anna"_s);
        QVERIFY(ledger->stepStarted(id, 0));
        QVERIFY(ledger->stepFinished(id, 0, StepOutcome::Succeeded, u"configured"_s));
        QVERIFY(ledger->stepStarted(id, 1));
        QVERIFY(ledger->stepFinished(id, 1, StepOutcome::Failed, u"forbidden"_s));
        QVERIFY(ledger->finish(id, OperationPhase::Failed, u"one or more objects failed"_s));
    }
    auto ledger = opened(folder());
    const OperationState state = **ledger->lastOperation(u"ws"_s, u"shop"_s);
    QCOMPARE(state.application, u"shop"_s);
    QCOMPARE(state.commit, QString(40, u'c'));
    QCOMPARE(state.renderHash, QByteArray("hash"));
    QCOMPARE(state.summary, u"Bump the image"_s);
    QCOMPARE(state.initiatedBy, u"anna"_s);
    QCOMPARE(state.planId, u"plan-1"_s);
    QVERIFY(state.prune && state.rollback && !state.automated && !state.dryRun);
    QCOMPARE(state.phase, OperationPhase::Failed);
    QCOMPARE(state.message, u"one or more objects failed"_s);
    QVERIFY(state.isFinished() && state.startedAt <= state.finishedAt);
    QCOMPARE(state.steps.size(), 3); // not the unchanged one
    QCOMPARE(state.steps.at(0).outcome, StepOutcome::Succeeded);
    QCOMPARE(state.steps.at(0).key.toString(), u"ConfigMap shop/c0"_s);
    QCOMPARE(state.steps.at(1).outcome, StepOutcome::Failed);
    QCOMPARE(state.steps.at(1).change, Change::Prune);
    QCOMPARE(state.steps.at(1).message, u"forbidden"_s);
    QCOMPARE(state.steps.at(2).outcome, StepOutcome::Skipped);
    QCOMPARE(state.steps.at(2).wave, 2);
    QVERIFY(!*ledger->lastOperation(u"ws"_s, u"other"_s));
    QVERIFY(!*ledger->lastOperation(u"other"_s, u"shop"_s));
}

void TestLedger::theFileIsPrivateAndHoldsNoCredentials()
{
    auto ledger = opened(folder());
    const QString id = *ledger->begin(planOf(u"shop"_s), u"ws"_s, u"anna"_s);
    QVERIFY(ledger->stepFinished(id, 0, StepOutcome::Failed,
                                 u"Authorization: Bearer canary-token-123"_s));
    QVERIFY(ledger->finish(id, OperationPhase::Failed, u"password=canary-word"_s));
    for (const QString& name : QDir(folder()).entryList(QDir::Files)) {
        QFile content(folder() + u'/' + name);
        struct stat info = {};
        QCOMPARE(::stat(QFile::encodeName(content.fileName()).constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, 0600U);
        QVERIFY(content.open(QIODevice::ReadOnly));
        const QByteArray bytes = content.readAll();
        QVERIFY2(!bytes.contains("canary"), qPrintable(name));
        QVERIFY2(!bytes.contains("hunter2"), qPrintable(name));
    }
}

void TestLedger::theHistoryCountsEachApplicationsSuccesses()
{
    auto ledger = opened(folder());
    const QString first = run(*ledger, planOf(u"shop"_s));
    run(*ledger, planOf(u"blog"_s));
    SyncPlan back = planOf(u"shop"_s);
    back.rollback = true;
    back.repoUrl = u"ssh://git:word@git.example/r.git"_s;
    run(*ledger, back);
    const auto history = *ledger->history(u"ws"_s, u"shop"_s, 10);
    QCOMPARE(history.size(), 2);
    QCOMPARE(history.at(0).id, 0);
    QCOMPARE(history.at(0).operationId, first);
    QCOMPARE(history.at(0).path, u"apps/shop"_s);
    QCOMPARE(history.at(0).author, u"Anna"_s);
    QVERIFY(history.at(0).deployedAt.isValid());
    QVERIFY(!history.at(0).rollback);
    QCOMPARE(history.at(0).repoUrl, u"https://***@git.example/r.git"_s);
    QCOMPARE(history.at(1).id, 1);
    QVERIFY(history.at(1).rollback);
    QCOMPARE(history.at(1).repoUrl, u"ssh://git@git.example/r.git"_s);
    QCOMPARE(ledger->history(u"ws"_s, u"blog"_s, 10)->constFirst().id, 0);
}

void TestLedger::onlyWholeSuccessesAreHistory()
{
    auto ledger = opened(folder());
    SyncPlan part = planOf(u"shop"_s);
    part.selective = true;
    run(*ledger, part);
    run(*ledger, planOf(u"shop"_s), OperationPhase::Failed);
    run(*ledger, planOf(u"shop"_s), OperationPhase::Error);
    QVERIFY(ledger->history(u"ws"_s, u"shop"_s, 10)->isEmpty());
    run(*ledger, planOf(u"shop"_s));
    QCOMPARE(ledger->history(u"ws"_s, u"shop"_s, 10)->constFirst().id, 0);
}

void TestLedger::theHistoryIsCutAtItsNewest()
{
    auto ledger = opened(folder());
    for (int i = 0; i < 5; ++i)
        run(*ledger, planOf(u"shop"_s));
    const auto history = *ledger->history(u"ws"_s, u"shop"_s, 2);
    QCOMPARE(history.size(), 2);
    QCOMPARE(history.at(0).id, 3);
    QCOMPARE(history.at(1).id, 4);
}

void TestLedger::aRunningOperationIsSeenAsRunning()
{
    auto ledger = opened(folder());
    const QString id = *ledger->begin(planOf(u"shop"_s), u"ws"_s, u"anna"_s);
    QVERIFY(ledger->stepStarted(id, 0));
    const OperationState state = **ledger->lastOperation(u"ws"_s, u"shop"_s);
    QCOMPARE(state.phase, OperationPhase::Running);
    QVERIFY(!state.isFinished());
    QCOMPARE(state.steps.at(0).outcome, StepOutcome::Running);
    QVERIFY(ledger->interrupted(u"ws"_s)->isEmpty()); // its own program lives
}

void TestLedger::anOperationEndsOnce()
{
    auto ledger = opened(folder());
    const QString id = run(*ledger, planOf(u"shop"_s));
    const auto again = ledger->finish(id, OperationPhase::Failed, {});
    QVERIFY(!again);
    QCOMPARE(again.error().kind, ErrorKind::Io);
    QVERIFY(!ledger->stepStarted(id, 0));
    QCOMPARE((*ledger->lastOperation(u"ws"_s, u"shop"_s))->phase, OperationPhase::Succeeded);
}

void TestLedger::whatADeadProgramLeftIsInterrupted()
{
    {
        auto ledger = opened(folder());
        const QString id = *ledger->begin(planOf(u"shop"_s), u"ws"_s, u"anna"_s);
        QVERIFY(ledger->stepStarted(id, 0));
        QVERIFY(ledger->stepFinished(id, 0, StepOutcome::Succeeded, u"configured"_s));
        QVERIFY(ledger->stepStarted(id, 1));
    }
    auto ledger = opened(folder());
    const OperationState state = **ledger->lastOperation(u"ws"_s, u"shop"_s);
    QCOMPARE(state.phase, OperationPhase::Interrupted);
    QVERIFY2(state.message.startsWith(u"Interrupted at step 2 of 3"_s), qPrintable(state.message));
    QVERIFY(state.isFinished());
    QCOMPARE(state.steps.at(0).outcome, StepOutcome::Succeeded);
    QCOMPARE(state.steps.at(1).outcome, StepOutcome::Unknown);
    QCOMPARE(state.steps.at(2).outcome, StepOutcome::Skipped);
    QVERIFY(ledger->begin(planOf(u"shop"_s), u"ws"_s, u"anna"_s)); // a new one may begin
}

void TestLedger::anInterruptedOperationIsToldOnce()
{
    for (const char* application : {"shop", "blog"}) {
        auto ledger = opened(folder());
        QVERIFY(ledger->begin(planOf(QString::fromLatin1(application)), u"ws"_s, u"anna"_s));
    }
    auto ledger = opened(folder());
    QVERIFY(ledger->interrupted(u"other"_s)->isEmpty());
    const auto told = *ledger->interrupted(u"ws"_s);
    QCOMPARE(told.size(), 2);
    QCOMPARE(told.constFirst().application, u"blog"_s); // the newest
    QCOMPARE(told.constFirst().steps.size(), 3);
    QVERIFY(ledger->interrupted(u"ws"_s)->isEmpty());
    QVERIFY(opened(folder())->interrupted(u"ws"_s)->isEmpty());
}

void TestLedger::oneOperationAtATimeForAnApplicationOfACluster()
{
    auto one = opened(folder());
    auto two = opened(folder());
    const QString id = *one->begin(planOf(u"shop"_s), u"ws"_s, u"anna"_s);
    for (Ledger* ledger : {one.get(), two.get()}) {
        const auto second = ledger->begin(planOf(u"shop"_s), u"other-workspace"_s, u"bert"_s);
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::Conflict);
        QVERIFY(second.error().message.contains(u"by anna"_s));
    }
    QVERIFY(two->begin(planOf(u"blog"_s), u"ws"_s, u"bert"_s));
    SyncPlan elsewhere = planOf(u"shop"_s);
    elsewhere.clusterId = u"cluster-2"_s;
    QVERIFY(two->begin(elsewhere, u"ws"_s, u"bert"_s));
    QVERIFY(one->finish(id, OperationPhase::Failed, {}));
    QVERIFY(two->begin(planOf(u"shop"_s), u"ws"_s, u"bert"_s));
}

void TestLedger::kindsAreRemembered()
{
    auto ledger = opened(folder());
    run(*ledger, planOf(u"shop"_s));
    SyncPlan plan = planOf(u"shop"_s);
    plan.steps[0].key.kind = u"Service"_s;
    plan.steps[1].key.kind = u"Service"_s;
    plan.steps[2].key.kind = u"Service"_s;
    run(*ledger, plan, OperationPhase::Failed);
    QCOMPARE(*ledger->kindsUsed(u"ws"_s),
             (QSet<object::GroupKind> {
                 {{}, u"ConfigMap"_s}, {{}, u"Service"_s}, {u"apps"_s, u"Deployment"_s}}));
    QVERIFY(ledger->kindsUsed(u"other"_s)->isEmpty());
}

void TestLedger::attemptsCountSinceTheLastSuccess()
{
    auto ledger = opened(folder());
    const SyncPlan plan = planOf(u"shop"_s);
    const auto attempts = [&](const QString& planId = u"plan-1"_s) {
        return *ledger->attempts(u"ws"_s, u"shop"_s, plan.commit, planId);
    };
    run(*ledger, plan, OperationPhase::Failed);
    run(*ledger, plan, OperationPhase::Error);
    run(*ledger, plan, OperationPhase::Error);
    QCOMPARE(attempts().failed, 1);
    QCOMPARE(attempts().errors, 2);
    QCOMPARE(attempts(u"plan-2"_s).failed, 0);
    QCOMPARE(attempts(u""_s).failed, 1); // of any plan
    QCOMPARE(attempts(u""_s).errors, 2);
    run(*ledger, plan);
    QCOMPARE(attempts().failed, 0);
    QCOMPARE(attempts().errors, 0);
    run(*ledger, plan, OperationPhase::Failed);
    ledger.reset();
    ledger = opened(folder());
    QCOMPARE(attempts().failed, 1); // across restarts
}

void TestLedger::automationIsOffUntilTurnedOn()
{
    auto ledger = opened(folder());
    QVERIFY(!*ledger->automation().isOn(u"ws"_s));
    QVERIFY(ledger->automation().setOn(u"ws"_s, true));
    QVERIFY(!*ledger->automation().isOn(u"other"_s));
    ledger.reset();
    ledger = opened(folder());
    QVERIFY(*ledger->automation().isOn(u"ws"_s));
    QVERIFY(ledger->automation().setOn(u"ws"_s, false));
    QVERIFY(!*ledger->automation().isOn(u"ws"_s));
}

void TestLedger::pausesAreKeptWithTheirReasons()
{
    auto ledger = opened(folder());
    QVERIFY(ledger->automation().pause(u"ws"_s, u"shop"_s, u"first"_s));
    QVERIFY(ledger->automation().pause(u"ws"_s, u"shop"_s, u"rolled back to abc1234"_s));
    QVERIFY(ledger->automation().pause(u"ws"_s, u"blog"_s, u"history was rewritten"_s));
    ledger.reset();
    ledger = opened(folder());
    QCOMPARE(*ledger->automation().paused(u"ws"_s),
             (QMap<QString, QString> {{u"shop"_s, u"rolled back to abc1234"_s},
                                      {u"blog"_s, u"history was rewritten"_s}}));
    QVERIFY(ledger->automation().resume(u"ws"_s, u"shop"_s));
    QCOMPARE(ledger->automation().paused(u"ws"_s)->keys(), QStringList {u"blog"_s});
}

void TestLedger::whatAnotherProgramWritesIsNoticed()
{
    auto ledger = opened(folder());
    QVERIFY(!ledger->hasChangedElsewhere());
    QVERIFY(ledger->automation().setOn(u"ws"_s, true));
    QVERIFY(!ledger->hasChangedElsewhere()); // that was itself
    auto other = opened(folder());
    QVERIFY(other->automation().pause(u"ws"_s, u"shop"_s, u"rolled back"_s));
    QVERIFY(ledger->hasChangedElsewhere());
    QVERIFY(!ledger->hasChangedElsewhere()); // told once
    QCOMPARE(ledger->automation().paused(u"ws"_s)->size(), 1);
}

void TestLedger::aFileOfTheFirstFormatIsTakenOver()
{
    SyncPlan plan = planOf(u"shop"_s);
    plan.renderHash = "hash";
    {
        auto ledger = opened(folder());
        run(*ledger, plan);
    }
    {
        auto file = Database::open(folder() + u"/ledger.sqlite"_s, 0x43617563, {"", ""});
        QVERIFY2(file, file ? "" : qPrintable(file.error().message));
        QVERIFY((*file)->run("ALTER TABLE operations DROP COLUMN render"));
        QVERIFY((*file)->run("PRAGMA user_version=1"));
    }
    auto ledger = opened(folder());
    const OperationState before = **ledger->lastOperation(u"ws"_s, u"shop"_s);
    QCOMPARE(before.commit, plan.commit);
    QVERIFY(before.renderHash.isEmpty()); // not known, and not made up
    QCOMPARE(ledger->history(u"ws"_s, u"shop"_s, 5)->size(), 1);
    run(*ledger, plan);
    QCOMPARE(ledger->history(u"ws"_s, u"shop"_s, 5)->constLast().renderHash, QByteArray("hash"));
}

QTEST_GUILESS_MAIN(TestLedger)
#include "tst_ledger.moc"
