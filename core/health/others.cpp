#include "core/health/rules.h"
#include "core/object/jsoncodec.h"

using namespace Qt::StringLiterals;

namespace cauce::health {

namespace {

bool isTrue(const object::Json& condition)
{
    return condition[u"status"].toString() == "True"_L1;
}

bool hasLoadBalancer(const object::Manifest& live)
{
    return live.json().path({u"status", u"loadBalancer", u"ingress"}).size() > 0;
}

//! A condition of an autoscaler that says it cannot do its work.
bool cannotScale(const QString& type, const QString& reason)
{
    static const QStringList able {u"FailedGetScale"_s, u"FailedUpdateScale"_s};
    static const QStringList active {
        u"FailedGetResourceMetric"_s, u"FailedGetObjectMetric"_s,        u"FailedGetPodsMetric"_s,
        u"FailedGetExternalMetric"_s, u"FailedComputeMetricsReplicas"_s, u"InvalidSelector"_s};
    return (type == "AbleToScale"_L1 && able.contains(reason))
        || (type == "ScalingActive"_L1 && active.contains(reason));
}

Health autoscaler(std::span<const object::Json> conditions)
{
    for (const object::Json& item : conditions) {
        if (cannotScale(item[u"type"].toString(), item[u"reason"].toString()))
            return {HealthStatus::Degraded, item[u"message"].toString()};
    }
    for (const object::Json& item : conditions) {
        const QString type = item[u"type"].toString();
        if (isTrue(item) && (type == "AbleToScale"_L1 || type == "ScalingLimited"_L1))
            return {HealthStatus::Healthy, item[u"message"].toString()};
    }
    return {HealthStatus::Progressing, u"Waiting to Autoscale"_s};
}

} // namespace

Health service(const object::Manifest& live)
{
    const bool waits = live.json().path({u"spec", u"type"}).toString() == "LoadBalancer"_L1
        && !hasLoadBalancer(live);
    return {waits ? HealthStatus::Progressing : HealthStatus::Healthy, {}};
}

Health ingress(const object::Manifest& live)
{
    return {hasLoadBalancer(live) ? HealthStatus::Healthy : HealthStatus::Progressing, {}};
}

Health persistentVolumeClaim(const object::Manifest& live)
{
    const QString phase = live.json().path({u"status", u"phase"}).toString();
    if (phase == "Bound"_L1)
        return {HealthStatus::Healthy, {}};
    if (phase == "Pending"_L1)
        return {HealthStatus::Progressing, {}};
    if (phase == "Lost"_L1)
        return {HealthStatus::Degraded, {}};
    return {HealthStatus::Unknown, {}};
}

Health horizontalPodAutoscaler(const object::Manifest& live)
{
    if (live.type().version == "v2"_L1)
        return autoscaler(live.json().path({u"status", u"conditions"}).items());
    if (live.type().version != "v1"_L1)
        return {HealthStatus::Unknown, u"unsupported HPA GVK: %1"_s.arg(live.type().apiVersion())};
    // Version 1 carries its conditions as JSON in an annotation.
    const auto conditions = object::parseJson(
        live.annotation(u"autoscaling.alpha.kubernetes.io/conditions").toUtf8());
    return conditions ? autoscaler(conditions->items()) : autoscaler({});
}

Health podDisruptionBudget(const object::Manifest& live)
{
    const auto conditions = live.json().path({u"status", u"conditions"}).items();
    for (const object::Json& item : conditions) {
        const QString reason = item[u"reason"].toString();
        if (item[u"status"].toString() == "False"_L1 && reason != "InsufficientPods"_L1)
            return {HealthStatus::Degraded, u"PodDisruptionBudget has %1"_s.arg(reason)};
    }
    if (conditions.empty())
        return {HealthStatus::Progressing, u"Waiting for status"_s};
    return {HealthStatus::Healthy, {}};
}

Health apiService(const object::Manifest& live)
{
    const object::Json& available = condition(live, u"Available");
    if (available.isNull())
        return {HealthStatus::Progressing, u"Waiting to be processed"_s};
    return {isTrue(available) ? HealthStatus::Healthy : HealthStatus::Progressing,
            u"%1: %2"_s.arg(available[u"reason"].toString(), available[u"message"].toString())};
}

Health customResourceDefinition(const object::Manifest& live)
{
    if (live.json().path({u"status", u"conditions"}).size() == 0)
        return {HealthStatus::Progressing, u"Status conditions not found"_s};
    if (isTrue(condition(live, u"Terminating")))
        return {HealthStatus::Progressing, u"CRD is terminating"_s};
    const object::Json& names = condition(live, u"NamesAccepted");
    if (names[u"status"].toString() == "False"_L1)
        return {HealthStatus::Degraded,
                u"CRD names have not been accepted: %1"_s.arg(names[u"message"].toString())};
    const object::Json& schema = condition(live, u"NonStructuralSchema");
    if (isTrue(schema))
        return {HealthStatus::Degraded,
                u"Schema violations found: %1"_s.arg(schema[u"message"].toString())};
    const object::Json& established = condition(live, u"Established");
    if (isTrue(established))
        return {HealthStatus::Healthy, u"CRD is healthy"_s};
    if (established[u"reason"].toString() == "Installing"_L1)
        return {HealthStatus::Progressing, u"CRD is being installed"_s};
    return {HealthStatus::Degraded, u"CRD is not established"_s};
}

} // namespace cauce::health
