#pragma once

#include "core/sandbox/kinds.h"

#include <QDateTime>

#include <functional>

namespace cauce::sandbox {

//! \brief What the rules of one object need to know of others. A function that is empty answers no.
struct Surroundings
{
    std::function<bool(const QString& address)> isAddressTaken; //!< by a Service's clusterIP
    std::function<bool(int port)> isNodePortTaken;
    std::function<QString()> defaultStorageClass; //!< its name; empty: there is none
    std::function<QString()> defaultIngressClass;
    QDateTime now; //!< UTC
};

//! \brief A new \p object with what a server's strategies and admission set, once, at its creation.
//!
//! Its status as new objects have it, finalizers of volumes and claims, a Service's address and
//! ports, a Job's selector, a Pod's priority, tolerations and class, ... \p object has its defaults
//! (withServerDefaults()), metadata.name and metadata.uid. Custom kinds: the status is taken away
//! when it is a subresource. metadata.generation is the caller's. Pure but for \p surroundings.
object::Json asCreated(const ServedKind& kind, object::Json object,
                       const Surroundings& surroundings);

//! \brief \p object, written over \p before through the object itself (no subresource), with what
//! such a write cannot change or need not repeat taken from \p before.
//!
//! The status where it is a subresource, a Service's address and ports, a DaemonSet's template
//! generation. Both have their defaults.
object::Json asUpdated(const ServedKind& kind, object::Json object, const object::Json& before,
                       const Surroundings& surroundings);

//! Guaranteed, Burstable or BestEffort, by the containers' resources.
QString qosClass(const object::Json& podSpec);

} // namespace cauce::sandbox
