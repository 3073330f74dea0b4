#include "core/sandbox/defaults.h"

#include "core/sandbox/jsonedit.h"
#include "core/sandbox/poddefaults.h"
#include "core/sandbox/workloaddefaults.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

using Rule = void (*)(Json& object);

// The labels of the template where the object has none of its own.
void takeTemplateLabels(Json& object)
{
    const Json labels = object.path({u"spec", u"template", u"metadata", u"labels"});
    if (labels.size() > 0 && object.path({u"metadata", u"labels"}).size() == 0)
        object.setPath({u"metadata", u"labels"}, labels);
}

void setReplicationControllerDefaults(Json& object)
{
    takeTemplateLabels(object);
    editMember(object, u"spec"_s, [](Json& spec) {
        const Json labels = spec.path({u"template", u"metadata", u"labels"});
        if (labels.size() > 0 && spec[u"selector"].size() == 0)
            spec.set(u"selector"_s, labels);
        fill(spec, u"replicas"_s, Json(qint64(1)));
    });
}

void setNamespaceDefaults(Json& object)
{
    const QString name = object.path({u"metadata", u"name"}).toString();
    if (!name.isEmpty())
        object.setPath({u"metadata", u"labels", u"kubernetes.io/metadata.name"}, name);
    editMember(object, u"status"_s, [](Json& status) { fill(status, u"phase"_s, u"Active"_s); });
}

void setServicePortDefaults(Json& port)
{
    fill(port, u"protocol"_s, u"TCP"_s);
    const Json& target = port[u"targetPort"];
    const bool isSet = (target.isNumber() && target.toInteger() != 0)
        || (target.isString() && !target.toString().isEmpty());
    if (!isSet)
        port.set(u"targetPort"_s, port[u"port"]);
}

void setServiceSpecDefaults(Json& spec)
{
    fill(spec, u"sessionAffinity"_s, u"None"_s);
    if (spec[u"sessionAffinity"].toString() == "ClientIP"_L1) {
        if (spec.path({u"sessionAffinityConfig", u"clientIP", u"timeoutSeconds"}).isNull()) {
            spec.setPath({u"sessionAffinityConfig", u"clientIP", u"timeoutSeconds"},
                         Json(qint64(10'800)));
        }
    } else {
        spec.remove(u"sessionAffinityConfig");
    }
    fill(spec, u"type"_s, u"ClusterIP"_s);
    editItems(spec, u"ports"_s, setServicePortDefaults);
    const QString type = spec[u"type"].toString();
    const bool isExternal = type == "NodePort"_L1 || type == "LoadBalancer"_L1
        || (type == "ClusterIP"_L1 && spec[u"externalIPs"].size() > 0);
    if (isExternal)
        fill(spec, u"externalTrafficPolicy"_s, u"Cluster"_s);
    if (type != "ExternalName"_L1)
        fill(spec, u"internalTrafficPolicy"_s, u"Cluster"_s);
    if (type == "LoadBalancer"_L1)
        fill(spec, u"allocateLoadBalancerNodePorts"_s, Json(true));
}

void setServiceDefaults(Json& object)
{
    editMember(object, u"spec"_s, setServiceSpecDefaults);
}

void setSecretDefaults(Json& object)
{
    fill(object, u"type"_s, u"Opaque"_s);
}

void setVolumeDefaultsOfCluster(Json& object)
{
    editMember(object, u"spec"_s, [](Json& spec) {
        fill(spec, u"persistentVolumeReclaimPolicy"_s, u"Retain"_s);
        fill(spec, u"volumeMode"_s, u"Filesystem"_s);
        editMember(spec, u"hostPath"_s, [](Json& path) { fill(path, u"type"_s, u""_s); });
    });
    editMember(object, u"status"_s, [](Json& status) { fill(status, u"phase"_s, u"Pending"_s); });
}

void setClaimDefaults(Json& object)
{
    editMember(object, u"spec"_s, setClaimSpecDefaults);
    editMember(object, u"status"_s, [](Json& status) { fill(status, u"phase"_s, u"Pending"_s); });
}

void setNodeDefaults(Json& object)
{
    editMember(object, u"status"_s, [](Json& status) {
        if (status.contains(u"capacity"))
            fill(status, u"allocatable"_s, status[u"capacity"]);
    });
}

void setPodOnlyDefaults(Json& object)
{
    editMember(object, u"spec"_s, setPodSpecDefaults);
    setPodDefaults(object);
}

void setPodTemplateDefaults(Json& object)
{
    editMember(object, u"template"_s,
               [](Json& pod) { editMember(pod, u"spec"_s, setPodSpecDefaults); });
}

// Limits and requests follow from each other, for containers.
void setLimitRangeDefaults(Json& object)
{
    const auto setItem = [](Json& item) {
        if (item[u"type"].toString() != "Container"_L1)
            return;
        const auto take = [&item](const QString& to, const QString& from) {
            const Json source = item[from];
            if (source.size() == 0)
                return;
            editOrMake(item, to, [&source](Json& target) {
                for (const auto& [name, amount] : source.members())
                    fill(target, name, amount);
            });
        };
        take(u"default"_s, u"max"_s);
        take(u"defaultRequest"_s, u"default"_s);
        take(u"defaultRequest"_s, u"min"_s);
    };
    editMember(object, u"spec"_s,
               [&setItem](Json& spec) { editItems(spec, u"limits"_s, setItem); });
}

void setNetworkPolicyDefaults(Json& object)
{
    const auto setRule = [](Json& rule) {
        editItems(rule, u"ports"_s, [](Json& port) { fill(port, u"protocol"_s, u"TCP"_s); });
    };
    editMember(object, u"spec"_s, [&setRule](Json& spec) {
        editItems(spec, u"ingress"_s, setRule);
        editItems(spec, u"egress"_s, setRule);
        if (spec[u"policyTypes"].size() > 0)
            return;
        Json types(Json::Items {Json(u"Ingress"_s)});
        if (spec[u"egress"].size() > 0)
            types.append(Json(u"Egress"_s));
        spec.set(u"policyTypes"_s, types);
    });
}

void setIngressClassDefaults(Json& object)
{
    editMember(object, u"spec"_s, [](Json& spec) {
        editMember(spec, u"parameters"_s,
                   [](Json& parameters) { fill(parameters, u"scope"_s, u"Cluster"_s); });
    });
}

void setBindingDefaults(Json& object)
{
    constexpr auto kGroup = "rbac.authorization.k8s.io"_L1;
    editMember(object, u"roleRef"_s, [&](Json& role) {
        if (role[u"apiGroup"].toString().isEmpty())
            role.set(u"apiGroup"_s, QString(kGroup));
    });
    editItems(object, u"subjects"_s, [&](Json& subject) {
        if (subject[u"kind"].toString() != "ServiceAccount"_L1)
            fill(subject, u"apiGroup"_s, QString(kGroup));
    });
}

void setStorageClassDefaults(Json& object)
{
    fill(object, u"reclaimPolicy"_s, u"Delete"_s);
    fill(object, u"volumeBindingMode"_s, u"Immediate"_s);
}

void setPriorityClassDefaults(Json& object)
{
    fill(object, u"preemptionPolicy"_s, u"PreemptLowerPriority"_s);
}

void setWebhookDefaults(Json& webhook)
{
    fill(webhook, u"failurePolicy"_s, u"Fail"_s);
    fill(webhook, u"matchPolicy"_s, u"Equivalent"_s);
    fill(webhook, u"namespaceSelector"_s, Json::emptyObject());
    fill(webhook, u"objectSelector"_s, Json::emptyObject());
    fill(webhook, u"timeoutSeconds"_s, Json(qint64(10)));
    editItems(webhook, u"rules"_s, [](Json& rule) { fill(rule, u"scope"_s, u"*"_s); });
    editMember(webhook, u"clientConfig"_s, [](Json& config) {
        editMember(config, u"service"_s,
                   [](Json& service) { fill(service, u"port"_s, Json(qint64(443))); });
    });
}

void setValidatingWebhooksDefaults(Json& object)
{
    editItems(object, u"webhooks"_s, setWebhookDefaults);
}

void setMutatingWebhooksDefaults(Json& object)
{
    editItems(object, u"webhooks"_s, [](Json& webhook) {
        setWebhookDefaults(webhook);
        fill(webhook, u"reinvocationPolicy"_s, u"Never"_s);
    });
}

void setEndpointSliceDefaults(Json& object)
{
    editItems(object, u"ports"_s, [](Json& port) {
        fill(port, u"name"_s, u""_s);
        fill(port, u"protocol"_s, u"TCP"_s);
    });
}

void setDefinitionDefaults(Json& object)
{
    editMember(object, u"spec"_s, [](Json& spec) {
        editMember(spec, u"names"_s, [](Json& names) {
            const QString kind = names[u"kind"].toString();
            if (names[u"singular"].toString().isEmpty())
                names.set(u"singular"_s, kind.toLower());
            if (names[u"listKind"].toString().isEmpty() && !kind.isEmpty())
                names.set(u"listKind"_s, Json(kind + u"List"_s));
        });
        editOrMake(spec, u"conversion"_s,
                   [](Json& conversion) { fill(conversion, u"strategy"_s, u"None"_s); });
    });
}

// By group and kind. Rules: the SetDefaults functions of Kubernetes' pkg/apis.
const QHash<object::GroupKind, Rule>& defaultRules()
{
    static const QHash<object::GroupKind, Rule> rules {
        {{u""_s, u"Namespace"_s}, setNamespaceDefaults},
        {{u""_s, u"Node"_s}, setNodeDefaults},
        {{u""_s, u"Pod"_s}, setPodOnlyDefaults},
        {{u""_s, u"PodTemplate"_s}, setPodTemplateDefaults},
        {{u""_s, u"ReplicationController"_s},
         [](Json& object) {
             setTemplateDefaults(object);
             setReplicationControllerDefaults(object);
         }},
        {{u""_s, u"Service"_s}, setServiceDefaults},
        {{u""_s, u"Secret"_s}, setSecretDefaults},
        {{u""_s, u"PersistentVolume"_s}, setVolumeDefaultsOfCluster},
        {{u""_s, u"PersistentVolumeClaim"_s}, setClaimDefaults},
        {{u""_s, u"LimitRange"_s}, setLimitRangeDefaults},
        {{u"apps"_s, u"Deployment"_s}, setDeploymentDefaults},
        {{u"apps"_s, u"DaemonSet"_s}, setDaemonSetDefaults},
        {{u"apps"_s, u"StatefulSet"_s}, setStatefulSetDefaults},
        {{u"apps"_s, u"ReplicaSet"_s}, setReplicaSetDefaults},
        {{u"batch"_s, u"Job"_s},
         [](Json& object) {
             takeTemplateLabels(object);
             setJobDefaults(object);
         }},
        {{u"batch"_s, u"CronJob"_s}, setCronJobDefaults},
        {{u"autoscaling"_s, u"HorizontalPodAutoscaler"_s}, setAutoscalerDefaults},
        {{u"networking.k8s.io"_s, u"NetworkPolicy"_s}, setNetworkPolicyDefaults},
        {{u"networking.k8s.io"_s, u"IngressClass"_s}, setIngressClassDefaults},
        {{u"rbac.authorization.k8s.io"_s, u"RoleBinding"_s}, setBindingDefaults},
        {{u"rbac.authorization.k8s.io"_s, u"ClusterRoleBinding"_s}, setBindingDefaults},
        {{u"storage.k8s.io"_s, u"StorageClass"_s}, setStorageClassDefaults},
        {{u"scheduling.k8s.io"_s, u"PriorityClass"_s}, setPriorityClassDefaults},
        {{u"admissionregistration.k8s.io"_s, u"ValidatingWebhookConfiguration"_s},
         setValidatingWebhooksDefaults},
        {{u"admissionregistration.k8s.io"_s, u"MutatingWebhookConfiguration"_s},
         setMutatingWebhooksDefaults},
        {{u"discovery.k8s.io"_s, u"EndpointSlice"_s}, setEndpointSliceDefaults},
        {{u"apiextensions.k8s.io"_s, u"CustomResourceDefinition"_s}, setDefinitionDefaults},
    };
    return rules;
}

} // namespace

Json withServerDefaults(const ServedKind& kind, const Json& object)
{
    Json result = kind.structure->pruned(object);
    if (kind.isCustom)
        return object::withSortedKeys(kind.structure->defaulted(result));
    if (const Rule rule = defaultRules().value(kind.type.groupKind())) {
        rule(result);
        result = object::withSortedKeys(result);
    }
    return result;
}

} // namespace cauce::sandbox
