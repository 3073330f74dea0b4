#include "tests/unit/healthfixtures.h"

using cauce::test::checkHealth;
using cauce::test::HealthRows;
using enum cauce::health::HealthStatus;

namespace {

const QByteArray kAlways = "'spec':{'restartPolicy':'Always'},";
const QByteArray kNever = "'spec':{'restartPolicy':'Never'},";

QByteArray waiting(const QByteArray& reason, const QByteArray& message)
{
    return "{'name':'c','state':{'waiting':{'reason':'" + reason + "','message':'" + message
        + "'}}}";
}

} // namespace

//! Argo CD's rule for a Pod.
class TestHealthPods : public QObject
{
    Q_OBJECT

private slots:
    void waitingContainers_data()
    {
        HealthRows rows("v1", "Pod");
        const auto pod = [](const QByteArray& spec, const QByteArray& containers) -> QByteArray {
            return spec + "'status':{'phase':'Pending','containerStatuses':[" + containers + "]}";
        };
        rows.add("a reason that begins with Err", pod(kAlways, waiting("ErrImagePull", "no image")),
                 Degraded, "no image");
        rows.add("one that ends in Error", pod(kAlways, waiting("CreateContainerError", "no")),
                 Degraded, "no");
        rows.add("one that ends in BackOff", pod(kAlways, waiting("CrashLoopBackOff", "back-off")),
                 Degraded, "back-off");
        rows.add("the messages of all",
                 pod(kAlways,
                     waiting("ErrImagePull", "one") + ',' + waiting("X", "two") + ','
                         + waiting("ImagePullBackOff", "three")),
                 Degraded, "one, three");
        rows.add("an error without a message is one",
                 pod(kAlways, "{'state':{'waiting':{'reason':'ErrImagePull'}}}"), Degraded);
        rows.add("a harmless reason", pod(kAlways, waiting("ContainerCreating", "x")), Progressing);
        rows.add("words in the middle do not count", pod(kAlways, waiting("NoErrorHere", "x")),
                 Progressing);
        rows.add("a pod that ends may wait", pod(kNever, waiting("ErrImagePull", "no image")),
                 Progressing);
        rows.add("unless an annotation says that restarts do not matter",
                 pod("'metadata':{'annotations':{'argocd.argoproj.io/ignore-restart-policy':"
                     "'true'}},"
                         + kNever,
                     waiting("ErrImagePull", "no image")),
                 Degraded, "no image");
        rows.add("which a hook does not heed",
                 pod("'metadata':{'annotations':{'argocd.argoproj.io/ignore-restart-policy':"
                     "'true','argocd.argoproj.io/hook':'Sync'}},"
                         + kNever,
                     waiting("ErrImagePull", "no image")),
                 Progressing);
        rows.add("nor one of Helm's",
                 pod("'metadata':{'annotations':{'argocd.argoproj.io/ignore-restart-policy':"
                     "'true','helm.sh/hook':'post-install'}},"
                         + kNever,
                     waiting("ErrImagePull", "no image")),
                 Progressing);
        rows.add("init containers are not looked at",
                 kAlways + "'status':{'phase':'Pending','initContainerStatuses':["
                     + waiting("ErrImagePull", "no image") + "]}",
                 Progressing);
    }
    void waitingContainers() { checkHealth(); }

    void phase_data()
    {
        HealthRows rows("v1", "Pod");
        rows.add("pending", kAlways + "'status':{'phase':'Pending','message':'no node'}",
                 Progressing, "no node");
        rows.add("succeeded", kNever + "'status':{'phase':'Succeeded','message':'done'}", Healthy,
                 "done");
        rows.add("of a name nobody knows", kAlways + "'status':{'phase':'Odd','message':'m'}",
                 Unknown, "m");
        rows.add("none", kAlways + "'status':{}", Unknown);
        rows.add("no status at all", "'spec':{'restartPolicy':'Always'}", Unknown);
        rows.add("failed, with the pod's own words",
                 kNever
                     + "'status':{'phase':'Failed','message':'evicted','containerStatuses':["
                       "{'name':'c','state':{'terminated':{'message':'x'}}}]}",
                 Degraded, "evicted");
        rows.add("failed, with a container's",
                 kNever
                     + "'status':{'phase':'Failed','containerStatuses':[{'name':'c','state':{"
                       "'terminated':{'exitCode':2,'message':'no config'}}}]}",
                 Degraded, "no config");
        rows.add("failed, out of memory",
                 kNever
                     + "'status':{'phase':'Failed','containerStatuses':[{'name':'c','state':{"
                       "'terminated':{'exitCode':137,'reason':'OOMKilled'}}}]}",
                 Degraded, "OOMKilled");
        rows.add("failed, by a code",
                 kNever
                     + "'status':{'phase':'Failed','containerStatuses':["
                       "{'name':'good','state':{'terminated':{'exitCode':0}}},"
                       "{'name':'bad','state':{'terminated':{'exitCode':3,'reason':'Error'}}}]}",
                 Degraded, "container \"bad\" failed with exit code 3");
        rows.add("failed, init containers first",
                 kNever
                     + "'status':{'phase':'Failed','containerStatuses':[{'name':'c','state':{"
                       "'terminated':{'exitCode':2}}}],'initContainerStatuses':[{'name':'i',"
                       "'state':{'terminated':{'exitCode':1}}}]}",
                 Degraded, "container \"i\" failed with exit code 1");
        rows.add("failed, nobody says why", kNever + "'status':{'phase':'Failed'}", Degraded);
    }
    void phase() { checkHealth(); }

    void running_data()
    {
        HealthRows rows("v1", "Pod");
        const QByteArray ready = "'conditions':[{'type':'Ready','status':'True'}]";
        const QByteArray unready = "'conditions':[{'type':'Ready','status':'False'}]";
        const QByteArray ended = "'containerStatuses':[{'name':'c','lastState':{'terminated':{"
                                 "'exitCode':1}}}]";
        rows.add("ready", kAlways + "'status':{'phase':'Running'," + ready + '}', Healthy);
        rows.add("ready again after a crash",
                 kAlways + "'status':{'phase':'Running'," + ready + ',' + ended + '}', Healthy);
        rows.add("not ready after a crash",
                 kAlways + "'status':{'phase':'Running'," + unready + ',' + ended + '}', Degraded);
        rows.add("not ready yet", kAlways + "'status':{'phase':'Running'," + unready + '}',
                 Progressing);
        rows.add("no condition yet", kAlways + "'status':{'phase':'Running'}", Progressing);
        rows.add("one that is to end", kNever + "'status':{'phase':'Running'," + ready + '}',
                 Progressing);
        rows.add("one that is restarted on failure",
                 "'spec':{'restartPolicy':'OnFailure'},'status':{'phase':'Running'," + ready + ','
                     + ended + '}',
                 Progressing);
    }
    void running() { checkHealth(); }
};

QTEST_GUILESS_MAIN(TestHealthPods)
#include "tst_healthpods.moc"
