#include "ui/theme/paint.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QFontMetrics>
#include <QPainter>
#include <QTextLayout>

#include <cmath>

namespace cauce::paint {

namespace {

//! Breaks the text into lines. \return its height
int breakLines(QTextLayout& layout, int width)
{
    const QFont font = layout.font();
    const double line = std::round(font.pixelSize() * 20 / 13.0);
    const double inset = (line - QFontMetricsF(font).height()) / 2;
    double y = 0;
    layout.beginLayout();
    for (QTextLine next = layout.createLine(); next.isValid(); next = layout.createLine()) {
        next.setLineWidth(width);
        next.setPosition({0, y + inset});
        y += line;
    }
    layout.endLayout();
    return int(y);
}

void prepareParagraph(QTextLayout& layout, Qt::Alignment alignment)
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setAlignment(alignment & Qt::AlignHorizontal_Mask);
    layout.setTextOption(option);
    layout.setCacheEnabled(true);
}

//! A layout breaks lines where Unicode says so, not at a line feed.
QString withLines(QString text)
{
    return text.replace(u'\n', QChar::LineSeparator);
}

} // namespace

int paragraphHeight(const QString& text, const QFont& font, int width)
{
    QTextLayout layout(withLines(text), font);
    prepareParagraph(layout, Qt::AlignLeft);
    return breakLines(layout, std::max(1, width));
}

void paragraph(QPainter& painter, const QRect& rect, const QString& text, const QFont& font,
               const QColor& color, Qt::Alignment alignment)
{
    QTextLayout layout(withLines(text), font);
    prepareParagraph(layout, alignment);
    const int height = breakLines(layout, std::max(1, rect.width()));
    const int slack = std::max(0, rect.height() - height);
    const int top = alignment & Qt::AlignVCenter ? slack / 2
        : alignment & Qt::AlignBottom            ? slack
                                                 : 0;
    painter.setPen(color);
    layout.draw(&painter, QPointF(rect.x(), rect.y() + top));
}

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

void rowFocus(QPainter& painter, const QRect& cell, bool first, bool last)
{
    const QColor& color = tokens().accent;
    const int line = px(2);
    painter.fillRect(cell.x(), cell.y(), cell.width(), line, color);
    painter.fillRect(cell.x(), cell.bottom() - line + 1, cell.width(), line, color);
    if (first)
        painter.fillRect(cell.x(), cell.y(), line, cell.height(), color);
    if (last)
        painter.fillRect(cell.right() - line + 1, cell.y(), line, cell.height(), color);
}

void focus(QPainter& painter, const QRectF& rect, double radius)
{
    box(painter, rect, radius, {}, tokens().accent, 2);
}

} // namespace cauce::paint
