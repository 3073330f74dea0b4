#include "sandboxfixture.h"

using namespace cauce::sandbox;
using namespace cauce::test;
using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace {

const ResourceName kMaps {{}, u"configmaps"_s};

} // namespace

class TestSandboxDelete : public QObject
{
    Q_OBJECT

private slots:
    void whatNothingHoldsIsGoneAtOnce()
    {
        SandboxFixture f;
        const Json made = make(f, u"a"_s);
        const Answer removed = f.remove("v1", "configmaps", u"x"_s, u"a"_s);
        QCOMPARE(removed.code, 200);
        QCOMPARE(removed.body[u"status"].toString(), u"Success"_s);
        QCOMPARE(removed.body.path({u"details", u"uid"}), made.path({u"metadata", u"uid"}));
        QVERIFY(!f.api.store().find(kMaps, u"x"_s, u"a"_s));
        QCOMPARE(f.api.effects().back().verb, u"delete"_s);
        QCOMPARE(f.remove("v1", "configmaps", u"x"_s, u"a"_s).code, 404);
    }

    void preconditionsAreHeld()
    {
        SandboxFixture f;
        const Json made = make(f, u"a"_s);
        const QString uid = made.path({u"metadata", u"uid"}).toString();
        const QString version = made.path({u"metadata", u"resourceVersion"}).toString();
        const Answer foreign = f.remove("v1", "configmaps", u"x"_s, u"a"_s,
                                        f.json(R"({"preconditions":{"uid":"other"}})"));
        QCOMPARE(foreign.code, 409);
        QCOMPARE(f.message(foreign),
                 u"Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition "
                 "(other) does not match the UID in record (%1). The object might have been "
                 "deleted and then recreated"_s.arg(uid));
        const Answer stale = f.remove("v1", "configmaps", u"x"_s, u"a"_s,
                                      f.json(R"({"preconditions":{"resourceVersion":"1"}})"));
        QCOMPARE(stale.code, 409);
        QVERIFY(f.message(stale).contains(
            u"(1) does not match the ResourceVersion in record (%1)"_s.arg(version)));
        Json right = Json::emptyObject();
        right.setPath({u"preconditions", u"uid"}, Json(uid));
        right.setPath({u"preconditions", u"resourceVersion"}, Json(version));
        QCOMPARE(f.remove("v1", "configmaps", u"x"_s, u"a"_s, right).code, 200);
    }

    void aFinalizerHoldsAnObjectUntilItIsTakenAway()
    {
        SandboxFixture f;
        make(f, u"a"_s, R"(["a.b/c"])");
        const Answer marked = f.remove("v1", "configmaps", u"x"_s, u"a"_s);
        QCOMPARE(marked.code, 200);
        QCOMPARE(marked.body.path({u"metadata", u"deletionTimestamp"}).toString(),
                 u"2026-01-02T03:04:05Z"_s);
        const qint64 revision = f.api.store().revision();
        QCOMPARE(f.remove("v1", "configmaps", u"x"_s, u"a"_s).code, 200);
        QCOMPARE(f.api.store().revision(), revision); // the second time changes nothing

        const Answer more = f.patch("v1", "configmaps", u"x"_s, u"a"_s, PatchType::Merge,
                                    f.json(R"({"metadata":{"finalizers":["a.b/c","a.b/d"]}})"));
        QCOMPARE(more.code, 422);
        QVERIFY(f.message(more).contains(
            u"no new finalizers can be added if the object is being deleted"_s));
        const Answer freed = f.patch("v1", "configmaps", u"x"_s, u"a"_s, PatchType::Merge,
                                     f.json(R"({"metadata":{"finalizers":null}})"));
        QCOMPARE(freed.code, 200);
        QVERIFY(!f.api.store().find(kMaps, u"x"_s, u"a"_s));
    }

    void propagationIsLeftToTheGarbageCollectorAsAFinalizer()
    {
        SandboxFixture f;
        const auto finalizers = [](const Answer& answer) {
            return SandboxFixture::text(answer.body.path({u"metadata", u"finalizers"}));
        };
        make(f, u"a"_s);
        QCOMPARE(finalizers(f.remove("v1", "configmaps", u"x"_s, u"a"_s,
                                     f.json(R"({"propagationPolicy":"Foreground"})"))),
                 u"[\"foregroundDeletion\"]"_s);
        // Another propagation takes the place of the first.
        QCOMPARE(finalizers(f.remove("v1", "configmaps", u"x"_s, u"a"_s,
                                     f.json(R"({"propagationPolicy":"Orphan"})"))),
                 u"[\"orphan\"]"_s);
        QCOMPARE(f.remove("v1", "configmaps", u"x"_s, u"a"_s,
                          f.json(R"({"propagationPolicy":"Background"})"))
                     .body[u"status"]
                     .toString(),
                 u"Success"_s);
        QCOMPARE(f.remove("v1", "configmaps", u"x"_s, u"a"_s,
                          f.json(R"({"propagationPolicy":"Sideways"})"))
                     .code,
                 422);
    }

    void aJobLeavesItsPodsUnlessItIsToldOtherwise()
    {
        SandboxFixture f;
        f.post("batch/v1", "jobs", u"x"_s,
               f.json(R"({"metadata":{"name":"j"},"spec":{"template":{"spec":)"
                      R"({"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}})"));
        const Answer marked = f.remove("batch/v1", "jobs", u"x"_s, u"j"_s);
        QCOMPARE(f.text(marked.body.path({u"metadata", u"finalizers"})), u"[\"orphan\"]"_s);
        QCOMPARE(marked.warnings.size(), 1);
    }

    void aRunningPodHasItsGracePeriod()
    {
        SandboxFixture f;
        const auto pod = [&](const char* spec) {
            Json object = f.json(R"({"metadata":{"name":"p"}})");
            object.set(u"spec"_s, f.json(spec));
            return f.post("v1", "pods", u"x"_s, object);
        };
        const auto grace = [](const Answer& answer) {
            return answer.body.path({u"metadata", u"deletionGracePeriodSeconds"}).toInteger();
        };
        QCOMPARE(pod(R"({"nodeName":"n","containers":[{"name":"c","image":"i"}]})").code, 201);
        Answer marked = f.remove("v1", "pods", u"x"_s, u"p"_s);
        QCOMPARE(grace(marked), std::optional<qint64>(30));
        QCOMPARE(marked.body.path({u"metadata", u"deletionTimestamp"}).toString(),
                 u"2026-01-02T03:04:35Z"_s);
        QCOMPARE(marked.body.path({u"metadata", u"generation"}).toInteger(),
                 std::optional<qint64>(2));
        marked = f.remove("v1", "pods", u"x"_s, u"p"_s, f.json(R"({"gracePeriodSeconds":5})"));
        QCOMPARE(grace(marked), std::optional<qint64>(5)); // shorter is possible
        marked = f.remove("v1", "pods", u"x"_s, u"p"_s, f.json(R"({"gracePeriodSeconds":60})"));
        QCOMPARE(grace(marked), std::optional<qint64>(5)); // longer is not
        QCOMPARE(f.remove("v1", "pods", u"x"_s, u"p"_s, f.json(R"({"gracePeriodSeconds":0})")).code,
                 200);
        QCOMPARE(f.get("v1", "pods", u"x"_s, u"p"_s).code, 404);
        // Nobody has to be waited for where it has no node yet.
        QCOMPARE(pod(R"({"containers":[{"name":"c","image":"i"}]})").code, 201);
        f.remove("v1", "pods", u"x"_s, u"p"_s);
        QCOMPARE(f.get("v1", "pods", u"x"_s, u"p"_s).code, 404);
    }

    void aCollectionGoesByItsSelector()
    {
        SandboxFixture f;
        make(f, u"a"_s);
        make(f, u"b"_s, R"(["a.b/c"])");
        make(f, u"c"_s);
        f.patch("v1", "configmaps", u"x"_s, u"c"_s, PatchType::Merge,
                f.json(R"({"metadata":{"labels":{"keep":"yes"}}})"));
        auto asked = f.request(Verb::DeleteCollection, "v1", "configmaps", u"x"_s);
        asked.labelSelector = u"!keep"_s;
        const Answer removed = f.api.answer(asked);
        QCOMPARE(removed.body[u"kind"].toString(), u"ConfigMapList"_s);
        QCOMPARE(removed.body[u"items"].size(), 2);
        QVERIFY(!f.api.store().find(kMaps, u"x"_s, u"a"_s));
        QVERIFY(f.api.store().find(kMaps, u"x"_s, u"b"_s)->bytes.contains("deletionTimestamp"));
        QVERIFY(f.api.store().find(kMaps, u"x"_s, u"c"_s));
    }

    void aNamespaceEndsWhenItsFinalizersAreTakenAway()
    {
        SandboxFixture f;
        const Answer marked = f.remove("v1", "namespaces", {}, u"x"_s);
        QCOMPARE(marked.body.path({u"status", u"phase"}).toString(), u"Terminating"_s);
        QCOMPARE(f.text(marked.body.path({u"spec", u"finalizers"})), u"[\"kubernetes\"]"_s);
        const Answer late
            = f.post("v1", "configmaps", u"x"_s, f.json(R"({"metadata":{"name":"late"}})"));
        QCOMPARE(late.code, 403);
        QCOMPARE(f.message(late),
                 u"configmaps \"late\" is forbidden: unable to create new content in namespace x "
                 "because it is being terminated"_s);
        Json space = marked.body;
        space.setPath({u"spec", u"finalizers"}, Json::emptyArray());
        QCOMPARE(f.put("v1", "namespaces", space).code, 200); // not through the object itself
        QCOMPARE(f.get("v1", "namespaces", {}, u"x"_s).code, 200);
        QCOMPARE(f.api.update(space, u"namespace-controller"_s, u"finalize"_s).code, 200);
        QCOMPARE(f.get("v1", "namespaces", {}, u"x"_s).code, 404);
        QCOMPARE(f.remove("v1", "namespaces", {}, u"default"_s).code, 403);
    }

    void aDryRunRemovesNothing()
    {
        SandboxFixture f;
        make(f, u"a"_s);
        auto asked = f.request(Verb::Delete, "v1", "configmaps", u"x"_s, u"a"_s);
        asked.dryRun = true;
        QCOMPARE(f.api.answer(asked).code, 200);
        QVERIFY(f.api.store().find(kMaps, u"x"_s, u"a"_s));
    }

private:
    static Json make(SandboxFixture& f, const QString& name, const char* finalizers = "[]")
    {
        Json object = SandboxFixture::namespaceObject(name);
        object.setPath({u"metadata", u"finalizers"}, f.json(finalizers));
        const Answer made = f.post("v1", "configmaps", u"x"_s, object);
        if (!made.isOk())
            qFatal("%s", qPrintable(f.message(made)));
        return made.body;
    }
};

QTEST_GUILESS_MAIN(TestSandboxDelete)
#include "tst_sandboxdelete.moc"
