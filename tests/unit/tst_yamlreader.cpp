#include "core/object/jsoncodec.h"
#include "core/object/sourcemap.h"
#include "core/object/yamlreader.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce::object;

namespace {

QByteArray jsonOf(const QByteArray& yaml)
{
    const auto documents = readYaml(yaml, u"f.yaml"_s);
    if (!documents)
        return documents.error().message.toUtf8();
    QByteArrayList texts;
    for (const YamlDocument& document : *documents)
        texts.append(toJson(document.value));
    return texts.join(' ');
}

// "line:column" of the value at \p pointer.
QString placeOf(const YamlDocument& document, const char* pointer)
{
    const auto at = document.source->location(*JsonPointer::parse(QString::fromUtf8(pointer)));
    return QString::number(at.line) + u':' + QString::number(at.column);
}

} // namespace

class TestYamlReader : public QObject
{
    Q_OBJECT

private slots:
    void streams_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QByteArray>("json");
        const auto row = [](const char* name, const char* yaml, const char* json) {
            QTest::newRow(name) << QByteArray(yaml) << QByteArray(json);
        };
        row("nothing", "", "");
        row("only a comment", "# nothing\n", "");
        row("empty documents", "---\n---\n# x\n---\n~\n---\na: 1\n---\n", "{\"a\":1}");
        row("two documents", "a: 1\n---\nb: 2\n", "{\"a\":1} {\"b\":2}");
        row("an end mark", "a: 1\n...\n---\nb: 2\n...\n", "{\"a\":1} {\"b\":2}");
        row("key order", "z: 1\na: 2\nm: 3\n", "{\"z\":1,\"a\":2,\"m\":3}");
        row("a byte order mark",
            "\xef\xbb\xbf"
            "a: 1\n",
            "{\"a\":1}");
        row("CRLF", "a: |\r\n  x\r\n  y\r\nb: 1\r\n", "{\"a\":\"x\\ny\\n\",\"b\":1}");
        row("CR only", "a: 1\rb: 2\r", "{\"a\":1,\"b\":2}");
        row("anchors end with their document", "a: &x 1\nb: *x\n---\na: &x 2\nb: *x\n",
            "{\"a\":1,\"b\":1} {\"a\":2,\"b\":2}");
        row("an alias to a map", "a: &x {k: [1]}\nb: *x\n",
            "{\"a\":{\"k\":[1]},\"b\":{\"k\":[1]}}");
        row("the last anchor to begin counts", "a: &x\n  b: &x 1\nc: *x\n",
            "{\"a\":{\"b\":1},\"c\":1}");
        row("keys are typed", "yes: 1\n0x10: 2\n1.5: 3\n1e6: 4\n!!str 010: 5\n",
            "{\"true\":1,\"16\":2,\"1.5\":3,\"1e+06\":4,\"010\":5}");
        row("JSON", "{\"a\":\"\\/\",\"n\":1.0}", "{\"a\":\"/\",\"n\":1.0}");
        row("JSON with tabs", "{\n\t\"a\": [\n\t\t1\n\t]\n}\n", "{\"a\":[1]}");
        row("a flow map is no JSON", "{a: yes, b: [0x10]}\n", "{\"a\":true,\"b\":[16]}");
        row("a flow map, then more", "{a: 1}\n---\nb: 2\n", "{\"a\":1} {\"b\":2}");
        row("a mark in a value", "a: \"\\ufeffx\"\n", "{\"a\":\"\xef\xbb\xbfx\"}");
        row("a text after an accent", "a: \"\xc3\xa9\" # \xc3\xa9\nb: ! 12\n",
            "{\"a\":\"\xc3\xa9\",\"b\":\"12\"}");
        row("a text by its tag", "a: &x ! 012\nb: *x\nc: ! yes\n",
            "{\"a\":\"012\",\"b\":\"012\",\"c\":\"yes\"}");
    }

    void streams()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QByteArray, json);
        QCOMPARE(jsonOf(yaml), json);
    }

    void mergeKeys_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QByteArray>("v");
        const auto row = [](const char* name, const char* yaml, const char* v) {
            QTest::newRow(name) << QByteArray("b: &b {x: 1, y: [2]}\nc: &c {x: 3, z: 4}\n")
                    + QByteArray(yaml)
                                << QByteArray(v);
        };
        row("keys after override", "v:\n  <<: *b\n  x: 9\n", "{\"x\":9,\"true\":[2]}");
        row("keys before are overridden", "v:\n  x: 9\n  <<: *b\n", "{\"x\":1,\"true\":[2]}");
        row("the first of a list wins", "v:\n  <<: [*b, *c]\n", "{\"x\":1,\"z\":4,\"true\":[2]}");
        row("twice", "v:\n  <<: *b\n  <<: *c\n", "{\"x\":3,\"true\":[2],\"z\":4}");
        row("inline", "v:\n  <<: {q: 1}\n  r: 2\n", "{\"q\":1,\"r\":2}");
        row("merged once more", "w: &w\n  <<: *b\n  k: 1\nv:\n  <<: *w\n",
            "{\"x\":1,\"true\":[2],\"k\":1}");
        row("quoted is a key", "v:\n  \"<<\": 1\n", "{\"<<\":1}");
        row("tagged as a text is a key", "v:\n  !!str <<: 1\n", "{\"<<\":1}");
    }

    void mergeKeys()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QByteArray, v);
        const auto documents = readYaml(yaml, u"f.yaml"_s);
        QVERIFY2(documents, documents ? "" : qPrintable(documents.error().message));
        const Json value = documents->first().value[u"v"];
        QCOMPARE(toCanonicalJson(value), toCanonicalJson(*parseJson(v)));
    }

    void everyValueHasItsPlace()
    {
        const auto documents = readYaml("# top\n"
                                        "a: 1\n" // 2
                                        "b:\n"
                                        "  - x: é\n" // 4
                                        "    yy: {k: [p, q]}\n"
                                        "  - \"é\"  \n" // 6
                                        "c: &c\n"
                                        "  d: |\n" // 8
                                        "    text\n"
                                        "e: *c\n" // 10
                                        "\"f/g\":\n"
                                        "  <<: *c\n" // 12
                                        "  h: ~\n"
                                        "---\n"
                                        "z: 1\n", // 15
                                        u"f.yaml"_s);
        QVERIFY2(documents, documents ? "" : qPrintable(documents.error().message));
        const YamlDocument& first = documents->at(0);
        QCOMPARE(first.start.toString(), u"f.yaml:2"_s);
        QCOMPARE(placeOf(first, ""), u"2:1"_s);
        QCOMPARE(placeOf(first, "/a"), u"2:4"_s);
        QCOMPARE(placeOf(first, "/b"), u"4:3"_s);
        QCOMPARE(placeOf(first, "/b/0"), u"4:5"_s);
        QCOMPARE(placeOf(first, "/b/0/x"), u"4:8"_s);
        QCOMPARE(placeOf(first, "/b/0/yy/k/1"), u"5:17"_s);
        QCOMPARE(placeOf(first, "/b/1"), u"6:5"_s);
        QCOMPARE(placeOf(first, "/c/d"), u"8:6"_s);
        // What an alias brings stands where the alias stands.
        QCOMPARE(placeOf(first, "/e"), u"10:4"_s);
        QCOMPARE(placeOf(first, "/e/d"), u"10:4"_s);
        QCOMPARE(placeOf(first, "/f~1g/d"), u"12:7"_s);
        QCOMPARE(placeOf(first, "/f~1g/h"), u"13:6"_s);
        // What is not there: its nearest parent.
        QCOMPARE(placeOf(first, "/b/0/nothing/deep"), u"4:5"_s);
        QCOMPARE(placeOf(first, "/nothing"), u"2:1"_s);
        QCOMPARE(documents->at(1).start.toString(), u"f.yaml:15"_s);
        QCOMPARE(placeOf(documents->at(1), "/z"), u"15:4"_s);
        QCOMPARE(placeOf(documents->at(1), "/a"), u"15:1"_s);
    }

    void jsonHasPlacesToo()
    {
        const auto documents
            = readDocuments("{\n  \"a\": {\"é\": [1,\n    2]}\n}\n", u"x/f.json"_s);
        QVERIFY(documents);
        const YamlDocument& document = documents->first();
        QCOMPARE(document.start.toString(), u"x/f.json:1"_s);
        QCOMPARE(placeOf(document, "/a"), u"2:8"_s);
        QCOMPARE(placeOf(document, "/a/é/0"), u"2:15"_s);
        QCOMPARE(placeOf(document, "/a/é/1"), u"3:5"_s);
    }

    void linesOfAFileWithAByteOrderMarkAreRight()
    {
        const auto documents = readYaml("\xef\xbb\xbf"
                                        "a: 1\r\nb:\r\n  c: 2\r\n",
                                        u"f.yaml"_s);
        QVERIFY(documents);
        QCOMPARE(placeOf(documents->first(), "/a"), u"1:4"_s);
        QCOMPARE(placeOf(documents->first(), "/b/c"), u"3:6"_s);
    }

    void listsAreFlattened()
    {
        const auto manifests
            = readManifests("apiVersion: v1\nkind: List\nitems:\n"
                            "- apiVersion: v1\n" // 4
                            "  kind: Service\n"
                            "  metadata:\n"
                            "    name: a\n" // 7
                            "- apiVersion: x/v1\n"
                            "  kind: FooList\n"
                            "  items:\n"
                            "  - apiVersion: x/v1\n" // 11
                            "    kind: Foo\n"
                            "    metadata: {name: b}\n" // 13
                            "---\n"
                            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
                            u"list.yaml"_s);
        QVERIFY2(manifests, manifests ? "" : qPrintable(manifests.error().message));
        QCOMPARE(manifests->size(), 3);
        QCOMPARE(manifests->at(0).key().toString(), u"Service a"_s);
        QCOMPARE(manifests->at(0).location().toString(), u"list.yaml:4"_s);
        QCOMPARE(manifests->at(0).location({{u"metadata"_s, u"name"_s}}).line, 7);
        QCOMPARE(manifests->at(1).key().toString(), u"x/Foo b"_s);
        QCOMPARE(manifests->at(1).location().line, 11);
        QCOMPARE(manifests->at(1).location({{u"metadata"_s, u"name"_s}}).line, 13);
        QCOMPARE(manifests->at(1).location({{u"spec"_s}}).line, 11);
        QCOMPARE(manifests->at(2).key().toString(), u"ConfigMap c"_s);
    }

    void oddLists_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("result"); // a number of objects or the message
        const QByteArray head = "apiVersion: v1\nkind: ";
        const auto row = [&head](const char* name, const char* yaml, const QString& result) {
            QTest::newRow(name) << QByteArray(head + yaml) << result;
        };
        row("no items", "List\nitems: []\n", u"0"_s);
        row("null items", "List\nitems:\n", u"0"_s);
        row("a map of items", "List\nitems: {}\n", u"f.yaml:3: items is not a list of objects"_s);
        row("a text as items", "PodList\nitems: x\n",
            u"f.yaml:3: items is not a list of objects"_s);
        row("another kind's field called items", "Basket\nmetadata: {name: a}\nitems: {x: 1}\n",
            u"1"_s);
        row("null items and a spec", "Basket\nmetadata: {name: a}\nspec: {}\nitems:\n", u"1"_s);
        row("an item that is no object", "List\nitems:\n- 5\n",
            u"f.yaml:4: not a Kubernetes object: it needs apiVersion, kind and metadata"_s);
        row("an item without a kind", "List\nitems:\n- apiVersion: v1\n  metadata: {name: a}\n",
            u"f.yaml:4: no kind"_s);
        row("a null item", "List\nitems:\n- ~\n",
            u"f.yaml:4: not a Kubernetes object: it needs apiVersion, kind and metadata"_s);
    }

    void oddLists()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, result);
        const auto manifests = readManifests(yaml, u"f.yaml"_s);
        QCOMPARE(manifests ? QString::number(manifests->size()) : manifests.error().message,
                 result);
    }

    void aJsonFileIsOneValue_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("result");
        const QByteArray object
            = "{\"apiVersion\":\"v1\",\"kind\":\"A\",\"metadata\":{\"name\":\"a\"}}";
        QTest::newRow("an object") << object << u"1"_s;
        QTest::newRow("text behind") << QByteArray(object + "\n" + object)
                                     << u"f.json:2:1: there is more text behind the JSON value"_s;
        QTest::newRow("a list")
            << QByteArray('[' + object + ']')
            << u"f.json:1: not a Kubernetes object: it needs apiVersion, kind and metadata"_s;
        QTest::newRow("YAML") << QByteArray("apiVersion: v1\n")
                              << u"f.json:1:1: not one JSON value"_s;
        QTest::newRow("nothing") << QByteArray() << u"f.json:1:1: there is no JSON value"_s;
        QTest::newRow("a key twice")
            << QByteArray("{\"kind\":\"A\",\n \"kind\":\"B\"}")
            << u"f.json:2:9: the key \"kind\" stands twice in one object"_s;
    }

    void aJsonFileIsOneValue()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, result);
        const auto manifests = readManifests(text, u"f.json"_s);
        QCOMPARE(manifests ? QString::number(manifests->size()) : manifests.error().message,
                 result);
    }

    void whatLooksLikeAManifest()
    {
        QVERIFY(looksLikeManifest("{{ x }}\napiVersion: v1\nkind: A\nmetadata:\n"));
        QVERIFY(!looksLikeManifest("replicas: 2\nkind: x\n"));
        QVERIFY(!looksLikeManifest(""));
    }
};

QTEST_GUILESS_MAIN(TestYamlReader)
#include "tst_yamlreader.moc"
