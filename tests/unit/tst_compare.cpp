#include "core/diff/compare.h"
#include "livefixtures.h"

using namespace Qt::StringLiterals;
using namespace cauce;
using cauce::diff::Change;
using cauce::diff::SyncStatus;
using cauce::test::json;
using cauce::test::LiveBuilder;
using cauce::test::manifest;
using cauce::test::setOf;

namespace {

const QByteArray kConfigMap = "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'settings',"
                              "'namespace':'shop','annotations':{'argocd.argoproj.io/tracking-id':"
                              "'cart:/ConfigMap:shop/settings'}},'data':{'a':'1'}}";

diff::Comparison compared(const object::ManifestSet& set, const LiveBuilder& live)
{
    return diff::compare(set, live.build(), {u"cart"_s, false});
}

//! The one object of a comparison.
diff::ObjectDiff only(const diff::Comparison& comparison)
{
    if (comparison.objects.size() != 1)
        qFatal("%d objects", int(comparison.objects.size()));
    return comparison.objects.first();
}

object::Manifest with(const QByteArray& base, std::initializer_list<QStringView> path,
                      const object::Json& value)
{
    object::Json object = json(base);
    object.setPath(path, value);
    return manifest(object);
}

} // namespace

class TestCompare : public QObject
{
    Q_OBJECT

private slots:
    void anEqualObjectIsSynced()
    {
        const auto result
            = compared(setOf({manifest(kConfigMap)}), LiveBuilder().add(manifest(kConfigMap)));
        QCOMPARE(result.status, SyncStatus::Synced);
        QCOMPARE(only(result).change, Change::None);
        QCOMPARE(only(result).status, SyncStatus::Synced);
        QVERIFY(!only(result).needsPrediction);
    }

    void noObjectsAtAllIsSynced()
    {
        QCOMPARE(compared({}, LiveBuilder().serve({}, u"v1"_s, u"ConfigMap"_s)).status,
                 SyncStatus::Synced);
    }

    void aChangedFieldWaitsForTheServersWord()
    {
        const auto result
            = compared(setOf({manifest(kConfigMap)}),
                       LiveBuilder().add(with(kConfigMap, {u"data", u"a"}, json("'2'"))));
        const auto diff = only(result);
        QCOMPARE(result.status, SyncStatus::OutOfSync);
        QCOMPARE(diff.change, Change::Update);
        QVERIFY(diff.needsPrediction);
        QCOMPARE(diff.fields.size(), 1);
        QCOMPARE(diff.fields.first().path, u"data.a"_s);
        QCOMPARE(diff.fields.first().live->toString(), u"2"_s);
        QCOMPARE(diff.fields.first().desired->toString(), u"1"_s);
    }

    void aMissingObjectWillBeCreated()
    {
        const auto result = compared(setOf({manifest(kConfigMap)}),
                                     LiveBuilder().serve({}, u"v1"_s, u"ConfigMap"_s));
        QCOMPARE(only(result).change, Change::Create);
        QCOMPARE(result.status, SyncStatus::OutOfSync);
        QVERIFY(!only(result).needsPrediction);
    }

    void aKindThatWasNotReadIsUnknownAndNeverCreated_data()
    {
        QTest::addColumn<bool>("failed");
        QTest::addColumn<QString>("says");
        QTest::newRow("not yet") << false << u"ConfigMap objects have not been read yet"_s;
        QTest::newRow("forbidden")
            << true << u"ConfigMap objects could not be read: configmaps is forbidden"_s;
    }

    void aKindThatWasNotReadIsUnknownAndNeverCreated()
    {
        QFETCH(bool, failed);
        QFETCH(QString, says);
        LiveBuilder live;
        live.serve({}, u"v1"_s, u"ConfigMap"_s);
        if (failed)
            live.fail({}, u"ConfigMap"_s, {ErrorKind::Auth, u"configmaps is forbidden"_s});
        else
            live.forget({}, u"ConfigMap"_s);
        const auto result = compared(setOf({manifest(kConfigMap)}), live);
        QCOMPARE(only(result).change, Change::Unknown);
        QCOMPARE(result.status, SyncStatus::Unknown);
        QCOMPARE(result.problems, QStringList {says});
    }

    void aKindThatIsNotServedAsksForItsDefinition()
    {
        const auto widget = manifest("{'apiVersion':'acme.io/v9','kind':'Widget',"
                                     "'metadata':{'name':'w','namespace':'shop'}}");
        LiveBuilder live;
        live.serve({}, u"v1"_s, u"ConfigMap"_s);
        live.serve(u"apiextensions.k8s.io"_s, u"v1"_s, u"CustomResourceDefinition"_s, false);
        const auto alone = compared(setOf({widget}), live);
        QCOMPARE(only(alone).change, Change::Create);
        QCOMPARE(only(alone).error.kind, ErrorKind::NotFound);
        QCOMPARE(alone.status, SyncStatus::OutOfSync);
        QVERIFY(alone.problems.isEmpty());
        QCOMPARE(alone.unserved.first(),
                 u"the cluster does not serve acme.io/v9 Widget (is its CRD installed?)"_s);

        const auto definition
            = manifest("{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',"
                       "'metadata':{'name':'widgets.acme.io'},'spec':{'group':'acme.io',"
                       "'names':{'kind':'Widget'},'scope':'Namespaced'}}");
        const auto together = compared(setOf({definition, widget}), live);
        QCOMPARE(together.status, SyncStatus::OutOfSync);
        QVERIFY(together.unserved.isEmpty());
        for (const auto& diff : together.objects)
            QCOMPARE(diff.change, Change::Create);
    }

    void aKindWhoseGroupDoesNotAnswerIsNotSaidToBeUnserved()
    {
        const auto widget = manifest("{'apiVersion':'acme.io/v9','kind':'Widget',"
                                     "'metadata':{'name':'w','namespace':'shop'}}");
        LiveBuilder live;
        live.serve({}, u"v1"_s, u"ConfigMap"_s);
        live.fail(u"acme.io"_s, u"Widget"_s, {ErrorKind::Network, u"acme.io does not answer"_s});
        const auto result = compared(setOf({widget}), live);
        QCOMPARE(only(result).change, Change::Unknown);
        QVERIFY(result.unserved.isEmpty());
        QVERIFY(result.problems.first().contains(u"acme.io does not answer"_s));
    }

    void withoutDiscoveryNothingIsSaidToBeUnserved()
    {
        const auto result = compared(setOf({manifest(kConfigMap)}), LiveBuilder());
        QCOMPARE(only(result).error.message, u"ConfigMap objects have not been read yet"_s);
    }

    void anObjectReadInPartIsUnknown()
    {
        auto live = std::make_shared<cluster::LiveObject>(*test::liveObject(manifest(kConfigMap)));
        live->isWhole = false;
        const auto result = compared(setOf({manifest(kConfigMap)}), LiveBuilder().add(live));
        QCOMPARE(only(result).change, Change::Unknown);
    }

    void anExtraTrackedObjectIsPruned()
    {
        const auto result = compared({}, LiveBuilder().add(manifest(kConfigMap)));
        const auto diff = only(result);
        QCOMPARE(diff.change, Change::Prune);
        QCOMPARE(result.status, SyncStatus::OutOfSync);
        QVERIFY(!diff.pruneDisabled);
        QVERIFY(!diff.desired.has_value());
    }

    void whatOnlyLooksTrackedIsLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("metadata");
        QTest::newRow("another application's")
            << QByteArray("{'name':'settings','namespace':'shop','annotations':{"
                          "'argocd.argoproj.io/tracking-id':'blog:/ConfigMap:shop/settings'}}");
        QTest::newRow("a copied mark, other name")
            << QByteArray("{'name':'copy','namespace':'shop','annotations':{"
                          "'argocd.argoproj.io/tracking-id':'cart:/ConfigMap:shop/settings'}}");
        QTest::newRow("a copied mark, other namespace")
            << QByteArray("{'name':'settings','namespace':'other','annotations':{"
                          "'argocd.argoproj.io/tracking-id':'cart:/ConfigMap:shop/settings'}}");
        QTest::newRow("a copied mark, other kind")
            << QByteArray("{'name':'settings','namespace':'shop','annotations':{"
                          "'argocd.argoproj.io/tracking-id':'cart:/Secret:shop/settings'}}");
        QTest::newRow("a mark that is none")
            << QByteArray("{'name':'settings','namespace':'shop','annotations':{"
                          "'argocd.argoproj.io/tracking-id':'cart'}}");
        QTest::newRow("owned by something")
            << QByteArray("{'name':'settings','namespace':'shop','ownerReferences':[{'apiVersion':"
                          "'v1','kind':'Pod','name':'p','uid':'1'}],'annotations':{"
                          "'argocd.argoproj.io/tracking-id':'cart:/ConfigMap:shop/settings'}}");
        QTest::newRow("another installation's")
            << QByteArray("{'name':'settings','namespace':'shop','annotations':{"
                          "'argocd.argoproj.io/installation-id':'x',"
                          "'argocd.argoproj.io/tracking-id':'cart:/ConfigMap:shop/settings'}}");
    }

    void whatOnlyLooksTrackedIsLeftAlone()
    {
        QFETCH(QByteArray, metadata);
        const auto result
            = compared({}, LiveBuilder().add(with(kConfigMap, {u"metadata"}, json(metadata))));
        QCOMPARE(result.objects.size(), 0);
        QCOMPARE(result.status, SyncStatus::Synced);
    }

    void pruneFalseStaysOutOfSync()
    {
        const auto kept
            = with(kConfigMap, {u"metadata", u"annotations", u"argocd.argoproj.io/sync-options"},
                   json("'Validate=false, Prune=false'"));
        const auto result = compared({}, LiveBuilder().add(kept));
        QVERIFY(only(result).pruneDisabled);
        QCOMPARE(result.status, SyncStatus::OutOfSync);
    }

    void ignoreExtraneousKeepsTheApplicationSynced()
    {
        const auto kept
            = with(kConfigMap, {u"metadata", u"annotations", u"argocd.argoproj.io/compare-options"},
                   json("'IgnoreExtraneous'"));
        const auto result = compared({}, LiveBuilder().add(kept));
        QCOMPARE(only(result).status, SyncStatus::OutOfSync);
        QCOMPARE(result.status, SyncStatus::Synced);
    }

    void anotherApplicationsObjectIsShared()
    {
        const auto theirs
            = with(kConfigMap, {u"metadata", u"annotations", u"argocd.argoproj.io/tracking-id"},
                   json("'blog:/ConfigMap:shop/settings'"));
        const auto result = compared(setOf({manifest(kConfigMap)}), LiveBuilder().add(theirs));
        QCOMPARE(result.sharedWarnings,
                 QStringList {u"ConfigMap/settings is part of applications cart and blog"_s});
        QCOMPARE(only(result).change, Change::Update);
        QCOMPARE(only(result).fields.first().path,
                 u"metadata.annotations[argocd.argoproj.io/tracking-id]"_s);
    }

    void aHookTakesNoPart_data()
    {
        QTest::addColumn<QString>("annotation");
        QTest::addColumn<QString>("value");
        QTest::addColumn<bool>("isHook");
        QTest::newRow("Argo CD's") << u"argocd.argoproj.io/hook"_s << u"PreSync"_s << true;
        QTest::newRow("without a phase") << u"argocd.argoproj.io/hook"_s << u"Nonsense"_s << true;
        QTest::newRow("Helm's") << u"helm.sh/hook"_s << u"pre-install"_s << true;
        QTest::newRow("Helm's for CRDs is none") << u"helm.sh/hook"_s << u"crd-install"_s << false;
    }

    void aHookTakesNoPart()
    {
        QFETCH(QString, annotation);
        QFETCH(QString, value);
        QFETCH(bool, isHook);
        const auto hook
            = with(kConfigMap, {u"metadata", u"annotations", annotation}, object::Json(value));
        const auto missing
            = compared(setOf({hook}), LiveBuilder().serve({}, u"v1"_s, u"ConfigMap"_s));
        QCOMPARE(only(missing).hook, isHook);
        QCOMPARE(missing.status, isHook ? SyncStatus::Synced : SyncStatus::OutOfSync);
        const auto left = compared({}, LiveBuilder().add(hook));
        QCOMPARE(only(left).change, isHook ? Change::None : Change::Prune);
    }

    void aKindWithoutNamespaceIsFoundWhateverTheRenderThought()
    {
        const QByteArray cluster
            = "{'apiVersion':'acme.io/v1','kind':'Grid','metadata':{'name':'g'},'spec':{'a':1}}";
        auto rendered = json(cluster);
        rendered.setPath({u"metadata", u"namespace"}, object::Json(u"shop"_s));
        LiveBuilder live;
        live.serve(u"acme.io"_s, u"v1"_s, u"Grid"_s, false).add(manifest(cluster));
        const auto diff = only(compared(setOf({manifest(rendered)}), live));
        QCOMPARE(diff.change, Change::None);
        QCOMPARE(diff.key.nameSpace, QString());
        QCOMPARE(diff.desired->nameSpace(), QString());
    }

    void objectsComeInArgosOrder()
    {
        const auto object = [](const QByteArray& type, const QByteArray& name) {
            return manifest("{" + type + ",'metadata':{'namespace':'n','name':'" + name + "'}}");
        };
        const QByteArray service = "'apiVersion':'v1','kind':'Service'";
        const QByteArray deployment = "'apiVersion':'apps/v1','kind':'Deployment'";
        LiveBuilder live;
        live.serve({}, u"v1"_s, u"Service"_s).serve(u"apps"_s, u"v1"_s, u"Deployment"_s);
        const auto result = compared(
            setOf({object(deployment, "a"), object(service, "b"), object(service, "a")}), live);
        QStringList order;
        for (const auto& diff : result.objects)
            order += diff.key.toString();
        QCOMPARE(order,
                 (QStringList {u"Service n/a"_s, u"Service n/b"_s, u"apps/Deployment n/a"_s}));
    }

    void theWaveIsRead()
    {
        const auto wave
            = with(kConfigMap, {u"metadata", u"annotations", u"argocd.argoproj.io/sync-wave"},
                   json("'-3'"));
        QCOMPARE(
            only(compared(setOf({wave}), LiveBuilder().serve({}, u"v1"_s, u"ConfigMap"_s))).wave,
            -3);
    }

    void anObjectThatCannotBeNamedIsUnknown()
    {
        LiveBuilder live;
        live.serve({}, u"v1"_s, u"ConfigMap"_s);
        const auto generated = manifest("{'apiVersion':'v1','kind':'ConfigMap',"
                                        "'metadata':{'generateName':'x-','namespace':'shop'}}");
        QVERIFY(only(compared(setOf({generated}), live)).error.message.contains(u"generateName"_s));
        const auto homeless
            = manifest("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'x'}}");
        QVERIFY(
            only(compared(setOf({homeless}), live)).error.message.contains(u"has no namespace"_s));
    }
};

QTEST_GUILESS_MAIN(TestCompare)
#include "tst_compare.moc"
