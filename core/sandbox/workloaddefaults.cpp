#include "core/sandbox/workloaddefaults.h"

#include "core/sandbox/jsonedit.h"
#include "core/sandbox/poddefaults.h"

#include <limits>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

Json number(qint64 value)
{
    return Json(value);
}

void setSpecTemplateDefaults(Json& spec)
{
    editMember(spec, u"template"_s,
               [](Json& pod) { editMember(pod, u"spec"_s, setPodSpecDefaults); });
}

void setJobSpecDefaults(Json& spec)
{
    if (!spec.contains(u"completions") && !spec.contains(u"parallelism"))
        spec.set(u"completions"_s, number(1));
    fill(spec, u"parallelism"_s, number(1));
    const bool isPerIndex = spec.contains(u"backoffLimitPerIndex");
    fill(spec, u"backoffLimit"_s, number(isPerIndex ? std::numeric_limits<qint32>::max() : 6));
    fill(spec, u"completionMode"_s, u"NonIndexed"_s);
    fill(spec, u"suspend"_s, Json(false));
    const bool hasPolicy = spec.contains(u"podFailurePolicy");
    fill(spec, u"podReplacementPolicy"_s, hasPolicy ? u"Failed"_s : u"TerminatingOrFailed"_s);
    fill(spec, u"manualSelector"_s, Json(false));
    editMember(spec, u"podFailurePolicy"_s, [](Json& policy) {
        editItems(policy, u"rules"_s, [](Json& rule) {
            editItems(rule, u"onPodConditions"_s,
                      [](Json& pattern) { fill(pattern, u"status"_s, u"True"_s); });
        });
    });
    setSpecTemplateDefaults(spec);
}

Json scalingPolicy(const QString& type, qint64 value)
{
    return Json(Json::Members {
        {u"type"_s, type}, {u"value"_s, number(value)}, {u"periodSeconds"_s, number(15)}});
}

void setScalingDefaults(Json& behavior)
{
    editOrMake(behavior, u"scaleUp"_s, [](Json& rules) {
        fill(rules, u"stabilizationWindowSeconds"_s, number(0));
        fill(rules, u"selectPolicy"_s, u"Max"_s);
        fill(rules, u"policies"_s,
             Json(Json::Items {scalingPolicy(u"Pods"_s, 4), scalingPolicy(u"Percent"_s, 100)}));
    });
    editOrMake(behavior, u"scaleDown"_s, [](Json& rules) {
        fill(rules, u"selectPolicy"_s, u"Max"_s);
        fill(rules, u"policies"_s, Json(Json::Items {scalingPolicy(u"Percent"_s, 100)}));
    });
}

} // namespace

void setTemplateDefaults(Json& object)
{
    editMember(object, u"spec"_s, setSpecTemplateDefaults);
}

void setDeploymentDefaults(Json& object)
{
    editMember(object, u"spec"_s, [](Json& spec) {
        setSpecTemplateDefaults(spec);
        fill(spec, u"replicas"_s, number(1));
        fill(spec, u"revisionHistoryLimit"_s, number(10));
        fill(spec, u"progressDeadlineSeconds"_s, number(600));
        editOrMake(spec, u"strategy"_s, [](Json& strategy) {
            fill(strategy, u"type"_s, u"RollingUpdate"_s);
            if (strategy[u"type"].toString() != "RollingUpdate"_L1)
                return;
            editOrMake(strategy, u"rollingUpdate"_s, [](Json& update) {
                fill(update, u"maxUnavailable"_s, u"25%"_s);
                fill(update, u"maxSurge"_s, u"25%"_s);
            });
        });
    });
}

void setDaemonSetDefaults(Json& object)
{
    editMember(object, u"spec"_s, [](Json& spec) {
        setSpecTemplateDefaults(spec);
        fill(spec, u"revisionHistoryLimit"_s, number(10));
        editOrMake(spec, u"updateStrategy"_s, [](Json& strategy) {
            fill(strategy, u"type"_s, u"RollingUpdate"_s);
            if (strategy[u"type"].toString() != "RollingUpdate"_L1)
                return;
            editOrMake(strategy, u"rollingUpdate"_s, [](Json& update) {
                fill(update, u"maxUnavailable"_s, number(1));
                fill(update, u"maxSurge"_s, number(0));
            });
        });
    });
}

void setStatefulSetDefaults(Json& object)
{
    editMember(object, u"spec"_s, [](Json& spec) {
        setSpecTemplateDefaults(spec);
        fill(spec, u"replicas"_s, number(1));
        fill(spec, u"revisionHistoryLimit"_s, number(10));
        fill(spec, u"podManagementPolicy"_s, u"OrderedReady"_s);
        editOrMake(spec, u"updateStrategy"_s, [](Json& strategy) {
            if (!strategy.contains(u"type")) {
                strategy.set(u"type"_s, u"RollingUpdate"_s);
                fill(strategy, u"rollingUpdate"_s, Json::emptyObject());
            }
            if (strategy[u"type"].toString() != "RollingUpdate"_L1)
                return;
            editMember(strategy, u"rollingUpdate"_s,
                       [](Json& update) { fill(update, u"partition"_s, number(0)); });
        });
        editOrMake(spec, u"persistentVolumeClaimRetentionPolicy"_s, [](Json& policy) {
            fill(policy, u"whenDeleted"_s, u"Retain"_s);
            fill(policy, u"whenScaled"_s, u"Retain"_s);
        });
        editItems(spec, u"volumeClaimTemplates"_s, [](Json& claim) {
            claim.set(u"apiVersion"_s, u"v1"_s);
            claim.set(u"kind"_s, u"PersistentVolumeClaim"_s);
            editMember(claim, u"spec"_s, setClaimSpecDefaults);
            editMember(claim, u"status"_s,
                       [](Json& status) { fill(status, u"phase"_s, u"Pending"_s); });
        });
    });
}

void setReplicaSetDefaults(Json& object)
{
    editMember(object, u"spec"_s, [](Json& spec) {
        setSpecTemplateDefaults(spec);
        fill(spec, u"replicas"_s, number(1));
    });
}

void setJobDefaults(Json& object)
{
    editMember(object, u"spec"_s, setJobSpecDefaults);
}

void setCronJobDefaults(Json& object)
{
    editMember(object, u"spec"_s, [](Json& spec) {
        fill(spec, u"concurrencyPolicy"_s, u"Allow"_s);
        fill(spec, u"suspend"_s, Json(false));
        fill(spec, u"successfulJobsHistoryLimit"_s, number(3));
        fill(spec, u"failedJobsHistoryLimit"_s, number(1));
        editMember(spec, u"jobTemplate"_s,
                   [](Json& job) { editMember(job, u"spec"_s, setSpecTemplateDefaults); });
    });
}

void setAutoscalerDefaults(Json& object)
{
    editMember(object, u"spec"_s, [](Json& spec) {
        fill(spec, u"minReplicas"_s, number(1));
        if (spec[u"metrics"].size() == 0) {
            Json metric = Json::emptyObject();
            metric.set(u"type"_s, u"Resource"_s);
            metric.setPath({u"resource", u"name"}, u"cpu"_s);
            metric.setPath({u"resource", u"target", u"type"}, u"Utilization"_s);
            metric.setPath({u"resource", u"target", u"averageUtilization"}, number(80));
            spec.set(u"metrics"_s, Json(Json::Items {metric}));
        }
        editMember(spec, u"behavior"_s, setScalingDefaults);
    });
}

} // namespace cauce::sandbox
