#include "tests/unit/operationbench.h"

using namespace cauce;
using namespace cauce::test;
using namespace cauce::sync;
using namespace Qt::StringLiterals;

class TestSyncWaves : public QObject, private OperationBench
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void aWaveWaitsForTheHealthOfTheOneBefore();
    void anOldSnapshotIsNotTakenForHealth();
    void anOldSnapshotIsNotTakenForFailureEither();
    void degradedEndsTheOperation();
    void whatIsMissingAfterItsApplyEndsTheOperation();
    void whatIsNotWatchedIsRead();
    void theLastWaveIsNotWaitedFor();
    void prunesComeAfterEveryApply();
    void aFailedApplyCancelsThePrunes();
    void aDeletionIsAwaited();
    void pruneLastWaitsForHealth();
    void cancelEndsAWait();
};

void TestSyncWaves::aWaveWaitsForTheHealthOfTheOneBefore()
{
    m_cluster->controllersWork = false;
    SyncOperation& waiting
        = operation(plan({created(deployment("db")), created(config("a", "1"))}));
    QVERIFY(waiting.start());
    QTRY_COMPARE(waiting.state()->message, u"waiting for healthy state of apps/Deployment/db"_s);
    QCOMPARE(written(), QStringList {u"apply apps/Deployment shop/db"_s});
    QCOMPARE(waiting.state()->steps.at(1).outcome, StepOutcome::Pending);
    m_cluster->change(deployment("db").key(), FakeCluster::rollOut);
    QTRY_COMPARE(waiting.state()->phase, OperationPhase::Succeeded);
    QCOMPARE(m_cluster->effects.size(), 2);
}

void TestSyncWaves::anOldSnapshotIsNotTakenForHealth()
{
    // Healthy as it was before the write: that says nothing about what was written.
    m_cluster->put(deployment("db"));
    m_cluster->change(deployment("db").key(), FakeCluster::rollOut);
    m_cluster->controllersWork = false;
    const auto made = plan(
        {update(deployment("db"), R"({"replicas":1,"image":2})"), created(config("a", "1"))});
    m_cluster->live();
    m_cluster->frozen = true;
    m_cluster->fault = [](int, const FakeCluster::Request& request) {
        return request.verb == u"read"_s ? Fault::Forbidden : Fault::None;
    };
    SyncOperation& waiting = operation(made);
    QVERIFY(waiting.start());
    QTRY_VERIFY(waiting.state()->message.startsWith(u"waiting for healthy"_s));
    const auto reads = m_cluster->requests.size();
    QTRY_VERIFY(m_cluster->requests.size() > reads + 3); // it goes on asking
    QCOMPARE(m_cluster->effects.size(), 1);
    m_cluster->frozen = false;
    m_cluster->change(deployment("db").key(), FakeCluster::rollOut);
    QTRY_COMPARE(waiting.state()->phase, OperationPhase::Succeeded);
}

void TestSyncWaves::anOldSnapshotIsNotTakenForFailureEither()
{
    // Only an annotation changes: the generation does not tell the two versions apart.
    m_cluster->put(deployment("db"));
    m_cluster->change(deployment("db").key(), [](object::Json& json) {
        json.set(u"status"_s, parsed(R"({"observedGeneration":1,"conditions":[
            {"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]})"));
    });
    m_cluster->controllersWork = false;
    Thing annotated = deployment("db");
    annotated.annotations.insert(u"team"_s, u"shop"_s);
    const auto made
        = plan({updated(annotated, m_cluster->seen(annotated.key())), created(config("a", "1"))});
    m_cluster->live();
    m_cluster->frozen = true;
    m_cluster->fault = [](int, const FakeCluster::Request& request) {
        return request.verb == u"read"_s ? Fault::Forbidden : Fault::None;
    };
    SyncOperation& waiting = operation(made);
    QVERIFY(waiting.start());
    QTRY_VERIFY(waiting.state()->message.startsWith(u"waiting for healthy"_s));
    m_cluster->frozen = false;
    m_cluster->change(annotated.key(), FakeCluster::rollOut);
    QTRY_COMPARE(waiting.state()->phase, OperationPhase::Succeeded);
}

void TestSyncWaves::degradedEndsTheOperation()
{
    m_cluster->controllersWork = false;
    SyncOperation& waiting
        = operation(plan({created(deployment("db")), created(config("a", "1"))}));
    QVERIFY(waiting.start());
    QTRY_VERIFY(waiting.state()->message.startsWith(u"waiting for healthy"_s));
    m_cluster->change(deployment("db").key(), [](object::Json& json) {
        json.set(u"status"_s, parsed(R"({"observedGeneration":1,"conditions":[
            {"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}]})"));
    });
    QTRY_COMPARE(waiting.state()->phase, OperationPhase::Failed);
    QVERIFY2(waiting.state()->message.startsWith(
                 u"one or more synchronization tasks completed unsuccessfully, reason: "
                 "apps/Deployment/db is Degraded"_s),
             qPrintable(waiting.state()->message));
    QCOMPARE(waiting.state()->steps.at(1).outcome, StepOutcome::Skipped);
    QCOMPARE(m_cluster->effects.size(), 1);
}

void TestSyncWaves::whatIsMissingAfterItsApplyEndsTheOperation()
{
    m_cluster->controllersWork = false;
    SyncOperation& waiting
        = operation(plan({created(deployment("db")), created(config("a", "1"))}));
    QVERIFY(waiting.start());
    QTRY_VERIFY(waiting.state()->message.startsWith(u"waiting for healthy"_s));
    m_cluster->erase(deployment("db").key());
    QTRY_COMPARE(waiting.state()->phase, OperationPhase::Failed);
    QVERIFY(waiting.state()->message.contains(
        u"Resource apps/Deployment/db is missing, it might have been deleted"_s));
}

void TestSyncWaves::whatIsNotWatchedIsRead()
{
    m_cluster->controllersWork = false;
    const auto made = plan({created(deployment("db")), created(config("a", "1"))});
    m_cluster->unwatched = {{u"apps"_s, u"Deployment"_s}};
    SyncOperation& waiting = operation(made);
    QVERIFY(waiting.start());
    QTRY_VERIFY(waiting.state()->message.startsWith(u"waiting for healthy"_s));
    m_cluster->changed = [] {}; // no watch tells
    m_cluster->change(deployment("db").key(), FakeCluster::rollOut);
    QTRY_COMPARE(waiting.state()->phase, OperationPhase::Succeeded);
}

void TestSyncWaves::theLastWaveIsNotWaitedFor()
{
    m_cluster->controllersWork = false;
    QCOMPARE(run(plan({created(deployment("db"))}))->phase, OperationPhase::Succeeded);
}

void TestSyncWaves::prunesComeAfterEveryApply()
{
    m_cluster->put(config("old", "-5"));
    m_cluster->put(config("older", "3"));
    const auto made = plan({pruned(m_cluster->seen(config("old").key())),
                            pruned(m_cluster->seen(config("older").key())),
                            update(config("kept", "9"), R"({"x":1})")});
    QCOMPARE(run(made)->phase, OperationPhase::Succeeded);
    QCOMPARE(written(),
             (QStringList {u"apply ConfigMap shop/kept"_s, u"remove ConfigMap shop/older"_s,
                           u"remove ConfigMap shop/old"_s}));
    QCOMPARE(m_operation->state()->steps.constLast().message, u"pruned"_s);
}

void TestSyncWaves::aFailedApplyCancelsThePrunes()
{
    m_cluster->put(config("old"));
    Thing late = config("z");
    late.annotations.insert(u"test/refuse-late"_s, u"yes"_s);
    const OperationStatePtr state = run(plan({update(config("kept"), R"({"x":1})"), created(late),
                                              pruned(m_cluster->seen(config("old").key()))}));
    QCOMPARE(state->phase, OperationPhase::Failed);
    QVERIFY2(state->message.startsWith(u"one or more objects failed to apply, reason: "_s),
             qPrintable(state->message));
    QVERIFY(m_cluster->has(config("old").key()));
    QCOMPARE(state->steps.constLast().outcome, StepOutcome::Skipped);
}

void TestSyncWaves::aDeletionIsAwaited()
{
    const Thing old = config("old");
    m_cluster->store(parsed(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{
        "name":"old","namespace":"shop","uid":"u","resourceVersion":"5","finalizers":["x/y"],
        "annotations":{"argocd.argoproj.io/tracking-id":"shop:/ConfigMap:shop/old"}}})"));
    SyncOperation& waiting = operation(
        plan({update(config("kept"), R"({"x":1})"), pruned(m_cluster->seen(old.key()))}));
    QVERIFY(waiting.start());
    QTRY_COMPARE(waiting.state()->message, u"waiting for deletion of /ConfigMap/old"_s);
    QCOMPARE(waiting.state()->phase, OperationPhase::Running);
    m_cluster->erase(old.key());
    // A caller may go through a list of operations: none of them ends under its hands.
    waiting.onLiveChanged();
    QCOMPARE(waiting.state()->phase, OperationPhase::Running);
    QTRY_COMPARE(waiting.state()->phase, OperationPhase::Succeeded);
}

void TestSyncWaves::pruneLastWaitsForHealth()
{
    m_cluster->controllersWork = false;
    m_cluster->put(config("old"));
    m_cluster->put(config("kept"));
    SyncOperation& waiting
        = operation(plan({created(deployment("db")), pruned(m_cluster->seen(config("old").key())),
                          unchanged(config("kept"), m_cluster->seen(config("kept").key()))},
                         [](PlanInput& input) { input.pruneLast = true; }));
    QVERIFY(waiting.start());
    QTRY_VERIFY(waiting.state()->message.startsWith(u"waiting for healthy"_s));
    QVERIFY(m_cluster->has(config("old").key()));
    m_cluster->change(deployment("db").key(), FakeCluster::rollOut);
    QTRY_COMPARE(waiting.state()->phase, OperationPhase::Succeeded);
    QVERIFY(!m_cluster->has(config("old").key()));
}

void TestSyncWaves::cancelEndsAWait()
{
    m_cluster->controllersWork = false;
    SyncOperation& waiting
        = operation(plan({created(deployment("db")), created(config("a", "1"))}));
    QVERIFY(waiting.start());
    QTRY_VERIFY(waiting.state()->message.startsWith(u"waiting for healthy"_s));
    waiting.cancel();
    QTRY_COMPARE(waiting.state()->phase, OperationPhase::Failed);
    QCOMPARE(waiting.state()->message, u"Operation terminated"_s);
    m_cluster->change(deployment("db").key(), FakeCluster::rollOut);
    QCoreApplication::processEvents();
    QCOMPARE(m_cluster->effects.size(), 1);
}

QTEST_GUILESS_MAIN(TestSyncWaves)
#include "tst_syncwaves.moc"
