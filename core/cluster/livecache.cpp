#include "core/cluster/livecache.h"

#include "core/base/log.h"
#include "core/cluster/apipaths.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::cluster {

namespace {

constexpr int kPublishShare = 10; // of the time at most a tenth is spent on making snapshots

bool isDefinition(const object::GroupKind& kind)
{
    return (kind.group == "apiextensions.k8s.io"_L1 && kind.kind == "CustomResourceDefinition"_L1)
        || (kind.group == "apiregistration.k8s.io"_L1 && kind.kind == "APIService"_L1);
}

} // namespace

//! One kind. Known means that objects is the state of one moment.
struct LiveCache::Slot
{
    object::GroupKind kind;
    ApiResource resource;
    Watcher* watcher = nullptr; // child of the cache; null: not served, or discovery is not known
    QHash<object::ResourceKey, LiveObjectPtr> objects;
    QDateTime listedAt;
    bool known = false;
    bool following = false;
    std::optional<Error> error; // why it is not known, or not up to date
    bool refused = false; // error is the server's no, not a trouble
    bool wanted = true;
    QElapsedTimer unwanted;
    bool dirty = true;
    Loadable<std::shared_ptr<const KindSnapshot>> published;
};

LiveCache::LiveCache(ApiClient* client, ConnectionGate* gate, QObject* parent)
    : QObject(parent)
    , m_client(client)
    , m_gate(gate)
{
    m_publish.setSingleShot(true);
    connect(&m_publish, &QTimer::timeout, this, &LiveCache::publish);
    m_drop.setSingleShot(true);
    connect(&m_drop, &QTimer::timeout, this, &LiveCache::dropUnwanted);
}

LiveCache::~LiveCache() = default;

void LiveCache::setWanted(const QSet<object::GroupKind>& kinds)
{
    for (const auto& [kind, slot] : m_slots) {
        if (slot->wanted && !kinds.contains(kind))
            slot->unwanted.start();
        slot->wanted = kinds.contains(kind);
    }
    for (const object::GroupKind& kind : kinds) {
        auto& slot = m_slots[kind];
        if (slot)
            continue;
        slot = std::make_unique<Slot>();
        slot->kind = kind;
        if (m_discovery)
            startSlot(*slot);
    }
    m_drop.start(m_client->limits().keepUnwanted);
    publishSoon();
    emit progressed();
}

void LiveCache::setDiscovery(DiscoveryPtr discovery)
{
    m_discovery = std::move(discovery);
    if (m_discovery) {
        for (const auto& [kind, slot] : m_slots)
            startSlot(*slot);
    }
    publishSoon();
    emit progressed();
}

void LiveCache::setClusterId(const QString& uid)
{
    if (uid == m_clusterId)
        return;
    m_clusterId = uid;
    publishSoon();
}

void LiveCache::retryNow()
{
    for (const auto& [kind, slot] : m_slots) {
        if (slot->watcher)
            slot->watcher->startNow();
    }
}

int LiveCache::wanted() const
{
    return int(std::count_if(m_slots.cbegin(), m_slots.cend(),
                             [](const auto& slot) { return slot.second->wanted; }));
}

int LiveCache::loaded() const
{
    return int(std::count_if(m_slots.cbegin(), m_slots.cend(), [](const auto& slot) {
        return slot.second->wanted && (slot.second->known || slot.second->refused);
    }));
}

std::optional<Error> LiveCache::trouble() const
{
    for (const auto& [kind, slot] : m_slots) {
        if (slot->wanted && slot->error && !slot->refused)
            return slot->error;
    }
    return std::nullopt;
}

bool LiveCache::lacksKinds() const
{
    return std::any_of(m_slots.cbegin(), m_slots.cend(), [](const auto& slot) {
        return slot.second->wanted && !slot.second->watcher;
    });
}

// --- one kind ------------------------------------------------------------------------------------

void LiveCache::startSlot(Slot& slot)
{
    auto resource = m_discovery->find(slot.kind);
    if (resource && !resource->verbs.contains("list"_L1))
        resource = fail(ErrorKind::Invalid,
                        u"objects of kind %1 cannot be listed"_s.arg(slot.kind.kind));
    if (!resource) {
        // A group that does not answer discovery says nothing about what is watched already.
        if (!slot.watcher || resource.error().kind == ErrorKind::NotFound)
            stopSlot(slot, resource.error());
        return;
    }
    if (slot.watcher && slot.resource == *resource)
        return;
    delete std::exchange(slot.watcher,
                         nullptr); // another version: what is known stays till it lists
    slot.resource = *resource;
    if (!slot.known)
        slot.error.reset();
    slot.refused = false;
    slot.watcher = new Watcher(m_client, m_gate, slot.resource, this);
    connect(slot.watcher, &Watcher::listed, this,
            [this, &slot](const QList<LiveObjectPtr>& objects) { onListed(slot, objects); });
    connect(slot.watcher, &Watcher::happened, this,
            [this, &slot](const WatchEvent& event) { onEvent(slot, event); });
    connect(slot.watcher, &Watcher::watching, this, [this, &slot] {
        slot.following = true;
        slot.error.reset();
        slot.refused = false;
        markDirty(slot);
        emit progressed();
    });
    connect(slot.watcher, &Watcher::troubled, this, [this, &slot](const Error& error) {
        slot.following = false;
        slot.error = error;
        slot.refused = false;
        markDirty(slot);
        emit progressed();
    });
    connect(slot.watcher, &Watcher::denied, this, [this, &slot](const Error& error) {
        slot.known = false;
        slot.following = false;
        slot.objects.clear();
        slot.error = error;
        slot.refused = true;
        markDirty(slot);
        emit progressed();
        if (error.kind == ErrorKind::NotFound) // its definition is gone, perhaps
            emit definitionsChanged();
    });
    slot.watcher->startNow();
    markDirty(slot);
}

void LiveCache::stopSlot(Slot& slot, const Error& error)
{
    delete std::exchange(slot.watcher, nullptr);
    slot.known = false;
    slot.following = false;
    slot.objects.clear();
    slot.error = error;
    slot.refused = true;
    markDirty(slot);
}

void LiveCache::onListed(Slot& slot, const QList<LiveObjectPtr>& objects)
{
    QHash<object::ResourceKey, LiveObjectPtr> fresh;
    fresh.reserve(objects.size());
    for (const LiveObjectPtr& object : objects) {
        // What has not changed stays the same object: a reader may compare pointers.
        const auto before = slot.objects.constFind(object->key);
        const bool same = before != slot.objects.cend() && !object->resourceVersion.isEmpty()
            && (*before)->uid == object->uid
            && (*before)->resourceVersion == object->resourceVersion
            && (*before)->type == object->type;
        fresh.insert(object->key, same ? *before : object);
    }
    slot.objects = fresh;
    slot.listedAt = QDateTime::currentDateTimeUtc();
    slot.known = true;
    slot.error.reset();
    slot.refused = false;
    markDirty(slot);
    emit progressed();
}

void LiveCache::onEvent(Slot& slot, const WatchEvent& event)
{
    const LiveObjectPtr& object = event.object;
    const auto before = slot.objects.constFind(object->key);
    const bool sameObject = before != slot.objects.cend() && (*before)->uid == object->uid;
    if (sameObject && isOlderVersion(object->resourceVersion, (*before)->resourceVersion)) {
        qCDebug(log::kube) << "ignored an event older than what is known of"
                           << object->key.toString();
        return;
    }
    if (event.type != WatchEventType::Deleted)
        slot.objects.insert(object->key, object);
    else if (sameObject)
        slot.objects.remove(object->key);
    else
        return; // a namesake is there by now, or it was gone before
    markDirty(slot);
    if (isDefinition(slot.kind))
        emit definitionsChanged();
}

// --- snapshots -----------------------------------------------------------------------------------

void LiveCache::markDirty(Slot& slot)
{
    slot.dirty = true;
    publishSoon();
}

void LiveCache::publishSoon()
{
    if (m_publish.isActive())
        return;
    const auto since = std::chrono::milliseconds(m_sincePublish.isValid() ? m_sincePublish.elapsed()
                                                                          : m_pause.count());
    m_publish.start(std::max(0ms, m_pause - since));
}

void LiveCache::publish()
{
    QElapsedTimer cost;
    cost.start();
    QHash<object::GroupKind, Loadable<std::shared_ptr<const KindSnapshot>>> kinds;
    for (const auto& [kind, slot] : m_slots) {
        if (std::exchange(slot->dirty, false)) {
            if (slot->known) {
                KindSnapshot snapshot {slot->resource, slot->objects, slot->listedAt,
                                       !slot->following && slot->error.has_value(),
                                       KindIndex::of(slot->objects)};
                slot->published = std::make_shared<const KindSnapshot>(std::move(snapshot));
            } else if (slot->error) {
                slot->published = Failure {*slot->error};
            } else {
                slot->published = {};
            }
        }
        kinds.insert(kind, slot->published);
    }
    m_state = std::make_shared<const LiveState>(
        m_clusterId, std::move(kinds),
        m_discovery ? m_discovery->preferred : QHash<object::GroupKind, ApiResource>(),
        QDateTime::currentDateTimeUtc());
    m_pause = std::max(m_client->limits().coalesce,
                       std::chrono::milliseconds(kPublishShare * cost.elapsed()));
    m_sincePublish.start();
    emit changed(m_state);
}

void LiveCache::dropUnwanted()
{
    const qint64 keep = m_client->limits().keepUnwanted.count();
    bool later = false;
    for (auto it = m_slots.begin(); it != m_slots.end();) {
        Slot& slot = *it->second;
        if (slot.wanted) {
            ++it;
        } else if (slot.unwanted.hasExpired(keep - 1)) {
            delete slot.watcher;
            it = m_slots.erase(it);
        } else {
            later = true;
            ++it;
        }
    }
    if (later)
        m_drop.start(m_client->limits().keepUnwanted);
    publishSoon();
}

} // namespace cauce::cluster
