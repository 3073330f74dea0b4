#pragma once

#include "core/base/loadable.h"
#include "core/object/manifest.h"

#include <QDateTime>
#include <QHash>
#include <QList>

#include <memory>

namespace cauce::cluster {

//! One kind that the server serves, from discovery.
struct ApiResource
{
    object::GroupVersionKind type;
    QString plural; //!< as in the path: "deployments"
    bool namespaced = false;
    QStringList verbs; //!< "list", "watch", "patch", ...

    friend bool operator==(const ApiResource&, const ApiResource&) = default;
};

struct OwnerReference
{
    object::GroupKind type;
    QString name;
    QString uid;
    bool controller = false;
};

//! \brief One object as the cluster last told it. Immutable; shared between snapshots.
//!
//! A tracked object keeps its whole JSON; another keeps what tree, health and lists need, and
//! isWhole is false: fetch it when somebody opens it.
struct LiveObject
{
    object::ResourceKey key;
    object::GroupVersionKind type;
    QString uid;
    QString resourceVersion; //!< opaque: compared for equality only
    QDateTime createdAt; //!< UTC
    bool deleting = false; //!< has a deletionTimestamp
    QList<OwnerReference> owners;
    QString trackingId; //!< Argo CD's annotation as it stands; empty when absent
    bool isWhole = true;
    QByteArray json; //!< UTF-8

    //! Reads json. Cheap for one object, not for all of them: do not call it in a paint or a sort.
    Result<object::Manifest> manifest() const;
};
using LiveObjectPtr = std::shared_ptr<const LiveObject>;

//! What LiveState looks objects of one kind up by; made once and shared between snapshots.
struct KindIndex
{
    QHash<QString, QList<LiveObjectPtr>> tracked; //!< by the application that the tracking id names
    QHash<QString, QList<LiveObjectPtr>> children; //!< by the uid of an owner

    static std::shared_ptr<const KindIndex>
    of(const QHash<object::ResourceKey, LiveObjectPtr>& objects);
};

//! Every object of one kind, whole: from one complete LIST and the events after it.
struct KindSnapshot
{
    ApiResource resource;
    QHash<object::ResourceKey, LiveObjectPtr> objects;
    QDateTime listedAt; //!< UTC, of the last complete LIST
    bool stale = false; //!< the watch is broken at the moment; the content is the last known
    std::shared_ptr<const KindIndex> index = nullptr; //!< of objects; null: LiveState makes it
};

//! \brief What is known of a cluster at one moment. Immutable: hold it, share it, send it anywhere.
//!
//! A kind is Unknown (not read yet), Failed (403, 503, not served: says why) or Loaded; only a
//! Loaded kind may be taken to lack an object.
class LiveState
{
public:
    LiveState() = default;
    //! \param kinds what is known of each watched kind
    LiveState(QString clusterId,
              QHash<object::GroupKind, Loadable<std::shared_ptr<const KindSnapshot>>> kinds,
              QHash<object::GroupKind, ApiResource> resources, QDateTime asOf);

    //! The UID of the namespace kube-system: tells two clusters with one name apart. Empty: not
    //! known.
    const QString& clusterId() const { return m_clusterId; }
    const QDateTime& asOf() const { return m_asOf; } //!< UTC, when this snapshot was made

    //! What is known of a kind; unknown for one that is not watched.
    const Loadable<std::shared_ptr<const KindSnapshot>>& kind(const object::GroupKind& kind) const;
    //! What discovery says of a kind, in the server's preferred version; nullptr when it is not
    //! served (or discovery has not been read).
    const ApiResource* resource(const object::GroupKind& kind) const;
    //! What discovery says of every kind; empty until it has been read.
    const QHash<object::GroupKind, ApiResource>& resources() const { return m_resources; }
    //! Discovery has been read; without it "not served" cannot be told from "do not know".
    bool hasDiscovery() const { return !m_resources.isEmpty(); }

    //! The object, or nullptr when the kind is not loaded or has no such object: ask kind() which.
    LiveObjectPtr find(const object::ResourceKey& key) const;
    //! Objects whose tracking id names \p application, in the order of their keys.
    QList<LiveObjectPtr> tracked(const QString& application) const;
    //! Objects with an owner reference to \p uid, in the order of their keys.
    QList<LiveObjectPtr> children(const QString& uid) const;
    QList<object::GroupKind> watchedKinds() const;

private:
    QString m_clusterId;
    QHash<object::GroupKind, Loadable<std::shared_ptr<const KindSnapshot>>> m_kinds;
    QHash<object::GroupKind, ApiResource> m_resources;
    QDateTime m_asOf;
    QList<std::shared_ptr<const KindIndex>> m_indexes; // one for each loaded kind
};
using LiveStatePtr = std::shared_ptr<const LiveState>;

} // namespace cauce::cluster
