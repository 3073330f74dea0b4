#include "core/health/health.h"

#include "core/health/rules.h"
#include "core/object/annotations.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::health {

namespace {

struct Rule
{
    QLatin1StringView group; // "*.x" means every group that ends so
    QLatin1StringView kind; // "*" means every kind
    QLatin1StringView versions; // those the rule knows, between commas; empty: any
    Health (*assess)(Reader&);
};

// The kinds that Cauce knows, of those with a built-in check in Argo CD; any other has no health.
constexpr Rule kRules[] = {
    {""_L1, "Pod"_L1, "v1"_L1, pod},
    {""_L1, "Service"_L1, "v1"_L1, service},
    {""_L1, "PersistentVolumeClaim"_L1, "v1"_L1, persistentVolumeClaim},
    {"apps"_L1, "Deployment"_L1, "v1"_L1, deployment},
    {"apps"_L1, "ReplicaSet"_L1, "v1"_L1, replicaSet},
    {"apps"_L1, "StatefulSet"_L1, "v1"_L1, statefulSet},
    {"apps"_L1, "DaemonSet"_L1, "v1"_L1, daemonSet},
    {"batch"_L1, "Job"_L1, "v1"_L1, job},
    {"batch"_L1, "CronJob"_L1, ""_L1, cronJob},
    {"networking.k8s.io"_L1, "Ingress"_L1, ""_L1, ingress},
    {"extensions"_L1, "Ingress"_L1, ""_L1, ingress},
    {"autoscaling"_L1, "HorizontalPodAutoscaler"_L1, "v1,v2"_L1, horizontalPodAutoscaler},
    {"policy"_L1, "PodDisruptionBudget"_L1, ""_L1, podDisruptionBudget},
    {"apiregistration.k8s.io"_L1, "APIService"_L1, "v1,v1beta1"_L1, apiService},
    {"apiextensions.k8s.io"_L1, "CustomResourceDefinition"_L1, ""_L1, customResourceDefinition},
    {"snapshot.storage.k8s.io"_L1, "VolumeSnapshot"_L1, ""_L1, volumeSnapshot},
    {"gateway.networking.k8s.io"_L1, "Gateway"_L1, ""_L1, gateway},
    {"gateway.networking.k8s.io"_L1, "HTTPRoute"_L1, ""_L1, route},
    {"gateway.networking.k8s.io"_L1, "GRPCRoute"_L1, ""_L1, route},
    {"argoproj.io"_L1, "Workflow"_L1, ""_L1, workflow},
    {"argoproj.io"_L1, "Rollout"_L1, ""_L1, rollout},
    {"argoproj.io"_L1, "ApplicationSet"_L1, ""_L1, applicationSet},
    {"cert-manager.io"_L1, "Certificate"_L1, ""_L1, certificate},
    {"cert-manager.io"_L1, "Issuer"_L1, ""_L1, issuer},
    {"cert-manager.io"_L1, "ClusterIssuer"_L1, ""_L1, issuer},
    {"external-secrets.io"_L1, "ExternalSecret"_L1, ""_L1, externalSecret},
    {"external-secrets.io"_L1, "SecretStore"_L1, ""_L1, secretStore},
    {"bitnami.com"_L1, "SealedSecret"_L1, ""_L1, sealedSecret},
    {"keda.sh"_L1, "ScaledObject"_L1, ""_L1, scaledObject},
    {"helm.toolkit.fluxcd.io"_L1, "HelmRelease"_L1, ""_L1, fluxHelmRelease},
    {"kustomize.toolkit.fluxcd.io"_L1, "Kustomization"_L1, ""_L1, fluxKustomization},
    {"source.toolkit.fluxcd.io"_L1, "GitRepository"_L1, ""_L1, fluxSource},
    {"source.toolkit.fluxcd.io"_L1, "HelmRepository"_L1, ""_L1, fluxSource},
    {"source.toolkit.fluxcd.io"_L1, "OCIRepository"_L1, ""_L1, fluxSource},
    {"monitoring.coreos.com"_L1, "Prometheus"_L1, ""_L1, prometheus},
    {"*.crossplane.io"_L1, "*"_L1, ""_L1, crossplane},
    {"*.upbound.io"_L1, "*"_L1, ""_L1, crossplane},
};

bool isAbout(const Rule& rule, const object::GroupVersionKind& type)
{
    if (rule.group.startsWith(u'*'))
        return type.group.endsWith(rule.group.sliced(1));
    return type.group == rule.group && type.kind == rule.kind;
}

bool knowsVersion(const Rule& rule, const QString& version)
{
    for (const QLatin1StringView known : rule.versions.tokenize(u',')) {
        if (version == known)
            return true;
    }
    return rule.versions.isEmpty();
}

Health judge(const Rule& rule, const object::Manifest& live)
{
    const object::GroupVersionKind& type = live.type();
    if (!knowsVersion(rule, type.version)) {
        const bool isScaler = type.kind == "HorizontalPodAutoscaler"_L1;
        return {HealthStatus::Unknown,
                u"unsupported %1 GVK: %2, Kind=%3"_s.arg(isScaler ? u"HPA"_s : type.kind,
                                                         type.apiVersion(), type.kind)};
    }
    Reader reader(live);
    Health health = rule.assess(reader);
    if (!reader.oddity().isEmpty())
        return {HealthStatus::Unknown,
                u"unexpected shape of %1: %2"_s.arg(type.kind, reader.oddity())};
    return health;
}

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

bool counts(const ManagedHealth& object)
{
    return !object.hook && !object.ignored && object.health
        && (object.live || object.health->status == HealthStatus::Unknown);
}

QString causes(const QList<ManagedHealth>& objects, HealthStatus worst)
{
    constexpr int kShown = 3;
    QStringList names;
    for (const ManagedHealth& object : objects) {
        if (counts(object) && object.health->status == worst)
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

std::optional<Health> assess(const object::Manifest& live)
{
    if (isDeleting(live))
        return Health {HealthStatus::Progressing, u"Pending deletion"_s};
    for (const Rule& rule : kRules) {
        if (isAbout(rule, live.type()))
            return judge(rule, live);
    }
    return std::nullopt;
}

Health assessAbsent(const object::GroupKind& kind, const cluster::LiveState& live)
{
    const auto& known = live.kind(kind);
    // Of a kind that is not served there can be no object.
    if (known.isLoaded() || (live.hasDiscovery() && !live.resource(kind)))
        return {HealthStatus::Missing, {}};
    if (known.isFailed())
        return {HealthStatus::Unknown,
                u"%1 objects could not be read: %2"_s.arg(kind.kind, known.failed()->message)};
    return {HealthStatus::Unknown, u"%1 objects have not been read yet"_s.arg(kind.kind)};
}

Health aggregate(const QList<ManagedHealth>& objects)
{
    HealthStatus worst = HealthStatus::Healthy;
    bool any = false;
    bool anyLive = false;
    for (const ManagedHealth& object : objects) {
        if (object.hook)
            continue;
        any = true;
        anyLive = anyLive || object.live;
        if (counts(object)) // a missing one does not: it makes the application OutOfSync
            worst = std::max(worst, object.health->status);
    }
    if (any && !anyLive && worst < HealthStatus::Missing)
        return {HealthStatus::Missing, {}};
    return {worst, worst == HealthStatus::Healthy ? QString() : causes(objects, worst)};
}

} // namespace cauce::health
