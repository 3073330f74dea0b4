#include "core/sandbox/patches.h"
#include "sandboxfixture.h"

using namespace cauce::sandbox;
using namespace cauce::test;
using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace {

Json podSpec(const char* containers)
{
    return SandboxFixture::json(
        QByteArray(
            QByteArray(R"({"apiVersion":"apps/v1","kind":"Deployment","spec":{"template":{"spec":)")
            + containers + "}}}")
            .constData());
}

Json specOf(const Json& deployment)
{
    return deployment.path({u"spec", u"template", u"spec"});
}

// A document that is copied into itself thirty times would be a thousand million times as large.
QByteArray doublings()
{
    QByteArray text = "[";
    for (int i = 0; i < 30; ++i)
        text += R"({"op":"copy","from":"","path":"/k)" + QByteArray::number(i) + R"("},)";
    text.back() = ']';
    return text;
}

} // namespace

class TestSandboxPatch : public QObject
{
    Q_OBJECT

private slots:
    void jsonPatches_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QByteArray>("operations");
        QTest::addColumn<QByteArray>("expected"); // empty: refused

        const auto row = [](const char* name, const char* document, const char* operations,
                            const char* expected) {
            QTest::newRow(name) << QByteArray(document) << QByteArray(operations)
                                << QByteArray(expected);
        };
        row("a member is added", R"({"a":1})", R"([{"op":"add","path":"/b","value":{"c":2}}])",
            R"({"a":1,"b":{"c":2}})");
        row("a member that is there is replaced by add", R"({"a":1})",
            R"([{"op":"add","path":"/a","value":2}])", R"({"a":2})");
        row("an item is put in front of another", R"({"a":[1,3]})",
            R"([{"op":"add","path":"/a/1","value":2}])", R"({"a":[1,2,3]})");
        row("an item is put at the end", R"({"a":[1]})",
            R"([{"op":"add","path":"/a/-","value":2}])", R"({"a":[1,2]})");
        row("an item beyond the end is refused", R"({"a":[1]})",
            R"([{"op":"add","path":"/a/3","value":2}])", "");
        row("an index with a leading zero is refused", R"({"a":[1,2]})",
            R"([{"op":"remove","path":"/a/01"}])", "");
        row("nothing grows below what is missing", R"({"a":1})",
            R"([{"op":"add","path":"/b/c","value":2}])", "");
        row("a member and an item are removed", R"({"a":[1,2],"b":3})",
            R"([{"op":"remove","path":"/b"},{"op":"remove","path":"/a/0"}])", R"({"a":[2]})");
        row("what is missing cannot be removed", R"({"a":1})", R"([{"op":"remove","path":"/b"}])",
            "");
        row("replace adds what is missing, as a server's library does", R"({"a":1})",
            R"([{"op":"replace","path":"/b","value":2}])", R"({"a":1,"b":2})");
        row("a value is moved", R"({"a":{"b":1}})", R"([{"op":"move","from":"/a/b","path":"/c"}])",
            R"({"a":{},"c":1})");
        row("a value is not moved into itself", R"({"a":{"b":1}})",
            R"([{"op":"move","from":"/a","path":"/a/c"}])", "");
        row("a value is copied", R"({"a":{"b":1}})", R"([{"op":"copy","from":"/a","path":"/c"}])",
            R"({"a":{"b":1},"c":{"b":1}})");
        row("a test that holds lets the others be done", R"({"a":1})",
            R"([{"op":"test","path":"/a","value":1.0},{"op":"remove","path":"/a"}])", "{}");
        row("a test that fails undoes all", R"({"a":1})",
            R"([{"op":"remove","path":"/a"},{"op":"test","path":"/a","value":2}])", "");
        row("escaped keys are found", R"({"a/b":{"c~d":1}})",
            R"([{"op":"replace","path":"/a~1b/c~0d","value":2}])", R"({"a/b":{"c~d":2}})");
        row("what would be copied without end is refused", R"({"a":[1,2,3,4,5,6,7,8]})",
            doublings().constData(), "");
        row("an unknown operation is refused", R"({"a":1})", R"([{"op":"touch","path":"/a"}])", "");
        row("an operation without a path is refused", R"({"a":1})", R"([{"op":"remove"}])", "");
    }

    void jsonPatches()
    {
        QFETCH(QByteArray, document);
        QFETCH(QByteArray, operations);
        QFETCH(QByteArray, expected);
        const auto result
            = jsonPatched(SandboxFixture::json(document), SandboxFixture::json(operations));
        QCOMPARE(bool(result), !expected.isEmpty());
        if (result)
            QCOMPARE(toJson(*result), expected);
    }

    void mergePatches_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QByteArray>("expected");

        QTest::newRow("members are set and merged")
            << QByteArray(R"({"a":{"b":1},"c":2})") << QByteArray(R"({"a":{"d":3},"c":4})")
            << QByteArray(R"({"a":{"b":1,"d":3},"c":4})");
        QTest::newRow("null removes")
            << QByteArray(R"({"a":1,"b":2})") << QByteArray(R"({"a":null,"c":null})")
            << QByteArray(R"({"b":2})");
        QTest::newRow("a list is replaced whole")
            << QByteArray(R"({"a":[1,2]})") << QByteArray(R"({"a":[3]})")
            << QByteArray(R"({"a":[3]})");
        QTest::newRow("nulls within what is new are not kept")
            << QByteArray(R"({})") << QByteArray(R"({"a":{"b":null,"c":{}}})")
            << QByteArray(R"({"a":{"c":{}}})");
    }

    void mergePatches()
    {
        QFETCH(QByteArray, document);
        QFETCH(QByteArray, patch);
        QFETCH(QByteArray, expected);
        QCOMPARE(toJson(mergePatched(SandboxFixture::json(document), SandboxFixture::json(patch))),
                 expected);
    }

    // The results are those of a kube-apiserver 1.35.4.
    void strategicPatches_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QByteArray>("expected"); // of the pod's spec; else a refusal's message

        const QByteArray two = R"({"containers":[{"name":"c","env":[{"name":"A","value":"1"},)"
                               R"({"name":"B","value":"2"}]}]})";
        QTest::newRow("an element is merged by its key, a new one stands where the patch says")
            << two
            << QByteArray(R"({"containers":[{"name":"c","env":[{"name":"C","value":"3"},)"
                          R"({"$patch":"delete","name":"A"}]}]})")
            << QByteArray(R"({"containers":[{"name":"c","env":[{"name":"C","value":"3"},)"
                          R"({"name":"B","value":"2"}]}]})");
        QTest::newRow("a list is replaced when it says so")
            << two
            << QByteArray(R"({"containers":[{"name":"c","env":[{"$patch":"replace"},)"
                          R"({"name":"Z"}]}]})")
            << QByteArray(R"({"containers":[{"name":"c","env":[{"name":"Z"}]}]})");
        QTest::newRow("the order of elements can be given")
            << two
            << QByteArray(R"({"containers":[{"name":"c","$setElementOrder/env":[)"
                          R"({"name":"B"},{"name":"A"}]}]})")
            << QByteArray(R"({"containers":[{"name":"c","env":[{"name":"B","value":"2"},)"
                          R"({"name":"A","value":"1"}]}]})");
        QTest::newRow("new elements come in front of live ones that have no order to them")
            << two
            << QByteArray(R"({"$setElementOrder/containers":[{"name":"n"},{"name":"c"}],)"
                          R"("containers":[{"name":"n"}]})")
            << QByteArray(R"({"containers":[{"name":"n"},{"name":"c","env":[)"
                          R"({"name":"A","value":"1"},{"name":"B","value":"2"}]}]})");
        QTest::newRow("a port is known by its number alone")
            << QByteArray(R"({"containers":[{"name":"c","ports":[{"containerPort":80,)"
                          R"("protocol":"TCP"}]}]})")
            << QByteArray(R"({"containers":[{"name":"c","ports":[{"containerPort":80,)"
                          R"("protocol":"UDP"}]}]})")
            << QByteArray(R"({"containers":[{"name":"c","ports":[{"containerPort":80,)"
                          R"("protocol":"UDP"}]}]})");
        QTest::newRow("an atomic list is replaced")
            << QByteArray(R"({"tolerations":[{"key":"a"}]})")
            << QByteArray(R"({"tolerations":[{"key":"b"}]})")
            << QByteArray(R"({"tolerations":[{"key":"b"}]})");
        QTest::newRow("only the keys that are named are retained")
            << QByteArray(R"({"volumes":[{"name":"v","emptyDir":{}}]})")
            << QByteArray(R"({"volumes":[{"name":"v","$retainKeys":["name","configMap"],)"
                          R"("configMap":{"name":"q"}}]})")
            << QByteArray(R"({"volumes":[{"name":"v","configMap":{"name":"q"}}]})");
        QTest::newRow("null removes")
            << two << QByteArray(R"({"containers":[{"name":"c","env":null}]})")
            << QByteArray(R"({"containers":[{"name":"c"}]})");
        QTest::newRow("an element without its key is refused")
            << two << QByteArray(R"({"containers":[{"image":"x"}]})")
            << QByteArray("map: map[image:x] does not contain declared merge key: name");
        QTest::newRow("an unknown directive is refused")
            << two << QByteArray(R"({"containers":[{"$patch":"hmm","name":"c"}]})")
            << QByteArray("unknown patch type: hmm in map: map[$patch:hmm name:c]");
    }

    void strategicPatches()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, patch);
        QFETCH(QByteArray, expected);
        const auto kinds = Kinds::builtIn();
        QVERIFY(kinds);
        const ServedKind* kind = kinds->find(u"apps"_s, u"v1"_s, u"deployments"_s);
        const auto result = strategicPatched(kind->schema, podSpec(before), podSpec(patch));
        if (!expected.startsWith('{')) {
            QVERIFY(!result);
            QCOMPARE(result.error().message.toUtf8(), expected);
            return;
        }
        QVERIFY(result);
        QCOMPARE(toJson(specOf(*result)), expected);
    }

    void aSetIsMergedByItsValues()
    {
        const auto kinds = Kinds::builtIn();
        const ServedKind* kind = kinds->find({}, u"v1"_s, u"configmaps"_s);
        const auto patched = [&](const char* before, const char* patch) {
            const auto result = strategicPatched(kind->schema, SandboxFixture::json(before),
                                                 SandboxFixture::json(patch));
            return result ? toJson((*result)[u"metadata"]) : result.error().message.toUtf8();
        };
        QCOMPARE(patched(R"({"metadata":{"finalizers":["a/b"]}})",
                         R"({"metadata":{"finalizers":["a/c"]}})"),
                 QByteArray(R"({"finalizers":["a/c","a/b"]})"));
        QCOMPARE(patched(R"({"metadata":{"finalizers":["a/b","a/c"]}})",
                         R"({"metadata":{"$deleteFromPrimitiveList/finalizers":["a/b"]}})"),
                 QByteArray(R"({"finalizers":["a/c"]})"));
    }

    void aPatchOfAnotherFormIsRefused()
    {
        SandboxFixture f;
        f.post("v1", "configmaps", u"x"_s, f.json(R"({"metadata":{"name":"c"}})"));
        const auto refused = [&](PatchType type, const char* body) {
            return f.patch("v1", "configmaps", u"x"_s, u"c"_s, type, f.json(body));
        };
        QCOMPARE(refused(PatchType::Json, "{}").code, 400);
        QCOMPARE(f.message(refused(PatchType::Merge, "[1]")),
                 u"error decoding patch: json: cannot unmarshal array into Go value of type "
                 "map[string]interface {}"_s);
        const Answer failed
            = refused(PatchType::Json, R"([{"op":"test","path":"/data/a","value":"x"}])");
        QCOMPARE(failed.code, 422);
        QCOMPARE(failed.body[u"reason"].toString(), u"Invalid"_s);
        QCOMPARE(f.message(failed),
                 u"the server rejected our request due to an error in our request"_s);
        QCOMPARE(f.message(f.patch("v1", "configmaps", u"x"_s, u"gone"_s, PatchType::Merge,
                                   f.json("{}"))),
                 u"configmaps \"gone\" not found"_s);
    }

    void aPatchIsBoundToTheVersionThatItNames()
    {
        SandboxFixture f;
        const Answer made
            = f.post("v1", "configmaps", u"x"_s, f.json(R"({"metadata":{"name":"c"}})"));
        const Json version = made.body.path({u"metadata", u"resourceVersion"});
        const auto patched = [&](const Json& seen) {
            Json patch = f.json(R"({"data":{"a":"b"}})");
            patch.setPath({u"metadata", u"resourceVersion"}, seen);
            return f.patch("v1", "configmaps", u"x"_s, u"c"_s, PatchType::Merge, patch);
        };
        QCOMPARE(patched(version).code, 200);
        const Answer stale = patched(version);
        QCOMPARE(stale.code, 409);
        QCOMPARE(
            f.message(stale),
            u"Operation cannot be fulfilled on configmaps \"c\": the object has been modified; "
            "please apply your changes to the latest version and try again"_s);
    }

    void aRefusedPatchTellsNothingOfASecret()
    {
        SandboxFixture f;
        f.post("v1", "secrets", u"x"_s,
               f.json(R"({"metadata":{"name":"s"},"stringData":{"a":"hunter2"}})"));
        for (const PatchType type : {PatchType::Merge, PatchType::StrategicMerge}) {
            const Answer refused = f.patch("v1", "secrets", u"x"_s, u"s"_s, type,
                                           f.json(R"({"stringData":{"b":"hunter3"},"type":5})"));
            QCOMPARE(refused.code, 422);
            QVERIFY(!f.text(refused.body).contains(u"hunter"_s));
            QVERIFY(!f.text(refused.body)
                         .contains(QString::fromLatin1(QByteArray("hunter2").toBase64())));
        }
    }

    void aPatchThatChangesNothingWritesNothing()
    {
        SandboxFixture f;
        const Answer made = f.post("v1", "configmaps", u"x"_s,
                                   f.json(R"({"metadata":{"name":"c"},"data":{"a":"b"}})"));
        f.advance(60);
        const Answer same = f.patch("v1", "configmaps", u"x"_s, u"c"_s, PatchType::Merge,
                                    f.json(R"({"data":{"a":"b"}})"));
        QCOMPARE(same.code, 200);
        QCOMPARE(f.text(same.body), f.text(made.body));
        QCOMPARE(f.api.effects().back().verb, u"create"_s);
    }
};

QTEST_GUILESS_MAIN(TestSandboxPatch)
#include "tst_sandboxpatch.moc"
