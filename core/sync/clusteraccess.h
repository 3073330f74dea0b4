#pragma once

#include "core/cluster/clusterwriter.h"
#include "core/cluster/livestate.h"

#include <QFuture>

#include <functional>

namespace cauce::cluster {
class Cluster;
}

namespace cauce::sync {

//! \brief What a SyncOperation uses of a cluster; a test gives a scripted one.
//!
//! Every function is called in the engine thread and answers there. Writing takes a WriteTicket,
//! which only SyncOperation can make. Functions must stay callable for as long as the operation
//! lives; the meaning and the errors are those of cluster::Cluster and cluster::ClusterWriter.
struct ClusterAccess
{
    std::function<QFuture<Result<cluster::WriteAnswer>>(cluster::WriteTicket,
                                                        const object::Manifest&, bool force)>
        apply;
    std::function<QFuture<Result<void>>(cluster::WriteTicket, const object::GroupVersionKind&,
                                        const object::ResourceKey&, const QString& uid,
                                        const QString& resourceVersion)>
        remove;
    std::function<QFuture<Result<object::Manifest>>(const object::Manifest&)> dryRun;
    std::function<QFuture<Result<object::Manifest>>(const object::GroupVersionKind&,
                                                    const object::ResourceKey&)>
        read;
    std::function<cluster::LiveStatePtr()> live;
    std::function<QFuture<Result<object::Manifest>>(
        cluster::WriteTicket, const object::Manifest& live, const object::Json& managedFields)>
        adopt;
};

//! The access to \p cluster (not owned; must outlive every operation that uses it).
ClusterAccess accessTo(cluster::Cluster* cluster);

} // namespace cauce::sync
