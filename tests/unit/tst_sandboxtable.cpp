#include "core/object/jsoncodec.h"
#include "core/sandbox/table.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox;
using cauce::object::Json;

//! What `kubectl get` shows: cells as a real server computes them.
class TestSandboxTable : public QObject
{
    Q_OBJECT

private slots:
    void durations_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("expected");
        const qint64 day = 86'400;
        QTest::newRow("future") << qint64(-5) << u"<invalid>"_s;
        QTest::newRow("clock skew") << qint64(-1) << u"0s"_s;
        QTest::newRow("two minutes less one") << qint64(119) << u"119s"_s;
        QTest::newRow("two minutes") << qint64(120) << u"2m"_s;
        QTest::newRow("minutes and seconds") << qint64(330) << u"5m30s"_s;
        QTest::newRow("ten minutes") << qint64(630) << u"10m"_s;
        QTest::newRow("hours and minutes") << qint64(3 * 3600 + 60) << u"3h1m"_s;
        QTest::newRow("hours") << qint64(8 * 3600 + 60) << u"8h"_s;
        QTest::newRow("days and hours") << 2 * day + 3600 << u"2d1h"_s;
        QTest::newRow("days") << 8 * day + 3600 << u"8d"_s;
        QTest::newRow("years") << 2 * 365 * day + day << u"2y1d"_s;
        QTest::newRow("many years") << 9 * 365 * day << u"9y"_s;
    }

    void durations()
    {
        QFETCH(qint64, seconds);
        QTEST(durationText(std::chrono::seconds(seconds)), "expected");
    }

    void jsonPaths_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("field") << u".spec.size"_s << QByteArray("[3]");
        QTest::newRow("absent") << u".spec.nope"_s << QByteArray("[]");
        QTest::newRow("index") << u".spec.list[1].a"_s << QByteArray("[2]");
        QTest::newRow("all") << u".spec.list[*].a"_s << QByteArray("[1,2]");
        QTest::newRow("filter") << u".status.conditions[?(@.type==\"Ready\")].status"_s
                                << QByteArray("[\"True\"]");
        QTest::newRow("escaped dot") << u".metadata.labels.a\\.b/c"_s << QByteArray("[\"d\"]");
        QTest::newRow("quoted") << u".metadata.labels['a.b/c']"_s << QByteArray("[\"d\"]");
        QTest::newRow("out of range") << u".spec.list[7]"_s << QByteArray("[]");
        QTest::newRow("unclosed") << u".spec.list[7"_s << QByteArray("[]");
    }

    void jsonPaths()
    {
        QFETCH(QString, path);
        const Json object = json("{\"metadata\":{\"labels\":{\"a.b/c\":\"d\"}},"
                                 "\"spec\":{\"size\":3,\"list\":[{\"a\":1},{\"a\":2}]},"
                                 "\"status\":{\"conditions\":[{\"type\":\"A\",\"status\":\"False\"}"
                                 ",{\"type\":\"Ready\",\"status\":\"True\"}]}}");
        Json found = Json::emptyArray();
        for (const Json& value : jsonPathValues(object, path))
            found.append(value);
        QTEST(object::toJson(found), "expected");
    }

    void podsSayWhatTheirContainersDo_data()
    {
        QTest::addColumn<QByteArray>("pod");
        QTest::addColumn<QByteArray>("cells"); // without IP, node, ...
        const QByteArray spec = "\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{},{}]}";
        QTest::newRow("pending") << "{" + spec + ",\"status\":{\"phase\":\"Pending\"}}"
                                 << QByteArray("[\"p\",\"0/2\",\"Pending\",\"0\"]");
        QTest::newRow("half ready") << "{" + spec
                + ",\"status\":{\"phase\":\"Running\",\"containerStatuses\":["
                  "{\"ready\":true,\"restartCount\":0,\"state\":{\"running\":{}}},"
                  "{\"ready\":false,\"restartCount\":0,\"state\":{\"running\":{}}}]}}"
                                    << QByteArray("[\"p\",\"1/2\",\"Running\",\"0\"]");
        QTest::newRow("image") << "{" + spec
                + ",\"status\":{\"phase\":\"Pending\",\"containerStatuses\":["
                  "{\"state\":{\"waiting\":{\"reason\":\"ImagePullBackOff\"}}}]}}"
                               << QByteArray("[\"p\",\"0/2\",\"ImagePullBackOff\",\"0\"]");
        QTest::newRow("crash") << "{" + spec
                + ",\"status\":{\"phase\":\"Running\",\"containerStatuses\":["
                  "{\"restartCount\":2,\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}},"
                  "\"lastState\":{\"terminated\":{\"finishedAt\":\"2026-01-01T00:00:00Z\"}}}]}}"
                               << QByteArray(
                                      "[\"p\",\"0/2\",\"CrashLoopBackOff\",\"2 (60s ago)\"]");
        QTest::newRow("done") << "{" + spec
                + ",\"status\":{\"phase\":\"Succeeded\",\"containerStatuses\":["
                  "{\"state\":{\"terminated\":{\"reason\":\"Completed\",\"exitCode\":0}}}]}}"
                              << QByteArray("[\"p\",\"0/2\",\"Completed\",\"0\"]");
        QTest::newRow("init") << QByteArray(
            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"initContainers\":[{},{}],"
            "\"containers\":[{}]},\"status\":{\"phase\":\"Pending\",\"initContainerStatuses\":["
            "{\"state\":{\"terminated\":{\"exitCode\":0}}},{\"state\":{\"running\":{}}}]}}")
                              << QByteArray("[\"p\",\"0/1\",\"Init:1/2\",\"0\"]");
        QTest::newRow("going") << QByteArray(
            "{\"metadata\":{\"name\":\"p\",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"},"
            "\"spec\":{\"containers\":[{}]},\"status\":{\"phase\":\"Running\"}}")
                               << QByteArray("[\"p\",\"0/1\",\"Terminating\",\"0\"]");
    }

    void podsSayWhatTheirContainersDo()
    {
        QFETCH(QByteArray, pod);
        Json cells = Json::emptyArray();
        const Json row = rowOf({u""_s, u"v1"_s, u"Pod"_s}, json(pod));
        for (int i = 0; i < 4; ++i)
            cells.append(row[u"cells"].at(i));
        QTEST(object::toJson(cells), "cells");
    }

    void aKindWithoutColumnsShowsWhenItWasMade()
    {
        const Json row = rowOf({u"rbac.authorization.k8s.io"_s, u"v1"_s, u"Role"_s},
                               json("{\"metadata\":{\"name\":\"r\","
                                    "\"creationTimestamp\":\"2026-01-01T00:00:00Z\"}}"));
        QCOMPARE(row[u"cells"].at(1).toString(), u"2026-01-01T00:00:00Z"_s);
    }

    void customColumnsFollowTheirDefinition()
    {
        ServedKind kind;
        kind.type = {u"x.example"_s, u"v1"_s, u"Widget"_s};
        kind.isCustom = true;
        kind.printerColumns = json(
            "[{\"name\":\"Size\",\"type\":\"integer\",\"jsonPath\":\".spec.size\"},"
            "{\"name\":\"Since\",\"type\":\"date\",\"jsonPath\":\".spec.since\"},"
            "{\"name\":\"What\",\"type\":\"string\",\"jsonPath\":\".spec.what\",\"priority\":1}]");
        const Json object
            = json("{\"metadata\":{\"name\":\"w\"},"
                   "\"spec\":{\"size\":3,\"since\":\"2026-01-01T00:00:00Z\",\"what\":{\"a\":1}}}");
        const TablePrinter printer(kind, RowObject::None);
        const Json table = printer.table({object}, Json::emptyObject(), m_now);
        const Json cells = json("[\"w\",3,\"60s\",\"{\\\"a\\\":1}\"]");
        QCOMPARE(table[u"rows"].at(0)[u"cells"], cells);
        QCOMPARE(table[u"columnDefinitions"].at(3)[u"priority"].toInteger(), 1);
        const Json later = printer.table({object}, Json::emptyObject(), m_now, false);
        QVERIFY(later[u"columnDefinitions"].isNull());
    }

    void aRowCarriesTheObjectThatWasAskedFor()
    {
        ServedKind kind;
        kind.type = {{}, u"v1"_s, u"ConfigMap"_s};
        const Json object = json("{\"metadata\":{\"name\":\"c\"},\"data\":{\"a\":\"b\"}}");
        const auto shown = [&](RowObject what) {
            return TablePrinter(kind, what)
                .table({object}, Json::emptyObject(), m_now)[u"rows"]
                .at(0)[u"object"];
        };
        QVERIFY(shown(RowObject::None).isNull());
        QCOMPARE(shown(RowObject::Whole), object);
        QCOMPARE(shown(RowObject::Metadata)[u"kind"].toString(), u"PartialObjectMetadata"_s);
        QVERIFY(!shown(RowObject::Metadata).contains(u"data"));
    }

private:
    static Json json(const QByteArray& text)
    {
        auto read = object::parseJson(text);
        if (!read)
            qFatal("%s", qPrintable(read.error().message));
        return *std::move(read);
    }

    Json rowOf(const object::GroupVersionKind& type, const Json& object) const
    {
        ServedKind kind;
        kind.type = type;
        return TablePrinter(kind, RowObject::None)
            .table({object}, Json::emptyObject(), m_now)[u"rows"]
            .at(0);
    }

    const QDateTime m_now = QDateTime::fromString(u"2026-01-01T00:01:00Z"_s, Qt::ISODate);
};

QTEST_GUILESS_MAIN(TestSandboxTable)
#include "tst_sandboxtable.moc"
