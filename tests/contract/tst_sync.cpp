#include "core/cluster/cluster.h"
#include "core/sync/ledger.h"
#include "core/sync/syncoperation.h"
#include "tests/support/controlplane.h"
#include "tests/unit/syncfixtures.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUuid>

using namespace cauce;
using namespace cauce::test;
using namespace cauce::sync;
using namespace Qt::StringLiterals;
using diff::Change;

//! What SyncOperation believes of an API server, asked of a real one.
class TestSync : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();

    void createsInOrderAndWaitsForWaves();
    void anApplyIsBoundToTheVersionThatWasSeen();
    void aCreateIsRefusedWhenTheObjectExists();
    void onlyAMovedStatusIsBoundAgain();
    void aRefusalInTheDryRunWritesNothing();
    void pruneDeletesExactlyWhatWasSeen();
    void aNewKindAndItsObjectInOneSync();
    void whatAnEarlierToolAppliedAndGitDroppedGoes_data();
    void whatAnEarlierToolAppliedAndGitDroppedGoes();

private:
    diff::ObjectDiff compared(const object::Manifest& manifest);
    diff::ObjectDiff desired(const QByteArray& json) const;
    diff::ObjectDiff toUpdate(const QByteArray& json) const;
    cluster::LiveObjectPtr live(const object::ResourceKey& key) const;
    SyncPlanPtr plan(const QList<diff::ObjectDiff>& objects, bool prune = false) const;
    OperationStatePtr run(const SyncPlanPtr& plan);
    QByteArray config(const QString& name, const QString& value) const;
    QByteArray deployment(const QString& name, int replicas) const;
    QByteArray kubectl(const QStringList& arguments, const QByteArray& input = {}) const;

    ControlPlane* m_plane = nullptr;
    std::unique_ptr<cluster::Cluster> m_cluster;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Ledger> m_ledger;
    QString m_namespace;
};

void TestSync::initTestCase()
{
    if (const QString why = ControlPlane::unavailableReason(); !why.isEmpty())
        QSKIP(qPrintable(why));
    m_plane = ControlPlane::shared();
    QVERIFY(m_plane);
    const auto config = cluster::KubeConfig::load({m_plane->kubeconfig()});
    QVERIFY(config);
    const auto context = config->context({});
    QVERIFY(context);
    m_cluster = std::make_unique<cluster::Cluster>(*context);
    m_cluster->setWantedKinds({{{}, u"ConfigMap"_s},
                               {{}, u"Namespace"_s},
                               {u"apps"_s, u"Deployment"_s},
                               {u"apiextensions.k8s.io"_s, u"CustomResourceDefinition"_s}});
    m_cluster->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_cluster->state()->kind({u"apps"_s, u"Deployment"_s}).isLoaded()
                                 && m_cluster->state()->kind({{}, u"ConfigMap"_s}).isLoaded()
                                 && m_cluster->state()->kind({{}, u"Namespace"_s}).isLoaded(),
                             30'000);
    m_dir = std::make_unique<QTemporaryDir>();
    m_ledger = *Ledger::open(m_dir->filePath(u"state"_s));
}

void TestSync::init()
{
    m_namespace = u"sync-"_s + QUuid::createUuid().toString(QUuid::Id128).left(8);
    kubectl({u"create"_s, u"namespace"_s, m_namespace});
    QTRY_VERIFY(live({{}, u"Namespace"_s, {}, m_namespace}));
}

QByteArray TestSync::kubectl(const QStringList& arguments, const QByteArray& input) const
{
    const auto answer = m_plane->kubectl(arguments, input);
    if (!answer)
        qWarning("%s", qPrintable(answer.error().message));
    return answer ? *answer : QByteArray();
}

QByteArray TestSync::config(const QString& name, const QString& value) const
{
    return uR"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%1","namespace":"%2",
        "annotations":{"argocd.argoproj.io/tracking-id":"shop:/ConfigMap:%2/%1"}},
        "data":{"value":"%3"}})"_s.arg(name, m_namespace, value)
        .toUtf8();
}

QByteArray TestSync::deployment(const QString& name, int replicas) const
{
    return uR"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%1",
        "namespace":"%2","annotations":{
        "argocd.argoproj.io/tracking-id":"shop:apps/Deployment:%2/%1"}},
        "spec":{"replicas":%3,"selector":{"matchLabels":{"app":"%1"}},"template":{
        "metadata":{"labels":{"app":"%1"}},
        "spec":{"containers":[{"name":"c","image":"nginx:1.25"}]}}}})"_s
        .arg(name, m_namespace, QString::number(replicas))
        .toUtf8();
}

cluster::LiveObjectPtr TestSync::live(const object::ResourceKey& key) const
{
    return m_cluster->state()->find(key);
}

diff::ObjectDiff TestSync::desired(const QByteArray& json) const
{
    diff::ObjectDiff object;
    object.desired = *object::Manifest::fromJson(parsed(json));
    object.key = object.desired->key();
    object.type = object.desired->type();
    object.change = Change::Create;
    return object;
}

diff::ObjectDiff TestSync::toUpdate(const QByteArray& json) const
{
    diff::ObjectDiff object = desired(json);
    object.change = Change::Update;
    object.live = live(object.key);
    return object;
}

SyncPlanPtr TestSync::plan(const QList<diff::ObjectDiff>& objects, bool prune) const
{
    PlanInput input;
    input.application = u"shop"_s;
    input.commit = QString(40, u'a');
    input.comparison.objects = objects;
    input.live = m_cluster->state();
    input.destinationNamespace = m_namespace;
    input.prune = prune;
    input.now = QDateTime::currentDateTimeUtc();
    auto made = std::make_shared<const SyncPlan>(makePlan(input));
    if (!made->isRunnable())
        qWarning("%s", qPrintable(made->problems.join(u'\n')));
    return made;
}

OperationStatePtr TestSync::run(const SyncPlanPtr& plan)
{
    OperationOptions options;
    options.workspace = u"ws"_s;
    options.initiatedBy = u"anna"_s;
    SyncOperation operation(plan, accessTo(m_cluster.get()), m_ledger.get(), options);
    connect(m_cluster.get(), &cluster::Cluster::stateChanged, &operation,
            &SyncOperation::onLiveChanged);
    QSignalSpy finished(&operation, &SyncOperation::finished);
    if (const auto started = operation.start(); !started) {
        OperationState refused;
        refused.phase = OperationPhase::Error;
        refused.message = started.error().message;
        return std::make_shared<const OperationState>(refused);
    }
    if (finished.isEmpty() && !finished.wait(60'000))
        qWarning("still: %s", qPrintable(operation.state()->message));
    return operation.state();
}

void TestSync::createsInOrderAndWaitsForWaves()
{
    diff::ObjectDiff later = desired(config(u"later"_s, u"1"_s));
    later.wave = 1;
    const OperationStatePtr state
        = run(plan({later, desired(deployment(u"web"_s, 2)), desired(config(u"a"_s, u"1"_s))}));
    QVERIFY2(state->phase == OperationPhase::Succeeded, qPrintable(state->message));
    QCOMPARE(state->steps.at(0).key.name, u"a"_s);
    QCOMPARE(state->steps.at(1).key.name, u"web"_s);
    // The later wave began when the Deployment was there in full.
    QCOMPARE(kubectl({u"-n"_s, m_namespace, u"get"_s, u"deploy"_s, u"web"_s, u"-o"_s,
                      u"jsonpath={.status.availableReplicas}"_s}),
             "2");
    QTRY_VERIFY(live({{}, u"ConfigMap"_s, m_namespace, u"later"_s}));
    const auto object = *live(later.key)->manifest();
    const object::Json& manager = object.json().path({u"metadata", u"managedFields"}).at(0);
    QCOMPARE(manager[u"manager"].toString(), u"cauce"_s);
    QCOMPARE(manager[u"operation"].toString(), u"Apply"_s);
}

void TestSync::anApplyIsBoundToTheVersionThatWasSeen()
{
    kubectl({u"apply"_s, u"--server-side"_s, u"-f"_s, u"-"_s}, config(u"a"_s, u"1"_s));
    const object::ResourceKey key {{}, u"ConfigMap"_s, m_namespace, u"a"_s};
    QTRY_VERIFY(live(key));
    const SyncPlanPtr stale = plan({toUpdate(config(u"a"_s, u"2"_s))});
    const QString seen = live(key)->resourceVersion;
    kubectl({u"-n"_s, m_namespace, u"patch"_s, u"configmap"_s, u"a"_s, u"-p"_s,
             uR"({"data":{"value":"somebody"}})"_s});
    // Whether the watch is quicker than we are or not: it is refused.
    const OperationStatePtr state = run(stale);
    QVERIFY(state->phase != OperationPhase::Succeeded);
    QVERIFY2(state->message.contains(u"has changed in the cluster"_s)
                 || state->steps.constFirst().message.contains(u"has changed in the cluster"_s),
             qPrintable(state->message));
    QTRY_VERIFY(live(key)->resourceVersion != seen);
    QCOMPARE(kubectl({u"-n"_s, m_namespace, u"get"_s, u"configmap"_s, u"a"_s, u"-o"_s,
                      u"jsonpath={.data.value}"_s}),
             "somebody");
}

void TestSync::aCreateIsRefusedWhenTheObjectExists()
{
    const SyncPlanPtr stale = plan({desired(config(u"a"_s, u"2"_s))});
    kubectl({u"apply"_s, u"--server-side"_s, u"-f"_s, u"-"_s}, config(u"a"_s, u"1"_s));
    const OperationStatePtr state = run(stale);
    QVERIFY(state->phase != OperationPhase::Succeeded);
    QCOMPARE(kubectl({u"-n"_s, m_namespace, u"get"_s, u"configmap"_s, u"a"_s, u"-o"_s,
                      u"jsonpath={.data.value}"_s}),
             "1");
}

void TestSync::onlyAMovedStatusIsBoundAgain()
{
    kubectl({u"apply"_s, u"--server-side"_s, u"-f"_s, u"-"_s}, deployment(u"web"_s, 1));
    const object::ResourceKey key {u"apps"_s, u"Deployment"_s, m_namespace, u"web"_s};
    const auto isRolledOut = [&] {
        return live(key)
            && live(key)->manifest()->json().path({u"status", u"availableReplicas"}).toInteger()
            == 1;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isRolledOut(), 20'000);
    const SyncPlanPtr made = plan({toUpdate(deployment(u"web"_s, 2))});
    const QString seen = live(key)->resourceVersion;
    kubectl({u"-n"_s, m_namespace, u"patch"_s, u"deploy"_s, u"web"_s, u"--subresource=status"_s,
             u"--type=merge"_s, u"-p"_s,
             uR"({"status":{"conditions":[{"type":"Touched","status":"True"}]}})"_s});
    const OperationStatePtr state = run(made);
    QVERIFY2(state->phase == OperationPhase::Succeeded, qPrintable(state->message));
    QTRY_COMPARE(live(key)->manifest()->json().path({u"spec", u"replicas"}).toInteger(), 2);
    QVERIFY(live(key)->resourceVersion != seen);
}

void TestSync::aRefusalInTheDryRunWritesNothing()
{
    QByteArray wrong = deployment(u"web"_s, 1);
    wrong.replace("\"replicas\":1", "\"replica\":1");
    const OperationStatePtr state = run(plan({desired(config(u"a"_s, u"1"_s)), desired(wrong)}));
    QCOMPARE(state->phase, OperationPhase::Failed);
    QCOMPARE(state->message, u"one or more objects failed to apply (dry run)"_s);
    QVERIFY2(state->steps.at(1).message.contains(u".spec.replica"_s),
             qPrintable(state->steps.at(1).message));
    QCOMPARE(
        kubectl({u"-n"_s, m_namespace, u"get"_s, u"configmap"_s, u"a"_s, u"--ignore-not-found"_s}),
        "");
}

void TestSync::pruneDeletesExactlyWhatWasSeen()
{
    for (const char* name : {"kept", "old"})
        kubectl({u"apply"_s, u"--server-side"_s, u"-f"_s, u"-"_s},
                config(QString::fromLatin1(name), u"1"_s));
    kubectl({u"apply"_s, u"--server-side"_s, u"-f"_s, u"-"_s}, deployment(u"web"_s, 1));
    const object::ResourceKey keptKey {{}, u"ConfigMap"_s, m_namespace, u"kept"_s};
    const object::ResourceKey oldKey {{}, u"ConfigMap"_s, m_namespace, u"old"_s};
    const object::ResourceKey webKey {u"apps"_s, u"Deployment"_s, m_namespace, u"web"_s};
    QTRY_VERIFY(live(keptKey) && live(oldKey) && live(webKey));
    diff::ObjectDiff same = toUpdate(config(u"kept"_s, u"1"_s));
    same.change = Change::None;
    const SyncPlanPtr made = plan({same, pruned(live(oldKey)), pruned(live(webKey))}, true);
    QCOMPARE(made->count(Change::Prune), 2);
    const OperationStatePtr state = run(made);
    QVERIFY2(state->phase == OperationPhase::Succeeded, qPrintable(state->message));
    QVERIFY(!live(oldKey));
    QVERIFY(!live(webKey));
    QVERIFY(live(keptKey));
}

void TestSync::aNewKindAndItsObjectInOneSync()
{
    const QString group = m_namespace + u".example.org"_s;
    const QByteArray crd
        = uR"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
        "metadata":{"name":"things.%1"},"spec":{"group":"%1","scope":"Namespaced",
        "names":{"plural":"things","singular":"thing","kind":"Thing"},
        "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{
        "type":"object","properties":{"spec":{"type":"object",
        "properties":{"size":{"type":"integer"}}}}}}}]}})"_s.arg(group)
              .toUtf8();
    const QByteArray thing = uR"({"apiVersion":"%1/v1","kind":"Thing","metadata":{"name":"t",
        "namespace":"%2"},"spec":{"size":3}})"_s.arg(group, m_namespace)
                                 .toUtf8();
    const OperationStatePtr state = run(plan({desired(thing), desired(crd)}));
    QVERIFY2(state->phase == OperationPhase::Succeeded, qPrintable(state->message));
    QCOMPARE(kubectl({u"-n"_s, m_namespace, u"get"_s, u"things."_s + group, u"t"_s, u"-o"_s,
                      u"jsonpath={.spec.size}"_s}),
             "3");
    kubectl({u"delete"_s, u"crd"_s, u"things."_s + group, u"--wait=false"_s});
}

//! Compared with what the watch has, and completed by the server's dry run.
diff::ObjectDiff TestSync::compared(const object::Manifest& manifest)
{
    object::ManifestSet set;
    set.manifests = {manifest};
    diff::CompareOptions options;
    options.application = u"shop"_s;
    diff::ObjectDiff found;
    for (const diff::ObjectDiff& object :
         diff::compare(set, *m_cluster->state(), options).objects) {
        if (object.key == manifest.key())
            found = object;
    }
    if (!found.needsPrediction)
        return found;
    auto predicted = m_cluster->dryRunApply(*found.desired);
    if (!QTest::qWaitFor([&] { return predicted.isFinished(); }, 10'000))
        qFatal("no dry run");
    return diff::refine(found, predicted.result());
}

void TestSync::whatAnEarlierToolAppliedAndGitDroppedGoes_data()
{
    QTest::addColumn<QStringList>("how");
    QTest::addColumn<bool>("syncedBefore");
    const QStringList client {u"apply"_s, u"-f"_s, u"-"_s};
    const QStringList argo {u"apply"_s, u"--server-side"_s, u"--field-manager=argocd-controller"_s,
                            u"-f"_s, u"-"_s};
    const QStringList server {u"apply"_s, u"--server-side"_s, u"-f"_s, u"-"_s};
    QTest::newRow("by a client") << client << false;
    QTest::newRow("by a client, then by us") << client << true;
    QTest::newRow("by Argo CD on the server") << argo << false;
    QTest::newRow("by Argo CD on the server, then by us") << argo << true;
    QTest::newRow("by kubectl on the server, then by us") << server << true;
}

void TestSync::whatAnEarlierToolAppliedAndGitDroppedGoes()
{
    QFETCH(QStringList, how);
    QFETCH(bool, syncedBefore);
    const object::Manifest after = *object::Manifest::fromJson(parsed(deployment(u"web"_s, 1)));
    object::Json json = after.json();
    json.setPath({u"metadata", u"labels", u"dropped"}, object::Json(u"yes"_s));
    json.setPath({u"spec", u"minReadySeconds"}, object::Json(qint64(3)));
    json.setPath({u"spec", u"template", u"spec", u"containers"},
                 parsed(R"([{"name":"c","image":"nginx:1.25","env":[{"name":"A","value":"1"}]}])"));
    const object::Manifest before = after.withJson(json);
    kubectl(how, object::toJson(before.json()));
    const object::ResourceKey key = after.key();
    QTRY_VERIFY(live(key));
    if (syncedBefore) { // ours and theirs by then
        diff::ObjectDiff first = toUpdate(object::toJson(before.json()));
        QTRY_VERIFY(run(plan({toUpdate(object::toJson(before.json()))}))->phase
                    == OperationPhase::Succeeded);
        QTRY_VERIFY(live(key)->resourceVersion != first.live->resourceVersion);
    }
    // Controllers write its status meanwhile: what is compared is what the watch has last.
    const auto isReady = [&] {
        const auto object = live(key)->manifest();
        return object && object->json().path({u"status", u"availableReplicas"}).toInteger() == 1;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isReady(), 20'000);

    const diff::ObjectDiff diff = compared(after);
    QCOMPARE(diff.status, diff::SyncStatus::OutOfSync);
    QVERIFY(diff.adopts);
    QStringList removed;
    for (const diff::FieldChange& field : diff.fields) {
        QVERIFY2(!field.desired, qPrintable(field.path));
        removed.append(field.path);
    }
    removed.sort();
    QCOMPARE(removed.size(), 3);
    QVERIFY2(removed.contains(u"metadata.labels.dropped"_s)
                 || removed.contains(u"metadata.labels"_s),
             qPrintable(removed.join(u' ')));
    const OperationStatePtr state = run(plan({diff}));
    QVERIFY2(state->phase == OperationPhase::Succeeded, qPrintable(state->steps.first().message));
    QTRY_COMPARE(compared(after).status, diff::SyncStatus::Synced);
    const object::Json now = live(key)->manifest()->json();
    QVERIFY(!now.path({u"metadata", u"labels"}).contains(u"dropped"));
    QVERIFY(!now[u"spec"].contains(u"minReadySeconds"));
    QVERIFY(!now.path({u"spec", u"template", u"spec", u"containers"}).at(0).contains(u"env"));
    QVERIFY(now[u"spec"].contains(u"strategy")); // a default that everybody relies on
    for (const object::Json& entry : now.path({u"metadata", u"managedFields"}).items()) {
        if (entry[u"subresource"].toString().isEmpty())
            QCOMPARE(entry[u"manager"].toString(), u"cauce"_s);
    }
}

QTEST_GUILESS_MAIN(TestSync)
#include "tst_sync.moc"
