#include "core/diff/compare.h"
#include "core/diff/linediff.h"
#include "core/diff/redact.h"
#include "livefixtures.h"

using namespace Qt::StringLiterals;
using namespace cauce;
using cauce::test::json;
using cauce::test::LiveBuilder;
using cauce::test::manifest;
using cauce::test::setOf;

namespace {

// "CANARY" in base64 is Q0FOQVJZ.
const QStringList& canaries()
{
    static const QStringList texts {u"CANARY"_s, u"Q0FOQVJZ"_s};
    return texts;
}

bool tells(const QString& text)
{
    return std::any_of(canaries().begin(), canaries().end(),
                       [&text](const QString& canary) { return text.contains(canary); });
}

QString textOf(const object::Json& value)
{
    return QString::fromUtf8(object::toJson(value));
}

} // namespace

class TestRedact : public QObject
{
    Q_OBJECT

private slots:
    void noCarrierTellsTheCanary_data()
    {
        QTest::addColumn<QByteArray>("carrier");
        const QByteArray secret = "'apiVersion':'v1','kind':'Secret'";
        const auto row
            = [](const char* name, const QByteArray& text) { QTest::newRow(name) << text; };
        row("data", "{" + secret + ",'metadata':{'name':'s'},'data':{'k':'Q0FOQVJZ'}}");
        row("data that is not base64",
            "{" + secret + ",'metadata':{'name':'s'},'data':{'k':'CANARY'}}");
        row("data that is a map", "{" + secret + ",'data':{'k':{'x':'CANARY'}}}");
        row("data that is a list", "{" + secret + ",'data':['CANARY']}");
        row("data that is a text", "{" + secret + ",'data':'CANARY'}");
        row("stringData", "{" + secret + ",'stringData':{'k':'CANARY'}}");
        row("stringData that is a list", "{" + secret + ",'stringData':{'k':['CANARY']}}");
        row("last-applied",
            "{" + secret
                + ",'metadata':{'name':'s','annotations':{"
                  "'kubectl.kubernetes.io/last-applied-configuration':"
                  "'{~data~:{~k~:~Q0FOQVJZ~}}'}}}");
        row("last-applied that is no JSON",
            "{" + secret
                + ",'metadata':{'annotations':{"
                  "'kubectl.kubernetes.io/last-applied-configuration':'CANARY'}}}");
        row("last-applied that is a map",
            "{" + secret
                + ",'metadata':{'annotations':{"
                  "'kubectl.kubernetes.io/last-applied-configuration':{'x':'CANARY'}}}}");
        row("kapp's copy",
            "{" + secret + ",'metadata':{'annotations':{'kapp.k14s.io/original':'CANARY'}}}");
        row("managedFields",
            "{" + secret
                + ",'metadata':{'managedFields':[{'fieldsV1':{'f:data':{'v:~CANARY~':{}}}}]}}");
        row("in a List", "{'kind':'List','items':[{" + secret + ",'data':{'k':'Q0FOQVJZ'}}]}");
        row("in a List in a List",
            "{'kind':'List','items':[{'kind':'SecretList','items':[{" + secret
                + ",'data':{'k':'Q0FOQVJZ'}}]}]}");
        row("in a template",
            "{'apiVersion':'acme.io/v1','kind':'Maker','spec':{'template':{" + secret
                + ",'stringData':{'k':'CANARY'}}}}");
        row("another group's Secret",
            "{'apiVersion':'acme.io/v1','kind':'Secret','data':{'k':'CANARY'}}");
        row("no apiVersion", "{'kind':'Secret','data':{'k':'CANARY'}}");
    }

    void noCarrierTellsTheCanary()
    {
        QFETCH(QByteArray, carrier);
        const object::Json object = json(carrier.replace('~', "\\\""));
        QVERIFY(tells(textOf(object)));
        QVERIFY2(!tells(textOf(diff::masked(object))), qPrintable(textOf(diff::masked(object))));
        for (const auto& other : {object::Json(), json("{'kind':'Secret','data':{'k':'eA=='}}"),
                                  object, json("{'kind':'ConfigMap'}"), json("[1]")}) {
            const auto [a, b] = diff::maskedPair(object, other);
            QVERIFY2(!tells(textOf(a)), qPrintable(textOf(a)));
            const auto [c, d] = diff::maskedPair(other, object);
            QVERIFY2(!tells(textOf(d)), qPrintable(textOf(d)));
        }
    }

    void keysStayAndOtherKindsAreNotTouched()
    {
        const auto secret = json("{'kind':'Secret','type':'Opaque','data':{'k':'eA==','n':null}}");
        QCOMPARE(diff::masked(secret),
                 json("{'kind':'Secret','type':'Opaque','data':{'k':'●●●●●●','n':null}}"));
        const auto map = json("{'kind':'ConfigMap','data':{'k':'eA=='},'items':[1,{'a':[]}]}");
        QCOMPARE(diff::masked(map), map);
    }

    void aMaskTellsNeitherLengthNorEquality()
    {
        const auto masked = diff::masked(
            json("{'kind':'Secret','data':{'a':'eA==','b':'eA==','c':'bG9uZ2VyIHZhbHVl'}}"));
        const auto& data = masked[u"data"];
        QCOMPARE(data[u"a"], data[u"b"]);
        QCOMPARE(data[u"a"], data[u"c"]);
    }

    void aPairTellsWhatChanged()
    {
        const auto [live, desired] = diff::maskedPair(
            json("{'kind':'Secret','data':{'same':'eA==','changed':'eQ==','gone':'eg=='}}"),
            json("{'kind':'Secret','data':{'same':'eA==','changed':'MQ==','new':'Mg=='}}"));
        QCOMPARE(live[u"data"][u"same"], desired[u"data"][u"same"]);
        QVERIFY(live[u"data"][u"changed"] != desired[u"data"][u"changed"]);
        QCOMPARE(live[u"data"][u"gone"].toString(), u"●●●●●●"_s);
        QCOMPARE(desired[u"data"][u"new"].toString(), u"●●●●●●"_s);
    }

    void textFromTheServerIsScrubbed_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("shown");
        QTest::newRow("as written") << QByteArray("{'kind':'Secret','data':{'k':'CANARY'}}")
                                    << u"bad: \"CANARY\""_s << u"bad: \"●●●●●●\""_s;
        QTest::newRow("decoded") << QByteArray("{'kind':'Secret','data':{'k':'Q0FOQVJZ'}}")
                                 << u"bad: CANARY"_s << u"bad: ●●●●●●"_s;
        QTest::newRow("a number") << QByteArray("{'kind':'Secret','stringData':{'k':123456}}")
                                  << u"expected string, got 123456"_s
                                  << u"expected string, got ●●●●●●"_s;
        QTest::newRow("one line of many")
            << QByteArray("{'kind':'Secret','stringData':{'k':'first\\nCANARY'}}")
            << u"line CANARY"_s << u"line ●●●●●●"_s;
        QTest::newRow("a short one, quoted")
            << QByteArray("{'kind':'Secret','stringData':{'k':'ab'}}") << u"about \"ab\""_s
            << u"about \"●●●●●●\""_s;
        QTest::newRow("another kind's words stay")
            << QByteArray("{'kind':'ConfigMap','data':{'k':'CANARY'}}") << u"CANARY"_s
            << u"CANARY"_s;
    }

    void textFromTheServerIsScrubbed()
    {
        QFETCH(QByteArray, secret);
        QFETCH(QString, said);
        QTEST(diff::scrubbed(said, json(secret)), "shown");
    }

    //! Everything that a comparison makes for views, at once.
    void nothingShownTellsTheCanary()
    {
        const QByteArray base = "{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s',"
                                "'namespace':'n','annotations':{"
                                "'kubectl.kubernetes.io/last-applied-configuration':'CANARY'},"
                                "'labels':{'x':'@'}},'data':{'k':'Q0FOQVJZ','l':'@'}}";
        const auto desired = manifest(QByteArray(base).replace("@", "MQ=="));
        const auto live = manifest(QByteArray(base).replace("@", "Mg=="));
        auto result
            = diff::compare(setOf({desired}), LiveBuilder().add(live).build(), {u"a"_s, false});
        for (const auto& refined :
             {result.objects.first(), diff::refine(result.objects.first(), desired),
              diff::refine(result.objects.first(),
                           fail(ErrorKind::Invalid, u"data.k: CANARY Q0FOQVJZ"_s))}) {
            QVERIFY(!refined.fields.isEmpty());
            QVERIFY(!tells(refined.error.message));
            for (const auto& field : refined.fields) {
                QVERIFY(!field.live || !tells(textOf(*field.live)));
                QVERIFY(!field.desired || !tells(textOf(*field.desired)));
            }
            const auto text = diff::objectText(refined);
            QVERIFY(!text.live.isEmpty());
            QVERIFY2(!tells(text.live + text.desired), qPrintable(text.live + text.desired));
        }
    }
};

QTEST_GUILESS_MAIN(TestRedact)
#include "tst_redact.moc"
