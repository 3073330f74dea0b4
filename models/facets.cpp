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
    rebuild();
}

//! Everything that the facets say, counted in one pass over the applications.
struct Facets::Counts
{
    int all = 0;
    int attention = 0;
    QHash<diff::SyncStatus, int> sync;
    QHash<health::HealthStatus, int> health;
    struct Names
    {
        QMap<QString, int> counts;
        QMap<QString, int> totals; // the order must not jump when another facet is chosen
    };
    Names projects;
    Names namespaces;
};

Facets::Counts Facets::count() const
{
    const ApplicationMatcher matcher(m_filter.query());
    constexpr int all = ApplicationMatcher::kAll;
    Counts n;
    for (const ApplicationRowPtr& row : m_filter.source().rows()) {
        const AppState& s = *row->state;
        const int parts = matcher.parts(*row);
        const auto but = [parts](int part) { return (parts | part) == all; };
        const bool text = parts & ApplicationMatcher::Text;
        n.all += text;
        n.attention += text && needsAttention(s);
        n.sync[s.sync] += but(ApplicationMatcher::Sync);
        n.health[s.health.status] += but(ApplicationMatcher::Health);
        const auto name = [](Counts::Names& names, const QString& which, bool counts) {
            if (which.isEmpty())
                return;
            ++names.totals[which];
            names.counts[which] += counts;
        };
        name(n.projects, projectOf(s), but(ApplicationMatcher::Project));
        name(n.namespaces, s.spec.destinationNamespace, but(ApplicationMatcher::Namespace));
    }
    return n;
}

QList<FacetRow> Facets::statusRows(const Counts& counts) const
{
    using health::HealthStatus;
    const ApplicationQuery& query = m_filter.query();
    QList<FacetRow> rows {captionRow(u"sync"_s, tr("Sync"))};
    for (const diff::SyncStatus status :
         {diff::SyncStatus::OutOfSync, diff::SyncStatus::Unknown, diff::SyncStatus::Synced}) {
        const StatusMark mark = markOf(status);
        rows.append({FacetRow::Kind::Sync, QString::number(int(status)), mark.word, int(status),
                     mark, counts.sync.value(status), query.sync.contains(status)});
    }
    rows.append(captionRow(u"health"_s, tr("Health")));
    for (const HealthStatus status :
         {HealthStatus::Degraded, HealthStatus::Missing, HealthStatus::Progressing,
          HealthStatus::Unknown, HealthStatus::Suspended, HealthStatus::Healthy}) {
        const StatusMark mark = markOf(status);
        rows.append({FacetRow::Kind::Health, QString::number(int(status)), mark.word, int(status),
                     mark, counts.health.value(status), query.health.contains(status)});
    }
    return rows;
}

QList<FacetRow> Facets::nameRows(FacetRow::Kind kind, const QString& caption,
                                 const Counts& counts) const
{
    const bool projects = kind == FacetRow::Kind::Project;
    const ApplicationQuery& query = m_filter.query();
    const QSet<QString>& chosen = projects ? query.projects : query.namespaces;
    const QMap<QString, int>& totals = (projects ? counts.projects : counts.namespaces).totals;
    const QMap<QString, int>& shown = (projects ? counts.projects : counts.namespaces).counts;
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
            {kind, name, format::line(name), -1, {}, shown.value(name), chosen.contains(name)});
    }
    if (hidden > 0)
        rows.append(
            {FacetRow::Kind::More, QString::number(int(kind)), tr("more…"), -1, {}, hidden, false});
    return rows;
}

void Facets::rebuild()
{
    const Counts counts = count();
    const ApplicationQuery& query = m_filter.query();
    ApplicationQuery all;
    all.text = query.text;
    QList<FacetRow> rows {
        {FacetRow::Kind::All, u"all"_s, tr("All applications"), -1, {}, counts.all, query == all},
        {FacetRow::Kind::Attention,
         u"attention"_s,
         tr("Needs attention"),
         -1,
         {},
         counts.attention,
         query.attention},
    };
    rows << statusRows(counts) << nameRows(FacetRow::Kind::Project, tr("Project"), counts)
         << nameRows(FacetRow::Kind::Namespace, tr("Namespace"), counts);
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
