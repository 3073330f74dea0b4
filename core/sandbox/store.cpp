#include "core/sandbox/store.h"

#include "core/sandbox/storedobject.h"

#include <deque>
#include <map>
#include <set>

using cauce::object::Json;

namespace cauce::sandbox {

namespace {

// The history may not hold more than this of objects that are no more, however few changes it is.
constexpr qsizetype kHistoryBytes = 64 << 20;

// What of the history is only kept for its sake.
qsizetype historyCost(const StoreEvent& event)
{
    return event.previous ? event.previous->bytes.size() : 0;
}

} // namespace

size_t qHash(const ResourceName& name, size_t seed)
{
    return qHashMulti(seed, name.group, name.plural);
}

// Where an object is, and the order of that: as etcd's keys.
struct Store::Private
{
    struct Place
    {
        QStringView nameSpace;
        QStringView name;
    };

    struct ByPlace
    {
        using is_transparent = void;

        static Place placeOf(const Place& place) { return place; }
        static Place placeOf(const StoredPtr& object) { return {object->nameSpace, object->name}; }
        template <typename A, typename B>
        bool operator()(const A& a, const B& b) const
        {
            const Place x = placeOf(a);
            const Place y = placeOf(b);
            const int order = x.nameSpace.compare(y.nameSpace);
            return order < 0 || (order == 0 && x.name.compare(y.name) < 0);
        }
    };

    struct Collection
    {
        ResourceName resource;
        std::set<StoredPtr, ByPlace> objects;
    };

    explicit Private(qsizetype limit)
        : historyLimit(limit)
    { }

    qsizetype historyLimit;
    qsizetype historyBytes = 0;
    qint64 revision = 1;
    qint64 compacted = 1; // events up to this revision are forgotten; 1 has none
    QHash<ResourceName, std::shared_ptr<Collection>> collections;
    QMultiHash<QString, std::pair<const Collection*, StoredPtr>> owned; // by an owner's uid
    std::deque<StoreEvent> history;

    std::map<int, Subscriber> subscribers;
    int lastSubscriber = 0;
    std::deque<StoreEvent> untold;
    bool isTelling = false;

    const Collection* find(const ResourceName& resource) const
    {
        const auto found = collections.constFind(resource);
        return found == collections.cend() ? nullptr : found->get();
    }

    Collection& collection(const ResourceName& resource)
    {
        std::shared_ptr<Collection>& place = collections[resource];
        if (!place)
            place = std::make_shared<Collection>(Collection {resource, {}});
        return *place;
    }

    void index(const Collection& collection, const StoredPtr& object)
    {
        for (const QString& uid : object->ownerUids)
            owned.insert(uid, {&collection, object});
    }

    void unindex(const Collection& collection, const StoredPtr& object)
    {
        for (const QString& uid : object->ownerUids)
            owned.remove(uid, {&collection, object});
    }

    void happened(StoreEvent event)
    {
        historyBytes += historyCost(event);
        history.push_back(event);
        while (qsizetype(history.size()) > historyLimit || historyBytes > kHistoryBytes) {
            compacted = history.front().revision;
            historyBytes -= historyCost(history.front());
            history.pop_front();
        }
        untold.push_back(std::move(event));
        tell();
    }

    // A subscriber that writes is told of it after all have been told what came before.
    void tell()
    {
        if (isTelling)
            return;
        isTelling = true;
        while (!untold.empty()) {
            const StoreEvent event = std::move(untold.front());
            untold.pop_front();
            std::vector<int> ids;
            for (const auto& [id, subscriber] : subscribers)
                ids.push_back(id);
            for (const int id : ids) {
                const auto found = subscribers.find(id);
                if (found == subscribers.end())
                    continue; // an earlier one has ended it
                const Subscriber subscriber = found->second;
                subscriber(event);
            }
        }
        isTelling = false;
    }
};

Store::Store(qsizetype historyLimit)
    : d(std::make_unique<Private>(historyLimit))
{ }

Store::~Store() = default;

qint64 Store::revision() const
{
    return d->revision;
}

StoredPtr Store::find(const ResourceName& resource, const QString& nameSpace,
                      const QString& name) const
{
    const Private::Collection* collection = d->find(resource);
    if (!collection)
        return nullptr;
    const auto found = collection->objects.find(Private::Place {nameSpace, name});
    return found == collection->objects.end() ? nullptr : *found;
}

std::vector<StoredPtr> Store::list(const ResourceName& resource, const QString& nameSpace) const
{
    const Private::Collection* collection = d->find(resource);
    if (collection && nameSpace.isEmpty())
        return {collection->objects.begin(), collection->objects.end()};
    std::vector<StoredPtr> result;
    visit(resource, nameSpace, nameSpace, {}, [&result](const StoredPtr& object) {
        result.push_back(object);
        return true;
    });
    return result;
}

void Store::visit(const ResourceName& resource, const QString& nameSpace,
                  const QString& afterNamespace, const QString& afterName,
                  const std::function<bool(const StoredPtr&)>& visitor) const
{
    const Private::Collection* collection = d->find(resource);
    if (!collection)
        return;
    const auto& objects = collection->objects;
    const bool isAll = nameSpace.isEmpty();
    const QString& from = isAll || !afterName.isEmpty() ? afterNamespace : nameSpace;
    for (auto at = objects.upper_bound(Private::Place {from, afterName});
         at != objects.end() && (isAll || (*at)->nameSpace == nameSpace); ++at) {
        if (!visitor(*at))
            return;
    }
}

qsizetype Store::count(const ResourceName& resource) const
{
    const Private::Collection* collection = d->find(resource);
    return collection ? qsizetype(collection->objects.size()) : 0;
}

std::vector<std::pair<ResourceName, StoredPtr>> Store::ownedBy(const QString& uid) const
{
    std::vector<std::pair<ResourceName, StoredPtr>> result;
    for (auto [at, end] = d->owned.equal_range(uid); at != end; ++at)
        result.emplace_back(at->first->resource, at->second);
    return result;
}

StoredPtr Store::put(const ResourceName& resource, Json object)
{
    const StoredPtr stored = storedObject(std::move(object), ++d->revision);
    Private::Collection& collection = d->collection(resource);
    const auto before = collection.objects.find(stored);
    const StoredPtr previous = before == collection.objects.end() ? nullptr : *before;
    if (previous) {
        d->unindex(collection, previous);
        collection.objects.erase(before);
    }
    collection.objects.insert(stored);
    d->index(collection, stored);
    d->happened({resource, previous ? EventType::Modified : EventType::Added, stored, previous,
                 stored->revision});
    return stored;
}

StoredPtr Store::remove(const ResourceName& resource, const QString& nameSpace, const QString& name)
{
    const StoredPtr previous = find(resource, nameSpace, name);
    if (!previous)
        return nullptr;
    Private::Collection& collection = d->collection(resource);
    d->unindex(collection, previous);
    collection.objects.erase(previous);
    const StoredPtr last = storedObject(previous->json(), ++d->revision);
    d->happened({resource, EventType::Deleted, last, previous, last->revision});
    return last;
}

std::optional<std::vector<StoreEvent>> Store::eventsAfter(const ResourceName& resource,
                                                          qint64 revision) const
{
    if (revision < d->compacted)
        return std::nullopt;
    std::vector<StoreEvent> events;
    const auto first = std::ranges::upper_bound(d->history, revision, {}, &StoreEvent::revision);
    for (auto event = first; event != d->history.end(); ++event) {
        if (event->resource == resource)
            events.push_back(*event);
    }
    return events;
}

void Store::startAt(qint64 revision)
{
    d->revision = std::max(d->revision, revision);
    compact();
}

void Store::compact()
{
    d->history.clear();
    d->historyBytes = 0;
    d->compacted = d->revision;
}

int Store::subscribe(Subscriber subscriber)
{
    d->subscribers.emplace(++d->lastSubscriber, std::move(subscriber));
    return d->lastSubscriber;
}

void Store::unsubscribe(int id)
{
    d->subscribers.erase(id);
}

} // namespace cauce::sandbox
