#include "tests/unit/workloadfixture.h"

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox;
using namespace cauce::sandbox::control;
using cauce::object::Json;
using cauce::test::WorkloadFixture;

namespace {

Json configMap(const QString& name)
{
    Json map = Json::emptyObject();
    map.set(u"apiVersion"_s, u"v1"_s);
    map.set(u"kind"_s, u"ConfigMap"_s);
    map.setPath({u"metadata", u"name"}, name);
    map.setPath({u"metadata", u"namespace"}, u"apps"_s);
    return map;
}

// Makes a ConfigMap of the named owners, which are ConfigMaps, too.
void makeOwned(WorkloadFixture& f, const QString& name, const QStringList& owners, bool blocks)
{
    Json map = configMap(name);
    Json references = Json::emptyArray();
    for (const QString& owner : owners) {
        Json reference = controllerReference(f.get(resource::configMaps, owner));
        reference.remove(u"controller");
        reference.set(u"blockOwnerDeletion"_s, Json(blocks));
        references.append(reference);
    }
    map.setPath({u"metadata", u"ownerReferences"}, references);
    QVERIFY(f.api.create(map, u"test"_s).isOk());
}

bool exists(const WorkloadFixture& f, const QString& name)
{
    return !f.get(resource::configMaps, name).isNull();
}

} // namespace

class TestSandboxGc : public QObject
{
    Q_OBJECT

private slots:
    void whatAnOwnerLeavesGoesWithIt()
    {
        WorkloadFixture f;
        f.api.create(configMap(u"owner"_s), u"test"_s);
        makeOwned(f, u"child"_s, {u"owner"_s}, true);
        makeOwned(f, u"grandchild"_s, {u"child"_s}, true);
        f.pass(0);
        QVERIFY(exists(f, u"grandchild"_s));
        f.remove(resource::configMaps, u"owner"_s);
        f.pass(0);
        QVERIFY(!exists(f, u"child"_s));
        QVERIFY(!exists(f, u"grandchild"_s));
    }

    void oneOwnerLeftIsEnoughAndTheOtherIsForgotten()
    {
        WorkloadFixture f;
        f.api.create(configMap(u"one"_s), u"test"_s);
        f.api.create(configMap(u"two"_s), u"test"_s);
        makeOwned(f, u"child"_s, {u"one"_s, u"two"_s}, true);
        f.remove(resource::configMaps, u"one"_s);
        f.pass(0);
        QVERIFY(exists(f, u"child"_s));
        const Json owners
            = f.get(resource::configMaps, u"child"_s).path({u"metadata", u"ownerReferences"});
        QCOMPARE(owners.size(), 1);
        QCOMPARE(owners.at(0)[u"name"].toString(), u"two"_s);
        f.remove(resource::configMaps, u"two"_s);
        f.pass(0);
        QVERIFY(!exists(f, u"child"_s));
    }

    void whatNamesAnOwnerThatIsNotThereGoes()
    {
        WorkloadFixture f;
        Json child = configMap(u"child"_s);
        Json reference
            = f.json(R"({"apiVersion":"v1","kind":"ConfigMap","name":"nobody","uid":"no-such"})");
        child.setPath({u"metadata", u"ownerReferences"}, Json(Json::Items {reference}));
        f.api.create(child, u"test"_s);
        f.pass(0);
        QVERIFY(!exists(f, u"child"_s));
    }

    void inTheForegroundTheOwnerGoesLast()
    {
        WorkloadFixture f;
        f.apply(f.deployment(u"web"_s, 2));
        f.pass(2000);
        f.remove(resource::deployments, u"web"_s, Propagation::Foreground);
        f.pass(100); // the Pods take their time to end
        const Json ending = f.get(resource::deployments, u"web"_s);
        QVERIFY(ending[u"metadata"].contains(u"deletionTimestamp"));
        QCOMPARE(ending.path({u"metadata", u"finalizers"}).at(0).toString(),
                 u"foregroundDeletion"_s);
        QCOMPARE(f.count(resource::replicaSets), 1);
        f.pass(2000);
        QVERIFY(f.get(resource::deployments, u"web"_s).isNull());
        QCOMPARE(f.count(resource::replicaSets), 0);
        QCOMPARE(f.count(resource::pods), 0);
    }

    void inTheForegroundOnlyWhatBlocksIsWaitedFor()
    {
        WorkloadFixture f;
        f.api.create(configMap(u"owner"_s), u"test"_s);
        makeOwned(f, u"child"_s, {u"owner"_s}, false);
        Json held = f.get(resource::configMaps, u"child"_s);
        held.setPath({u"metadata", u"finalizers"}, Json(Json::Items {Json(u"example.com/hold"_s)}));
        QVERIFY(f.api.update(held, u"test"_s).isOk());
        f.remove(resource::configMaps, u"owner"_s, Propagation::Foreground);
        f.pass(0);
        QVERIFY(!exists(f, u"owner"_s));
        QVERIFY(
            f.get(resource::configMaps, u"child"_s)[u"metadata"].contains(u"deletionTimestamp"));
    }

    void orphansStay()
    {
        WorkloadFixture f;
        f.api.create(configMap(u"owner"_s), u"test"_s);
        makeOwned(f, u"child"_s, {u"owner"_s}, true);
        f.remove(resource::configMaps, u"owner"_s, Propagation::Orphan);
        f.pass(0);
        QVERIFY(!exists(f, u"owner"_s));
        QVERIFY(!f.get(resource::configMaps, u"child"_s)[u"metadata"].contains(u"ownerReferences"));
    }

    void aDeploymentsPodsGoInTheBackground()
    {
        WorkloadFixture f;
        f.apply(f.deployment(u"web"_s, 3));
        f.pass(2000);
        f.remove(resource::deployments, u"web"_s);
        QVERIFY(f.get(resource::deployments, u"web"_s).isNull());
        f.pass(0);
        QCOMPARE(f.count(resource::replicaSets), 0);
        QCOMPARE(f.count(resource::pods), 3);
        for (const Json& pod : f.list(resource::pods))
            QVERIFY(pod[u"metadata"].contains(u"deletionTimestamp"));
        f.pass(600);
        QCOMPARE(f.count(resource::pods), 0);
    }

    void everyNamespaceIsFurnished()
    {
        WorkloadFixture f;
        QVERIFY(exists(f, u"kube-root-ca.crt"_s));
        QCOMPARE(f.get(resource::configMaps, u"kube-root-ca.crt"_s)[u"data"][u"ca.crt"].toString(),
                 u"CA"_s);
        QVERIFY(!f.get(resource::serviceAccounts, u"default"_s).isNull());
        f.remove(resource::serviceAccounts, u"default"_s);
        f.pass(0);
        QVERIFY(!f.get(resource::serviceAccounts, u"default"_s).isNull());
    }

    void aNamespaceGoesWithAllThatIsInIt()
    {
        WorkloadFixture f;
        f.apply(f.deployment(u"web"_s, 2));
        f.api.create(configMap(u"settings"_s), u"test"_s);
        f.pass(2000);
        f.api.remove(resource::namespaces, {}, u"apps"_s);
        f.pass(100);
        const Json ending = f.get(resource::namespaces, u"apps"_s, {});
        QCOMPARE(ending.path({u"status", u"phase"}).toString(), u"Terminating"_s);
        QVERIFY(isTrue(ending[u"status"], u"NamespaceContentRemaining"));
        QVERIFY(!exists(f, u"settings"_s));
        QCOMPARE(f.count(resource::pods), 2); // they end within their grace
        f.pass(2000);
        QVERIFY(f.get(resource::namespaces, u"apps"_s, {}).isNull());
        for (const ServedKind* kind : f.api.kinds().all()) {
            if (kind->isNamespaced)
                QCOMPARE(f.count(kind->resource()), 0);
        }
    }

    void aFinalizerHoldsItsNamespace()
    {
        WorkloadFixture f;
        Json held = configMap(u"held"_s);
        held.setPath({u"metadata", u"finalizers"}, Json(Json::Items {Json(u"example.com/hold"_s)}));
        f.api.create(held, u"test"_s);
        f.api.remove(resource::namespaces, {}, u"apps"_s);
        f.pass(5000);
        const Json ending = f.get(resource::namespaces, u"apps"_s, {});
        const QString said
            = condition(ending[u"status"], u"NamespaceFinalizersRemaining")[u"message"].toString();
        QVERIFY2(said.contains("example.com/hold in 1 resource instances"_L1), qPrintable(said));
        held = f.get(resource::configMaps, u"held"_s);
        Json metadata = held[u"metadata"];
        metadata.remove(u"finalizers");
        held.set(u"metadata"_s, metadata);
        QVERIFY(f.api.update(held, u"test"_s).isOk());
        f.pass(0);
        QVERIFY(f.get(resource::namespaces, u"apps"_s, {}).isNull());
    }
};

QTEST_GUILESS_MAIN(TestSandboxGc)
#include "tst_sandboxgc.moc"
