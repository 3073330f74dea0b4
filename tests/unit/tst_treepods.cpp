#include "core/tree/podinfo.h"
#include "tests/unit/livefixtures.h"

using cauce::test::manifest;
using cauce::tree::PodInfo;
using cauce::tree::podInfo;
using namespace Qt::StringLiterals;

namespace {

//! Two containers and, of the first, what its status says.
QByteArray pod(const QByteArray& spec, const QByteArray& status, const QByteArray& metadata = "")
{
    return "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'web'" + metadata + "},'spec':{"
        + spec + "},'status':{" + status + "}}";
}

const QByteArray kOne = "'containers':[{'name':'a'}]";
const QByteArray kTwo = "'containers':[{'name':'a'},{'name':'b'}]";
const QByteArray kInit
    = kOne + ",'initContainers':[{'name':'i'},{'name':'side','restartPolicy':'Always'}]";
const QByteArray kRuns = "{'name':'a','ready':true,'state':{'running':{}}}";

} // namespace

//! What is said of a Pod in a word, row by row of kubectl's rule.
class TestTreePods : public QObject
{
    Q_OBJECT

private slots:
    void reasonAndCounts_data()
    {
        QTest::addColumn<QByteArray>("object");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("ready");
        QTest::addColumn<int>("restarts");
        const auto row = [](const char* what, const QByteArray& object, const char* reason,
                            const char* ready, int restarts = 0) {
            QTest::newRow(what) << object << QString::fromLatin1(reason)
                                << QString::fromLatin1(ready) << restarts;
        };
        row("the phase", pod(kOne, "'phase':'Pending'"), "Pending", "0/1");
        row("the pod's own reason", pod(kOne, "'phase':'Failed','reason':'Evicted'"), "Evicted",
            "0/1");
        row("held back by a gate",
            pod(kOne,
                "'phase':'Pending','conditions':[{'type':'PodScheduled','status':'False',"
                "'reason':'SchedulingGated'}]"),
            "SchedulingGated", "0/1");
        row("running", pod(kOne, "'phase':'Running','containerStatuses':[" + kRuns + ']'),
            "Running", "1/1");
        row("running, one of two ready",
            pod(kTwo,
                "'phase':'Running','containerStatuses':[" + kRuns
                    + ",{'name':'b','ready':false,'state':{'running':{}}}]"),
            "Running", "1/2");
        row("waiting",
            pod(kOne,
                "'phase':'Pending','containerStatuses':[{'restartCount':4,'state':{'waiting':{"
                "'reason':'CrashLoopBackOff'}}}]"),
            "CrashLoopBackOff", "0/1", 4);
        row("waiting without a reason",
            pod(kOne, "'phase':'Pending','containerStatuses':[{'state':{'waiting':{}}}]"),
            "Pending", "0/1");
        row("the first container has the last word",
            pod(kTwo,
                "'phase':'Running','containerStatuses':[{'state':{'waiting':{'reason':'First'}}},"
                "{'state':{'waiting':{'reason':'Second'}}}]"),
            "First", "0/2");
        row("ended with a reason",
            pod(kOne,
                "'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':1,"
                "'reason':'Error'}}}]"),
            "Error", "0/1");
        row("ended by a signal",
            pod(kOne,
                "'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':137,"
                "'signal':9}}}]"),
            "Signal:9", "0/1");
        row("ended by a code",
            pod(kOne,
                "'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':2}}}]"),
            "ExitCode:2", "0/1");
        row("one is done, one runs",
            pod(kTwo,
                "'phase':'Running','containerStatuses':[{'state':{'terminated':{'reason':"
                "'Completed'}}},"
                    + kRuns + ']'),
            "Running", "1/2");
        row("all are done",
            pod(kOne,
                "'phase':'Succeeded','containerStatuses':[{'state':{'terminated':{'reason':"
                "'Completed'}}}]"),
            "Completed", "0/1");
        row("restarts of all are counted",
            pod(kTwo,
                "'phase':'Running','containerStatuses':[{'restartCount':2,'ready':true,'state':{"
                "'running':{}}},{'restartCount':3,'ready':true,'state':{'running':{}}}]"),
            "Running", "2/2", 5);
    }
    void reasonAndCounts() { check(); }

    void initContainers_data()
    {
        QTest::addColumn<QByteArray>("object");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("ready");
        QTest::addColumn<int>("restarts");
        const auto row = [](const char* what, const QByteArray& statuses, const char* reason,
                            const char* ready, int restarts = 0, const QByteArray& more = "") {
            QTest::newRow(what) << pod(
                kInit, "'phase':'Pending','initContainerStatuses':[" + statuses + ']' + more)
                                << QString::fromLatin1(reason) << QString::fromLatin1(ready)
                                << restarts;
        };
        const QByteArray done = "{'name':'i','state':{'terminated':{'exitCode':0}}}";
        const QByteArray side
            = "{'name':'side','started':true,'ready':true,'state':{'running':{}}}";
        row("the first runs", "{'name':'i','state':{'running':{}}}", "Init:0/2", "0/2");
        row("the first waits for its turn",
            "{'name':'i','state':{'waiting':{'reason':'PodInitializing'}}}", "Init:0/2", "0/2");
        row("the first cannot start",
            "{'name':'i','restartCount':1,'state':{'waiting':{'reason':'ImagePullBackOff'}}}",
            "Init:ImagePullBackOff", "0/2", 1);
        row("the first failed",
            "{'name':'i','state':{'terminated':{'exitCode':1,'reason':'Error'}}}", "Init:Error",
            "0/2");
        row("killed", "{'name':'i','state':{'terminated':{'exitCode':137,'signal':9}}}",
            "Init:Signal:9", "0/2");
        row("failed with a code", "{'name':'i','state':{'terminated':{'exitCode':3}}}",
            "Init:ExitCode:3", "0/2");
        row("the sidecar has not started",
            done + ",{'name':'side','started':false,'state':{'running':{}}}", "Init:1/2", "0/2");
        row("the sidecar runs", done + ',' + side, "Pending", "1/2");
        row("sidecar and container run", done + ',' + side, "Pending", "2/2", 0,
            ",'containerStatuses':[" + kRuns + ']');
        row("a started container that is no sidecar is not done",
            "{'name':'i','started':true,'ready':true,'state':{'running':{}}}", "Init:0/2", "0/2");
        row("what comes after the first that waits is not read",
            "{'name':'i','state':{'running':{}}},{'name':'side','restartCount':7}", "Init:0/2",
            "0/2");
        row("containers count only once it is initialized", "{'name':'i','state':{'running':{}}}",
            "Init:0/2", "0/2", 0,
            ",'containerStatuses':[{'restartCount':7,'state':{'waiting':{'reason':'X'}}}]");
        row("initialized once, an init container runs again: both count",
            "{'name':'i','state':{'running':{}}}", "Init:0/2", "1/2", 0,
            ",'conditions':[{'type':'Initialized','status':'True'}],"
            "'containerStatuses':["
                + kRuns + ']');
    }
    void initContainers() { check(); }

    void deletion_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QString>("reason");
        QTest::newRow("running") << QByteArray("'phase':'Running'") << u"Terminating"_s;
        QTest::newRow("its node is lost")
            << QByteArray("'phase':'Running','reason':'NodeLost'") << u"Unknown"_s;
        QTest::newRow("it had succeeded") << QByteArray("'phase':'Succeeded'") << u"Succeeded"_s;
        QTest::newRow("it had failed")
            << QByteArray("'phase':'Failed','reason':'Evicted'") << u"Evicted"_s;
    }
    void deletion()
    {
        QFETCH(QByteArray, status);
        QFETCH(QString, reason);
        const auto object
            = manifest(pod(kOne, status, ",'deletionTimestamp':'2024-01-01T00:00:00Z'"));
        QCOMPARE(podInfo(object).reason, reason);
    }

    void theNodeIsTold()
    {
        QCOMPARE(podInfo(manifest(pod("'nodeName':'n1'", "'phase':'Running'"))).node, u"n1"_s);
    }

    void anOddShapeIsHarmless_data()
    {
        QTest::addColumn<QByteArray>("object");
        const QByteArray head = "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'web'}";
        QTest::newRow("nothing") << head + '}';
        QTest::newRow("texts") << head + ",'spec':'x','status':'y'}";
        QTest::newRow("lists") << head + ",'spec':[],'status':[]}";
        QTest::newRow("containers of texts")
            << head + ",'status':{'containerStatuses':['a'],'initContainerStatuses':7}}";
        QTest::newRow("numbers as texts")
            << head + ",'status':{'containerStatuses':[{'restartCount':'9'}]}}";
        QTest::newRow("states of another kind")
            << head + ",'status':{'containerStatuses':[{'state':{'terminated':true}}]}}";
    }
    void anOddShapeIsHarmless()
    {
        QFETCH(QByteArray, object);
        QCOMPARE(podInfo(manifest(object)), PodInfo());
    }

    void shortText_data()
    {
        QTest::addColumn<QByteArray>("object");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* type, const char* rest, const char* text) {
            const auto words = QByteArray(type).split(' ');
            QTest::addRow("%s %s", type, rest)
                << "{'apiVersion':'" + words.at(0) + "','kind':'" + words.at(1) + "'," + rest + '}'
                << QString::fromLatin1(text);
        };
        const char* name = "'metadata':{'name':'x'}";
        row("v1 Pod",
            "'metadata':{'name':'x'},'spec':{'containers':[{}]},'status':{'phase':"
            "'Running','containerStatuses':[{'restartCount':1,'ready':true,'state':{"
            "'running':{}}}]}",
            "Running 1/1, 1 restart");
        row("v1 Pod",
            "'metadata':{'name':'x'},'status':{'phase':'Running','containerStatuses':[{"
            "'restartCount':12}]}",
            "Running 0/0, 12 restarts");
        row("apps/v1 Deployment",
            "'metadata':{'name':'x','annotations':{'deployment.kubernetes.io/revision':'4'}},"
            "'spec':{'replicas':3},'status':{'readyReplicas':2}",
            "2/3 ready, rev:4");
        row("apps/v1 ReplicaSet", "'metadata':{'name':'x'},'spec':{'replicas':0}", "0/0 ready");
        row("apps/v1 StatefulSet", "'metadata':{'name':'x'},'status':{'readyReplicas':1}",
            "1/1 ready");
        row("apps/v1 DaemonSet",
            "'metadata':{'name':'x'},'status':{'numberReady':1,'desiredNumberScheduled':2}",
            "1/2 ready");
        row("apps/v1 ControllerRevision", "'metadata':{'name':'x'},'revision':7", "rev:7");
        row("apps/v1 ControllerRevision", "'metadata':{'name':'x'},'revision':'7'", "");
        row("apps/v1 ControllerRevision", "'metadata':{'name':'x'},'revision':0", "");
        row("argoproj.io/v1alpha1 Rollout",
            "'metadata':{'name':'x','annotations':{'rollout.argoproj.io/revision':'2'}}", "rev:2");
        row("batch/v1 Job",
            "'metadata':{'name':'x'},'spec':{'completions':5},'status':{"
            "'succeeded':2}",
            "2/5 completed");
        row("batch/v1 CronJob", "'metadata':{'name':'x'},'spec':{'schedule':'0 3 * * *'}",
            "0 3 * * *");
        row("v1 PersistentVolumeClaim", "'metadata':{'name':'x'},'status':{'phase':'Bound'}",
            "Bound");
        row("v1 Service", "'metadata':{'name':'x'},'spec':{'type':'ClusterIP'}", "ClusterIP");
        row("serving.knative.dev/v1 Service", "'metadata':{'name':'x'},'spec':{'type':'X'}", "");
        row("example.org/v1 Deployment", name, "");
        row("v1 ConfigMap", name, "");
    }
    void shortText()
    {
        QFETCH(QByteArray, object);
        QFETCH(QString, text);
        QCOMPARE(cauce::tree::shortInfo(manifest(object)), text);
    }

    void imagesOfAPodAndOfATemplate()
    {
        const QByteArray containers
            = "{'initContainers':[{'image':'a:1'}],'containers':[{'image':'b:1'},{'image':'a:1'},"
              "{'name':'none'}]}";
        const QStringList both {u"a:1"_s, u"b:1"_s};
        const QByteArray head = "'metadata':{'name':'x'},'spec':";
        using cauce::tree::imagesOf;
        QCOMPARE(imagesOf(manifest("{'apiVersion':'v1','kind':'Pod'," + head + containers + '}')),
                 both);
        QCOMPARE(imagesOf(manifest("{'apiVersion':'apps/v1','kind':'Deployment'," + head
                                   + "{'template':{'spec':" + containers + "}}}")),
                 both);
        QCOMPARE(imagesOf(manifest("{'apiVersion':'batch/v1','kind':'CronJob'," + head
                                   + "{'jobTemplate':{'spec':{'template':{'spec':" + containers
                                   + "}}}}}")),
                 both);
    }

private:
    static void check()
    {
        QFETCH(QByteArray, object);
        QFETCH(QString, reason);
        QFETCH(QString, ready);
        QFETCH(int, restarts);
        const PodInfo info = podInfo(manifest(object));
        QCOMPARE(info.reason, reason);
        QCOMPARE(u"%1/%2"_s.arg(info.ready).arg(info.total), ready);
        QCOMPARE(info.restarts, restarts);
    }
};

QTEST_GUILESS_MAIN(TestTreePods)
#include "tst_treepods.moc"
