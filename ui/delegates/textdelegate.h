#pragma once

#include <QStyledItemDelegate>

#include <functional>

class QAbstractItemView;

namespace cauce {

//! \brief A delegate whose rows say in a tooltip what did not fit.
//!
//! What is said is the row's accessible text, escaped; a cell of a table says its own text, and
//! only when that is cut.
class TextDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;
};

//! \brief Ctrl+C in \p view copies the current row as text, a table's cells with tabs between them.
//!
//! Models hold a Secret's values masked, so what is copied is masked, too.
void copyRowsOf(QAbstractItemView& view);

//! \brief Calls \p act with the current row of \p view when Enter is pressed in it.
//!
//! Not QAbstractItemView::activated, which some desktops send for a single click.
void onEnter(QAbstractItemView& view, std::function<void(const QModelIndex&)> act);

} // namespace cauce
