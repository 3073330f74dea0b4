#include "tests/unit/workloadfixture.h"

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox;
using namespace cauce::sandbox::control;
using cauce::object::Json;
using cauce::test::WorkloadFixture;

namespace {

QString reasonOf(const Json& object, QStringView type)
{
    return condition(object[u"status"], type)[u"reason"].toString();
}

Json withSpec(Json object, std::initializer_list<QStringView> path, Json value)
{
    Json spec = object[u"spec"];
    spec.setPath(path, std::move(value));
    object.set(u"spec"_s, spec);
    return object;
}

bool isRolledOut(const WorkloadFixture& f, const QString& name)
{
    const Json d = f.get(resource::deployments, name);
    const Json& status = d[u"status"];
    const qint64 wanted = integer(d.path({u"spec", u"replicas"}));
    return integer(status[u"observedGeneration"]) == integer(d.path({u"metadata", u"generation"}))
        && integer(status[u"updatedReplicas"]) == wanted && integer(status[u"replicas"]) == wanted
        && integer(status[u"availableReplicas"]) == wanted;
}

qint64 podsRunning(const WorkloadFixture& f, QStringView image)
{
    qint64 count = 0;
    for (const Json& pod : f.list(resource::pods))
        count += pod.path({u"spec", u"containers"}).at(0)[u"image"].toString().contains(image)
            && !pod[u"metadata"].contains(u"deletionTimestamp");
    return count;
}

} // namespace

class TestSandboxWorkloads : public QObject
{
    Q_OBJECT

private slots:
    void aDeploymentBecomesAvailable()
    {
        WorkloadFixture f;
        QVERIFY(f.apply(f.deployment(u"web"_s, 3)).isOk());
        f.pass(0);
        const Json early = f.get(resource::deployments, u"web"_s);
        QCOMPARE(early.path({u"metadata", u"annotations", u"deployment.kubernetes.io/revision"})
                     .toString(),
                 u"1"_s);
        QCOMPARE(integer(early.path({u"status", u"unavailableReplicas"})), 3);
        QCOMPARE(reasonOf(early, u"Available"), u"MinimumReplicasUnavailable"_s);
        QCOMPARE(f.count(resource::pods), 3);

        f.pass(1100); // scheduling and start
        const Json late = f.get(resource::deployments, u"web"_s);
        for (const QStringView field :
             {u"replicas", u"updatedReplicas", u"readyReplicas", u"availableReplicas"})
            QCOMPARE(integer(late[u"status"][field]), 3);
        QVERIFY(!late[u"status"].contains(u"unavailableReplicas"));
        QCOMPARE(reasonOf(late, u"Progressing"), u"NewReplicaSetAvailable"_s);
        QCOMPARE(reasonOf(late, u"Available"), u"MinimumReplicasAvailable"_s);
        QCOMPARE(integer(late.path({u"status", u"observedGeneration"})), 1);
        QCOMPARE(f.reasons(u"Deployment"_s, u"web"_s), QStringList {u"ScalingReplicaSet"_s});
    }

    void theReplicaSetIsTheDeploymentsAndThePodsAreItsOwn()
    {
        WorkloadFixture f;
        f.apply(f.deployment(u"web"_s, 2));
        f.pass(2000);
        const Json set = f.list(resource::replicaSets).at(0);
        const QString hash = set.path({u"metadata", u"labels", u"pod-template-hash"}).toString();
        QCOMPARE(hash.size(), 10);
        QCOMPARE(set.path({u"metadata", u"name"}).toString(), u"web-"_s + hash);
        QCOMPARE(set.path({u"spec", u"selector", u"matchLabels", u"pod-template-hash"}).toString(),
                 hash);
        QCOMPARE(controllerOf(set)[u"uid"],
                 f.get(resource::deployments, u"web"_s).path({u"metadata", u"uid"}));
        const Json& annotations = set.path({u"metadata", u"annotations"});
        QCOMPARE(annotations[u"deployment.kubernetes.io/desired-replicas"].toString(), u"2"_s);
        QCOMPARE(annotations[u"deployment.kubernetes.io/max-replicas"].toString(), u"3"_s);
        for (const Json& pod : f.list(resource::pods)) {
            QCOMPARE(controllerOf(pod)[u"uid"], set.path({u"metadata", u"uid"}));
            QVERIFY(
                pod.path({u"metadata", u"name"}).toString().startsWith(u"web-"_s + hash + u'-'));
        }
        QCOMPARE(integer(set.path({u"status", u"fullyLabeledReplicas"})), 2);
    }

    void aRollingUpdateNeverLeavesItsBounds()
    {
        WorkloadFixture f;
        Json d = withSpec(f.deployment(u"web"_s, 4), {u"strategy", u"rollingUpdate", u"maxSurge"},
                          Json(u"25%"_s));
        d = withSpec(d, {u"strategy", u"rollingUpdate", u"maxUnavailable"}, Json(qint64(0)));
        f.apply(d);
        f.pass(2000);
        qint64 most = 0, least = 99;
        f.apply(withSpec(d, {u"template", u"metadata", u"labels", u"v"}, Json(u"2"_s)));
        for (int step = 0; step < 100 && !isRolledOut(f, u"web"_s); ++step) {
            f.pass(100);
            const Json status = f.get(resource::deployments, u"web"_s)[u"status"];
            most = qMax(most, integer(status[u"replicas"]));
            least = qMin(least, integer(status[u"availableReplicas"]));
        }
        QVERIFY(isRolledOut(f, u"web"_s));
        QCOMPARE(most, 5);
        QCOMPARE(least, 4);
        QCOMPARE(f.count(resource::replicaSets), 2);
    }

    void goingBackToAnEarlierTemplateIsANewRevisionOfItsReplicaSet()
    {
        WorkloadFixture f;
        const Json first = f.deployment(u"web"_s, 1, u"nginx:1.25"_s);
        f.apply(first);
        f.pass(3000);
        f.apply(f.deployment(u"web"_s, 1, u"nginx:1.26"_s));
        f.pass(5000);
        f.apply(first);
        f.pass(5000);
        QVERIFY(isRolledOut(f, u"web"_s));
        QCOMPARE(f.count(resource::replicaSets), 2);
        QCOMPARE(podsRunning(f, u"1.25"), 1);
        QCOMPARE(podsRunning(f, u"1.26"), 0);
        const Json annotations
            = f.get(resource::deployments, u"web"_s).path({u"metadata", u"annotations"});
        QCOMPARE(annotations[u"deployment.kubernetes.io/revision"].toString(), u"3"_s);
        for (const Json& set : f.list(resource::replicaSets)) {
            if (integer(set.path({u"spec", u"replicas"})) == 1)
                QCOMPARE(set.path({u"metadata", u"annotations",
                                   u"deployment.kubernetes.io/revision-history"})
                             .toString(),
                         u"1"_s);
        }
    }

    void revisionsBeyondTheHistoryLimitAreDeleted()
    {
        WorkloadFixture f;
        for (int v = 1; v <= 5; ++v) {
            f.apply(withSpec(f.deployment(u"web"_s, 1, u"nginx:1.%1"_s.arg(v)),
                             {u"revisionHistoryLimit"}, Json(qint64(2))));
            f.pass(5000);
        }
        QCOMPARE(f.count(resource::replicaSets), 3);
    }

    void recreateStopsTheOldPodsBeforeTheNewOnesStart()
    {
        WorkloadFixture f;
        const auto recreating = [&f](const QString& image) {
            return withSpec(f.deployment(u"web"_s, 2, image), {u"strategy", u"type"},
                            Json(u"Recreate"_s));
        };
        f.apply(recreating(u"nginx:1.25"_s));
        f.pass(2000);
        f.apply(recreating(u"nginx:1.26"_s));
        for (int step = 0; step < 60 && !isRolledOut(f, u"web"_s); ++step) {
            f.pass(100);
            qint64 old = 0, fresh = 0;
            for (const Json& pod : f.list(resource::pods)) {
                const QString image = pod.path({u"spec", u"containers"}).at(0)[u"image"].toString();
                (image.contains("1.25"_L1) ? old : fresh) += 1;
            }
            QVERIFY2(old == 0 || fresh == 0, "both run");
        }
        QVERIFY(isRolledOut(f, u"web"_s));
    }

    void aPausedDeploymentScalesButDoesNotRollOut()
    {
        WorkloadFixture f;
        f.apply(f.deployment(u"web"_s, 2, u"nginx:1.25"_s));
        f.pass(2000);
        f.apply(withSpec(f.deployment(u"web"_s, 3, u"nginx:1.26"_s), {u"paused"}, Json(true)));
        f.pass(3000);
        QCOMPARE(podsRunning(f, u"1.25"), 3);
        QCOMPARE(podsRunning(f, u"1.26"), 0);
        QCOMPARE(reasonOf(f.get(resource::deployments, u"web"_s), u"Progressing"),
                 u"DeploymentPaused"_s);
        f.apply(f.deployment(u"web"_s, 3, u"nginx:1.26"_s));
        f.pass(9000);
        QVERIFY(isRolledOut(f, u"web"_s));
        QCOMPARE(podsRunning(f, u"1.26"), 3);
    }

    void scaleIsFollowedUpAndDown()
    {
        WorkloadFixture f;
        f.apply(f.deployment(u"web"_s, 2));
        f.pass(2000);
        Json scaled = f.get(resource::deployments, u"web"_s);
        scaled.setPath({u"spec", u"replicas"}, Json(qint64(5)));
        QVERIFY(f.api.update(scaled, u"kubectl"_s).isOk());
        f.pass(2000);
        QCOMPARE(f.count(resource::pods), 5);
        QVERIFY(isRolledOut(f, u"web"_s));
        QCOMPARE(f.count(resource::replicaSets), 1);
        f.apply(f.deployment(u"web"_s, 0));
        f.pass(2000);
        QCOMPARE(f.count(resource::pods), 0);
        QVERIFY(!f.get(resource::deployments, u"web"_s)[u"status"].contains(u"replicas"));
    }

    void aBrokenImageExceedsTheProgressDeadlineAndKeepsTheOldPods()
    {
        WorkloadFixture f;
        const auto quick = [](Json d) {
            return withSpec(std::move(d), {u"progressDeadlineSeconds"}, Json(qint64(30)));
        };
        f.apply(quick(f.deployment(u"web"_s, 2)));
        f.pass(2000);
        f.apply(quick(f.deployment(u"web"_s, 2, u"nginx:broken"_s)));
        f.pass(20'000);
        QCOMPARE(reasonOf(f.get(resource::deployments, u"web"_s), u"Progressing"),
                 u"ReplicaSetUpdated"_s);
        f.pass(20'000);
        const Json d = f.get(resource::deployments, u"web"_s);
        QCOMPARE(reasonOf(d, u"Progressing"), u"ProgressDeadlineExceeded"_s);
        QCOMPARE(condition(d[u"status"], u"Progressing")[u"status"].toString(), u"False"_s);
        QCOMPARE(podsRunning(f, u"1.25"), 2); // 25 % of two is none: nobody may be missed
        QCOMPARE(reasonOf(d, u"Available"), u"MinimumReplicasAvailable"_s);
    }

    void aPodThatIsDeletedIsReplaced()
    {
        WorkloadFixture f;
        f.apply(f.deployment(u"web"_s, 2));
        f.pass(2000);
        const QString victim = f.list(resource::pods).at(0).path({u"metadata", u"name"}).toString();
        f.remove(resource::pods, victim);
        f.pass(3000);
        QCOMPARE(f.count(resource::pods), 2);
        QVERIFY(f.get(resource::pods, victim).isNull());
        QVERIFY(isRolledOut(f, u"web"_s));
    }

    void minReadySecondsDelayAvailability()
    {
        WorkloadFixture f;
        f.apply(withSpec(f.deployment(u"web"_s, 1), {u"minReadySeconds"}, Json(qint64(10))));
        f.pass(3000);
        QCOMPARE(f.statusOf(resource::deployments, u"web"_s, u"readyReplicas"), 1);
        QCOMPARE(f.statusOf(resource::deployments, u"web"_s, u"availableReplicas"), 0);
        f.pass(10'000);
        QCOMPARE(f.statusOf(resource::deployments, u"web"_s, u"availableReplicas"), 1);
    }

    void anOrphanedReplicaSetIsAdoptedByTheDeploymentMadeAgain()
    {
        WorkloadFixture f;
        f.apply(f.deployment(u"web"_s, 2));
        f.pass(2000);
        const Json before = f.list(resource::pods).at(0);
        f.remove(resource::deployments, u"web"_s, Propagation::Orphan);
        f.pass(1000);
        QVERIFY(f.get(resource::deployments, u"web"_s).isNull());
        QVERIFY(controllerOf(f.list(resource::replicaSets).at(0)).isNull());
        QCOMPARE(f.count(resource::pods), 2);
        f.apply(f.deployment(u"web"_s, 2));
        f.pass(2000);
        QCOMPARE(f.count(resource::replicaSets), 1);
        QCOMPARE(controllerOf(f.list(resource::replicaSets).at(0))[u"uid"],
                 f.get(resource::deployments, u"web"_s).path({u"metadata", u"uid"}));
        QCOMPARE(f.list(resource::pods).at(0).path({u"metadata", u"uid"}),
                 before.path({u"metadata", u"uid"}));
    }

    void nothingIsWrittenOnceAllIsAsItShouldBe()
    {
        WorkloadFixture f;
        f.apply(f.deployment(u"web"_s, 3));
        f.pass(5000);
        const qint64 revision = f.api.store().revision();
        f.pass(600'000);
        QCOMPARE(f.api.store().revision(), revision);
    }

    void aSandboxThatStartsAgainGoesOnWhereItWas()
    {
        WorkloadFixture f;
        f.apply(f.deployment(u"web"_s, 2));
        f.apply(f.deployment(u"bad"_s, 1, u"app:crash"_s));
        f.pass(5000);
        const std::vector<Json> before = f.list(resource::pods);
        f.restart();
        f.pass(1000);
        std::vector<Json> after = f.list(resource::pods);
        QCOMPARE(after.size(), before.size());
        for (size_t i = 0; i < after.size(); ++i) {
            QCOMPARE(after[i].path({u"metadata", u"uid"}), before[i].path({u"metadata", u"uid"}));
            QCOMPARE(after[i][u"status"], before[i][u"status"]);
        }
        f.apply(f.deployment(u"web"_s, 4)); // new names are free ones
        f.pass(2000);
        QVERIFY(isRolledOut(f, u"web"_s));
        QVERIFY(
            !f.reasons(u"ReplicaSet"_s,
                       f.list(resource::replicaSets).at(1).path({u"metadata", u"name"}).toString())
                 .contains(u"FailedCreate"_s));
        f.pass(30'000);
        const Json pod = f.list(resource::pods).at(0);
        QVERIFY(integer(pod.path({u"status", u"containerStatuses"}).at(0)[u"restartCount"]) >= 2);
        f.remove(resource::deployments, u"web"_s);
        f.pass(2000);
        QCOMPARE(f.count(resource::pods), 1);
    }

    void aPodHalfwayThroughIsFinishedAfterTheStart()
    {
        WorkloadFixture f;
        f.apply(f.deployment(u"web"_s, 2));
        f.pass(500); // placed, not started
        f.restart();
        f.pass(3000);
        QVERIFY(isRolledOut(f, u"web"_s));
    }

    void twoRunsGiveTheSameNames()
    {
        const auto names = [] {
            WorkloadFixture f;
            f.apply(f.deployment(u"web"_s, 3));
            f.pass(2000);
            QStringList all;
            for (const Json& pod : f.list(resource::pods))
                all << pod.path({u"metadata", u"name"}).toString();
            return all;
        };
        QCOMPARE(names(), names());
    }
};

QTEST_GUILESS_MAIN(TestSandboxWorkloads)
#include "tst_sandboxworkloads.moc"
