#include "core/tree/resourcetree.h"

#include "core/tree/podinfo.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace cauce::tree {

namespace {

//! Children by owner reference, and those that Kubernetes ties by name only.
QList<cluster::LiveObjectPtr> childrenOf(const cluster::LiveObject& object,
                                         const cluster::LiveState& live)
{
    QList<cluster::LiveObjectPtr> children = live.children(object.uid);
    if (object.key.kind == "Service"_L1 && object.key.group.isEmpty()) {
        // Endpoints have no owner reference; they bear the Service's name.
        if (const auto endpoints
            = live.find({QString(), u"Endpoints"_s, object.key.nameSpace, object.key.name}))
            children.append(endpoints);
    }
    return children;
}

TreeNode nodeOf(const object::ResourceKey& key, const cluster::LiveObjectPtr& object)
{
    TreeNode node;
    node.key = key;
    node.type = {key.group, QString(), key.kind};
    if (!object) {
        node.health = health::Health {health::HealthStatus::Missing, {}};
        return node;
    }
    node.type = object->type;
    node.uid = object->uid;
    node.createdAt = object->createdAt;
    node.deleting = object->deleting;
    const auto manifest = object->manifest();
    if (!manifest) {
        node.health = health::Health {health::HealthStatus::Unknown, manifest.error().message};
        return node;
    }
    node.health = health::assess(*manifest);
    node.info = shortInfo(*manifest);
    node.images = imagesOf(*manifest);
    return node;
}

//! Walks down without recursion: an owner cycle or a deep chain costs no stack.
class Walk
{
public:
    Walk(const cluster::LiveState& live, int maxNodes)
        : m_live(live)
        , m_maxNodes(maxNodes)
    { }

    void add(const object::ResourceKey& key)
    {
        const auto object = m_live.find(key);
        if (object && m_seen.contains(object->uid))
            return;
        push(key, object, -1, true);
        while (!m_open.isEmpty())
            descend(m_open.takeLast());
    }

    void reserve(const QSet<QString>& managedUids) { m_managed = managedUids; }
    QList<TreeNode> take() { return std::move(m_nodes); }

private:
    struct Open
    {
        cluster::LiveObjectPtr object;
        int index;
    };

    void push(const object::ResourceKey& key, const cluster::LiveObjectPtr& object, int parent,
              bool managed)
    {
        TreeNode node = nodeOf(key, object);
        node.parent = parent;
        node.managed = managed;
        m_nodes.append(node);
        if (object) {
            m_seen.insert(object->uid);
            m_open.append({object, int(m_nodes.size()) - 1});
        }
    }

    void descend(const Open& open)
    {
        const auto children = childrenOf(*open.object, m_live);
        int leftOut = 0;
        for (const auto& child : children) {
            // A managed object stands at the top, even when another one owns it as well.
            if (m_seen.contains(child->uid) || m_managed.contains(child->uid))
                continue;
            if (m_nodes.size() >= m_maxNodes)
                ++leftOut;
            else
                push(child->key, child, open.index, false);
        }
        if (leftOut > 0) {
            TreeNode& parent = m_nodes[open.index];
            const QString more = u"+%1 more"_s.arg(leftOut);
            parent.info = parent.info.isEmpty() ? more : parent.info + ", "_L1 + more;
        }
    }

    const cluster::LiveState& m_live;
    int m_maxNodes;
    QList<TreeNode> m_nodes;
    QList<Open> m_open;
    QSet<QString> m_seen; // uids
    QSet<QString> m_managed; // uids
};

} // namespace

QList<TreeNode> resourceTree(const QList<object::ResourceKey>& managed,
                             const cluster::LiveState& live, int maxNodes)
{
    QSet<QString> uids;
    for (const object::ResourceKey& key : managed) {
        if (const auto object = live.find(key))
            uids.insert(object->uid);
    }
    Walk walk(live, maxNodes);
    walk.reserve(uids);
    for (const object::ResourceKey& key : managed)
        walk.add(key);
    return walk.take();
}

} // namespace cauce::tree
