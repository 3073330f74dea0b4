#include "core/object/jsoncodec.h"
#include "core/object/yamlreader.h"
#include "core/object/yamlwriter.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce::object;

namespace {

Json fromText(const char* json)
{
    return parseJson(json).value();
}

// Texts that YAML has other ideas about, alone and as building blocks.
QStringList trickyTexts()
{
    QStringList texts {
        u""_s,
        u"yes"_s,
        u"No"_s,
        u"on"_s,
        u"y"_s,
        u"null"_s,
        u"~"_s,
        u"true"_s,
        u"012"_s,
        u"0o7"_s,
        u"0x1F"_s,
        u"1e3"_s,
        u"1_000"_s,
        u".5"_s,
        u"-.inf"_s,
        u".nan"_s,
        u"1.10"_s,
        u"+5"_s,
        u"1e400"_s,
        u"12:30:45"_s,
        u"2001-12-14"_s,
        u"2001-12-14T21:59:43Z"_s,
        u"- a"_s,
        u"-"_s,
        u"--flag"_s,
        u"-x"_s,
        u"? a"_s,
        u"?"_s,
        u": a"_s,
        u":"_s,
        u"a:"_s,
        u"a: b"_s,
        u"a:b"_s,
        u"a #b"_s,
        u"a#b"_s,
        u"#a"_s,
        u" lead"_s,
        u"trail "_s,
        u"[a]"_s,
        u"{a}"_s,
        u"a, b"_s,
        u"&a"_s,
        u"*a"_s,
        u"!a"_s,
        u"|"_s,
        u">"_s,
        u"'"_s,
        u"\""_s,
        u"it's"_s,
        u"say \"hi\""_s,
        u"%a"_s,
        u"@a"_s,
        u"`a`"_s,
        u"="_s,
        u"<<"_s,
        u"---"_s,
        u"--- a"_s,
        u"..."_s,
        u"....a"_s,
        u"\\"_s,
        u"C:\\path"_s,
        u"{{ .Values.x }}"_s,
        u"100m"_s,
        u"25%"_s,
        u"a\nb"_s,
        u"a\nb\n"_s,
        u"a\n\n"_s,
        u"\na"_s,
        u"\n"_s,
        u"\n\n"_s,
        u"  a\nb\n"_s,
        u"\ta\nb\n"_s,
        u"a\n  b\n"_s,
        u"a \nb"_s,
        u"a\n \n"_s,
        u"a\n "_s,
        u" \na\n"_s,
        u"\n  a\nb"_s,
        u"a\n\n\nb\n\n\n"_s,
        u"#!/bin/sh\nexit 0\n"_s,
        u"---\na: 1\n"_s,
        u"a\n---\nb\n"_s,
        u"- a\n- b\n"_s,
        u"\t"_s,
        u"a\tb"_s,
        u"a\n\tb\n"_s,
        u"a\r\nb\r\n"_s,
        u"a\rb"_s,
        u"é✓😀"_s,
        u"日本語\nテキスト\n"_s,
        u"\u00a0"_s,
        u"a\u0085b"_s,
        u"a\u2028b"_s,
        u"\ufeffa"_s,
        u"a\ufeffb\nc"_s,
        u"\u007f"_s,
        u"\u0001\u001f"_s,
        u"\uffff"_s,
        u" "_s,
        u"\u3000"_s,
        u"\u200b"_s,
        u"\v"_s,
        u"a\vb\nc\n"_s,
        u"\n\ta"_s,
        u"\n \n a"_s,
    };
    texts << QString(QChar(0)) << QString(5000, u'x') << QString(1200, u'é')
          << QString(QString(400, u'w') + u' ').repeated(4).trimmed();
    return texts;
}

class ValueMaker
{
public:
    explicit ValueMaker(quint32 seed)
        : m_random(seed)
    { }

    Json value(int depth)
    {
        const int kind = int(m_random.bounded(depth > 0 ? 9 : 6));
        switch (kind) {
        case 0:
            return Json();
        case 1:
            return Json(m_random.bounded(2) == 1);
        case 2:
            return Json(qint64(m_random.generate64()));
        case 3:
            return Json::number("-1.5e-7");
        case 4:
        case 5:
            return Json(text());
        case 6:
            return list(depth - 1);
        default:
            return map(depth - 1);
        }
    }

    Json map(int depth)
    {
        Json result = Json::emptyObject();
        const int size = int(m_random.bounded(5));
        for (int i = 0; i < size; ++i)
            result.set(text(), value(depth));
        return result;
    }

private:
    Json list(int depth)
    {
        Json result = Json::emptyArray();
        const int size = int(m_random.bounded(4));
        for (int i = 0; i < size; ++i)
            result.append(value(depth));
        return result;
    }

    QString text()
    {
        const QString& one = m_texts.at(int(m_random.bounded(m_texts.size())));
        return m_random.bounded(3) > 0
            ? one
            : QString(one + m_texts.at(int(m_random.bounded(m_texts.size()))));
    }

    QRandomGenerator m_random;
    QStringList m_texts = trickyTexts();
};

// An empty text when \p value comes back from YAML equal, else what happened.
QString roundTripProblem(const Json& value)
{
    const QByteArray yaml = toYaml(value);
    const auto back = readYaml(yaml, u"back.yaml"_s);
    if (!back)
        return back.error().message + u"\n" + QString::fromUtf8(yaml.left(2000));
    const Json read = back->isEmpty() ? Json() : back->first().value;
    return back->size() <= 1 && read == value
        ? QString()
        : QString(u"wrote\n"_s + QString::fromUtf8(yaml.left(2000)) + u"\nread\n"
                  + QString::fromUtf8(toJson(read).left(2000)) + u"\nof\n"
                  + QString::fromUtf8(toJson(value).left(2000)));
}

} // namespace

class TestYamlWriter : public QObject
{
    Q_OBJECT

private slots:
    void layoutIsKubectls_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("yaml");
        const auto row = [](const char* name, const char* json, const char* yaml) {
            QTest::newRow(name) << QByteArray(json) << QByteArray(yaml);
        };
        row("list items stand under their key", "{\"a\":[1,2],\"b\":{\"c\":[\"x\"]}}",
            "a:\n- 1\n- 2\nb:\n  c:\n  - x\n");
        row("maps in a list", "{\"l\":[{\"name\":\"x\",\"args\":[\"--v\"],\"m\":{\"k\":\"v\"}}]}",
            "l:\n- name: x\n  args:\n  - --v\n  m:\n    k: v\n");
        row("lists in a list", "[[1,2],[[3]]]", "- - 1\n  - 2\n- - - 3\n");
        row("empty ones", "{\"a\":{},\"b\":[],\"c\":\"\",\"d\":null}",
            "a: {}\nb: []\nc: \"\"\nd: null\n");
        row("numbers to the letter", "{\"a\":1.0,\"b\":-2e3,\"c\":true}",
            "a: 1.0\nb: -2e3\nc: true\n");
        row("texts that look like others",
            "[\"yes\",\"012\",\"1e3\",\"null\",\"~\",\"2024-01-02\"]",
            "- \"yes\"\n- \"012\"\n- \"1e3\"\n- \"null\"\n- \"~\"\n- \"2024-01-02\"\n");
        row("texts that look like syntax", "[\"a: b\",\"*\",\"- a\",\" lead\",\"it's: x\"]",
            "- 'a: b'\n- '*'\n- '- a'\n- ' lead'\n- 'it''s: x'\n");
        row("texts that need nothing", "[\"100m\",\"a:b\",\"it's\",\"a, b\",\"-x\",\"v1.2.3\"]",
            "- 100m\n- a:b\n- it's\n- a, b\n- -x\n- v1.2.3\n");
        row("lines", "{\"a\":\"x\\ny\\n\",\"b\":\"x\\ny\",\"c\":\"x\\n\\n\"}",
            "a: |\n  x\n  y\nb: |-\n  x\n  y\nc: |+\n  x\n\n");
        row("lines that begin with spaces", "{\"a\":{\"b\":\"  x\\ny\\n\"}}",
            "a:\n  b: |2\n      x\n    y\n");
        row("lines in a list", "[\"x\\n\",{\"k\":\"y\\n\"}]", "- |\n  x\n- k: |\n    y\n");
        row("control characters", "[\"a\\u0001b\\tc\",\"x\\r\\ny\"]",
            "- \"a\\x01b\\tc\"\n- \"x\\r\\ny\"\n");
        row("keys", "{\"yes\":1,\"1\":2,\"<<\":3,\"a: b\":4,\"x\\ny\":5}",
            "\"yes\": 1\n\"1\": 2\n\"<<\": 3\n'a: b': 4\n\"x\\ny\": 5\n");
        row("a lone text", "\"x\"", "x\n");
        row("a lone map", "{}", "{}\n");
        row("nothing", "null", "null\n");
    }

    void layoutIsKubectls()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, yaml);
        QCOMPARE(toYaml(fromText(json.constData())), yaml);
    }

    void aLongKeyIsMarked()
    {
        Json value;
        value.set(QString(2000, u'k'), fromText("[1]"));
        QCOMPARE(toYaml(value), QByteArray("? " + QByteArray(2000, 'k') + "\n:\n  - 1\n"));
        QCOMPARE(roundTripProblem(value), QString());
    }

    void everyTrickyTextComesBack()
    {
        for (const QString& text : trickyTexts()) {
            Json value;
            value.set(u"value"_s, text);
            value.setPath({u"deep", u"er"}, text);
            value.set(u"list"_s, Json(Json::Items {Json(text), Json(text)}));
            value.set(text + u" key", Json(qint64(1)));
            if (text != u"value")
                value.set(text, text);
            QCOMPARE(roundTripProblem(value), QString());
            QCOMPARE(roundTripProblem(Json(text)), QString());
        }
    }

    void whateverIsWrittenIsReadBackEqual()
    {
        for (quint32 seed = 1; seed <= 3000; ++seed) {
            ValueMaker maker(seed);
            const QString problem = roundTripProblem(maker.map(5));
            QVERIFY2(problem.isEmpty(), qPrintable(u"seed %1: "_s.arg(seed) + problem));
        }
    }

    void equalTreesGiveEqualBytes()
    {
        const Json a = fromText("{\"b\":1,\"a\":[{\"d\":2,\"c\":3}]}");
        const Json b = fromText("{\"a\":[{\"c\":3,\"d\":2}],\"b\":1}");
        QVERIFY(toYaml(a) != toYaml(b)); // the order of a document is kept
        QCOMPARE(toYaml(withSortedKeys(a)), toYaml(withSortedKeys(b)));
    }

    void ownFilesAreOneDocument()
    {
        const auto read = readOwnYaml("name: shop\nrepo:\n  url: ssh://x/y\n", u"shop.yaml"_s);
        QVERIFY(read);
        QCOMPARE(read->path({u"repo", u"url"}).toString(), u"ssh://x/y"_s);
        QVERIFY(readOwnYaml("# nothing\n", u"shop.yaml"_s)->isNull());
        const auto two = readOwnYaml("a: 1\n---\nb: 2\n", u"shop.yaml"_s);
        QVERIFY(!two);
        QCOMPARE(two.error().message, u"shop.yaml:3: only one document may stand here"_s);
        QVERIFY(!readOwnYaml("a: [", u"shop.yaml"_s));
    }
};

QTEST_GUILESS_MAIN(TestYamlWriter)
#include "tst_yamlwriter.moc"
