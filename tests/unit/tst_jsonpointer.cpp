#include "core/object/jsoncodec.h"
#include "core/object/jsonpointer.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce::object;

class TestJsonPointer : public QObject
{
    Q_OBJECT

private slots:
    void textAndTokens_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("tokens");
        QTest::newRow("the whole document") << QString() << QStringList();
        QTest::newRow("an empty key") << u"/"_s << QStringList {QString()};
        QTest::newRow("two levels")
            << u"/spec/replicas"_s << QStringList {u"spec"_s, u"replicas"_s};
        QTest::newRow("a slash in a key") << u"/labels/app.kubernetes.io~1name"_s
                                          << QStringList {u"labels"_s, u"app.kubernetes.io/name"_s};
        QTest::newRow("tilde before one") << u"/~01"_s << QStringList {u"~1"_s};
        QTest::newRow("an empty last key") << u"/a/"_s << QStringList {u"a"_s, QString()};
    }

    void textAndTokens()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, tokens);
        const auto pointer = JsonPointer::parse(text);
        QVERIFY(pointer);
        QCOMPARE(pointer->tokens, tokens);
        QCOMPARE(pointer->toString(), text);
    }

    void whatIsNoPointerIsRefused()
    {
        for (const QString& text : {u"spec"_s, u"/a~"_s, u"/a~2b"_s, u"#/a"_s, u" /a"_s})
            QVERIFY2(!JsonPointer::parse(text), qPrintable(text));
    }

    void valuesAreFound_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QByteArray>("value"); // empty: nothing is there
        const auto row = [](const char* pointer, const char* value) {
            QTest::newRow(pointer) << QString::fromLatin1(pointer) << QByteArray(value);
        };
        row("", "{\"a\":[10,{\"b/c\":null}],\"0\":{\"1\":true}}");
        row("/a/0", "10");
        row("/a/1/b~1c", "null");
        row("/0/1", "true");
        row("/a/2", "");
        row("/a/-", "");
        row("/a/01", "");
        row("/a/-1", "");
        row("/a/99999999999999999999", "");
        row("/a/0/x", "");
        row("/b", "");
    }

    void valuesAreFound()
    {
        QFETCH(QString, pointer);
        QFETCH(QByteArray, value);
        const Json document = *parseJson("{\"a\":[10,{\"b/c\":null}],\"0\":{\"1\":true}}");
        const Json* found = valueAt(document, *JsonPointer::parse(pointer));
        QCOMPARE(found ? toJson(*found) : QByteArray(), value);
    }

    void valuesAreTakenOut_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QByteArray>("rest");
        const auto row = [](const char* pointer, const char* rest) {
            QTest::newRow(pointer) << QString::fromLatin1(pointer) << QByteArray(rest);
        };
        row("/a", "{\"b\":{\"c\":{\"d\":1}}}");
        row("/a/0", "{\"a\":[2,[3,4]],\"b\":{\"c\":{\"d\":1}}}");
        row("/a/2/1", "{\"a\":[1,2,[3]],\"b\":{\"c\":{\"d\":1}}}");
        row("/b/c/d", "{\"a\":[1,2,[3,4]],\"b\":{\"c\":{}}}");
        row("/b/x", "{\"a\":[1,2,[3,4]],\"b\":{\"c\":{\"d\":1}}}");
        row("/a/7", "{\"a\":[1,2,[3,4]],\"b\":{\"c\":{\"d\":1}}}");
        row("", "null");
    }

    void valuesAreTakenOut()
    {
        QFETCH(QString, pointer);
        QFETCH(QByteArray, rest);
        const QByteArray text = "{\"a\":[1,2,[3,4]],\"b\":{\"c\":{\"d\":1}}}";
        const Json document = *parseJson(text);
        QCOMPARE(toJson(without(document, *JsonPointer::parse(pointer))), rest);
        QCOMPARE(toJson(document), text);
    }

    void parentsAndChildren()
    {
        const JsonPointer spec {{u"spec"_s}};
        const JsonPointer port = spec.child(u"ports"_s).child(qsizetype(0));
        QCOMPARE(port.toString(), u"/spec/ports/0"_s);
        QVERIFY(port.startsWith(spec));
        QVERIFY(port.startsWith(port));
        QVERIFY(port.startsWith({}));
        QVERIFY(!spec.startsWith(port));
        QVERIFY(!JsonPointer {{u"specification"_s}}.startsWith(spec));
        QVERIFY(spec < port);
    }
};

QTEST_GUILESS_MAIN(TestJsonPointer)
#include "tst_jsonpointer.moc"
