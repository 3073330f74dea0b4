#include "core/sandbox/control/jobplan.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

JobSpec JobSpec::of(const Json& job)
{
    const Json& spec = job[u"spec"];
    JobSpec made;
    made.completions = spec[u"completions"].toInteger();
    made.parallelism = integer(spec[u"parallelism"], 1);
    made.backoffLimit = integer(spec[u"backoffLimit"], 6);
    made.deadline = spec[u"activeDeadlineSeconds"].toInteger();
    made.timeToLive = spec[u"ttlSecondsAfterFinished"].toInteger();
    made.isSuspended = spec[u"suspend"].toBool();
    made.restartsInPlace
        = spec.path({u"template", u"spec", u"restartPolicy"}).toString() == "OnFailure"_L1;
    return made;
}

JobPlan planJob(const JobSpec& spec, const JobCounts& counts, qint64 activeSeconds)
{
    JobPlan plan;
    const auto decide = [&](const QString& outcome, const QString& reason, const QString& message) {
        plan.outcome = outcome;
        plan.reason = reason;
        plan.message = message;
        plan.toDelete = counts.active;
        return plan;
    };
    const bool tooManyRestarts = spec.restartsInPlace && counts.restarts > 0
        && counts.restarts >= qMax<qint64>(1, spec.backoffLimit);
    if (counts.failed > spec.backoffLimit || tooManyRestarts)
        return decide(u"Failed"_s, u"BackoffLimitExceeded"_s,
                      u"Job has reached the specified backoff limit"_s);
    if (spec.deadline && activeSeconds >= *spec.deadline)
        return decide(u"Failed"_s, u"DeadlineExceeded"_s,
                      u"Job was active longer than specified deadline"_s);
    const bool isDone = spec.completions ? counts.succeeded >= *spec.completions
                                         : counts.succeeded > 0 && counts.active == 0;
    if (isDone)
        return decide(u"Complete"_s, u"CompletionsReached"_s,
                      u"Reached expected number of succeeded pods"_s);
    if (spec.isSuspended) {
        plan.toDelete = counts.active;
        return plan;
    }
    qint64 wanted = spec.parallelism;
    if (spec.completions)
        wanted = qMin(wanted, *spec.completions - counts.succeeded);
    else if (counts.succeeded > 0) // of a work queue nobody new starts once one is done
        wanted = qMin(wanted, counts.active);
    plan.toCreate = qMax<qint64>(0, wanted - counts.active - counts.ending);
    plan.toDelete = qMax<qint64>(0, counts.active - wanted);
    return plan;
}

std::chrono::seconds jobBackOff(qint64 failures)
{
    const qint64 doublings = std::clamp<qint64>(failures - 1, 0, 6);
    return std::chrono::seconds(qMin<qint64>(10 * (qint64(1) << doublings), 600));
}

void setJobCondition(Json& status, const QString& type, const QString& value, const QString& reason,
                     const QString& message, const QDateTime& now)
{
    if (const Json& before = condition(status, type); before[u"status"].toString() == value
        && before[u"reason"].toString() == reason && before[u"message"].toString() == message)
        return;
    Json made = Json::emptyObject();
    made.set(u"type"_s, type);
    made.set(u"status"_s, value);
    made.set(u"lastProbeTime"_s, stamp(now));
    made.set(u"lastTransitionTime"_s, stamp(now));
    made.set(u"reason"_s, reason);
    made.set(u"message"_s, message);
    Json all = Json::emptyArray();
    bool isPlaced = false;
    for (const Json& each : status[u"conditions"].items()) {
        const bool same = each[u"type"].toString() == type;
        all.append(same ? made : each);
        isPlaced = isPlaced || same;
    }
    if (!isPlaced)
        all.append(made);
    status.set(u"conditions"_s, all);
}

} // namespace cauce::sandbox::control
