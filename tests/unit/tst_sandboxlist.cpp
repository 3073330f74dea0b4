#include "sandboxfixture.h"

using namespace cauce::sandbox;
using namespace cauce::test;
using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace {

QStringList names(const Answer& answer)
{
    QStringList result;
    for (const Json& item : answer.body[u"items"].items())
        result.append(item.path({u"metadata", u"name"}).toString());
    return result;
}

} // namespace

class TestSandboxList : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_fixture = std::make_unique<SandboxFixture>();
        for (const char* name : {"b", "a", "c", "d"}) {
            Json object = SandboxFixture::namespaceObject(QString::fromLatin1(name));
            object.setPath({u"metadata", u"labels", u"app"}, Json(QString::fromLatin1(name)));
            object.setPath({u"metadata", u"labels", u"tier"}, Json(u"1"_s));
            if (name[0] == 'd')
                object.setPath({u"metadata", u"labels"}, Json());
            QCOMPARE(m_fixture->post("v1", "configmaps", u"x"_s, object).code, 201);
        }
    }

    void aListIsSortedAndSaysOfWhen()
    {
        const Answer all = list([](Request&) {});
        QCOMPARE(names(all), (QStringList {u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
        QCOMPARE(all.body[u"kind"].toString(), u"ConfigMapList"_s);
        QCOMPARE(all.body.path({u"metadata", u"resourceVersion"}).toString(),
                 QString::number(m_fixture->api.store().revision()));
        QVERIFY(!all.body[u"items"].at(0).contains(u"kind"));
        QCOMPARE(names(list([](Request& asked) { asked.nameSpace = u"default"_s; })).size(), 0);
    }

    void pagesShowTheStateOfTheFirst()
    {
        SandboxFixture& f = *m_fixture;
        const Answer first = list([](Request& asked) { asked.limit = 2; });
        QCOMPARE(names(first), (QStringList {u"a"_s, u"b"_s}));
        QCOMPARE(first.body.path({u"metadata", u"remainingItemCount"}).toInteger(),
                 std::optional<qint64>(2));
        f.remove("v1", "configmaps", u"x"_s, u"c"_s);
        f.post("v1", "configmaps", u"x"_s, f.namespaceObject(u"bb"_s));
        f.patch("v1", "configmaps", u"x"_s, u"d"_s, PatchType::Merge,
                f.json(R"({"data":{"a":"b"}})"));
        const QString token = first.body.path({u"metadata", u"continue"}).toString();
        const Answer second = list([&](Request& asked) {
            asked.limit = 2;
            asked.continueToken = token;
        });
        QCOMPARE(names(second), (QStringList {u"c"_s, u"d"_s}));
        QVERIFY(!second.body[u"items"].at(1).contains(u"data"));
        QVERIFY(!second.body[u"metadata"].contains(u"continue"));
        QCOMPARE(second.body.path({u"metadata", u"resourceVersion"}),
                 first.body.path({u"metadata", u"resourceVersion"}));
    }

    void aTokenOlderThanTheHistoryIsGone()
    {
        SandboxFixture& f = *m_fixture;
        const Answer first = list([](Request& asked) { asked.limit = 2; });
        f.post("v1", "configmaps", u"x"_s, f.namespaceObject(u"z"_s));
        f.api.store().compact();
        const Answer gone = list([&](Request& asked) {
            asked.continueToken = first.body.path({u"metadata", u"continue"}).toString();
        });
        QCOMPARE(gone.code, 410);
        QCOMPARE(gone.body[u"reason"].toString(), u"Expired"_s);
        // What it offers instead goes on from there, at today's state.
        const Answer rest = list([&](Request& asked) {
            asked.continueToken = gone.body.path({u"metadata", u"continue"}).toString();
        });
        QCOMPARE(names(rest), (QStringList {u"c"_s, u"d"_s, u"z"_s}));
        const Answer bad = list([](Request& asked) { asked.continueToken = u"garbage"_s; });
        QCOMPARE(bad.code, 400);
    }

    void versionsAreUnderstoodAsAServerDoes()
    {
        SandboxFixture& f = *m_fixture;
        const QString before = QString::number(f.api.store().revision());
        f.post("v1", "configmaps", u"x"_s, f.namespaceObject(u"z"_s));
        const auto at = [&](const QString& version, const QString& match) {
            return list([&](Request& asked) {
                asked.resourceVersion = version;
                asked.resourceVersionMatch = match;
            });
        };
        QCOMPARE(names(at(before, u"Exact"_s)).size(), 4);
        QCOMPARE(names(at(before, u"NotOlderThan"_s)).size(), 5);
        QCOMPARE(names(at(u"0"_s, {})).size(), 5);
        QCOMPARE(at(u"999999"_s, {}).code, 504);
        QCOMPARE(at(u"abc"_s, {}).code, 400);
        QCOMPARE(at({}, u"Exact"_s).code, 422);
        QCOMPARE(at(u"5"_s, u"Foo"_s).code, 422);
    }

    void labelSelectors_data()
    {
        QTest::addColumn<QString>("selector");
        QTest::addColumn<QString>("expected");
        QTest::newRow("equal") << u"app=a"_s << u"a"_s;
        QTest::newRow("equal, twice the sign") << u"app==a"_s << u"a"_s;
        QTest::newRow("not equal has also what has no label") << u"app!=a"_s << u"b c d"_s;
        QTest::newRow("in a set") << u"app in (a, c)"_s << u"a c"_s;
        QTest::newRow("not in a set") << u"app notin (a,c)"_s << u"b d"_s;
        QTest::newRow("exists") << u"app"_s << u"a b c"_s;
        QTest::newRow("does not exist") << u"!app"_s << u"d"_s;
        QTest::newRow("both") << u"app!=a,tier=1"_s << u"b c"_s;
        QTest::newRow("greater") << u"tier>0"_s << u"a b c"_s;
        QTest::newRow("less") << u"tier<1"_s << u""_s;
        QTest::newRow("empty value") << u"app="_s << u""_s;
        QTest::newRow("words without a sign")
            << u"a b"_s
            << u"! unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"_s;
        QTest::newRow("a set without brackets")
            << u"a in b"_s << u"! unable to parse requirement: found 'b' expected: '('"_s;
        QTest::newRow("three signs")
            << u"a===b"_s << u"! unable to parse requirement: found '=', expected: identifier"_s;
        QTest::newRow("nothing behind a comma")
            << u"a,"_s << u"! found '', expected: identifier after ','"_s;
    }

    void labelSelectors()
    {
        QFETCH(QString, selector);
        QFETCH(QString, expected);
        const Answer answer = list([&](Request& asked) { asked.labelSelector = selector; });
        if (expected.startsWith(u'!')) {
            QCOMPARE(answer.code, 400);
            QCOMPARE(SandboxFixture::message(answer), expected.mid(2));
        } else {
            QCOMPARE(names(answer).join(u' '), expected);
        }
    }

    void fieldSelectors()
    {
        SandboxFixture& f = *m_fixture;
        const auto fields = [&](const QString& selector) {
            return list([&](Request& asked) { asked.fieldSelector = selector; });
        };
        QCOMPARE(names(fields(u"metadata.name=b"_s)), QStringList(u"b"_s));
        QCOMPARE(names(fields(u"metadata.name!=b,metadata.namespace=x"_s)),
                 (QStringList {u"a"_s, u"c"_s, u"d"_s}));
        QCOMPARE(f.message(fields(u"spec.x=b"_s)),
                 u"\"spec.x\" is not a known field selector: only \"metadata.name\", "
                 "\"metadata.namespace\""_s);
        QCOMPARE(f.message(fields(u"nonsense"_s)),
                 u"invalid selector: 'nonsense'; can't understand 'nonsense'"_s);
        f.post("v1", "pods", u"x"_s,
               f.json(R"({"metadata":{"name":"p"},"spec":{"nodeName":"n1",)"
                      R"("containers":[{"name":"c","image":"i"}]}})"));
        auto pods = f.request(Verb::List, "v1", "pods", u"x"_s);
        pods.fieldSelector = u"spec.nodeName=n1,status.phase=Pending"_s;
        QCOMPARE(names(f.api.answer(pods)), QStringList(u"p"_s));
        pods.fieldSelector = u"spec.nodeName=n2"_s;
        QVERIFY(names(f.api.answer(pods)).isEmpty());
    }

private:
    Answer list(const std::function<void(Request&)>& with)
    {
        Request asked = SandboxFixture::request(Verb::List, "v1", "configmaps", u"x"_s);
        with(asked);
        return m_fixture->api.answer(asked);
    }

    std::unique_ptr<SandboxFixture> m_fixture;
};

QTEST_GUILESS_MAIN(TestSandboxList)
#include "tst_sandboxlist.moc"
