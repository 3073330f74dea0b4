#include "models/historymodel.h"

#include "models/format.h"

using namespace Qt::StringLiterals;

namespace cauce {

HistoryModel::HistoryModel(Clock clock, QObject* parent)
    : RowModel(parent)
    , m_clock(std::move(clock))
{ }

void HistoryModel::setState(const AppStatePtr& state)
{
    QList<HistoryRow> next;
    if (state) {
        const auto& history = state->history;
        const QString deployed = history.isEmpty() ? QString() : history.last().commit;
        if (!state->revision.commit.isEmpty() && state->revision.commit != deployed) {
            HistoryRow row;
            row.onlyInGit = true;
            row.entry.id = -1;
            row.entry.commit = state->revision.commit;
            row.entry.summary = state->revision.summary;
            row.entry.author = state->revision.author;
            next.append(row);
        }
        for (auto it = history.crbegin(); it != history.crend(); ++it)
            next.append({*it, it == history.crbegin(), false});
    }
    setRows(std::move(next));
}

QString HistoryModel::details(const HistoryRow& row) const
{
    QStringList parts;
    if (!row.entry.author.isEmpty())
        parts << format::line(row.entry.author);
    if (row.onlyInGit) {
        parts << tr("not yet deployed");
        return parts.join(u" · "_s);
    }
    parts << format::ago(row.entry.deployedAt, m_clock.now());
    if (row.entry.startedAt.isValid() && row.entry.deployedAt.isValid())
        parts << tr("took %1").arg(
            format::duration(row.entry.startedAt.msecsTo(row.entry.deployedAt)));
    if (row.entry.rollback)
        parts << tr("rollback");
    if (row.entry.automated)
        parts << tr("by automation");
    return parts.join(u" · "_s);
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const HistoryRow& r = row(index.row());
    switch (role) {
    case RowRole:
        return QVariant::fromValue(r);
    case Qt::DisplayRole:
        return format::line(r.entry.summary);
    case Qt::AccessibleTextRole:
        return QString(format::line(r.entry.summary) % u", "_s % r.entry.commit.left(7) % u", "_s
                       % details(r));
    default:
        return {};
    }
}

} // namespace cauce
