#include "ui/delegates/listdelegates.h"

#include "models/cellroles.h"
#include "models/diffmodel.h"
#include "models/format.h"
#include "models/historymodel.h"
#include "models/operationmodel.h"
#include "models/planmodel.h"
#include "ui/delegates/rowdelegate.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

void paintGround(QPainter& painter, const QStyleOptionViewItem& option, bool line = true)
{
    const QRect& r = option.rect;
    if (option.state.testFlag(QStyle::State_Selected))
        painter.fillRect(r, tokens().accentWash);
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter.fillRect(r, tokens().sunken);
    if (line)
        painter.fillRect(r.x(), r.bottom(), r.width(), 1, tokens().line);
    if (option.state.testFlag(QStyle::State_HasFocus))
        painter.fillRect(r.x(), r.y(), px(3), r.height(), tokens().accent);
}

//! Name in bold, kind beside it. \return the width that was used
int paintObject(QPainter& painter, const QRect& rect, const object::ResourceKey& key, bool strong)
{
    const QFont font = strong ? theme().strong() : theme().body();
    const QString kind = format::line(key.kind);
    const int kindWidth = std::min(rect.width() / 2, paint::width(kind, theme().body()));
    const QRect name = rect.adjusted(0, 0, -kindWidth - px(6), 0);
    const int used = paint::text(painter, name, format::line(key.name), font, tokens().text,
                                 Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideMiddle);
    const QRect rest = rect.adjusted(used + px(6), 0, 0, 0);
    return used + px(6) + paint::text(painter, rest, kind, theme().body(), tokens().secondary);
}

void paintChanged(QPainter& painter, const QRect& cell, const DiffRow& row)
{
    const QString added = row.added < 0 ? QString() : u'+' + QString::number(row.added);
    const QString removed = row.removed < 0 ? QString() : u'-' + QString::number(row.removed);
    const QFont code = theme().code();
    const int removedWidth = paint::width(removed, code);
    const int addedWidth = paint::width(added, code);
    paint::text(painter, cell, removed, code, tokens().bad, Qt::AlignRight | Qt::AlignVCenter);
    paint::text(painter, cell.adjusted(0, 0, -removedWidth - px(10), 0), added, code, tokens().ok,
                Qt::AlignRight | Qt::AlignVCenter);
    const int right = removedWidth + addedWidth + (row.added < 0 ? 0 : px(22));
    const QRect upper(cell.x(), cell.y() + px(8), cell.width() - right, px(20));
    paintObject(painter, upper, row.object, true);
    const QRect lower(upper.x(), upper.bottom() - px(2), upper.width(), px(18));
    paint::text(painter, lower, row.differs.text, theme().small(), tokens().of(row.differs.tone));
}

} // namespace

QSize ObjectDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    const DiffRow row = index.data(DiffModel::RowRole).value<DiffRow>();
    if (row.kind == DiffRow::Kind::Caption)
        return {px(100), px(40)};
    const bool same = row.change == diff::Change::None || row.mark.glyph == Glyph::None;
    return {px(100), px(same ? 28 : 53)};
}

void ObjectDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const
{
    const DiffRow row = index.data(DiffModel::RowRole).value<DiffRow>();
    const QRect cell = option.rect.adjusted(px(12), 0, -px(12), 0);
    painter->save();
    if (row.kind == DiffRow::Kind::Caption) {
        paint::text(*painter, cell.adjusted(0, px(6), 0, 0), row.label, theme().caption(),
                    tokens().secondary);
        painter->restore();
        return;
    }
    const bool same = row.change == diff::Change::None;
    paintGround(*painter, option, !same);
    if (same) {
        const QRectF glyph(cell.x(), cell.y(), px(14), cell.height());
        icons::draw(*painter, glyph, row.mark.glyph, tokens().of(row.mark.tone));
        paintObject(*painter, cell.adjusted(px(20), 0, 0, 0), row.object, false);
    } else {
        paintChanged(*painter, cell, row);
    }
    painter->restore();
}

QSize PlanDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    const PlanRow row = index.data(PlanModel::RowRole).value<PlanRow>();
    return {px(100), px(row.kind == PlanRow::Kind::Caption ? 29 : 39)};
}

void PlanDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    const PlanRow row = index.data(PlanModel::RowRole).value<PlanRow>();
    const Tokens& t = tokens();
    const QRect cell = option.rect.adjusted(px(16), 0, -px(16), -1);
    painter->save();
    if (row.kind == PlanRow::Kind::Caption) {
        painter->fillRect(option.rect, t.sunken);
        painter->fillRect(option.rect.x(), option.rect.bottom(), option.rect.width(), 1, t.line);
        paint::text(*painter, cell, row.label, theme().caption(), t.secondary);
    } else if (row.kind == PlanRow::Kind::Note) {
        paint::text(*painter, cell, row.label, theme().body(), t.secondary);
    } else {
        paintGround(*painter, option);
        const QRect word(cell.x(), cell.y() + (cell.height() - px(20)) / 2, px(74), px(20));
        paint::pill(*painter, word, row.mark.word, row.mark.tone);
        const QRect rest = cell.adjusted(px(86), 0, 0, 0);
        const int used
            = paintObject(*painter, rest.adjusted(0, 0, -rest.width() / 3, 0), row.object, true);
        paint::text(*painter, rest.adjusted(used + px(16), 0, 0, 0), row.detail, theme().body(),
                    row.refused ? t.bad : t.secondary, Qt::AlignRight | Qt::AlignVCenter);
    }
    painter->restore();
}

QSize OperationDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {px(100), px(39)};
}

void OperationDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                              const QModelIndex& index) const
{
    const auto step = index.data(OperationModel::RowRole).value<OperationRow>().step;
    const QRect cell = option.rect.adjusted(px(16), 0, -px(16), -1);
    painter->save();
    paintGround(*painter, option);
    const StatusMark mark = markOf(step.outcome, step.change);
    paint::status(*painter, QRect(cell.x(), cell.y(), px(110), cell.height()), mark, theme().body(),
                  px(14));
    const QRect rest = cell.adjusted(px(118), 0, 0, 0);
    const int used
        = paintObject(*painter, rest.adjusted(0, 0, -rest.width() / 3, 0), step.key, true);
    const bool bad = step.outcome == sync::StepOutcome::Failed;
    paint::text(*painter, rest.adjusted(used + px(16), 0, 0, 0), format::line(step.message),
                theme().body(), bad ? tokens().bad : tokens().secondary,
                Qt::AlignRight | Qt::AlignVCenter);
    painter->restore();
}

HistoryDelegate::HistoryDelegate(const HistoryModel& model, QObject* parent)
    : TextDelegate(parent)
    , m_model(model)
{ }

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {px(100), px(64)};
}

void HistoryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const HistoryRow row = index.data(HistoryModel::RowRole).value<HistoryRow>();
    const Tokens& t = tokens();
    const QRect cell = option.rect.adjusted(px(16), 0, -px(16), -1);
    painter->save();
    paintGround(*painter, option);
    const QString number = row.onlyInGit ? QString() : QString::number(row.entry.id);
    paint::text(*painter, QRect(cell.x(), cell.y(), px(24), cell.height()), number, theme().body(),
                t.secondary);
    QRect words = cell.adjusted(px(30), px(11), 0, -px(11));
    if (row.live || row.onlyInGit) {
        const QString word = row.live ? tr("live") : tr("in Git");
        const int width = paint::width(word, theme().strong()) + px(18);
        const QRect place(cell.right() - width, cell.y() + (cell.height() - px(20)) / 2, width,
                          px(20));
        paint::pill(*painter, place, word, row.live ? Tone::Ok : Tone::Warning);
        words.setRight(place.left() - px(12));
    }
    const QRect upper(words.x(), words.y(), words.width(), px(20));
    const QString summary = format::line(row.entry.summary);
    paint::text(*painter, upper, summary.isEmpty() ? tr("no message") : summary, theme().strong(),
                t.text);
    const QRect lower = upper.translated(0, px(20));
    const int sha
        = paint::text(*painter, lower, row.entry.commit.left(7), theme().code(), t.secondary);
    paint::text(*painter, lower.adjusted(sha + px(7), 0, 0, 0), m_model.details(row),
                theme().body(), t.secondary);
    painter->restore();
}

CellDelegate::CellDelegate(int strongColumn, bool branches, QObject* parent)
    : TextDelegate(parent)
    , m_strongColumn(strongColumn)
    , m_branches(branches)
{ }

QSize CellDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return {px(100), tableRowHeight()};
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const
{
    const Tokens& t = tokens();
    const QRect& r = option.rect;
    painter->save();
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(r, t.accentWash);
    painter->fillRect(r.x(), r.bottom(), r.width(), 1, t.line);
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    if (!m_branches && view && view->hasFocus() && view->currentIndex().row() == index.row()
        && view->currentIndex().parent() == index.parent())
        paint::rowFocus(*painter, r, index.column() == 0,
                        index.column() == index.model()->columnCount(index.parent()) - 1);
    const bool strong = index.column() == m_strongColumn;
    // In a tree the branch stands before the first column, in a table nothing does.
    const bool branch = m_branches && index.column() == 0;
    const QRect cell = r.adjusted(px(branch ? 4 : index.column() == 0 ? 16 : 12), 0, -px(8), -1);
    const QVariant mark = index.data(MarkRole);
    const QVariant tone = index.data(ToneRole);
    if (mark.isValid()) {
        paint::status(*painter, cell, mark.value<StatusMark>(), theme().body(), px(14));
    } else {
        const QColor& color = strong ? t.text
            : tone.isValid()         ? t.of(Tone(tone.toInt()))
                                     : t.secondary;
        paint::text(*painter, cell, index.data().toString(),
                    strong ? theme().strong() : theme().body(), color,
                    Qt::AlignLeft | Qt::AlignVCenter, strong ? Qt::ElideMiddle : Qt::ElideRight);
    }
    painter->restore();
}

} // namespace cauce
