#include "ui/delegates/textdelegate.h"

#include "core/base/text.h"
#include "models/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QShortcut>
#include <QToolTip>

namespace cauce {

namespace {

//! All of a row: its accessible text, or the texts of its cells.
QString rowText(const QModelIndex& index)
{
    const QAbstractItemModel& model = *index.model();
    const int columns = model.columnCount(index.parent());
    if (columns == 1) {
        const QString spoken = index.data(Qt::AccessibleTextRole).toString();
        return spoken.isEmpty() ? index.data().toString() : spoken;
    }
    QStringList cells;
    for (int column = 0; column < columns; ++column)
        cells << index.siblingAtColumn(column).data().toString();
    return cells.join(u'\t');
}

} // namespace

bool TextDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view,
                             const QStyleOptionViewItem& option, const QModelIndex& index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const bool cell = index.model()->columnCount(index.parent()) > 1;
    const QString text = cell ? format::line(index.data().toString()) : rowText(index);
    // The widest that a cell paints: its text in bold, a glyph and the margins.
    const bool cut = !cell || paint::width(text, theme().strong()) + px(40) > option.rect.width();
    QToolTip::showText(event->globalPos(), cut ? text::toolTip(text) : QString(), view);
    return true;
}

void copyRowsOf(QAbstractItemView& view)
{
    auto* shortcut = new QShortcut(QKeySequence::Copy, &view);
    shortcut->setContext(Qt::WidgetShortcut);
    QObject::connect(shortcut, &QShortcut::activated, &view, [&view] {
        if (view.currentIndex().isValid())
            QGuiApplication::clipboard()->setText(rowText(view.currentIndex()));
    });
}

void onEnter(QAbstractItemView& view, std::function<void(const QModelIndex&)> act)
{
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut = new QShortcut(key, &view);
        shortcut->setContext(Qt::WidgetShortcut);
        QObject::connect(shortcut, &QShortcut::activated, &view, [&view, act] {
            if (view.currentIndex().isValid())
                act(view.currentIndex());
        });
    }
}

} // namespace cauce
