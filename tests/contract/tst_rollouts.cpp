#include "tests/contract/clusterside.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox::control;
using object::Json;
using test::ClusterSide;
using test::comparable;
using test::ControlPlane;

namespace {

Json parsed(const QByteArray& text)
{
    return test::WorkloadFixture::json(text);
}

const QByteArray kDeployment = R"({"apiVersion":"apps/v1","kind":"Deployment",
    "metadata":{"name":"web","annotations":{"team":"shop"}},
    "spec":{"replicas":3,"progressDeadlineSeconds":4,"selector":{"matchLabels":{"app":"web"}},
    "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"main",
    "image":"nginx:1.25","ports":[{"name":"http","containerPort":80}]}]}}}})";

const QByteArray kJob = R"({"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"job"},
    "spec":{"backoffLimit":0,"template":{"spec":{"restartPolicy":"Never",
    "containers":[{"name":"main","image":"busybox:1"}]}}}})";

const QByteArray kStatefulSet = R"({"apiVersion":"apps/v1","kind":"StatefulSet",
    "metadata":{"name":"db"},"spec":{"replicas":2,"serviceName":"db",
    "selector":{"matchLabels":{"app":"db"}},"template":{"metadata":{"labels":{"app":"db"}},
    "spec":{"containers":[{"name":"main","image":"postgres:15"}]}}}})";

const QByteArray kDaemonSet = R"({"apiVersion":"apps/v1","kind":"DaemonSet",
    "metadata":{"name":"agent"},"spec":{"selector":{"matchLabels":{"app":"agent"}},
    "template":{"metadata":{"labels":{"app":"agent"}},
    "spec":{"containers":[{"name":"main","image":"agent:1"}]}}}})";

// What a scenario leaves behind, in words that must be the same on both sides.
using Story = std::function<QByteArrayList(ClusterSide&, const QString& nameSpace)>;

QString in(const QString& nameSpace, const char* groupVersion, const char* resource,
           const QString& name = {})
{
    const QString version = QLatin1String(groupVersion);
    QString path = (version.contains(u'/') ? u"/apis/"_s : u"/api/"_s) + version + u"/namespaces/"_s
        + nameSpace + u'/' + QLatin1String(resource);
    if (!name.isEmpty())
        path += u'/' + name;
    return path;
}

QString deployments(const QString& nameSpace, const QString& name = {})
{
    return in(nameSpace, "apps/v1", "deployments", name);
}

std::vector<Json> itemsAt(ClusterSide& side, const QString& path)
{
    const Json list = side.get(path);
    return {list[u"items"].items().begin(), list[u"items"].items().end()};
}

bool isRolledOut(ClusterSide& side, const QString& nameSpace, qint64 replicas)
{
    const Json d = side.get(deployments(nameSpace, u"web"_s));
    const Json& status = d[u"status"];
    return integer(status[u"observedGeneration"]) == integer(d.path({u"metadata", u"generation"}))
        && condition(status, u"Progressing")[u"reason"].toString() == "NewReplicaSetAvailable"_L1
        && integer(status[u"updatedReplicas"]) == replicas
        && integer(status[u"replicas"]) == replicas && integer(status[u"terminatingReplicas"]) == 0
        && integer(status[u"availableReplicas"]) == replicas;
}

// All ReplicaSets, the newest revision last.
QByteArrayList replicaSets(ClusterSide& side, const QString& nameSpace)
{
    std::vector<Json> sets = itemsAt(side, in(nameSpace, "apps/v1", "replicasets"));
    std::ranges::sort(sets, {}, [](const Json& set) {
        return set[u"metadata"][u"annotations"][u"deployment.kubernetes.io/revision"].toString();
    });
    QByteArrayList texts;
    for (const Json& set : sets)
        texts << comparable(set);
    return texts;
}

// A Pod but for what a kubelet and kwok say each in their own way: the status.
QByteArray podText(Json pod)
{
    pod.remove(u"status");
    return comparable(pod);
}

QByteArrayList eventsAbout(ClusterSide& side, const QString& nameSpace, const QString& kind)
{
    QByteArrayList said;
    for (const Json& event : itemsAt(side, in(nameSpace, "v1", "events"))) {
        if (event.path({u"involvedObject", u"kind"}).toString() != kind)
            continue;
        Json told = Json::emptyObject();
        for (const QString& key :
             {u"type"_s, u"reason"_s, u"message"_s, u"source"_s, u"reportingComponent"_s})
            told.set(key, event[key]);
        said << comparable(told);
    }
    std::ranges::sort(said);
    return said;
}

// Who has written what part of an object.
QByteArray writersOf(const Json& object)
{
    QByteArrayList writers;
    for (const Json& entry : object.path({u"metadata", u"managedFields"}).items())
        writers << (entry[u"manager"].toString() + u' ' + entry[u"operation"].toString() + u' '
                    + entry[u"subresource"].toString())
                       .toUtf8();
    return writers.join(", ");
}

} // namespace

//! What the sandbox's controllers leave behind is what the real ones do, to the byte where no time,
//! address or generated name is in it.
class TestRollouts : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ClusterSide> m_real;
    int m_count = 0;

    // Plays \p story on both sides and compares what it says.
    void compare(const Story& story)
    {
        const QString nameSpace = u"rollouts-%1"_s.arg(++m_count);
        test::SandboxSide sandbox;
        QByteArrayList said[2];
        int at = 0;
        for (ClusterSide* side : {m_real.get(), static_cast<ClusterSide*>(&sandbox)}) {
            Json made = Json::emptyObject();
            made.setPath({u"metadata", u"name"}, nameSpace);
            side->create(u"/api/v1/namespaces"_s, made);
            const int missed = side->missed();
            said[at++] = story(*side, nameSpace);
            QVERIFY2(side->missed() == missed,
                     at == 1 ? "the real cluster did not come to it" : "the sandbox did not");
            QVERIFY(!said[at - 1].isEmpty() && !said[at - 1].contains(QByteArray()));
        }
        QCOMPARE(said[1].size(), said[0].size());
        for (qsizetype i = 0; i < said[0].size(); ++i) {
            if (said[0].at(i) == said[1].at(i))
                continue;
            const QByteArrayList real = said[0].at(i).split('\n'), ours = said[1].at(i).split('\n');
            for (const QByteArray& line : real) {
                if (!ours.contains(line))
                    qWarning("only on the real server: %s", line.constData());
            }
            for (const QByteArray& line : ours) {
                if (!real.contains(line))
                    qWarning("only in the sandbox: %s", line.constData());
            }
            QCOMPARE(said[1].at(i), said[0].at(i));
        }
    }

private slots:
    void initTestCase()
    {
        if (const QString why = ControlPlane::unavailableReason(); !why.isEmpty())
            QSKIP(qPrintable(why));
        const ControlPlane* plane = ControlPlane::shared();
        QVERIFY(plane);
        m_real = std::make_unique<test::RealSide>(*plane);
    }

    void cleanupTestCase() { m_real.reset(); }

    void aDeploymentThatIsNew()
    {
        compare([](ClusterSide& side, const QString& ns) {
            side.create(deployments(ns), parsed(kDeployment));
            if (!side.until([&] { return isRolledOut(side, ns, 3); }))
                return QByteArrayList {"it does not roll out"};
            const Json d = side.get(deployments(ns, u"web"_s));
            QByteArrayList said {comparable(d)};
            said += replicaSets(side, ns);
            said << podText(itemsAt(side, in(ns, "v1", "pods")).at(0));
            said += eventsAbout(side, ns, u"Deployment"_s);
            said << eventsAbout(side, ns, u"ReplicaSet"_s).value(0);
            said << writersOf(itemsAt(side, in(ns, "apps/v1", "replicasets")).at(0));
            return said;
        });
    }

    void aRolloutAndTheWayBack()
    {
        compare([](ClusterSide& side, const QString& ns) {
            QByteArrayList said;
            side.create(deployments(ns), parsed(kDeployment));
            side.until([&] { return isRolledOut(side, ns, 3); });
            for (const QByteArray& image : {QByteArray("nginx:1.26"), QByteArray("nginx:1.25")}) {
                side.patch(deployments(ns, u"web"_s),
                           parsed(R"({"spec":{"template":{"spec":{"containers":[{"name":"main",)"
                                  R"("image":")"
                                  + image + R"("}]}}}})"));
                if (!side.until([&] { return isRolledOut(side, ns, 3); }))
                    return QByteArrayList {"it does not roll out"};
                said << comparable(side.get(deployments(ns, u"web"_s)));
                said += replicaSets(side, ns);
            }
            return said;
        });
    }

    void scaleAndPause()
    {
        compare([](ClusterSide& side, const QString& ns) {
            QByteArrayList said;
            side.create(deployments(ns), parsed(kDeployment));
            side.until([&] { return isRolledOut(side, ns, 3); });
            side.patch(deployments(ns, u"web"_s), parsed(R"({"spec":{"replicas":5}})"));
            if (!side.until([&] { return isRolledOut(side, ns, 5); }))
                return QByteArrayList {"it does not scale"};
            said << comparable(side.get(deployments(ns, u"web"_s)));
            said += replicaSets(side, ns);
            side.patch(deployments(ns, u"web"_s),
                       parsed(R"({"spec":{"paused":true,"replicas":2}})"));
            const bool isPaused = side.until([&] {
                const Json d = side.get(deployments(ns, u"web"_s));
                return condition(d[u"status"], u"Progressing")[u"reason"].toString()
                    == "DeploymentPaused"_L1
                    && integer(d.path({u"status", u"replicas"})) == 2
                    && integer(d.path({u"status", u"availableReplicas"})) == 2
                    && integer(d.path({u"status", u"terminatingReplicas"})) == 0;
            });
            said << (isPaused ? comparable(side.get(deployments(ns, u"web"_s))) : "not paused");
            return said;
        });
    }

    void anImageThatCannotBePulled()
    {
        compare([](ClusterSide& side, const QString& ns) {
            side.create(deployments(ns), parsed(kDeployment));
            side.until([&] { return isRolledOut(side, ns, 3); });
            side.patch(deployments(ns, u"web"_s),
                       parsed(R"({"spec":{"template":{"spec":{"containers":[
                           {"name":"main","image":"nginx:no-such-tag"}]}}}})"));
            const bool isLate = side.until([&] {
                const Json d = side.get(deployments(ns, u"web"_s));
                return condition(d[u"status"], u"Progressing")[u"reason"].toString()
                    == "ProgressDeadlineExceeded"_L1;
            });
            QByteArrayList said {isLate ? comparable(side.get(deployments(ns, u"web"_s)))
                                        : "the deadline does not pass"};
            return said + replicaSets(side, ns);
        });
    }

    void aJobThatCompletesAndOneThatFails()
    {
        compare([](ClusterSide& side, const QString& ns) {
            QByteArrayList said;
            Json failing = parsed(kJob);
            Json container = failing.path({u"spec", u"template", u"spec", u"containers"}).at(0);
            container.set(u"command"_s, Json(Json::Items {Json(u"false"_s)}));
            failing.setPath({u"spec", u"template", u"spec", u"containers"},
                            Json(Json::Items {container}));
            failing.setPath({u"metadata", u"name"}, u"failing"_s);
            for (const Json& job : {parsed(kJob), failing}) {
                const QString name = job.path({u"metadata", u"name"}).toString();
                const QString path = in(ns, "batch/v1", "jobs", name);
                side.create(in(ns, "batch/v1", "jobs"), job);
                const bool isOver = side.until([&] {
                    const Json status = side.get(path)[u"status"];
                    return isTrue(status, u"Complete") || isTrue(status, u"Failed");
                });
                said << (isOver ? comparable(side.get(path)) : "not over");
            }
            for (const Json& pod : itemsAt(side, in(ns, "v1", "pods")))
                said << podText(pod);
            return said + eventsAbout(side, ns, u"Job"_s);
        });
    }

    void aStatefulSet()
    {
        compare([](ClusterSide& side, const QString& ns) {
            const QString path = in(ns, "apps/v1", "statefulsets", u"db"_s);
            side.create(in(ns, "apps/v1", "statefulsets"), parsed(kStatefulSet));
            const auto isReady = [&](qint64 generation) {
                const Json status = side.get(path)[u"status"];
                return integer(status[u"observedGeneration"]) == generation
                    && status[u"currentRevision"] == status[u"updateRevision"]
                    && integer(status[u"currentReplicas"]) == 2
                    && integer(status[u"availableReplicas"]) == 2;
            };
            QByteArrayList said;
            side.until([&] { return isReady(1); });
            said << comparable(side.get(path));
            for (const Json& pod : itemsAt(side, in(ns, "v1", "pods")))
                said << podText(pod);
            for (const Json& revision : itemsAt(side, in(ns, "apps/v1", "controllerrevisions")))
                said << comparable(revision);
            side.patch(path, parsed(R"({"spec":{"template":{"metadata":{"labels":{"v":"2"}}}}})"));
            side.until([&] { return isReady(2); });
            said << comparable(side.get(path));
            return said + eventsAbout(side, ns, u"StatefulSet"_s);
        });
    }

    void aDaemonSet()
    {
        compare([](ClusterSide& side, const QString& ns) {
            const QString path = in(ns, "apps/v1", "daemonsets", u"agent"_s);
            side.create(in(ns, "apps/v1", "daemonsets"), parsed(kDaemonSet));
            side.until([&] {
                const Json status = side.get(path)[u"status"];
                return integer(status[u"desiredNumberScheduled"]) > 0
                    && status[u"numberAvailable"] == status[u"desiredNumberScheduled"];
            });
            QByteArray status = comparable(side.get(path));
            status.replace(": 2", ": 1"); // the sandbox has two nodes
            return QByteArrayList {status, podText(itemsAt(side, in(ns, "v1", "pods")).at(0))};
        });
    }

    void aServiceAndItsEndpoints()
    {
        compare([](ClusterSide& side, const QString& ns) {
            side.create(in(ns, "v1", "services"), parsed(R"({"apiVersion":"v1","kind":"Service",
                            "metadata":{"name":"web","labels":{"a":"b"}},"spec":{
                            "selector":{"app":"web"},"ports":[{"port":8080,"targetPort":"http"}]}})"));
            side.create(deployments(ns), parsed(kDeployment));
            side.until([&] { return isRolledOut(side, ns, 3); });
            const QString slices = in(ns, "discovery.k8s.io/v1", "endpointslices");
            side.until([&] {
                const std::vector<Json> all = itemsAt(side, slices);
                return all.size() == 1 && all[0][u"endpoints"].size() == 3;
            });
            Json slice = itemsAt(side, slices).at(0);
            Json metadata = slice[u"metadata"];
            metadata.remove(u"generation"); // how often it was written depends on when Pods came
            slice.set(u"metadata"_s, metadata);
            Json endpoints = side.get(in(ns, "v1", "endpoints", u"web"_s));
            metadata = endpoints[u"metadata"];
            metadata.remove(u"annotations"); // of the last change, if it still counts
            endpoints.set(u"metadata"_s, metadata);
            return QByteArrayList {comparable(slice), comparable(endpoints)};
        });
    }

    void aPodThatFitsNowhere()
    {
        compare([](ClusterSide& side, const QString& ns) {
            side.create(in(ns, "v1", "pods"), parsed(R"({"apiVersion":"v1","kind":"Pod",
                "metadata":{"name":"big"},"spec":{"containers":[{"name":"c","image":"x",
                "resources":{"requests":{"cpu":"5000"}}}]}})"));
            const QString path = in(ns, "v1", "pods", u"big"_s);
            side.until(
                [&] { return !condition(side.get(path)[u"status"], u"PodScheduled").isNull(); });
            return QByteArrayList {comparable(side.get(path))};
        });
    }

    void deletionPolicies_data()
    {
        QTest::addColumn<QString>("policy");
        for (const char* policy : {"Background", "Foreground", "Orphan"})
            QTest::newRow(policy) << QString::fromLatin1(policy);
    }

    void deletionPolicies()
    {
        QFETCH(QString, policy);
        compare([policy](ClusterSide& side, const QString& ns) {
            side.create(deployments(ns), parsed(kDeployment));
            side.until([&] { return isRolledOut(side, ns, 3); });
            side.remove(deployments(ns, u"web"_s), policy);
            const QString sets = in(ns, "apps/v1", "replicasets");
            const bool isDone = side.until([&] {
                if (!side.get(deployments(ns, u"web"_s)).isNull())
                    return false;
                const std::vector<Json> left = itemsAt(side, sets);
                return policy == "Orphan"_L1
                    ? left.size() == 1 && controllerOf(left[0]).isNull()
                    : left.empty() && itemsAt(side, in(ns, "v1", "pods")).empty();
            });
            QByteArrayList said {isDone ? "done" : "not done"};
            return said + replicaSets(side, ns);
        });
    }

    void aNamespaceThatIsHeldAndThenGoes()
    {
        compare([](ClusterSide& side, const QString& ns) {
            const QString path = u"/api/v1/namespaces/"_s + ns;
            const QString held = in(ns, "v1", "configmaps", u"held"_s);
            side.create(in(ns, "v1", "configmaps"), parsed(R"({"apiVersion":"v1",
                "kind":"ConfigMap","metadata":{"name":"held","finalizers":["example.com/hold"]}})"));
            side.create(deployments(ns), parsed(kDeployment));
            side.until([&] { return isRolledOut(side, ns, 3); });
            side.remove(path, u"Background"_s);
            side.until([&] {
                const Json status = side.get(path)[u"status"];
                return condition(status, u"NamespaceContentRemaining")[u"message"].toString()
                    == "Some resources are remaining: configmaps. has 1 resource instances"_L1;
            });
            Json ending = side.get(path);
            Json metadata = ending[u"metadata"];
            metadata.remove(u"name");
            metadata.remove(u"labels");
            ending.set(u"metadata"_s, metadata);
            QByteArrayList said {comparable(ending)};
            side.patch(held, parsed(R"({"metadata":{"finalizers":null}})"));
            said << (side.until([&] { return side.get(path).isNull(); }) ? "gone" : "still there");
            return said;
        });
    }
};

QTEST_GUILESS_MAIN(TestRollouts)
#include "tst_rollouts.moc"
