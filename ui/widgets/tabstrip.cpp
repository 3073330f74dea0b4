#include "ui/widgets/tabstrip.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>

namespace cauce {

TabStrip::TabStrip(QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Tabs"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TabStrip::add(const QString& word)
{
    m_tabs.append({word, -1, Tone::Neutral});
    updateGeometry();
}

void TabStrip::setCount(int number, int count, Tone tone)
{
    m_tabs[number].count = count;
    m_tabs[number].tone = tone;
    update();
}

void TabStrip::setCurrent(int number)
{
    if (number < 0 || number >= m_tabs.size() || number == m_current)
        return;
    m_current = number;
    update();
    QAccessibleValueChangeEvent changed(this, spoken());
    QAccessible::updateAccessibility(&changed);
    emit currentChanged(number);
}

QString TabStrip::spoken() const
{
    const Tab& tab = m_tabs.at(m_current);
    const QString word = tab.count < 0 ? tab.word : tab.word + u' ' + QLocale().toString(tab.count);
    return tr("%1, tab %2 of %3").arg(word).arg(m_current + 1).arg(m_tabs.size());
}

QSize TabStrip::sizeHint() const
{
    return {tabRect(int(m_tabs.size()) - 1).right() + px(16), px(39)};
}

int TabStrip::countWidth(const Tab& tab) const
{
    if (tab.count < 0)
        return 0;
    const int number = paint::width(QLocale().toString(tab.count), theme().strong()) + 2;
    return px(7) + (tab.tone == Tone::Neutral ? number : std::max(px(22), number + px(14)));
}

QRect TabStrip::tabRect(int number) const
{
    int x = px(20);
    for (int i = 0; i <= number && i < m_tabs.size(); ++i) {
        const Tab& tab = m_tabs.at(i);
        const int width = paint::width(tab.word, theme().strong()) + countWidth(tab) + px(4);
        if (i == number)
            return {x, 0, width, height()};
        x += width + px(20);
    }
    return {x, 0, 0, height()};
}

void TabStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = tokens();
    painter.fillRect(rect(), t.surface);
    painter.fillRect(0, height() - 1, width(), 1, t.line);
    for (int i = 0; i < m_tabs.size(); ++i) {
        const Tab& tab = m_tabs.at(i);
        const QRect area = tabRect(i);
        const bool here = i == m_current;
        const QFont font = here ? theme().strong() : theme().body();
        const QRect word = area.adjusted(px(2), 0, 0, 0);
        const int used = paint::text(painter, word, tab.word, font, here ? t.text : t.secondary);
        if (tab.count >= 0) {
            const QString number = QLocale().toString(tab.count);
            const QRect place(word.x() + used + px(7), (height() - px(20)) / 2,
                              countWidth(tab) - px(7), px(20));
            if (tab.tone == Tone::Neutral)
                paint::text(painter, place, number, font, here ? t.text : t.secondary);
            else
                paint::pill(painter, place, number, tab.tone);
        }
        if (here)
            painter.fillRect(area.x(), height() - px(2), area.width(), px(2), t.accent);
        if (here && hasFocus())
            paint::focus(painter, area.adjusted(-px(4), px(5), px(4), -px(6)), px(6));
    }
}

void TabStrip::mousePressEvent(QMouseEvent* event)
{
    for (int i = 0; i < m_tabs.size(); ++i) {
        if (tabRect(i).adjusted(-px(8), 0, px(8), 0).contains(event->pos()))
            setCurrent(i);
    }
}

void TabStrip::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Left)
        setCurrent(m_current - 1);
    else if (event->key() == Qt::Key_Right)
        setCurrent(m_current + 1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace cauce
