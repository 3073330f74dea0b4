#pragma once

#include "core/object/json.h"
#include "core/object/resourcekey.h"

#include <QByteArray>
#include <QHash>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace cauce::sandbox {

//! A kind's collection: group and plural name; the version does not matter to where it is kept.
struct ResourceName
{
    QString group;
    QString plural;

    friend bool operator==(const ResourceName&, const ResourceName&) = default;
};
size_t qHash(const ResourceName& name, size_t seed = 0);

//! \brief An object as the store keeps it: its bytes, and what must be known without parsing them.
//!
//! Immutable; shared by the store, its history and whoever was told. 50,000 of them must fit, so
//! the tree of values is made by json() for each call and not kept.
struct StoredObject
{
    QString nameSpace;
    QString name;
    QString uid;
    qint64 revision = 0; //!< metadata.resourceVersion
    QByteArray bytes; //!< compact JSON at the storage version, metadata.resourceVersion in it
    std::vector<std::pair<QString, QString>> labels;
    std::vector<QString> ownerUids; //!< for the garbage collector

    object::Json json() const;
};
using StoredPtr = std::shared_ptr<const StoredObject>;

enum class EventType { Added, Modified, Deleted };

//! One change. For Deleted, `object` is the last state with the revision of the deletion.
struct StoreEvent
{
    ResourceName resource;
    EventType type = EventType::Added;
    StoredPtr object;
    StoredPtr previous; //!< null for Added; selectors on a watch need it
    qint64 revision = 0;
};

//! \brief All objects of the cluster in memory, one revision counter, and a bounded history.
//!
//! As etcd beneath a kube-apiserver: every write counts the one revision up; a watch starts after a
//! revision of the history or is told that it is compacted. Knows no rules; see Api. One thread.
class Store
{
public:
    using Subscriber = std::function<void(const StoreEvent&)>;

    explicit Store(qsizetype historyLimit = 20'000);
    ~Store();

    qint64 revision() const; //!< of the newest write; begins at 1
    StoredPtr find(const ResourceName& resource, const QString& nameSpace,
                   const QString& name) const; //!< null when absent
    //! Sorted by namespace and name, as etcd's keys are; \p nameSpace empty: all.
    std::vector<StoredPtr> list(const ResourceName& resource, const QString& nameSpace = {}) const;
    //! Calls \p visitor with each object that list() has behind the place of \p afterNamespace and
    //! \p afterName (both empty: with all), until it answers false.
    void visit(const ResourceName& resource, const QString& nameSpace,
               const QString& afterNamespace, const QString& afterName,
               const std::function<bool(const StoredPtr&)>& visitor) const;
    qsizetype count(const ResourceName& resource) const;
    //! Objects of any resource that name \p uid as an owner.
    std::vector<std::pair<ResourceName, StoredPtr>> ownedBy(const QString& uid) const;

    //! \brief Writes \p object (its metadata.resourceVersion is set by the store).
    //! \return what is stored now; unchanged content is stored (and told) all the same: not writing
    //! it is the Api's decision
    StoredPtr put(const ResourceName& resource, object::Json object);
    //! \return what was there, with the revision of the deletion; null when it was not
    StoredPtr remove(const ResourceName& resource, const QString& nameSpace, const QString& name);

    //! \brief The events of \p resource after \p revision, oldest first.
    //! \return nothing when the history does not reach back that far (410 Gone); none for a
    //! revision that is still to come
    std::optional<std::vector<StoreEvent>> eventsAfter(const ResourceName& resource,
                                                       qint64 revision) const;
    //! Forgets the history, as a compaction does: every older revision is then Gone.
    void compact();
    //! \brief Counts on from \p revision, if that is more, as after a restart.
    //!
    //! Everything up to it is Gone.
    void startAt(qint64 revision);

    //! Calls \p subscriber with each event, after the write, in the order of revisions; it may read
    //! and write the store. \return a number for unsubscribe()
    int subscribe(Subscriber subscriber);
    void unsubscribe(int id);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace cauce::sandbox
