#include "core/health/rules.h"

using namespace Qt::StringLiterals;

namespace cauce::health {

namespace {

constexpr QLatin1StringView kWaiting = "Waiting for rollout to finish: "_L1;

Health progressing(QString message)
{
    return {HealthStatus::Progressing, std::move(message)};
}

Health unobserved(QLatin1StringView what)
{
    return progressing(kWaiting
                       + u"observed %1 generation less than desired generation"_s.arg(what));
}

Health rollingStatefulSet(Reader& live, std::optional<qint64> wanted)
{
    const qint64 updated = live.number({u"status", u"updatedReplicas"});
    const auto partition
        = live.integer({u"spec", u"updateStrategy", u"rollingUpdate", u"partition"});
    if (wanted && partition && updated < *wanted - *partition)
        return progressing(
            u"Waiting for partitioned roll out to finish: %1 out of %2 new pods have "
            "been updated..."_s.arg(updated)
                .arg(*wanted - *partition));
    return {HealthStatus::Healthy,
            u"partitioned roll out complete: %1 new pods have been updated..."_s.arg(updated)};
}

} // namespace

bool isUnobserved(Reader& live)
{
    const auto observed = live.integer({u"status", u"observedGeneration"});
    return !observed || live.number({u"metadata", u"generation"}) > *observed;
}

Health deployment(Reader& live)
{
    if (live.flag({u"spec", u"paused"}))
        return {HealthStatus::Suspended, u"Deployment is paused"_s};
    if (isUnobserved(live))
        return unobserved("deployment"_L1);
    const object::Json& condition = live.condition(u"Progressing");
    if (live.text(condition, {u"reason"}) == "ProgressDeadlineExceeded"_L1)
        return {HealthStatus::Degraded,
                u"Deployment \"%1\" exceeded its progress deadline"_s.arg(live.live().name())};
    const qint64 updated = live.number({u"status", u"updatedReplicas"});
    const auto wanted = live.integer({u"spec", u"replicas"});
    if (wanted && updated < *wanted)
        return progressing(
            kWaiting
            + u"%1 out of %2 new replicas have been updated..."_s.arg(updated).arg(*wanted));
    const qint64 replicas = live.number({u"status", u"replicas"});
    if (replicas > updated)
        return progressing(
            kWaiting + u"%1 old replicas are pending termination..."_s.arg(replicas - updated));
    const qint64 available = live.number({u"status", u"availableReplicas"});
    if (available < updated)
        return progressing(
            kWaiting + u"%1 of %2 updated replicas are available..."_s.arg(available).arg(updated));
    return {HealthStatus::Healthy, {}};
}

Health replicaSet(Reader& live)
{
    if (isUnobserved(live))
        return unobserved("replica set"_L1);
    const object::Json& failure = live.condition(u"ReplicaFailure");
    if (live.text(failure, {u"status"}) == "True"_L1)
        return {HealthStatus::Degraded, live.text(failure, {u"message"})};
    const qint64 available = live.number({u"status", u"availableReplicas"});
    const auto wanted = live.integer({u"spec", u"replicas"});
    if (wanted && available < *wanted)
        return progressing(
            kWaiting + u"%1 out of %2 new replicas are available..."_s.arg(available).arg(*wanted));
    return {HealthStatus::Healthy, {}};
}

Health statefulSet(Reader& live)
{
    if (live.number({u"status", u"observedGeneration"}) == 0 || isUnobserved(live))
        return progressing(u"Waiting for statefulset spec update to be observed..."_s);
    const qint64 ready = live.number({u"status", u"readyReplicas"});
    const auto wanted = live.integer({u"spec", u"replicas"});
    if (wanted && ready < *wanted)
        return progressing(u"Waiting for %1 pods to be ready..."_s.arg(*wanted - ready));
    const QString strategy = live.text({u"spec", u"updateStrategy", u"type"});
    if (strategy == "RollingUpdate"_L1 && live.has({u"spec", u"updateStrategy", u"rollingUpdate"}))
        return rollingStatefulSet(live, wanted);
    if (strategy == "OnDelete"_L1)
        return {HealthStatus::Healthy, u"statefulset has %1 ready pods"_s.arg(ready)};
    const QString update = live.text({u"status", u"updateRevision"});
    const QString current = live.text({u"status", u"currentRevision"});
    if (update != current)
        return progressing(u"waiting for statefulset rolling update to complete %1 pods at "
                           "revision %2..."_s.arg(live.number({u"status", u"updatedReplicas"}))
                               .arg(update));
    return {HealthStatus::Healthy,
            u"statefulset rolling update complete %1 pods at revision %2..."_s
                .arg(live.number({u"status", u"currentReplicas"}))
                .arg(current)};
}

Health daemonSet(Reader& live)
{
    const QString waiting
        = u"Waiting for daemon set \"%1\" rollout to finish: "_s.arg(live.live().name());
    if (isUnobserved(live))
        return unobserved("daemon set"_L1);
    const qint64 desired = live.number({u"status", u"desiredNumberScheduled"});
    const qint64 updated = live.number({u"status", u"updatedNumberScheduled"});
    if (live.text({u"spec", u"updateStrategy", u"type"}) == "OnDelete"_L1)
        return {HealthStatus::Healthy,
                u"daemon set %1 out of %2 new pods have been updated"_s.arg(updated).arg(desired)};
    if (updated < desired)
        return progressing(
            waiting + u"%1 out of %2 new pods have been updated..."_s.arg(updated).arg(desired));
    const qint64 available = live.number({u"status", u"numberAvailable"});
    if (available < desired)
        return progressing(
            waiting + u"%1 of %2 updated pods are available..."_s.arg(available).arg(desired));
    return {HealthStatus::Healthy, {}};
}

} // namespace cauce::health
