#include "ui/theme/paint.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>

namespace cauce::paint {

int width(const QString& text, const QFont& font)
{
    return QFontMetrics(font).horizontalAdvance(text);
}

int text(QPainter& painter, const QRect& rect, const QString& text, const QFont& font,
         const QColor& color, Qt::Alignment alignment, Qt::TextElideMode mode)
{
    if (rect.width() <= 0 || text.isEmpty())
        return 0;
    const QFontMetrics metrics(font);
    const QString shown = metrics.elidedText(text, mode, rect.width());
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(rect, int(alignment) | Qt::TextSingleLine, shown);
    return std::min(rect.width(), metrics.horizontalAdvance(shown));
}

int status(QPainter& painter, const QRect& rect, const StatusMark& mark, const QFont& font,
           int glyphSize)
{
    const QColor& color = tokens().of(mark.tone);
    int x = rect.x();
    if (mark.glyph != Glyph::None && rect.width() >= glyphSize) {
        icons::draw(painter, QRectF(x, rect.y(), glyphSize, rect.height()), mark.glyph, color);
        x += glyphSize + px(5);
    }
    const QRect word(x, rect.y(), rect.right() - x + 1, rect.height());
    return x - rect.x() + text(painter, word, mark.word, font, color);
}

void box(QPainter& painter, const QRectF& rect, double radius, const QColor& fill,
         const QColor& line, double lineWidth)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter.setPen(line.isValid() ? QPen(line, lineWidth) : QPen(Qt::NoPen));
    const double inset = line.isValid() ? lineWidth / 2 : 0;
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius);
    painter.restore();
}

void pill(QPainter& painter, const QRect& rect, const QString& word, Tone tone)
{
    box(painter, rect, rect.height() / 2.0, tokens().washOf(tone), {});
    QFont font = theme().small();
    font.setWeight(QFont::DemiBold);
    text(painter, rect.adjusted(px(6), 0, -px(6), 0), word, font, tokens().of(tone),
         Qt::AlignCenter);
}

void focus(QPainter& painter, const QRectF& rect, double radius)
{
    box(painter, rect, radius, {}, tokens().accent, 2);
}

} // namespace cauce::paint
