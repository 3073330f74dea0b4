#include "tests/unit/workloadfixture.h"

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox;
using namespace cauce::sandbox::control;
using cauce::object::Json;
using cauce::test::WorkloadFixture;

namespace {

Json statefulSet(const QByteArray& more = "{}", const QString& image = u"postgres:15"_s)
{
    Json set = WorkloadFixture::json(R"({"apiVersion":"apps/v1","kind":"StatefulSet",
        "metadata":{"name":"db","namespace":"apps"},
        "spec":{"replicas":3,"serviceName":"db","selector":{"matchLabels":{"app":"db"}},
        "template":{"metadata":{"labels":{"app":"db"}},
        "spec":{"containers":[{"name":"c","image":"x"}]}}}})");
    Json container = set.path({u"spec", u"template", u"spec", u"containers"}).at(0);
    container.set(u"image"_s, image);
    set.setPath({u"spec", u"template", u"spec", u"containers"}, Json(Json::Items {container}));
    const Json extra = WorkloadFixture::json(more);
    for (const auto& [key, value] : extra.members())
        set.setPath({u"spec", key}, value);
    return set;
}

const QByteArray kWithClaims = R"({"volumeClaimTemplates":[{"metadata":{"name":"data"},
    "spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}]})";

QStringList podNames(const WorkloadFixture& f)
{
    QStringList names;
    for (const Json& pod : f.list(resource::pods))
        names << pod.path({u"metadata", u"name"}).toString();
    return names;
}

QString imageOf(const WorkloadFixture& f, const QString& pod)
{
    const Json object = f.get(resource::pods, pod);
    return object.path({u"spec", u"containers"}).at(0)[u"image"].toString();
}

} // namespace

class TestSandboxStateful : public QObject
{
    Q_OBJECT

private slots:
    void podsComeOneAfterTheOther()
    {
        WorkloadFixture f;
        f.apply(statefulSet());
        f.pass(500);
        QCOMPARE(podNames(f), QStringList {u"db-0"_s});
        f.pass(700);
        QCOMPARE(podNames(f), (QStringList {u"db-0"_s, u"db-1"_s}));
        f.pass(5000);
        const Json set = f.get(resource::statefulSets, u"db"_s);
        for (const QStringView field : {u"replicas", u"readyReplicas", u"currentReplicas",
                                        u"updatedReplicas", u"availableReplicas"})
            QCOMPARE(integer(set[u"status"][field]), 3);
        QCOMPARE(set[u"status"][u"currentRevision"], set[u"status"][u"updateRevision"]);
        const Json first = f.get(resource::pods, u"db-0"_s);
        const Json& labels = first.path({u"metadata", u"labels"});
        QCOMPARE(labels[u"statefulset.kubernetes.io/pod-name"].toString(), u"db-0"_s);
        QCOMPARE(labels[u"apps.kubernetes.io/pod-index"].toString(), u"0"_s);
        QCOMPARE(labels[u"controller-revision-hash"], set[u"status"][u"updateRevision"]);
        QCOMPARE(first.path({u"spec", u"hostname"}).toString(), u"db-0"_s);
        QCOMPARE(f.count(resource::controllerRevisions), 1);
    }

    void inParallelAllComeAtOnce()
    {
        WorkloadFixture f;
        f.apply(statefulSet(R"({"podManagementPolicy":"Parallel"})"));
        f.pass(0);
        QCOMPARE(podNames(f).size(), 3);
    }

    void anUpdateGoesFromTheLastOneDown()
    {
        WorkloadFixture f;
        f.apply(statefulSet());
        f.pass(6000);
        f.apply(statefulSet("{}", u"postgres:16"_s));
        f.pass(2000); // ending and starting of one
        QCOMPARE(imageOf(f, u"db-2"_s), u"postgres:16"_s);
        QCOMPARE(imageOf(f, u"db-0"_s), u"postgres:15"_s);
        const Json half = f.get(resource::statefulSets, u"db"_s);
        QVERIFY(half[u"status"][u"currentRevision"] != half[u"status"][u"updateRevision"]);
        f.pass(10'000);
        QCOMPARE(imageOf(f, u"db-0"_s), u"postgres:16"_s);
        const Json whole = f.get(resource::statefulSets, u"db"_s);
        QCOMPARE(whole[u"status"][u"currentRevision"], whole[u"status"][u"updateRevision"]);
        QCOMPARE(integer(whole[u"status"][u"currentReplicas"]), 3);
        QCOMPARE(f.count(resource::controllerRevisions), 2);
    }

    void aPartitionKeepsTheLowerOnes()
    {
        WorkloadFixture f;
        const QByteArray partition
            = R"({"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":2}}})";
        f.apply(statefulSet(partition));
        f.pass(6000);
        f.apply(statefulSet(partition, u"postgres:16"_s));
        f.pass(10'000);
        QCOMPARE(imageOf(f, u"db-2"_s), u"postgres:16"_s);
        QCOMPARE(imageOf(f, u"db-1"_s), u"postgres:15"_s);
        f.remove(resource::pods, u"db-0"_s); // made again as it was
        f.pass(5000);
        QCOMPARE(imageOf(f, u"db-0"_s), u"postgres:15"_s);
        QCOMPARE(f.statusOf(resource::statefulSets, u"db"_s, u"updatedReplicas"), 1);
    }

    void fewerReplicasGoFromTheLastOneDown()
    {
        WorkloadFixture f;
        f.apply(statefulSet());
        f.pass(6000);
        f.apply(statefulSet(R"({"replicas":1})"));
        f.pass(300);
        QVERIFY(f.get(resource::pods, u"db-2"_s)[u"metadata"].contains(u"deletionTimestamp"));
        QVERIFY(!f.get(resource::pods, u"db-1"_s)[u"metadata"].contains(u"deletionTimestamp"));
        f.pass(3000);
        QCOMPARE(podNames(f), QStringList {u"db-0"_s});
    }

    void everyPodHasItsClaimAndTheClaimStays()
    {
        WorkloadFixture f;
        f.apply(statefulSet(kWithClaims));
        f.pass(8000);
        QCOMPARE(f.count(resource::claims), 3);
        const Json claim = f.get(resource::claims, u"data-db-0"_s);
        QCOMPARE(claim.path({u"status", u"phase"}).toString(), u"Bound"_s);
        QCOMPARE(claim.path({u"status", u"capacity", u"storage"}).toString(), u"1Gi"_s);
        const Json volume
            = f.get(resource::volumes, claim.path({u"spec", u"volumeName"}).toString(), {});
        QCOMPARE(volume.path({u"status", u"phase"}).toString(), u"Bound"_s);
        QCOMPARE(volume.path({u"spec", u"claimRef", u"uid"}), claim.path({u"metadata", u"uid"}));
        QCOMPARE(f.statusOf(resource::statefulSets, u"db"_s, u"readyReplicas"), 3);
        f.remove(resource::statefulSets, u"db"_s);
        f.pass(3000);
        QCOMPARE(f.count(resource::pods), 0);
        QCOMPARE(f.count(resource::claims), 3);
    }

    void aClaimInUseIsNotDeletedBeforeItsPod()
    {
        WorkloadFixture f;
        f.apply(statefulSet(kWithClaims));
        f.pass(8000);
        const QString volume
            = f.get(resource::claims, u"data-db-2"_s).path({u"spec", u"volumeName"}).toString();
        f.remove(resource::claims, u"data-db-2"_s);
        f.pass(1000);
        QVERIFY(
            f.get(resource::claims, u"data-db-2"_s)[u"metadata"].contains(u"deletionTimestamp"));
        Json smaller = statefulSet(kWithClaims);
        smaller.setPath({u"spec", u"replicas"}, Json(qint64(2)));
        f.apply(smaller);
        f.pass(3000);
        QVERIFY(f.get(resource::claims, u"data-db-2"_s).isNull());
        QVERIFY(f.get(resource::volumes, volume, {}).isNull());
    }

    void aClaimTakesAVolumeThatIsThere()
    {
        WorkloadFixture f;
        f.apply(R"({"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"disk"},
            "spec":{"capacity":{"storage":"5Gi"},"accessModes":["ReadWriteOnce"],
            "persistentVolumeReclaimPolicy":"Retain","storageClassName":"manual",
            "hostPath":{"path":"/data"}}})");
        f.pass(0);
        QCOMPARE(f.get(resource::volumes, u"disk"_s, {}).path({u"status", u"phase"}).toString(),
                 u"Available"_s);
        f.apply(R"({"apiVersion":"v1","kind":"PersistentVolumeClaim",
            "metadata":{"name":"mine","namespace":"apps"},
            "spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"manual",
            "resources":{"requests":{"storage":"1Gi"}}}})");
        f.pass(1000);
        const Json claim = f.get(resource::claims, u"mine"_s);
        QCOMPARE(claim.path({u"status", u"phase"}).toString(), u"Bound"_s);
        QCOMPARE(claim.path({u"spec", u"volumeName"}).toString(), u"disk"_s);
        f.remove(resource::claims, u"mine"_s);
        f.pass(1000);
        QCOMPARE(f.get(resource::volumes, u"disk"_s, {}).path({u"status", u"phase"}).toString(),
                 u"Released"_s);
    }

    void aDaemonSetHasAPodOnEachNode()
    {
        WorkloadFixture f;
        const auto daemon = [](const QString& image) {
            Json set = WorkloadFixture::json(R"({"apiVersion":"apps/v1","kind":"DaemonSet",
                "metadata":{"name":"agent","namespace":"apps"},
                "spec":{"selector":{"matchLabels":{"app":"agent"}},
                "template":{"metadata":{"labels":{"app":"agent"}},
                "spec":{"containers":[{"name":"c"}]}}}})");
            Json container = set.path({u"spec", u"template", u"spec", u"containers"}).at(0);
            container.set(u"image"_s, image);
            set.setPath({u"spec", u"template", u"spec", u"containers"},
                        Json(Json::Items {container}));
            return set;
        };
        f.apply(daemon(u"agent:1"_s));
        f.pass(2000);
        QSet<QString> nodes;
        for (const Json& pod : f.list(resource::pods))
            nodes.insert(pod.path({u"spec", u"nodeName"}).toString());
        QCOMPARE(nodes, (QSet<QString> {u"sandbox-1"_s, u"sandbox-2"_s}));
        const Json status = f.get(resource::daemonSets, u"agent"_s)[u"status"];
        for (const QStringView field :
             {u"desiredNumberScheduled", u"currentNumberScheduled", u"numberReady",
              u"numberAvailable", u"updatedNumberScheduled"})
            QCOMPARE(integer(status[field]), 2);
        QVERIFY(!status.contains(u"numberUnavailable"));

        f.apply(daemon(u"agent:2"_s));
        qint64 least = 2;
        for (int step = 0; step < 60; ++step) {
            f.pass(100);
            least = qMin(least, f.statusOf(resource::daemonSets, u"agent"_s, u"numberAvailable"));
        }
        QCOMPARE(least, 1); // one at a time
        for (const QString& name : podNames(f))
            QCOMPARE(imageOf(f, name), u"agent:2"_s);
        QCOMPARE(f.statusOf(resource::daemonSets, u"agent"_s, u"updatedNumberScheduled"), 2);
    }
};

QTEST_GUILESS_MAIN(TestSandboxStateful)
#include "tst_sandboxstateful.moc"
