#include "core/object/jsoncodec.h"
#include "core/sandbox/kinds.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox;
using object::Json;

namespace {

Json parsed(const char* text)
{
    const auto json = object::parseJson(QByteArray(text).replace('\'', '"'));
    return json ? *json : Json(u"no JSON: "_s + json.error().message);
}

Json definition()
{
    return parsed(R"({'apiVersion': 'apiextensions.k8s.io/v1', 'kind': 'CustomResourceDefinition',
        'metadata': {'name': 'widgets.example.com'},
        'spec': {'group': 'example.com', 'scope': 'Namespaced',
            'names': {'plural': 'widgets', 'kind': 'Widget', 'shortNames': ['wd'],
                'categories': ['all']},
            'versions': [
                {'name': 'v1', 'served': true, 'storage': true,
                 'subresources': {'status': {}, 'scale': {'specReplicasPath': '.spec.replicas',
                     'statusReplicasPath': '.status.replicas'}},
                 'additionalPrinterColumns':
                     [{'name': 'Size', 'type': 'integer', 'jsonPath': '.spec.size'}],
                 'schema': {'openAPIV3Schema': {'type': 'object', 'properties': {
                     'spec': {'type': 'object', 'properties': {
                         'size': {'type': 'integer', 'default': 3}}}}}}},
                {'name': 'v1beta1', 'served': true, 'storage': false,
                 'schema': {'openAPIV3Schema': {'type': 'object',
                     'x-kubernetes-preserve-unknown-fields': true}}},
                {'name': 'v1alpha1', 'served': false, 'storage': false,
                 'schema': {'openAPIV3Schema': {'type': 'object'}}}]}})");
}

// What a document refers to and does not have.
void collectMissing(const Json& value, const Json& schemas, QStringList& missing)
{
    const QString target = value[u"$ref"].toString();
    const QString name = target.mid(target.lastIndexOf(u'/') + 1);
    if (!target.isEmpty() && !schemas.contains(name))
        missing.append(name);
    for (const auto& [key, member] : value.members())
        collectMissing(member, schemas, missing);
    for (const Json& item : value.items())
        collectMissing(item, schemas, missing);
}

} // namespace

class TestSandboxKinds : public QObject
{
    Q_OBJECT

private:
    std::optional<Kinds> m_kinds;

private slots:
    void init()
    {
        auto kinds = Kinds::builtIn();
        QVERIFY2(kinds, kinds ? "" : qPrintable(kinds.error().message));
        m_kinds = *kinds;
    }

    void theDataIsOfARealServer()
    {
        QVERIFY(m_kinds->version()[u"gitVersion"].toString().startsWith("v1."_L1));
        QVERIFY(m_kinds->all().size() > 35);
    }

    void aKindIsFoundByResourceAndByType_data()
    {
        QTest::addColumn<QString>("apiVersion");
        QTest::addColumn<QString>("plural");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("shortName");
        QTest::addColumn<bool>("isNamespaced");
        QTest::addColumn<bool>("hasStatus");
        QTest::addColumn<bool>("hasScale");

        const auto row = [](const char* apiVersion, const char* plural, const char* kind,
                            const char* shortName, bool namespaced, bool status, bool scale) {
            QTest::newRow(kind) << QString::fromLatin1(apiVersion) << QString::fromLatin1(plural)
                                << QString::fromLatin1(kind) << QString::fromLatin1(shortName)
                                << namespaced << status << scale;
        };
        row("v1", "pods", "Pod", "po", true, true, false);
        row("v1", "configmaps", "ConfigMap", "cm", true, false, false);
        row("v1", "namespaces", "Namespace", "ns", false, true, false);
        row("apps/v1", "deployments", "Deployment", "deploy", true, true, true);
        row("batch/v1", "cronjobs", "CronJob", "cj", true, true, false);
        row("networking.k8s.io/v1", "ingresses", "Ingress", "ing", true, true, false);
        row("autoscaling/v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", "hpa", true,
            true, false);
        row("apiextensions.k8s.io/v1", "customresourcedefinitions", "CustomResourceDefinition",
            "crd", false, true, false);
        row("storage.k8s.io/v1", "storageclasses", "StorageClass", "sc", false, false, false);
    }

    void aKindIsFoundByResourceAndByType()
    {
        QFETCH(QString, apiVersion);
        QFETCH(QString, plural);
        QFETCH(QString, kind);
        QFETCH(QString, shortName);
        QFETCH(bool, isNamespaced);
        QFETCH(bool, hasStatus);
        QFETCH(bool, hasScale);

        const auto type = object::groupVersionKind(apiVersion, kind);
        const ServedKind* found = m_kinds->find(type.group, type.version, plural);
        QVERIFY(found);
        QCOMPARE(m_kinds->findKind(type), found);
        QCOMPARE(m_kinds->storage({type.group, plural}), found);
        QVERIFY(found->shortNames.contains(shortName));
        QCOMPARE(found->isNamespaced, isNamespaced);
        QCOMPARE(found->hasStatus, hasStatus);
        QCOMPARE(found->hasScale, hasScale);
        QVERIFY(found->verbs.contains(u"patch"_s));
        QVERIFY(found->schema.type.isValid());
        QVERIFY(found->structure->isBuiltIn());
    }

    void aReviewCanOnlyBeCreated()
    {
        const ServedKind* review
            = m_kinds->find(u"authorization.k8s.io"_s, u"v1"_s, u"selfsubjectaccessreviews"_s);
        QVERIFY(review);
        QCOMPARE(review->verbs, QStringList {u"create"_s});
    }

    void aDefinitionIsServedInItsServedVersions()
    {
        const auto before = m_kinds->all().size();
        QVERIFY(m_kinds->serveCrd(definition()));
        QCOMPARE(m_kinds->all().size(), before + 2);
        const ServedKind* v1 = m_kinds->find(u"example.com"_s, u"v1"_s, u"widgets"_s);
        QVERIFY(v1);
        QCOMPARE(v1->type.kind, u"Widget"_s);
        QCOMPARE(v1->singular, u"widget"_s);
        QCOMPARE(v1->shortNames, QStringList {u"wd"_s});
        QVERIFY(v1->hasStatus && v1->hasScale && v1->isCustom && v1->isStorage);
        QCOMPARE(v1->printerColumns.at(0)[u"name"].toString(), u"Size"_s);
        QCOMPARE(v1->scalePaths[u"specReplicasPath"].toString(), u".spec.replicas"_s);
        QVERIFY(!m_kinds->find(u"example.com"_s, u"v1beta1"_s, u"widgets"_s)->isStorage);
        QVERIFY(!m_kinds->find(u"example.com"_s, u"v1alpha1"_s, u"widgets"_s));
        QCOMPARE(m_kinds->storage({u"example.com"_s, u"widgets"_s}), v1);
    }

    void aRemovedDefinitionIsServedNoMore()
    {
        QVERIFY(m_kinds->serveCrd(definition()));
        m_kinds->removeCrd(u"example.com"_s, u"widgets"_s);
        QVERIFY(!m_kinds->find(u"example.com"_s, u"v1"_s, u"widgets"_s));
        QVERIFY(!m_kinds->findKind({u"example.com"_s, u"v1"_s, u"Widget"_s}));
        QVERIFY(!m_kinds->openApiPaths().contains(u"apis/example.com/v1"_s));
        QVERIFY(m_kinds->openApi(u"apis/example.com/v1"_s).isNull());
    }

    void anotherDefinitionTakesTheOldOnesPlace()
    {
        QVERIFY(m_kinds->serveCrd(definition()));
        Json changed = definition();
        Json versions = changed.path({u"spec", u"versions"});
        versions.removeAt(1);
        changed.setPath({u"spec", u"versions"}, versions);
        QVERIFY(m_kinds->serveCrd(changed));
        QVERIFY(m_kinds->find(u"example.com"_s, u"v1"_s, u"widgets"_s));
        QVERIFY(!m_kinds->find(u"example.com"_s, u"v1beta1"_s, u"widgets"_s));
    }

    void aDefinitionThatCannotBeCompiledChangesNothing()
    {
        QVERIFY(m_kinds->serveCrd(definition()));
        Json broken = definition();
        Json version = broken.path({u"spec", u"versions"}).at(0);
        version.setPath({u"schema", u"openAPIV3Schema", u"properties", u"list"},
                        parsed("{'type': 'array'}"));
        broken.setPath({u"spec", u"versions"}, Json(Json::Items {version}));
        const auto served = m_kinds->serveCrd(broken);
        QVERIFY(!served);
        QCOMPARE(served.error().kind, ErrorKind::Invalid);
        QVERIFY(m_kinds->find(u"example.com"_s, u"v1beta1"_s, u"widgets"_s));
    }

    void aCopyGoesItsOwnWay()
    {
        const Kinds before = *m_kinds;
        QVERIFY(m_kinds->serveCrd(definition()));
        QVERIFY(!before.find(u"example.com"_s, u"v1"_s, u"widgets"_s));
        const auto fresh = Kinds::builtIn();
        QVERIFY(fresh);
        QVERIFY(!fresh->find(u"example.com"_s, u"v1"_s, u"widgets"_s));
    }

    void everyDocumentIsCompleteInItself()
    {
        QVERIFY(m_kinds->serveCrd(definition()));
        const QStringList paths = m_kinds->openApiPaths();
        QVERIFY(paths.contains(u"api/v1"_s));
        QVERIFY(paths.contains(u"apis/apps/v1"_s));
        QVERIFY(paths.contains(u"apis/example.com/v1"_s));
        for (const QString& path : paths) {
            const Json document = m_kinds->openApi(path);
            const Json& schemas = document.path({u"components", u"schemas"});
            QVERIFY2(schemas.size() > 0, qPrintable(path));
            QStringList missing;
            collectMissing(document, schemas, missing);
            QVERIFY2(missing.isEmpty(), qPrintable(path + u": "_s + missing.join(u' ')));
            QVERIFY(!object::toJson(document).contains("x-cauce"));
        }
        QVERIFY(m_kinds->openApi(u"apis/nothing/v1"_s).isNull());
    }

    void aDocumentSaysWhichKindAPatchIsFor()
    {
        const Json document = m_kinds->openApi(u"apis/apps/v1"_s);
        const Json& patch = document.path(
            {u"paths", u"/apis/apps/v1/namespaces/{namespace}/deployments/{name}", u"patch"});
        QCOMPARE(patch.path({u"x-kubernetes-group-version-kind", u"kind"}).toString(),
                 u"Deployment"_s);
        QStringList parameters;
        for (const Json& parameter : patch[u"parameters"].items())
            parameters.append(parameter[u"name"].toString());
        QVERIFY(parameters.contains(u"fieldValidation"_s));
        QVERIFY(parameters.contains(u"dryRun"_s));
    }

    void aCustomKindsDocumentHasItsSchema()
    {
        QVERIFY(m_kinds->serveCrd(definition()));
        const Json document = m_kinds->openApi(u"apis/example.com/v1"_s);
        const Json& widget = document.path({u"components", u"schemas", u"com.example.v1.Widget"});
        QCOMPARE(
            widget.path({u"properties", u"spec", u"properties", u"size", u"default"}).toInteger(),
            3);
        QCOMPARE(widget[u"x-kubernetes-group-version-kind"].at(0)[u"kind"].toString(), u"Widget"_s);
        QVERIFY(document.path({u"components", u"schemas"}).contains(u"com.example.v1.WidgetList"));
    }
};

QTEST_GUILESS_MAIN(TestSandboxKinds)
#include "tst_sandboxkinds.moc"
