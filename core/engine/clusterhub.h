#pragma once

#include "core/cluster/cluster.h"
#include "core/engine/livechange.h"
#include "core/engine/workspace.h"

#include <QTimer>

#include <memory>
#include <vector>

class QThreadPool;

namespace cauce {

//! \brief The cluster of a workspace: finds its context, connects, watches what applications use,
//! and tells what has changed. Engine thread.
class ClusterHub : public QObject
{
    Q_OBJECT

public:
    //! \param pool where kubeconfig files are read; not owned; outlives this
    ClusterHub(const Workspace& workspace, QThreadPool* pool, QObject* parent = nullptr);
    ~ClusterHub() override;

    //! Reads the kubeconfig and connects; again after it has failed, or to read it anew.
    void open();
    //! Kinds that applications declare or have declared; what these make is watched, too.
    void use(const QSet<object::GroupKind>& kinds);
    //! \brief Tries a broken connection now, with the kubeconfig as it is now: whoever signs in
    //! again writes there.
    void reconnect();
    //! \brief Looks once, in every kind that the server lists, for objects tracked by
    //! \p applications that have not been looked for yet. swept() follows.
    void sweepFor(const QSet<QString>& applications);
    //! Whether sweepFor() has been asked for it, done or not.
    bool isSweepAsked(const QString& application) const;
    //! Whether everything that sweepFor() was asked for has been looked for, or it is known why
    //! not.
    bool isSwept() const { return m_sweeping.isEmpty() && m_toSweep.isEmpty(); }
    bool isSwept(const QString& application) const { return m_sweptFor.contains(application); }

    cluster::Cluster* cluster() const
    {
        return m_cluster.get();
    } //!< null before the context is known
    const cluster::LiveStatePtr& live() const { return m_live; } //!< never null
    const cluster::ConnectionState& connection() const { return m_connection; }
    //! Every kind that is wanted has been read, or it is known why it cannot be.
    bool isComplete() const;
    bool isOpening() const { return m_opening; } //!< the kubeconfig is being read
    //! Has been reached, or it is known why it cannot be.
    bool isKnown() const;

signals:
    //! The context is known now, or is another one: cluster() has changed.
    void clusterChanged();
    void connectionChanged();
    void liveChanged(const cauce::LiveChange& change);
    void swept();

private:
    void onContext(const Result<cluster::KubeContext>& context);
    void onState(const cluster::LiveStatePtr& state);
    void want();
    bool isWhole(const cluster::LiveState& state) const; // nothing that is wanted is unknown
    void sweepNext();
    void connectTo(const cluster::KubeContext& context);
    void onConnection(const cluster::ConnectionState& state);
    void takeSwept(const cluster::TrackedKinds& kinds);
    void sweepUnread();

    Workspace m_workspace;
    QThreadPool* m_pool;
    std::unique_ptr<cluster::Cluster> m_cluster;
    cluster::LiveStatePtr m_live;
    cluster::ConnectionState m_connection;
    QSet<object::GroupKind> m_used;
    QSet<object::GroupKind> m_found; // by sweeps
    QSet<object::GroupKind> m_wanted;
    QSet<QString> m_toSweep;
    QSet<QString> m_sweeping;
    QSet<QString> m_sweptFor;
    QTimer m_sweepPause {this}; // after a sweep that failed
    QSet<object::GroupKind> m_unread; // by sweeps, so far
    QTimer m_unreadPause {this};
    QTimer m_signIn {this}; // until the kubeconfig is read again while the server refuses us
    bool m_replaced = false; // by another context: what is known stays until that is read
    std::vector<std::unique_ptr<cluster::Cluster>> m_retired;
    bool m_opening = false;
    bool m_onlyIfChanged = false; // the kubeconfig is read to see whether it is another one
};

} // namespace cauce
