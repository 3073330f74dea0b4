#include "core/merge/fieldsv1.h"
#include "core/merge/openapi.h"
#include "core/merge/ownership.h"
#include "core/object/jsoncodec.h"

#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::merge;
using cauce::object::Json;

namespace {

// Single quotes are easier on the eye.
QByteArray quoted(QByteArray text)
{
    return text.replace('\'', '"');
}

Json json(const QByteArray& text)
{
    const Result<Json> value = object::parseJson(quoted(text));
    Q_ASSERT(value);
    return *value;
}

Json dataFile(const QString& name)
{
    QFile file(QStringLiteral(CAUCE_SOURCE_DIR "/tests/unit/data/") + name);
    const bool isOpen = file.open(QIODevice::ReadOnly);
    Q_ASSERT(isOpen);
    const Result<Json> value = object::parseJson(file.readAll());
    return value && isOpen ? *value : Json();
}

QString problemOf(const Result<void>& result)
{
    return result ? QString() : result.error().message;
}

} // namespace

class TestMergeSchema : public QObject
{
    Q_OBJECT

private:
    ObjectType m_app;

private slots:
    void initTestCase()
    {
        const Result<OpenApiSchema> document
            = compileOpenApi(dataFile(u"mergeschema-openapi.json"_s));
        QVERIFY2(document, document ? "" : qPrintable(document.error().message));
        const auto app = document->typeOf(u"example.io/v1"_s, u"App"_s);
        QVERIFY(app);
        m_app = *app;
        QVERIFY(!document->typeOf(u"example.io/v2"_s, u"App"_s));
        QVERIFY(!m_app.schema->named(u"io.example.v1.Alias"_s).isValid());
        QVERIFY(m_app.schema->names().contains(u"io.example.v1.Port"_s));
    }

    void documentsSayWhatOwnsWhat_data()
    {
        QTest::addColumn<QByteArray>("object");
        QTest::addColumn<QByteArray>("fields");
        const auto row = [](const char* name, const char* object, const char* fields) {
            QTest::newRow(name) << QByteArray(object) << QByteArray(fields);
        };
        row("keyed list, default key", "{'ports':[{'port':80,'note':'x'}]}",
            "{'f:ports':{'k:{\\'port\\':80,\\'protocol\\':\\'TCP\\'}':{'.':{},'f:note':{},'f:port':"
            "{}}}}");
        row("merge key", "{'env':[{'name':'A','value':'1'}]}",
            "{'f:env':{'k:{\\'name\\':\\'A\\'}':{'.':{},'f:name':{},'f:value':{}}}}");
        row("set", "{'tags':['b','a']}", "{'f:tags':{'v:\\'a\\'':{},'v:\\'b\\'':{}}}");
        row("merged without a key is a set", "{'hosts':['a']}", "{'f:hosts':{'v:\\'a\\'':{}}}");
        row("list of which nothing is said", "{'args':['a']}", "{'f:args':{}}");
        row("map", "{'labels':{'a':'1'}}", "{'f:labels':{'f:a':{}}}");
        row("atomic map", "{'selector':{'a':'1'}}", "{'f:selector':{}}");
        row("made atomic where it is used", "{'ref':{'name':'a'}}", "{'f:ref':{}}");
        row("the same type elsewhere", "{'plainRef':{'name':'a'}}", "{'f:plainRef':{'f:name':{}}}");
        row("raw extension", "{'raw':{'a':{'b':1}}}", "{'f:raw':{}}");
        row("free object", "{'free':{'a':{'b':1},'l':[1]}}",
            "{'f:free':{'f:a':{'.':{},'f:b':{}},'f:l':{}}}");
        row("preserved unknown field", "{'kept':{'known':{'x':1,'y':{'z':2}}}}",
            "{'f:kept':{'f:known':{'f:x':{},'f:y':{'.':{},'f:z':{}}}}}");
        row("recursive type", "{'self':{'self':{'replicas':1}}}",
            "{'f:self':{'f:self':{'f:replicas':{}}}}");
        row("empty struct", "{'plainRef':{}}", "{'f:plainRef':{}}");
    }

    void documentsSayWhatOwnsWhat()
    {
        QFETCH(QByteArray, object);
        QFETCH(QByteArray, fields);
        const Json value = json(object);
        QCOMPARE(problemOf(validate(m_app, value)), QString());
        const Result<FieldSet> set = fieldSet(m_app, value);
        QVERIFY(set);
        QCOMPARE(fieldsV1Text(*set), quoted(fields));
    }

    void documentsSayWhatIsValid_data()
    {
        QTest::addColumn<QByteArray>("object");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char* name, const char* object, const QString& problem = {}) {
            QTest::newRow(name) << QByteArray(object) << problem;
        };
        row("quantity as a number", "{'cpu':1}");
        row("quantity as a text", "{'cpu':'1'}");
        row("int or string", "{'target':80}");
        row("int or string, text", "{'target':'http'}");
        row("time as a number", "{'since':5}");
        row("bytes as a number", "{'cert':5}",
            u".cert: expected string, got &value.valueUnstructured{Value:5}"_s);
        row("text for a number", "{'replicas':'2'}",
            u".replicas: expected numeric (int or float), got string"_s);
        row("text for a truth value", "{'paused':'yes'}",
            u".paused: expected boolean, got &{yes}"_s);
        row("number for a map", "{'labels':1}", u".labels: expected map, got &{1}"_s);
        row("map for a list", "{'tags':{'a':1}}", u".tags: expected list, got &{map[a:1]}"_s);
        row("unknown field", "{'replica':1}", u".replica: field not declared in schema"_s);
        row("two problems", "{'a':1,'b':1}",
            u"errors:\n  .a: field not declared in schema\n  .b: field not declared in schema"_s);
        row("any key", "{'open':{'a':'x','b':[1]}}");
        row("undeclared type", "{'lost':1}",
            u".lost: schema error: no type found matching: io.example.v1.Nowhere"_s);
        row("same key twice", "{'env':[{'name':'A'},{'name':'A'}]}",
            u".env: duplicate entries for key [name=\"A\"]"_s);
        row("same key by default", "{'ports':[{'port':1},{'port':1,'protocol':'TCP'}]}",
            u".ports: duplicate entries for key [port=1,protocol=\"TCP\"]"_s);
        row("no key", "{'env':[{'value':'A'}]}",
            u".env: element 0: associative list with keys has an element that omits all key fields "
            u"[\"name\"] (and doesn't have default values for any key fields)"_s);
        row("wrong part of a keyed list", "{'env':[{'name':'A','value':1}]}",
            u".env[name=\"A\"].value: expected string, got &value.valueUnstructured{Value:1}"_s);
        row("null everywhere", "{'replicas':null,'labels':null,'args':null,'env':null}");
    }

    void documentsSayWhatIsValid()
    {
        QFETCH(QByteArray, object);
        QFETCH(QString, problem);
        QCOMPARE(problemOf(validate(m_app, json(object))), problem);
    }

    void badDocumentsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char* name, const char* schema, const QString& problem) {
            QTest::newRow(name) << QByteArray(schema) << problem;
        };
        row("type", "{'type':'tuple'}", u"T: unrecognized type: 'tuple'"_s);
        row("list type", "{'type':'array','items':{},'x-kubernetes-list-type':'bag'}",
            u"T: unknown list type bag"_s);
        row("keys", "{'type':'array','items':{},'x-kubernetes-list-type':'map'}",
            u"T: missing map keys"_s);
        row("map type", "{'type':'object','x-kubernetes-map-type':'odd'}",
            u"T: unknown map type odd"_s);
        row("strategy", "{'type':'array','items':{},'x-kubernetes-patch-strategy':'odd'}",
            u"T: unknown patch strategy odd"_s);
        row("items", "{'type':'array'}", u"T: `items` must be specified on arrays"_s);
    }

    void badDocumentsAreRefused()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QString, problem);
        const Result<OpenApiSchema> document
            = compileOpenApi(json(QByteArray("{'components':{'schemas':{'T':" + schema + "}}}")));
        QVERIFY(!document);
        QCOMPARE(document.error().message, problem);
    }

    void namedFieldsAreThoseOfStructs()
    {
        const auto set = readFieldsV1(
            quoted("{'f:plainRef':{'f:name':{}},'f:labels':{'f:a':{}},'f:free':{'f:a':{'f:"
                   "b':{}}},'f:env':{'k:{\\'name\\':\\'A\\'}':{'f:value':{}}}}"));
        QVERIFY(set);
        QCOMPARE(
            fieldsV1Text(set->withNamedFields(*m_app.schema, m_app.type)),
            quoted(
                "{'f:env':{'.':{},'k:{\\'name\\':\\'A\\'}':{'f:value':{}}},'f:free':{'.':{},'f:a':{"
                "'f:b':{}}},'f:labels':{'.':{},'f:a':{}},'f:plainRef':{'.':{},'f:name':{}}}"));
    }

    void crdsGetMetadataAndEmbeddedResources()
    {
        const Result<ObjectType> type = compileCrd(dataFile(u"mergeschema-crd.json"_s), u"v1"_s);
        QVERIFY2(type, type ? "" : qPrintable(type.error().message));
        const Json widget = json(
            "{'apiVersion':'example.io/"
            "v1','kind':'Widget','metadata':{'name':'a','labels':{'x':'1'},'finalizers':['f'],'"
            "ownerReferences':[{'uid':'u','name':'o','kind':'K','apiVersion':'v1'}]},'spec':{'size'"
            ":1,'port':'http','rules':[{'id':'r','on':true}],'template':{'apiVersion':'v1','kind':'"
            "ConfigMap','metadata':{'labels':{'y':'2'}},'data':'d'}}}");
        QCOMPARE(problemOf(validate(*type, widget)), QString());
        const Result<FieldSet> set = fieldSet(*type, widget);
        QVERIFY(set);
        QCOMPARE(
            fieldsV1Text(set->without(*readFieldsV1(
                quoted("{'f:apiVersion':{},'f:kind':{},'f:metadata':{'f:name':{}}}")))),
            quoted(
                "{'f:metadata':{'f:finalizers':{'v:\\'f\\'':{}},'f:labels':{'f:x':{}},'f:"
                "ownerReferences':{'k:{\\'uid\\':\\'u\\'}':{}}},'f:spec':{'f:port':{},'f:rules':{'"
                "k:{\\'id\\':\\'r\\'}':{'.':{},'f:id':{},'f:on':{}}},'f:size':{},'f:template':{'f:"
                "apiVersion':{},'f:data':{},'f:kind':{},'f:metadata':{'f:labels':{'f:y':{}}}}}}"));
        QCOMPARE(problemOf(validate(*type, json("{'spec':{'sizes':1}}"))),
                 u".spec.sizes: field not declared in schema"_s);
        QCOMPARE(problemOf(validate(*type, json("{'metadata':{'label':{}}}"))),
                 u".metadata.label: field not declared in schema"_s);
    }

    void crdsMayKeepUnknownFields()
    {
        const Result<ObjectType> type
            = compileCrd(dataFile(u"mergeschema-crd.json"_s), u"v1alpha1"_s);
        QVERIFY(type);
        QCOMPARE(problemOf(validate(*type, json("{'kind':'Widget','any':{'thing':[1]}}"))),
                 QString());
        QVERIFY(!validate(*type, json("{'kind':5}")));
    }

    void aMissingCrdVersionIsNamed()
    {
        const Result<ObjectType> type = compileCrd(dataFile(u"mergeschema-crd.json"_s), u"v9"_s);
        QVERIFY(!type);
        QCOMPARE(type.error().kind, ErrorKind::NotFound);
        QCOMPARE(type.error().message,
                 u"CustomResourceDefinition widgets.example.io has no version v9"_s);
    }

    void anApplyGoesThroughACompiledSchema()
    {
        const QString v1 = u"example.io/v1"_s;
        const QString us = u"cauce"_s;
        const auto at = [&](const char* text) { return VersionedObject {m_app, json(text), v1}; };
        const auto first = applied(
            at("null"), at("{'ports':[{'port':80},{'port':81}],'replicas':1}"), {}, us, Force::No);
        QVERIFY(first && !first->isRefused);
        const auto second = applied(VersionedObject {m_app, first->object, v1},
                                    at("{'ports':[{'port':81,'protocol':'TCP','note':'n'}]}"),
                                    first->managers, us, Force::No);
        QVERIFY(second && !second->isRefused);
        QCOMPARE(object::toJson(second->object),
                 quoted("{'ports':[{'port':81,'protocol':'TCP','note':'n'}]}"));
    }
};

QTEST_GUILESS_MAIN(TestMergeSchema)
#include "tst_mergeschema.moc"
