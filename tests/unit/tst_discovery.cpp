#include "core/cluster/discovery.h"
#include "core/object/jsoncodec.h"

#include <QTest>

using namespace cauce;
using namespace cauce::cluster;
using namespace Qt::StringLiterals;

class TestDiscovery : public QObject
{
    Q_OBJECT

    static object::Json json(QByteArray text)
    {
        const auto value = object::parseJson(text.replace('\'', '"'));
        if (!value)
            qFatal("%s", qPrintable(value.error().message));
        return *value;
    }

    static QByteArray version(const QByteArray& name, const QByteArray& resources,
                              const QByteArray& freshness = "Current")
    {
        return "{'version': '" + name + "', 'freshness': '" + freshness + "', 'resources': ["
            + resources + "]}";
    }

    static QByteArray resource(const QByteArray& plural, const QByteArray& kind,
                               const QByteArray& scope = "Namespaced",
                               const QByteArray& verbs = "'list', 'watch'")
    {
        return "{'resource': '" + plural
            + "', 'responseKind': {'group': '', 'version': '', 'kind': '" + kind + "'}, 'scope': '"
            + scope + "', 'verbs': [" + verbs + "], 'subresources': [{'subresource': 'status'}]}";
    }

    static Discovery aggregated(const QByteArray& groups)
    {
        const auto discovery = readAggregatedDiscovery(
            json("{'kind': 'APIGroupDiscoveryList', 'items': [" + groups + "]}"));
        if (!discovery)
            qFatal("%s", qPrintable(discovery.error().message));
        return *discovery;
    }

private slots:
    void theServersFirstVersionIsPreferred()
    {
        const Discovery discovery = aggregated(
            "{'metadata': {'name': 'autoscaling'}, 'versions': ["
            + version("v2", resource("horizontalpodautoscalers", "HorizontalPodAutoscaler")) + ","
            + version("v1",
                      resource("horizontalpodautoscalers", "HorizontalPodAutoscaler") + ","
                          + resource("olds", "Old", "Cluster"))
            + "]}");
        const object::GroupKind kind {u"autoscaling"_s, u"HorizontalPodAutoscaler"_s};
        QCOMPARE(discovery.find(kind)->type.version, u"v2"_s);
        QCOMPARE(
            discovery.find(object::GroupVersionKind {kind.group, u"v1"_s, kind.kind})->type.version,
            u"v1"_s);
        const auto old = discovery.find(object::GroupKind {u"autoscaling"_s, u"Old"_s});
        QCOMPARE(old->type.version, u"v1"_s); // only there
        QVERIFY(!old->namespaced);
        QCOMPARE(old->verbs, (QStringList {u"list"_s, u"watch"_s}));
        QVERIFY(discovery.failed.isEmpty());
    }

    void aGroupThatDoesNotAnswerIsUnknownNotAbsent()
    {
        const Discovery discovery = aggregated(
            "{'metadata': {'name': 'metrics.k8s.io'}, 'versions': ["
            + version("v1beta1", {}, "Stale") + "]}, {'metadata': {'name': 'apps'}, 'versions': ["
            + version("v1", resource("deployments", "Deployment")) + "]}");
        const auto metrics
            = discovery.find(object::GroupKind {u"metrics.k8s.io"_s, u"PodMetrics"_s});
        QVERIFY(!metrics);
        QCOMPARE(metrics.error().kind, ErrorKind::Network);
        const auto absent = discovery.find(object::GroupKind {u"apps"_s, u"Gadget"_s});
        QVERIFY(!absent);
        QCOMPARE(absent.error().kind, ErrorKind::NotFound);
        QVERIFY(absent.error().message.contains(u"apps/Gadget"_s));
        QVERIFY(discovery.find(object::GroupKind {u"apps"_s, u"Deployment"_s}));
    }

    void aStaleGroupStillServesWhatItNamed()
    {
        const Discovery discovery
            = aggregated("{'metadata': {'name': 'x.io'}, 'versions': ["
                         + version("v1", resource("things", "Thing"), "Stale") + "]}");
        QVERIFY(discovery.find(object::GroupKind {u"x.io"_s, u"Thing"_s}));
        QCOMPARE(discovery.find(object::GroupKind {u"x.io"_s, u"Other"_s}).error().kind,
                 ErrorKind::Network);
    }

    void aVersionThatIsNotServedNamesTheOneThatIs()
    {
        const Discovery discovery
            = aggregated("{'metadata': {'name': 'apps'}, 'versions': ["
                         + version("v1", resource("deployments", "Deployment")) + "]}");
        const auto found
            = discovery.find(object::GroupVersionKind {u"apps"_s, u"v1beta1"_s, u"Deployment"_s});
        QVERIFY(!found);
        QCOMPARE(found.error().kind, ErrorKind::NotFound);
        QVERIFY2(found.error().message.contains(u"apps/v1beta1"_s)
                     && found.error().message.endsWith(u"in apps/v1"_s),
                 qPrintable(found.error().message));
    }

    void ofTwoResourcesOfOneKindTheListableIsTaken()
    {
        const Discovery discovery
            = aggregated("{'metadata': {'name': 'x.io'}, 'versions': ["
                         + version("v1",
                                   resource("bindings", "Thing", "Namespaced", "'create'") + ","
                                       + resource("things", "Thing"))
                         + "]}");
        QCOMPARE(discovery.find(object::GroupKind {u"x.io"_s, u"Thing"_s})->plural, u"things"_s);
    }

    void classicLists()
    {
        const auto core = readGroupList(json("{'kind': 'APIVersions', 'versions': ['v1']}"));
        QVERIFY(core);
        QCOMPARE(core->size(), 1);
        QVERIFY(core->first().group.isEmpty());
        QCOMPARE(core->first().versions, QStringList {u"v1"_s});
        const auto groups = readGroupList(
            json("{'kind': 'APIGroupList', 'groups': [{'name': 'batch', 'versions': [{'version': "
                 "'v1beta1'}, {'version': 'v1'}], 'preferredVersion': {'version': 'v1'}}]}"));
        QVERIFY(groups);
        QCOMPARE(groups->first().versions, (QStringList {u"v1"_s, u"v1beta1"_s}));
        const auto list = readResourceList(
            json("{'kind': 'APIResourceList', 'groupVersion': 'batch/v1', 'resources': [{'name': "
                 "'jobs', "
                 "'namespaced': true, 'kind': 'Job', 'verbs': ['list']}, {'name': 'jobs/status', "
                 "'namespaced': true, 'kind': 'Job', 'verbs': ['get']}]}"),
            u"batch"_s, u"v1"_s);
        QVERIFY(list);
        QCOMPARE(list->versions.size(), 1);
        QCOMPARE(list->find(object::GroupKind {u"batch"_s, u"Job"_s})->plural, u"jobs"_s);
    }

    void somethingElseIsRefused()
    {
        const object::Json other = json("{'kind': 'Status'}");
        QVERIFY(!readAggregatedDiscovery(other));
        QVERIFY(!readGroupList(other));
        QVERIFY(!readResourceList(other, {}, u"v1"_s));
    }
};

QTEST_GUILESS_MAIN(TestDiscovery)
#include "tst_discovery.moc"
