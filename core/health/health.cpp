#include "core/health/health.h"

#include "core/health/rules.h"
#include "core/object/annotations.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::health {

namespace {

struct Rule
{
    QLatin1StringView group;
    QLatin1StringView kind;
    QLatin1StringView version; // the only one the rule knows; empty: any
    Health (*assess)(const object::Manifest&);
};

// The kinds with a built-in check in Argo CD that Cauce knows; any other kind has no health.
constexpr Rule kRules[] = {
    {""_L1, "Pod"_L1, ""_L1, pod},
    {""_L1, "Service"_L1, ""_L1, service},
    {""_L1, "PersistentVolumeClaim"_L1, ""_L1, persistentVolumeClaim},
    {"apps"_L1, "Deployment"_L1, "v1"_L1, deployment},
    {"apps"_L1, "ReplicaSet"_L1, "v1"_L1, replicaSet},
    {"apps"_L1, "StatefulSet"_L1, "v1"_L1, statefulSet},
    {"apps"_L1, "DaemonSet"_L1, "v1"_L1, daemonSet},
    {"batch"_L1, "Job"_L1, ""_L1, job},
    {"batch"_L1, "CronJob"_L1, ""_L1, cronJob},
    {"networking.k8s.io"_L1, "Ingress"_L1, ""_L1, ingress},
    {"extensions"_L1, "Ingress"_L1, ""_L1, ingress},
    {"autoscaling"_L1, "HorizontalPodAutoscaler"_L1, ""_L1, horizontalPodAutoscaler},
    {"policy"_L1, "PodDisruptionBudget"_L1, ""_L1, podDisruptionBudget},
    {"apiregistration.k8s.io"_L1, "APIService"_L1, ""_L1, apiService},
    {"apiextensions.k8s.io"_L1, "CustomResourceDefinition"_L1, ""_L1, customResourceDefinition},
};

bool isDeleting(const object::Manifest& live)
{
    const object::Json& metadata = live.json()[u"metadata"];
    if (metadata[u"deletionTimestamp"].isNull())
        return false;
    // A hook that waits for its finalizer is judged by what it did.
    const auto finalizers = metadata[u"finalizers"].items();
    return std::none_of(finalizers.begin(), finalizers.end(), [](const object::Json& finalizer) {
        return finalizer.toString() == object::annotation::hookFinalizer;
    });
}

QString causes(const QList<ManagedHealth>& objects, HealthStatus worst)
{
    constexpr int kShown = 3;
    QStringList names;
    for (const ManagedHealth& object : objects) {
        if (object.live && !object.ignored && object.health && object.health->status == worst)
            names << u"%1/%2:%3/%4"_s.arg(object.key.group, object.key.kind, object.key.nameSpace,
                                          object.key.name);
    }
    if (names.isEmpty())
        return {};
    QString text = "Caused by "_L1 + names.mid(0, kShown).join(", "_L1);
    if (names.size() > kShown)
        text += u" and %1 more"_s.arg(names.size() - kShown);
    return text;
}

} // namespace

QString nameOf(HealthStatus status)
{
    switch (status) {
    case HealthStatus::Healthy:
        return u"Healthy"_s;
    case HealthStatus::Suspended:
        return u"Suspended"_s;
    case HealthStatus::Progressing:
        return u"Progressing"_s;
    case HealthStatus::Missing:
        return u"Missing"_s;
    case HealthStatus::Degraded:
        return u"Degraded"_s;
    case HealthStatus::Unknown:
        break;
    }
    return u"Unknown"_s;
}

qint64 number(const object::Json& value)
{
    return value.toInteger().value_or(0);
}

const object::Json& condition(const object::Manifest& live, QStringView type)
{
    static const object::Json none;
    for (const object::Json& item : live.json().path({u"status", u"conditions"}).items()) {
        if (item[u"type"].toString() == type)
            return item;
    }
    return none;
}

bool isUnobserved(const object::Manifest& live)
{
    return number(live.json().path({u"metadata", u"generation"}))
        > number(live.json().path({u"status", u"observedGeneration"}));
}

std::optional<Health> assess(const object::Manifest& live)
{
    if (isDeleting(live))
        return Health {HealthStatus::Progressing, u"Pending deletion"_s};
    const auto& type = live.type();
    for (const Rule& rule : kRules) {
        if (type.group != rule.group || type.kind != rule.kind)
            continue;
        if (!rule.version.isEmpty() && type.version != rule.version)
            return Health {HealthStatus::Unknown,
                           u"unsupported %1 GVK: %2"_s.arg(type.kind, type.apiVersion())};
        return rule.assess(live);
    }
    return std::nullopt;
}

Health aggregate(const QList<ManagedHealth>& objects)
{
    HealthStatus worst = HealthStatus::Healthy;
    bool any = false;
    bool anyLive = false;
    for (const ManagedHealth& object : objects) {
        if (object.ignored)
            continue;
        any = true;
        if (!object.live)
            continue; // a missing object makes the application OutOfSync, not unhealthy
        anyLive = true;
        if (object.health)
            worst = std::max(worst, object.health->status);
    }
    if (any && !anyLive)
        return {HealthStatus::Missing, {}};
    return {worst, worst == HealthStatus::Healthy ? QString() : causes(objects, worst)};
}

} // namespace cauce::health
