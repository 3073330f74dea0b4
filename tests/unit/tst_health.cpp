#include "tests/unit/healthfixtures.h"

using cauce::health::aggregate;
using cauce::health::assess;
using cauce::health::Health;
using cauce::health::ManagedHealth;
using cauce::test::manifest;
using enum cauce::health::HealthStatus;
using namespace Qt::StringLiterals;

namespace {

ManagedHealth managed(const char* name, std::optional<Health> health)
{
    return {{u"apps"_s, u"Deployment"_s, u"shop"_s, QString::fromLatin1(name)},
            true,
            false,
            false,
            std::move(health)};
}

ManagedHealth missing(const char* name)
{
    ManagedHealth object = managed(name, std::nullopt);
    object.live = false;
    return object;
}

} // namespace

//! What holds for every kind, and what becomes of the health of many.
class TestHealth : public QObject
{
    Q_OBJECT

private slots:
    void theOrderIsArgoCds()
    {
        const QList<cauce::health::HealthStatus> worse {Healthy, Suspended, Progressing,
                                                        Missing, Degraded,  Unknown};
        QVERIFY(std::is_sorted(worse.cbegin(), worse.cend()));
        QStringList words;
        for (const auto status : worse)
            words << nameOf(status);
        QCOMPARE(words.join(u' '), u"Healthy Suspended Progressing Missing Degraded Unknown"_s);
    }

    void aKindWithoutARuleHasNoHealth_data()
    {
        QTest::addColumn<QByteArray>("head");
        for (const char* type :
             {"v1 ConfigMap", "v1 Secret", "v1 Namespace", "v1 ServiceAccount", "v1 Endpoints",
              "v1 ReplicationController", "v1 PersistentVolume", "v1 Node",
              "discovery.k8s.io/v1 EndpointSlice", "networking.k8s.io/v1 NetworkPolicy",
              "rbac.authorization.k8s.io/v1 ClusterRole", "argoproj.io/v1alpha1 Application",
              "example.org/v1 Deployment", "example.org/v1 Pod", "crossplane.io.example.org/v1 X",
              "notcrossplane.io/v1 Bucket"}) {
            const auto words = QByteArray(type).split(' ');
            QTest::newRow(type) << "{'apiVersion':'" + words.at(0) + "','kind':'" + words.at(1)
                    + "','metadata':{'name':'x'";
        }
    }
    void aKindWithoutARuleHasNoHealth()
    {
        QFETCH(QByteArray, head);
        QVERIFY(!assess(manifest(head + "},'status':{'phase':'Failed','conditions':[]}}")));
        // But that it is being deleted is seen of each.
        QCOMPARE(assess(manifest(head + ",'deletionTimestamp':'2024-01-01T00:00:00Z'}}")),
                 (Health {Progressing, u"Pending deletion"_s}));
    }

    void deletionComesBeforeEveryRule()
    {
        const QByteArray pod = "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'x',"
                               "'deletionTimestamp':'2024-01-01T00:00:00Z','finalizers':['%1']},"
                               "'status':{'phase':'Failed'}}";
        QCOMPARE(assess(manifest(QByteArray(pod).replace("%1", "example.org/f"))),
                 (Health {Progressing, u"Pending deletion"_s}));
        // A hook that waits for its finalizer is judged by what it did.
        QCOMPARE(
            assess(manifest(QByteArray(pod).replace("%1", "argocd.argoproj.io/hook-finalizer")))
                ->status,
            Degraded);
    }

    void aVersionWithoutARuleIsUnknown_data()
    {
        QTest::addColumn<QByteArray>("apiVersion");
        QTest::addColumn<QByteArray>("kind");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* apiVersion, const char* kind, const char* message) {
            QTest::newRow(message)
                << QByteArray(apiVersion) << QByteArray(kind) << QString::fromLatin1(message);
        };
        for (const char* kind : {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"}) {
            const QByteArray message
                = QByteArray("unsupported ") + kind + " GVK: apps/v1beta2, Kind=" + kind;
            row("apps/v1beta2", kind, message.constData());
        }
        row("batch/v2", "Job", "unsupported Job GVK: batch/v2, Kind=Job");
        row("v2", "Pod", "unsupported Pod GVK: v2, Kind=Pod");
        row("autoscaling/v2beta2", "HorizontalPodAutoscaler",
            "unsupported HPA GVK: autoscaling/v2beta2, Kind=HorizontalPodAutoscaler");
        row("apiregistration.k8s.io/v2", "APIService",
            "unsupported APIService GVK: apiregistration.k8s.io/v2, Kind=APIService");
    }
    void aVersionWithoutARuleIsUnknown()
    {
        QFETCH(QByteArray, apiVersion);
        QFETCH(QByteArray, kind);
        QFETCH(QString, message);
        QCOMPARE(assess(manifest("{'apiVersion':'" + apiVersion + "','kind':'" + kind
                                 + "','metadata':{'name':'x','generation':1},'status':{"
                                   "'observedGeneration':1,'phase':'Succeeded'}}")),
                 (Health {Unknown, message}));
    }

    void anOddShapeIsUnknown_data()
    {
        QTest::addColumn<QByteArray>("object");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* type, const char* rest, const char* message) {
            const auto words = QByteArray(type).split(' ');
            QTest::addRow("%s %s", type, rest) << "{'apiVersion':'" + words.at(0) + "','kind':'"
                    + words.at(1) + "','metadata':{'name':'x','generation':1}," + rest + '}'
                                               << "unexpected shape of "_L1
                    + QString::fromLatin1(words.at(1)) + ": "_L1 + QString::fromLatin1(message);
        };
        row("apps/v1 Deployment", "'status':'fine'",
            "status.observedGeneration is no field: what should hold it is no object");
        row("apps/v1 Deployment", "'spec':[],'status':{'observedGeneration':1}",
            "spec.paused is no field: what should hold it is no object");
        row("apps/v1 Deployment", "'spec':{'replicas':'0'},'status':{'observedGeneration':1}",
            "spec.replicas is no integer");
        row("apps/v1 Deployment", "'spec':{'replicas':1.5},'status':{'observedGeneration':1}",
            "spec.replicas is no integer");
        row("apps/v1 Deployment", "'spec':{'paused':'yes'},'status':{'observedGeneration':1}",
            "spec.paused is neither true nor false");
        row("apps/v1 Deployment", "'status':{'observedGeneration':'9'}",
            "status.observedGeneration is no integer");
        row("apps/v1 Deployment", "'status':{'observedGeneration':1,'conditions':{}}",
            "status.conditions is no list of objects");
        row("apps/v1 Deployment", "'status':{'observedGeneration':1,'conditions':['Available']}",
            "status.conditions is no list of objects");
        row("apps/v1 Deployment", "'status':{'observedGeneration':1,'conditions':[{'type':7}]}",
            "type is no string");
        row("apps/v1 ReplicaSet", "'status':{'observedGeneration':1,'availableReplicas':[]}",
            "status.availableReplicas is no integer");
        row("apps/v1 DaemonSet", "'status':{'observedGeneration':1,'numberAvailable':true}",
            "status.numberAvailable is no integer");
        row("v1 Pod", "'spec':{'restartPolicy':'Always'},'status':{'phase':['Succeeded']}",
            "status.phase is no string");
        row("v1 Pod", "'status':{'phase':'Failed','containerStatuses':7}",
            "status.containerStatuses is no list of objects");
        row("v1 Pod",
            "'spec':{'restartPolicy':'Always'},'status':{'phase':'Running','conditions':[{'type':"
            "'Ready','status':'True'}],'containerStatuses':[{'state':'running'}]}",
            "state.waiting.reason is no field: what should hold it is no object");
        row("v1 Service", "'spec':'ClusterIP'",
            "spec.type is no field: what should hold it is no object");
        row("v1 Service",
            "'spec':{'type':'LoadBalancer'},'status':{'loadBalancer':{'ingress':['10.0.0.1']}}",
            "status.loadBalancer.ingress is no list of objects");
        row("batch/v1 CronJob", "'status':'none'",
            "status.lastScheduleTime is no field: what should hold it is no object");
        row("batch/v1 Job", "'status':{'conditions':{'type':'Complete'}}",
            "status.conditions is no list of objects");
        row("aws.crossplane.io/v1 ProviderConfig", "'status':'none'",
            "status.conditions is no field: what should hold it is no object");
        row("argoproj.io/v1alpha1 Rollout", "'status':{'observedGeneration':1,'phase':'Healthy'}",
            "status.observedGeneration is no string");
    }
    void anOddShapeIsUnknown()
    {
        QFETCH(QByteArray, object);
        QFETCH(QString, message);
        QCOMPARE(assess(manifest(object)), (Health {Unknown, message}));
    }

    void theWorstCounts()
    {
        const QList<ManagedHealth> good {managed("a", Health {Healthy, {}}),
                                         managed("b", std::nullopt)};
        QCOMPARE(aggregate(good), (Health {Healthy, {}}));
        auto objects = good;
        objects << managed("c", Health {Suspended, {}}) << managed("d", Health {Progressing, {}});
        QCOMPARE(aggregate(objects), (Health {Progressing, u"Caused by apps/Deployment:shop/d"_s}));
        objects << managed("e", Health {Degraded, u"x"_s});
        QCOMPARE(aggregate(objects).status, Degraded);
        objects << managed("f", Health {Unknown, {}});
        QCOMPARE(aggregate(objects).status, Unknown);
    }

    void nothingAtAllIsHealthy()
    {
        QCOMPARE(aggregate({}), (Health {Healthy, {}}));
        QCOMPARE(aggregate({managed("a", std::nullopt)}), (Health {Healthy, {}}));
    }

    void aMissingObjectDoesNotWorsenTheOthers()
    {
        QCOMPARE(aggregate({managed("a", Health {Healthy, {}}), missing("b")}),
                 (Health {Healthy, {}}));
        QCOMPARE(aggregate({managed("a", Health {Progressing, {}}), missing("b")}).status,
                 Progressing);
    }

    void noneLiveIsMissing() { QCOMPARE(aggregate({missing("a"), missing("b")}).status, Missing); }

    void whatCouldNotBeReadIsUnknown()
    {
        ManagedHealth unread = missing("unread");
        unread.health = Health {Unknown, u"Forbidden"_s};
        QCOMPARE(aggregate({unread}),
                 (Health {Unknown, u"Caused by apps/Deployment:shop/unread"_s}));
        QCOMPARE(aggregate({managed("a", Health {Healthy, {}}), unread}).status, Unknown);
        unread.health = Health {Missing, {}};
        QCOMPARE(aggregate({managed("a", Health {Healthy, {}}), unread}).status, Healthy);
    }

    void anAbsentObjectIsMissingOnlyWhenThatIsCertain()
    {
        using cauce::Error;
        using cauce::ErrorKind;
        cauce::test::LiveBuilder builder;
        builder.serve(u"apps"_s, u"v1"_s, u"Deployment"_s)
            .serve({}, u"v1"_s, u"Secret"_s)
            .serve({}, u"v1"_s, u"Pod"_s)
            .fail({}, u"Secret"_s, Error {ErrorKind::Auth, u"HTTP 403"_s})
            .forget({}, u"Pod"_s);
        const auto live = builder.build();
        using cauce::health::assessAbsent;
        QCOMPARE(assessAbsent({u"apps"_s, u"Deployment"_s}, live), (Health {Missing, {}}));
        QCOMPARE(assessAbsent({{}, u"Secret"_s}, live),
                 (Health {Unknown, u"Secret objects could not be read: HTTP 403"_s}));
        QCOMPARE(assessAbsent({{}, u"Pod"_s}, live),
                 (Health {Unknown, u"Pod objects have not been read yet"_s}));
        QCOMPARE(assessAbsent({u"example.org"_s, u"Widget"_s}, live), (Health {Missing, {}}));
        QCOMPARE(assessAbsent({u"example.org"_s, u"Widget"_s}, {}).status, Unknown);
    }

    void aHookTakesNoPart()
    {
        ManagedHealth hook = managed("hook", Health {Degraded, {}});
        hook.hook = true;
        QCOMPARE(aggregate({hook}).status, Healthy);
        // Not even as the one object that is there.
        QCOMPARE(aggregate({hook, missing("a")}).status, Missing);
    }

    void anIgnoredObjectIsThereAndDoesNotCount()
    {
        ManagedHealth ignored = managed("ignored", Health {Degraded, {}});
        ignored.ignored = true;
        QCOMPARE(aggregate({ignored}), (Health {Healthy, {}}));
        QCOMPARE(aggregate({ignored, missing("a")}).status, Healthy);
        QCOMPARE(aggregate({ignored, managed("b", Health {Degraded, {}})}).message,
                 u"Caused by apps/Deployment:shop/b"_s);
    }

    void atMostThreeCausesAreNamed()
    {
        QList<ManagedHealth> objects;
        for (const char* name : {"a", "b", "c"})
            objects << managed(name, Health {Degraded, {}});
        objects << managed("fine", Health {Healthy, {}});
        QCOMPARE(aggregate(objects).message,
                 u"Caused by apps/Deployment:shop/a, apps/Deployment:shop/b, "
                 "apps/Deployment:shop/c"_s);
        objects << managed("d", Health {Degraded, {}}) << managed("e", Health {Degraded, {}});
        QCOMPARE(aggregate(objects).message,
                 u"Caused by apps/Deployment:shop/a, apps/Deployment:shop/b, "
                 "apps/Deployment:shop/c and 2 more"_s);
    }
};

QTEST_GUILESS_MAIN(TestHealth)
#include "tst_health.moc"
