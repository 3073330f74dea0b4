#include "core/tree/resourcetree.h"

#include "core/tree/children.h"
#include "core/tree/podinfo.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace cauce::tree {

namespace {

TreeNode nodeOf(const cluster::LiveObject& object)
{
    TreeNode node;
    node.key = object.key;
    node.type = object.type;
    node.uid = object.uid;
    node.createdAt = object.createdAt;
    node.deleting = object.deleting;
    const auto manifest = object.manifest();
    if (!manifest) {
        node.health = health::Health {health::HealthStatus::Unknown, manifest.error().message};
        return node;
    }
    node.health = health::assess(*manifest);
    node.info = shortInfo(*manifest);
    node.images = imagesOf(*manifest);
    node.links = externalLinks(*manifest);
    return node;
}

TreeNode absentNode(const ManagedObject& object, const cluster::LiveState& live)
{
    TreeNode node;
    node.key = object.key;
    node.type = object.type;
    node.health = health::assessAbsent(object.key.groupKind(), live);
    return node;
}

//! Tells objects apart: by uid, so that one that is served in two groups is one, and by key as long
//! as there is none.
QString idOf(const cluster::LiveObject& object)
{
    return object.uid.isEmpty() ? object.key.toString() : object.uid;
}

//! Walks down without recursion: an owner cycle or a deep chain costs no stack.
class Walk
{
public:
    Walk(const QList<ManagedObject>& managed, const cluster::LiveState& live, int maxNodes)
        : m_live(live)
        , m_children(live)
        , m_left(maxNodes)
    {
        for (const ManagedObject& object : managed) {
            if (const auto there = live.find(object.key))
                m_managed.insert(idOf(*there));
        }
        for (const ManagedObject& object : managed)
            add(object);
    }

    QList<TreeNode> take() { return std::move(m_nodes); }

private:
    struct Open
    {
        cluster::LiveObjectPtr object;
        int index;
    };

    void add(const ManagedObject& managed)
    {
        if (const auto object = m_live.find(managed.key)) {
            if (!m_seen.contains(idOf(*object)))
                push(object, -1);
        } else if (!m_absent.contains(managed.key)) {
            m_absent.insert(managed.key);
            m_nodes.append(absentNode(managed, m_live));
            m_nodes.last().managed = true;
        }
        while (!m_open.isEmpty())
            descend(m_open.takeLast());
    }

    void push(const cluster::LiveObjectPtr& object, int parent)
    {
        TreeNode node = nodeOf(*object);
        node.parent = parent;
        node.managed = parent < 0;
        m_nodes.append(node);
        m_seen.insert(idOf(*object));
        m_open.append({object, int(m_nodes.size()) - 1});
    }

    void descend(const Open& open)
    {
        int leftOut = 0;
        for (const auto& child : m_children.of(*open.object)) {
            const QString id = idOf(*child);
            if (m_seen.contains(id) || m_managed.contains(id))
                continue;
            if (m_left <= 0) {
                ++leftOut;
                continue;
            }
            --m_left;
            push(child, open.index);
        }
        if (leftOut > 0) {
            TreeNode& parent = m_nodes[open.index];
            const QString more = u"+%1 more"_s.arg(leftOut);
            parent.info = parent.info.isEmpty() ? more : parent.info + ", "_L1 + more;
        }
    }

    const cluster::LiveState& m_live;
    Children m_children;
    int m_left; // how many more may be added that nobody declares
    QList<TreeNode> m_nodes;
    QList<Open> m_open;
    QSet<QString> m_seen; // ids
    QSet<QString> m_managed; // ids
    QSet<object::ResourceKey> m_absent;
};

} // namespace

QList<TreeNode> resourceTree(const QList<ManagedObject>& managed, const cluster::LiveState& live,
                             int maxNodes)
{
    return Walk(managed, live, maxNodes).take();
}

} // namespace cauce::tree
