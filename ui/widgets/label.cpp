#include "ui/widgets/label.h"

#include "core/base/text.h"
#include "ui/theme/paint.h"

#include <QPainter>

namespace cauce {

namespace {

QFont labelFont(Label::Type type)
{
    switch (type) {
    case Label::Type::Body:
        return theme().body();
    case Label::Type::Strong:
        return theme().strong();
    case Label::Type::Heading:
        return theme().title(15);
    case Label::Type::Title:
        return theme().title(17);
    case Label::Type::Caption:
        return theme().caption();
    case Label::Type::Small:
        return theme().small();
    case Label::Type::Code:
        return theme().code();
    }
    return theme().body();
}

} // namespace

Label::Label(const QString& text, Type type, Color color, QWidget* parent)
    : QLabel(parent)
    , m_type(type)
    , m_color(color)
{
    setTextFormat(Qt::PlainText);
    setText(text);
    connect(&theme(), &Theme::changed, this, &Label::applyTheme);
    applyTheme();
}

void Label::applyTheme()
{
    setFont(labelFont(m_type));
    QPalette p = palette();
    p.setColor(QPalette::WindowText, m_tone ? tokens().of(*m_tone) : tokens().*m_color);
    setPalette(p);
}

void Label::setColor(Color color)
{
    m_color = color;
    m_tone.reset();
    applyTheme();
}

void Label::setTone(Tone tone)
{
    m_tone = tone;
    applyTheme();
}

void Label::setElided(Qt::TextElideMode mode)
{
    m_elide = mode;
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void Label::setPlainToolTip(const QString& text)
{
    cauce::setPlainToolTip(*this, text);
}

QSize Label::sizeHint() const
{
    if (!wordWrap())
        return QLabel::sizeHint();
    // A label of fixed width knows how high it is; QLabel would guess.
    const int width
        = minimumWidth() == maximumWidth() ? minimumWidth() : QLabel::sizeHint().width();
    return {width, heightForWidth(width)};
}

int Label::heightForWidth(int width) const
{
    if (!wordWrap())
        return QLabel::heightForWidth(width);
    const QMargins around = contentsMargins();
    return paint::paragraphHeight(text(), font(), width - around.left() - around.right())
        + around.top() + around.bottom();
}

QSize Label::minimumSizeHint() const
{
    const QSize hint = QLabel::minimumSizeHint();
    if (wordWrap())
        return {std::min(hint.width(), px(80)), hint.height()};
    return m_elide == Qt::ElideNone ? hint : QSize(px(24), hint.height());
}

void Label::paintEvent(QPaintEvent* event)
{
    if (m_elide == Qt::ElideNone && !wordWrap()) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    if (wordWrap()) {
        paint::paragraph(painter, contentsRect(), text(), font(),
                         palette().color(QPalette::WindowText), alignment());
        return;
    }
    paint::text(painter, contentsRect(), text(), font(), palette().color(QPalette::WindowText),
                alignment(), m_elide);
    const bool cut = fontMetrics().horizontalAdvance(text()) > contentsRect().width();
    const QString tip = cut ? text::toolTip(text()) : QString();
    if ((toolTip().isEmpty() || toolTip() == m_ownToolTip) && toolTip() != tip) {
        m_ownToolTip = tip;
        setToolTip(tip);
    }
}

void setPlainToolTip(QWidget& widget, const QString& text)
{
    widget.setToolTip(text.isEmpty() ? QString() : text::toolTip(text));
}

KeyCap::KeyCap(const QString& key, QWidget* parent)
    : QWidget(parent)
    , m_key(key)
{
    setAccessibleName(key);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize KeyCap::sizeHint() const
{
    return {std::max(px(19), paint::width(m_key, theme().small()) + px(11)), px(18)};
}

void KeyCap::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paint::box(painter, rect(), px(4), tokens().surface, tokens().lineStrong);
    paint::text(painter, rect(), m_key, theme().small(), tokens().secondary, Qt::AlignCenter);
}

} // namespace cauce
