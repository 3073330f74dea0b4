#include "models/diffmodel.h"

#include "models/format.h"

using namespace Qt::StringLiterals;

namespace cauce {

DiffModel::DiffModel(Clock clock, QObject* parent)
    : RowModel(parent)
    , m_clock(std::move(clock))
{ }

void DiffModel::setState(const AppStatePtr& state)
{
    if (m_state == state)
        return;
    m_state = state;
    rebuild();
}

void DiffModel::setDocuments(const DiffDocumentsPtr& documents)
{
    if (m_documents == documents)
        return;
    m_documents = documents;
    rebuild();
}

void DiffModel::setFilter(const QString& text)
{
    m_filter = text.trimmed().toLower();
    rebuild();
}

void DiffModel::setUnchangedShown(bool shown)
{
    m_unchangedShown = shown;
    rebuild();
}

DiffRow DiffModel::rowOf(const ResourceState& state) const
{
    DiffRow row;
    row.object = state.key;
    row.change = state.change;
    row.mark = markOf(state.sync);
    row.differs = differencewords::resource(state, m_clock.now());
    const DiffDocumentPtr document = m_documents ? m_documents->find(state.key) : nullptr;
    if (document) {
        row.added = document->lines.added;
        row.removed = document->lines.removed;
    }
    return row;
}

void DiffModel::rebuild()
{
    QList<DiffRow> changed;
    QList<DiffRow> unchanged;
    if (m_state) {
        for (const ResourceState& r : m_state->resources) {
            const QString text = QString(r.key.kind % u' ' % r.key.name).toLower();
            if (!m_filter.isEmpty() && !text.contains(m_filter))
                continue;
            const bool same = r.change == diff::Change::None || r.hook;
            (same ? unchanged : changed).append(rowOf(r));
        }
    }
    if (!unchanged.isEmpty()) {
        DiffRow caption;
        caption.kind = DiffRow::Kind::Caption;
        caption.label = tr("Unchanged · %1").arg(unchanged.size());
        changed.append(caption);
        if (m_unchangedShown)
            changed.append(unchanged);
    }
    setRows(std::move(changed));
}

QVariant DiffModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const DiffRow& r = row(index.row());
    switch (role) {
    case RowRole:
        return QVariant::fromValue(r);
    case Qt::DisplayRole:
        return r.kind == DiffRow::Kind::Caption
            ? r.label
            : format::line(r.object.name % u' ' % r.object.kind);
    case Qt::AccessibleTextRole:
        return r.kind == DiffRow::Kind::Caption
            ? r.label
            : QString(format::line(r.object.kind % u' ' % r.object.name) % u", "_s
                      % r.differs.text);
    default:
        return {};
    }
}

Qt::ItemFlags DiffModel::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace cauce
