#include "core/cluster/livestate.h"

#include "core/object/jsoncodec.h"
#include "core/object/manifestset.h"

#include <algorithm>

namespace cauce::cluster {

namespace {

QList<LiveObjectPtr> inOrderOfKeys(QList<LiveObjectPtr> objects)
{
    std::sort(objects.begin(), objects.end(),
              [](const LiveObjectPtr& a, const LiveObjectPtr& b) { return a->key < b->key; });
    return objects;
}

} // namespace

Result<object::Manifest> LiveObject::manifest() const
{
    auto value = object::parseJson(json);
    if (!value) {
        return fail(value.error().kind,
                    key.toString() + QStringLiteral(": ") + value.error().message);
    }
    return object::Manifest::fromJson(*std::move(value));
}

std::shared_ptr<const KindIndex>
KindIndex::of(const QHash<object::ResourceKey, LiveObjectPtr>& objects)
{
    auto index = std::make_shared<KindIndex>();
    for (const LiveObjectPtr& object : objects) {
        if (!object->trackingId.isEmpty()) {
            if (const auto id = object::TrackingId::parse(object->trackingId))
                index->tracked[id->application].append(object);
        }
        for (const OwnerReference& owner : object->owners)
            index->children[owner.uid].append(object);
    }
    return index;
}

LiveState::LiveState(QString clusterId,
                     QHash<object::GroupKind, Loadable<std::shared_ptr<const KindSnapshot>>> kinds,
                     QHash<object::GroupKind, ApiResource> resources, QDateTime asOf)
    : m_clusterId(std::move(clusterId))
    , m_kinds(std::move(kinds))
    , m_resources(std::move(resources))
    , m_asOf(std::move(asOf))
{
    for (const auto& kind : std::as_const(m_kinds)) {
        if (const auto* snapshot = kind.loaded()) {
            const auto& index = (*snapshot)->index;
            m_indexes.append(index ? index : KindIndex::of((*snapshot)->objects));
        }
    }
}

const Loadable<std::shared_ptr<const KindSnapshot>>&
LiveState::kind(const object::GroupKind& kind) const
{
    static const Loadable<std::shared_ptr<const KindSnapshot>> unknown;
    const auto found = m_kinds.constFind(kind);
    return found == m_kinds.cend() ? unknown : *found;
}

const ApiResource* LiveState::resource(const object::GroupKind& kind) const
{
    const auto found = m_resources.constFind(kind);
    return found == m_resources.cend() ? nullptr : &*found;
}

LiveObjectPtr LiveState::find(const object::ResourceKey& key) const
{
    const auto* snapshot = kind(key.groupKind()).loaded();
    return snapshot ? (*snapshot)->objects.value(key) : nullptr;
}

QList<LiveObjectPtr> LiveState::tracked(const QString& application) const
{
    QList<LiveObjectPtr> objects;
    for (const auto& index : m_indexes)
        objects += index->tracked.value(application);
    return inOrderOfKeys(std::move(objects));
}

QList<LiveObjectPtr> LiveState::children(const QString& uid) const
{
    QList<LiveObjectPtr> objects;
    for (const auto& index : m_indexes)
        objects += index->children.value(uid);
    return inOrderOfKeys(std::move(objects));
}

QList<object::GroupKind> LiveState::watchedKinds() const
{
    QList<object::GroupKind> kinds = m_kinds.keys();
    std::sort(kinds.begin(), kinds.end());
    return kinds;
}

} // namespace cauce::cluster
