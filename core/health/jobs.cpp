#include "core/health/rules.h"

using namespace Qt::StringLiterals;

namespace cauce::health {

Health job(Reader& live)
{
    bool failed = false;
    bool complete = false;
    bool suspended = false;
    QString failure;
    QString last;
    // Argo CD looks at the type of a condition only; Suspended alone must also be True.
    for (const object::Json& item : live.items({u"status", u"conditions"})) {
        const QString type = live.text(item, {u"type"});
        const QString message = live.text(item, {u"message"});
        if (type == "Failed"_L1) {
            failed = complete = true;
            failure = message;
        } else if (type == "Complete"_L1) {
            complete = true;
            last = message;
        } else if (type == "Suspended"_L1) {
            complete = true;
            last = message;
            suspended = suspended || live.text(item, {u"status"}) == "True"_L1;
        }
    }
    if (!complete)
        return {HealthStatus::Progressing, {}};
    if (failed)
        return {HealthStatus::Degraded, failure};
    return {suspended ? HealthStatus::Suspended : HealthStatus::Healthy, last};
}

Health cronJob(Reader& live)
{
    if (live.flag({u"spec", u"suspend"}))
        return {HealthStatus::Healthy, u"CronJob is Suspended"_s};
    if (!live.has({u"status"}))
        return {HealthStatus::Progressing, u"Waiting for CronJob"_s};
    const QString scheduled = live.text({u"status", u"lastScheduleTime"});
    const QString succeeded = live.text({u"status", u"lastSuccessfulTime"});
    if (scheduled.isEmpty())
        return {HealthStatus::Healthy, u"CronJob has not been scheduled yet"_s};
    if (succeeded.isEmpty())
        return {HealthStatus::Healthy,
                u"The CronJob never completed successfully. It may not be healthy"_s};
    if (!live.items({u"status", u"active"}).empty())
        return {HealthStatus::Healthy,
                u"The job is running. Its last execution may not have been successful"_s};
    if (succeeded < scheduled) // RFC 3339 in UTC: the order of the text is the order in time
        return {HealthStatus::Degraded,
                u"CronJob has not completed its last execution successfully"_s};
    return {HealthStatus::Healthy, u"CronJob has completed its last execution successfully"_s};
}

Health workflow(Reader& live)
{
    const QString phase = live.text({u"status", u"phase"});
    const QString message = live.text({u"status", u"message"});
    if (phase.isEmpty() || phase == "Pending"_L1 || phase == "Running"_L1)
        return {HealthStatus::Progressing, message};
    if (phase == "Succeeded"_L1)
        return {HealthStatus::Healthy, message};
    if (phase == "Failed"_L1 || phase == "Error"_L1)
        return {HealthStatus::Degraded, message};
    return {HealthStatus::Unknown, message};
}

} // namespace cauce::health
