#include "core/sandbox/control/garbagecollector.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

const QString kForeground = u"foregroundDeletion"_s;
const QString kOrphan = u"orphan"_s;

bool hasFinalizer(const Json& object, const QString& finalizer)
{
    const auto all = object.path({u"metadata", u"finalizers"}).items();
    return std::ranges::any_of(all, [&](const Json& f) { return f.toString() == finalizer; });
}

QString packed(const ResourceName& resource, const QString& name)
{
    return resource.group + u'/' + resource.plural + u'/' + name;
}

} // namespace

void GarbageCollector::look(const ResourceName& resource, const StoredObject& object)
{
    m_loop.enqueue(*this, object.nameSpace, packed(resource, object.name));
}

void GarbageCollector::hasSeenAll()
{
    m_hasSeenAll = true;
}

void GarbageCollector::observe(const Change& change)
{
    const StoredObject& object = *change.event().object;
    if (change.isDeleted()) {
        m_alive.remove(object.uid);
        m_foreground.remove(object.uid);
        m_waiting.remove(object.uid);
        for (const auto& [resource, dependent] : m_loop.api().store().ownedBy(object.uid))
            look(resource, *dependent);
        for (const QString& owner : object.ownerUids) {
            if (const auto waiting = m_waiting.constFind(owner); waiting != m_waiting.cend())
                m_loop.enqueue(*this, waiting->nameSpace, packed(waiting->resource, waiting->name));
        }
        return;
    }
    m_alive.insert(object.uid);
    const bool isKnownWaiting = m_foreground.contains(object.uid);
    const bool mayWait = object.bytes.contains("\"deletionTimestamp\":")
        && (object.bytes.contains("\"foregroundDeletion\"") || object.bytes.contains("\"orphan\""));
    if (mayWait && !isKnownWaiting)
        look(change.resource(), object);
    if (object.ownerUids.empty())
        return;
    const bool isWrong = std::ranges::any_of(object.ownerUids, [this](const QString& owner) {
        return !m_alive.contains(owner) || m_foreground.contains(owner);
    });
    if (isWrong || !m_hasSeenAll)
        look(change.resource(), object);
}

void GarbageCollector::sync(const QString& nameSpace, const QString& name)
{
    const Item item {
        {name.section(u'/', 0, 0), name.section(u'/', 1, 1)}, nameSpace, name.section(u'/', 2)};
    const Json object = m_loop.read(item.resource, nameSpace, item.name);
    if (object.isNull())
        return;
    if (object[u"metadata"].contains(u"deletionTimestamp")) {
        if (hasFinalizer(object, kOrphan))
            orphanDependents(item, object);
        else if (hasFinalizer(object, kForeground))
            endOwner(item, object);
        return;
    }
    collect(item, object);
}

// An object whose owners are all gone, or wait for it, goes; one that has another left stays, and
// forgets the ones that are gone.
void GarbageCollector::collect(const Item& item, const Json& object)
{
    const Json& owners = object.path({u"metadata", u"ownerReferences"});
    Json solid = Json::emptyArray();
    bool blocks = false;
    for (const Json& owner : owners.items()) {
        const QString uid = owner[u"uid"].toString();
        if (!m_alive.contains(uid))
            continue;
        if (m_foreground.contains(uid))
            blocks = blocks || owner[u"blockOwnerDeletion"].toBool();
        else
            solid.append(owner);
    }
    if (owners.size() == 0 || solid.size() == owners.size())
        return;
    if (solid.size() > 0) {
        Json changed = object;
        changed.setPath({u"metadata", u"ownerReferences"}, solid);
        m_loop.update(changed);
        return;
    }
    const bool hasDependents
        = !m_loop.api().store().ownedBy(object.path({u"metadata", u"uid"}).toString()).empty();
    Propagation propagation = Propagation::Background;
    if (hasFinalizer(object, kOrphan))
        propagation = Propagation::Orphan;
    else if (hasFinalizer(object, kForeground) || (blocks && hasDependents))
        propagation = Propagation::Foreground;
    m_loop.remove(item.resource, item.nameSpace, item.name, propagation);
}

void GarbageCollector::endOwner(const Item& item, const Json& object)
{
    const QString uid = object.path({u"metadata", u"uid"}).toString();
    m_foreground.insert(uid);
    m_waiting.insert(uid, item);
    bool isBlocked = false;
    for (const auto& [resource, dependent] : m_loop.api().store().ownedBy(uid)) {
        const Json owners = dependent->json().path({u"metadata", u"ownerReferences"});
        for (const Json& owner : owners.items())
            isBlocked = isBlocked
                || (owner[u"uid"].toString() == uid && owner[u"blockOwnerDeletion"].toBool());
        look(resource, *dependent);
    }
    if (!isBlocked)
        removeFinalizer(object, kForeground);
}

void GarbageCollector::orphanDependents(const Item&, const Json& object)
{
    const QString uid = object.path({u"metadata", u"uid"}).toString();
    for (const auto& [resource, dependent] : m_loop.api().store().ownedBy(uid)) {
        Json changed = dependent->json();
        Json kept = Json::emptyArray();
        for (const Json& owner : changed.path({u"metadata", u"ownerReferences"}).items()) {
            if (owner[u"uid"].toString() != uid)
                kept.append(owner);
        }
        Json metadata = changed[u"metadata"];
        if (kept.size() > 0)
            metadata.set(u"ownerReferences"_s, kept);
        else
            metadata.remove(u"ownerReferences");
        changed.set(u"metadata"_s, metadata);
        m_loop.update(changed);
    }
    removeFinalizer(object, kOrphan);
}

void GarbageCollector::removeFinalizer(Json object, const QString& finalizer)
{
    Json kept = Json::emptyArray();
    for (const Json& each : object.path({u"metadata", u"finalizers"}).items()) {
        if (each.toString() != finalizer)
            kept.append(each);
    }
    Json metadata = object[u"metadata"];
    if (kept.size() > 0)
        metadata.set(u"finalizers"_s, kept);
    else
        metadata.remove(u"finalizers");
    object.set(u"metadata"_s, metadata);
    m_loop.update(object);
}

} // namespace cauce::sandbox::control
