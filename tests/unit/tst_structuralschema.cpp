#include "core/object/jsoncodec.h"
#include "core/sandbox/kinds.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox;
using object::Json;

namespace {

Json jsonOf(const QByteArray& text)
{
    const auto json = object::parseJson(QByteArray(text).replace('\'', '"'));
    return json ? *json : Json(u"no JSON: "_s + json.error().message);
}

QByteArray textOf(const Json& value)
{
    return object::toJson(value).replace('"', '\'');
}

} // namespace

//! tests/contract/tst_sandboxdefaults and tst_sandboxcustom compare with a real server; these are
//! the decisions one by one.
class TestStructuralSchema : public QObject
{
    Q_OBJECT

private:
    std::optional<Kinds> m_kinds;
    std::shared_ptr<const StructuralSchema> m_custom;

    const StructuralSchema& builtIn(const QString& apiVersion, const QString& kind) const
    {
        return *m_kinds->findKind(object::groupVersionKind(apiVersion, kind))->structure;
    }

private slots:
    void initTestCase()
    {
        auto kinds = Kinds::builtIn();
        QVERIFY2(kinds, kinds ? "" : qPrintable(kinds.error().message));
        m_kinds = *kinds;
        m_custom = StructuralSchema::ofCrd(
            jsonOf(R"({'type': 'object', 'properties': {'spec': {'type': 'object', 'properties': {
                'size': {'type': 'integer', 'default': 3},
                'color': {'type': 'string', 'nullable': true, 'default': 'red'},
                'free': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': true},
                'list': {'type': 'array', 'items': {'type': 'object', 'properties':
                    {'a': {'type': 'string', 'default': 'b'}}}}}}}})"),
            builtIn(u"v1"_s, u"Pod"_s));
    }

    void aBuiltInKindIsWrittenAsItsStructsAre_data()
    {
        QTest::addColumn<QString>("apiVersion");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QByteArray>("sent");
        QTest::addColumn<QByteArray>("kept");

        QTest::newRow("unknown fields and nulls go")
            << u"v1"_s << u"ConfigMap"_s
            << QByteArray("{'metadata': {'name': 'a', 'foo': 1}, 'data': null, 'other': 1}")
            << QByteArray("{'metadata':{'name':'a'}}");
        QTest::newRow("zero goes where it means nothing, and stays where it is said")
            << u"apps/v1"_s << u"Deployment"_s
            << QByteArray("{'spec': {'replicas': 0, 'minReadySeconds': 0, 'paused': false}}")
            << QByteArray("{'metadata':{},'spec':{'replicas':0,'selector':null,'strategy':{},"
                          "'template':{'metadata':{},'spec':{'containers':null}}},'status':{}}");
        QTest::newRow("an empty map goes, an empty list of rules is null")
            << u"rbac.authorization.k8s.io/v1"_s << u"ClusterRole"_s
            << QByteArray("{'metadata': {'labels': {}}, 'rules': []}")
            << QByteArray("{'metadata':{},'rules':null}");
        QTest::newRow("quantities are canonical, whether text or number")
            << u"v1"_s << u"ResourceQuota"_s
            << QByteArray("{'spec': {'hard': {'pods': 10, 'cpu': '1500m', 'memory': '1024Mi'}}}")
            << QByteArray("{'metadata':{},'spec':{'hard':{'cpu':'1500m','memory':'1Gi',"
                          "'pods':'10'}},'status':{}}");
        QTest::newRow("a time is in UTC")
            << u"coordination.k8s.io/v1"_s << u"Lease"_s
            << QByteArray("{'metadata': {'creationTimestamp': '2026-01-02T05:04:05+02:00'}}")
            << QByteArray("{'metadata':{'creationTimestamp':'2026-01-02T03:04:05Z'},'spec':{}}");
        QTest::newRow("what is free is kept whole")
            << u"apps/v1"_s << u"ControllerRevision"_s
            << QByteArray("{'revision': 1, 'data': {'a': null, 'b': {}}}")
            << QByteArray("{'data':{'a':null,'b':{}},'metadata':{},'revision':1}");
    }

    void aBuiltInKindIsWrittenAsItsStructsAre()
    {
        QFETCH(QString, apiVersion);
        QFETCH(QString, kind);
        QFETCH(QByteArray, sent);
        QFETCH(QByteArray, kept);
        const StructuralSchema& schema = builtIn(apiVersion, kind);
        const Json pruned = schema.pruned(jsonOf(sent));
        QCOMPARE(textOf(pruned), kept);
        QCOMPARE(textOf(schema.pruned(pruned)), kept);
    }

    void unknownFieldsOfABuiltInKindComeInTheOrderOfTheText()
    {
        const Json pod = jsonOf("{'spec': {'foo': 1, 'containers': [{'name': 'a'}, {'bar': 1}]},"
                                "'zoo': 1, 'metadata': {'labels': {'any': 'thing'}, 'x': 1}}");
        QCOMPARE(
            builtIn(u"v1"_s, u"Pod"_s).unknownFields(pod),
            (QStringList {u"spec.foo"_s, u"spec.containers[1].bar"_s, u"zoo"_s, u"metadata.x"_s}));
    }

    void aWrongTypeIsToldWithItsStructAndField()
    {
        const StructuralSchema& deployment = builtIn(u"apps/v1"_s, u"Deployment"_s);
        QCOMPARE(deployment.wrongType(jsonOf("{'spec': {'replicas': 1}}")), std::nullopt);
        QCOMPARE(deployment.wrongType(jsonOf("{'spec': {'replicas': 'x'}}")),
                 u"json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas "
                 "of type int32"_s);
        QCOMPARE(deployment.wrongType(jsonOf("[]")),
                 u"json: cannot unmarshal array into Go value of type v1.Deployment"_s);
    }

    void aCustomKindLosesWhatItsSchemaDoesNotKnow()
    {
        const Json widget = jsonOf(
            "{'apiVersion': 'example.com/v1', 'kind': 'Widget', 'metadata': {'name': 'a', 'x': 1},"
            "'spec': {'free': {'any': [1]}, 'list': [{'a': 'c', 'z': 1}], 'foo': 1}, 'bar': 1}");
        QCOMPARE(textOf(m_custom->pruned(widget)),
                 QByteArray("{'apiVersion':'example.com/v1','kind':'Widget','metadata':"
                            "{'name':'a'},'spec':{'free':{'any':[1]},'list':[{'a':'c'}]}}"));
        QCOMPARE(m_custom->unknownFields(widget),
                 (QStringList {u"bar"_s, u"metadata.x"_s, u"spec.foo"_s, u"spec.list[0].z"_s}));
    }

    void aCustomKindGetsTheDefaultsOfItsSchema()
    {
        const Json widget = jsonOf("{'spec': {'list': [{}], 'size': null, 'color': null}}");
        QCOMPARE(textOf(m_custom->defaulted(m_custom->pruned(widget))),
                 QByteArray("{'spec':{'color':null,'list':[{'a':'b'}],'size':3}}"));
        QCOMPARE(textOf(m_custom->defaulted(jsonOf("{}"))), QByteArray("{}"));
    }

    void aCustomKindWithoutASchemaKeepsAll()
    {
        const auto schema = StructuralSchema::ofCrd(Json(), builtIn(u"v1"_s, u"Pod"_s));
        const Json widget = jsonOf("{'metadata': {'x': 1}, 'any': {'thing': [null]}}");
        QCOMPARE(textOf(schema->pruned(widget)),
                 QByteArray("{'any':{'thing':[null]},'metadata':{}}"));
        QVERIFY(schema->problems(widget).empty());
    }

    void whatIsWrongIsToldWithItsField()
    {
        const Causes causes
            = m_custom->problems(jsonOf("{'spec': {'size': 'x', 'list': [{'a': 1}]}}"));
        QCOMPARE(joined(causes),
                 u"[spec.size: Invalid value: \"string\": spec.size in body must be of type "
                 "integer: \"string\", spec.list[0].a: Invalid value: \"integer\": "
                 "spec.list[0].a in body must be of type string: \"integer\"]"_s);
        QCOMPARE(toJson(causes).at(0)[u"reason"].toString(), u"FieldValueTypeInvalid"_s);
    }

    void oneCauseStandsAloneAndNoneTwice()
    {
        const Cause cause = Cause::required(u"spec.a"_s);
        QCOMPARE(joined({cause}), u"spec.a: Required value"_s);
        QCOMPARE(joined({cause, cause}), u"spec.a: Required value"_s);
        QCOMPARE(toJson({cause, cause}).size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestStructuralSchema)
#include "tst_structuralschema.moc"
