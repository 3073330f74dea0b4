#include "ui/theme/stylesheet.h"

#include "ui/theme/theme.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

// "@name" is a colour of the theme, "#12#" a length in its pixels.
const char kControls[] = R"(
QPushButton, QToolButton {
    background: @surface; color: @text; border: 1px solid @lineStrong; border-radius: #6#;
    padding: 0 #12#; min-height: #28#; font-weight: 500;
}
QPushButton:hover, QToolButton:hover { background: @sunken; }
QPushButton:pressed, QToolButton:pressed { background: @line; }
QPushButton:focus, QToolButton:focus { border: 2px solid @accent; padding: 0 #11#; min-height: #26#; }
QPushButton:disabled, QToolButton:disabled { color: @tertiary; background: @sunken; border-color: @line; }
QPushButton[primary="true"] {
    background: @accent; color: @onAccent; border: 1px solid @accent; font-weight: 600;
}
QPushButton[primary="true"]:hover { background: @accentHover; }
QPushButton[primary="true"]:focus { border: 2px solid @text; }
QPushButton[primary="true"]:disabled { background: @sunken; color: @tertiary; border-color: @line; }
QPushButton[danger="true"] { background: @bad; color: @onBad; border: 1px solid @bad; font-weight: 600; }
QPushButton[danger="true"]:focus { border: 2px solid @text; }
QPushButton[danger="true"]:disabled { background: @sunken; color: @tertiary; border-color: @line; }
QPushButton[flat="true"], QToolButton[flat="true"] {
    background: transparent; border: 1px solid transparent; color: @secondary; padding: 0 #6#;
    font-weight: 400;
}
QPushButton[flat="true"]:hover, QToolButton[flat="true"]:hover { background: @sunken; color: @text; }
QPushButton[flat="true"]:focus, QToolButton[flat="true"]:focus {
    border: 2px solid @accent; padding: 0 #5#;
}
QPushButton[small="true"] { min-height: #18#; padding: 0 #4#; }
QPushButton[small="true"]:focus { min-height: #16#; padding: 0 #3#; }
QPushButton[crumb="true"] { padding: 0 #3#; }
QPushButton[crumb="true"]:focus { padding: 0 #2#; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }
QLineEdit, QSpinBox, QComboBox {
    background: @surface; color: @text; border: 1px solid @lineInput; border-radius: #6#;
    padding: 0 #10#; min-height: #28#; selection-background-color: @accent;
    selection-color: @onAccent;
}
QLineEdit:focus, QSpinBox:focus, QComboBox:focus {
    border: 2px solid @accent; padding: 0 #9#; min-height: #26#;
}
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled { color: @tertiary; background: @sunken; }
QLineEdit[invalid="true"], QComboBox[invalid="true"] { border: 2px solid @bad; padding: 0 #9#; min-height: #26#; }
QComboBox::drop-down { border: 0; width: #26#; }
QComboBox::down-arrow { image: url(:/icons/@chevron.svg); width: #14#; height: #14#; }
QComboBox QAbstractItemView {
    background: @surface; border: 1px solid @lineStrong; selection-background-color: @accentWash;
    selection-color: @text; outline: 0; padding: #4#;
}
QSpinBox::up-button, QSpinBox::down-button { width: 0; border: 0; }
)";

const char kSurroundings[] = R"(
QMenu { background: @surface; border: 1px solid @lineStrong; padding: #4#; }
QMenu::item { padding: #5# #20# #5# #24#; border-radius: #4#; color: @text; }
QMenu::item:selected { background: @accentWash; }
QMenu::item:disabled { color: @tertiary; }
QMenu::separator { height: 1px; background: @line; margin: #4# #8#; }
QMenu::indicator { width: #14#; height: #14#; left: #6#; }
QToolTip { background: @surface; color: @text; border: 1px solid @lineStrong; padding: #4# #6#; }
QScrollBar:vertical { background: transparent; width: #10#; margin: 0; }
QScrollBar:horizontal { background: transparent; height: #10#; margin: 0; }
QScrollBar::handle { background: @lineStrong; border-radius: #3#; margin: #2#; }
QScrollBar::handle:vertical { min-height: #32#; }
QScrollBar::handle:horizontal { min-width: #32#; }
QScrollBar[idle="true"]::handle { background: transparent; }
QScrollBar::handle:hover { background: @lineInput; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractItemView { outline: 0; border: 0; }
QAbstractScrollArea::corner { background: transparent; }
QHeaderView { background: @surface; border: 0; }
QHeaderView::section {
    background: @surface; color: @secondary; border: 0; border-bottom: 1px solid @line;
    padding: 0 #12#; font-weight: 600; font-size: #11#; min-height: #32#;
}
QDialog { background: @background; }
QSplitter::handle { background: @line; }
QPlainTextEdit {
    background: @surface; color: @text; border: 1px solid @lineStrong; border-radius: #6#;
    selection-background-color: @accent; selection-color: @onAccent;
}
)";

QString hex(const QColor& color)
{
    return color.name(QColor::HexRgb);
}

} // namespace

QString styleSheetOf(const Theme& theme)
{
    const Tokens& t = theme.tokens();
    QString css = QLatin1String(kControls) + QLatin1String(kSurroundings);
    const QColor hover = theme.isDark() ? t.accent.lighter(110) : t.accent.darker(112);
    // Longer names first: "@accentWash" before "@accent".
    const std::pair<const char*, QString> colors[] {
        {"@accentHover", hex(hover)},
        {"@accentWash", hex(t.accentWash)},
        {"@accent", hex(t.accent)},
        {"@onAccent", hex(t.onAccent)},
        {"@onBad", hex(t.onAccent)},
        {"@surface", hex(t.surface)},
        {"@background", hex(t.background)},
        {"@sunken", hex(t.sunken)},
        {"@lineStrong", hex(t.lineStrong)},
        {"@lineInput", hex(t.lineInput)},
        {"@line", hex(t.line)},
        {"@text", hex(t.text)},
        {"@secondary", hex(t.secondary)},
        {"@tertiary", hex(t.tertiary)},
        {"@bad", hex(t.bad)},
        {"@chevron", theme.isDark() ? u"chevrondown-dark"_s : u"chevrondown-light"_s},
    };
    for (const auto& [name, value] : colors)
        css.replace(QLatin1String(name), value);
    static const QRegularExpression length(u"#(\\d+)#"_s);
    QString sized;
    qsizetype from = 0;
    for (auto it = length.globalMatch(css); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        sized += QStringView(css).mid(from, match.capturedStart() - from);
        sized += QString::number(theme.px(match.captured(1).toInt())) + u"px"_s;
        from = match.capturedEnd();
    }
    return sized + QStringView(css).mid(from);
}

} // namespace cauce
