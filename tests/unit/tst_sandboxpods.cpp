#include "tests/unit/workloadfixture.h"

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox;
using namespace cauce::sandbox::control;
using cauce::object::Json;
using cauce::test::WorkloadFixture;

namespace {

void makePod(WorkloadFixture& f, const QString& name, const QByteArray& spec)
{
    Json pod = f.json(R"({"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"apps"}})");
    pod.setPath({u"metadata", u"name"}, name);
    pod.set(u"spec"_s, f.json(spec));
    QVERIFY(f.apply(pod).isOk());
}

Json podNamed(const WorkloadFixture& f, const QString& name)
{
    return f.get(resource::pods, name);
}

QString phaseOf(const WorkloadFixture& f, const QString& name)
{
    return podNamed(f, name).path({u"status", u"phase"}).toString();
}

QString waitingFor(const WorkloadFixture& f, const QString& name)
{
    const Json pod = podNamed(f, name);
    return pod.path({u"status", u"containerStatuses"})
        .at(0)
        .path({u"state", u"waiting", u"reason"})
        .toString();
}

Answer logOf(WorkloadFixture& f, const QString& pod, const QString& container = {},
             std::optional<qint64> tail = {}, bool previous = false, bool timestamps = false)
{
    Request request;
    request.version = u"v1"_s;
    request.resource = u"pods"_s;
    request.subresource = u"log"_s;
    request.nameSpace = u"apps"_s;
    request.name = pod;
    request.container = container;
    request.tailLines = tail;
    request.previous = previous;
    request.timestamps = timestamps;
    return f.api.answer(request);
}

} // namespace

class TestSandboxPods : public QObject
{
    Q_OBJECT

private slots:
    void aPodIsScheduledCreatedAndReady()
    {
        WorkloadFixture f;
        makePod(f, u"p"_s, R"({"containers":[{"name":"c","image":"nginx:1.25"}]})");
        f.pass(100);
        QVERIFY(podNamed(f, u"p"_s).path({u"spec", u"nodeName"}).isNull());
        f.pass(150);
        const Json placed = podNamed(f, u"p"_s);
        QVERIFY(placed.path({u"spec", u"nodeName"}).toString().startsWith("sandbox-"_L1));
        QVERIFY(isTrue(placed[u"status"], u"PodScheduled"));
        QCOMPARE(waitingFor(f, u"p"_s), u"ContainerCreating"_s);
        QCOMPARE(phaseOf(f, u"p"_s), u"Pending"_s);
        QCOMPARE(integer(placed.path({u"metadata", u"generation"})), 1);
        f.pass(1000);
        const Json running = podNamed(f, u"p"_s);
        QCOMPARE(phaseOf(f, u"p"_s), u"Running"_s);
        for (const QStringView type : {u"PodScheduled", u"Initialized", u"Ready",
                                       u"ContainersReady", u"PodReadyToStartContainers"})
            QVERIFY(isTrue(running[u"status"], type));
        const Json& status = running.path({u"status", u"containerStatuses"}).at(0);
        QVERIFY(status[u"imageID"].toString().startsWith("docker.io/library/nginx@sha256:"_L1));
        QVERIFY(status[u"ready"].toBool());
        QVERIFY(!running.path({u"status", u"podIP"}).toString().isEmpty());
        QCOMPARE(f.reasons(u"Pod"_s, u"p"_s),
                 (QStringList {u"Scheduled"_s, u"Pulled"_s, u"Created"_s, u"Started"_s}));
    }

    void twoNodesShareThePods()
    {
        WorkloadFixture f;
        f.apply(f.deployment(u"web"_s, 6));
        f.pass(2000);
        QHash<QString, int> count;
        QSet<QString> addresses;
        for (const Json& pod : f.list(resource::pods)) {
            ++count[pod.path({u"spec", u"nodeName"}).toString()];
            addresses.insert(pod.path({u"status", u"podIP"}).toString());
        }
        QCOMPARE(count.value(u"sandbox-1"_s), 3);
        QCOMPARE(count.value(u"sandbox-2"_s), 3);
        QCOMPARE(addresses.size(), 6);
    }

    void aPodThatFitsNowhereWaitsUntilItDoes_data()
    {
        QTest::addColumn<QByteArray>("spec");
        QTest::addColumn<QString>("why");
        QTest::newRow("cpu") << QByteArray(R"({"containers":[{"name":"c","image":"x",
                "resources":{"requests":{"cpu":"5000"}}}]})")
                             << u"0/2 nodes are available: 2 Insufficient cpu."_s;
        QTest::newRow("memory") << QByteArray(R"({"containers":[{"name":"c","image":"x",
                "resources":{"requests":{"memory":"100Ti"}}}]})")
                                << u"0/2 nodes are available: 2 Insufficient memory."_s;
        QTest::newRow("a device that no node has")
            << QByteArray(R"({"containers":[{"name":"c","image":"x",
                "resources":{"limits":{"nvidia.com/gpu":"1"},"requests":{"nvidia.com/gpu":"1"}}}]})")
            << u"0/2 nodes are available: 2 Insufficient nvidia.com/gpu."_s;
        QTest::newRow("node selector")
            << QByteArray(
                   R"({"nodeSelector":{"disk":"ssd"},"containers":[{"name":"c","image":"x"}]})")
            << u"0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector."_s;
    }

    void aPodThatFitsNowhereWaitsUntilItDoes()
    {
        QFETCH(QByteArray, spec);
        QFETCH(QString, why);
        WorkloadFixture f;
        makePod(f, u"p"_s, spec);
        f.pass(60'000);
        const Json pod = podNamed(f, u"p"_s);
        QCOMPARE(phaseOf(f, u"p"_s), u"Pending"_s);
        const Json& scheduled = condition(pod[u"status"], u"PodScheduled");
        QCOMPARE(scheduled[u"reason"].toString(), u"Unschedulable"_s);
        QVERIFY2(scheduled[u"message"].toString().startsWith(why),
                 qPrintable(scheduled[u"message"].toString()));
        QCOMPARE(f.reasons(u"Pod"_s, u"p"_s), QStringList {u"FailedScheduling"_s});

        Json node = f.get(resource::nodes, u"sandbox-1"_s, {});
        node.setPath({u"metadata", u"labels", u"disk"}, u"ssd"_s);
        QVERIFY(f.api.update(node, u"test"_s).isOk());
        node = f.get(resource::nodes, u"sandbox-1"_s, {});
        Json room = node[u"status"][u"allocatable"];
        room.set(u"cpu"_s, u"9k"_s);
        room.set(u"memory"_s, u"200Ti"_s);
        room.set(u"nvidia.com/gpu"_s, u"1"_s);
        node.setPath({u"status", u"allocatable"}, room);
        QVERIFY(f.api.update(node, u"test"_s, u"status"_s).isOk());
        f.pass(2000);
        QCOMPARE(phaseOf(f, u"p"_s), u"Running"_s);
    }

    void anImageThatIsNotThereBacksOff()
    {
        WorkloadFixture f;
        makePod(f, u"p"_s, R"({"containers":[{"name":"c","image":"nginx:broken"}]})");
        f.pass(1050);
        QCOMPARE(waitingFor(f, u"p"_s), u"ErrImagePull"_s);
        f.pass(1000);
        QCOMPARE(waitingFor(f, u"p"_s), u"ImagePullBackOff"_s);
        f.pass(60'000);
        QCOMPARE(phaseOf(f, u"p"_s), u"Pending"_s);
        QVERIFY(!isTrue(podNamed(f, u"p"_s)[u"status"], u"Ready"));
        for (const Json& event : f.list(resource::events)) {
            if (event[u"message"].toString() == "Error: ErrImagePull"_L1)
                QVERIFY(integer(event[u"count"]) > 1); // counted, not repeated
        }
        QVERIFY(f.reasons(u"Pod"_s, u"p"_s).contains(u"BackOff"_s));
    }

    void aContainerThatCrashesIsStartedAgainLessAndLessOften()
    {
        WorkloadFixture f;
        makePod(f, u"p"_s, R"({"containers":[{"name":"c","image":"app:crash"}]})");
        const auto restarts = [&f] {
            const Json pod = podNamed(f, u"p"_s);
            return integer(pod.path({u"status", u"containerStatuses"}).at(0)[u"restartCount"]);
        };
        QVERIFY(f.passUntil([&] { return waitingFor(f, u"p"_s) == "CrashLoopBackOff"_L1; }) >= 0);
        QCOMPARE(restarts(), 1);
        QCOMPARE(phaseOf(f, u"p"_s), u"Running"_s);
        QVERIFY(!isTrue(podNamed(f, u"p"_s)[u"status"], u"Ready"));
        const qint64 second = f.passUntil([&] { return restarts() == 2; });
        QVERIFY(second >= 9 && second <= 11);
        const qint64 third = f.passUntil([&] { return restarts() == 3; });
        QVERIFY(third >= 19 && third <= 22);
        f.pass(3'600'000);
        const qint64 before = restarts();
        f.pass(600'000);
        QVERIFY(restarts() - before <= 2); // five minutes apart
    }

    void initContainersRunInOrderBeforeTheOthers()
    {
        WorkloadFixture f;
        makePod(f, u"p"_s,
                R"({"initContainers":[{"name":"i1","image":"x"},{"name":"i2","image":"x"}],
                               "containers":[{"name":"c","image":"x"}]})");
        const auto state = [&f](qsizetype index) {
            const Json pod = podNamed(f, u"p"_s);
            const Json& status = pod.path({u"status", u"initContainerStatuses"}).at(index);
            return status[u"state"].size() > 0 ? status[u"state"].members()[0].first : QString();
        };
        QVERIFY(f.passUntil([&] { return state(0) == "running"_L1; }) >= 0);
        QCOMPARE(state(1), u"waiting"_s);
        QCOMPARE(condition(podNamed(f, u"p"_s)[u"status"], u"Initialized")[u"message"].toString(),
                 u"containers with incomplete status: [i1 i2]"_s);
        QVERIFY(f.passUntil([&] { return state(1) == "running"_L1; }) >= 0);
        QCOMPARE(state(0), u"terminated"_s);
        QCOMPARE(waitingFor(f, u"p"_s), u"PodInitializing"_s);
        QVERIFY(f.passUntil([&] { return phaseOf(f, u"p"_s) == "Running"_L1; }) >= 0);
        QVERIFY(isTrue(podNamed(f, u"p"_s)[u"status"], u"Ready"));
    }

    void aReadinessProbeIsWaitedFor()
    {
        WorkloadFixture f;
        makePod(f, u"p"_s, R"({"containers":[{"name":"c","image":"x",
            "readinessProbe":{"initialDelaySeconds":5,"tcpSocket":{"port":80}}}]})");
        f.pass(2000);
        QCOMPARE(phaseOf(f, u"p"_s), u"Running"_s);
        QVERIFY(!isTrue(podNamed(f, u"p"_s)[u"status"], u"Ready"));
        f.pass(5000);
        QVERIFY(isTrue(podNamed(f, u"p"_s)[u"status"], u"Ready"));
    }

    void aMissingSecretKeepsTheContainerFromBeingMade()
    {
        WorkloadFixture f;
        makePod(f, u"p"_s, R"({"containers":[{"name":"c","image":"x",
            "env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}]}]})");
        f.pass(2000);
        QCOMPARE(waitingFor(f, u"p"_s), u"CreateContainerConfigError"_s);
        f.apply(R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"apps"},
                    "data":{"k":"eA=="}})");
        f.pass(6000);
        QCOMPARE(phaseOf(f, u"p"_s), u"Running"_s);
    }

    void aDeletedPodEndsGracefully()
    {
        WorkloadFixture f;
        makePod(f, u"p"_s, R"({"containers":[{"name":"c","image":"x"}]})");
        f.pass(2000);
        f.remove(resource::pods, u"p"_s);
        f.pass(400);
        const Json ending = podNamed(f, u"p"_s);
        QVERIFY(ending[u"metadata"].contains(u"deletionTimestamp"));
        QCOMPARE(integer(ending.path({u"metadata", u"deletionGracePeriodSeconds"})), 30);
        f.pass(200);
        QVERIFY(podNamed(f, u"p"_s).isNull());
        QVERIFY(f.reasons(u"Pod"_s, u"p"_s).contains(u"Killing"_s));
    }

    void aServiceLeadsToTheReadyPods()
    {
        WorkloadFixture f;
        f.apply(R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"apps"},
            "spec":{"selector":{"app":"web"},"ports":[{"port":8080,"targetPort":"http"}]}})");
        f.apply(f.deployment(u"web"_s, 2));
        f.pass(500);
        Json slice = f.list(resource::endpointSlices).at(0);
        QCOMPARE(slice[u"endpoints"].size(), 0);
        f.pass(1500);
        slice = f.list(resource::endpointSlices).at(0);
        QCOMPARE(slice[u"endpoints"].size(), 2);
        QVERIFY(slice[u"endpoints"].at(0).path({u"conditions", u"ready"}).toBool());
        QCOMPARE(integer(slice[u"ports"].at(0)[u"port"]), 80); // the container's, by its name
        QCOMPARE(f.count(resource::endpointSlices), 1);
        const Json endpoints = f.get(resource::endpoints, u"web"_s);
        QCOMPARE(endpoints[u"subsets"].at(0)[u"addresses"].size(), 2);
        f.apply(f.deployment(u"web"_s, 1));
        f.pass(2000);
        slice = f.list(resource::endpointSlices).at(0);
        QCOMPARE(slice[u"endpoints"].size(), 1);
        f.remove(resource::services, u"web"_s);
        f.pass(0);
        QCOMPARE(f.count(resource::endpointSlices), 0);
        QVERIFY(f.get(resource::endpoints, u"web"_s).isNull());
    }

    void aLoadBalancerAndAnIngressGetTheNodesAddresses()
    {
        WorkloadFixture f;
        f.apply(R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"apps"},
            "spec":{"type":"LoadBalancer","selector":{"app":"web"},"ports":[{"port":80}]}})");
        f.apply(R"({"apiVersion":"networking.k8s.io/v1","kind":"Ingress",
            "metadata":{"name":"web","namespace":"apps"},
            "spec":{"defaultBackend":{"service":{"name":"web","port":{"number":80}}}}})");
        f.pass(0);
        for (const ResourceName& resource : {resource::services, resource::ingresses}) {
            const Json entries
                = f.get(resource, u"web"_s).path({u"status", u"loadBalancer", u"ingress"});
            QCOMPARE(entries.size(), 2);
            QCOMPARE(entries.at(0)[u"ip"].toString(), u"192.168.50.11"_s);
        }
    }

    void logsAreThoseOfTheContainer()
    {
        WorkloadFixture f;
        makePod(f, u"p"_s, R"({"containers":[{"name":"c","image":"nginx:1.25-alpine"}]})");
        f.pass(500);
        const Answer early = logOf(f, u"p"_s);
        QCOMPARE(early.code, 400);
        QCOMPARE(early.body[u"message"].toString(),
                 u"container \"c\" in pod \"p\" is waiting to start: ContainerCreating"_s);
        f.pass(60'000);
        const QByteArray text = logOf(f, u"p"_s).text;
        QVERIFY2(text.contains("nginx/1.25\n"), text.constData());
        QVERIFY(text.contains("\"GET "));
        QCOMPARE(logOf(f, u"p"_s).text, text); // always the same
        const QByteArray tail = logOf(f, u"p"_s, u"c"_s, 2).text;
        QCOMPARE(tail.count('\n'), 2);
        QVERIFY(text.endsWith(tail));
        QVERIFY(logOf(f, u"p"_s, {}, 1, false, true).text.startsWith("2026-01-02T03:0"));
        f.pass(20'000);
        QVERIFY(logOf(f, u"p"_s).text.startsWith(text));

        QCOMPARE(logOf(f, u"p"_s, u"nope"_s).body[u"message"].toString(),
                 u"container nope is not valid for pod p"_s);
        QCOMPARE(logOf(f, u"p"_s, u"c"_s, {}, true).body[u"message"].toString(),
                 u"previous terminated container \"c\" in pod \"p\" not found"_s);
        QCOMPARE(logOf(f, u"none"_s).code, 404);
    }

    void aPodOfTwoContainersIsAskedForOne()
    {
        WorkloadFixture f;
        makePod(f, u"p"_s,
                R"({"containers":[{"name":"a","image":"x"},{"name":"b","image":"x:crash"}]})");
        f.pass(5000);
        QCOMPARE(logOf(f, u"p"_s).body[u"message"].toString(),
                 u"a container name must be specified for pod p, choose one of: [a b]"_s);
        QVERIFY(logOf(f, u"p"_s, u"a"_s).isOk());
        QVERIFY(logOf(f, u"p"_s, u"b"_s, {}, true).text.contains("fatal"));
    }

    void eventsAreForgottenAfterAnHour()
    {
        WorkloadFixture f;
        makePod(f, u"p"_s, R"({"containers":[{"name":"c","image":"x"}]})");
        f.pass(5000);
        QVERIFY(f.count(resource::events) >= 4);
        f.pass(3'500'000);
        QVERIFY(f.count(resource::events) >= 4);
        f.pass(200'000);
        QCOMPARE(f.count(resource::events), 0);
    }

    void aStatusIsTheKubeletsAndTheSpecIsNot()
    {
        WorkloadFixture f;
        f.apply(f.deployment(u"web"_s, 1));
        f.pass(2000);
        QStringList managers;
        const Json pod = f.list(resource::pods).at(0);
        for (const Json& entry : pod.path({u"metadata", u"managedFields"}).items())
            managers << entry[u"manager"].toString() + u'/' + entry[u"subresource"].toString();
        QCOMPARE(managers, (QStringList {u"kube-controller-manager/"_s, u"kubelet/status"_s}));
    }
};

QTEST_GUILESS_MAIN(TestSandboxPods)
#include "tst_sandboxpods.moc"
