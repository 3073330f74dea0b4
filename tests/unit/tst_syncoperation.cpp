#include "core/sync/database.h"
#include "tests/unit/operationbench.h"

using namespace cauce;
using namespace cauce::test;
using namespace cauce::sync;
using namespace Qt::StringLiterals;

class TestSyncOperation : public QObject, private OperationBench
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void appliesInOrderAndRecordsIt();
    void anUnchangedApplicationWritesNothing();
    void whatIsSentIsWhatWasPlanned();
    void aRefusedDryRunWritesNothing();
    void whatThePlanItselfBringsIsNotTriedBeforehand();
    void aDryRunWritesAndRecordsNothing();
    void theNamespaceIsMadeOnlyWhenItIsMissing();
    void onlyTheStatusMovedIsBoundAgain();
    void aChangedSpecStopsIt();
    void whatMovedBeforeTheStartRefusesIt();
    void aCreateDoesNotOverwriteWhatAppeared();
    void aDeleteDoesNotTakeAnObjectMadeAgain();
    void anOldPlanIsRefused();
    void aPlanWithProblemsIsRefused();
    void aSecondOperationIsRefused();
    void cancelStopsBeforeTheNextWrite();
    void cancelDuringTheDryRunWritesNothing();
    void whatWasStoppedSaysSoWhateverElseHappened();
    void destroyedInTheMiddleItIsInterrupted();
    void aLedgerThatCannotBeWrittenStopsTheWrites();
};

void TestSyncOperation::appliesInOrderAndRecordsIt()
{
    const auto made = plan(
        {created(deployment("cart")), created(config("a")), update(config("b"), R"({"x":1})")});
    const OperationStatePtr state = run(made);
    QCOMPARE(state->phase, OperationPhase::Succeeded);
    QCOMPARE(state->message, u"successfully synced (all tasks run)"_s);
    QCOMPARE(written(),
             (QStringList {u"apply ConfigMap shop/a"_s, u"apply ConfigMap shop/b"_s,
                           u"apply apps/Deployment shop/cart"_s}));
    QCOMPARE(state->steps.at(0).message, u"created"_s);
    QCOMPARE(state->steps.at(1).message, u"configured"_s);
    const OperationState kept = **m_ledger->lastOperation(u"ws"_s, u"shop"_s);
    QCOMPARE(kept.id, state->id);
    QCOMPARE(kept.phase, OperationPhase::Succeeded);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(kept.steps.at(i).outcome, StepOutcome::Succeeded);
    QCOMPARE(m_ledger->history(u"ws"_s, u"shop"_s, 5)->constFirst().operationId, state->id);
}

void TestSyncOperation::anUnchangedApplicationWritesNothing()
{
    m_cluster->put(config("a"));
    const OperationStatePtr state
        = run(plan({unchanged(config("a"), m_cluster->seen(config("a").key()))}));
    QCOMPARE(state->phase, OperationPhase::Succeeded);
    QCOMPARE(state->message, u"successfully synced (no more tasks)"_s);
    QVERIFY(m_cluster->requests.isEmpty());
    QCOMPARE(state->steps.constFirst().message, u"unchanged"_s);
}

void TestSyncOperation::whatIsSentIsWhatWasPlanned()
{
    m_cluster->put(config("old"));
    const auto before = m_cluster->seen(config("old").key());
    const auto made
        = plan({update(config("b"), R"({"x":1})"), created(config("a")), pruned(before)});
    QCOMPARE(run(made)->phase, OperationPhase::Succeeded);
    for (const FakeCluster::Request& effect : m_cluster->effects) {
        for (const PlanStep& step : made->steps) {
            if (step.key != effect.key)
                continue;
            QCOMPARE(effect.uid, step.uid);
            QCOMPARE(effect.version, step.uid.isEmpty() ? u"1"_s : step.resourceVersion);
            if (effect.body)
                QCOMPARE(essence(effect.body->json()), essence(step.desired->json()));
        }
    }
    QCOMPARE(m_cluster->effects.size(), 3);
}

void TestSyncOperation::aRefusedDryRunWritesNothing()
{
    Thing refused = config("z");
    refused.annotations.insert(u"test/refuse"_s, u"yes"_s);
    const OperationStatePtr state = run(plan({created(config("a")), created(refused)}));
    QCOMPARE(state->phase, OperationPhase::Failed);
    QCOMPARE(state->message, u"one or more objects failed to apply (dry run)"_s);
    QVERIFY(m_cluster->effects.isEmpty());
    QCOMPARE(state->steps.at(0).outcome, StepOutcome::Skipped);
    QCOMPARE(state->steps.at(1).outcome, StepOutcome::Failed);
    QVERIFY(state->steps.at(1).message.contains(u"immutable"_s));
    QCOMPARE((*m_ledger->lastOperation(u"ws"_s, u"shop"_s))->phase, OperationPhase::Failed);
}

void TestSyncOperation::whatThePlanItselfBringsIsNotTriedBeforehand()
{
    m_cluster->serve({u"apiextensions.k8s.io"_s, u"CustomResourceDefinition"_s});
    const auto made = plan({created({u"v1"_s, u"Namespace"_s, {}, u"new"_s}),
                            created({u"v1"_s, u"ConfigMap"_s, u"new"_s, u"in-it"_s}),
                            created({u"apiextensions.k8s.io/v1"_s,
                                     u"CustomResourceDefinition"_s,
                                     {},
                                     u"foos.x.io"_s,
                                     {},
                                     R"({"group":"x.io","names":{"kind":"Foo"}})"}),
                            created({u"x.io/v1"_s, u"Foo"_s, u"shop"_s, u"foo"_s})});
    QVERIFY2(made->isRunnable(), qPrintable(made->problems.join(u'\n')));
    QCOMPARE(run(made)->phase, OperationPhase::Succeeded);
    QStringList tried;
    for (const FakeCluster::Request& request : m_cluster->requests) {
        if (request.verb == u"dryRun"_s)
            tried.append(request.key.name);
    }
    QCOMPARE(tried, (QStringList {u"new"_s, u"foos.x.io"_s}));
    QCOMPARE(m_cluster->effects.size(), 4);
}

void TestSyncOperation::aDryRunWritesAndRecordsNothing()
{
    m_cluster->put(config("old"));
    SyncOperation& dry
        = operation(plan({created(config("a")), pruned(m_cluster->seen(config("old").key())),
                          update(config("kept"), R"({"x":1})")}),
                    true);
    QSignalSpy finished(&dry, &SyncOperation::finished);
    QVERIFY(dry.start());
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(dry.state()->phase, OperationPhase::Succeeded);
    QVERIFY(dry.state()->dryRun);
    QCOMPARE(dry.state()->steps.at(0).message, u"created (server dry run)"_s);
    QCOMPARE(dry.state()->steps.constLast().outcome, StepOutcome::Skipped);
    QVERIFY(m_cluster->effects.isEmpty());
    QVERIFY(!*m_ledger->lastOperation(u"ws"_s, u"shop"_s));
}

void TestSyncOperation::theNamespaceIsMadeOnlyWhenItIsMissing()
{
    const auto createIt = [](PlanInput& input) {
        input.createNamespace = true;
        input.destinationNamespace = u"new"_s;
    };
    const auto made = plan({created({u"v1"_s, u"ConfigMap"_s, u"new"_s, u"a"_s})}, createIt);
    QCOMPARE(run(made)->phase, OperationPhase::Succeeded);
    QCOMPARE(written(), (QStringList {u"apply Namespace new"_s, u"apply ConfigMap new/a"_s}));

    // Another one, where namespaces cannot be listed: it is read, and left alone.
    m_cluster->effects.clear();
    m_cluster->unwatched = {{{}, u"Namespace"_s}};
    const auto again = plan({created({u"v1"_s, u"ConfigMap"_s, u"new"_s, u"b"_s})}, createIt);
    QVERIFY(again->steps.constFirst().generated);
    const OperationStatePtr state = run(again);
    QCOMPARE(state->phase, OperationPhase::Succeeded);
    QCOMPARE(state->steps.constFirst().message, u"exists already"_s);
    QCOMPARE(written(), QStringList {u"apply ConfigMap new/b"_s});
}

void TestSyncOperation::onlyTheStatusMovedIsBoundAgain()
{
    m_cluster->put(deployment("old"));
    const auto made = plan({update(deployment("db"), R"({"replicas":2})"),
                            pruned(m_cluster->seen(deployment("old").key()))});
    // Before the dry run, and again between it and each write.
    m_cluster->change(deployment("db").key(), FakeCluster::rollOut);
    m_cluster->fault = [this](int, const FakeCluster::Request& request) {
        static int turn = 0;
        if (request.isWrite() && ++turn % 2 == 1)
            m_cluster->change(request.key, [](object::Json& json) {
                json.setPath({u"status", u"n"}, object::Json(qint64(turn)));
            });
        return Fault::None;
    };
    const OperationStatePtr state = run(made);
    QCOMPARE(state->phase, OperationPhase::Succeeded);
    QCOMPARE(m_cluster->effects.size(), 2);
    QVERIFY(!m_cluster->has(deployment("old").key()));
}

void TestSyncOperation::aChangedSpecStopsIt()
{
    const auto made = plan({update(deployment("db"), R"({"replicas":2})")});
    m_cluster->fault = [this](int, const FakeCluster::Request& request) {
        if (request.isWrite())
            m_cluster->change(request.key, [](object::Json& json) {
                json.setPath({u"spec", u"replicas"}, object::Json(qint64(7)));
            });
        return Fault::None;
    };
    const OperationStatePtr state = run(made);
    QCOMPARE(state->phase, OperationPhase::Failed);
    QVERIFY(state->message.contains(u"has changed in the cluster since the plan was made"_s));
    QVERIFY(m_cluster->effects.isEmpty());
    int writes = 0;
    for (const FakeCluster::Request& request : std::as_const(m_cluster->requests))
        writes += request.isWrite() ? 1 : 0;
    QCOMPARE(writes, 1); // A4: no second attempt
}

void TestSyncOperation::whatMovedBeforeTheStartRefusesIt()
{
    const auto made = plan({update(deployment("db"), R"({"replicas":2})")});
    m_cluster->change(deployment("db").key(), [](object::Json& json) {
        json.setPath({u"spec", u"replicas"}, object::Json(qint64(7)));
    });
    const auto started = operation(made).start();
    QVERIFY(!started);
    QCOMPARE(started.error().kind, ErrorKind::Conflict);
    QVERIFY(started.error().message.contains(u"has changed in the cluster"_s));
    QVERIFY(m_cluster->requests.isEmpty());
    QVERIFY(!*m_ledger->lastOperation(u"ws"_s, u"shop"_s));
}

void TestSyncOperation::aCreateDoesNotOverwriteWhatAppeared()
{
    const auto made = plan({created(config("a"))});
    m_cluster->fault = [this](int, const FakeCluster::Request& request) {
        if (request.isWrite())
            m_cluster->put({u"v1"_s, u"ConfigMap"_s, u"shop"_s, u"a"_s, {}, R"({"theirs":1})"});
        return Fault::None;
    };
    const OperationStatePtr state = run(made);
    QCOMPARE(state->phase, OperationPhase::Failed);
    QVERIFY(state->message.contains(u"exists in the cluster since the plan"_s));
    QCOMPARE(m_cluster->at(config("a").key()).path({u"spec", u"theirs"}).toInteger(), 1);
}

void TestSyncOperation::aDeleteDoesNotTakeAnObjectMadeAgain()
{
    m_cluster->put(config("old"));
    m_cluster->put(config("kept"));
    const auto made = plan({pruned(m_cluster->seen(config("old").key())),
                            unchanged(config("kept"), m_cluster->seen(config("kept").key()))});
    m_cluster->fault = [this](int, const FakeCluster::Request& request) {
        if (request.isWrite())
            m_cluster->put(config("old")); // another uid
        return Fault::None;
    };
    const OperationStatePtr state = run(made);
    QVERIFY(m_cluster->has(config("old").key()));
    QVERIFY(m_cluster->effects.isEmpty());
    QCOMPARE(state->phase, OperationPhase::Succeeded); // the one that was to go is gone
    QVERIFY(state->steps.at(1).message.contains(u"another object has its name"_s));
}

void TestSyncOperation::anOldPlanIsRefused()
{
    const auto made = plan({created(config("a"))});
    m_now = m_now.addSecs(16 * 60);
    const auto started = operation(made).start();
    QVERIFY(!started);
    QVERIFY(started.error().message.contains(u"older than 15 minutes"_s));
    m_now = made->madeAt;
}

void TestSyncOperation::aPlanWithProblemsIsRefused()
{
    const auto made = plan({created({u"v1"_s, u"ConfigMap"_s, u"nowhere"_s, u"a"_s})});
    const auto started = operation(made).start();
    QVERIFY(!started);
    QCOMPARE(started.error().kind, ErrorKind::Invalid);
    QVERIFY(!*m_ledger->lastOperation(u"ws"_s, u"shop"_s));
}

void TestSyncOperation::aSecondOperationIsRefused()
{
    const auto made = plan({created(config("a"))});
    QVERIFY(operation(made).start());
    SyncOperation second(made, m_cluster->access(), m_ledger.get(), {u"ws"_s, u"bert"_s});
    const auto started = second.start();
    QVERIFY(!started);
    QCOMPARE(started.error().kind, ErrorKind::Conflict);
}

void TestSyncOperation::cancelStopsBeforeTheNextWrite()
{
    const auto made = plan({created(config("a")), created(deployment("b"))});
    m_cluster->fault = [](int, const FakeCluster::Request& request) {
        return request.isWrite() ? Fault::Held : Fault::None;
    };
    SyncOperation& running = operation(made);
    QSignalSpy finished(&running, &SyncOperation::finished);
    QVERIFY(running.start());
    QTRY_COMPARE(m_cluster->effects.size(), 1);
    running.cancel();
    QCOMPARE(running.state()->phase, OperationPhase::Terminating);
    QCoreApplication::processEvents();
    QVERIFY(finished.isEmpty()); // what is in flight is awaited
    QCOMPARE(running.state()->steps.at(0).outcome, StepOutcome::Running);
    m_cluster->answerHeld();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(running.state()->phase, OperationPhase::Failed);
    QCOMPARE(running.state()->message, u"Operation terminated"_s);
    QCOMPARE(running.state()->steps.at(0).outcome, StepOutcome::Succeeded); // was awaited
    QCOMPARE(running.state()->steps.at(1).outcome, StepOutcome::Skipped);
    QCOMPARE(m_cluster->effects.size(), 1);
    const OperationState kept = **m_ledger->lastOperation(u"ws"_s, u"shop"_s);
    QCOMPARE(kept.steps.at(0).outcome, StepOutcome::Succeeded);
    QCOMPARE(kept.steps.at(1).outcome, StepOutcome::Skipped);
    QVERIFY(m_ledger->history(u"ws"_s, u"shop"_s, 5)->isEmpty());
}

void TestSyncOperation::cancelDuringTheDryRunWritesNothing()
{
    SyncOperation& running = operation(plan({created(config("a")), created(config("b"))}));
    QSignalSpy finished(&running, &SyncOperation::finished);
    m_cluster->fault = [&](int, const FakeCluster::Request& request) {
        if (request.verb == u"dryRun"_s)
            QMetaObject::invokeMethod(&running, &SyncOperation::cancel, Qt::QueuedConnection);
        return Fault::None;
    };
    QVERIFY(running.start());
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(running.state()->message, u"Operation terminated"_s);
    QVERIFY(m_cluster->effects.isEmpty());
}

void TestSyncOperation::whatWasStoppedSaysSoWhateverElseHappened()
{
    SyncOperation* running = nullptr;
    m_cluster->fault = [&](int, const FakeCluster::Request& request) {
        if (request.isWrite())
            QMetaObject::invokeMethod(running, &SyncOperation::cancel, Qt::QueuedConnection);
        return request.isWrite() ? Fault::TimeoutBeforeEffect : Fault::None;
    };
    running = &operation(plan({created(config("a")), created(deployment("b"))}));
    QSignalSpy finished(running, &SyncOperation::finished);
    QVERIFY(running->start());
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(running->state()->phase, OperationPhase::Error);
    QVERIFY2(running->state()->message.contains(u"no answer came for"_s),
             qPrintable(running->state()->message));
    QVERIFY(wasTerminated(*running->state())); // automation leaves it to a person
    QVERIFY(wasTerminated(**m_ledger->lastOperation(u"ws"_s, u"shop"_s)));
}

void TestSyncOperation::destroyedInTheMiddleItIsInterrupted()
{
    const auto made = plan({created(config("a")), created(deployment("b"))});
    m_cluster->fault = [](int, const FakeCluster::Request& request) {
        return request.isWrite() ? Fault::Held : Fault::None;
    };
    QVERIFY(operation(made).start());
    QTRY_COMPARE(m_cluster->effects.size(), 1);
    m_operation.reset();
    const OperationState kept = **m_ledger->lastOperation(u"ws"_s, u"shop"_s);
    QCOMPARE(kept.phase, OperationPhase::Interrupted);
    QCOMPARE(kept.steps.at(0).outcome, StepOutcome::Unknown);
    QCOMPARE(kept.steps.at(1).outcome, StepOutcome::Skipped);
}

void TestSyncOperation::aLedgerThatCannotBeWrittenStopsTheWrites()
{
    const auto made = plan({created(config("a")), created(deployment("b"))});
    m_cluster->beforeEffect = [this](const FakeCluster::Request&) {
        // Somebody closes the operation from outside: no further intent can be recorded.
        auto database
            = *Database::open(m_dir->filePath(u"state/ledger.sqlite"_s), 0x43617563, {"", ""});
        QVERIFY(database->run("UPDATE operations SET finished=1"));
    };
    const OperationStatePtr state = run(made);
    QCOMPARE(state->phase, OperationPhase::Error);
    QVERIFY2(state->message.contains(u"Nothing more was written"_s), qPrintable(state->message));
    QCOMPARE(m_cluster->effects.size(), 1);
    QCOMPARE(state->steps.at(1).outcome, StepOutcome::Skipped);
}

QTEST_GUILESS_MAIN(TestSyncOperation)
#include "tst_syncoperation.moc"
