#include "core/sync/clusteraccess.h"

#include "core/cluster/cluster.h"

namespace cauce::sync {

ClusterAccess accessTo(cluster::Cluster* cluster)
{
    ClusterAccess access;
    access.apply
        = [cluster](cluster::WriteTicket ticket, const object::Manifest& object, bool force) {
              return cluster->writer()->apply(ticket, object, force);
          };
    access.remove = [cluster](cluster::WriteTicket ticket, const object::GroupVersionKind& type,
                              const object::ResourceKey& key, const QString& uid,
                              const QString& resourceVersion) {
        return cluster->writer()->remove(ticket, type, key, uid, resourceVersion);
    };
    access.dryRun
        = [cluster](const object::Manifest& object) { return cluster->dryRunApply(object); };
    access.read = [cluster](const object::GroupVersionKind& type, const object::ResourceKey& key) {
        return cluster->read(type, key);
    };
    access.live = [cluster] { return cluster->state(); };
    return access;
}

} // namespace cauce::sync
