#include "core/sandbox/validation.h"

#include "core/sandbox/fieldchecks.h"
#include "core/sandbox/namerules.h"

using namespace Qt::StringLiterals;
using cauce::object::GroupKind;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

using NameRule = QStringList (*)(const QString&);

QStringList anyName(const QString&)
{
    return {}; // the kind's own rules say more of it
}

NameRule nameRule(const ServedKind& kind)
{
    if (kind.isCustom)
        return subdomainProblems;
    if (kind.type.group == "rbac.authorization.k8s.io"_L1)
        return pathSegmentProblems;
    static const QHash<QString, NameRule> rules {
        {u"Namespace"_s, labelNameProblems},
        {u"Service"_s, serviceNameProblems},
        {u"CustomResourceDefinition"_s, anyName},
    };
    return rules.value(kind.type.kind, subdomainProblems);
}

const QHash<GroupKind, KindRule>& kindRules()
{
    static const QHash<GroupKind, KindRule> rules {
        {{u""_s, u"Pod"_s}, checkPod},
        {{u""_s, u"Service"_s}, checkService},
        {{u""_s, u"ConfigMap"_s}, checkConfigMap},
        {{u""_s, u"Secret"_s}, checkSecret},
        {{u""_s, u"PersistentVolumeClaim"_s}, checkClaim},
        {{u""_s, u"PersistentVolume"_s}, checkVolume},
        {{u"apps"_s, u"Deployment"_s}, checkDeployment},
        {{u"apps"_s, u"ReplicaSet"_s}, checkReplicaSet},
        {{u"apps"_s, u"StatefulSet"_s}, checkStatefulSet},
        {{u"apps"_s, u"DaemonSet"_s}, checkDaemonSet},
        {{u"batch"_s, u"Job"_s}, checkJob},
        {{u"batch"_s, u"CronJob"_s}, checkCronJob},
        {{u"networking.k8s.io"_s, u"Ingress"_s}, checkIngress},
        {{u"networking.k8s.io"_s, u"NetworkPolicy"_s}, checkNetworkPolicy},
        {{u"autoscaling"_s, u"HorizontalPodAutoscaler"_s}, checkAutoscaler},
        {{u"policy"_s, u"PodDisruptionBudget"_s}, checkDisruptionBudget},
        {{u"rbac.authorization.k8s.io"_s, u"Role"_s}, checkRole},
        {{u"rbac.authorization.k8s.io"_s, u"ClusterRole"_s}, checkRole},
        {{u"rbac.authorization.k8s.io"_s, u"RoleBinding"_s}, checkBinding},
        {{u"rbac.authorization.k8s.io"_s, u"ClusterRoleBinding"_s}, checkBinding},
        {{u"storage.k8s.io"_s, u"StorageClass"_s}, checkStorageClass},
        {{u"scheduling.k8s.io"_s, u"PriorityClass"_s}, checkPriorityClass},
        {{u"apiextensions.k8s.io"_s, u"CustomResourceDefinition"_s}, checkDefinition},
    };
    return rules;
}

} // namespace

Causes validationProblems(const ServedKind& kind, const Json& object, const Json& before)
{
    FieldChecks checks;
    checkMetadata(checks, object[u"metadata"], nameRule(kind), !kind.isCustom);
    const KindRule rule = kind.isCustom ? nullptr : kindRules().value(kind.type.groupKind());
    if (rule)
        rule(checks, object, before);
    return std::move(checks.causes);
}

} // namespace cauce::sandbox
