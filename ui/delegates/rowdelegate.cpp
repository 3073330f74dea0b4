#include "ui/delegates/rowdelegate.h"

#include "models/applicationfilter.h"
#include "models/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

bool isLastShown(const QAbstractItemView& view, int column)
{
    const auto* table = qobject_cast<const QTableView*>(&view);
    for (int next = column + 1; next < view.model()->columnCount(); ++next) {
        if (table && !table->isColumnHidden(next))
            return false;
    }
    return true;
}

} // namespace

int tableRowHeight()
{
    return px(36);
}

RowDelegate::RowDelegate(Clock clock, QObject* parent)
    : TextDelegate(parent)
    , m_clock(std::move(clock))
{ }

QSize RowDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {px(100), tableRowHeight()};
}

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const
{
    const auto row = index.data(ApplicationModel::RowRole).value<ApplicationRowPtr>();
    if (!row)
        return;
    const AppState& s = *row->state;
    const Tokens& t = tokens();
    const QRect& r = option.rect;
    painter->save();
    // The selection is shared with the tiles, which know one column only.
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const bool current = view && view->currentIndex().row() == index.row();
    if (current)
        painter->fillRect(r, t.accentWash);
    // Below the last row there is the card's own edge.
    if (index.row() + 1 < index.model()->rowCount())
        painter->fillRect(r.x(), r.bottom(), r.width(), 1, t.line);
    if (current && view->hasFocus())
        paint::rowFocus(*painter, r, false, isLastShown(*view, index.column()));
    const QRect cell = r.adjusted(px(12), 0, -px(8), -1);
    const auto mark = [&s](StatusMark m) {
        m.tone = s.stale ? Tone::Unknown : m.tone;
        return m;
    };
    const QFont body = theme().body();
    switch (index.column()) {
    case ApplicationFilter::Name:
        painter->fillRect(r.x(), r.y(), px(4), r.height(),
                          t.of(s.stale ? Tone::Unknown : markOf(s.health.status).tone));
        paint::text(*painter, cell.adjusted(px(4), 0, 0, 0), format::line(s.spec.name),
                    theme().strong(), t.text, Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideMiddle);
        break;
    case ApplicationFilter::Health:
        paint::status(*painter, cell, mark(markOf(s.health.status)), body, px(14));
        break;
    case ApplicationFilter::Sync:
        paint::status(*painter, cell,
                      mark(row->syncing ? markOf(s.operation->phase) : markOf(s.sync)), body,
                      px(14));
        break;
    case ApplicationFilter::Differs:
        if (row->differs.tone == Tone::Neutral)
            paint::text(*painter, cell, u"—"_s, body, t.tertiary);
        else
            paint::text(*painter, cell, row->differs.text, body,
                        t.of(s.stale ? Tone::Unknown : row->differs.tone));
        break;
    case ApplicationFilter::Revision: {
        const int sha
            = paint::text(*painter, cell, s.revision.shortCommit(), theme().code(), t.secondary);
        paint::text(*painter, cell.adjusted(sha + px(7), 0, 0, 0), format::line(s.revision.summary),
                    body, t.secondary);
        break;
    }
    case ApplicationFilter::LastSync:
        paint::text(*painter, cell,
                    row->syncing ? tr("now") : format::ago(row->lastSyncAt, m_clock.now()), body,
                    t.secondary);
        break;
    default:
        paint::text(*painter, cell, format::line(index.data().toString()), body, t.secondary);
        break;
    }
    painter->restore();
}

TableHeader::TableHeader(QWidget* parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setHighlightSections(false);
    setMinimumSectionSize(px(40));
    setSectionResizeMode(QHeaderView::Interactive);
    setFocusPolicy(Qt::NoFocus);
}

void TableHeader::setSorted(int section, bool descending)
{
    m_sorted = section;
    m_descending = descending;
    viewport()->update();
}

QSize TableHeader::sizeHint() const
{
    return {px(100), px(33)};
}

void TableHeader::paintSection(QPainter* painter, const QRect& rect, int section) const
{
    const Tokens& t = tokens();
    painter->save();
    painter->fillRect(rect, t.surface);
    painter->fillRect(rect.x(), rect.bottom(), rect.width(), 1, t.line);
    const QRect cell = rect.adjusted(px(section == 0 ? 16 : 12), 0, -px(8), -1);
    const QString word = model()->headerData(section, Qt::Horizontal).toString();
    const int used = paint::text(*painter, cell, word, theme().caption(), t.secondary);
    if (section == m_sorted) {
        const QRect mark(cell.x() + used + px(3), cell.y(), px(11), cell.height());
        painter->translate(mark.center());
        if (m_descending)
            painter->rotate(180);
        painter->translate(-mark.center());
        icons::draw(*painter, mark, u"chevrondown"_s, t.secondary);
    }
    painter->restore();
}

} // namespace cauce
