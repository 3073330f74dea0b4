#pragma once

#include "core/object/manifest.h"

#include <QStringList>

namespace cauce::tree {

//! \brief What `kubectl get pods` shows of a Pod, worked out as kubectl and Argo CD do.
struct PodInfo
{
    QString reason; //!< "Running", "CrashLoopBackOff", "Init:0/1", "Completed", "Terminating"
    qint64 ready = 0; //!< containers that are, of
    qint64 total = 0; //!< all that keep running: sidecars among the init containers too
    qint64 restarts = 0;
    QString node; //!< empty until it is scheduled

    friend bool operator==(const PodInfo&, const PodInfo&) = default;
};

//! Pure; an odd shape counts as absent.
PodInfo podInfo(const object::Manifest& pod);

//! The number that an object says it is the how-manieth of its kind: a ReplicaSet's, a
//! ControllerRevision's; 0 when it says none. Pure.
qint64 revisionOf(const object::Manifest& object);

//! The short text beside a name in a list: "2/2 ready", "Running 1/1, 3 restarts", "rev:3",
//! "Bound"; empty for kinds that have none. Pure; works on an object of which only part was kept.
QString shortInfo(const object::Manifest& object);

//! Images of a Pod or of a workload's template, each once, in order.
QStringList imagesOf(const object::Manifest& object);

} // namespace cauce::tree
