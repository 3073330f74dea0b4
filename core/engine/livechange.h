#pragma once

#include "core/cluster/livestate.h"

#include <QSet>

namespace cauce {

//! \brief What differs between two states of a cluster, told so that the applications concerned can
//! be found without looking at any of them.
struct LiveChange
{
    QSet<object::ResourceKey> keys; //!< objects that came, changed or went
    QSet<QString> uids; //!< of these, and of their owners
    QSet<QString> applications; //!< that their tracking ids name, before or now
    QSet<object::GroupKind> kinds; //!< that became known, unreadable, stale or fresh as a whole
    bool discovery = false; //!< kinds are served that were not, or the other way round

    bool isEmpty() const { return keys.isEmpty() && kinds.isEmpty() && !discovery; }
};

//! \brief Compares two states by the identity of what they share: the cost is that of the kinds
//! that have changed. Pure.
LiveChange changeBetween(const cluster::LiveState& before, const cluster::LiveState& after);

//! \brief The kinds to watch so that objects of \p kinds have their tree and health: what
//! Deployments, Jobs and the like make. Contains \p kinds. Pure.
QSet<object::GroupKind> withChildKinds(const QSet<object::GroupKind>& kinds);

} // namespace cauce
