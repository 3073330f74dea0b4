#include "core/tree/resourcetree.h"
#include "tests/unit/livefixtures.h"

using cauce::test::LiveBuilder;
using cauce::test::manifest;
using cauce::tree::ManagedObject;
using cauce::tree::TreeNode;
using namespace Qt::StringLiterals;

namespace {

QByteArray owner(const QByteArray& uid)
{
    return "{'apiVersion':'apps/v1','kind':'Any','name':'any','controller':true,'uid':'" + uid
        + "'}";
}

//! An object whose uid is its name; \p owners are uids between spaces.
cauce::object::Manifest object(const QByteArray& apiVersion, const QByteArray& kind,
                               const QByteArray& name, const QByteArray& owners = "",
                               const QByteArray& rest = "", const QByteArray& nameSpace = "shop")
{
    QByteArrayList references;
    for (const QByteArray& uid : owners.split(' ')) {
        if (!uid.isEmpty())
            references << owner(uid);
    }
    return manifest("{'apiVersion':'" + apiVersion + "','kind':'" + kind + "','metadata':{'name':'"
                    + name + "','uid':'" + name + "','namespace':'" + nameSpace
                    + "','creationTimestamp':'2024-01-02T03:04:05Z','ownerReferences':["
                    + references.join(',') + "]}" + rest + '}');
}

ManagedObject managed(const cauce::object::Manifest& manifest)
{
    return {manifest.key(), manifest.type()};
}

//! "web > web-1 > web-1-a", one line a node, a managed one with a star.
QStringList pathsOf(const QList<TreeNode>& nodes)
{
    QStringList lines;
    for (const TreeNode& node : nodes) {
        QString line = node.key.name;
        for (int up = node.parent; up >= 0; up = nodes.at(up).parent)
            line.prepend(nodes.at(up).key.name + u" > "_s);
        lines << (node.managed ? u'*' + line : line);
    }
    lines.sort();
    return lines;
}

} // namespace

//! What stands below an application's objects.
class TestTree : public QObject
{
    Q_OBJECT

private slots:
    void ownersMakeTheTree()
    {
        const auto web = object("apps/v1", "Deployment", "web");
        const auto live = LiveBuilder()
                              .add(web)
                              .add(object("apps/v1", "ReplicaSet", "web-2", "web"))
                              .add(object("v1", "Pod", "web-2-a", "web-2"))
                              .add(object("v1", "Pod", "web-2-b", "web-2"))
                              .add(object("apps/v1", "ReplicaSet", "web-1", "web"))
                              .add(object("v1", "Pod", "other-1-a", "other"))
                              .build();
        const auto nodes = cauce::tree::resourceTree({managed(web)}, live);
        QCOMPARE(pathsOf(nodes),
                 (QStringList {u"*web"_s, u"web > web-1"_s, u"web > web-2"_s,
                               u"web > web-2 > web-2-a"_s, u"web > web-2 > web-2-b"_s}));
        for (int i = 0; i < nodes.size(); ++i)
            QVERIFY(nodes.at(i).parent < i);
        QCOMPARE(nodes.first().uid, u"web"_s);
        QCOMPARE(nodes.first().type.apiVersion(), u"apps/v1"_s);
        QCOMPARE(nodes.first().createdAt, QDateTime(QDate(2024, 1, 2), QTime(3, 4, 5), Qt::UTC));
        QCOMPARE(nodes.first().health->status, cauce::health::HealthStatus::Progressing);
    }

    void anObjectThatIsNotThereIsMissing()
    {
        const auto web = object("apps/v1", "Deployment", "web");
        const auto live = LiveBuilder().serve(u"apps"_s, u"v1"_s, u"Deployment"_s).build();
        const auto nodes = cauce::tree::resourceTree({managed(web), managed(web)}, live);
        QCOMPARE(nodes.size(), 1); // though asked for twice
        QCOMPARE(nodes.first().health->status, cauce::health::HealthStatus::Missing);
        QVERIFY(nodes.first().managed);
        QVERIFY(nodes.first().uid.isEmpty());
        QVERIFY(!nodes.first().createdAt.isValid());
        QCOMPARE(nodes.first().type, web.type());
    }

    void whatCouldNotBeReadIsNotMissing()
    {
        const auto secret = object("v1", "Secret", "keys");
        LiveBuilder builder;
        builder.serve({}, u"v1"_s, u"Secret"_s)
            .fail({}, u"Secret"_s, cauce::Error {cauce::ErrorKind::Auth, u"HTTP 403"_s});
        const auto nodes = cauce::tree::resourceTree({managed(secret)}, builder.build());
        QCOMPARE(nodes.first().health,
                 (cauce::health::Health {cauce::health::HealthStatus::Unknown,
                                         u"Secret objects could not be read: HTTP 403"_s}));
    }

    void aManagedObjectStandsAtTheTop()
    {
        const auto web = object("apps/v1", "Deployment", "web");
        const auto child = object("v1", "ConfigMap", "settings", "web");
        const auto live = LiveBuilder().add(web).add(child).build();
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(web), managed(child)}, live)),
                 (QStringList {u"*settings"_s, u"*web"_s}));
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(child), managed(web)}, live)),
                 (QStringList {u"*settings"_s, u"*web"_s}));
    }

    void anObjectWithTwoOwnersStandsOnce()
    {
        const auto a = object("apps/v1", "Deployment", "a");
        const auto b = object("apps/v1", "Deployment", "b");
        const auto live = LiveBuilder().add(a).add(b).add(object("v1", "Pod", "p", "a b")).build();
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(a), managed(b)}, live)),
                 (QStringList {u"*a"_s, u"*b"_s, u"a > p"_s}));
    }

    void aCycleEnds()
    {
        const auto a = object("example.org/v1", "Widget", "a", "c");
        const auto live = LiveBuilder()
                              .add(a)
                              .add(object("example.org/v1", "Widget", "b", "a"))
                              .add(object("example.org/v1", "Widget", "c", "b"))
                              .add(object("example.org/v1", "Widget", "self", "self a"))
                              .build();
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(a)}, live)),
                 (QStringList {u"*a"_s, u"a > b"_s, u"a > b > c"_s, u"a > self"_s}));
    }

    void aDeepChainCostsNoStack()
    {
        constexpr int kDeep = 5'000;
        LiveBuilder builder;
        const auto top = object("example.org/v1", "Widget", "w0");
        builder.add(top);
        for (int i = 1; i < kDeep; ++i)
            builder.add(object("example.org/v1", "Widget", "w" + QByteArray::number(i),
                               "w" + QByteArray::number(i - 1)));
        const auto nodes = cauce::tree::resourceTree({managed(top)}, builder.build(), kDeep);
        QCOMPARE(nodes.size(), kDeep);
        QCOMPARE(nodes.last().parent, kDeep - 2);
    }

    void tooManyChildrenAreCounted()
    {
        LiveBuilder builder;
        const auto job = object("batch/v1", "Job", "job");
        builder.add(job);
        for (int i = 0; i < 10; ++i)
            builder.add(object("v1", "Pod", "p" + QByteArray::number(i), "job"));
        const auto live = builder.build();
        const auto nodes = cauce::tree::resourceTree({managed(job)}, live, 3);
        QCOMPARE(nodes.size(), 4);
        QCOMPARE(nodes.at(1).key.name, u"p0"_s);
        QCOMPARE(nodes.first().info, u"0/1 completed, +7 more"_s);
        QCOMPARE(cauce::tree::resourceTree({managed(job)}, live, 10).first().info,
                 u"0/1 completed"_s);
    }

    void managedObjectsAreNeverLeftOut()
    {
        const auto a = object("v1", "ConfigMap", "a");
        const auto b = object("v1", "ConfigMap", "b");
        const auto live = LiveBuilder().add(a).add(b).add(object("v1", "Pod", "p", "a")).build();
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(a), managed(b)}, live, 0)),
                 (QStringList {u"*a"_s, u"*b"_s}));
    }

    void anOwnerOfANamespaceHasNoChildrenElsewhere()
    {
        const auto web = object("apps/v1", "Deployment", "web");
        const auto role = object("rbac.authorization.k8s.io/v1", "ClusterRole", "role", "", "", "");
        const auto live = LiveBuilder()
                              .add(web)
                              .add(role)
                              .add(object("v1", "Pod", "far", "web", "", "elsewhere"))
                              .add(object("v1", "Node", "up", "web", "", ""))
                              .add(object("v1", "ConfigMap", "of-role", "role", "", "elsewhere"))
                              .build();
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(web), managed(role)}, live)),
                 (QStringList {u"*role"_s, u"*web"_s, u"role > of-role"_s}));
    }

    void oneObjectInTwoGroupsIsOne()
    {
        const auto web = object("apps/v1", "Deployment", "web");
        const auto inGroup = [](const QByteArray& apiVersion) {
            return manifest("{'apiVersion':'" + apiVersion
                            + "','kind':'Ingress','metadata':{'name':'i','uid':'same',"
                              "'namespace':'shop','ownerReferences':["
                            + owner("web") + "]}}");
        };
        const auto live = LiveBuilder()
                              .add(web)
                              .add(inGroup("networking.k8s.io/v1"))
                              .add(inGroup("extensions/v1beta1"))
                              .build();
        const auto nodes = cauce::tree::resourceTree({managed(web)}, live);
        QCOMPARE(nodes.size(), 2);
        QCOMPARE(nodes.last().key.group, u"extensions"_s); // the first in the order of keys
    }

    void objectsWithoutAUidStayApart()
    {
        const auto bare = [](const QByteArray& name) {
            return manifest("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'" + name
                            + "','ownerReferences':[{'apiVersion':'v1','kind':'X','name':'x'}]}}");
        };
        const auto live = LiveBuilder().add(bare("a")).add(bare("b")).add(bare("c")).build();
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(bare("a")), managed(bare("b"))}, live)),
                 (QStringList {u"*a"_s, u"*b"_s}));
    }

    void eventsAndLeasesAreNoChildren()
    {
        const auto web = object("apps/v1", "Deployment", "web");
        const auto live = LiveBuilder()
                              .add(web)
                              .add(object("v1", "Event", "e1", "web"))
                              .add(object("events.k8s.io/v1", "Event", "e2", "web"))
                              .add(object("coordination.k8s.io/v1", "Lease", "l", "web"))
                              .build();
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(web)}, live)), QStringList {u"*web"_s});
    }

    void whatNobodyDeclaresOrOwnsIsInNoTree()
    {
        const auto web = object("apps/v1", "Deployment", "web");
        const auto live = LiveBuilder()
                              .add(web)
                              .add(object("v1", "ConfigMap", "orphan"))
                              .add(object("apps/v1", "ReplicaSet", "left-over", "gone"))
                              .add(object("v1", "Pod", "left-over-a", "left-over"))
                              .build();
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(web)}, live)), QStringList {u"*web"_s});
    }

    void aServiceHasEndpointsByNameAndSlicesByOwner()
    {
        const auto service = object("v1", "Service", "web");
        const auto endpoints
            = [](const QByteArray& name, const QByteArray& owners, const QByteArray& nameSpace) {
                  return manifest("{'apiVersion':'v1','kind':'Endpoints','metadata':{'name':'"
                                  + name + "','uid':'e-" + name + nameSpace + "','namespace':'"
                                  + nameSpace + "','ownerReferences':[" + owners + "]}}");
              };
        LiveBuilder builder;
        builder.add(service)
            .add(object("discovery.k8s.io/v1", "EndpointSlice", "web-abc", "web"))
            .add(endpoints("other", "", "shop"))
            .add(endpoints("web", "", "elsewhere"));
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(service)}, builder.build())),
                 (QStringList {u"*web"_s, u"web > web-abc"_s}));
        auto owned = builder;
        owned.add(endpoints("web", owner("somebody"), "shop"));
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(service)}, owned.build())),
                 (QStringList {u"*web"_s, u"web > web-abc"_s}));
        builder.add(endpoints("web", "", "shop"));
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(service)}, builder.build())),
                 (QStringList {u"*web"_s, u"web > web"_s, u"web > web-abc"_s}));
    }

    void aStatefulSetHasTheClaimsOfItsTemplates()
    {
        const auto set = object("apps/v1", "StatefulSet", "db", "",
                                ",'spec':{'volumeClaimTemplates':[{'metadata':{'name':'data'}},"
                                "{'metadata':{'name':'log'}}]}");
        const auto claim = [](const QByteArray& name, const QByteArray& nameSpace = "shop") {
            return object("v1", "PersistentVolumeClaim", name, "", "", nameSpace);
        };
        const auto live = LiveBuilder()
                              .add(set)
                              .add(claim("data-db-0"))
                              .add(claim("data-db-12"))
                              .add(claim("log-db-0"))
                              .add(claim("data-db-"))
                              .add(claim("data-db-x"))
                              .add(claim("data-db-0-copy"))
                              .add(claim("cache-db-0"))
                              .add(claim("data-db2-0"))
                              .add(claim("old-data-db-0"))
                              .add(claim("data-db-1", "elsewhere"))
                              .build();
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(set)}, live)),
                 (QStringList {u"*db"_s, u"db > data-db-0"_s, u"db > data-db-12"_s,
                               u"db > log-db-0"_s}));
    }

    void aServiceAccountHasItsTokenSecrets()
    {
        const auto account = object("v1", "ServiceAccount", "robot");
        const auto secret = [](const QByteArray& name, const QByteArray& type,
                               const QByteArray& forName, const QByteArray& forUid) {
            return manifest("{'apiVersion':'v1','kind':'Secret','type':'" + type
                            + "','metadata':{'name':'" + name + "','uid':'" + name
                            + "','namespace':'shop','annotations':{"
                              "'kubernetes.io/service-account.name':'"
                            + forName + "','kubernetes.io/service-account.uid':'" + forUid
                            + "'}}}");
        };
        const QByteArray token = "kubernetes.io/service-account-token";
        const auto live = LiveBuilder()
                              .add(account)
                              .add(secret("mine", token, "robot", "robot"))
                              .add(secret("of-another", token, "someone", "robot"))
                              .add(secret("of-its-predecessor", token, "robot", "old"))
                              .add(secret("no-token", "Opaque", "robot", "robot"))
                              .build();
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(account)}, live)),
                 (QStringList {u"*robot"_s, u"robot > mine"_s}));
    }

    void anOperatorGroupHasItsVersions()
    {
        const auto group = object("operators.coreos.com/v1", "OperatorGroup", "og");
        const auto version = [](const QByteArray& name, const QByteArray& of) {
            return manifest("{'apiVersion':'operators.coreos.com/v1alpha1','kind':"
                            "'ClusterServiceVersion','metadata':{'name':'"
                            + name + "','uid':'" + name
                            + "','namespace':'shop','annotations':{'olm.operatorGroup':'" + of
                            + "'}}}");
        };
        const auto live = LiveBuilder()
                              .add(group)
                              .add(version("etcd.v1", "og"))
                              .add(version("kafka.v1", "another"))
                              .build();
        QCOMPARE(pathsOf(cauce::tree::resourceTree({managed(group)}, live)),
                 (QStringList {u"*og"_s, u"og > etcd.v1"_s}));
    }

    void bytesThatAreNoObjectAreUnknown()
    {
        const auto web = object("apps/v1", "Deployment", "web");
        auto broken = std::make_shared<cauce::cluster::LiveObject>(*cauce::test::liveObject(web));
        broken->json = "{";
        const auto nodes
            = cauce::tree::resourceTree({managed(web)}, LiveBuilder().add(broken).build());
        QCOMPARE(nodes.first().health->status, cauce::health::HealthStatus::Unknown);
        QVERIFY(nodes.first().health->message.contains(u"shop/web"_s));
    }

    void onlyWebAddressesBecomeLinks()
    {
        const auto web
            = manifest("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'web','uid':'u',"
                       "'annotations':{'link.argocd.argoproj.io/c':'https://example.org/c?a=1|2',"
                       "'link.argocd.argoproj.io/b':'The page|http://example.org/b',"
                       "'link.argocd.argoproj.io/a':'https://example.org/a',"
                       "'link.argocd.argoproj.io/d':'Click|javascript:alert(1)',"
                       "'link.argocd.argoproj.io/e':'file:///etc/passwd',"
                       "'link.argocd.argoproj.io/f':'https://',"
                       "'link.argocd.argoproj.io/g':7,"
                       "'example.org/link':'https://example.org/x'}}}");
        const auto nodes
            = cauce::tree::resourceTree({managed(web)}, LiveBuilder().add(web).build());
        using cauce::tree::ExternalLink;
        QCOMPARE(nodes.first().links,
                 (QList<ExternalLink> {{u"https://example.org/a"_s, u"https://example.org/a"_s},
                                       {u"The page"_s, u"http://example.org/b"_s}}));
    }
};

QTEST_GUILESS_MAIN(TestTree)
#include "tst_tree.moc"
