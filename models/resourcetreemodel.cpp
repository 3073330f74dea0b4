#include "models/resourcetreemodel.h"

#include "models/cellroles.h"
#include "models/format.h"

#include <QHash>

#include <algorithm>

namespace cauce {

struct ResourceTreeModel::Node
{
    TreeRow row;
    QString id; // unique among its siblings
    Node* parent = nullptr;
    int number = 0; // among its siblings
    std::vector<std::unique_ptr<Node>> children;

    void renumber(int from)
    {
        for (int i = from; i < int(children.size()); ++i)
            children[i]->number = i;
    }
};

struct ResourceTreeModel::Wanted
{
    QList<TreeRow> rows;
    QStringList ids; // one a row
    QHash<int, QList<int>> children; // by the parent's number; -1 is the root

    //! Two objects may have one key in turn (a Pod that is made again): the uid tells them apart.
    static QString idOf(const TreeRow& row) { return row.key.toString() + u'#' + row.uid; }

    static Wanted from(const AppState& state)
    {
        QHash<object::ResourceKey, diff::SyncStatus> sync;
        for (const ResourceState& r : state.resources)
            sync.insert(r.key, r.sync);
        Wanted wanted;
        QList<QSet<QString>> seen(state.tree.size() + 1);
        for (int i = 0; i < state.tree.size(); ++i) {
            const tree::TreeNode& node = state.tree.at(i);
            std::optional<diff::SyncStatus> status;
            if (const auto it = sync.constFind(node.key); it != sync.cend())
                status = *it;
            wanted.rows.append({node.key, node.uid, node.managed, node.deleting, node.health,
                                status, format::line(node.info), node.createdAt});
            // Parents come before their children; what is said otherwise is shown at the top.
            const int parent = node.parent < i ? node.parent : -1;
            QSet<QString>& siblings = seen[parent + 1];
            const QString id = idOf(wanted.rows.last());
            wanted.ids.append(id);
            if (!siblings.contains(id))
                wanted.children[parent].append(i);
            siblings.insert(id);
        }
        return wanted;
    }
};

ResourceTreeModel::ResourceTreeModel(Clock clock, QObject* parent)
    : QAbstractItemModel(parent)
    , m_clock(std::move(clock))
    , m_root(std::make_unique<Node>())
{ }

ResourceTreeModel::~ResourceTreeModel() = default;

void ResourceTreeModel::setState(const AppStatePtr& state)
{
    if (m_state == state)
        return;
    const bool other = !m_state || !state || m_state->name() != state->name();
    m_state = state;
    const Wanted wanted = state ? Wanted::from(*state) : Wanted();
    if (!other) {
        merge(*m_root, wanted, -1);
        return;
    }
    beginResetModel();
    m_root = std::make_unique<Node>();
    for (const int child : wanted.children.value(-1))
        m_root->children.push_back(makeNode(*m_root, wanted, child));
    m_root->renumber(0);
    endResetModel();
}

//! A node with all that is below it.
std::unique_ptr<ResourceTreeModel::Node>
ResourceTreeModel::makeNode(Node& parent, const Wanted& wanted, int number) const
{
    auto node = std::make_unique<Node>();
    node->row = wanted.rows.at(number);
    node->id = wanted.ids.at(number);
    node->parent = &parent;
    for (const int child : wanted.children.value(number))
        node->children.push_back(makeNode(*node, wanted, child));
    node->renumber(0);
    return node;
}

void ResourceTreeModel::removeMissing(Node& node, const Wanted& wanted, const QList<int>& children)
{
    QSet<QString> ids;
    for (const int child : children)
        ids.insert(wanted.ids.at(child));
    for (int i = int(node.children.size()) - 1; i >= 0; --i) {
        if (ids.contains(node.children[i]->id))
            continue;
        beginRemoveRows(indexOf(&node), i, i);
        node.children.erase(node.children.begin() + i);
        node.renumber(i);
        endRemoveRows();
    }
}

void ResourceTreeModel::reorder(Node& node, const Wanted& wanted, const QList<int>& children)
{
    QHash<QString, int> place;
    for (int i = 0; i < children.size(); ++i)
        place.insert(wanted.ids.at(children.at(i)), i);
    const auto before = [&place](const auto& a, const auto& b) {
        return place.value(a->id) < place.value(b->id);
    };
    if (std::is_sorted(node.children.cbegin(), node.children.cend(), before))
        return;
    const QPersistentModelIndex parent = indexOf(&node);
    emit layoutAboutToBeChanged({parent}, VerticalSortHint);
    QList<Node*> moved;
    const QModelIndexList from = persistentIndexList();
    for (const QModelIndex& index : from)
        moved.append(nodeOf(index));
    std::sort(node.children.begin(), node.children.end(), before);
    node.renumber(0);
    QModelIndexList to;
    for (int i = 0; i < from.size(); ++i)
        to.append(indexOf(moved.at(i), from.at(i).column()));
    changePersistentIndexList(from, to);
    emit layoutChanged({parent}, VerticalSortHint);
}

// Recursion is as deep as owner references go; the tree cuts cycles.
void ResourceTreeModel::merge(Node& node, const Wanted& wanted, int number)
{
    const QList<int> children = wanted.children.value(number);
    removeMissing(node, wanted, children);
    reorder(node, wanted, children);
    for (int i = 0; i < children.size(); ++i) {
        const TreeRow& row = wanted.rows.at(children.at(i));
        const bool isHere = i < int(node.children.size())
            && node.children[i]->id == wanted.ids.at(children.at(i));
        if (!isHere) {
            beginInsertRows(indexOf(&node), i, i);
            node.children.insert(node.children.begin() + i, makeNode(node, wanted, children.at(i)));
            node.renumber(i);
            endInsertRows();
            continue;
        }
        if (!(node.children[i]->row == row)) {
            node.children[i]->row = row;
            emit dataChanged(indexOf(node.children[i].get()),
                             indexOf(node.children[i].get(), ColumnCount - 1));
        }
        merge(*node.children[i], wanted, children.at(i));
    }
}

ResourceTreeModel::Node* ResourceTreeModel::nodeOf(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : m_root.get();
}

QModelIndex ResourceTreeModel::indexOf(const Node* node, int column) const
{
    if (node == m_root.get())
        return {};
    return createIndex(node->number, column, node);
}

QModelIndex ResourceTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, nodeOf(parent)->children[row].get());
}

QModelIndex ResourceTreeModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOf(nodeOf(child)->parent) : QModelIndex();
}

int ResourceTreeModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : int(nodeOf(parent)->children.size());
}

int ResourceTreeModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant ResourceTreeModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const TreeRow& row = nodeOf(index)->row;
    if (role == RowRole)
        return QVariant::fromValue(row);
    if (role == MarkRole && index.column() == Health && row.health)
        return QVariant::fromValue(markOf(row.health->status));
    if (role == MarkRole && index.column() == Sync && row.sync)
        return QVariant::fromValue(markOf(*row.sync));
    return role == Qt::DisplayRole ? display(row, index.column()) : QVariant();
}

QVariant ResourceTreeModel::display(const TreeRow& row, int column) const
{
    switch (column) {
    case Name:
        return format::line(row.key.name);
    case Kind:
        return format::line(row.key.kind);
    case Health:
        return row.health ? markOf(row.health->status).word : QString();
    case Sync:
        return row.sync ? markOf(*row.sync).word : QString();
    case Info:
        return row.deleting ? tr("being deleted") : row.info;
    case Age:
        return format::age(row.createdAt, m_clock.now());
    default:
        return {};
    }
}

QVariant ResourceTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Kind:
        return tr("Kind");
    case Health:
        return tr("Health");
    case Sync:
        return tr("Sync");
    case Info:
        return tr("State");
    case Age:
        return tr("Age");
    default:
        return {};
    }
}

} // namespace cauce
