#include "core/sandbox/control/rollout.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

Json conditionsWithout(const Json& status, QStringView type)
{
    Json kept = Json::emptyArray();
    for (const Json& each : status[u"conditions"].items()) {
        if (each[u"type"].toString() != type)
            kept.append(each);
    }
    return kept;
}

Json deploymentCondition(const QString& type, const QString& value, const QString& reason,
                         const QString& message, const QDateTime& now)
{
    Json made = Json::emptyObject();
    made.set(u"type"_s, type);
    made.set(u"status"_s, value);
    made.set(u"lastUpdateTime"_s, stamp(now));
    made.set(u"lastTransitionTime"_s, stamp(now));
    made.set(u"reason"_s, reason);
    made.set(u"message"_s, message);
    return made;
}

bool isComplete(const DeploymentSpec& spec, const Json& status, qint64 generation)
{
    return integer(status[u"updatedReplicas"]) == spec.replicas
        && integer(status[u"replicas"]) == spec.replicas
        && integer(status[u"availableReplicas"]) == spec.replicas
        && integer(status[u"observedGeneration"]) >= generation;
}

bool hasProgressed(const Json& old, const Json& status)
{
    const auto leftOver
        = [](const Json& s) { return integer(s[u"replicas"]) - integer(s[u"updatedReplicas"]); };
    const auto grew = [&](QStringView key) { return integer(status[key]) > integer(old[key]); };
    return grew(u"updatedReplicas") || leftOver(status) < leftOver(old) || grew(u"readyReplicas")
        || grew(u"availableReplicas");
}

bool hasTimedOut(const DeploymentSpec& spec, const Json& status, const QDateTime& now)
{
    const Json& progressing = condition(status, u"Progressing");
    if (progressing.isNull())
        return false;
    if (progressing[u"reason"].toString() == "ProgressDeadlineExceeded"_L1)
        return true;
    const auto end = progressDeadlineAt(spec, status);
    return end && *end <= now;
}

// While it moves the condition's update time moves, too: the deadline counts from there.
void setProgress(Json& status, const QString& message, const QDateTime& now)
{
    Json made
        = deploymentCondition(u"Progressing"_s, u"True"_s, u"ReplicaSetUpdated"_s, message, now);
    const Json& before = condition(status, u"Progressing");
    if (before[u"status"].toString() == "True"_L1)
        made.set(u"lastTransitionTime"_s, before[u"lastTransitionTime"]);
    Json conditions = conditionsWithout(status, u"Progressing");
    conditions.append(std::move(made));
    status.set(u"conditions"_s, std::move(conditions));
}

} // namespace

void setDeploymentCondition(Json& status, const QString& type, const QString& value,
                            const QString& reason, const QString& message, const QDateTime& now)
{
    const Json before = condition(status, type);
    const bool sameStatus = before[u"status"].toString() == value;
    if (sameStatus && before[u"reason"].toString() == reason)
        return;
    Json made = deploymentCondition(type, value, reason, message, now);
    if (sameStatus)
        made.set(u"lastTransitionTime"_s, before[u"lastTransitionTime"]);
    Json conditions = conditionsWithout(status, type);
    conditions.append(std::move(made));
    status.set(u"conditions"_s, std::move(conditions));
}

Json deploymentStatus(const DeploymentSpec& spec, const Json& old, qint64 generation,
                      const ReplicaSetFacts* current, const std::vector<ReplicaSetFacts>& all,
                      const QDateTime& now)
{
    qint64 replicas = 0, ready = 0, available = 0, wanted = 0, terminating = 0;
    for (const ReplicaSetFacts& set : all) {
        replicas += set.replicas;
        ready += set.ready;
        available += set.available;
        wanted += set.wanted;
        terminating += set.terminating;
    }
    Json status = Json::emptyObject();
    status.set(u"observedGeneration"_s, number(generation));
    setUnlessZero(status, u"replicas"_s, replicas);
    setUnlessZero(status, u"updatedReplicas"_s, current ? current->replicas : 0);
    setUnlessZero(status, u"readyReplicas"_s, ready);
    setUnlessZero(status, u"availableReplicas"_s, available);
    setUnlessZero(status, u"unavailableReplicas"_s, qMax<qint64>(0, wanted - available));
    status.set(u"terminatingReplicas"_s, number(terminating));
    if (old.contains(u"collisionCount"))
        status.set(u"collisionCount"_s, old[u"collisionCount"]);
    if (old[u"conditions"].size() > 0)
        status.set(u"conditions"_s, old[u"conditions"]);
    if (available >= spec.replicas - spec.maxUnavailable) {
        setDeploymentCondition(status, u"Available"_s, u"True"_s, u"MinimumReplicasAvailable"_s,
                               u"Deployment has minimum availability."_s, now);
    } else {
        setDeploymentCondition(status, u"Available"_s, u"False"_s, u"MinimumReplicasUnavailable"_s,
                               u"Deployment does not have minimum availability."_s, now);
    }
    return status;
}

Json rolloutStatus(const DeploymentSpec& spec, const QString& name, const Json& old,
                   qint64 generation, const ReplicaSetFacts* current,
                   const std::vector<ReplicaSetFacts>& all, const QDateTime& now)
{
    Json status = deploymentStatus(spec, old, generation, current, all, now);
    const QString what
        = current ? u"ReplicaSet \""_s + current->name + u'"' : u"Deployment \""_s + name + u'"';
    const QString reason = condition(old, u"Progressing")[u"reason"].toString();
    const bool wasComplete = integer(status[u"replicas"]) == integer(status[u"updatedReplicas"])
        && reason == "NewReplicaSetAvailable"_L1;
    if (!spec.progressDeadline || wasComplete)
        return status;
    if (isComplete(spec, status, generation)) {
        setDeploymentCondition(status, u"Progressing"_s, u"True"_s, u"NewReplicaSetAvailable"_s,
                               what + u" has successfully progressed."_s, now);
    } else if (hasProgressed(old, status)) {
        setProgress(status, what + u" is progressing."_s, now);
    } else if (hasTimedOut(spec, status, now)) {
        setDeploymentCondition(status, u"Progressing"_s, u"False"_s, u"ProgressDeadlineExceeded"_s,
                               what + u" has timed out progressing."_s, now);
    }
    return status;
}

std::optional<QDateTime> progressDeadlineAt(const DeploymentSpec& spec, const Json& status)
{
    const Json& progressing = condition(status, u"Progressing");
    const QString reason = progressing[u"reason"].toString();
    if (!spec.progressDeadline || progressing.isNull() || reason == "NewReplicaSetAvailable"_L1
        || reason == "ProgressDeadlineExceeded"_L1 || reason == "DeploymentPaused"_L1)
        return std::nullopt;
    // Stamps are whole seconds, cut off: the second in which it ends must be over.
    return parseStamp(progressing[u"lastUpdateTime"].toString())
        .addSecs(*spec.progressDeadline + 1);
}

} // namespace cauce::sandbox::control
