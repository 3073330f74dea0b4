#include "ui/widgets/tileview.h"

#include "ui/delegates/tiledelegate.h"
#include "ui/theme/theme.h"

#include <QResizeEvent>
#include <QScrollBar>
#include <QStyle>

namespace cauce {

TileView::TileView(QWidget* parent)
    : QListView(parent)
{
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setResizeMode(QListView::Adjust);
    setMovement(QListView::Static);
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // Always there: tiles must not change their width when the list grows.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setAttribute(Qt::WA_Hover);
    viewport()->setAutoFillBackground(false);
    setFrameShape(QFrame::NoFrame);
    connect(&theme(), &Theme::changed, this, &TileView::layOut);
    // Room is kept for the bar, but a bar that cannot move is not drawn.
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this, [this](int, int maximum) {
        verticalScrollBar()->setProperty("idle", maximum == 0);
        verticalScrollBar()->style()->unpolish(verticalScrollBar());
        verticalScrollBar()->style()->polish(verticalScrollBar());
    });
    verticalScrollBar()->setProperty("idle", true);
}

int TileView::columns() const
{
    return std::max(1, viewport()->width() / (TileLayout::minimumWidth() + TileLayout::gap()));
}

void TileView::layOut()
{
    // One pixel less than fits: a row that fills the width exactly is wrapped by QListView.
    const int width = std::max(px(160), (viewport()->width() - 1) / columns());
    setGridSize({width, TileLayout::height() + TileLayout::gap()});
    verticalScrollBar()->setSingleStep(px(50));
}

void TileView::resizeEvent(QResizeEvent* event)
{
    layOut();
    QListView::resizeEvent(event);
}

QModelIndex TileView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    const int rows = model() ? model()->rowCount() : 0;
    if (rows == 0)
        return {};
    const int at = currentIndex().isValid() ? currentIndex().row() : -1;
    if (at < 0)
        return model()->index(0, 0);
    const auto to = [&](int row) { return model()->index(std::clamp(row, 0, rows - 1), 0); };
    switch (action) {
    case MoveLeft:
    case MovePrevious:
        return to(at - 1);
    case MoveRight:
    case MoveNext:
        return to(at + 1);
    case MoveUp:
        return at >= columns() ? to(at - columns()) : currentIndex();
    case MoveDown:
        return to(at + columns());
    default:
        return QListView::moveCursor(action, modifiers);
    }
}

} // namespace cauce
