#pragma once

#include "models/differencewords.h"
#include "models/statusmark.h"

#include <QColor>
#include <QFont>
#include <QRect>

class QPainter;

//! Small pieces that several delegates and panels paint alike. GUI thread.
namespace cauce::paint {

//! \brief Draws \p text on one line in \p rect, cut with an ellipsis when it is too long.
//! \return the width that was used
int text(QPainter& painter, const QRect& rect, const QString& text, const QFont& font,
         const QColor& color, Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter,
         Qt::TextElideMode mode = Qt::ElideRight);

//! \brief Draws \p text in as many lines as it needs, with the line height of the drawings (20/13).
void paragraph(QPainter& painter, const QRect& rect, const QString& text, const QFont& font,
               const QColor& color, Qt::Alignment alignment);
//! The height that paragraph() needs at \p width.
int paragraphHeight(const QString& text, const QFont& font, int width);

//! The width of \p text on one line.
int width(const QString& text, const QFont& font);

//! \brief Draws glyph and word of a status. \return the width that was used
int status(QPainter& painter, const QRect& rect, const StatusMark& mark, const QFont& font,
           int glyphSize);

//! A rounded rectangle with a hairline. An invalid \p line draws none.
void box(QPainter& painter, const QRectF& rect, double radius, const QColor& fill,
         const QColor& line, double lineWidth = 1);

//! A word on a rounded wash: "Update", "live".
void pill(QPainter& painter, const QRect& rect, const QString& word, Tone tone);

//! \brief One cell's part of the ring around the row that has the keyboard focus.
//! \param first, last whether the cell is the row's first, its last
void rowFocus(QPainter& painter, const QRect& cell, bool first, bool last);

//! The ring around what has the keyboard focus.
void focus(QPainter& painter, const QRectF& rect, double radius);

} // namespace cauce::paint
