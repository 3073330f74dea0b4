#include "sandboxfixture.h"

using namespace cauce::sandbox;
using namespace cauce::test;
using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace {

Json definition()
{
    return SandboxFixture::json(
        R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",)"
        R"("metadata":{"name":"bars.ex.io"},"spec":{"group":"ex.io","scope":"Namespaced",)"
        R"("names":{"plural":"bars","kind":"Bar"},"versions":[)"
        R"({"name":"v1","served":true,"storage":true,"subresources":{"status":{},)"
        R"("scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas"}},)"
        R"("schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object",)"
        R"("properties":{"replicas":{"type":"integer"},"b":{"type":"string","default":"q"}}},)"
        R"("status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}},)"
        R"({"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{)"
        R"("type":"object","properties":{"spec":{"type":"object","properties":)"
        R"({"replicas":{"type":"integer"}}}}}}}]}})");
}

Json bar(const char* spec)
{
    Json object = SandboxFixture::json(
        R"({"apiVersion":"ex.io/v1","kind":"Bar","metadata":{"name":"f","namespace":"x"}})");
    object.set(u"spec"_s, SandboxFixture::json(spec));
    return object;
}

} // namespace

class TestSandboxCrds : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<SandboxFixture>();
        const Answer made = m_fixture->post("apiextensions.k8s.io/v1", "customresourcedefinitions",
                                            {}, definition());
        QCOMPARE(made.code, 201);
    }

    void aDefinitionIsEstablishedAndServed()
    {
        SandboxFixture& f = *m_fixture;
        const Json crd = get().body;
        QStringList conditions;
        for (const Json& condition : crd.path({u"status", u"conditions"}).items())
            conditions.append(condition[u"type"].toString() + u'='
                              + condition[u"status"].toString());
        QCOMPARE(conditions, (QStringList {u"NamesAccepted=True"_s, u"Established=True"_s}));
        QCOMPARE(f.text(crd.path({u"status", u"storedVersions"})), u"[\"v1\"]"_s);
        QCOMPARE(f.post("ex.io/v1", "bars", u"x"_s, bar(R"({"replicas":1,"zz":2})")).code, 201);
        const Json made = f.get("ex.io/v1", "bars", u"x"_s, u"f"_s).body;
        QCOMPARE(made.path({u"spec", u"b"}).toString(), u"q"_s); // its default
        QVERIFY(!made[u"spec"].contains(u"zz")); // pruned
    }

    void aDefinitionUnderAnotherNameOrOfBadSchemaIsRefused()
    {
        SandboxFixture& f = *m_fixture;
        Json other = definition();
        other.setPath({u"metadata", u"name"}, Json(u"foos.ex.io"_s));
        QCOMPARE(f.post("apiextensions.k8s.io/v1", "customresourcedefinitions", {}, other).code,
                 422);
        Json bad = SandboxFixture::json(QByteArray(toJson(definition()).replace("bars", "bazs")));
        Json version = bad.path({u"spec", u"versions"}).at(0);
        version.setPath(
            {u"schema", u"openAPIV3Schema", u"properties", u"spec", u"properties", u"list"},
            f.json(R"({"type":"array","x-kubernetes-list-type":"heap",)"
                   R"("items":{"type":"string"}})"));
        bad.setPath({u"spec", u"versions"}, Json(Json::Items {version}));
        const Answer refused
            = f.post("apiextensions.k8s.io/v1", "customresourcedefinitions", {}, bad);
        QCOMPARE(refused.code, 422);
        QVERIFY2(f.message(refused).contains(u"heap"_s), qPrintable(f.message(refused)));
        QVERIFY(!f.api.kinds().find(u"ex.io"_s, u"v1"_s, u"bazs"_s));
    }

    void aCustomObjectCountsAllButItsStatus()
    {
        SandboxFixture& f = *m_fixture;
        f.post("ex.io/v1", "bars", u"x"_s, bar(R"({"replicas":1})"));
        const auto patched = [&](const char* patch, const QString& subresource) {
            return f
                .patch("ex.io/v1", "bars", u"x"_s, u"f"_s, PatchType::Merge, f.json(patch),
                       subresource)
                .body;
        };
        const auto generation = [](const Json& object) {
            return object.path({u"metadata", u"generation"}).toInteger().value_or(-1);
        };
        Json object = patched(R"({"spec":{"replicas":9},"status":{"w":1}})", u"status"_s);
        QCOMPARE(generation(object), 1);
        QCOMPARE(object.path({u"spec", u"replicas"}).toInteger(), std::optional<qint64>(1));
        QCOMPARE(object.path({u"status", u"w"}).toInteger(), std::optional<qint64>(1));
        object = patched(R"({"spec":{"replicas":9},"status":{"w":2}})", {});
        QCOMPARE(generation(object), 2);
        QCOMPARE(object.path({u"status", u"w"}).toInteger(), std::optional<qint64>(1));
        QCOMPARE(generation(patched(R"({"metadata":{"labels":{"a":"b"}}})", {})), 2);
    }

    void everyVersionShowsWhatItKnows()
    {
        SandboxFixture& f = *m_fixture;
        f.post("ex.io/v1", "bars", u"x"_s, bar(R"({"replicas":1})"));
        const Json second = f.get("ex.io/v2", "bars", u"x"_s, u"f"_s).body;
        QCOMPARE(second[u"apiVersion"].toString(), u"ex.io/v2"_s);
        QCOMPARE(f.text(second[u"spec"]), u"{\"replicas\":1}"_s);
        auto asked = f.request(Verb::List, "ex.io/v2", "bars", u"x"_s);
        const auto page = f.api.page(asked);
        const auto* items = std::get_if<Api::Page>(&page);
        QVERIFY(items);
        QVERIFY(items->items.at(0)->bytes.contains("\"apiVersion\":\"ex.io/v2\",\"metadata\""));
        QCOMPARE(f.post("ex.io/v1", "bars", u"x"_s, second).code, 400);
    }

    void aReplacementMustSayWhichStateItHasSeen()
    {
        SandboxFixture& f = *m_fixture;
        f.post("ex.io/v1", "bars", u"x"_s, bar(R"({"replicas":1})"));
        const Answer blind = f.put("ex.io/v1", "bars", bar(R"({"replicas":2})"));
        QCOMPARE(blind.code, 422);
        QCOMPARE(
            f.message(blind),
            u"bars.ex.io \"f\" is invalid: metadata.resourceVersion: Invalid value: 0: must be "
            "specified for an update"_s);
        QCOMPARE(f.patch("ex.io/v1", "bars", u"x"_s, u"f"_s, PatchType::StrategicMerge,
                         f.json(R"({"spec":{"replicas":2}})"))
                     .code,
                 415);
    }

    void theScaleIsReadAndWrittenWhereTheDefinitionSays()
    {
        SandboxFixture& f = *m_fixture;
        f.post("ex.io/v1", "bars", u"x"_s, bar(R"({"replicas":1})"));
        const Answer scaled = f.patch("ex.io/v1", "bars", u"x"_s, u"f"_s, PatchType::Merge,
                                      f.json(R"({"spec":{"replicas":4}})"), u"scale"_s);
        QCOMPARE(scaled.code, 200);
        QCOMPARE(scaled.body[u"kind"].toString(), u"Scale"_s);
        QCOMPARE(f.text(scaled.body[u"spec"]), u"{\"replicas\":4}"_s);
        QCOMPARE(
            f.text(f.get("ex.io/v1", "bars", u"x"_s, u"f"_s).body.path({u"spec", u"replicas"})),
            u"4"_s);
        const Answer negative = f.patch("ex.io/v1", "bars", u"x"_s, u"f"_s, PatchType::Merge,
                                        f.json(R"({"spec":{"replicas":-1}})"), u"scale"_s);
        QCOMPARE(negative.code, 422);
        QCOMPARE(f.message(negative),
                 u"Scale.autoscaling \"f\" is invalid: spec.replicas: Invalid value: -1: must be "
                 "greater than or equal to 0"_s);
    }

    void itsObjectsGoWithADefinition()
    {
        SandboxFixture& f = *m_fixture;
        f.post("ex.io/v1", "bars", u"x"_s, bar(R"({"replicas":1})"));
        QCOMPARE(remove().code, 200);
        QCOMPARE(get().code, 404);
        QCOMPARE(f.message(f.get("ex.io/v1", "bars", u"x"_s, u"f"_s)),
                 u"the server could not find the requested resource"_s);
        QCOMPARE(f.api.store().count({u"ex.io"_s, u"bars"_s}), 0);
    }

    void aDefinitionWaitsForObjectsThatAreHeld()
    {
        SandboxFixture& f = *m_fixture;
        Json held = bar(R"({"replicas":1})");
        held.setPath({u"metadata", u"finalizers"}, f.json(R"(["a.b/c"])"));
        f.post("ex.io/v1", "bars", u"x"_s, held);
        const Answer marked = remove();
        QVERIFY(!marked.body.path({u"metadata", u"deletionTimestamp"}).isNull());
        QCOMPARE(get().code, 200);
        Json late = bar("{}");
        late.setPath({u"metadata", u"name"}, Json(u"late"_s));
        QCOMPARE(f.message(f.post("ex.io/v1", "bars", u"x"_s, late)),
                 u"bars.ex.io \"late\" is forbidden: create not allowed while custom resource "
                 "definition is terminating"_s);
        QCOMPARE(f.patch("ex.io/v1", "bars", u"x"_s, u"f"_s, PatchType::Merge,
                         f.json(R"({"metadata":{"finalizers":null}})"))
                     .code,
                 200);
        QCOMPARE(get().code, 404);
        QVERIFY(!f.api.kinds().find(u"ex.io"_s, u"v1"_s, u"bars"_s));
    }

private:
    Answer get()
    {
        return m_fixture->get("apiextensions.k8s.io/v1", "customresourcedefinitions", {},
                              u"bars.ex.io"_s);
    }
    Answer remove()
    {
        return m_fixture->remove("apiextensions.k8s.io/v1", "customresourcedefinitions", {},
                                 u"bars.ex.io"_s);
    }

    std::unique_ptr<SandboxFixture> m_fixture;
};

QTEST_GUILESS_MAIN(TestSandboxCrds)
#include "tst_sandboxcrds.moc"
