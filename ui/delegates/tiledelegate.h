#pragma once

#include "core/base/clock.h"

#include <QStyledItemDelegate>

namespace cauce {

//! Where the parts of a tile lie; a value, so that a test can look at it.
struct TileLayout
{
    QRect card;
    QRect edge; //!< the health edge
    QRect name; //!< with the namespace behind it
    QRect status;
    QRect differs;
    QRect commit;
    QRect author;
    QRect lastSync;

    //! \param cell of the grid, the gap to the next tile included
    //! \param lastSyncWidth the width of the text at the right of the last line
    static TileLayout in(const QRect& cell, int lastSyncWidth);
    static int gap();
    static int minimumWidth();
    static int height(); //!< without the gap
};

//! Paints an application as a card of five lines.
class TileDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit TileDelegate(Clock clock, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

private:
    Clock m_clock;
};

} // namespace cauce
