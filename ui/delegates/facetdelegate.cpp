#include "ui/delegates/facetdelegate.h"

#include "models/facets.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QLocale>
#include <QPainter>

namespace cauce {

QSize FacetDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    const bool caption = !index.data(Facets::RowRole).value<FacetRow>().isChoice();
    return {px(180), px(caption ? 34 : 28)};
}

void FacetDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const
{
    const FacetRow row = index.data(Facets::RowRole).value<FacetRow>();
    const Tokens& t = tokens();
    const QRect box = option.rect.adjusted(0, 1, 0, -1);
    const QRect cell = box.adjusted(px(8), 0, -px(8), 0);
    painter->save();
    if (!row.isChoice()) {
        paint::text(*painter, cell.adjusted(0, px(6), 0, 0), row.label, theme().caption(),
                    t.secondary);
        painter->restore();
        return;
    }
    const bool focused = option.state.testFlag(QStyle::State_HasFocus);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    if (row.checked)
        paint::box(*painter, box, px(6), t.accentWash, {});
    else if (hovered)
        paint::box(*painter, box, px(6), t.sunken, {});
    if (focused)
        paint::focus(*painter, box, px(6));
    const QFont font = row.checked ? theme().strong() : theme().body();
    const QColor& color = row.count == 0 && !row.checked ? t.tertiary : t.text;
    const QString count = QLocale().toString(row.count);
    const int countWidth = paint::width(count, font);
    paint::text(*painter, cell, count, row.checked ? theme().strong() : theme().body(), t.secondary,
                Qt::AlignRight | Qt::AlignVCenter);
    QRect label = cell.adjusted(0, 0, -countWidth - px(8), 0);
    if (row.mark.glyph != Glyph::None) {
        icons::draw(*painter, QRectF(label.x(), label.y(), px(14), label.height()), row.mark.glyph,
                    t.of(row.mark.tone));
        label.setLeft(label.left() + px(22));
    }
    paint::text(*painter, label, row.label, font, color);
    painter->restore();
}

} // namespace cauce
