#include "core/object/quantity.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using cauce::object::Quantity;

class TestQuantity : public QObject
{
    Q_OBJECT

private slots:
    void comparedByValue_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<int>("order");
        const auto row = [](const char* a, const char* b, int order) {
            QTest::addRow("%s and %s", a, b)
                << QString::fromLatin1(a) << QString::fromLatin1(b) << order;
        };
        row("1", "1000m", 0);
        row("1Gi", "1024Mi", 0);
        row("0.5", "500m", 0);
        row("1e3", "1k", 0);
        row("1E3", "1000", 0);
        row("1E", "1000000000000000000", 0);
        row("1Ei", "1152921504606846976", 0);
        row("1.5Gi", "1536Mi", 0);
        row("1n", "0.000000001", 0);
        row("1000n", "1u", 0);
        row("+1", "1.", 0);
        row(".5", "0.50", 0);
        row("0", "-0Mi", 0);
        row("1e-3", "1m", 0);
        row("1P", "1000T", 0);
        row("1Pi", "1024Ti", 0);
        row("1M", "1Mi", -1);
        row("1G", "999M", 1);
        row("-1", "1", -1);
        row("-2", "-1", -1);
        row("100m", "0.1", 0);
        row("0.1m", "100u", 0);
        row("9007199254740993", "9007199254740992", 1);
        // finer than a nano is rounded away from zero
        row("0.1n", "1n", 0);
        row("1.00000000001", "1.000000001", 0);
        row("-0.1n", "-1n", 0);
        row("9.9999999999", "10", 0);
        // binary suffixes end at the largest int64
        row("16Ei", "9223372036854775807", 0);
        row("-16Ei", "-9223372036854775807", 0);
        row("16E", "9223372036854775807", 1);
    }

    void comparedByValue()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QFETCH(int, order);
        const auto left = Quantity::parse(a);
        const auto right = Quantity::parse(b);
        QVERIFY(left);
        QVERIFY(right);
        QCOMPARE(left->compare(*right) < 0, order < 0);
        QCOMPARE(left->compare(*right) > 0, order > 0);
        QCOMPARE(*left == *right, order == 0);
        QCOMPARE(right->compare(*left) > 0, order < 0);
    }

    void whatIsNoQuantityIsRefused()
    {
        for (const char* text :
             {"",   "m",     "Ki",   ".",    "-",    "1K",  "1ki",   "1mi", "1 Gi",  " 1",  "1Gi ",
              "1e", "1e3Ki", "1e3m", "1GiB", "0x10", "1,5", "1.2.3", "--1", "1e1.5", "abc", "1mm"})
            QVERIFY2(!Quantity::parse(QString::fromLatin1(text)), text);
        QVERIFY(!Quantity::parse(u"١"_s));
    }

    void hostileTextCostsNothing()
    {
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!Quantity::parse(QString(50'000'000, u'9')));
        QVERIFY(Quantity::parse(QString(QString(250, u'9') + u"Ei")));
        QVERIFY(Quantity::parse(u"1e999999999"_s));
        QVERIFY(*Quantity::parse(u"1e-999999999"_s) == *Quantity::parse(u"1n"_s));
        QVERIFY(Quantity::parse(u"1e999999999"_s)->compare(*Quantity::parse(u"1e999999998"_s)) > 0);
        QVERIFY(timer.elapsed() < 5'000);
    }

    void itIsWrittenBackInItsShortestForm_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("written");
        const auto row = [](const char* text, const char* written) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(written);
        };
        row("0", "0");
        row("-0", "0");
        row("0Mi", "0");
        row("1000m", "1");
        row("0.5", "500m");
        row("1.5", "1500m");
        row("-1.5", "-1500m");
        row("1000", "1k");
        row("1500", "1500");
        row("2000k", "2M");
        row("0.1m", "100u");
        row("1024Mi", "1Gi");
        row("0.5Gi", "512Mi");
        row("1.5Gi", "1536Mi");
        row("1000Mi", "1000Mi");
        row("1000Ki", "1000Ki");
        row("0.5Ki", "512"); // below 1024 it is a plain number
        row("1Ki", "1Ki");
        row("1e3", "1e3");
        row("12e4", "120e3");
        row("2E", "2E");
        row("10e1", "100");
        row("1025", "1025");
        row("1.5Ki", "1536");
        row("1.1Ki", "1126400m"); // only whole numbers keep a binary suffix
        row("1.0001Gi", "1073849198182400u");
        row("1e-3", "1e-3");
        row("5e-7", "500e-9");
        row("12345678901234567890", "12345678901234567890");
    }

    void itIsWrittenBackInItsShortestForm()
    {
        QFETCH(QString, text);
        QFETCH(QString, written);
        QCOMPARE(cauce::object::Quantity::canonical(text), written);
    }

    void whatIsTooFineIsRoundedAwayFromZero()
    {
        QCOMPARE(cauce::object::Quantity::canonical(u"0.1m", -3), u"1m"_s);
        QCOMPARE(cauce::object::Quantity::canonical(u"1.0001Gi", -3), u"1073849198183m"_s);
        QCOMPARE(cauce::object::Quantity::canonical(u"5e-7", -3), u"1e-3"_s);
    }

    void whatIsNoQuantityHasNoForm()
    {
        QCOMPARE(cauce::object::Quantity::canonical(u"much"), std::nullopt);
        QCOMPARE(cauce::object::Quantity::canonical(u"1e999999999"), std::nullopt);
    }
};

QTEST_GUILESS_MAIN(TestQuantity)
#include "tst_quantity.moc"
