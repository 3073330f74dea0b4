#include "sandboxfixture.h"

#include <QRegularExpression>
#include <QSet>

using namespace cauce::sandbox;
using namespace cauce::test;
using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace {

Json deployment()
{
    return SandboxFixture::json(R"({"apiVersion":"apps/v1","kind":"Deployment",
        "metadata":{"name":"d","namespace":"x","labels":{"app":"d"}},
        "spec":{"replicas":1,"selector":{"matchLabels":{"app":"d"}},
          "template":{"metadata":{"labels":{"app":"d"}},
            "spec":{"containers":[{"name":"c","image":"nginx:1"}]}}}})");
}

} // namespace

class TestSandboxApi : public QObject
{
    Q_OBJECT

private slots:
    void aNewObjectHasAllThatAServerGives()
    {
        SandboxFixture f;
        const Answer made = f.post("apps/v1", "deployments", u"x"_s, deployment());
        QCOMPARE(made.code, 201);
        const Json& metadata = made.body[u"metadata"];
        QCOMPARE(metadata[u"uid"].toString().size(), 36);
        QCOMPARE(metadata[u"resourceVersion"].toString(),
                 QString::number(f.api.store().revision()));
        QCOMPARE(metadata[u"generation"].toInteger(), std::optional<qint64>(1));
        QCOMPARE(metadata[u"creationTimestamp"].toString(), u"2026-01-02T03:04:05Z"_s);
        QCOMPARE(made.body.path({u"spec", u"template", u"spec", u"containers"})
                     .at(0)[u"resources"]
                     .isObject(),
                 true);
        const Json& owner = metadata[u"managedFields"].at(0);
        QCOMPARE(owner[u"manager"].toString(), u"curl"_s);
        QCOMPARE(owner[u"operation"].toString(), u"Update"_s);
        // What a struct has anyway (strategy, template) nobody has created; what was set is owned.
        const Json& spec = owner.path({u"fieldsV1", u"f:spec"});
        QVERIFY(spec.contains(u"f:replicas"));
        QVERIFY(!spec[u"f:template"].contains(u"."));
        QVERIFY(spec.path({u"f:template", u"f:spec", u"f:containers", u"k:{\"name\":\"c\"}"})
                    .contains(u"."));
        QCOMPARE(f.text(f.get("apps/v1", "deployments", u"x"_s, u"d"_s).body), f.text(made.body));
    }

    void whatIsAlreadyThereOrNowhereIsRefusedInTheServersWords()
    {
        SandboxFixture f;
        f.post("apps/v1", "deployments", u"x"_s, deployment());
        const Answer twice = f.post("apps/v1", "deployments", u"x"_s, deployment());
        QCOMPARE(f.message(twice), u"deployments.apps \"d\" already exists"_s);
        QCOMPARE(twice.body[u"reason"].toString(), u"AlreadyExists"_s);
        QCOMPARE(f.text(twice.body[u"details"]),
                 QString::fromUtf8(R"({"name":"d","group":"apps","kind":"deployments"})"));
        Json elsewhere = deployment();
        elsewhere.setPath({u"metadata", u"namespace"}, Json(u"nope"_s));
        const Answer nowhere = f.post("apps/v1", "deployments", u"nope"_s, elsewhere);
        QCOMPARE(nowhere.code, 404);
        QCOMPARE(f.message(nowhere), u"namespaces \"nope\" not found"_s);
        QCOMPARE(f.message(f.post("apps/v1", "deployments", u"x"_s, elsewhere)),
                 u"the namespace of the provided object does not match the namespace sent on the "
                 "request"_s);
        QCOMPARE(f.message(f.get("v1", "configmaps", u"x"_s, u"gone"_s)),
                 u"configmaps \"gone\" not found"_s);
        QCOMPARE(f.get("apps/v1", "foos", u"x"_s, u"a"_s).code, 404);
    }

    void aNameIsMadeWhereOnlyItsBeginningIsGiven()
    {
        SandboxFixture f;
        QSet<QString> names;
        for (int i = 0; i < 20; ++i) {
            const Answer made = f.post("v1", "configmaps", u"x"_s,
                                       f.json(R"({"metadata":{"generateName":"cm-"}})"));
            QCOMPARE(made.code, 201);
            names.insert(made.body.path({u"metadata", u"name"}).toString());
        }
        QCOMPARE(names.size(), 20);
        for (const QString& name : names)
            QVERIFY(QRegularExpression(u"^cm-[a-z0-9]{5}$"_s).match(name).hasMatch());
    }

    void aReplacementCountsGenerationsOfTheSpecOnly()
    {
        SandboxFixture f;
        Json object = f.post("apps/v1", "deployments", u"x"_s, deployment()).body;
        const auto generation = [](const Answer& answer) {
            return answer.body.path({u"metadata", u"generation"}).toInteger().value_or(-1);
        };
        object.setPath({u"metadata", u"labels", u"team"}, Json(u"a"_s));
        Answer replaced = f.put("apps/v1", "deployments", object);
        QCOMPARE(replaced.code, 200);
        QCOMPARE(generation(replaced), 1);
        object = replaced.body;
        object.setPath({u"spec", u"replicas"}, Json(qint64(3)));
        object.setPath({u"status", u"replicas"}, Json(qint64(9))); // not through this endpoint
        replaced = f.put("apps/v1", "deployments", object);
        QCOMPARE(generation(replaced), 2);
        QVERIFY(!replaced.body[u"status"].contains(u"replicas"));
        object = replaced.body;
        object.setPath({u"metadata", u"annotations", u"a"}, Json(u"b"_s)); // a Deployment's quirk
        QCOMPARE(generation(f.put("apps/v1", "deployments", object)), 3);
    }

    void theStatusIsWrittenThroughItsOwnEndpointOnly()
    {
        SandboxFixture f;
        Json object = f.post("apps/v1", "deployments", u"x"_s, deployment()).body;
        object.setPath({u"status", u"replicas"}, Json(qint64(1)));
        object.setPath({u"spec", u"replicas"}, Json(qint64(7)));
        object.setPath({u"metadata", u"labels", u"z"}, Json(u"z"_s));
        object.setPath({u"metadata", u"annotations", u"a"}, Json(u"b"_s));
        const Answer written = f.put("apps/v1", "deployments", object, u"status"_s);
        QCOMPARE(written.code, 200);
        QCOMPARE(written.body.path({u"status", u"replicas"}).toInteger(), std::optional<qint64>(1));
        QCOMPARE(written.body.path({u"spec", u"replicas"}).toInteger(), std::optional<qint64>(1));
        QVERIFY(!written.body.path({u"metadata", u"labels"}).contains(u"z"));
        QVERIFY(written.body.path({u"metadata", u"annotations"}).contains(u"a"));
        QCOMPARE(written.body.path({u"metadata", u"generation"}).toInteger(),
                 std::optional<qint64>(1));
        const Json& entries = written.body.path({u"metadata", u"managedFields"});
        QCOMPARE(entries.size(), 2);
        QCOMPARE(entries.at(1)[u"subresource"].toString(), u"status"_s);
        QVERIFY(!entries.at(1)[u"fieldsV1"].contains(u"f:spec"));
    }

    void aStaleOrForeignReplacementIsRefused()
    {
        SandboxFixture f;
        const Json first = f.post("apps/v1", "deployments", u"x"_s, deployment()).body;
        Json changed = first;
        changed.setPath({u"spec", u"replicas"}, Json(qint64(2)));
        QCOMPARE(f.put("apps/v1", "deployments", changed).code, 200);
        const Answer stale = f.put("apps/v1", "deployments", changed);
        QCOMPARE(stale.code, 409);
        QCOMPARE(f.message(stale),
                 u"Operation cannot be fulfilled on deployments.apps \"d\": the object has been "
                 "modified; please apply your changes to the latest version and try again"_s);
        Json other = deployment();
        other.setPath({u"metadata", u"uid"}, Json(u"5"_s));
        const Answer foreign = f.put("apps/v1", "deployments", other);
        QCOMPARE(foreign.code, 409);
        QVERIFY(f.message(foreign).contains(u"Precondition failed: UID in precondition: 5"_s));
        // Without a version the newest is meant.
        QCOMPARE(f.put("apps/v1", "deployments", deployment()).code, 200);
    }

    void aReplacementByTheSameWritesNothing()
    {
        SandboxFixture f;
        const Json made = f.post("apps/v1", "deployments", u"x"_s, deployment()).body;
        const qint64 revision = f.api.store().revision();
        f.advance(60);
        const Answer same = f.put("apps/v1", "deployments", made);
        QCOMPARE(same.code, 200);
        QCOMPARE(f.text(same.body), f.text(made));
        QCOMPARE(f.api.store().revision(), revision);
    }

    void aDryRunAnswersAndLeavesNothing()
    {
        SandboxFixture f;
        const qint64 revision = f.api.store().revision();
        const size_t effects = f.api.effects().size();
        auto asked = f.request(Verb::Create, "apps/v1", "deployments", u"x"_s);
        asked.body = deployment();
        asked.dryRun = true;
        const Answer answer = f.api.answer(asked);
        QCOMPARE(answer.code, 201);
        QVERIFY(!answer.body.path({u"metadata", u"uid"}).toString().isEmpty());
        QCOMPARE(f.api.store().revision(), revision);
        QCOMPARE(f.api.effects().size(), effects);
        QCOMPARE(f.get("apps/v1", "deployments", u"x"_s, u"d"_s).code, 404);
    }

    void unknownFieldsAreWarnedOfRefusedOrIgnored()
    {
        SandboxFixture f;
        auto asked = f.request(Verb::Create, "v1", "configmaps", u"x"_s);
        asked.body = f.json(R"({"metadata":{"name":"c"},"foo":1,"data":{"a":"b"}})");
        asked.fieldValidation = FieldValidation::Strict;
        const Answer strict = f.api.answer(asked);
        QCOMPARE(strict.code, 400);
        QCOMPARE(f.message(strict),
                 u"ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding "
                 "error: unknown field \"foo\""_s);
        asked.fieldValidation = FieldValidation::Warn;
        const Answer warned = f.api.answer(asked);
        QCOMPARE(warned.code, 201);
        QCOMPARE(warned.warnings, QStringList(u"unknown field \"foo\""_s));
        QVERIFY(!warned.body.contains(u"foo"));
        asked.body.setPath({u"metadata", u"name"}, Json(u"d"_s));
        asked.fieldValidation = FieldValidation::Ignore;
        QVERIFY(f.api.answer(asked).warnings.isEmpty());
        asked.body = f.json(R"({"metadata":{"name":"e"},"data":{"a":1}})");
        QCOMPARE(f.message(f.api.answer(asked)),
                 u"ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot "
                 "unmarshal number into Go struct field ConfigMap.data of type string"_s);
    }

    void theUserWithoutRightsMayOnlyAskForThem()
    {
        SandboxFixture f;
        auto asked = f.request(Verb::List, "apps/v1", "deployments", u"x"_s);
        asked.user = User::Nobody;
        const Answer refused = f.api.answer(asked);
        QCOMPARE(refused.code, 403);
        QCOMPARE(f.message(refused),
                 u"deployments.apps is forbidden: User \"cauce-nobody\" cannot list resource "
                 "\"deployments\" in API group \"apps\" in the namespace \"x\""_s);
        QVERIFY(std::holds_alternative<Answer>(f.api.page(asked)));
        asked = f.request(Verb::Create, "authorization.k8s.io/v1", "selfsubjectaccessreviews", {});
        asked.body = f.json(
            R"({"spec":{"resourceAttributes":{"verb":"list","resource":"pods","namespace":"x"}}})");
        asked.user = User::Nobody;
        const Answer denied = f.api.answer(asked);
        QCOMPARE(denied.code, 201);
        QCOMPARE(denied.body.path({u"status", u"allowed"}).toBool(true), false);
        asked.user = User::Admin;
        QCOMPARE(f.api.answer(asked).body.path({u"status", u"allowed"}).toBool(), true);
    }

    void effectsStandInTheOrderOfRevisions()
    {
        SandboxFixture f;
        f.api.store().subscribe([&](const StoreEvent& event) {
            if (event.object->name == u"first")
                f.post("v1", "configmaps", u"x"_s, f.namespaceObject(u"second"_s));
        });
        f.post("v1", "configmaps", u"x"_s, f.namespaceObject(u"first"_s));
        const std::vector<Effect>& effects = f.api.effects();
        const size_t last = effects.size() - 1;
        QCOMPARE(effects[last - 1].key.name, u"first"_s);
        QCOMPARE(effects[last].key.name, u"second"_s);
        QVERIFY(effects[last - 1].revision < effects[last].revision);
    }

    void anEffectKeepsNoSecret()
    {
        SandboxFixture f;
        int told = 0;
        f.api.onEffect([&](const Effect&) { ++told; });
        f.post("v1", "secrets", u"x"_s,
               f.json(R"({"metadata":{"name":"s","annotations":{)"
                      R"("kubectl.kubernetes.io/last-applied-configuration":"hunter2"}},)"
                      R"("stringData":{"a":"hunter2"}})"));
        QCOMPARE(told, 1);
        const Effect& effect = f.api.effects().back();
        QCOMPARE(effect.verb, u"create"_s);
        QCOMPARE(effect.key.toString(), u"Secret x/s"_s);
        QCOMPARE(effect.manager, u"curl"_s);
        QVERIFY(!effect.bytes.contains("hunter2"));
        QVERIFY(!effect.bytes.contains(QByteArray("hunter2").toBase64()));
        QVERIFY(effect.bytes.contains("\"name\":\"s\""));
        // The object itself has it, and not as it was sent.
        const Json secret = f.get("v1", "secrets", u"x"_s, u"s"_s).body;
        QCOMPARE(secret.path({u"data", u"a"}).toString(),
                 QString::fromLatin1(QByteArray("hunter2").toBase64()));
        QVERIFY(!secret.contains(u"stringData"));
    }
};

QTEST_GUILESS_MAIN(TestSandboxApi)
#include "tst_sandboxapi.moc"
