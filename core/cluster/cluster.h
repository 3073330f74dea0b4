#pragma once

#include "core/cluster/kubeconfig.h"
#include "core/cluster/limits.h"
#include "core/cluster/livestate.h"

#include <QFuture>
#include <QObject>
#include <QSet>

namespace cauce::cluster {

class ApiClient;
class ClusterWriter;

//! How the connection to the API server is, for people.
struct ConnectionState
{
    enum class Phase { Connecting, Live, Delayed, Disconnected };
    Phase phase = Phase::Connecting;
    Error error; //!< of the last failure when Delayed or Disconnected
    int failures = 0; //!< in a row
    QDateTime retryAt; //!< UTC; invalid when Live, or while trying
    QString serverVersion; //!< "v1.35.4"; empty until it is known
    int kindsLoaded = 0; //!< of those that are wanted
    int kindsWanted = 0;

    friend bool operator==(const ConnectionState&, const ConnectionState&) = default;
};

//! What a look through all kinds for tracked objects came to.
struct TrackedKinds
{
    QSet<object::GroupKind> found; //!< in which any was found; the caller watches them
    //! Could not be read to the end just now (5xx, busy, pages that expire): look again later.
    QSet<object::GroupKind> unread;

    friend bool operator==(const TrackedKinds&, const TrackedKinds&) = default;
};

//! \brief One cluster context: discovery, the watches of the kinds in use, and the way to write.
//!
//! Lives in the engine thread, as everything it owns. Signals are coalesced: at most one
//! stateChanged each 50 ms.
class Cluster : public QObject
{
    Q_OBJECT

public:
    explicit Cluster(KubeContext context, QObject* parent = nullptr);
    //! With other deadlines and intervals than the program's.
    Cluster(KubeContext context, const ClusterLimits& limits, QObject* parent = nullptr);
    ~Cluster() override;

    //! Connects, reads discovery, starts the watches; errors arrive as connectionChanged().
    void start();
    //! \brief Kinds to list and watch from now on; those no longer named are dropped after a while.
    //!
    //! A kind that the server does not serve becomes Failed(NotFound) and is looked up again when
    //! discovery changes.
    void setWantedKinds(const QSet<object::GroupKind>& kinds);
    //! Tries a broken connection now instead of after the back-off, and reads discovery again.
    void reconnectNow();

    LiveStatePtr state() const;
    const ConnectionState& connection() const;
    const KubeContext& context() const;

    //! \brief What the server would make of an apply, without doing it (dryRun=All, field manager
    //! "cauce", force). \return as ClusterWriter::apply()
    QFuture<Result<object::Manifest>> dryRunApply(const object::Manifest& object);
    //! A quorum read of one object. \return NotFound when the server says so
    QFuture<Result<object::Manifest>> read(const object::GroupVersionKind& type,
                                           const object::ResourceKey& key);
    //! \brief Looks through every listable kind that is not watched for objects tracked by \p
    //! applications.
    //!
    //! Metadata only, a few requests at a time. Kinds that may not be listed (403, 404, 405) are
    //! skipped. \param only of these kinds; empty: all. \return an error when the connection fails
    QFuture<Result<TrackedKinds>> sweepTracked(const QSet<QString>& applications,
                                               const QSet<object::GroupKind>& only = {});

    ClusterWriter* writer() const;

signals:
    void stateChanged(const cauce::cluster::LiveStatePtr& state);
    void connectionChanged(const cauce::cluster::ConnectionState& state);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace cauce::cluster
