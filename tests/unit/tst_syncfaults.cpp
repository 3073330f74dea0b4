#include "core/sync/database.h"
#include "tests/unit/operationbench.h"

#include <QLoggingCategory>

using namespace cauce;
using namespace cauce::test;
using namespace cauce::sync;
using namespace Qt::StringLiterals;
using diff::Change;

//! Every request of a sync goes wrong in every way, once and for good; the invariants of the
//! operation are then checked against what the cluster says has happened.
class TestSyncFaults : public QObject, private OperationBench
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void theIntentIsOnTheDiskBeforeTheWriteLeaves();
    void aLostAnswerIsLookedUp();
    void silenceIsUnknownAndNotFailure();
    void whatSomebodyElseChangedMeanwhileProvesNothing();
    void whatWasPutOffIsTriedAgainAFewTimes();
    void aBrokenConnectionIsTriedAgain();
    void aNewKindMayTakeAMomentToBeServed();
    void aDeleteIsSentOnce();
    void anAnswerForAnotherObjectIsUnknown();
    void anUnreachableServerInTheDryRunIsAnErrorAndNoFailure();
    void aSecretsValueIsInNoMessage();

    void everyRequestGoesWrong_data();
    void everyRequestGoesWrong();

private:
    void prepare();
    SyncPlanPtr wholePlan();
    QList<Thing> desired() const;
    void checkSteps(const SyncPlan& plan, const OperationState& state) const;
    void checkEffects(const SyncPlan& plan, const OperationState& state) const;
    void checkRecord(const OperationState& state) const;
    void checkEnd() const;
    int writesSent() const;
    bool isAsDesired(const PlanStep& step) const;
};

int TestSyncFaults::writesSent() const
{
    return int(std::count_if(m_cluster->requests.cbegin(), m_cluster->requests.cend(),
                             [](const auto& request) { return request.isWrite(); }));
}

void TestSyncFaults::theIntentIsOnTheDiskBeforeTheWriteLeaves()
{
    const auto made = plan({created(config("a")), update(deployment("b"), R"({"x":1})")});
    int asked = 0;
    m_cluster->fault = [&](int, const FakeCluster::Request& request) {
        if (!request.isWrite())
            return Fault::None;
        // Another connection sees only what is committed.
        auto other
            = *Database::open(m_dir->filePath(u"state/ledger.sqlite"_s), 0x43617563, {"", ""});
        const auto rows = *other->rows("SELECT name, outcome FROM steps");
        for (const Database::Row& row : rows) {
            if (row.value(0).toString() == request.key.name && row.value(1) == u"Running"_s)
                ++asked;
        }
        return Fault::None;
    };
    QCOMPARE(run(made)->phase, OperationPhase::Succeeded);
    QCOMPARE(asked, 2);
}

void TestSyncFaults::aLostAnswerIsLookedUp()
{
    m_cluster->put(config("old"));
    const auto made = plan({created(config("a")), update(deployment("b"), R"({"replicas":3})"),
                            pruned(m_cluster->seen(config("old").key()))});
    m_cluster->fault = [](int, const FakeCluster::Request& request) {
        return request.isWrite() ? Fault::LostAfterEffect : Fault::None;
    };
    const OperationStatePtr state = run(made);
    QCOMPARE(state->phase, OperationPhase::Succeeded);
    QVERIFY(state->steps.at(0).message.contains(u"as Git wants it"_s));
    QVERIFY(state->steps.at(2).message.contains(u"is gone"_s));
    QCOMPARE(writesSent(), 3);
}

void TestSyncFaults::silenceIsUnknownAndNotFailure()
{
    const auto made = plan({created(config("a")), created(deployment("b"))});
    m_cluster->fault = [](int, const FakeCluster::Request& request) {
        return request.isWrite() ? Fault::TimeoutBeforeEffect : Fault::None;
    };
    const OperationStatePtr state = run(made);
    QCOMPARE(state->phase, OperationPhase::Error);
    QCOMPARE(state->steps.at(0).outcome, StepOutcome::Unknown);
    QCOMPARE(state->steps.at(1).outcome, StepOutcome::Skipped);
    QVERIFY(state->message.contains(u"no answer came for ConfigMap shop/a"_s));
    QCOMPARE(writesSent(), 1);
}

void TestSyncFaults::whatSomebodyElseChangedMeanwhileProvesNothing()
{
    const auto made = plan({update(config("a"), R"({"x":1})")});
    m_cluster->fault = [this](int, const FakeCluster::Request& request) {
        if (!request.isWrite())
            return Fault::None;
        m_cluster->change(request.key, [](object::Json& json) {
            json.setPath({u"spec", u"x"}, object::Json(qint64(7)));
        });
        return Fault::TimeoutBeforeEffect;
    };
    const OperationStatePtr state = run(made);
    QCOMPARE(state->steps.at(0).outcome, StepOutcome::Unknown);
    QCOMPARE(state->phase, OperationPhase::Error);
    QCOMPARE(writesSent(), 1);
}

void TestSyncFaults::whatWasPutOffIsTriedAgainAFewTimes()
{
    int left = 3;
    m_cluster->fault = [&](int, const FakeCluster::Request& request) {
        return request.isWrite() && left-- > 0 ? Fault::PutOff : Fault::None;
    };
    QCOMPARE(run(plan({created(config("a"))}))->phase, OperationPhase::Succeeded);
    QCOMPARE(writesSent(), 4);

    m_cluster->requests.clear();
    m_cluster->fault = [&](int, const FakeCluster::Request& request) {
        return request.isWrite() ? Fault::PutOff : Fault::None;
    };
    QCOMPARE(run(plan({created(config("b"))}))->phase, OperationPhase::Failed);
    QCOMPARE(writesSent(), 6);
}

void TestSyncFaults::aBrokenConnectionIsTriedAgain()
{
    int left = 2;
    m_cluster->fault = [&](int, const FakeCluster::Request& request) {
        return request.isWrite() && left-- > 0 ? Fault::ServerError : Fault::None;
    };
    QCOMPARE(run(plan({update(config("a"), R"({"x":1})")}))->phase, OperationPhase::Succeeded);
    QCOMPARE(writesSent(), 3);
}

void TestSyncFaults::aNewKindMayTakeAMomentToBeServed()
{
    m_cluster->serve({u"apiextensions.k8s.io"_s, u"CustomResourceDefinition"_s});
    const auto made = plan({created({u"apiextensions.k8s.io/v1"_s,
                                     u"CustomResourceDefinition"_s,
                                     {},
                                     u"foos.x.io"_s,
                                     {},
                                     R"({"group":"x.io","names":{"kind":"Foo"}})"}),
                            created({u"x.io/v1"_s, u"Foo"_s, u"shop"_s, u"foo"_s})});
    int left = 3;
    m_cluster->fault = [&](int, const FakeCluster::Request& request) {
        return request.isWrite() && request.key.kind == u"Foo"_s && left-- > 0 ? Fault::NotFound
                                                                               : Fault::None;
    };
    QCOMPARE(run(made)->phase, OperationPhase::Succeeded);
    QCOMPARE(writesSent(), 5);

    // Of a kind that is not new it is an answer.
    m_cluster->requests.clear();
    left = 1;
    const auto again = plan({created({u"x.io/v1"_s, u"Foo"_s, u"shop"_s, u"bar"_s})});
    QCOMPARE(run(again)->phase, OperationPhase::Failed);
    QCOMPARE(writesSent(), 1);
}

void TestSyncFaults::aDeleteIsSentOnce()
{
    m_cluster->put(config("old"));
    for (const Fault fault : {Fault::PutOff, Fault::ServerError}) {
        m_cluster->requests.clear();
        m_cluster->fault = [fault](int, const FakeCluster::Request& request) {
            return request.verb == u"remove"_s ? fault : Fault::None;
        };
        const auto made = plan(
            {update(config("kept"), R"({"x":1})"), pruned(m_cluster->seen(config("old").key()))});
        QVERIFY(run(made)->phase != OperationPhase::Succeeded);
        QVERIFY(m_cluster->has(config("old").key()));
        QCOMPARE(writesSent(), 2);
    }
}

void TestSyncFaults::anAnswerForAnotherObjectIsUnknown()
{
    m_cluster->fault = [](int, const FakeCluster::Request& request) {
        return request.isWrite() ? Fault::WrongObject : Fault::None;
    };
    const OperationStatePtr state = run(plan({created(config("a"))}));
    QCOMPARE(state->phase, OperationPhase::Error);
    QCOMPARE(state->steps.at(0).outcome, StepOutcome::Unknown);
    QVERIFY(state->message.contains(u"another object"_s));
}

void TestSyncFaults::anUnreachableServerInTheDryRunIsAnErrorAndNoFailure()
{
    m_cluster->fault = [](int, const FakeCluster::Request&) { return Fault::ServerError; };
    const OperationStatePtr state = run(plan({created(config("a"))}));
    QCOMPARE(state->phase, OperationPhase::Error); // automation may try this plan again
    QVERIFY(m_cluster->effects.isEmpty());
}

void TestSyncFaults::aSecretsValueIsInNoMessage()
{
    m_cluster->serve({{}, u"Secret"_s});
    diff::ObjectDiff secret = created({u"v1"_s, u"Secret"_s, u"shop"_s, u"keys"_s});
    object::Json json = secret.desired->json();
    json.setPath({u"stringData", u"word"}, object::Json(u"canary-value"_s));
    secret.desired = *object::Manifest::fromJson(json);
    const auto made = plan({secret});
    OperationOptions options;
    options.workspace = u"ws"_s;
    Clock clock;
    clock.now = [this] { return m_now; };
    ClusterAccess access = m_cluster->access();
    access.apply = [](cluster::WriteTicket, const object::Manifest&, bool) {
        return readyFuture(Result<cluster::WriteAnswer>(
            fail(ErrorKind::Invalid, u"Invalid value: \"canary-value\": too long"_s)));
    };
    m_operation = std::make_unique<SyncOperation>(made, access, m_ledger.get(), options, clock);
    QVERIFY(m_operation->start());
    QTRY_COMPARE(m_operation->state()->phase, OperationPhase::Failed);
    const OperationState kept = **m_ledger->lastOperation(u"ws"_s, u"shop"_s);
    for (const QString& text :
         {m_operation->state()->message, m_operation->state()->steps.at(0).message, kept.message,
          kept.steps.at(0).message})
        QVERIFY2(!text.contains(u"canary"_s) && !text.isEmpty(), qPrintable(text));
}

QList<Thing> TestSyncFaults::desired() const
{
    const auto want = [](Thing thing, const char* content) {
        thing.content = content;
        return thing;
    };
    Thing inNew = config("in-it");
    inNew.nameSpace = u"new"_s;
    inNew = tracked(inNew, u"shop"_s);
    return {
        inNew,
        config("a"),
        want(config("b"), R"({"x":1})"),
        want(config("c"), R"({"x":2})"),
        want(deployment("d1"), R"({"replicas":1,"x":3})"),
        deployment("d2", "1"),
        config("e", "1"),
        tracked({u"apiextensions.k8s.io/v1"_s,
                 u"CustomResourceDefinition"_s,
                 {},
                 u"foos.x.io"_s,
                 {{object::annotation::syncWave, u"2"_s}},
                 R"({"group":"x.io","names":{"kind":"Foo"}})"},
                u"shop"_s),
        tracked(
            {u"x.io/v1"_s, u"Foo"_s, u"shop"_s, u"foo"_s, {{object::annotation::syncWave, u"2"_s}}},
            u"shop"_s),
        config("kept")};
}

void TestSyncFaults::prepare()
{
    m_cluster->serve({u"apiextensions.k8s.io"_s, u"CustomResourceDefinition"_s});
    for (const Thing& there : {config("b"), config("c"), deployment("d1"), config("kept"),
                               config("old1"), config("old2", "3"), deployment("old3", "3")})
        m_cluster->put(there);
    m_cluster->put({u"v1"_s, u"ConfigMap"_s, u"shop"_s, u"somebody-elses"_s});
}

// What a comparison of desired() with the cluster comes to.
SyncPlanPtr TestSyncFaults::wholePlan()
{
    QList<diff::ObjectDiff> objects;
    QSet<object::ResourceKey> wanted;
    for (const Thing& thing : desired()) {
        wanted.insert(thing.key());
        const object::Json json = manifestOf(thing).json();
        if (!m_cluster->has(thing.key())) {
            objects.append(created(thing));
            continue;
        }
        const auto live = m_cluster->seen(thing.key());
        objects.append(m_cluster->at(thing.key())[u"spec"] == json[u"spec"] ? unchanged(thing, live)
                                                                            : updated(thing, live));
    }
    for (const auto& [key, json] : m_cluster->objects()) {
        const auto live = m_cluster->seen(key);
        if (!wanted.contains(key) && live->trackingId.startsWith(u"shop:"_s))
            objects.append(pruned(live));
    }
    return plan(objects, [](PlanInput& input) {
        input.createNamespace = true;
        input.destinationNamespace = u"new"_s;
    });
}

bool TestSyncFaults::isAsDesired(const PlanStep& step) const
{
    if (step.change == Change::Prune)
        return !m_cluster->has(step.key) || m_cluster->seen(step.key)->uid != step.uid;
    return m_cluster->has(step.key)
        && m_cluster->at(step.key)[u"spec"] == step.desired->json()[u"spec"];
}

// J2, J3, J7, J8.
void TestSyncFaults::checkSteps(const SyncPlan& plan, const OperationState& state) const
{
    QVERIFY(state.isFinished());
    bool all = true;
    for (int i = 0; i < plan.steps.size(); ++i) {
        const PlanStep& step = plan.steps.at(i);
        const StepOutcome outcome = state.steps.at(i).outcome;
        QVERIFY2(outcome != StepOutcome::Pending && outcome != StepOutcome::Running,
                 qPrintable(step.key.toString()));
        if (outcome == StepOutcome::Succeeded)
            QVERIFY2(isAsDesired(step), qPrintable(step.key.toString()));
        if (outcome == StepOutcome::Failed || outcome == StepOutcome::Unknown)
            QVERIFY2(!state.steps.at(i).message.isEmpty(), qPrintable(step.key.toString()));
        all &= outcome == StepOutcome::Succeeded;
    }
    QCOMPARE(state.phase == OperationPhase::Succeeded, all);
    QVERIFY(!state.message.isEmpty());
}

// J3, P6, P8, A1, A6, A7 against the cluster's own record.
void TestSyncFaults::checkEffects(const SyncPlan& plan, const OperationState& state) const
{
    QSet<object::ResourceKey> done;
    int lastApplied = -1;
    int lastPruned = -1;
    for (const FakeCluster::Request& effect : std::as_const(m_cluster->effects)) {
        const QByteArray name = effect.key.toString().toUtf8();
        QVERIFY2(!done.contains(effect.key), name); // nothing is done twice
        done.insert(effect.key);
        int index = 0;
        while (index < plan.steps.size() && plan.steps.at(index).key != effect.key)
            ++index;
        QVERIFY2(index < plan.steps.size(), name); // nothing outside the plan
        const PlanStep& step = plan.steps.at(index);
        QVERIFY2(step.isWrite(), name);
        const StepOutcome outcome = state.steps.at(index).outcome;
        QVERIFY2(outcome == StepOutcome::Succeeded || outcome == StepOutcome::Unknown, name);
        if (effect.verb == u"remove"_s) {
            QCOMPARE(step.change, Change::Prune);
            QCOMPARE(effect.uid, step.uid);
            QCOMPARE(effect.version, step.resourceVersion);
            QVERIFY2(index > lastPruned, name);
            lastPruned = index;
            for (int i = 0; i < plan.steps.size(); ++i) {
                if (plan.steps.at(i).change != Change::Prune)
                    QCOMPARE(state.steps.at(i).outcome, StepOutcome::Succeeded);
            }
            continue;
        }
        QCOMPARE(essence(effect.body->json()), essence(step.desired->json()));
        QVERIFY2(lastPruned < 0, name);
        // What differs neither in wave nor in kind is written side by side.
        QVERIFY2(lastApplied < 0 || index > lastApplied
                     || (plan.steps.at(lastApplied).wave == step.wave
                         && plan.steps.at(lastApplied).key.groupKind() == step.key.groupKind()),
                 name);
        lastApplied = std::max(lastApplied, index);
    }
    if (state.message == u"one or more objects failed to apply (dry run)"_s)
        QVERIFY(m_cluster->effects.isEmpty());
}

void TestSyncFaults::checkRecord(const OperationState& state) const
{
    const OperationState kept = **m_ledger->lastOperation(u"ws"_s, u"shop"_s);
    QCOMPARE(kept.id, state.id);
    QCOMPARE(kept.phase, state.phase);
    int written = 0;
    for (const StepResult& step : state.steps) {
        if (step.change == Change::None)
            continue;
        QCOMPARE(kept.steps.at(written).key, step.key);
        QCOMPARE(kept.steps.at(written).outcome, step.outcome);
        ++written;
    }
    QCOMPARE(written, int(kept.steps.size()));
}

void TestSyncFaults::checkEnd() const
{
    for (const Thing& thing : desired())
        QCOMPARE(m_cluster->at(thing.key())[u"spec"], manifestOf(thing).json()[u"spec"]);
    for (const Thing& gone : {config("old1"), config("old2"), deployment("old3")})
        QVERIFY(!m_cluster->has(gone.key()));
    QVERIFY(m_cluster->has({{}, u"ConfigMap"_s, u"shop"_s, u"somebody-elses"_s}));
}

void TestSyncFaults::everyRequestGoesWrong_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<bool>("forGood");

    const QList<std::pair<const char*, Fault>> faults {
        {"the answer is lost after the effect", Fault::LostAfterEffect},
        {"no answer, no effect", Fault::TimeoutBeforeEffect},
        {"409", Fault::Conflict},
        {"500", Fault::ServerError},
        {"429", Fault::PutOff},
        {"403", Fault::Forbidden},
    };
    for (const auto& [name, fault] : faults) {
        QTest::newRow(name) << int(fault) << false;
        QTest::newRow(qPrintable(u"%1, from then on"_s.arg(QLatin1String(name))))
            << int(fault) << true;
    }
}

void TestSyncFaults::everyRequestGoesWrong()
{
    QFETCH(int, fault);
    QFETCH(bool, forGood);

    prepare();
    QCOMPARE(run(wholePlan())->phase, OperationPhase::Succeeded);
    checkEnd();
    QCOMPARE(m_cluster->effects.size(), 13);
    const int requests = int(m_cluster->requests.size());
    QVERIFY(requests >= 20);

    for (int wrong = 0; wrong < requests && !QTest::currentTestFailed(); ++wrong) {
        tearDown();
        setUp();
        prepare();
        const SyncPlanPtr made = wholePlan();
        m_cluster->fault = [&](int index, const FakeCluster::Request&) {
            return index == wrong || (forGood && index > wrong) ? Fault(fault) : Fault::None;
        };
        const OperationStatePtr state = run(made);
        const QString before = u"request %1 of %2: "_s.arg(wrong).arg(requests);
        const auto tell = qScopeGuard([&] {
            if (QTest::currentTestFailed())
                qWarning().noquote() << before << nameOf(state->phase) << state->message;
        });
        checkSteps(*made, *state);
        checkEffects(*made, *state);
        checkRecord(*state);
        // What is left to do is a new plan, and that one ends where the first would have.
        m_cluster->fault = [](int, const FakeCluster::Request&) { return Fault::None; };
        QCOMPARE(run(wholePlan())->phase, OperationPhase::Succeeded);
        checkEnd();
    }
}

int main(int argc, char** argv)
{
    QLoggingCategory::setFilterRules(u"cauce.sync=false"_s); // thousands of failures are wanted
    const QCoreApplication application(argc, argv);
    TestSyncFaults test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_syncfaults.moc"
