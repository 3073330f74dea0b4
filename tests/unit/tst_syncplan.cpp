#include "core/sync/binding.h"
#include "core/sync/kindorder.h"
#include "tests/unit/syncfixtures.h"

#include <QTest>

#include <random>

using namespace cauce;
using namespace cauce::test;
using namespace cauce::sync;
using namespace Qt::StringLiterals;
using diff::Change;

class TestSyncPlan : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void kindsComeInArgoCdsOrder();
    void wavesComeBeforeKindsAndKindsBeforeNames();
    void aNamespaceComesBeforeWhatLivesInItAndTakesItsWave();
    void aCrdComesBeforeItsObjectsAndTakesTheirWave();
    void theOrderDoesNotDependOnTheOrderOfTheComparison();

    void createNamespaceMakesTheFirstStep();
    void createNamespaceDoesNothingWhenItIsThereOrInGit();
    void createNamespaceIsPlannedWhenNamespacesCannotBeRead();
    void aMissingNamespaceIsSaidBeforeAnythingIsTried();
    void aKindThatIsNotServedIsSaidUnlessThePlanBringsItsCrd();
    void aNamespaceThatIsBeingDeletedIsAProblem();

    void unchangedObjectsAreInThePlanAndNotWritten();
    void anUpdateIsBoundToWhatWasSeen();
    void anUnknownObjectIsAProblemAndNoGuess();
    void problemsOfTheComparisonStopThePlan();
    void aRefusedDryRunIsTheStepsRefusal();
    void aSecretsRefusalDoesNotQuoteItsValue();
    void anObjectThatIsBeingDeletedIsNotApplied();
    void anotherApplicationsObjectIsNotTakenUnlessAPersonSaysSo();
    void aCopiedTrackingIdClaimsNothing();
    void hooksAreLeftOutAloud();
    void optionsWithoutEffectAreSaid();
    void aSelectiveSyncTakesOnlyWhatIsNamed();

    void theBodyIsBoundToTheObjectOrToItsAbsence();
    void theIdFollowsTheWorkAndNotTheMoment();
    void moved_data();
    void moved();

private:
    Cluster m_cluster;
    Thing m_deployment;
};

void TestSyncPlan::init()
{
    m_cluster = {};
    for (const char* kind : {"ConfigMap", "Service", "Secret", "Namespace"})
        m_cluster.serve({{}, QString::fromLatin1(kind)});
    m_cluster.serve({u"apps"_s, u"Deployment"_s});
    m_cluster.put(liveOf({u"v1"_s, u"Namespace"_s, {}, u"shop"_s}));
    m_deployment = tracked({u"apps/v1"_s, u"Deployment"_s, u"shop"_s, u"cart"_s, {}, R"({"a":1})"},
                           u"shop"_s);
}

void TestSyncPlan::kindsComeInArgoCdsOrder()
{
    const QStringList order {u"Namespace"_s,   u"NetworkPolicy"_s, u"Secret"_s,
                             u"ConfigMap"_s,   u"StorageClass"_s,  u"CustomResourceDefinition"_s,
                             u"ClusterRole"_s, u"RoleBinding"_s,   u"Service"_s,
                             u"DaemonSet"_s,   u"Deployment"_s,    u"HorizontalPodAutoscaler"_s,
                             u"StatefulSet"_s, u"Job"_s,           u"Ingress"_s,
                             u"APIService"_s,  u"Certificate"_s};
    for (qsizetype i = 1; i < order.size(); ++i)
        QVERIFY2(kindOrder(order.at(i - 1)) < kindOrder(order.at(i)), qPrintable(order.at(i)));
    QCOMPARE(kindOrder(u"Certificate"), kindOrder(u"Widget"));
}

void TestSyncPlan::wavesComeBeforeKindsAndKindsBeforeNames()
{
    const QString wave = object::annotation::syncWave;
    const SyncPlan plan = makePlan(inputFor(
        m_cluster,
        {created({u"v1"_s, u"ConfigMap"_s, u"shop"_s, u"late"_s, {{wave, u"5"_s}}}),
         created({u"apps/v1"_s, u"Deployment"_s, u"shop"_s, u"b"_s}),
         created({u"v1"_s, u"Service"_s, u"shop"_s, u"z"_s}),
         created({u"apps/v1"_s, u"Deployment"_s, u"shop"_s, u"a"_s}),
         created({u"apps/v1"_s, u"Deployment"_s, u"shop"_s, u"early"_s, {{wave, u"-2"_s}}})}));
    QCOMPARE(namesOf(plan),
             (QStringList {u"apps/Deployment shop/early"_s, u"Service shop/z"_s,
                           u"apps/Deployment shop/a"_s, u"apps/Deployment shop/b"_s,
                           u"ConfigMap shop/late"_s}));
    QVERIFY(plan.isRunnable());
}

void TestSyncPlan::aNamespaceComesBeforeWhatLivesInItAndTakesItsWave()
{
    const QString wave = object::annotation::syncWave;
    const SyncPlan plan = makePlan(
        inputFor(m_cluster,
                 {created({u"v1"_s, u"Namespace"_s, {}, u"new"_s, {{wave, u"3"_s}}}),
                  created({u"v1"_s, u"ConfigMap"_s, u"shop"_s, u"a"_s}),
                  created({u"v1"_s, u"ConfigMap"_s, u"new"_s, u"b"_s, {{wave, u"1"_s}}})}));
    QCOMPARE(namesOf(plan),
             (QStringList {u"ConfigMap shop/a"_s, u"Namespace new"_s, u"ConfigMap new/b"_s}));
    QCOMPARE(plan.steps.at(1).wave, 1);
    QVERIFY2(plan.isRunnable(), qPrintable(plan.problems.join(u'\n')));
}

void TestSyncPlan::aCrdComesBeforeItsObjectsAndTakesTheirWave()
{
    const QString wave = object::annotation::syncWave;
    m_cluster.serve({u"apiextensions.k8s.io"_s, u"CustomResourceDefinition"_s});
    const SyncPlan plan = makePlan(
        inputFor(m_cluster,
                 {created({u"apiextensions.k8s.io/v1"_s,
                           u"CustomResourceDefinition"_s,
                           {},
                           u"foos.x.io"_s,
                           {{wave, u"7"_s}},
                           R"({"group":"x.io","names":{"kind":"Foo"}})"}),
                  created({u"x.io/v1"_s, u"Foo"_s, u"shop"_s, u"f"_s, {{wave, u"-1"_s}}}),
                  created({u"v1"_s, u"ConfigMap"_s, u"shop"_s, u"a"_s, {{wave, u"-3"_s}}})}));
    QCOMPARE(namesOf(plan),
             (QStringList {u"ConfigMap shop/a"_s,
                           u"apiextensions.k8s.io/CustomResourceDefinition foos.x.io"_s,
                           u"x.io/Foo shop/f"_s}));
    QCOMPARE(plan.steps.at(1).wave, -1);
    QVERIFY2(plan.isRunnable(), qPrintable(plan.problems.join(u'\n')));
}

void TestSyncPlan::theOrderDoesNotDependOnTheOrderOfTheComparison()
{
    std::mt19937 random(7); // the same sequence in every run
    QList<diff::ObjectDiff> objects;
    const QStringList kinds {u"ConfigMap"_s, u"Service"_s, u"Secret"_s, u"Namespace"_s};
    for (int i = 0; i < 40; ++i) {
        const QString kind = kinds.at(i % 4);
        const QString home = kind == u"Namespace"_s ? QString() : u"ns%1"_s.arg(i % 3);
        objects.append(
            created({u"v1"_s,
                     kind,
                     home,
                     u"ns%1"_s.arg(i / 4),
                     {{object::annotation::syncWave, QString::number(int(random() % 3))}}}));
    }
    const SyncPlan first = makePlan(inputFor(m_cluster, objects));
    for (int round = 0; round < 50; ++round) {
        std::shuffle(objects.begin(), objects.end(), random);
        const SyncPlan again = makePlan(inputFor(m_cluster, objects));
        QCOMPARE(namesOf(again), namesOf(first));
        QCOMPARE(again.id, first.id);
    }
}

void TestSyncPlan::createNamespaceMakesTheFirstStep()
{
    PlanInput input = inputFor(m_cluster,
                               {created({u"v1"_s,
                                         u"ConfigMap"_s,
                                         u"new"_s,
                                         u"a"_s,
                                         {{object::annotation::syncWave, u"-4"_s}}}),
                                created({u"v1"_s, u"ConfigMap"_s, u"new"_s, u"b"_s})});
    input.destinationNamespace = u"new"_s;
    input.createNamespace = true;
    const SyncPlan plan = makePlan(input);
    QVERIFY2(plan.isRunnable(), qPrintable(plan.problems.join(u'\n')));
    QCOMPARE(plan.steps.size(), 3);
    const PlanStep& first = plan.steps.constFirst();
    QCOMPARE(first.key.toString(), u"Namespace new"_s);
    QVERIFY(first.generated);
    QCOMPARE(first.change, Change::Create);
    QCOMPARE(first.wave, -4);
    QVERIFY(!first.desired->hasAnnotation(QString(object::annotation::trackingId)));
    QVERIFY(first.uid.isEmpty());
}

void TestSyncPlan::createNamespaceDoesNothingWhenItIsThereOrInGit()
{
    PlanInput input = inputFor(m_cluster, {created({u"v1"_s, u"ConfigMap"_s, u"shop"_s, u"a"_s})});
    input.createNamespace = true;
    QCOMPARE(namesOf(makePlan(input)), QStringList {u"ConfigMap shop/a"_s});

    PlanInput inGit = inputFor(m_cluster, {created({u"v1"_s, u"Namespace"_s, {}, u"new"_s})});
    inGit.createNamespace = true;
    inGit.destinationNamespace = u"new"_s;
    const SyncPlan plan = makePlan(inGit);
    QCOMPARE(namesOf(plan), QStringList {u"Namespace new"_s});
    QVERIFY(!plan.steps.constFirst().generated);
}

void TestSyncPlan::createNamespaceIsPlannedWhenNamespacesCannotBeRead()
{
    m_cluster.fail({{}, u"Namespace"_s});
    PlanInput input = inputFor(m_cluster, {created({u"v1"_s, u"ConfigMap"_s, u"shop"_s, u"a"_s})});
    input.createNamespace = true;
    const SyncPlan plan = makePlan(input);
    QVERIFY(plan.isRunnable());
    QVERIFY(plan.steps.constFirst().generated);
    QVERIFY(plan.notes.join(u' ').contains(u"created if it is missing"_s));
}

void TestSyncPlan::aMissingNamespaceIsSaidBeforeAnythingIsTried()
{
    const SyncPlan plan
        = makePlan(inputFor(m_cluster, {created({u"v1"_s, u"ConfigMap"_s, u"nowhere"_s, u"a"_s})}));
    QVERIFY(!plan.isRunnable());
    QVERIFY(plan.steps.constFirst().refusal.contains(u"no namespace nowhere"_s));
    QVERIFY(plan.problems.constFirst().contains(u"ConfigMap nowhere/a"_s));
}

void TestSyncPlan::aKindThatIsNotServedIsSaidUnlessThePlanBringsItsCrd()
{
    const SyncPlan plan
        = makePlan(inputFor(m_cluster,
                            {created({u"x.io/v1"_s, u"Foo"_s, u"shop"_s, u"f"_s}),
                             created({u"v1"_s, u"ConfigMap"_s, u"shop"_s, u"a"_s})}));
    QVERIFY(plan.isRunnable());
    QCOMPARE(plan.steps.size(), 1); // the rest is not held up
    QCOMPARE(plan.steps.constFirst().key.kind, u"ConfigMap"_s);
    QVERIFY(plan.selective); // and is no deployment
    QCOMPARE(plan.leftOut.size(), 1);
    QVERIFY2(plan.leftOut.constFirst().contains(u"Foo shop/f"_s)
                 && plan.leftOut.constFirst().contains(u"does not serve x.io/v1 Foo"_s),
             qPrintable(plan.leftOut.constFirst()));
    // The other half is aCrdComesBeforeItsObjectsAndTakesTheirWave().
}

void TestSyncPlan::aNamespaceThatIsBeingDeletedIsAProblem()
{
    object::Json json = liveOf({u"v1"_s, u"Namespace"_s, {}, u"shop"_s})->manifest()->json();
    json.setPath({u"metadata", u"deletionTimestamp"}, object::Json(u"2026-01-01T00:00:00Z"_s));
    m_cluster.put(liveFrom(json));
    const SyncPlan plan
        = makePlan(inputFor(m_cluster, {created({u"v1"_s, u"ConfigMap"_s, u"shop"_s, u"a"_s})}));
    QVERIFY(plan.problems.join(u' ').contains(u"is being deleted"_s));
}

void TestSyncPlan::unchangedObjectsAreInThePlanAndNotWritten()
{
    const auto live = liveOf(m_deployment);
    const SyncPlan plan = makePlan(inputFor(m_cluster, {unchanged(m_deployment, live)}));
    QCOMPARE(plan.steps.size(), 1);
    QVERIFY(!plan.steps.constFirst().isWrite());
    QCOMPARE(plan.count(Change::None), 1);
    QCOMPARE(plan.count(Change::Update), 0);
    QVERIFY(plan.isRunnable());
}

void TestSyncPlan::anUpdateIsBoundToWhatWasSeen()
{
    const auto live = liveOf(m_deployment, u"77"_s);
    const SyncPlan plan = makePlan(inputFor(m_cluster, {updated(m_deployment, live)}));
    const PlanStep& step = plan.steps.constFirst();
    QCOMPARE(step.uid, u"uid-cart"_s);
    QCOMPARE(step.resourceVersion, u"77"_s);
    QCOMPARE(step.seen, live);
    QCOMPARE(plan.clusterId, u"cluster-1"_s);
}

void TestSyncPlan::anUnknownObjectIsAProblemAndNoGuess()
{
    diff::ObjectDiff object = created(m_deployment);
    object.change = Change::Unknown;
    object.error = {ErrorKind::Auth, u"deployments.apps is forbidden"_s};
    const SyncPlan plan = makePlan(inputFor(m_cluster, {object}));
    QVERIFY(!plan.isRunnable());
    QVERIFY(plan.steps.isEmpty());
    QCOMPARE(plan.problems,
             QStringList {u"apps/Deployment shop/cart: deployments.apps is forbidden"_s});
}

void TestSyncPlan::problemsOfTheComparisonStopThePlan()
{
    PlanInput input = inputFor(m_cluster, {created(m_deployment)});
    input.comparison.problems = {u"Secret could not be listed"_s};
    QVERIFY(!makePlan(input).isRunnable());
    input.live = nullptr;
    input.comparison.problems.clear();
    QVERIFY(!makePlan(input).isRunnable());
}

void TestSyncPlan::aRefusedDryRunIsTheStepsRefusal()
{
    diff::ObjectDiff object = updated(m_deployment, liveOf(m_deployment));
    object.error = {ErrorKind::Invalid, u"spec.selector: field is immutable"_s};
    const SyncPlan plan = makePlan(inputFor(m_cluster, {object}));
    QCOMPARE(plan.steps.constFirst().refusal, u"spec.selector: field is immutable"_s);
    QVERIFY(!plan.isRunnable());
}

void TestSyncPlan::aSecretsRefusalDoesNotQuoteItsValue()
{
    Thing secret {u"v1"_s, u"Secret"_s, u"shop"_s, u"keys"_s};
    diff::ObjectDiff object = updated(secret, liveOf(secret));
    object::Json json = manifestOf(secret).json();
    json.setPath({u"stringData", u"pin"}, object::Json::number("48151623"));
    json.setPath({u"stringData", u"word"}, object::Json(u"canary-value"_s));
    object.desired = *object::Manifest::fromJson(json);
    object.error
        = {ErrorKind::Invalid,
           u"Secret \"keys\" is invalid: .stringData.pin: expected string, got "
           "&value.valueUnstructured{Value:48151623}, data[word]: Invalid value: \"canary-value\", "
           "\"Y2FuYXJ5LXZhbHVl\""_s};
    const QString refusal = makePlan(inputFor(m_cluster, {object})).steps.constFirst().refusal;
    QVERIFY2(!refusal.contains(u"48151623"_s), qPrintable(refusal));
    QVERIFY2(!refusal.contains(u"canary"_s), qPrintable(refusal));
    QVERIFY2(!refusal.contains(u"Y2FuYXJ5"_s), qPrintable(refusal));
    QVERIFY2(refusal.contains(u"\"keys\" is invalid: .stringData.pin"_s), qPrintable(refusal));
}

void TestSyncPlan::anObjectThatIsBeingDeletedIsNotApplied()
{
    object::Json json = liveOf(m_deployment)->manifest()->json();
    json.setPath({u"metadata", u"deletionTimestamp"}, object::Json(u"2026-01-01T00:00:00Z"_s));
    const SyncPlan plan = makePlan(inputFor(m_cluster, {updated(m_deployment, liveFrom(json))}));
    QVERIFY(!plan.isRunnable());
    QVERIFY(plan.steps.constFirst().refusal.contains(u"being deleted"_s));
}

void TestSyncPlan::anotherApplicationsObjectIsNotTakenUnlessAPersonSaysSo()
{
    Thing theirs = tracked(m_deployment, u"other"_s);
    PlanInput input = inputFor(m_cluster, {updated(m_deployment, liveOf(theirs))});
    const SyncPlan refused = makePlan(input);
    QVERIFY(!refused.isRunnable());
    QVERIFY(refused.problems.constFirst().contains(u"application other"_s));

    input.takeOver = true;
    const SyncPlan taken = makePlan(input);
    QVERIFY(taken.isRunnable());
    QCOMPARE(taken.count(Change::Update), 1);
    QVERIFY(taken.notes.join(u' ').contains(u"taken over"_s));
}

void TestSyncPlan::aCopiedTrackingIdClaimsNothing()
{
    Thing copy = m_deployment;
    copy.annotations[object::annotation::trackingId] = u"other:apps/Deployment:shop/original"_s;
    const SyncPlan plan = makePlan(inputFor(m_cluster, {updated(m_deployment, liveOf(copy))}));
    QVERIFY2(plan.isRunnable(), qPrintable(plan.problems.join(u'\n')));
}

void TestSyncPlan::hooksAreLeftOutAloud()
{
    diff::ObjectDiff hook = created({u"batch/v1"_s, u"Job"_s, u"shop"_s, u"migrate"_s});
    hook.hook = true;
    hook.change = Change::None;
    const SyncPlan plan = makePlan(inputFor(m_cluster, {hook}));
    QVERIFY(plan.steps.isEmpty());
    QVERIFY(plan.isRunnable());
    QVERIFY(plan.notes.join(u' ').contains(u"batch/Job shop/migrate is a hook"_s));
}

void TestSyncPlan::optionsWithoutEffectAreSaid()
{
    Thing thing = m_deployment;
    thing.annotations.insert(object::annotation::syncOptions, u"Replace=true, Prune=false"_s);
    PlanInput input = inputFor(m_cluster, {created(thing)});
    input.syncOptions = {u"Validate=false"_s, u"CreateNamespace=true"_s};
    const QString notes = makePlan(input).notes.join(u'\n');
    QVERIFY(notes.contains(u"Replace=true of apps/Deployment shop/cart"_s));
    QVERIFY(notes.contains(u"Validate=false of the application"_s));
    QVERIFY(!notes.contains(u"CreateNamespace"_s));
}

void TestSyncPlan::aSelectiveSyncTakesOnlyWhatIsNamed()
{
    diff::ObjectDiff unknown = created({u"v1"_s, u"Secret"_s, u"shop"_s, u"s"_s});
    unknown.change = Change::Unknown;
    PlanInput input = inputFor(m_cluster, {created(m_deployment), unknown});
    input.comparison.problems = {u"Secret could not be listed"_s};
    input.only = {m_deployment.key()};
    const SyncPlan plan = makePlan(input);
    QVERIFY2(plan.isRunnable(), qPrintable(plan.problems.join(u'\n')));
    QVERIFY(plan.selective);
    QCOMPARE(namesOf(plan), QStringList {u"apps/Deployment shop/cart"_s});

    input.only.append({{}, u"Service"_s, u"shop"_s, u"not-ours"_s});
    QVERIFY(makePlan(input).problems.join(u' ').contains(u"not part of the application"_s));
}

void TestSyncPlan::theBodyIsBoundToTheObjectOrToItsAbsence()
{
    PlanStep step;
    step.desired = manifestOf(m_deployment);
    const auto create = boundBody(step, {}, {});
    QCOMPARE(create.resourceVersion(), u"1"_s); // exists nowhere: create or conflict
    QCOMPARE(create.uid(), QString());
    const auto update = boundBody(step, u"u"_s, u"9"_s);
    QCOMPARE(update.uid(), u"u"_s);
    QCOMPARE(update.resourceVersion(), u"9"_s);
    // Nothing else is added to what was hashed (A1).
    QCOMPARE(essence(update.json()), essence(step.desired->json()));
    QCOMPARE(essence(create.json()), step.desired->json());
}

void TestSyncPlan::theIdFollowsTheWorkAndNotTheMoment()
{
    PlanInput input = inputFor(m_cluster, {updated(m_deployment, liveOf(m_deployment))});
    const QString id = makePlan(input).id;
    QCOMPARE(id.size(), 64);

    PlanInput later = input;
    later.now = input.now.addSecs(99);
    later.comparison.objects = {updated(m_deployment, liveOf(m_deployment, u"11"_s))};
    QCOMPARE(makePlan(later).id, id);

    PlanInput otherCommit = input;
    otherCommit.commit = QString(40, u'b');
    QVERIFY(makePlan(otherCommit).id != id);

    Thing otherContent = m_deployment;
    otherContent.content = R"({"a":2})";
    PlanInput other = input;
    other.comparison.objects = {updated(otherContent, liveOf(m_deployment))};
    QVERIFY(makePlan(other).id != id);
}

void TestSyncPlan::moved_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("said");

    QTest::newRow("nothing") << u""_s << u""_s;
    QTest::newRow("the status only") << u"status"_s << u""_s;
    QTest::newRow("the spec") << u"spec"_s << u"apps/Deployment shop/cart has changed"_s;
    QTest::newRow("made again") << u"uid"_s << u"deleted and made again"_s;
    QTest::newRow("gone") << u"gone"_s << u"no longer in the cluster"_s;
    QTest::newRow("the create is there") << u"exists"_s << u"ConfigMap shop/new exists"_s;
    QTest::newRow("the kind cannot be read") << u"kind"_s << u"cannot be read"_s;
    QTest::newRow("the cluster") << u"cluster"_s << u"another cluster"_s;
    QTest::newRow("the commit") << u"commit"_s << u"the commit to sync is bbbbbbb"_s;
    QTest::newRow("the manifests") << u"render"_s << u"manifests of shop have changed"_s;
}

void TestSyncPlan::moved()
{
    QFETCH(QString, what);
    QFETCH(QString, said);

    const auto seen = liveOf(m_deployment);
    m_cluster.put(seen);
    const Thing fresh {u"v1"_s, u"ConfigMap"_s, u"shop"_s, u"new"_s};
    Thing other = m_deployment;
    other.content = R"({"a":3})";
    const SyncPlan plan = makePlan(inputFor(m_cluster, {updated(other, seen), created(fresh)}));
    QVERIFY2(plan.isRunnable(), qPrintable(plan.problems.join(u'\n')));

    object::Json json = withIdentity(seen->manifest()->json(), seen->uid, u"11"_s);
    json.setPath({u"metadata", u"generation"}, object::Json(qint64(4)));
    json.setPath({u"status", u"replicas"}, object::Json(qint64(2)));
    if (what == u"spec"_s)
        json.setPath({u"spec", u"a"}, object::Json(qint64(9)));
    if (what == u"uid"_s)
        json = withIdentity(json, u"other"_s, u"11"_s);
    if (!what.isEmpty())
        m_cluster.put(liveFrom(json));
    if (what == u"gone"_s)
        m_cluster.take(seen->key);
    if (what == u"exists"_s)
        m_cluster.put(liveOf(fresh));
    if (what == u"kind"_s)
        m_cluster.fail(seen->key.groupKind());
    const QString commit = what == u"commit"_s ? QString(40, u'b') : plan.commit;
    const QByteArray render = what == u"render"_s ? "other" : plan.renderHash;
    const auto live = m_cluster.state(what == u"cluster"_s ? u"cluster-2"_s : u"cluster-1"_s);
    const QString answer = movedSince(plan, commit, render, *live).join(u'\n');
    if (said.isEmpty())
        QCOMPARE(answer, QString());
    else
        QVERIFY2(answer.contains(said), qPrintable(answer));
}

QTEST_GUILESS_MAIN(TestSyncPlan)
#include "tst_syncplan.moc"
