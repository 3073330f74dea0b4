#include "core/health/rules.h"

using namespace Qt::StringLiterals;

namespace cauce::health {

namespace {

constexpr QLatin1StringView kWaiting = "Waiting for rollout to finish: "_L1;

Health progressing(QString message)
{
    return {HealthStatus::Progressing, std::move(message)};
}

bool isRollingUpdate(const object::Json& strategy)
{
    const QString type = strategy[u"type"].toString();
    return type.isEmpty() || type == "RollingUpdate"_L1;
}

} // namespace

Health deployment(const object::Manifest& live)
{
    const object::Json& spec = live.json()[u"spec"];
    const object::Json& status = live.json()[u"status"];
    if (spec[u"paused"].toBool())
        return {HealthStatus::Suspended, u"Deployment is paused"_s};
    if (isUnobserved(live))
        return progressing(kWaiting
                           + "observed deployment generation less than desired generation"_L1);
    if (condition(live, u"Progressing")[u"reason"].toString() == "ProgressDeadlineExceeded"_L1)
        return {HealthStatus::Degraded,
                u"Deployment \"%1\" exceeded its progress deadline"_s.arg(live.name())};
    const qint64 updated = number(status[u"updatedReplicas"]);
    const auto wanted = spec[u"replicas"].toInteger();
    if (wanted && updated < *wanted)
        return progressing(
            kWaiting
            + u"%1 out of %2 new replicas have been updated..."_s.arg(updated).arg(*wanted));
    const qint64 replicas = number(status[u"replicas"]);
    if (replicas > updated)
        return progressing(
            kWaiting + u"%1 old replicas are pending termination..."_s.arg(replicas - updated));
    const qint64 available = number(status[u"availableReplicas"]);
    if (available < updated)
        return progressing(
            kWaiting + u"%1 of %2 updated replicas are available..."_s.arg(available).arg(updated));
    return {HealthStatus::Healthy, {}};
}

Health replicaSet(const object::Manifest& live)
{
    if (isUnobserved(live))
        return progressing(kWaiting
                           + "observed replica set generation less than desired generation"_L1);
    const object::Json& failure = condition(live, u"ReplicaFailure");
    if (failure[u"status"].toString() == "True"_L1)
        return {HealthStatus::Degraded, failure[u"message"].toString()};
    const qint64 available = number(live.json().path({u"status", u"availableReplicas"}));
    const auto wanted = live.json().path({u"spec", u"replicas"}).toInteger();
    if (wanted && available < *wanted)
        return progressing(
            kWaiting + u"%1 out of %2 new replicas are available..."_s.arg(available).arg(*wanted));
    return {HealthStatus::Healthy, {}};
}

Health statefulSet(const object::Manifest& live)
{
    const object::Json& spec = live.json()[u"spec"];
    const object::Json& status = live.json()[u"status"];
    if (number(status[u"observedGeneration"]) == 0 || isUnobserved(live))
        return progressing(u"Waiting for statefulset spec update to be observed..."_s);
    const qint64 ready = number(status[u"readyReplicas"]);
    const auto wanted = spec[u"replicas"].toInteger();
    if (wanted && ready < *wanted)
        return progressing(u"Waiting for %1 pods to be ready..."_s.arg(*wanted - ready));
    const qint64 updated = number(status[u"updatedReplicas"]);
    const object::Json& strategy = spec[u"updateStrategy"];
    if (strategy[u"type"].toString() == "RollingUpdate"_L1
        && !strategy[u"rollingUpdate"].isNull()) {
        const auto partition = strategy.path({u"rollingUpdate", u"partition"}).toInteger();
        if (wanted && partition && updated < *wanted - *partition)
            return progressing(u"Waiting for partitioned roll out to finish: %1 out of %2 new pods "
                               "have been updated..."_s.arg(updated)
                                   .arg(*wanted - *partition));
        return {HealthStatus::Healthy,
                u"partitioned roll out complete: %1 new pods have been updated..."_s.arg(updated)};
    }
    if (strategy[u"type"].toString() == "OnDelete"_L1)
        return {HealthStatus::Healthy, u"statefulset has %1 ready pods"_s.arg(ready)};
    const QString revision = status[u"updateRevision"].toString();
    if (revision != status[u"currentRevision"].toString())
        return progressing(u"waiting for statefulset rolling update to complete %1 pods at "
                           "revision %2..."_s.arg(updated)
                               .arg(revision));
    return {HealthStatus::Healthy,
            u"statefulset rolling update complete %1 pods at revision %2..."_s
                .arg(number(status[u"currentReplicas"]))
                .arg(status[u"currentRevision"].toString())};
}

Health daemonSet(const object::Manifest& live)
{
    const object::Json& status = live.json()[u"status"];
    const QString waiting = u"Waiting for daemon set \"%1\" rollout to finish: "_s.arg(live.name());
    if (isUnobserved(live))
        return progressing(kWaiting
                           + "observed daemon set generation less than desired generation"_L1);
    const qint64 desired = number(status[u"desiredNumberScheduled"]);
    const qint64 updated = number(status[u"updatedNumberScheduled"]);
    if (!isRollingUpdate(live.json().path({u"spec", u"updateStrategy"})))
        return {HealthStatus::Healthy,
                u"daemon set %1 out of %2 new pods have been updated"_s.arg(updated).arg(desired)};
    if (updated < desired)
        return progressing(
            waiting + u"%1 out of %2 new pods have been updated..."_s.arg(updated).arg(desired));
    const qint64 available = number(status[u"numberAvailable"]);
    if (available < desired)
        return progressing(
            waiting + u"%1 of %2 updated pods are available..."_s.arg(available).arg(desired));
    return {HealthStatus::Healthy, {}};
}

} // namespace cauce::health
