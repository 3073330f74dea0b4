#include "tests/unit/healthfixtures.h"

using cauce::test::checkHealth;
using cauce::test::HealthRows;
using enum cauce::health::HealthStatus;

namespace {

QByteArray condition(const QByteArray& type, const QByteArray& status,
                     const QByteArray& reason = "R")
{
    return "{'type':'" + type + "','status':'" + status + "','reason':'" + reason
        + "','message':'of " + type + "'}";
}

QByteArray conditions(const QByteArray& items)
{
    return "'status':{'conditions':[" + items + "]}";
}

} // namespace

//! Others' kinds: Argo's own, Flux, cert-manager, secrets, Crossplane, Prometheus.
class TestHealthDelivery : public QObject
{
    Q_OBJECT

private slots:
    void rollout_data()
    {
        HealthRows rows("argoproj.io/v1alpha1", "Rollout");
        const char* unseen = "Waiting for rollout spec update to be observed";
        rows.add("no status", "'spec':{}", Progressing, unseen);
        rows.add("behind", "'status':{'observedGeneration':'1','phase':'Healthy'}", Progressing,
                 unseen);
        rows.add("behind its workload",
                 "'metadata':{'annotations':{'rollout.argoproj.io/workload-generation':'7'}},"
                 "'status':{'observedGeneration':'2','workloadObservedGeneration':'6',"
                 "'phase':'Healthy'}",
                 Progressing, unseen);
        const auto phase = [](const QByteArray& word) -> QByteArray {
            return "'status':{'observedGeneration':'2','message':'m','phase':'" + word + "'}";
        };
        rows.add("healthy", phase("Healthy"), Healthy, "m");
        rows.add("paused", phase("Paused"), Suspended, "m");
        rows.add("progressing", phase("Progressing"), Progressing, "m");
        rows.add("degraded", phase("Degraded"), Degraded, "m");
        rows.add("a phase nobody knows", phase("Odd"), Unknown, "m");
    }
    void rollout() { checkHealth(); }

    void rolloutOfAnOldController_data()
    {
        HealthRows rows("argoproj.io/v1alpha1", "Rollout");
        const auto canary = [](const QByteArray& status) -> QByteArray {
            return "'spec':{'replicas':2,'strategy':{'canary':{}}},'status':{"
                   "'observedGeneration':'79f5'"
                + status + '}';
        };
        const auto replicas = [](const QByteArray& total, const QByteArray& fresh,
                                 const QByteArray& available) -> QByteArray {
            return ",'currentPodHash':'new','replicas':" + total + ",'updatedReplicas':" + fresh
                + ",'availableReplicas':" + available;
        };
        rows.add("invalid", canary(",'conditions':[" + condition("InvalidSpec", "True") + ']'),
                 Degraded, "of InvalidSpec");
        for (const char* reason : {"RolloutAborted", "ProgressDeadlineExceeded"}) {
            rows.add(reason,
                     canary(",'conditions':[" + condition("Progressing", "False", reason) + ']'),
                     Degraded, "of Progressing");
        }
        rows.add("at a pause", canary(",'pauseConditions':[{'reason':'CanaryPauseStep'}]"),
                 Suspended, "Rollout is paused");
        rows.add("told to pause", "'spec':{'paused':true},'status':{'observedGeneration':'2'}",
                 Suspended, "Rollout is paused");
        rows.add("not reconciled", canary(""), Progressing,
                 "Waiting for rollout to finish: status has not been reconciled.");
        rows.add("too few", canary(replicas("2", "1", "1")), Progressing,
                 "Waiting for roll out to finish: More replicas need to be updated");
        rows.add("not available", canary(replicas("2", "2", "1")), Progressing,
                 "Waiting for roll out to finish: updated replicas are still becoming available");
        rows.add("old ones left", canary(replicas("3", "2", "2")), Progressing,
                 "Waiting for roll out to finish: old replicas are pending termination");
        rows.add("in its steps", canary(replicas("2", "2", "2") + ",'stableRS':'old'"), Progressing,
                 "Waiting for rollout to finish steps");
        rows.add("done", canary(replicas("2", "2", "2") + ",'stableRS':'new'"), Healthy);
        const auto blueGreen = [&](const QByteArray& status) -> QByteArray {
            return "'spec':{'replicas':2,'strategy':{'blueGreen':{}}},'status':{"
                   "'observedGeneration':'2'"
                + replicas("4", "2", "2") + status + '}';
        };
        rows.add("before the cutover", blueGreen(",'blueGreen':{'activeSelector':'old'}"),
                 Progressing, "active service cutover pending");
        rows.add("being analysed",
                 blueGreen(",'blueGreen':{'activeSelector':'new'},'stableRS':'old'"), Progressing,
                 "waiting for analysis to complete");
        rows.add("cut over", blueGreen(",'blueGreen':{'activeSelector':'new'},'stableRS':'new'"),
                 Healthy);
    }
    void rolloutOfAnOldController() { checkHealth(); }

    void applicationSet_data()
    {
        HealthRows rows("argoproj.io/v1alpha1", "ApplicationSet");
        rows.add("no status", "'spec':{}", Progressing, "Waiting for the status to be reported");
        rows.add("in error",
                 conditions(condition("ResourcesUpToDate", "True") + ','
                            + condition("ErrorOccurred", "True")),
                 Degraded, "of ErrorOccurred");
        rows.add("behind", conditions(condition("ResourcesUpToDate", "False")), Degraded,
                 "of ResourcesUpToDate");
        rows.add("rolling",
                 conditions(condition("ResourcesUpToDate", "True") + ','
                            + condition("RolloutProgressing", "True")),
                 Progressing, "of RolloutProgressing");
        rows.add("well",
                 conditions(condition("ErrorOccurred", "False") + ','
                            + condition("RolloutProgressing", "False") + ','
                            + condition("ResourcesUpToDate", "True")),
                 Healthy, "of ResourcesUpToDate");
    }
    void applicationSet() { checkHealth(); }

    void helmRelease_data()
    {
        HealthRows rows("helm.toolkit.fluxcd.io/v2", "HelmRelease");
        rows.add("suspended", "'spec':{'suspend':true}", Suspended, "HelmRelease is suspended");
        rows.add("no status", "'spec':{}", Progressing, "Status unknown");
        rows.add("released",
                 conditions(condition("Ready", "True", "UpgradeSucceeded") + ','
                            + condition("Released", "True")),
                 Healthy, "UpgradeSucceeded");
        rows.add("tested",
                 conditions(condition("Ready", "True") + ',' + condition("TestSuccess", "True")),
                 Healthy, "R");
        rows.add("at work",
                 conditions(condition("Reconciling", "True") + ','
                            + condition("Ready", "Unknown", "Progressing")),
                 Progressing, "Progressing");
        rows.add("ready but never released", conditions(condition("Ready", "True")), Degraded, "R");
        rows.add("failed",
                 conditions(condition("Ready", "False", "InstallFailed") + ','
                            + condition("Released", "False")),
                 Degraded, "InstallFailed");
    }
    void helmRelease() { checkHealth(); }

    void kustomization_data()
    {
        HealthRows rows("kustomize.toolkit.fluxcd.io/v1", "Kustomization");
        rows.add("suspended", "'spec':{'suspend':true}", Suspended, "Kustomization is suspended");
        rows.add("ready", conditions(condition("Ready", "True")), Healthy, "R");
        rows.add("at work",
                 conditions(condition("Reconciling", "True") + ',' + condition("Ready", "Unknown")),
                 Progressing, "R");
        rows.add("failed", conditions(condition("Ready", "False", "BuildFailed")), Degraded,
                 "BuildFailed");
    }
    void kustomization() { checkHealth(); }

    void gitRepository_data()
    {
        HealthRows rows("source.toolkit.fluxcd.io/v1", "GitRepository");
        rows.add(
            "fetched",
            conditions(condition("Ready", "True") + ',' + condition("ArtifactInStorage", "True")),
            Healthy, "R");
        rows.add("nothing stored", conditions(condition("Ready", "True")), Degraded, "R");
        rows.add("no status", "'spec':{}", Progressing, "Status unknown");
    }
    void gitRepository() { checkHealth(); }

    void helmRepository_data()
    {
        HealthRows rows("source.toolkit.fluxcd.io/v1", "HelmRepository");
        rows.add("a registry has no status", "'spec':{'type':'oci'}", Healthy,
                 "Helm repositories of type 'oci' have no status");
        rows.add("a suspended registry", "'spec':{'type':'oci','suspend':true}", Suspended,
                 "HelmRepository is suspended");
        rows.add("another has one", "'spec':{'type':'default'}", Progressing, "Status unknown");
    }
    void helmRepository() { checkHealth(); }

    void certificate_data()
    {
        HealthRows rows("cert-manager.io/v1", "Certificate");
        rows.add("no status", "'spec':{}", Progressing, "Waiting for certificate");
        rows.add("being issued, whatever else",
                 conditions(condition("Ready", "False") + ',' + condition("Issuing", "True")),
                 Progressing, "of Issuing");
        rows.add("ready",
                 conditions(condition("Issuing", "False") + ',' + condition("Ready", "True")),
                 Healthy, "of Ready");
        rows.add("not ready", conditions(condition("Ready", "False")), Degraded, "of Ready");
        rows.add("nobody knows", conditions(condition("Ready", "Unknown")), Progressing,
                 "Waiting for certificate");
    }
    void certificate() { checkHealth(); }

    void readyOrNot_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QString>("waiting");
        const auto row
            = [](const char* group, const char* kind, const char* type, const char* waiting) {
                  QTest::newRow(kind) << "{'apiVersion':'" + QByteArray(group) + "','kind':'" + kind
                          + "','metadata':{'name':'web'}"
                                      << QByteArray(type) << QString::fromLatin1(waiting);
              };
        row("cert-manager.io/v1", "Issuer", "Ready", "Initializing issuer");
        row("cert-manager.io/v1", "ClusterIssuer", "Ready", "Initializing issuer");
        row("external-secrets.io/v1", "ExternalSecret", "Ready", "Waiting for ExternalSecret");
        row("external-secrets.io/v1", "SecretStore", "Ready", "Waiting for SecretStore");
        row("bitnami.com/v1alpha1", "SealedSecret", "Synced",
            "Waiting for Sealed Secret to be decrypted");
    }
    void readyOrNot()
    {
        QFETCH(QByteArray, head);
        QFETCH(QByteArray, type);
        QFETCH(QString, waiting);
        using cauce::health::Health;
        const auto assess = [&](const QByteArray& status) {
            return cauce::health::assess(cauce::test::manifest(head + status + '}'));
        };
        const QString said = QString::fromLatin1("of " + type);
        QCOMPARE(assess(""), (Health {Progressing, waiting}));
        QCOMPARE(assess(",'status':{}"), (Health {Progressing, waiting}));
        QCOMPARE(assess(',' + conditions(condition(type, "True"))), (Health {Healthy, said}));
        QCOMPARE(assess(',' + conditions(condition(type, "False"))), (Health {Degraded, said}));
        QCOMPARE(assess(',' + conditions(condition(type, "Unknown"))),
                 (Health {Progressing, waiting}));
        QCOMPARE(assess(',' + conditions(condition("Other", "True"))),
                 (Health {Progressing, waiting}));
    }

    void crossplane_data()
    {
        HealthRows rows("s3.aws.crossplane.io/v1beta1", "Bucket");
        rows.add("no status", "'spec':{}", Progressing, "Provisioning ...");
        rows.add("not synced, though ready",
                 conditions(condition("Ready", "True") + ',' + condition("Synced", "False")),
                 Degraded, "of Synced");
        rows.add("the last operation failed", conditions(condition("LastAsyncOperation", "False")),
                 Degraded, "of LastAsyncOperation");
        rows.add("not ready yet",
                 conditions(condition("Synced", "True") + ',' + condition("Ready", "False")),
                 Progressing, "Provisioning ...");
        for (const char* type :
             {"Ready", "Healthy", "Offered", "Established", "ValidPipeline", "RevisionHealthy"}) {
            rows.add(type, conditions(condition("Synced", "True") + ',' + condition(type, "True")),
                     Healthy, "Resource is up-to-date.");
        }
    }
    void crossplane() { checkHealth(); }

    void crossplaneWithoutStatus_data()
    {
        HealthRows rows("aws.upbound.io/v1beta1", "ProviderConfig");
        rows.add("it never has one", "'spec':{}", Healthy, "Resource is up-to-date.");
        rows.add("it is used", "'status':{'users':3}", Healthy, "Resource is in use.");
    }
    void crossplaneWithoutStatus() { checkHealth(); }

    void prometheus_data()
    {
        HealthRows rows("monitoring.coreos.com/v1", "Prometheus");
        rows.add("no status", "'spec':{}", Progressing, "Waiting for initialization");
        rows.add("available", conditions(condition("Available", "True")), Healthy,
                 "All instances are available");
        rows.add("some pods start", conditions(condition("Available", "False", "SomePodsNotReady")),
                 Progressing, "of Available");
        rows.add("not available", conditions(condition("Available", "False", "NoPodReady")),
                 Degraded, "of Available");
        rows.add("degraded, with a reason only",
                 conditions("{'type':'Available','status':'Degraded','reason':'Why'}"), Degraded,
                 "Why");
    }
    void prometheus() { checkHealth(); }
};

QTEST_GUILESS_MAIN(TestHealthDelivery)
#include "tst_healthdelivery.moc"
