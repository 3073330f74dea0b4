#include "core/object/jsoncodec.h"

#include <QTest>

using namespace Qt::StringLiterals;
using cauce::ErrorKind;
using cauce::object::Json;
using cauce::object::parseJson;
using cauce::object::toCanonicalJson;
using cauce::object::toJson;

class TestJsonCodec : public QObject
{
    Q_OBJECT

private slots:
    void compactTextSurvivesToTheLetter_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("key order") << QByteArray(R"({"b":1,"a":2})");
        QTest::newRow("largest unsigned integer") << QByteArray(R"([18446744073709551615])");
        QTest::newRow("beyond 2^53") << QByteArray(R"([9007199254740993,-9007199254740993])");
        QTest::newRow("a whole number with decimals") << QByteArray(R"({"v":1.0})");
        QTest::newRow("exponents") << QByteArray(R"([1e3,1E+3,-2.5e-7])");
        QTest::newRow("minus zero") << QByteArray("[-0]");
        QTest::newRow("beyond a double") << QByteArray("[1e400,123456789012345678901234567890]");
        QTest::newRow("literals") << QByteArray("[true,false,null]");
        QTest::newRow("empty") << QByteArray(R"([{},[],""])");
        QTest::newRow("unicode") << QByteArray(R"(["é✓😀"])");
        QTest::newRow("escapes") << QByteArray("[\"\\\"\\\\\\n\\r\\t\\u0001\"]");
        QTest::newRow("a lone number") << QByteArray("42");
        QTest::newRow("a lone text") << QByteArray(R"("x")");
        QTest::newRow("a lone null") << QByteArray("null");
    }

    void compactTextSurvivesToTheLetter()
    {
        QFETCH(QByteArray, text);
        const auto value = parseJson(text);
        QVERIFY2(value, value ? "" : qPrintable(value.error().message));
        QCOMPARE(toJson(*value), text);
    }

    void whitespaceAndEscapesAreRead()
    {
        const auto value
            = parseJson("\xef\xbb\xbf \r\n{ \"a\\/\\u00e9\\ud83d\\ude00\" :\t[ 1 , 2 ] }\n");
        QVERIFY2(value, value ? "" : qPrintable(value.error().message));
        QCOMPARE(value->members().front().first, u"a/é😀"_s);
        QCOMPARE(value->members().front().second.at(1).toInteger(), std::optional<qint64>(2));
    }

    void badTextIsRefusedWithAPlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, const QByteArray& text, const QString& message) {
            QTest::newRow(name) << text << message;
        };
        row("empty", "", u"line 1:1: there is no JSON value"_s);
        row("only spaces", " \n ", u"line 2:2: there is no JSON value"_s);
        row("duplicate key", "{\"a\":1,\n\"a\":2}", u"line 2:5: the key \"a\" stands twice"_s);
        row("duplicate key, escaped", "{\"a\":1,\"\\u0061\":2}", u"stands twice"_s);
        row("text behind", "{} {}", u"more text behind"_s);
        row("comma behind", "[1],", u"more text behind"_s);
        row("two scalars", "1 2", u"line 1:1: not one JSON value"_s);
        row("a scalar that closes the array", "1],[2", u"not one JSON value"_s);
        row("missing comma", "[1 2]", u"line 1:"_s);
        row("trailing comma", "[1,]", u"line 1:"_s);
        row("trailing comma in an object", "{\"a\":1,}", u"line 1:"_s);
        row("no value", "{\"a\":}", u"line 1:"_s);
        row("no colon", "{\"a\" 1}", u"line 1:"_s);
        row("unclosed", "{\"a\":[1", u"line 1:"_s);
        row("wrong bracket", "{\"a\":[1}", u"line 1:"_s);
        row("bare word", "[yes]", u"line 1:2: missing or superfluous commas"_s);
        row("bad literal", "[nul]", u"no JSON value"_s);
        row("bad true", "[truex]", u"line 1:"_s);
        row("leading zero", "[012]", u"\"012\" is no JSON value"_s);
        row("plus sign", "[+1]", u"line 1:2: "_s);
        row("no digit behind the point", "[1.]", u"\"1.\" is no JSON value"_s);
        row("not a number", "[NaN]", u"line 1:2: "_s);
        row("hexadecimal", "[0x1]", u"no JSON value"_s);
        row("single quotes", "['a']", u"line 1:2: "_s);
        row("comment", "[1 /* one */]", u"line 1:"_s);
        row("unclosed text", "[\"abc]", u"line 1:"_s);
        row("line break in a text", "[\"a\nb\"]", u"line"_s);
        row("bad escape", "[\"\\q\"]", u"line 1:"_s);
        row("lone surrogate", "[\"\\ud800\"]", u"line 1:"_s);
        row("invalid UTF-8", "[\"a\",\n\"b\xff\"]", u"line 2:3: "_s);
        row("overlong UTF-8", "[\"\xc0\xaf\"]", u"line 1:3: "_s);
        row("a NUL", QByteArray("[1,\0 2]", 7), u"line 1:"_s);
    }

    void badTextIsRefusedWithAPlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, message);
        const auto value = parseJson(text);
        QVERIFY(!value);
        QCOMPARE(value.error().kind, ErrorKind::Invalid);
        QVERIFY2(value.error().message.contains(message), qPrintable(value.error().message));
    }

    void nestingIsLimited()
    {
        QVERIFY(parseJson(QByteArray(QByteArray(200, '[') + QByteArray(200, ']'))));
        const auto tooDeep = parseJson(QByteArray(QByteArray(201, '[') + QByteArray(201, ']')));
        QVERIFY(!tooDeep);
        QVERIFY2(tooDeep.error().message.contains(u"nested deeper than 200 levels"),
                 qPrintable(tooDeep.error().message));
        QVERIFY(!parseJson(QByteArray(100'000, '[')));
        QByteArray objects;
        for (int i = 0; i < 100'000; ++i)
            objects += "{\"a\":";
        QVERIFY(!parseJson(objects));
    }

    void sizeIsLimited()
    {
        const auto tooLarge = parseJson("[1,2,3]", 6);
        QVERIFY(!tooLarge);
        QCOMPARE(tooLarge.error().message, u"the JSON text has 7 bytes; the limit is 6"_s);
    }

    void aLargeObjectWithADuplicateIsRefused()
    {
        QByteArray text = "{";
        for (int i = 0; i < 50'000; ++i)
            text += "\"k" + QByteArray::number(i) + "\":1,";
        QVERIFY(parseJson(QByteArray(text + "\"z\":1}")));
        QVERIFY(!parseJson(QByteArray(text + "\"k40000\":1}")));
    }

    void equalValuesHaveTheSameCanonicalText()
    {
        const auto a = parseJson(R"({"b":[1.0,1e3,-0],"a":{"y":10,"x":0.50}})");
        const auto b = parseJson(R"({"a":{"x":5e-1,"y":1e1},"b":[1,1000,0]})");
        QCOMPARE(toCanonicalJson(*a), toCanonicalJson(*b));
        QCOMPARE(toCanonicalJson(*a), R"({"a":{"x":5e-1,"y":10},"b":[1,1000,0]})");
    }

    void canonicalTextTellsLargeIntegersApart()
    {
        QVERIFY(toCanonicalJson(*parseJson("[9007199254740993]"))
                != toCanonicalJson(*parseJson("[9007199254740992]")));
    }

    void prettyTextIsIndentedByFour()
    {
        const auto value = parseJson(R"({"a":[1,{"b":null}],"c":{},"d":[]})");
        QCOMPARE(
            cauce::object::toPrettyJson(*value),
            "{\n    \"a\": [\n        1,\n        {\n            \"b\": null\n        }\n    ],\n"
            "    \"c\": {},\n    \"d\": []\n}");
    }

    void aParserIsUsableAfterABadText()
    {
        QVERIFY(!parseJson("[1,"));
        QVERIFY(!parseJson("[\"\xff\"]"));
        QCOMPARE(toJson(*parseJson("[1]")), "[1]");
    }
};

QTEST_GUILESS_MAIN(TestJsonCodec)
#include "tst_jsoncodec.moc"
