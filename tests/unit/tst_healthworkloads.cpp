#include "tests/unit/healthfixtures.h"

using cauce::test::checkHealth;
using cauce::test::HealthRows;
using enum cauce::health::HealthStatus;

//! Deployment, ReplicaSet, StatefulSet and DaemonSet, by Argo CD's rules in their order.
class TestHealthWorkloads : public QObject
{
    Q_OBJECT

private slots:
    void deployment_data()
    {
        HealthRows rows("apps/v1", "Deployment");
        rows.add("all replicas are new and available",
                 "'spec':{'replicas':3},'status':{'observedGeneration':2,'replicas':3,"
                 "'updatedReplicas':3,'availableReplicas':3}",
                 Healthy);
        rows.add("paused, whatever else is wrong",
                 "'spec':{'paused':true,'replicas':3},'status':{'observedGeneration':1}", Suspended,
                 "Deployment is paused");
        rows.add("not paused",
                 "'spec':{'paused':false,'replicas':0},'status':{'observedGeneration':2}", Healthy);
        rows.add("the controller is behind",
                 "'spec':{'replicas':1},'status':{'observedGeneration':1,'replicas':1,"
                 "'updatedReplicas':1,'availableReplicas':1}",
                 Progressing,
                 "Waiting for rollout to finish: observed deployment generation less than desired "
                 "generation");
        rows.add("over its deadline",
                 "'spec':{'replicas':3},'status':{'observedGeneration':2,'updatedReplicas':1,"
                 "'conditions':[{'type':'Progressing','status':'False',"
                 "'reason':'ProgressDeadlineExceeded'}]}",
                 Degraded, "Deployment \"web\" exceeded its progress deadline");
        rows.add("that reason in another condition says nothing",
                 "'spec':{'replicas':1},'status':{'observedGeneration':2,'replicas':1,"
                 "'updatedReplicas':1,'availableReplicas':1,'conditions':[{'type':'Available',"
                 "'reason':'ProgressDeadlineExceeded'}]}",
                 Healthy);
        rows.add("not all replicas are new",
                 "'spec':{'replicas':3},'status':{'observedGeneration':2,'replicas':3,"
                 "'updatedReplicas':1,'availableReplicas':3}",
                 Progressing,
                 "Waiting for rollout to finish: 1 out of 3 new replicas have been updated...");
        rows.add("old replicas are still there",
                 "'spec':{'replicas':3},'status':{'observedGeneration':2,'replicas':5,"
                 "'updatedReplicas':3,'availableReplicas':5}",
                 Progressing,
                 "Waiting for rollout to finish: 2 old replicas are pending termination...");
        rows.add("new replicas are not available",
                 "'spec':{'replicas':3},'status':{'observedGeneration':2,'replicas':3,"
                 "'updatedReplicas':3,'availableReplicas':1}",
                 Progressing,
                 "Waiting for rollout to finish: 1 of 3 updated replicas are available...");
    }
    void deployment() { checkHealth(); }

    void replicaSet_data()
    {
        HealthRows rows("apps/v1", "ReplicaSet");
        rows.add("all are available",
                 "'spec':{'replicas':2},'status':{'observedGeneration':2,'availableReplicas':2}",
                 Healthy);
        rows.add("scaled to nothing", "'spec':{'replicas':0},'status':{'observedGeneration':2}",
                 Healthy);
        rows.add("the controller is behind",
                 "'spec':{'replicas':0},'status':{'observedGeneration':1}", Progressing,
                 "Waiting for rollout to finish: observed replica set generation less than desired "
                 "generation");
        rows.add("pods cannot be made",
                 "'spec':{'replicas':2},'status':{'observedGeneration':2,'conditions':["
                 "{'type':'ReplicaFailure','status':'True','message':'exceeded quota'}]}",
                 Degraded, "exceeded quota");
        rows.add("pods could not be made once",
                 "'spec':{'replicas':2},'status':{'observedGeneration':2,'availableReplicas':1,"
                 "'conditions':[{'type':'ReplicaFailure','status':'False','message':'x'}]}",
                 Progressing,
                 "Waiting for rollout to finish: 1 out of 2 new replicas are available...");
    }
    void replicaSet() { checkHealth(); }

    void statefulSet_data()
    {
        HealthRows rows("apps/v1", "StatefulSet");
        const QByteArray rolling
            = "'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{'partition':0}}";
        rows.add("nothing observed yet",
                 "'metadata':{'generation':0},'spec':{'replicas':0},'status':{"
                 "'observedGeneration':0}",
                 Progressing, "Waiting for statefulset spec update to be observed...");
        rows.add("the controller is behind",
                 "'spec':{'replicas':1},'status':{'observedGeneration':1,'readyReplicas':1}",
                 Progressing, "Waiting for statefulset spec update to be observed...");
        rows.add("not all are ready",
                 "'spec':{'replicas':3},'status':{'observedGeneration':2,'readyReplicas':1}",
                 Progressing, "Waiting for 2 pods to be ready...");
        rows.add("the default strategy, in the middle",
                 "'spec':{'replicas':3," + rolling
                     + "},'status':{'observedGeneration':2,'readyReplicas':3,'updatedReplicas':1}",
                 Progressing,
                 "Waiting for partitioned roll out to finish: 1 out of 3 new pods have been "
                 "updated...");
        rows.add("the default strategy, done; revisions are not compared",
                 "'spec':{'replicas':3," + rolling
                     + "},'status':{'observedGeneration':2,'readyReplicas':3,'updatedReplicas':3,"
                       "'currentRevision':'a','updateRevision':'b'}",
                 Healthy, "partitioned roll out complete: 3 new pods have been updated...");
        rows.add("a partition keeps the others old",
                 "'spec':{'replicas':3,'updateStrategy':{'type':'RollingUpdate','rollingUpdate':{"
                 "'partition':2}}},'status':{'observedGeneration':2,'readyReplicas':3,"
                 "'updatedReplicas':1}",
                 Healthy, "partitioned roll out complete: 1 new pods have been updated...");
        rows.add("replaced by hand",
                 "'spec':{'replicas':3,'updateStrategy':{'type':'OnDelete'}},'status':{"
                 "'observedGeneration':2,'readyReplicas':3,'currentRevision':'a',"
                 "'updateRevision':'b'}",
                 Healthy, "statefulset has 3 ready pods");
        rows.add("between two revisions",
                 "'spec':{'replicas':3,'updateStrategy':{'type':'RollingUpdate'}},'status':{"
                 "'observedGeneration':2,'readyReplicas':3,'updatedReplicas':1,"
                 "'currentRevision':'a','updateRevision':'b'}",
                 Progressing,
                 "waiting for statefulset rolling update to complete 1 pods at revision b...");
        rows.add("at its revision",
                 "'spec':{'replicas':3},'status':{'observedGeneration':2,'readyReplicas':3,"
                 "'currentReplicas':3,'currentRevision':'b','updateRevision':'b'}",
                 Healthy, "statefulset rolling update complete 3 pods at revision b...");
    }
    void statefulSet() { checkHealth(); }

    void daemonSet_data()
    {
        HealthRows rows("apps/v1", "DaemonSet");
        rows.add("on every node",
                 "'status':{'observedGeneration':2,'desiredNumberScheduled':2,"
                 "'updatedNumberScheduled':2,'numberAvailable':2}",
                 Healthy);
        rows.add("the controller is behind",
                 "'status':{'observedGeneration':1,'desiredNumberScheduled':2,"
                 "'updatedNumberScheduled':2,'numberAvailable':2}",
                 Progressing,
                 "Waiting for rollout to finish: observed daemon set generation less than desired "
                 "generation");
        rows.add("replaced by hand",
                 "'spec':{'updateStrategy':{'type':'OnDelete'}},'status':{'observedGeneration':2,"
                 "'desiredNumberScheduled':2,'updatedNumberScheduled':1}",
                 Healthy, "daemon set 1 out of 2 new pods have been updated");
        rows.add("not everywhere new",
                 "'spec':{'updateStrategy':{'type':'RollingUpdate'}},'status':{"
                 "'observedGeneration':2,'desiredNumberScheduled':2,'updatedNumberScheduled':1,"
                 "'numberAvailable':2}",
                 Progressing,
                 "Waiting for daemon set \"web\" rollout to finish: 1 out of 2 new pods have been "
                 "updated...");
        rows.add("not everywhere available",
                 "'status':{'observedGeneration':2,'desiredNumberScheduled':2,"
                 "'updatedNumberScheduled':2,'numberAvailable':1}",
                 Progressing,
                 "Waiting for daemon set \"web\" rollout to finish: 1 of 2 updated pods are "
                 "available...");
        rows.add("a strategy nobody knows is not taken for OnDelete",
                 "'spec':{'updateStrategy':{'type':'Surprise'}},'status':{'observedGeneration':2,"
                 "'desiredNumberScheduled':2,'updatedNumberScheduled':1}",
                 Progressing,
                 "Waiting for daemon set \"web\" rollout to finish: 1 out of 2 new pods have been "
                 "updated...");
    }
    void daemonSet() { checkHealth(); }

    void nothingIsHealthyBeforeItsControllerHasSpoken_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QByteArray>("rest");
        const QByteArray statuses[] = {"", ",'status':{}", ",'status':null",
                                       ",'status':{'availableReplicas':1,'updatedReplicas':1}"};
        for (const char* kind : {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"}) {
            for (const QByteArray& status : statuses) {
                QTest::addRow("%s %s", kind, status.constData())
                    << QString::fromLatin1(kind) << "'spec':{'replicas':0}" + status;
                QTest::addRow("%s without a spec %s", kind, status.constData())
                    << QString::fromLatin1(kind) << "'spec':null" + status;
            }
        }
    }
    void nothingIsHealthyBeforeItsControllerHasSpoken()
    {
        QFETCH(QString, kind);
        QFETCH(QByteArray, rest);
        const auto health = cauce::health::assess(
            cauce::test::manifest("{'apiVersion':'apps/v1','kind':'" + kind.toLatin1()
                                  + "','metadata':{'name':'web'}," + rest + '}'));
        QVERIFY(health);
        QCOMPARE(nameOf(health->status), nameOf(Progressing));
    }
};

QTEST_GUILESS_MAIN(TestHealthWorkloads)
#include "tst_healthworkloads.moc"
