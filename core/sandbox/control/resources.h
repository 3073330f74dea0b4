#pragma once

#include "core/sandbox/store.h"

//! The collections that the controllers read and write, each name once.
namespace cauce::sandbox::control::resource {

using namespace Qt::StringLiterals;

inline const ResourceName pods {{}, u"pods"_s};
inline const ResourceName services {{}, u"services"_s};
inline const ResourceName endpoints {{}, u"endpoints"_s};
inline const ResourceName events {{}, u"events"_s};
inline const ResourceName nodes {{}, u"nodes"_s};
inline const ResourceName namespaces {{}, u"namespaces"_s};
inline const ResourceName configMaps {{}, u"configmaps"_s};
inline const ResourceName secrets {{}, u"secrets"_s};
inline const ResourceName serviceAccounts {{}, u"serviceaccounts"_s};
inline const ResourceName claims {{}, u"persistentvolumeclaims"_s};
inline const ResourceName volumes {{}, u"persistentvolumes"_s};
inline const ResourceName deployments {u"apps"_s, u"deployments"_s};
inline const ResourceName replicaSets {u"apps"_s, u"replicasets"_s};
inline const ResourceName statefulSets {u"apps"_s, u"statefulsets"_s};
inline const ResourceName daemonSets {u"apps"_s, u"daemonsets"_s};
inline const ResourceName controllerRevisions {u"apps"_s, u"controllerrevisions"_s};
inline const ResourceName jobs {u"batch"_s, u"jobs"_s};
inline const ResourceName cronJobs {u"batch"_s, u"cronjobs"_s};
inline const ResourceName ingresses {u"networking.k8s.io"_s, u"ingresses"_s};
inline const ResourceName endpointSlices {u"discovery.k8s.io"_s, u"endpointslices"_s};
inline const ResourceName storageClasses {u"storage.k8s.io"_s, u"storageclasses"_s};
inline const ResourceName leases {u"coordination.k8s.io"_s, u"leases"_s};

} // namespace cauce::sandbox::control::resource
