#pragma once

#include "models/statusmark.h"

#include <QColor>
#include <QIcon>
#include <QPixmap>

class QPainter;

namespace cauce::icons {

//! The symbol's file name below ":/icons", without ".svg".
QString nameOf(Glyph glyph);

//! \brief A symbol drawn in \p color, sharp at \p ratio, from a cache. GUI thread.
//! \param name such as "chevrondown"; \param size in device-independent pixels
//! \param cutOut what shows through (the tick in a disc)
QPixmap pixmap(const QString& name, int size, const QColor& color, const QColor& cutOut,
               double ratio);

//! Draws \p glyph in the middle of \p rect.
void draw(QPainter& painter, const QRectF& rect, Glyph glyph, const QColor& color);
void draw(QPainter& painter, const QRectF& rect, const QString& name, const QColor& color);

//! The program's own icon.
QIcon application();

} // namespace cauce::icons
