#include "core/sync/kindorder.h"

#include <QLatin1String>

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

// gitops-engine's syncPhaseOrder of kinds.
constexpr QLatin1StringView kOrder[] = {
    "Namespace"_L1,
    "NetworkPolicy"_L1,
    "ResourceQuota"_L1,
    "LimitRange"_L1,
    "PodSecurityPolicy"_L1,
    "PodDisruptionBudget"_L1,
    "ServiceAccount"_L1,
    "Secret"_L1,
    "SecretList"_L1,
    "ConfigMap"_L1,
    "StorageClass"_L1,
    "PersistentVolume"_L1,
    "PersistentVolumeClaim"_L1,
    "CustomResourceDefinition"_L1,
    "ClusterRole"_L1,
    "ClusterRoleList"_L1,
    "ClusterRoleBinding"_L1,
    "ClusterRoleBindingList"_L1,
    "Role"_L1,
    "RoleList"_L1,
    "RoleBinding"_L1,
    "RoleBindingList"_L1,
    "Service"_L1,
    "DaemonSet"_L1,
    "Pod"_L1,
    "ReplicationController"_L1,
    "ReplicaSet"_L1,
    "Deployment"_L1,
    "HorizontalPodAutoscaler"_L1,
    "StatefulSet"_L1,
    "Job"_L1,
    "CronJob"_L1,
    "IngressClass"_L1,
    "Ingress"_L1,
    "APIService"_L1,
};

} // namespace

int kindOrder(QStringView kind)
{
    const auto* const end = std::end(kOrder);
    return int(std::find(std::begin(kOrder), end, kind) - std::begin(kOrder));
}

} // namespace cauce::sync
