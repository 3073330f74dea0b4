#include "tests/contract/realcluster.h"

#include <QElapsedTimer>
#include <QSignalSpy>

using namespace cauce;
using namespace cauce::cluster;
using namespace cauce::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const object::GroupKind kDeployment {u"apps"_s, u"Deployment"_s};
const object::GroupKind kReplicaSet {u"apps"_s, u"ReplicaSet"_s};
const object::GroupKind kPod {{}, u"Pod"_s};
const object::GroupKind kConfigMap {{}, u"ConfigMap"_s};

QByteArray configMap(const QByteArray& name, const QByteArray& data,
                     const QByteArray& metadata = {})
{
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + ", namespace: cl-main"
        + (metadata.isEmpty() ? QByteArray() : ", " + metadata) + "}\ndata: {" + data + "}\n";
}

} // namespace

//! core/cluster against a real kube-apiserver.
class TestCluster : public QObject
{
    Q_OBJECT

    std::unique_ptr<Cluster> connected(const QSet<object::GroupKind>& kinds,
                                       ControlPlane::User user = ControlPlane::User::Admin,
                                       const ClusterLimits& limits = {})
    {
        auto cluster = std::make_unique<Cluster>(contextOf(*m_plane, user), limits);
        cluster->setWantedKinds(kinds);
        cluster->start();
        const bool live = QTest::qWaitFor(
            [&] { return cluster->connection().phase == ConnectionState::Phase::Live; }, 10'000);
        if (!live)
            QTest::qFail(qPrintable(cluster->connection().error.message), __FILE__, __LINE__);
        return cluster;
    }

    static Result<WriteAnswer> apply(const Cluster& cluster, const object::Manifest& manifest,
                                     bool force = true)
    {
        return answerOf(cluster.writer()->apply(sync::SyncOperation::ticket(), manifest, force));
    }

    static Result<void> remove(const Cluster& cluster, const object::Manifest& manifest,
                               const QString& uid, const QString& version)
    {
        return answerOf(cluster.writer()->remove(sync::SyncOperation::ticket(), manifest.type(),
                                                 manifest.key(), uid, version));
    }

    //! "Invalid: apply ...", or "done".
    template <typename T>
    static QString outcomeOf(const Result<T>& result)
    {
        return result ? u"done"_s : nameOf(result.error().kind) + u": "_s + result.error().message;
    }

    void kubectl(const QStringList& arguments, const QByteArray& input = {})
    {
        const auto done = m_plane->kubectl(arguments, input);
        VERIFY_GOOD(done);
    }

    //! \p manifest with a uid and resourceVersion as preconditions.
    static object::Manifest bound(const object::Manifest& manifest, const QString& uid,
                                  const QString& version)
    {
        object::Json json = manifest.json();
        json.setPath({u"metadata", u"uid"}, uid);
        json.setPath({u"metadata", u"resourceVersion"}, version);
        return manifest.withJson(json);
    }

private slots:
    void initTestCase()
    {
        if (const QString why = ControlPlane::unavailableReason(); !why.isEmpty())
            QSKIP(qPrintable(why));
        m_plane = ControlPlane::shared();
        QVERIFY(m_plane);
        (void)m_plane->kubectl({u"create"_s, u"namespace"_s, u"cl-main"_s});
    }

    void cleanupTestCase()
    {
        if (m_plane)
            (void)m_plane->kubectl({u"delete"_s, u"namespace"_s, u"cl-main"_s, u"--wait=false"_s});
    }

    void everyWayToProveWhoWeAre_data()
    {
        QTest::addColumn<ControlPlane::User>("user");
        QTest::newRow("client certificate") << ControlPlane::User::Admin;
        QTest::newRow("bearer token") << ControlPlane::User::TokenAdmin;
    }

    void everyWayToProveWhoWeAre()
    {
        QFETCH(ControlPlane::User, user);
        const auto cluster = connected({kConfigMap}, user);
        QVERIFY(cluster->state()->kind(kConfigMap).isLoaded());
        QCOMPARE(cluster->connection().serverVersion, u"v1.35.4"_s);
        const auto uid = m_plane->kubectl(
            {u"get"_s, u"namespace"_s, u"kube-system"_s, u"-o"_s, u"jsonpath={.metadata.uid}"_s});
        VERIFY_GOOD(uid);
        QTRY_COMPARE(cluster->state()->clusterId(), QString::fromLatin1(*uid));
    }

    void discoveryKnowsWhatIsServed()
    {
        const auto cluster = connected({kConfigMap});
        const ApiResource* deployments = cluster->state()->resource(kDeployment);
        QVERIFY(deployments);
        QCOMPARE(deployments->plural, u"deployments"_s);
        QCOMPARE(deployments->type.version, u"v1"_s);
        QVERIFY(deployments->namespaced);
        QVERIFY(deployments->verbs.contains(u"watch"_s));
        QVERIFY(!cluster->state()->resource({{}, u"Namespace"_s})->namespaced);
        QVERIFY(!cluster->state()->resource({u"no.example"_s, u"Gadget"_s}));
    }

    void aRollOutIsSeenAsItHappens()
    {
        const auto cluster = connected({kDeployment, kReplicaSet, kPod});
        kubectl({u"apply"_s, u"-f"_s, u"-"_s}, R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: cl-main, annotations: {argocd.argoproj.io/tracking-id: 'shop:apps/Deployment:cl-main/web'}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: nginx:1.25-alpine}]}
)");
        const object::ResourceKey key {u"apps"_s, u"Deployment"_s, u"cl-main"_s, u"web"_s};
        const auto readyReplicas = [&] {
            const LiveObjectPtr web = cluster->state()->find(key);
            return web ? web->manifest()->json().path({u"status", u"readyReplicas"}).toInteger()
                       : std::nullopt;
        };
        QTRY_COMPARE_WITH_TIMEOUT(readyReplicas().value_or(0), 2, 20'000);
        const LiveObjectPtr web = cluster->state()->find(key);
        QVERIFY(web->isWhole);
        QVERIFY(web->json.contains("managedFields"));
        // The controller copies the annotation to its ReplicaSet: whoever prunes must compare the
        // id with the object's own name.
        QStringList named;
        for (const LiveObjectPtr& object : cluster->state()->tracked(u"shop"_s)) {
            QCOMPARE(object->trackingId, u"shop:apps/Deployment:cl-main/web"_s);
            named.append(object->key.kind);
        }
        QCOMPARE(named, (QStringList {u"Deployment"_s, u"ReplicaSet"_s}));

        const auto sets = cluster->state()->children(web->uid);
        QCOMPARE(sets.size(), 1);
        QCOMPARE(sets.first()->key.kind, u"ReplicaSet"_s);
        const auto images
            = sets.first()->manifest()->json().path({u"spec", u"template", u"spec", u"containers"});
        QCOMPARE(images.at(0)[u"image"].toString(), u"nginx:1.25-alpine"_s);
        const auto pods = cluster->state()->children(sets.first()->uid);
        QCOMPARE(pods.size(), 2);
        QVERIFY(!pods.first()->isWhole);
        QCOMPARE(pods.first()->manifest()->json().path({u"status", u"phase"}).toString(),
                 u"Running"_s);
        QVERIFY(!pods.first()->json.contains("managedFields"));

        kubectl({u"-n"_s, u"cl-main"_s, u"delete"_s, u"deployment"_s, u"web"_s});
        QTRY_VERIFY_WITH_TIMEOUT(!cluster->state()->find(key)
                                     && cluster->state()->children(sets.first()->uid).isEmpty(),
                                 20'000);
    }

    void aDryRunTellsWhatWouldBeAndChangesNothing()
    {
        const auto cluster = connected({kConfigMap});
        const auto manifest = manifestOf(configMap("dry", "k: v"));
        const auto created = answerOf(cluster->dryRunApply(manifest));
        VERIFY_GOOD(created);
        QCOMPARE(created->json().path({u"data", u"k"}).toString(), u"v"_s);
        VERIFY_KIND(answerOf(cluster->read(manifest.type(), manifest.key())), ErrorKind::NotFound);
    }

    void whatIsAppliedIsThere()
    {
        const auto cluster = connected({kConfigMap});
        const auto manifest = manifestOf(configMap("applied", "k: v"));
        const auto answer = apply(*cluster, manifest);
        VERIFY_GOOD(answer);
        QCOMPARE(answer->object.key(), manifest.key());
        const auto read = answerOf(cluster->read(manifest.type(), manifest.key()));
        VERIFY_GOOD(read);
        QCOMPARE(read->uid(), answer->object.uid());
        QCOMPARE(read->json().path({u"metadata", u"managedFields"}).at(0)[u"manager"].toString(),
                 u"cauce"_s);
        QTRY_VERIFY(cluster->state()->find(manifest.key()));
    }

    void anyTextArrivesAsItIs()
    {
        const auto cluster = connected({kConfigMap});
        QString text = u"tab\t nul-like \u0001 quote\" back\\ line\nend "_s;
        for (const char16_t c : {u'\x7f', u'\x85', u'\xe9', u'\x2028', u'\x2029', u'\xfeff'})
            text += QChar(c);
        text += QString::fromUcs4(U"\U0001f600 1e3 yes");
        object::Json json = manifestOf(configMap("texts", "k: v")).json();
        json.setPath({u"data", u"k"}, text);
        const auto manifest = object::Manifest::fromJson(json);
        VERIFY_GOOD(apply(*cluster, *manifest));
        const auto read = answerOf(cluster->read(manifest->type(), manifest->key()));
        VERIFY_GOOD(read);
        QCOMPARE(read->json().path({u"data", u"k"}).toString(), text);
    }

    void othersFieldsAreTakenOnlyByForce()
    {
        const auto cluster = connected({kConfigMap});
        kubectl({u"apply"_s, u"--server-side"_s, u"-f"_s, u"-"_s}, configMap("owned", "k: theirs"));
        const auto manifest = manifestOf(configMap("owned", "k: ours"));
        const auto refused = apply(*cluster, manifest, false);
        VERIFY_KIND(refused, ErrorKind::Conflict);
        QVERIFY2(refused.error().message.contains(u"kubectl"_s)
                     && refused.error().message.contains(u"ConfigMap cl-main/owned"_s),
                 qPrintable(refused.error().message));
        VERIFY_GOOD(apply(*cluster, manifest, true));
    }

    void whatHasMovedIsNotWritten()
    {
        const auto cluster = connected({kConfigMap});
        const auto manifest = manifestOf(configMap("moved", "k: v1"));
        const auto first = apply(*cluster, manifest);
        VERIFY_GOOD(first);
        const QString uid = first->object.uid();
        const QString version = first->object.resourceVersion();
        VERIFY_GOOD(apply(*cluster, manifestOf(configMap("moved", "k: v2"))));
        const auto third = manifestOf(configMap("moved", "k: v3"));
        VERIFY_KIND(apply(*cluster, bound(third, uid, version)), ErrorKind::Conflict);
        VERIFY_KIND(apply(*cluster, bound(third, u"00000000-0000-0000-0000-000000000000"_s, {})),
                    ErrorKind::Invalid);
        VERIFY_KIND(remove(*cluster, manifest, uid, version), ErrorKind::Conflict);
        VERIFY_KIND(remove(*cluster, manifest, u"00000000-0000-0000-0000-000000000000"_s, version),
                    ErrorKind::Conflict);
        VERIFY_KIND(remove(*cluster, manifest, uid, {}), ErrorKind::Internal);
        const auto now = answerOf(cluster->read(manifest.type(), manifest.key()));
        VERIFY_GOOD(now);
        QCOMPARE(now->json().path({u"data", u"k"}).toString(), u"v2"_s);

        VERIFY_GOOD(remove(*cluster, manifest, uid, now->resourceVersion()));
        VERIFY_KIND(remove(*cluster, manifest, uid, now->resourceVersion()), ErrorKind::NotFound);
        // An object with this uid is no more: nothing is made in its place.
        VERIFY_KIND(apply(*cluster, bound(third, uid, now->resourceVersion())),
                    ErrorKind::Conflict);
        VERIFY_KIND(answerOf(cluster->read(manifest.type(), manifest.key())), ErrorKind::NotFound);
    }

    void whatTheServerRefuses_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("said");
        QTest::newRow("an unknown field")
            << QByteArray("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: "
                          "cl-main}\nspec: {}\n")
            << ErrorKind::Invalid << u"field not declared in schema"_s;
        QTest::newRow("a namespace that is not there")
            << QByteArray("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: "
                          "cl-absent}\n")
            << ErrorKind::NotFound << u"namespaces \"cl-absent\" not found"_s;
        QTest::newRow("a kind that is not served")
            << QByteArray("apiVersion: no.example/v1\nkind: Gadget\nmetadata: {name: a}\n")
            << ErrorKind::NotFound << u"CustomResourceDefinition"_s;
        QTest::newRow("a version that is not served")
            << QByteArray("apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: {name: a, "
                          "namespace: cl-main}\n")
            << ErrorKind::NotFound << u"in apps/v1"_s;
        QTest::newRow("a value that is not valid")
            << QByteArray("apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: "
                          "cl-main}\nspec: {type: Fancy, ports: [{port: 1}]}\n")
            << ErrorKind::Invalid << u"spec.type"_s;
        QTest::newRow("a namespaced object without a namespace")
            << QByteArray("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
            << ErrorKind::Invalid << u"needs a namespace"_s;
        QTest::newRow("a Secret: fields only")
            << QByteArray("apiVersion: v1\nkind: Secret\nmetadata: {name: a, namespace: "
                          "cl-main}\ndata: {k: 'canary!'}\n")
            << ErrorKind::Invalid << u"Secret cl-main/a"_s;
    }

    void whatTheServerRefuses()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, said);
        const auto cluster = connected({kConfigMap});
        const auto manifest = manifestOf(yaml);
        const QStringList outcomes {outcomeOf(apply(*cluster, manifest)),
                                    outcomeOf(answerOf(cluster->dryRunApply(manifest)))};
        for (const QString& outcome : outcomes) {
            QVERIFY2(outcome.startsWith(nameOf(kind) + u": "_s), qPrintable(outcome));
            QVERIFY2(outcome.contains(said), qPrintable(outcome));
            QVERIFY2(!outcome.contains(u"canary"_s), qPrintable(outcome));
        }
    }

    void aUserWithoutRightsIsToldSo()
    {
        const auto cluster = connected({kConfigMap, kPod}, ControlPlane::User::Nobody);
        for (const auto& kind : {kConfigMap, kPod}) {
            QVERIFY(cluster->state()->kind(kind).isFailed());
            QCOMPARE(cluster->state()->kind(kind).failed()->kind, ErrorKind::Auth);
            QVERIFY(cluster->state()->kind(kind).failed()->message.contains(u"cannot list"_s));
        }
        QVERIFY(cluster->state()->hasDiscovery());
        VERIFY_KIND(apply(*cluster, manifestOf(configMap("nobody", "k: v"))), ErrorKind::Auth);
    }

    void aTokenThatIsNotKnownIsRefusedForTheWholeCluster()
    {
        KubeContext context = contextOf(*m_plane, ControlPlane::User::TokenAdmin);
        context.credential.token = u"wrong"_s;
        Cluster cluster(context);
        cluster.start();
        QTRY_COMPARE(cluster.connection().phase, ConnectionState::Phase::Disconnected);
        QCOMPARE(cluster.connection().error.kind, ErrorKind::Auth);
        QVERIFY(cluster.connection().retryAt > QDateTime::currentDateTimeUtc().addSecs(60));
    }

    void longListsComeInPages()
    {
        for (int i = 0; i < 12; ++i) {
            const QByteArray name = "page-" + QByteArray::number(i);
            kubectl({u"apply"_s, u"-f"_s, u"-"_s}, configMap(name, "k: v"));
        }
        const qint64 mark = m_plane->auditMark();
        ClusterLimits limits;
        limits.pageSize = 5;
        const auto cluster = connected({kConfigMap}, ControlPlane::User::Admin, limits);
        for (int i = 0; i < 12; ++i) {
            QVERIFY(
                cluster->state()->find({{}, u"ConfigMap"_s, u"cl-main"_s, u"page-%1"_s.arg(i)}));
        }
        const auto asked = m_plane->audit({.userAgent = u"cauce/"_s,
                                           .verb = u"list"_s,
                                           .resource = u"configmaps"_s,
                                           .since = mark});
        QVERIFY(asked.size() >= 3);
        QVERIFY(asked.first().uri.endsWith(u"/configmaps?limit=5"_s));
    }

    void trackedObjectsAreFoundInKindsNobodyWatches()
    {
        kubectl({u"apply"_s, u"-f"_s, u"-"_s},
                configMap("orphan", "k: v",
                          "annotations: {argocd.argoproj.io/tracking-id: "
                          "'sweep-me:/ConfigMap:cl-main/orphan'}"));
        const auto cluster = connected({kPod});
        const auto found = answerOf(cluster->sweepTracked({u"sweep-me"_s}));
        VERIFY_GOOD(found);
        QCOMPARE(found->found, QSet<object::GroupKind> {kConfigMap});
        const auto none = answerOf(cluster->sweepTracked({u"nobody"_s}));
        VERIFY_GOOD(none);
        QVERIFY(none->found.isEmpty());
    }

    void aKindThatIsInstalledLaterIsFollowed()
    {
        const object::GroupKind gadget {u"cl.example"_s, u"Gadget"_s};
        const object::GroupKind definitions {u"apiextensions.k8s.io"_s,
                                             u"CustomResourceDefinition"_s};
        const auto cluster = connected({gadget, definitions});
        QVERIFY(cluster->state()->kind(gadget).isFailed());
        QCOMPARE(cluster->state()->kind(gadget).failed()->kind, ErrorKind::NotFound);
        const auto crd = manifestOf(R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.cl.example}
spec:
  group: cl.example
  scope: Namespaced
  names: {kind: Gadget, plural: gadgets, singular: gadget, listKind: GadgetList}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
)");
        const auto applied = apply(*cluster, crd);
        VERIFY_GOOD(applied);
        QTRY_VERIFY_WITH_TIMEOUT(cluster->state()->kind(gadget).isLoaded(), 15'000);
        const auto one = manifestOf(
            "apiVersion: cl.example/v1\nkind: Gadget\nmetadata: {name: g, namespace: cl-main}\n"
            "spec: {size: 1.0}\n");
        VERIFY_GOOD(apply(*cluster, one));
        QTRY_VERIFY(cluster->state()->find(one.key()));
        kubectl({u"delete"_s, u"crd"_s, u"gadgets.cl.example"_s});
        QTRY_VERIFY_WITH_TIMEOUT(cluster->state()->kind(gadget).isFailed(), 20'000);
        QCOMPARE(cluster->state()->kind(gadget).failed()->kind, ErrorKind::NotFound);
    }

    void aQuietClusterCostsAlmostNothing()
    {
        const auto cluster = connected({kConfigMap, kDeployment, kReplicaSet, kPod});
        QTest::qWait(300);
        const qint64 mark = m_plane->auditMark();
        QTest::qWait(3000);
        QCOMPARE(m_plane->audit({.userAgent = u"cauce/"_s, .since = mark}).size(), 0);
    }

private:
    ControlPlane* m_plane = nullptr;
};

QTEST_GUILESS_MAIN(TestCluster)
#include "tst_cluster.moc"
