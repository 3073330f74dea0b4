#include "sandboxfixture.h"

using namespace cauce::sandbox;
using namespace cauce::test;
using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace {

Json configMap(const char* data)
{
    Json object = SandboxFixture::json(
        R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"x"}})");
    object.set(u"data"_s, SandboxFixture::json(data));
    return object;
}

Json deployment(const char* spec)
{
    Json object = SandboxFixture::json(
        R"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"x"}})");
    object.set(u"spec"_s, SandboxFixture::json(spec));
    return object;
}

Json wholeDeployment()
{
    return deployment(R"({"replicas":1,"selector":{"matchLabels":{"app":"d"}},"template":{)"
                      R"("metadata":{"labels":{"app":"d"}},"spec":{"containers":[)"
                      R"({"name":"c","image":"nginx:1"}]}}})");
}

// manager/operation: fields, one line an entry
QString owners(const Json& object)
{
    QStringList lines;
    for (const Json& entry : object.path({u"metadata", u"managedFields"}).items()) {
        lines.append(u"%1/%2: %3"_s.arg(entry[u"manager"].toString(),
                                        entry[u"operation"].toString(),
                                        SandboxFixture::text(entry[u"fieldsV1"])));
    }
    return lines.join(u'\n');
}

QString causes(const Answer& answer)
{
    QStringList lines;
    for (const Json& cause : answer.body.path({u"details", u"causes"}).items()) {
        lines.append(cause[u"reason"].toString() + u' ' + cause[u"field"].toString() + u' '
                     + cause[u"message"].toString());
    }
    return lines.join(u'\n');
}

} // namespace

class TestSandboxApply : public QObject
{
    Q_OBJECT

private slots:
    void anApplyMakesWhatIsNotThereAndOwnsWhatItNames()
    {
        SandboxFixture f;
        const Answer made = f.apply("v1", "configmaps", configMap(R"({"a":"b"})"));
        QCOMPARE(made.code, 201);
        QCOMPARE(owners(made.body), QString::fromUtf8(R"(cauce/Apply: {"f:data":{"f:a":{}}})"));
        QCOMPARE(f.api.effects().back().verb, u"apply"_s);
        QCOMPARE(f.api.effects().back().manager, u"cauce"_s);
    }

    void theSameAgainWritesNothing()
    {
        SandboxFixture f;
        const Answer made = f.apply("v1", "configmaps", configMap(R"({"a":"b"})"));
        const qint64 revision = f.api.store().revision();
        f.advance(60);
        const Answer again = f.apply("v1", "configmaps", configMap(R"({"a":"b"})"));
        QCOMPARE(again.code, 200);
        QCOMPARE(f.text(again.body), f.text(made.body));
        QCOMPARE(f.api.store().revision(), revision);
    }

    void whatIsNamedNoMoreGoesUnlessAnotherOwnsIt()
    {
        SandboxFixture f;
        f.apply("v1", "configmaps", configMap(R"({"a":"1","b":"2","c":"3"})"));
        f.apply("v1", "configmaps", configMap(R"({"b":"2"})"), u"other"_s);
        const Answer less = f.apply("v1", "configmaps", configMap(R"({"c":"3"})"));
        QCOMPARE(f.text(less.body[u"data"]), QString::fromUtf8(R"({"b":"2","c":"3"})"));
        QVERIFY(owners(less.body).contains(QString::fromUtf8(R"(other/Apply: {"f:data":{"f:b":)")));
        QVERIFY(owners(less.body).contains(QString::fromUtf8(R"(cauce/Apply: {"f:data":{"f:c":)")));
    }

    void anothersFieldIsAConflictAndForceTakesIt()
    {
        SandboxFixture f;
        f.post("apps/v1", "deployments", u"x"_s, wholeDeployment());
        const Json wanted = deployment(
            R"({"replicas":3,"template":{"spec":{"containers":[{"name":"c","image":"nginx:3"}]}}})");
        const Answer refused = f.apply("apps/v1", "deployments", wanted);
        QCOMPARE(refused.code, 409);
        QCOMPARE(f.message(refused),
                 u"Apply failed with 2 conflicts: conflicts with \"curl\" using apps/v1:\n"
                 "- .spec.replicas\n"
                 "- .spec.template.spec.containers[name=\"c\"].image"_s);
        QCOMPARE(causes(refused),
                 u"FieldManagerConflict .spec.replicas conflict with \"curl\" using apps/v1\n"
                 "FieldManagerConflict .spec.template.spec.containers[name=\"c\"].image conflict "
                 "with \"curl\" using apps/v1"_s);
        QCOMPARE(f.apply("apps/v1", "deployments", wanted, u"cauce"_s, true, true).code, 200);
        QCOMPARE(f.get("apps/v1", "deployments", u"x"_s, u"d"_s)
                     .body.path({u"spec", u"replicas"})
                     .toInteger(),
                 std::optional<qint64>(1)); // that was a dry run

        const Answer forced = f.apply("apps/v1", "deployments", wanted, u"cauce"_s, true);
        QCOMPARE(forced.code, 200);
        QCOMPARE(forced.body.path({u"spec", u"replicas"}).toInteger(), std::optional<qint64>(3));
        QCOMPARE(forced.body.path({u"metadata", u"generation"}).toInteger(),
                 std::optional<qint64>(2));
        const Json& mine = forced.body.path({u"metadata", u"managedFields"}).at(0);
        QCOMPARE(mine[u"manager"].toString(), u"cauce"_s);
        QVERIFY(mine.path({u"fieldsV1", u"f:spec"}).contains(u"f:replicas"));
        const Json& others = forced.body.path({u"metadata", u"managedFields"}).at(1);
        QVERIFY(!others.path({u"fieldsV1", u"f:spec"}).contains(u"f:replicas"));
        QVERIFY(others.path({u"fieldsV1", u"f:spec"}).contains(u"f:selector"));
    }

    void anEqualValueIsSharedAndOneConflictIsOneLine()
    {
        SandboxFixture f;
        f.apply("v1", "configmaps", configMap(R"({"a":"1"})"), u"first"_s);
        f.advance(60);
        const Answer shared = f.apply("v1", "configmaps", configMap(R"({"a":"1"})"), u"second"_s);
        QCOMPARE(shared.code, 200);
        const Json& entries = shared.body.path({u"metadata", u"managedFields"});
        QCOMPARE(entries.size(), 2);
        // Who has only joined has no time, as on a server.
        QCOMPARE(entries.at(0)[u"manager"].toString(), u"second"_s);
        QVERIFY(!entries.at(0).contains(u"time"));
        QCOMPARE(entries.at(1)[u"time"].toString(), u"2026-01-02T03:04:05Z"_s);
        const Answer refused = f.apply("v1", "configmaps", configMap(R"({"a":"2"})"), u"second"_s);
        QCOMPARE(f.message(refused),
                 u"Apply failed with 1 conflict: conflict with \"first\": .data.a"_s);
    }

    void whatWasThereBeforeAnyApplyHasAnOwner()
    {
        SandboxFixture f;
        f.post("v1", "configmaps", u"x"_s,
               f.json(R"({"metadata":{"name":"c","managedFields":[{}]},"data":{"a":"b"}})"));
        f.patch("v1", "configmaps", u"x"_s, u"c"_s, PatchType::Merge,
                f.json(R"({"metadata":{"managedFields":[{}]}})"));
        QVERIFY(owners(f.get("v1", "configmaps", u"x"_s, u"c"_s).body).isEmpty());
        const Answer refused = f.apply("v1", "configmaps", configMap(R"({"a":"1"})"));
        QCOMPARE(f.message(refused),
                 u"Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: "
                 ".data.a"_s);
    }

    void aMistakeInTheConfigurationIsAServerError_data()
    {
        QTest::addColumn<QByteArray>("spec");
        QTest::addColumn<QString>("problem");
        QTest::newRow("an unknown field")
            << QByteArray(R"({"replica":3})") << u".spec.replica: field not declared in schema"_s;
        QTest::newRow("a wrong type")
            << QByteArray(R"({"replicas":"x"})")
            << u".spec.replicas: expected numeric (int or float), got string"_s;
        QTest::newRow("an element twice")
            << QByteArray(R"({"template":{"spec":{"containers":[{"name":"c"},{"name":"c"}]}}})")
            << u".spec.template.spec.containers: duplicate entries for key [name=\"c\"]"_s;
    }

    void aMistakeInTheConfigurationIsAServerError()
    {
        QFETCH(QByteArray, spec);
        QFETCH(QString, problem);
        SandboxFixture f;
        const Answer refused = f.apply("apps/v1", "deployments", deployment(spec));
        QCOMPARE(refused.code, 500);
        QCOMPARE(f.message(refused),
                 u"failed to create typed patch object (x/d; apps/v1, Kind=Deployment): "_s
                     + problem);
    }

    void uidAndVersionInTheBodyMeanThisVeryObject()
    {
        SandboxFixture f;
        Json gone = configMap(R"({"a":"b"})");
        gone.setPath({u"metadata", u"uid"}, Json(u"u"_s));
        const Answer missing = f.apply("v1", "configmaps", gone);
        QCOMPARE(missing.code, 409);
        QCOMPARE(f.message(missing),
                 u"Operation cannot be fulfilled on configmaps \"c\": uid mismatch: the provided "
                 "object specified uid u, and no existing object was found"_s);
        const Json made = f.apply("v1", "configmaps", configMap(R"({"a":"b"})")).body;
        const Answer foreign = f.apply("v1", "configmaps", gone);
        QCOMPARE(foreign.code, 422);
        QCOMPARE(f.message(foreign),
                 u"ConfigMap \"c\" is invalid: metadata.uid: Invalid value: "
                 "\"u\": field is immutable"_s);
        Json seen = configMap(R"({"a":"c"})");
        seen.setPath({u"metadata", u"uid"}, made.path({u"metadata", u"uid"}));
        seen.setPath({u"metadata", u"resourceVersion"},
                     made.path({u"metadata", u"resourceVersion"}));
        QCOMPARE(f.apply("v1", "configmaps", seen).code, 200);
        const Answer stale = f.apply("v1", "configmaps", seen); // it has just moved
        QCOMPARE(stale.code, 409);
        QVERIFY(f.message(stale).contains(u"the object has been modified"_s));
    }

    void theStatusIsNotSetThroughTheObject()
    {
        SandboxFixture f;
        Json whole = wholeDeployment();
        whole.setPath({u"status", u"replicas"}, Json(qint64(7)));
        const Answer made = f.apply("apps/v1", "deployments", whole);
        QCOMPARE(made.code, 201);
        QVERIFY(!made.body[u"status"].contains(u"replicas"));
        QVERIFY(!owners(made.body).contains(u"f:status"_s));
    }

    void anApplyNeedsAManagerAndTheRightKind()
    {
        SandboxFixture f;
        QCOMPARE(f.message(f.apply("v1", "configmaps", configMap("{}"), QString())),
                 u"PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is "
                 "required for apply patch"_s);
        Json other = configMap("{}");
        other.set(u"kind"_s, Json(u"Secret"_s));
        QCOMPARE(f.message(f.apply("v1", "configmaps", other)),
                 u"invalid object type: /v1, Kind=Secret"_s);
        Json owned = configMap("{}");
        owned.setPath({u"metadata", u"managedFields"}, Json::emptyArray());
        QCOMPARE(f.message(f.apply("v1", "configmaps", owned)),
                 u"metadata.managedFields must be nil"_s);
    }

    void anUpdaterLosesWhatAnotherChanges()
    {
        SandboxFixture f;
        f.apply("v1", "configmaps", configMap(R"({"a":"1","b":"2"})"));
        f.advance(60);
        const Answer edited = f.patch("v1", "configmaps", u"x"_s, u"c"_s, PatchType::Merge,
                                      f.json(R"({"data":{"a":"9","b":null}})"));
        QCOMPARE(owners(edited.body), QString::fromUtf8(R"(curl/Update: {"f:data":{"f:a":{}}})"));
        QCOMPARE(edited.body.path({u"metadata", u"managedFields"}).at(0)[u"time"].toString(),
                 u"2026-01-02T03:05:05Z"_s);
    }

    void noMoreThanTenUpdatersAreKept()
    {
        SandboxFixture f;
        f.post("v1", "configmaps", u"x"_s, f.json(R"({"metadata":{"name":"c"},"data":{"a":"b"}})"));
        Answer last;
        for (int i = 0; i < 14; ++i) {
            f.advance(1);
            auto asked = f.request(Verb::Patch, "v1", "configmaps", u"x"_s, u"c"_s);
            asked.fieldManager = u"m%1"_s.arg(i);
            asked.body = f.json(R"({"data":{}})");
            asked.body.setPath({u"data", u"k%1"_s.arg(i)}, Json(u"v"_s));
            last = f.api.answer(asked);
        }
        const Json& entries = last.body.path({u"metadata", u"managedFields"});
        QCOMPARE(entries.size(), 10);
        QVERIFY(owners(last.body).contains(u"ancient-changes/Update"_s));
        QVERIFY(owners(last.body).contains(u"m13/Update"_s));
    }
};

QTEST_GUILESS_MAIN(TestSandboxApply)
#include "tst_sandboxapply.moc"
