#include "core/object/decimal.h"
#include "core/object/json.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using cauce::object::Decimal;
using cauce::object::Json;

namespace {

Json object(std::initializer_list<Json::Member> members)
{
    return Json(Json::Members(members));
}

} // namespace

class TestJson : public QObject
{
    Q_OBJECT

private slots:
    void numbersAreComparedByValue_data()
    {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<bool>("equal");
        const auto row = [](const char* name, const char* a, const char* b, bool equal) {
            QTest::newRow(name) << QByteArray(a) << QByteArray(b) << equal;
        };
        row("the same text", "1", "1", true);
        row("decimals", "1", "1.0", true);
        row("an exponent", "1", "1e0", true);
        row("a capital exponent", "1000", "1E+3", true);
        row("shifted digits", "1.5e-3", "0.0015", true);
        row("zeros", "0", "-0.00e9", true);
        row("beyond 2^53", "9007199254740993", "9007199254740992", false);
        row("beyond 2^64", "18446744073709551617", "18446744073709551616", false);
        row("signs", "1", "-1", false);
        row("a small difference", "0.1", "0.10000000000000001", false);
        row("beyond a double", "1e400", "10e399", true);
        row("exponents beyond reason", "1e99999999999999999999", "1e99999999999999999998", false);
    }

    void numbersAreComparedByValue()
    {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QFETCH(bool, equal);
        QCOMPARE(Json::number(a) == Json::number(b), equal);
    }

    void objectsAreEqualInWhateverOrder()
    {
        const Json a = object({{u"x"_s, Json(qint64(1))}, {u"y"_s, Json(u"2"_s)}});
        const Json b = object({{u"y"_s, Json(u"2"_s)}, {u"x"_s, Json::number("1.0")}});
        QVERIFY(a == b);
        QVERIFY(a != object({{u"x"_s, Json(qint64(1))}}));
        QVERIFY(a != object({{u"x"_s, Json(qint64(1))}, {u"z"_s, Json(u"2"_s)}}));
    }

    void listsAreEqualInOrderOnly()
    {
        const Json a(Json::Items {Json(true), Json()});
        QVERIFY(a == Json(Json::Items {Json(true), Json()}));
        QVERIFY(a != Json(Json::Items {Json(), Json(true)}));
    }

    void typesDoNotMix()
    {
        QVERIFY(Json(u"1"_s) != Json(qint64(1)));
        QVERIFY(Json(false) != Json());
        QVERIFY(Json::emptyArray() != Json::emptyObject());
    }

    void largeObjectsAreComparedAndSearchedQuickly()
    {
        Json::Members forwards;
        for (int i = 0; i < 100'000; ++i)
            forwards.emplace_back(u"key%1"_s.arg(i), Json(qint64(i)));
        Json::Members backwards(forwards.rbegin(), forwards.rend());
        const Json a(std::move(forwards));
        const Json b(std::move(backwards));
        QElapsedTimer timer;
        timer.start();
        QVERIFY(a == b);
        // Looking through all members for each would be 5,000,000,000 steps: minutes.
        QVERIFY2(timer.elapsed() < 10'000, "quadratic");
        QCOMPARE(a[u"key99999"].toInteger(), std::optional<qint64>(99'999));
        QVERIFY(!a.contains(u"key100000"));
    }

    void aLargeObjectStaysRightWhenChanged()
    {
        Json json;
        for (int i = 0; i < 100; ++i)
            json.set(u"k%1"_s.arg(i), Json(qint64(i)));
        json.set(u"k50"_s, Json(u"changed"_s));
        QVERIFY(json.remove(u"k10"));
        QVERIFY(!json.remove(u"k10"));
        QCOMPARE(json.size(), 99);
        QVERIFY(!json.contains(u"k10"));
        QCOMPARE(json[u"k50"].toString(), u"changed"_s);
        QCOMPARE(json[u"k99"].toInteger(), std::optional<qint64>(99));
        for (int i = 0; i < 95; ++i)
            json.remove(u"k%1"_s.arg(i));
        QCOMPARE(json.size(), 5);
        QCOMPARE(json.members().front().first, u"k95"_s);
        QCOMPARE(json[u"k99"].toInteger(), std::optional<qint64>(99));
    }

    void integersAreExact_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("whole");
        QTest::addColumn<qint64>("value");
        const auto row = [](const char* text, bool whole, qint64 value) {
            QTest::newRow(text) << QByteArray(text) << whole << value;
        };
        row("0", true, 0);
        row("-0.0", true, 0);
        row("1e3", true, 1000);
        row("120.00", true, 120);
        row("9223372036854775807", true, std::numeric_limits<qint64>::max());
        row("-9223372036854775808", true, std::numeric_limits<qint64>::min());
        row("9223372036854775808", false, 0);
        row("1e19", false, 0);
        row("1.5", false, 0);
        row("1e999999", false, 0);
    }

    void integersAreExact()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, whole);
        QFETCH(qint64, value);
        const auto integer = Json::number(text).toInteger();
        QCOMPARE(integer.has_value(), whole);
        QCOMPARE(integer.value_or(0), value);
    }

    void readingWhatIsNotThereIsHarmless()
    {
        const Json json = object({{u"metadata"_s, Json(qint64(5))}});
        QVERIFY(json.path({u"metadata", u"labels", u"app"}).isNull());
        QVERIFY(json[u"nothing"].isNull());
        QVERIFY(json.at(0).isNull());
        QVERIFY(Json().at(-1).isNull());
        QCOMPARE(Json(u"x"_s).toBool(true), true);
        QCOMPARE(Json(u"x"_s).toDouble(2.5), 2.5);
        QCOMPARE(Json::number("1e400").toDouble(-1), -1.0);
        QCOMPARE(Json(qint64(1)).toString(), QString());
        QVERIFY(!Json(u"1"_s).toInteger());
        QCOMPARE(Json(u"x"_s).size(), 0);
    }

    void aCopyKeepsItsContent()
    {
        Json original;
        original.setPath({u"spec", u"template", u"image"}, Json(u"nginx:1.25"_s));
        const Json copy = original;
        original.setPath({u"spec", u"template", u"image"}, Json(u"nginx:1.26"_s));
        QCOMPARE(copy.path({u"spec", u"template", u"image"}).toString(), u"nginx:1.25"_s);
        QCOMPARE(original.path({u"spec", u"template", u"image"}).toString(), u"nginx:1.26"_s);

        Json list(Json::Items {Json(qint64(1)), Json(qint64(2))});
        const Json before = list;
        list.replace(0, Json(true));
        list.append(Json());
        list.removeAt(1);
        QCOMPARE(before.size(), 2);
        QCOMPARE(before.at(0).toInteger(), std::optional<qint64>(1));
        QCOMPARE(list, Json(Json::Items {Json(true), Json()}));
    }

    void aValueMayHoldACopyOfItself()
    {
        Json json = object({{u"a"_s, Json(qint64(1))}});
        json.set(u"self"_s, json);
        QCOMPARE(json.size(), 2);
        QCOMPARE(json[u"self"].size(), 1);
    }

    void settingMakesWhatIsMissing()
    {
        Json json = object({{u"metadata"_s, Json(u"odd"_s)}});
        json.setPath({u"metadata", u"labels", u"app"}, Json(u"x"_s));
        QCOMPARE(json.path({u"metadata", u"labels", u"app"}).toString(), u"x"_s);
        Json list;
        list.append(Json(true));
        QCOMPARE(list.size(), 1);
    }

    void orderIsKeptWhenSet()
    {
        Json json = object({{u"b"_s, Json()}, {u"a"_s, Json()}});
        json.set(u"b"_s, Json(true));
        json.set(u"c"_s, Json(false));
        QCOMPARE(json.members()[0].first, u"b"_s);
        QCOMPARE(json.members()[2].first, u"c"_s);
        const Json sorted = withSortedKeys(json);
        QCOMPARE(sorted.members()[0].first, u"a"_s);
        QVERIFY(sorted == json);
    }

    void threadsMayChangeTheirCopies()
    {
        Json shared;
        for (int i = 0; i < 50; ++i)
            shared.setPath({u"spec", u"k%1"_s.arg(i)}, Json(qint64(i)));
        const auto work = [copy = shared](qint64 value) mutable {
            for (int i = 0; i < 200; ++i)
                copy.setPath({u"spec", u"k%1"_s.arg(i % 50)}, Json(value));
            Q_ASSERT(copy.path({u"spec", u"k7"}).toInteger() == value);
        };
        std::thread one(work, 1);
        std::thread two(work, 2);
        one.join();
        two.join();
        QCOMPARE(shared.path({u"spec", u"k7"}).toInteger(), std::optional<qint64>(7));
    }

    void bytesGrowWithContent()
    {
        const Json text(QString(1000, u'x'));
        QVERIFY(text.byteSize() >= 2000);
        const Json list(Json::Items {text, text});
        QVERIFY(list.byteSize() >= 4000);
        QVERIFY(Json().byteSize() < 100);
    }

    void decimalsOrder()
    {
        const QList<QByteArray> rising {"-1e3", "-2.5", "-2.05", "0",  "1e-9",
                                        "0.5",  "2",    "10",    "1e2"};
        for (qsizetype i = 1; i < rising.size(); ++i) {
            const Decimal smaller = *Decimal::parse(rising.at(i - 1));
            const Decimal larger = *Decimal::parse(rising.at(i));
            QVERIFY2(smaller.compare(larger) < 0, rising.at(i));
            QVERIFY2(larger.compare(smaller) > 0, rising.at(i));
        }
        QCOMPARE(Decimal::parse("1.50")->compare(*Decimal::parse("15e-1")), 0);
        for (const char* bad : {"", "-", ".", "e1", "1e", "1e+", "1.2.3", "0x1", "1 ", "\xd9\xa1"})
            QVERIFY2(!Decimal::parse(bad), bad);
    }
};

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
