#include "core/object/glob.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using cauce::object::Glob;

class TestGlob : public QObject
{
    Q_OBJECT

private slots:
    void matches_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");

        const auto row = [](const char* name, const QString& pattern, const QString& text,
                            bool expected) { QTest::newRow(name) << pattern << text << expected; };
        row("the same text", u"a.yaml"_s, u"a.yaml"_s, true);
        row("not a part of it", u"a.yaml"_s, u"ba.yaml"_s, false);
        row("not the beginning", u"a"_s, u"ab"_s, false);
        row("case counts", u"A.yaml"_s, u"a.yaml"_s, false);
        row("empty matches empty", QString(), QString(), true);
        row("empty matches nothing else", QString(), u"a"_s, false);
        row("star", u"*.yaml"_s, u"a.yaml"_s, true);
        row("star matches nothing too", u"a*"_s, u"a"_s, true);
        row("star crosses folders", u"*.yaml"_s, u"dir/sub/a.yaml"_s, true);
        row("two stars are one", u"**/a.yaml"_s, u"dir/sub/a.yaml"_s, true);
        row("two stars need the slash", u"**/a.yaml"_s, u"a.yaml"_s, false);
        row("stars give back", u"*a*b"_s, u"xaaybab"_s, true);
        row("a question mark is one", u"?.yaml"_s, u"a.yaml"_s, true);
        row("a question mark is not none", u"?.yaml"_s, u".yaml"_s, false);
        row("a question mark takes a slash", u"a?b"_s, u"a/b"_s, true);
        row("a question mark takes a whole character", u"?"_s, u"😀"_s, true);
        row("a set", u"[abc].yaml"_s, u"b.yaml"_s, true);
        row("not in the set", u"[abc].yaml"_s, u"d.yaml"_s, false);
        row("not a set", u"[!abc].yaml"_s, u"d.yaml"_s, true);
        row("not in not a set", u"[!abc].yaml"_s, u"a.yaml"_s, false);
        row("a range", u"[a-c]x"_s, u"bx"_s, true);
        row("outside a range", u"[a-c]x"_s, u"dx"_s, false);
        row("not a range", u"[!a-c]x"_s, u"dx"_s, true);
        row("a caret is only a character", u"[^a]"_s, u"^"_s, true);
        row("a dash in a list is a character", u"[ab-d]"_s, u"-"_s, true);
        row("a dash in a list is no range", u"[ab-d]"_s, u"c"_s, false);
        row("a choice", u"{a,b}.yaml"_s, u"b.yaml"_s, true);
        row("not in the choice", u"{a,b}.yaml"_s, u"c.yaml"_s, false);
        row("patterns in a choice", u"{a*,b?}.yaml"_s, u"b1.yaml"_s, true);
        row("nothing in a choice", u"a{,b}"_s, u"a"_s, true);
        row("choices nest", u"{a,{b,c}d}.yaml"_s, u"cd.yaml"_s, true);
        row("choices nest and exclude", u"{a,{b,c}d}.yaml"_s, u"c.yaml"_s, false);
        row("a comma outside is a comma", u"a,b"_s, u"a,b"_s, true);
        row("a closing brace outside is one", u"a}"_s, u"a}"_s, true);
        row("a backslash quotes", u"\\*.yaml"_s, u"*.yaml"_s, true);
        row("a quoted star is no star", u"\\*.yaml"_s, u"a.yaml"_s, false);
        row("a quoted comma in a choice", u"{a\\,b,c}"_s, u"a,b"_s, true);
        row("Argo CD's example", u"{config.json,env-use2/*}"_s, u"env-use2/app.yaml"_s, true);
    }

    void matches()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        const auto glob = Glob::compile(pattern);
        QVERIFY2(glob, qPrintable(glob ? QString() : glob.error().message));
        QTEST(glob->matches(text), "expected");
    }

    void aBrokenPatternIsRefused_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("says");
        QTest::newRow("an open brace") << u"{a,b"_s << u"{ is not closed"_s;
        QTest::newRow("an open bracket") << u"[ab"_s << u"[ is not closed"_s;
        QTest::newRow("an open range") << u"[a-"_s << u"[ is not closed"_s;
        QTest::newRow("an empty set") << u"[]"_s << u"empty"_s;
        QTest::newRow("a range and more") << u"[a-z0-9]"_s << u"[ is not closed"_s;
        QTest::newRow("a range backwards") << u"[z-a]"_s << u"ends before"_s;
        QTest::newRow("a last backslash") << u"a\\"_s << u"backslash"_s;
        QTest::newRow("too deep") << QString(40, u'{') << u"nested"_s;
        QTest::newRow("too long") << QString(5000, u'a') << u"longer"_s;
    }

    void aBrokenPatternIsRefused()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, says);
        const auto glob = Glob::compile(pattern);
        QVERIFY(!glob);
        QCOMPARE(glob.error().kind, cauce::ErrorKind::Invalid);
        QVERIFY2(glob.error().message.contains(says), qPrintable(glob.error().message));
    }

    void noPatternIsSlow()
    {
        QString pattern;
        for (int i = 0; i < 200; ++i)
            pattern += u"{a*,*a}*"_s;
        const auto glob = Glob::compile(QString(pattern + u'b'));
        QVERIFY(glob);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!glob->matches(QString(500, u'a')));
        QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestGlob)
#include "tst_glob.moc"
