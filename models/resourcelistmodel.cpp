#include "models/resourcelistmodel.h"

#include "models/cellroles.h"
#include "models/format.h"

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

bool containsWords(const object::ResourceKey& key, const QStringList& words)
{
    if (words.isEmpty())
        return true;
    const QString text = QString(key.kind % u' ' % key.name % u' ' % key.nameSpace).toLower();
    return std::all_of(words.cbegin(), words.cend(),
                       [&text](const QString& word) { return text.contains(word); });
}

} // namespace

ResourceListModel::ResourceListModel(Clock clock, QObject* parent)
    : RowModel(parent)
    , m_clock(std::move(clock))
{ }

void ResourceListModel::setState(const AppStatePtr& state)
{
    if (m_state == state)
        return;
    m_state = state;
    rebuild();
}

void ResourceListModel::setFilter(const QString& text)
{
    if (m_filter == text)
        return;
    m_filter = text;
    rebuild();
}

void ResourceListModel::rebuild()
{
    QList<ResourceRow> next;
    if (m_state) {
        const QDateTime now = m_clock.now();
        const QStringList words = m_filter.toLower().split(u' ', Qt::SkipEmptyParts);
        for (const ResourceState& r : m_state->resources) {
            if (containsWords(r.key, words))
                next.append({r, differencewords::resource(r, now)});
        }
    }
    setRows(std::move(next));
}

int ResourceListModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ResourceListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ResourceRow& r = row(index.row());
    if (role == RowRole)
        return QVariant::fromValue(r);
    if (role == ToneRole && index.column() == Differs)
        return int(r.differs.tone);
    if (role == MarkRole && index.column() == Health && r.state.health)
        return QVariant::fromValue(markOf(r.state.health->status));
    if (role == MarkRole && index.column() == Sync && !r.state.hook)
        return QVariant::fromValue(markOf(r.state.sync));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Kind:
        return format::line(r.state.key.kind);
    case Name:
        return format::line(r.state.key.name);
    case Namespace:
        return format::line(r.state.key.nameSpace);
    case Health:
        return r.state.health ? markOf(r.state.health->status).word : QString();
    case Sync:
        return markOf(r.state.sync).word;
    case Differs:
        return r.differs.text;
    case Age:
        return format::age(r.state.createdAt, m_clock.now());
    default:
        return {};
    }
}

QVariant ResourceListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Kind:
        return tr("Kind");
    case Name:
        return tr("Name");
    case Namespace:
        return tr("Namespace");
    case Health:
        return tr("Health");
    case Sync:
        return tr("Sync");
    case Differs:
        return tr("What differs");
    case Age:
        return tr("Age");
    default:
        return {};
    }
}

} // namespace cauce
