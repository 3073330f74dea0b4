#include "ui/delegates/tiledelegate.h"

#include "core/base/text.h"
#include "models/applicationmodel.h"
#include "models/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QListView>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

//! What is only the last known state is shown in grey.
StatusMark greyed(StatusMark mark, bool stale)
{
    if (stale)
        mark.tone = Tone::Unknown;
    return mark;
}

StatusMark tileSyncMark(const ApplicationRow& row)
{
    return greyed(row.syncing ? markOf(row.state->operation->phase) : markOf(row.state->sync),
                  row.state->stale);
}

QString lastSyncText(const ApplicationRow& row, const QDateTime& now)
{
    return TileDelegate::tr("Last sync %1")
        .arg(row.syncing ? TileDelegate::tr("now") : format::ago(row.lastSyncAt, now));
}

QString tileToolTip(const ApplicationRow& row)
{
    const AppState& s = *row.state;
    QStringList lines {s.spec.name};
    if (!s.health.message.isEmpty())
        lines << markOf(s.health.status).word % u": "_s % s.health.message;
    lines << row.differs.text;
    if (s.revision.committedAt.isValid())
        lines << TileDelegate::tr("Committed %1").arg(format::exact(s.revision.committedAt));
    if (row.lastSyncAt.isValid())
        lines << TileDelegate::tr("Last sync %1").arg(format::exact(row.lastSyncAt));
    if (s.stale)
        lines << s.staleReason;
    return text::toolTip(lines.join(u'\n'));
}

void paintStatusLine(QPainter& painter, const QRect& line, const ApplicationRow& row)
{
    QFont font = theme().body();
    font.setWeight(QFont::Medium);
    const int used = paint::status(
        painter, line, greyed(markOf(row.state->health.status), row.state->stale), font, px(14));
    const QRect rest = line.adjusted(used + px(14), 0, 0, 0);
    paint::status(painter, rest, tileSyncMark(row), font, px(14));
}

} // namespace

int TileLayout::gap()
{
    return px(12);
}

int TileLayout::minimumWidth()
{
    return px(320);
}

int TileLayout::height()
{
    return px(138);
}

TileLayout TileLayout::in(const QRect& cell, int lastSyncWidth)
{
    TileLayout l;
    l.card = QRect(cell.topLeft(), QSize(cell.width() - gap(), height()));
    l.edge = QRect(l.card.topLeft(), QSize(px(4), l.card.height()));
    const int left = l.card.x() + px(19);
    const int width = l.card.right() - px(15) - left + 1;
    const auto line = [&](int top) { return QRect(left, l.card.y() + px(top), width, px(20)); };
    l.name = line(13);
    l.status = line(37);
    l.differs = line(61);
    l.commit = line(87);
    l.author = line(108);
    const int last = std::min(lastSyncWidth, width * 3 / 5);
    l.lastSync = QRect(l.author.right() - last + 1, l.author.y(), last, l.author.height());
    l.author.setRight(l.lastSync.left() - px(12));
    return l;
}

TileDelegate::TileDelegate(Clock clock, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_clock(std::move(clock))
{ }

QSize TileDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const auto* view = qobject_cast<const QListView*>(option.widget);
    if (view && view->gridSize().isValid())
        return view->gridSize();
    return {TileLayout::minimumWidth() + TileLayout::gap(),
            TileLayout::height() + TileLayout::gap()};
}

void TileDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    const auto row = index.data(ApplicationModel::RowRole).value<ApplicationRowPtr>();
    if (!row)
        return;
    const AppState& s = *row->state;
    const Tokens& t = tokens();
    const QDateTime now = m_clock.now();
    const QString lastSync = lastSyncText(*row, now);
    const TileLayout l = TileLayout::in(option.rect, paint::width(lastSync, theme().body()) + 2);
    const bool current = option.state.testFlag(QStyle::State_Selected);

    painter->save();
    paint::box(*painter, l.card, px(8), t.surface, t.line);
    QPainterPath shape;
    shape.addRoundedRect(l.card, px(8), px(8));
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setClipPath(shape);
    const Tone edge = s.stale ? Tone::Unknown : markOf(s.health.status).tone;
    painter->fillRect(l.edge, t.of(edge));
    painter->setClipping(false);
    // The ring is the focus; without it the current tile is only outlined.
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    if (current && view && view->hasFocus())
        paint::focus(*painter, l.card.adjusted(-1, -1, 1, 1), px(9));
    else if (current)
        paint::box(*painter, l.card, px(8), {}, t.lineInput);

    QRect name = l.name;
    const QFont nameFont = theme().title(14);
    const int wanted = paint::width(format::line(s.spec.name), nameFont);
    const QString space = format::line(s.spec.destinationNamespace);
    const int reserve = wanted + px(60) > name.width() ? 0 : name.width() - wanted;
    const int used = paint::text(*painter, name, format::line(s.spec.name), nameFont, t.text,
                                 Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideMiddle);
    if (reserve > 0)
        paint::text(*painter, name.adjusted(used + px(8), 0, 0, 0), space, theme().body(),
                    t.secondary);
    paintStatusLine(*painter, l.status, *row);
    paint::text(*painter, l.differs, row->differs.text, theme().body(),
                t.of(s.stale ? Tone::Unknown : row->differs.tone));
    const int sha
        = paint::text(*painter, l.commit, s.revision.shortCommit(), theme().code(), t.secondary);
    paint::text(*painter, l.commit.adjusted(sha > 0 ? sha + px(7) : 0, 0, 0, 0),
                format::line(s.revision.summary), theme().body(), t.secondary);
    QStringList who;
    if (!s.revision.author.isEmpty())
        who << format::line(s.revision.author);
    if (s.revision.committedAt.isValid())
        who << format::ago(s.revision.committedAt, now);
    paint::text(*painter, l.author,
                s.stale ? tr("as of %1").arg(format::ago(s.evaluatedAt, now)) : who.join(u", "_s),
                theme().body(), t.secondary);
    paint::text(*painter, l.lastSync, lastSync, theme().body(), t.secondary,
                Qt::AlignRight | Qt::AlignVCenter);
    painter->restore();
}

bool TileDelegate::helpEvent(QHelpEvent* event, QAbstractItemView* view,
                             const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const auto row = index.data(ApplicationModel::RowRole).value<ApplicationRowPtr>();
    if (event->type() != QEvent::ToolTip || !row)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    QToolTip::showText(event->globalPos(), tileToolTip(*row), view);
    return true;
}

} // namespace cauce
