#include "core/desired/tracking.h"
#include "livefixtures.h"

using namespace Qt::StringLiterals;
using namespace cauce;
using cauce::test::json;
using cauce::test::manifest;

namespace {

desired::RenderInput input()
{
    desired::RenderInput in;
    in.application = u"cart"_s;
    in.destinationNamespace = u"shop"_s;
    return in;
}

object::Manifest trackedManifest(const object::Manifest& written,
                                 const desired::RenderInput& in = input())
{
    const auto done = desired::tracked(written, in, desired::Scopes(in.namespaced, {written}));
    if (!done)
        qFatal("%s", qPrintable(done.error().message));
    return *done;
}

QString idOf(const object::Manifest& object)
{
    return object.annotation(QString(object::annotation::trackingId));
}

} // namespace

class TestTracking : public QObject
{
    Q_OBJECT

private slots:
    void objectsAreMarkedAndPlaced_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QString>("nameSpace");
        QTest::addColumn<QString>("id");
        // The ids are those that Argo CD writes.
        QTest::newRow("a group") << QByteArray("{'apiVersion':'apps/v1','kind':'Deployment',"
                                               "'metadata':{'name':'ui'}}")
                                 << u"shop"_s << u"cart:apps/Deployment:shop/ui"_s;
        QTest::newRow("the core group")
            << QByteArray("{'apiVersion':'v1','kind':'Service','metadata':{'name':'ui'}}")
            << u"shop"_s << u"cart:/Service:shop/ui"_s;
        QTest::newRow("a namespace of its own")
            << QByteArray("{'apiVersion':'v1','kind':'Service','metadata':{'name':'ui',"
                          "'namespace':'other'}}")
            << u"other"_s << u"cart:/Service:other/ui"_s;
        QTest::newRow("cluster-scoped: the destination's namespace in the id")
            << QByteArray("{'apiVersion':'rbac.authorization.k8s.io/v1','kind':'ClusterRole',"
                          "'metadata':{'name':'a:b','namespace':'lost'}}")
            << QString() << u"cart:rbac.authorization.k8s.io/ClusterRole:shop/a:b"_s;
        QTest::newRow("a namespace")
            << QByteArray("{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'shop'}}")
            << QString() << u"cart:/Namespace:shop/shop"_s;
        QTest::newRow("only a generated name")
            << QByteArray("{'apiVersion':'batch/v1','kind':'Job','metadata':{'generateName':"
                          "'x-'}}")
            << u"shop"_s << u"cart:batch/Job:shop/"_s;
        QTest::newRow("nobody knows the kind: namespaced")
            << QByteArray("{'apiVersion':'acme.io/v1','kind':'Widget','metadata':{'name':'w'}}")
            << u"shop"_s << u"cart:acme.io/Widget:shop/w"_s;
        QTest::newRow("a definition has no mark")
            << QByteArray("{'apiVersion':'apiextensions.k8s.io/v1','kind':"
                          "'CustomResourceDefinition','metadata':{'name':'w.acme.io'}}")
            << QString() << QString();
    }

    void objectsAreMarkedAndPlaced()
    {
        QFETCH(QByteArray, written);
        const auto object = trackedManifest(manifest(written));
        QTEST(object.nameSpace(), "nameSpace");
        QTEST(idOf(object), "id");
    }

    void aForgedMarkIsReplaced()
    {
        const auto forged
            = manifest("{'apiVersion':'v1','kind':'Service','metadata':{'name':'ui','annotations':{"
                       "'argocd.argoproj.io/tracking-id':'bank:/Service:bank/ui',"
                       "'argocd.argoproj.io/installation-id':'theirs','kept':'yes'}}}");
        const auto object = trackedManifest(forged);
        QCOMPARE(idOf(object), u"cart:/Service:shop/ui"_s);
        QVERIFY(!object.hasAnnotation(QString(object::annotation::installationId)));
        QCOMPARE(object.annotation(u"kept"), u"yes"_s);
    }

    void aForgedMarkOfADefinitionIsRemoved()
    {
        const auto object = trackedManifest(
            manifest("{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',"
                     "'metadata':{'name':'w.acme.io','annotations':{"
                     "'argocd.argoproj.io/tracking-id':'bank:/Service:bank/ui'}}}"));
        QVERIFY(!object.hasAnnotation(QString(object::annotation::trackingId)));
    }

    void scopeComesFromDiscoveryThenFromDefinitions()
    {
        const QByteArray definition
            = "{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',"
              "'metadata':{'name':'grids.acme.io'},'spec':{'group':'acme.io','scope':'Cluster',"
              "'names':{'kind':'Grid'}}}";
        const object::GroupKind grid {u"acme.io"_s, u"Grid"_s};
        QVERIFY(!desired::Scopes({}, {manifest(definition)}).isNamespaced(grid));
        QVERIFY(desired::Scopes({{grid, true}}, {manifest(definition)}).isNamespaced(grid));
        QVERIFY(desired::Scopes({}, {}).isNamespaced(grid));
        QVERIFY(!desired::Scopes({}, {}).isNamespaced({{}, u"Node"_s}));
        QVERIFY(desired::Scopes({}, {}).isNamespaced({{}, u"Pod"_s}));
    }

    void annotationsThatAreNoMapAreRefused()
    {
        const auto odd = manifest(
            "{'apiVersion':'v1','kind':'Service','metadata':{'name':'ui','annotations':['a']}}");
        const auto done = desired::tracked(odd, input(), desired::Scopes({}, {}));
        QVERIFY(!done);
        QCOMPARE(done.error().kind, ErrorKind::Invalid);
        QVERIFY(done.error().message.contains(u"annotations"_s));
    }
};

QTEST_GUILESS_MAIN(TestTracking)
#include "tst_tracking.moc"
