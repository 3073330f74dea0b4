#pragma once

#include "core/cluster/watcher.h"

#include <QSet>

#include <map>

namespace cauce::cluster {

//! \brief The kinds that are wanted, each followed by a Watcher, and what is known of them as
//! immutable snapshots.
//!
//! Engine thread. Changes are gathered: at most one snapshot each ClusterLimits::coalesce, fewer
//! when making one is slow. A kind that was read once stays Loaded (and stale) while its watch is
//! broken; it becomes Failed when the server refuses it or serves it no more.
class LiveCache : public QObject
{
    Q_OBJECT

public:
    LiveCache(ApiClient* client, ConnectionGate* gate, QObject* parent = nullptr);
    ~LiveCache() override;

    //! Kinds to follow; one that is not named any more is kept for ClusterLimits::keepUnwanted.
    void setWanted(const QSet<object::GroupKind>& kinds);
    //! Starts what is served now, ends what is not. Null is "not known".
    void setDiscovery(DiscoveryPtr discovery);
    void setClusterId(const QString& uid);
    void retryNow(); //!< what waits for a retry does it now

    LiveStatePtr state() const { return m_state; }
    int wanted() const;
    int loaded() const; //!< of the wanted: read, or known to be unreadable
    //! Why a wanted kind is not up to date at the moment; the first one.
    std::optional<Error> trouble() const;
    //! A wanted kind is not served, or its group could not be asked: look again soon.
    bool lacksKinds() const;

signals:
    void changed(const cauce::cluster::LiveStatePtr& state); //!< coalesced
    void progressed(); //!< loaded() or trouble() may have changed
    void definitionsChanged(); //!< a CustomResourceDefinition or APIService came, went or changed

private:
    struct Slot;
    void startSlot(Slot& slot);
    void stopSlot(Slot& slot, const Error& error);
    void onListed(Slot& slot, const QList<LiveObjectPtr>& objects);
    void onEvent(Slot& slot, const WatchEvent& event);
    void markDirty(Slot& slot);
    void publishSoon();
    void publish();
    void dropUnwanted();

    ApiClient* m_client; // not owned; outlives this
    ConnectionGate* m_gate; // not owned; outlives this
    DiscoveryPtr m_discovery;
    QString m_clusterId;
    std::map<object::GroupKind, std::unique_ptr<Slot>> m_slots;
    LiveStatePtr m_state = std::make_shared<const LiveState>();
    QTimer m_publish {this};
    QTimer m_drop {this};
    QElapsedTimer m_sincePublish;
    std::chrono::milliseconds m_pause {0}; // between two snapshots
};

} // namespace cauce::cluster
