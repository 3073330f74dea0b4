#include "models/applicationfilter.h"

#include "models/format.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

//! Below 0 when \p a is newer. What never happened is oldest: secsTo() would call it equal to all.
int newerFirst(const QDateTime& a, const QDateTime& b)
{
    const qint64 x = a.isValid() ? a.toMSecsSinceEpoch() : std::numeric_limits<qint64>::min();
    const qint64 y = b.isValid() ? b.toMSecsSinceEpoch() : std::numeric_limits<qint64>::min();
    return x == y ? 0 : x > y ? -1 : 1;
}

} // namespace

QString projectOf(const AppState& state)
{
    return state.spec.project.isEmpty() ? u"default"_s : state.spec.project;
}

bool ApplicationQuery::matches(const ApplicationRow& row) const
{
    return ApplicationMatcher(*this).matches(row);
}

ApplicationMatcher::ApplicationMatcher(const ApplicationQuery& query)
    : m_query(query)
    , m_words(query.text.toLower().split(u' ', Qt::SkipEmptyParts))
{ }

int ApplicationMatcher::parts(const ApplicationRow& row) const
{
    const AppState& s = *row.state;
    const ApplicationQuery& q = m_query;
    const bool text = std::all_of(m_words.cbegin(), m_words.cend(), [&row](const QString& word) {
        return row.searchText.contains(word);
    });
    int parts = text ? Text : 0;
    parts |= !q.attention || needsAttention(s) ? Attention : 0;
    parts |= q.sync.isEmpty() || q.sync.contains(s.sync) ? Sync : 0;
    parts |= q.health.isEmpty() || q.health.contains(s.health.status) ? Health : 0;
    parts |= q.projects.isEmpty() || q.projects.contains(projectOf(s)) ? Project : 0;
    parts |= q.namespaces.isEmpty() || q.namespaces.contains(s.spec.destinationNamespace)
        ? Namespace
        : 0;
    return parts;
}

ApplicationFilter::ApplicationFilter(ApplicationModel& source, QObject* parent)
    : RowModel(parent)
    , m_source(source)
{
    connect(&source, &ApplicationModel::applied, this, &ApplicationFilter::rebuild);
    rebuild();
}

void ApplicationFilter::setQuery(const ApplicationQuery& query)
{
    if (m_query == query)
        return;
    m_query = query;
    rebuild();
    emit queryChanged();
}

void ApplicationFilter::setOrder(ApplicationOrder order, bool descending)
{
    if (m_order == order && m_descending == descending)
        return;
    m_order = order;
    m_descending = descending;
    rebuild();
}

bool ApplicationFilter::comesBefore(const ApplicationRow& a, const ApplicationRow& b) const
{
    const auto compare = [this](const ApplicationRow& x, const ApplicationRow& y) {
        switch (m_order) {
        case ApplicationOrder::WorstFirst:
            return y.rank - x.rank;
        case ApplicationOrder::Name:
            break;
        case ApplicationOrder::Namespace:
            return x.state->spec.destinationNamespace.compare(y.state->spec.destinationNamespace);
        case ApplicationOrder::Health:
            return int(y.state->health.status) - int(x.state->health.status);
        case ApplicationOrder::Sync:
            return int(y.state->sync) - int(x.state->sync);
        case ApplicationOrder::Revision:
            return newerFirst(x.state->revision.committedAt, y.state->revision.committedAt);
        case ApplicationOrder::LastSync:
            return newerFirst(x.lastSyncAt, y.lastSyncAt);
        }
        return 0;
    };
    const int order = compare(a, b);
    if (order != 0)
        return (order < 0) != m_descending;
    const int names = a.nameOrder->compare(*b.nameOrder);
    return m_order == ApplicationOrder::Name && m_descending ? names > 0 : names < 0;
}

void ApplicationFilter::rebuild()
{
    QList<FilteredApplication> next;
    const ApplicationMatcher matcher(m_query);
    for (const ApplicationRowPtr& row : m_source.rows()) {
        if (matcher.matches(*row))
            next.append({row});
    }
    std::stable_sort(next.begin(), next.end(), [this](const auto& a, const auto& b) {
        return comesBefore(*a.application, *b.application);
    });
    setRows(std::move(next));
    emit rebuilt();
}

int ApplicationFilter::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ApplicationFilter::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ApplicationRowPtr& application = row(index.row()).application;
    const AppState& s = *application->state;
    switch (role) {
    case ApplicationModel::RowRole:
        return QVariant::fromValue(application);
    case ApplicationModel::NameRole:
        return s.spec.name;
    case Qt::AccessibleTextRole:
        return QString(s.spec.name % u", "_s % markOf(s.health.status).word % u", "_s
                       % markOf(s.sync).word % u", "_s % application->differs.text);
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case Name:
        return s.spec.name;
    case Namespace:
        return s.spec.destinationNamespace;
    case Health:
        return markOf(s.health.status).word;
    case Sync:
        return markOf(s.sync).word;
    case Differs:
        return application->differs.text;
    case Revision:
        return format::line(s.revision.shortCommit() % u' ' % s.revision.summary);
    case LastSync:
        return format::ago(application->lastSyncAt, m_source.clock().now());
    default:
        return {};
    }
}

QVariant ApplicationFilter::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Application");
    case Namespace:
        return tr("Namespace");
    case Health:
        return tr("Health");
    case Sync:
        return tr("Sync");
    case Differs:
        return tr("What differs");
    case Revision:
        return tr("Revision");
    case LastSync:
        return tr("Last sync");
    default:
        return {};
    }
}

} // namespace cauce
