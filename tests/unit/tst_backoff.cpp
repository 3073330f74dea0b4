#include "core/base/backoff.h"

#include <QTest>

using namespace std::chrono_literals;

class TestBackoff : public QObject
{
    Q_OBJECT

private slots:
    void delay_data()
    {
        QTest::addColumn<int>("failures");
        QTest::addColumn<double>("jitter");
        QTest::addColumn<int>("expectedMs");

        QTest::newRow("first failure") << 1 << 0.0 << 500;
        QTest::newRow("doubles") << 4 << 0.0 << 4'000;
        QTest::newRow("stops at the cap") << 9 << 0.0 << 60'000;
        QTest::newRow("does not overflow") << 1'000'000 << 0.0 << 60'000;
        QTest::newRow("zero is read as one") << 0 << 0.0 << 500;
        QTest::newRow("jitter adds at most a fifth") << 9 << 0.999999 << 71'999;
    }

    void delay()
    {
        QFETCH(int, failures);
        QFETCH(double, jitter);
        QFETCH(int, expectedMs);

        const cauce::Backoff backoff {500ms, 60'000ms};
        QCOMPARE(int(backoff.delay(failures, jitter).count()), expectedMs);
    }
};

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
