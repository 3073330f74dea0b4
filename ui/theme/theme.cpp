#include "ui/theme/theme.h"

#include "ui/theme/stylesheet.h"

#include <QApplication>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPalette>
#include <QStyleFactory>

#include <cmath>
#include <utility>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

QPalette paletteOf(const Tokens& t)
{
    QPalette p;
    p.setColor(QPalette::Window, t.background);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.surface);
    p.setColor(QPalette::AlternateBase, t.sunken);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::Button, t.surface);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.bad);
    p.setColor(QPalette::Highlight, t.accentWash);
    p.setColor(QPalette::HighlightedText, t.text);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::LinkVisited, t.accent);
    p.setColor(QPalette::PlaceholderText, t.tertiary);
    p.setColor(QPalette::ToolTipBase, t.surface);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::Light, t.surface);
    p.setColor(QPalette::Midlight, t.line);
    p.setColor(QPalette::Mid, t.lineStrong);
    p.setColor(QPalette::Dark, t.lineInput);
    p.setColor(QPalette::Shadow, t.lineInput);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, t.tertiary);
    return p;
}

QStringList installed(const QStringList& wanted)
{
    const QStringList all = QFontDatabase::families();
    QStringList found;
    for (const QString& family : wanted) {
        if (all.contains(family, Qt::CaseInsensitive))
            found.append(family);
    }
    return found;
}

const QStringList& textFamilies()
{
    static const QStringList families
        = installed({u"Inter"_s, u"Noto Sans"_s, u"Cantarell"_s, u"DejaVu Sans"_s});
    return families;
}

const QStringList& codeFamilies()
{
    static const QStringList families
        = installed({u"JetBrains Mono"_s, u"DejaVu Sans Mono"_s, u"Noto Sans Mono"_s});
    return families;
}

} // namespace

Theme& theme()
{
    static Theme instance;
    return instance;
}

void Theme::apply(Scheme scheme, double scale)
{
    if (!m_askedSystem) {
        // Asked once, before our own palette hides the desktop's.
        m_systemIsDark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
        m_askedSystem = true;
    }
    m_scheme = scheme;
    m_dark = scheme == Scheme::Dark || (scheme == Scheme::System && m_systemIsDark);
    m_scale = std::clamp(scale, 0.7, 4.0);
    // Each of these polishes every widget of the window: only what changes is set.
    static bool styled = false;
    if (!std::exchange(styled, true))
        QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    if (QApplication::font() != body())
        QApplication::setFont(body());
    QApplication::setPalette(paletteOf(tokens()));
    qApp->setStyleSheet(styleSheetOf(*this));
    emit changed();
}

int Theme::px(double length) const
{
    return length <= 1 ? 1 : int(std::lround(length * m_scale));
}

QFont Theme::body() const
{
    QFont font;
    if (!textFamilies().isEmpty())
        font.setFamilies(textFamilies());
    font.setPixelSize(px(13));
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont Theme::strong() const
{
    QFont font = body();
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont Theme::title(double size) const
{
    QFont font = strong();
    font.setPixelSize(px(size));
    return font;
}

QFont Theme::caption() const
{
    QFont font = strong();
    font.setPixelSize(px(11));
    font.setCapitalization(QFont::AllUppercase);
    font.setLetterSpacing(QFont::PercentageSpacing, 104);
    return font;
}

QFont Theme::small() const
{
    QFont font = body();
    font.setPixelSize(px(12));
    return font;
}

QFont Theme::code(double size) const
{
    QFont font = body();
    if (!codeFamilies().isEmpty())
        font.setFamilies(codeFamilies());
    else
        font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    font.setKerning(false);
    font.setPixelSize(px(size));
    return font;
}

double Theme::systemScale()
{
    // Platforms without a desktop have no font size that somebody chose.
    if (QGuiApplication::platformName() == "offscreen"_L1
        || QGuiApplication::platformName() == "minimal"_L1)
        return 1;
    const double points = QGuiApplication::font().pointSizeF();
    return points > 0 ? std::clamp(points / 10.0, 0.8, 3.0) : 1;
}

} // namespace cauce
