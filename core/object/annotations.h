#pragma once

#include <QLatin1String>

//! Every label and annotation name that the program reads or writes, one place.
namespace cauce::object::annotation {

using namespace Qt::StringLiterals;

// Argo CD's (docs: "Annotations and Labels used by Argo CD").
inline constexpr QLatin1StringView trackingId = "argocd.argoproj.io/tracking-id"_L1;
inline constexpr QLatin1StringView installationId = "argocd.argoproj.io/installation-id"_L1;
inline constexpr QLatin1StringView syncWave = "argocd.argoproj.io/sync-wave"_L1;
inline constexpr QLatin1StringView syncOptions = "argocd.argoproj.io/sync-options"_L1;
inline constexpr QLatin1StringView compareOptions = "argocd.argoproj.io/compare-options"_L1;
inline constexpr QLatin1StringView hook = "argocd.argoproj.io/hook"_L1;
inline constexpr QLatin1StringView hookDeletePolicy = "argocd.argoproj.io/hook-delete-policy"_L1;
inline constexpr QLatin1StringView hookFinalizer = "argocd.argoproj.io/hook-finalizer"_L1;
inline constexpr QLatin1StringView ignoreHealthcheck = "argocd.argoproj.io/ignore-healthcheck"_L1;
inline constexpr QLatin1StringView ignoreRestartPolicy
    = "argocd.argoproj.io/ignore-restart-policy"_L1;
inline constexpr QLatin1StringView skipReconcile = "argocd.argoproj.io/skip-reconcile"_L1;
//! Followed by an id: an address that the object's author wants to be a click away.
inline constexpr QLatin1StringView linkPrefix = "link.argocd.argoproj.io/"_L1;
inline constexpr QLatin1StringView rolloutRevision = "rollout.argoproj.io/revision"_L1;
inline constexpr QLatin1StringView workloadGeneration
    = "rollout.argoproj.io/workload-generation"_L1;
inline constexpr QLatin1StringView helmHook = "helm.sh/hook"_L1;
inline constexpr QLatin1StringView helmHookWeight = "helm.sh/hook-weight"_L1;

// Kubernetes'.
inline constexpr QLatin1StringView lastApplied
    = "kubectl.kubernetes.io/last-applied-configuration"_L1;
inline constexpr QLatin1StringView deploymentRevision = "deployment.kubernetes.io/revision"_L1;
inline constexpr QLatin1StringView serviceAccountName = "kubernetes.io/service-account.name"_L1;
inline constexpr QLatin1StringView serviceAccountUid = "kubernetes.io/service-account.uid"_L1;
inline constexpr QLatin1StringView scalerConditions
    = "autoscaling.alpha.kubernetes.io/conditions"_L1;
inline constexpr QLatin1StringView instanceLabel = "app.kubernetes.io/instance"_L1;

// The Operator Lifecycle Manager's.
inline constexpr QLatin1StringView operatorGroup = "olm.operatorGroup"_L1;

} // namespace cauce::object::annotation
