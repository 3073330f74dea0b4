#include "models/facets.h"

#include "models/format.h"

#include <QMap>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

constexpr int kShownNames = 6; // projects or namespaces before "more..."

template <typename T>
void flip(QSet<T>& set, const T& value)
{
    if (!set.remove(value))
        set.insert(value);
}

FacetRow captionRow(const QString& id, const QString& label)
{
    FacetRow row;
    row.id = id;
    row.label = label;
    return row;
}

} // namespace

Facets::Facets(ApplicationFilter& filter, QObject* parent)
    : RowModel(parent)
    , m_filter(filter)
{
    connect(&filter, &ApplicationFilter::rebuilt, this, &Facets::rebuild);
    connect(&filter, &ApplicationFilter::queryChanged, this, &Facets::rebuild);
    rebuild();
}

int Facets::countWhere(const ApplicationQuery& query) const
{
    const auto& all = m_filter.source().rows();
    return int(std::count_if(all.cbegin(), all.cend(), [&query](const ApplicationRowPtr& row) {
        return query.matches(*row);
    }));
}

QList<FacetRow> Facets::statusRows() const
{
    using health::HealthStatus;
    const ApplicationQuery& query = m_filter.query();
    QList<FacetRow> rows {captionRow(u"sync"_s, tr("Sync"))};
    for (const diff::SyncStatus status :
         {diff::SyncStatus::OutOfSync, diff::SyncStatus::Unknown, diff::SyncStatus::Synced}) {
        ApplicationQuery only = query;
        only.sync = {status};
        const StatusMark mark = markOf(status);
        rows.append({FacetRow::Kind::Sync, QString::number(int(status)), mark.word, int(status),
                     mark, countWhere(only), query.sync.contains(status)});
    }
    rows.append(captionRow(u"health"_s, tr("Health")));
    for (const HealthStatus status :
         {HealthStatus::Degraded, HealthStatus::Missing, HealthStatus::Progressing,
          HealthStatus::Unknown, HealthStatus::Suspended, HealthStatus::Healthy}) {
        ApplicationQuery only = query;
        only.health = {status};
        const StatusMark mark = markOf(status);
        rows.append({FacetRow::Kind::Health, QString::number(int(status)), mark.word, int(status),
                     mark, countWhere(only), query.health.contains(status)});
    }
    return rows;
}

QList<FacetRow> Facets::nameRows(FacetRow::Kind kind, const QString& caption) const
{
    const bool projects = kind == FacetRow::Kind::Project;
    ApplicationQuery others = m_filter.query();
    const QSet<QString> chosen = std::exchange(projects ? others.projects : others.namespaces, {});
    QMap<QString, int> counts;
    QMap<QString, int> totals; // the order must not jump when another facet is chosen
    for (const ApplicationRowPtr& row : m_filter.source().rows()) {
        const QString name
            = projects ? projectOf(*row->state) : row->state->spec.destinationNamespace;
        if (name.isEmpty())
            continue;
        ++totals[name];
        counts[name] += others.matches(*row);
    }
    QStringList names = totals.keys();
    std::stable_sort(names.begin(), names.end(), [&totals](const QString& a, const QString& b) {
        return totals.value(a) > totals.value(b);
    });
    if (names.isEmpty())
        return {};
    QList<FacetRow> rows {captionRow(QString::number(int(kind)), caption)};
    int hidden = 0;
    for (int i = 0; i < names.size(); ++i) {
        const QString& name = names.at(i);
        if (!m_unfolded && i >= kShownNames && !chosen.contains(name)) {
            ++hidden;
            continue;
        }
        rows.append(
            {kind, name, format::line(name), -1, {}, counts.value(name), chosen.contains(name)});
    }
    if (hidden > 0)
        rows.append(
            {FacetRow::Kind::More, QString::number(int(kind)), tr("more…"), -1, {}, hidden, false});
    return rows;
}

void Facets::rebuild()
{
    const ApplicationQuery& query = m_filter.query();
    ApplicationQuery attention;
    attention.text = query.text;
    attention.attention = true;
    ApplicationQuery all;
    all.text = query.text;
    QList<FacetRow> rows {
        {FacetRow::Kind::All,
         u"all"_s,
         tr("All applications"),
         -1,
         {},
         countWhere(all),
         query == all},
        {FacetRow::Kind::Attention,
         u"attention"_s,
         tr("Needs attention"),
         -1,
         {},
         countWhere(attention),
         query.attention},
    };
    rows << statusRows() << nameRows(FacetRow::Kind::Project, tr("Project"))
         << nameRows(FacetRow::Kind::Namespace, tr("Namespace"));
    setRows(std::move(rows));
}

void Facets::toggle(int number)
{
    if (number < 0 || number >= rowCount())
        return;
    const FacetRow chosen = row(number);
    ApplicationQuery query = m_filter.query();
    switch (chosen.kind) {
    case FacetRow::Kind::All: {
        ApplicationQuery all;
        all.text = query.text;
        query = all;
        break;
    }
    case FacetRow::Kind::Attention:
        query.attention = !query.attention;
        break;
    case FacetRow::Kind::Sync:
        flip(query.sync, diff::SyncStatus(chosen.status));
        break;
    case FacetRow::Kind::Health:
        flip(query.health, health::HealthStatus(chosen.status));
        break;
    case FacetRow::Kind::Project:
        flip(query.projects, chosen.id);
        break;
    case FacetRow::Kind::Namespace:
        flip(query.namespaces, chosen.id);
        break;
    case FacetRow::Kind::More:
        m_unfolded = true;
        rebuild();
        return;
    case FacetRow::Kind::Caption:
        return;
    }
    m_filter.setQuery(query);
}

QVariant Facets::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const FacetRow& r = row(index.row());
    switch (role) {
    case RowRole:
        return QVariant::fromValue(r);
    case Qt::DisplayRole:
        return r.label;
    case Qt::AccessibleTextRole:
        return r.isChoice() ? QString(r.label % u", "_s % QString::number(r.count)) : r.label;
    default:
        return {};
    }
}

Qt::ItemFlags Facets::flags(const QModelIndex& index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return row(index.row()).isChoice() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace cauce
