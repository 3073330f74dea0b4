#include "core/health/rules.h"
#include "core/object/annotations.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::health {

namespace {

Health rolling(QString message)
{
    return {HealthStatus::Progressing, std::move(message)};
}

//! Argo Rollouts write the generation that they have seen as text, older ones a hash of the spec:
//! what is no number says nothing.
bool isRolloutUnobserved(Reader& live)
{
    const QString observed = live.text({u"status", u"observedGeneration"});
    if (observed.isEmpty())
        return true;
    bool isNumber = false;
    const qint64 seen = observed.toLongLong(&isNumber);
    if (isNumber && seen != live.number({u"metadata", u"generation"}))
        return true;
    // A Rollout that borrows its Pod template says too which state of the workload it has seen.
    const QString wanted
        = live.text({u"metadata", u"annotations", QString(object::annotation::workloadGeneration)});
    return !wanted.isEmpty() && live.has({u"status", u"workloadObservedGeneration"})
        && live.text({u"status", u"workloadObservedGeneration"}) != wanted;
}

//! The controller's own word, which it writes since version 1.0.
std::optional<Health> rolloutPhase(Reader& live)
{
    const QString phase = live.text({u"status", u"phase"});
    const QString message = live.text({u"status", u"message"});
    if (phase.isEmpty())
        return std::nullopt;
    if (phase == "Healthy"_L1)
        return Health {HealthStatus::Healthy, message};
    if (phase == "Paused"_L1)
        return Health {HealthStatus::Suspended, message};
    if (phase == "Progressing"_L1)
        return Health {HealthStatus::Progressing, message};
    if (phase == "Degraded"_L1)
        return Health {HealthStatus::Degraded, message};
    return Health {HealthStatus::Unknown, message};
}

std::optional<Health> rolloutFailure(Reader& live)
{
    for (const object::Json& item : live.items({u"status", u"conditions"})) {
        const QString type = live.text(item, {u"type"});
        const QString reason = live.text(item, {u"reason"});
        if (type == "InvalidSpec"_L1
            || (type == "Progressing"_L1
                && (reason == "RolloutAborted"_L1 || reason == "ProgressDeadlineExceeded"_L1)))
            return Health {HealthStatus::Degraded, live.text(item, {u"message"})};
    }
    return std::nullopt;
}

Health rolloutReplicas(Reader& live)
{
    const qint64 wanted = live.integer({u"spec", u"replicas"}).value_or(1);
    const qint64 updated = live.number({u"status", u"updatedReplicas"});
    if (updated < wanted)
        return rolling(u"Waiting for roll out to finish: More replicas need to be updated"_s);
    if (live.number({u"status", u"availableReplicas"}) < updated)
        return rolling(
            u"Waiting for roll out to finish: updated replicas are still becoming available"_s);
    const QString current = live.text({u"status", u"currentPodHash"});
    const QString stable = live.text({u"status", u"stableRS"});
    if (live.has({u"spec", u"strategy", u"blueGreen"})) {
        if (live.text({u"status", u"blueGreen", u"activeSelector"}) != current)
            return rolling(u"active service cutover pending"_s);
        if (!stable.isEmpty() && stable != current)
            return rolling(u"waiting for analysis to complete"_s);
    } else {
        if (live.number({u"status", u"replicas"}) > updated)
            return rolling(
                u"Waiting for roll out to finish: old replicas are pending termination"_s);
        if (stable != current)
            return rolling(u"Waiting for rollout to finish steps"_s);
    }
    return {HealthStatus::Healthy, {}};
}

//! What Flux says of one of its objects: how many conditions tell of success and of work.
struct FluxCount
{
    int succeeded = 0;
    int progressing = 0;
    QString message;
};

FluxCount countFlux(Reader& live, std::initializer_list<QStringView> alsoGood)
{
    FluxCount count;
    for (const object::Json& item : live.items({u"status", u"conditions"})) {
        const QString type = live.text(item, {u"type"});
        const QString status = live.text(item, {u"status"});
        const bool isTrue = status == "True"_L1;
        if (type == "Ready"_L1) {
            count.succeeded += isTrue ? 1 : 0;
            count.progressing += status == "Unknown"_L1 ? 1 : 0;
            count.message = live.text(item, {u"reason"});
        } else if (type == "Reconciling"_L1) {
            count.progressing += isTrue ? 1 : 0;
        } else if (isTrue && std::find(alsoGood.begin(), alsoGood.end(), type) != alsoGood.end()) {
            ++count.succeeded;
        }
    }
    return count;
}

Health flux(Reader& live, std::initializer_list<QStringView> alsoGood, int enough)
{
    if (live.flag({u"spec", u"suspend"}))
        return {HealthStatus::Suspended, live.live().type().kind + " is suspended"_L1};
    if (!live.has({u"status", u"conditions"}))
        return {HealthStatus::Progressing, u"Status unknown"_s};
    const FluxCount count = countFlux(live, alsoGood);
    if (count.progressing == 2)
        return {HealthStatus::Progressing, count.message};
    return {count.succeeded == enough ? HealthStatus::Healthy : HealthStatus::Degraded,
            count.message};
}

} // namespace

Health rollout(Reader& live)
{
    if (isRolloutUnobserved(live))
        return rolling(u"Waiting for rollout spec update to be observed"_s);
    if (const auto phase = rolloutPhase(live))
        return *phase;
    if (const auto failure = rolloutFailure(live))
        return *failure;
    if (live.flag({u"spec", u"paused"}) || !live.items({u"status", u"pauseConditions"}).empty())
        return {HealthStatus::Suspended, u"Rollout is paused"_s};
    if (live.text({u"status", u"currentPodHash"}).isEmpty())
        return rolling(u"Waiting for rollout to finish: status has not been reconciled."_s);
    return rolloutReplicas(live);
}

Health applicationSet(Reader& live)
{
    struct Answer
    {
        QStringView type;
        QLatin1StringView status;
        HealthStatus health;
    };
    static constexpr Answer kAnswers[] = {
        {u"ErrorOccurred", "True"_L1, HealthStatus::Degraded},
        {u"ResourcesUpToDate", "False"_L1, HealthStatus::Degraded},
        {u"RolloutProgressing", "True"_L1, HealthStatus::Progressing},
        {u"ResourcesUpToDate", "True"_L1, HealthStatus::Healthy},
    };
    for (const Answer& answer : kAnswers) {
        const object::Json& condition = live.condition(answer.type);
        if (live.text(condition, {u"status"}) == answer.status)
            return {answer.health, live.text(condition, {u"message"})};
    }
    return {HealthStatus::Progressing, u"Waiting for the status to be reported"_s};
}

Health fluxHelmRelease(Reader& live)
{
    return flux(live, {u"Released", u"TestSuccess"}, 2);
}

Health fluxKustomization(Reader& live)
{
    return flux(live, {}, 1);
}

Health fluxSource(Reader& live)
{
    // Flux keeps no status of a registry: there is nothing that could be wrong with it.
    if (live.live().type().kind == "HelmRepository"_L1 && !live.flag({u"spec", u"suspend"})
        && live.text({u"spec", u"type"}) == "oci"_L1)
        return {HealthStatus::Healthy, u"Helm repositories of type 'oci' have no status"_s};
    return flux(live, {u"ArtifactInStorage"}, 2);
}

} // namespace cauce::health
