#include "ui/theme/icons.h"
#include "ui/theme/stylesheet.h"
#include "ui/theme/theme.h"

#include <QFontDatabase>
#include <QTest>

using namespace cauce;
using namespace Qt::StringLiterals;

class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void contrastIsWhatWcagSays()
    {
        QCOMPARE(qRound(contrast(Qt::black, Qt::white) * 10), 210);
        QCOMPARE(qRound(contrast(Qt::white, Qt::white) * 10), 10);
        QCOMPARE(qRound(contrast(QColor(0x77, 0x77, 0x77), Qt::white) * 100), 448);
    }

    void text_data() { schemes(); }
    void text()
    {
        QFETCH(bool, dark);
        const Tokens& t = dark ? darkTokens() : lightTokens();
        const QColor grounds[] {t.background, t.surface, t.sunken, t.accentWash};
        const std::pair<const char*, QColor> inks[] {
            {"text", t.text},
            {"secondary", t.secondary},
            {"tertiary", t.tertiary},
            {"accent", t.accent},
            {"ok", t.ok},
            {"warning", t.warning},
            {"bad", t.bad},
            {"running", t.running},
            {"suspended", t.suspended},
            {"unknown", t.unknown},
        };
        for (const QColor& ground : grounds) {
            for (const auto& [name, ink] : inks)
                readable(name, ink, ground, 4.5);
        }
        readable("on accent", t.onAccent, t.accent, 4.5);
        readable("on bad", t.onAccent, t.bad, 4.5);
    }

    void washes_data() { schemes(); }
    void washes()
    {
        QFETCH(bool, dark);
        const Tokens& t = dark ? darkTokens() : lightTokens();
        for (const Tone tone : {Tone::Ok, Tone::Warning, Tone::Bad, Tone::Running, Tone::Suspended,
                                Tone::Unknown, Tone::Neutral}) {
            readable("tone on its wash", t.of(tone), t.washOf(tone), 4.5);
            readable("text on a wash", t.text, t.washOf(tone), 4.5);
            readable("secondary on a wash", t.secondary, t.washOf(tone), 4.5);
        }
    }

    void diffLines_data() { schemes(); }
    void diffLines()
    {
        QFETCH(bool, dark);
        const Tokens& t = dark ? darkTokens() : lightTokens();
        for (const QColor& ground : {t.addedLine, t.addedWord, t.removedLine, t.removedWord})
            readable("text in a difference", t.text, ground, 4.5);
        for (const QColor& ground : {t.addedLine, t.removedLine})
            readable("line number", t.secondary, ground, 4.5);
    }

    void bordersOfInputs_data() { schemes(); }
    void bordersOfInputs()
    {
        QFETCH(bool, dark);
        const Tokens& t = dark ? darkTokens() : lightTokens();
        readable("border of an input", t.lineInput, t.surface, 3);
        readable("border of an input on the page", t.lineInput, t.background, 3);
        readable("focus ring", t.accent, t.background, 3);
    }

    void everythingScalesWithTheText()
    {
        theme().apply(Theme::Scheme::Light, 1);
        QCOMPARE(theme().body().pixelSize(), 13);
        QCOMPARE(px(36), 36);
        theme().apply(Theme::Scheme::Light, 1.5);
        QCOMPARE(theme().body().pixelSize(), 20);
        QCOMPARE(px(36), 54);
        QCOMPARE(px(1), 1);
        theme().apply(Theme::Scheme::Light, 1);
    }

    void theStyleSheetHasNoPlaceholderLeft()
    {
        for (const auto scheme : {Theme::Scheme::Light, Theme::Scheme::Dark}) {
            theme().apply(scheme, 1);
            const QString css = styleSheetOf(theme());
            QVERIFY(!css.contains(u'@'));
            static const QRegularExpression length(u"#\\d+#"_s);
            QVERIFY(!css.contains(length));
        }
    }

    void fontsAreChosenByName()
    {
        if (!QFontDatabase::families().contains(u"Inter"_s))
            QSKIP("fonts-inter is not installed");
        theme().apply(Theme::Scheme::Light, 1);
        QCOMPARE(QFontInfo(theme().body()).family(), u"Inter"_s);
        QVERIFY(QFontInfo(theme().code()).fixedPitch());
    }

    void everySymbolIsDrawnSharp_data()
    {
        QTest::addColumn<int>("glyph");
        for (int g = int(Glyph::Heart); g <= int(Glyph::Dot); ++g)
            QTest::addRow("glyph %d", g) << g;
    }

    void everySymbolIsDrawnSharp()
    {
        QFETCH(int, glyph);
        const QString name = icons::nameOf(Glyph(glyph));
        QVERIFY(!name.isEmpty());
        for (const double ratio : {1.0, 2.0}) {
            const QImage image
                = icons::pixmap(name, 14, QColor(Qt::red), QColor(Qt::white), ratio).toImage();
            QCOMPARE(image.width(), int(14 * ratio));
            int inked = 0;
            for (int x = 0; x < image.width(); ++x) {
                for (int y = 0; y < image.height(); ++y)
                    inked += qAlpha(image.pixel(x, y)) > 128;
            }
            QVERIFY2(inked > 8 * ratio * ratio, qPrintable(name));
        }
    }

private:
    static void schemes()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    static void readable(const char* what, const QColor& ink, const QColor& ground, double least)
    {
        const double c = contrast(ink, ground);
        if (c < least)
            QTest::qFail(qPrintable(u"%1: %2 on %3 has %4"_s
                                        .arg(QLatin1String(what), ink.name(), ground.name())
                                        .arg(c)),
                         __FILE__, __LINE__);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
