#include "core/sync/clusteraccess.h"

#include "core/cluster/cluster.h"

namespace cauce::sync {

ClusterAccess accessTo(cluster::Cluster* cluster)
{
    return {[cluster](cluster::WriteTicket ticket, const object::Manifest& body, bool force) {
                return cluster->writer()->apply(ticket, body, force);
            },
            [cluster](cluster::WriteTicket ticket, const object::GroupVersionKind& type,
                      const object::ResourceKey& key, const QString& uid,
                      const QString& resourceVersion) {
                return cluster->writer()->remove(ticket, type, key, uid, resourceVersion);
            },
            [cluster](const object::Manifest& body) { return cluster->dryRunApply(body); },
            [cluster](const object::GroupVersionKind& type, const object::ResourceKey& key) {
                return cluster->read(type, key);
            },
            [cluster] { return cluster->state(); },
            [cluster](cluster::WriteTicket ticket, const object::Manifest& live,
                      const object::Json& managedFields) {
                return cluster->writer()->adopt(ticket, live, managedFields);
            }};
}

} // namespace cauce::sync
