#include "models/format.h"
#include "tests/models/fixture.h"

#include <QTest>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

class TestFormat : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { speakEnglish(); }

    void ago_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("shortWords");
        QTest::addColumn<QString>("longWords");
        QTest::newRow("this moment") << qint64(0) << u"now"_s << u"now"_s;
        QTest::newRow("a clock that runs ahead") << qint64(-90) << u"now"_s << u"now"_s;
        QTest::newRow("seconds") << qint64(40) << u"40 s ago"_s << u"40 seconds ago"_s;
        QTest::newRow("one minute") << qint64(60) << u"1 min ago"_s << u"1 minute ago"_s;
        QTest::newRow("almost an hour") << qint64(3599) << u"59 min ago"_s << u"59 minutes ago"_s;
        QTest::newRow("one hour") << qint64(3600) << u"1 h ago"_s << u"1 hour ago"_s;
        QTest::newRow("one day") << qint64(86'400) << u"1 day ago"_s << u"1 day ago"_s;
        QTest::newRow("days") << qint64(9 * 86'400) << u"9 days ago"_s << u"9 days ago"_s;
    }

    void ago()
    {
        QFETCH(qint64, seconds);
        QFETCH(QString, shortWords);
        QFETCH(QString, longWords);
        QCOMPARE(format::ago(now().addSecs(-seconds), now()), shortWords);
        QCOMPARE(format::agoLong(now().addSecs(-seconds), now()), longWords);
    }

    void whatNeverHappenedIsNever()
    {
        QCOMPARE(format::ago({}, now()), u"never"_s);
        QCOMPARE(format::age({}, now()), QString());
        QCOMPARE(format::exact({}), QString());
    }

    void untilRoundsToTheNearestUnit()
    {
        QCOMPARE(format::until(now().addSecs(125), now()), u"in 2 min"_s);
        QCOMPARE(format::until(now().addSecs(40), now()), u"in 40 s"_s);
        QCOMPARE(format::until(now().addSecs(-3), now()), u"now"_s);
    }

    void durationsShowTwoUnits()
    {
        QCOMPARE(format::duration(400), u"under 1 s"_s);
        QCOMPARE(format::duration(6'400), u"6 s"_s);
        QCOMPARE(format::duration(125'000), u"2 min 5 s"_s);
        QCOMPARE(format::duration(3'840'000), u"1 h 4 min"_s);
    }

    void exactNamesDateTimeAndZone()
    {
        const QString text = format::exact(now());
        QVERIFY2(text.contains(u"12:30:00 UTC"_s), qPrintable(text));
        QVERIFY2(text.contains(u"2026"_s), qPrintable(text));
    }

    void revisionNamesBranchAndSevenCharacters()
    {
        const QString sha = u"4be21c9d00000000000000000000000000000000"_s;
        QCOMPARE(format::revision(u"main"_s, sha), u"main (4be21c9)"_s);
        QCOMPARE(format::revision({}, sha), u"4be21c9"_s);
        QCOMPARE(format::revision(u"4be21c9"_s, sha), u"4be21c9"_s);
        QCOMPARE(format::revision(u"main"_s, {}), u"main"_s);
    }

    void repository_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("host");
        QTest::newRow("https") << u"https://github.com/acme/gitops.git"_s
                               << u"github.com/acme/gitops"_s << u"github.com"_s;
        QTest::newRow("scp") << u"git@github.com:acme/gitops.git"_s << u"github.com/acme/gitops"_s
                             << u"github.com"_s;
        QTest::newRow("ssh") << u"ssh://git@host:2222/x.git"_s << u"host:2222/x"_s
                             << u"host:2222"_s;
        QTest::newRow("folder") << u"/srv/git/x"_s << u"/srv/git/x"_s << u"/srv/git/x"_s;
    }

    void repository()
    {
        QFETCH(QString, url);
        QFETCH(QString, words);
        QFETCH(QString, host);
        QCOMPARE(format::repository(url), words);
        QCOMPARE(format::host(url), host);
    }

    void aPasswordInAnAddressIsNotShown()
    {
        const QString shown = format::repository(u"https://ana:s3cret@github.com/a/b"_s);
        QVERIFY2(!shown.contains(u"s3cret"_s), qPrintable(shown));
    }

    void untrustedTextIsOneHarmlessLine()
    {
        const QString shown = format::line(u"a\nb\u202Ec\x1b[31m"_s);
        QVERIFY(!shown.contains(u'\n'));
        QVERIFY(!shown.contains(QChar(0x202E)));
        QVERIFY(!shown.contains(QChar(0x1b)));
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
