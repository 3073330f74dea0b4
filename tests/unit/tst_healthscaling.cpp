#include "tests/unit/healthfixtures.h"

using cauce::test::checkHealth;
using cauce::test::HealthRows;
using enum cauce::health::HealthStatus;

//! Autoscalers and disruption budgets.
class TestHealthScaling : public QObject
{
    Q_OBJECT

private slots:
    void autoscaler_data()
    {
        HealthRows rows("autoscaling/v2", "HorizontalPodAutoscaler");
        const auto status = [](const QByteArray& conditions) -> QByteArray {
            return "'status':{'conditions':[" + conditions + "]}";
        };
        const QByteArray able
            = "{'type':'AbleToScale','status':'True','reason':'Ready','message':'able'}";
        rows.add("no status", "'spec':{}", Progressing, "Waiting to Autoscale");
        rows.add("no conditions", status(""), Progressing, "Waiting to Autoscale");
        rows.add("able", status(able), Healthy, "able");
        rows.add("limited", status("{'type':'ScalingLimited','status':'True','message':'max'}"),
                 Healthy, "max");
        rows.add("active alone says nothing", status("{'type':'ScalingActive','status':'True'}"),
                 Progressing, "Waiting to Autoscale");
        rows.add("not able", status("{'type':'AbleToScale','status':'False'}"), Progressing,
                 "Waiting to Autoscale");
        for (const char* reason : {"FailedGetScale", "FailedUpdateScale"}) {
            rows.add(reason,
                     status("{'type':'AbleToScale','status':'False','reason':'" + QByteArray(reason)
                            + "','message':'m'}"),
                     Degraded, "m");
        }
        for (const char* reason :
             {"FailedGetResourceMetric", "FailedGetObjectMetric", "FailedGetPodsMetric",
              "FailedGetExternalMetric", "FailedComputeMetricsReplicas", "InvalidSelector"}) {
            rows.add(reason,
                     status(able + ",{'type':'ScalingActive','status':'False','reason':'"
                            + QByteArray(reason) + "','message':'m'}"),
                     Degraded, "m");
        }
        rows.add("such a reason in another condition",
                 status("{'type':'ScalingActive','status':'False','reason':'FailedGetScale'}"),
                 Progressing, "Waiting to Autoscale");
    }
    void autoscaler() { checkHealth(); }

    void autoscalerOfVersionOne_data()
    {
        HealthRows rows("autoscaling/v1", "HorizontalPodAutoscaler");
        const auto annotated = [](const QByteArray& text) -> QByteArray {
            return "'metadata':{'annotations':{'autoscaling.alpha.kubernetes.io/conditions':'"
                + text + "'}}";
        };
        rows.add("no annotation",
                 "'status':{'conditions':[{'type':'AbleToScale','status':'True'}]}", Progressing,
                 "Waiting to Autoscale");
        rows.add("able",
                 annotated(R"([{\'type\':\'AbleToScale\',\'status\':\'True\',\'message\':\'m\'}])"),
                 Healthy, "m");
        rows.add("not able",
                 annotated(R"([{\'type\':\'AbleToScale\',\'reason\':\'FailedGetScale\'}])"),
                 Degraded);
        rows.add("no JSON", annotated("[{"), Unknown,
                 "the annotation autoscaling.alpha.kubernetes.io/conditions is no JSON list");
        rows.add("no list", annotated("{}"), Unknown,
                 "the annotation autoscaling.alpha.kubernetes.io/conditions is no JSON list");
    }
    void autoscalerOfVersionOne() { checkHealth(); }

    void budget_data()
    {
        HealthRows rows("policy/v1", "PodDisruptionBudget");
        const auto condition
            = [](const QByteArray& status, const QByteArray& reason) -> QByteArray {
            return "{'type':'DisruptionAllowed','status':'" + status + "','reason':'" + reason
                + "'}";
        };
        const auto status = [](const QByteArray& conditions) -> QByteArray {
            return "'status':{'conditions':[" + conditions + "]}";
        };
        rows.add("no status", "'spec':{}", Progressing, "Waiting for status");
        rows.add("none", status(""), Progressing, "Waiting for status");
        rows.add("allowed", status(condition("True", "SufficientPods")), Healthy,
                 "PodDisruptionBudget has SufficientPods");
        rows.add("too few pods may be meant", status(condition("False", "InsufficientPods")),
                 Healthy, "PodDisruptionBudget has InsufficientPods");
        rows.add(
            "cannot be computed",
            status(condition("True", "SufficientPods") + ',' + condition("False", "SyncFailed")),
            Degraded, "PodDisruptionBudget has SyncFailed");
    }
    void budget() { checkHealth(); }

    void scaledObject_data()
    {
        HealthRows rows("keda.sh/v1alpha1", "ScaledObject");
        const auto condition = [](const QByteArray& type, const QByteArray& status) -> QByteArray {
            return "{'type':'" + type + "','status':'" + status + "','message':'" + type + "'}";
        };
        const auto status = [](const QByteArray& conditions) -> QByteArray {
            return "'status':{'conditions':[" + conditions + "]}";
        };
        const QByteArray ready = condition("Ready", "True");
        const char* waits = "Creating HorizontalPodAutoscaler Object";
        rows.add("no status", "'spec':{}", Progressing, waits);
        rows.add("not known", status(condition("Ready", "Unknown")), Progressing, waits);
        rows.add("ready", status(ready + ',' + condition("Fallback", "False")), Healthy, "Ready");
        rows.add("not ready", status(condition("Ready", "False")), Degraded, "Ready");
        rows.add("falls back", status(ready + ',' + condition("Fallback", "True")), Degraded,
                 "Fallback");
        rows.add("paused", status(ready + ',' + condition("Paused", "True")), Suspended, "Paused");
        rows.add("paused before it was ready", status(condition("Paused", "True")), Progressing,
                 waits);
    }
    void scaledObject() { checkHealth(); }
};

QTEST_GUILESS_MAIN(TestHealthScaling)
#include "tst_healthscaling.moc"
