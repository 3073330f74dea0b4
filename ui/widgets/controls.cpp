#include "ui/widgets/controls.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>

using namespace std::chrono_literals;

namespace cauce {

QPushButton* makeButton(const QString& text, ButtonKind kind, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setAutoDefault(false);
    if (kind == ButtonKind::Primary)
        button->setProperty("primary", true);
    if (kind == ButtonKind::Danger)
        button->setProperty("danger", true);
    if (kind == ButtonKind::Flat)
        button->setProperty("flat", true);
    button->setCursor(Qt::ArrowCursor);
    return button;
}

void setSpacing(QBoxLayout& layout, int left, int top, int right, int bottom, int spacing)
{
    const auto scaled = [](int length) { return length == 0 ? 0 : px(length); };
    layout.setContentsMargins(scaled(left), scaled(top), scaled(right), scaled(bottom));
    layout.setSpacing(scaled(spacing));
}

ToggleSwitch::ToggleSwitch(const QString& text, QWidget* parent)
    : QAbstractButton(parent)
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::toggled, this, qOverload<>(&QWidget::update));
}

QSize ToggleSwitch::sizeHint() const
{
    const int word = text().isEmpty() ? 0 : px(10) + paint::width(text(), theme().strong());
    return {px(36) + word, px(22)};
}

void ToggleSwitch::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = tokens();
    const QRectF track(px(2), (height() - px(16)) / 2.0, px(30), px(16));
    const QColor off = isEnabled() ? t.lineInput : t.lineStrong;
    paint::box(painter, track, track.height() / 2, isChecked() ? t.accent : off, {});
    const double knob = track.height() - 4;
    const double x = isChecked() ? track.right() - knob - 2 : track.left() + 2;
    paint::box(painter, QRectF(x, track.top() + 2, knob, knob), knob / 2,
               isChecked() ? t.onAccent : t.surface, {});
    if (hasFocus())
        paint::focus(painter, track.adjusted(-2, -2, 2, 2), track.height() / 2 + 2);
    const QRect word(int(track.right()) + px(8), 0, width(), height());
    paint::text(painter, word, text(), theme().strong(), isEnabled() ? t.text : t.tertiary);
}

Segmented::Segmented(const QStringList& words, QWidget* parent)
    : QWidget(parent)
    , m_words(words)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Segmented::setCurrent(int number)
{
    if (number < 0 || number >= m_words.size() || number == m_current)
        return;
    m_current = number;
    update();
    QAccessibleValueChangeEvent changed(this, spoken());
    QAccessible::updateAccessibility(&changed);
    emit chosen(number);
}

QString Segmented::spoken() const
{
    return tr("%1, %2 of %3").arg(m_words.at(m_current)).arg(m_current + 1).arg(m_words.size());
}

QSize Segmented::sizeHint() const
{
    int width = 0;
    for (int i = 0; i < m_words.size(); ++i)
        width += segment(i).width();
    return {width, px(30)};
}

QRect Segmented::segment(int number) const
{
    int x = 0;
    for (int i = 0; i < number; ++i)
        x += paint::width(m_words.at(i), theme().strong()) + px(22);
    return {x, 0, paint::width(m_words.at(number), theme().strong()) + px(22), height()};
}

void Segmented::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = tokens();
    paint::box(painter, rect(), px(6), t.surface, {});
    painter.save();
    painter.setClipRect(segment(m_current));
    paint::box(painter, rect(), px(6), t.accentWash, {});
    painter.restore();
    paint::box(painter, rect(), px(6), {}, t.lineStrong);
    for (int i = 0; i < m_words.size(); ++i) {
        const bool here = i == m_current;
        paint::text(painter, segment(i), m_words.at(i), here ? theme().strong() : theme().body(),
                    here ? t.text : t.secondary, Qt::AlignCenter);
    }
    if (hasFocus())
        paint::focus(painter, rect(), px(6));
}

void Segmented::mousePressEvent(QMouseEvent* event)
{
    for (int i = 0; i < m_words.size(); ++i) {
        if (segment(i).contains(event->pos()))
            setCurrent(i);
    }
}

void Segmented::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Left)
        setCurrent(m_current - 1);
    else if (event->key() == Qt::Key_Right)
        setCurrent(m_current + 1);
    else
        QWidget::keyPressEvent(event);
}

Spinner::Spinner(int size, QWidget* parent)
    : QWidget(parent)
    , m_size(size)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_timer.setInterval(40ms);
    connect(&m_timer, &QTimer::timeout, this, qOverload<>(&QWidget::update));
}

QSize Spinner::sizeHint() const
{
    return {px(m_size), px(m_size)};
}

void Spinner::showEvent(QShowEvent*)
{
    m_since.start();
    if (style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0)
        m_timer.start();
}

void Spinner::hideEvent(QHideEvent*)
{
    m_timer.stop();
}

void Spinner::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.translate(width() / 2.0, height() / 2.0);
    painter.rotate(double(m_since.elapsed() % 1200) * 360 / 1200);
    painter.translate(-width() / 2.0, -height() / 2.0);
    icons::draw(painter, rect(), Glyph::TurningRing, tokens().running);
}

Surface::Surface(Edge edge, QWidget* parent)
    : QFrame(parent)
    , m_edge(edge)
{ }

void Surface::setTone(std::optional<Tone> tone)
{
    m_tone = tone;
    update();
}

void Surface::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = tokens();
    const QColor& fill = m_tone ? t.washOf(*m_tone) : t.surface;
    if (m_edge == Edge::Card) {
        paint::box(painter, rect(), px(8), fill, m_tone ? QColor() : t.line);
        return;
    }
    painter.fillRect(rect(), fill);
    painter.setPen(t.line);
    if (m_edge == Edge::Bottom)
        painter.drawLine(0, height() - 1, width(), height() - 1);
    else if (m_edge == Edge::Top)
        painter.drawLine(0, 0, width(), 0);
    else if (m_edge == Edge::Right)
        painter.drawLine(width() - 1, 0, width() - 1, height());
    else if (m_edge == Edge::Left)
        painter.drawLine(0, 0, 0, height());
}

SymbolLabel::SymbolLabel(int size, QWidget* parent)
    : QWidget(parent)
    , m_size(size)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void SymbolLabel::setMark(Glyph glyph, Tone tone)
{
    m_glyph = glyph;
    m_tone = tone;
    update();
}

QSize SymbolLabel::sizeHint() const
{
    return {px(m_size), px(m_size)};
}

void SymbolLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    icons::draw(painter, rect(), m_glyph, tokens().of(m_tone));
}

} // namespace cauce
