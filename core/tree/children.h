#pragma once

#include "core/cluster/livestate.h"

namespace cauce::tree {

//! \brief Finds what belongs to an object. Reads one snapshot, which must live longer; for one
//! thread.
//!
//! By owner reference (a cluster-scoped owner may have children anywhere, a namespaced one only in
//! its own namespace; a server refuses references without a uid, so there are none), and by the
//! ties that Argo CD infers: Endpoints of a Service's name, PersistentVolumeClaims from a
//! StatefulSet's templates, token Secrets of a ServiceAccount, ClusterServiceVersions of an
//! OperatorGroup. Events and Leases are nobody's children.
class Children
{
public:
    explicit Children(const cluster::LiveState& live)
        : m_live(live)
    { }

    //! In the order of their keys, each once.
    QList<cluster::LiveObjectPtr> of(const cluster::LiveObject& owner) const;

private:
    using Objects = QList<cluster::LiveObjectPtr>;

    Objects owned(const cluster::LiveObject& owner) const;
    Objects inferred(const cluster::LiveObject& owner) const;
    Objects endpoints(const cluster::LiveObject& service) const;
    Objects claims(const cluster::LiveObject& statefulSet) const;
    Objects tokens(const cluster::LiveObject& account) const;
    Objects operators(const cluster::LiveObject& group) const;
    template <typename Fn>
    Objects inNamespace(const object::GroupKind& kind, const QString& nameSpace, Fn wanted) const;

    const cluster::LiveState& m_live;
};

} // namespace cauce::tree
