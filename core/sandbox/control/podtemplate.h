#pragma once

#include "core/sandbox/control/loop.h"

namespace cauce::sandbox::control {

//! \brief A Pod of \p owner's, made from \p podTemplate; its name is \p name.
//! \param generated whether the name is a generated one, of metadata.generateName plus five
Json podFromTemplate(const Json& owner, const Json& podTemplate, const QString& name,
                     bool generated);

//! Creates \p pod and tells of it as \p component does. \return what went wrong; empty: nothing
QString createPod(Loop& loop, const Json& owner, const Json& pod, const QString& component);
//! Deletes a Pod of \p owner's and tells of it.
void deletePod(Loop& loop, const Json& owner, const QString& pod, const QString& component);

//! \brief Makes \p owner the controller of what nobody controls.
//! \return whether it could be written
bool adopt(Loop& loop, const Json& owner, const ResourceName& resource, const QString& name);
//! Takes \p owner out of the ownerReferences of an object that its selector does not fit any more.
void release(Loop& loop, const Json& owner, const ResourceName& resource, const QString& name);

//! \brief Adopts the orphaned Pods that \p selector fits and releases those that it does not, as
//! ReplicaSet, StatefulSet, DaemonSet and Job do.
void claimPods(Loop& loop, const Json& owner, const Selector& selector);

//! The Pods of ReplicaSet-like owners that go first when there are too many: those that are missed
//! least (not placed, pending, not ready, cheap, many on one node, young).
std::vector<PodPtr> inOrderOfDeletion(std::vector<PodPtr> pods);

} // namespace cauce::sandbox::control
