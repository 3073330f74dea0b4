#include "models/applicationmodel.h"

namespace cauce {

namespace {

bool hasErrors(const QList<AppCondition>& conditions)
{
    return std::any_of(conditions.cbegin(), conditions.cend(),
                       [](const AppCondition& c) { return c.isError(); });
}

QString searchTextOf(const AppState& state)
{
    QStringList words {state.spec.name,        state.spec.project,
                       state.spec.nameSpace,   state.spec.destinationNamespace,
                       state.spec.source.path, state.revision.commit,
                       state.revision.summary, state.revision.author};
    QSet<QString> seen;
    for (const ResourceState& r : state.resources)
        seen << r.key.kind << r.key.name;
    for (const tree::TreeNode& node : state.tree) {
        for (const QString& image : node.images)
            seen << image;
    }
    words << seen.values();
    return words.join(u'\n').toLower();
}

QVariant roleValue(const ApplicationRow& row, int role)
{
    const AppState& s = *row.state;
    switch (role) {
    case Qt::DisplayRole:
    case ApplicationModel::NameRole:
        return s.spec.name;
    case ApplicationModel::NamespaceRole:
        return s.spec.destinationNamespace;
    case ApplicationModel::HealthRole:
        return int(s.health.status);
    case ApplicationModel::SyncRole:
        return int(s.sync);
    case ApplicationModel::DiffersRole:
        return row.differs.text;
    case ApplicationModel::CommitRole:
        return s.revision.commit;
    case ApplicationModel::LastSyncRole:
        return row.lastSyncAt;
    case ApplicationModel::OperationRole:
        return s.operation ? int(s.operation->phase) : -1;
    case ApplicationModel::StaleRole:
        return s.stale;
    default:
        return {};
    }
}

} // namespace

int rankOf(const AppState& state)
{
    using health::HealthStatus;
    if (state.health.status == HealthStatus::Degraded)
        return 80;
    if (state.health.status == HealthStatus::Missing)
        return 70;
    if (hasErrors(state.conditions) || hasErrors(state.spec.conditions))
        return 60;
    if (state.sync == diff::SyncStatus::OutOfSync)
        return 50;
    if (state.health.status == HealthStatus::Progressing)
        return 40;
    if (state.sync == diff::SyncStatus::Unknown || state.health.status == HealthStatus::Unknown)
        return 30;
    return state.health.status == HealthStatus::Suspended ? 20 : 10;
}

bool needsAttention(const AppState& state)
{
    return rankOf(state) > 20;
}

ApplicationModel::ApplicationModel(Clock clock, QObject* parent)
    : QAbstractListModel(parent)
    , m_clock(std::move(clock))
{ }

ApplicationRowPtr ApplicationModel::makeRow(const AppStatePtr& state) const
{
    auto row = std::make_shared<ApplicationRow>();
    row->state = state;
    row->differs = differencewords::application(*state, m_clock.now());
    row->syncing = state->operation && !state->operation->isFinished();
    if (!state->history.isEmpty())
        row->lastSyncAt = state->history.last().deployedAt;
    row->rank = rankOf(*state);
    row->searchText = searchTextOf(*state);
    row->nameOrder = m_collator.sortKey(state->spec.name);
    return row;
}

void ApplicationModel::apply(const QList<AppStatePtr>& changed, const QStringList& removed)
{
    for (const QString& name : removed)
        remove(name);
    for (const AppStatePtr& state : changed)
        put(state);
    emit applied();
}

void ApplicationModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_rowOf.clear();
    endResetModel();
    emit applied();
}

void ApplicationModel::put(const AppStatePtr& state)
{
    const auto known = m_rowOf.constFind(state->name());
    if (known == m_rowOf.cend()) {
        const int number = int(m_rows.size());
        beginInsertRows({}, number, number);
        m_rows.append(makeRow(state));
        m_rowOf.insert(state->name(), number);
        endInsertRows();
        return;
    }
    if (m_rows.at(*known)->state == state)
        return;
    const ApplicationRowPtr before = std::exchange(m_rows[*known], makeRow(state));
    QList<int> roles;
    for (int role = NameRole; role < OtherRole; ++role) {
        if (roleValue(*before, role) != roleValue(*m_rows.at(*known), role))
            roles.append(role);
    }
    roles.append({OtherRole, RowRole});
    emit dataChanged(index(*known), index(*known), roles);
}

void ApplicationModel::remove(const QString& name)
{
    const int number = m_rowOf.value(name, -1);
    if (number < 0)
        return;
    beginRemoveRows({}, number, number);
    m_rows.removeAt(number);
    m_rowOf.clear();
    for (int i = 0; i < m_rows.size(); ++i)
        m_rowOf.insert(m_rows.at(i)->state->name(), i);
    endRemoveRows();
}

ApplicationRowPtr ApplicationModel::row(const QString& name) const
{
    const int number = m_rowOf.value(name, -1);
    return number < 0 ? nullptr : m_rows.at(number);
}

int ApplicationModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant ApplicationModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ApplicationRowPtr& row = m_rows.at(index.row());
    return role == RowRole ? QVariant::fromValue(row) : roleValue(*row, role);
}

} // namespace cauce
