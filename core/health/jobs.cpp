#include "core/health/rules.h"

using namespace Qt::StringLiterals;

namespace cauce::health {

Health job(const object::Manifest& live)
{
    bool failed = false;
    bool complete = false;
    bool suspended = false;
    QString failure;
    QString last;
    // Argo CD looks at the type of a condition only; Suspended alone must also be True.
    for (const object::Json& item : live.json().path({u"status", u"conditions"}).items()) {
        const QString type = item[u"type"].toString();
        if (type == "Failed"_L1) {
            failed = complete = true;
            failure = item[u"message"].toString();
        } else if (type == "Complete"_L1) {
            complete = true;
            last = item[u"message"].toString();
        } else if (type == "Suspended"_L1) {
            complete = true;
            last = item[u"message"].toString();
            suspended = suspended || item[u"status"].toString() == "True"_L1;
        }
    }
    if (!complete)
        return {HealthStatus::Progressing, {}};
    if (failed)
        return {HealthStatus::Degraded, failure};
    return {suspended ? HealthStatus::Suspended : HealthStatus::Healthy, last};
}

Health cronJob(const object::Manifest& live)
{
    const object::Json& status = live.json()[u"status"];
    if (live.json().path({u"spec", u"suspend"}).toBool())
        return {HealthStatus::Healthy, u"CronJob is Suspended"_s};
    if (status.isNull())
        return {HealthStatus::Progressing, u"Waiting for CronJob"_s};
    const QString scheduled = status[u"lastScheduleTime"].toString();
    const QString succeeded = status[u"lastSuccessfulTime"].toString();
    if (scheduled.isEmpty())
        return {HealthStatus::Healthy, u"CronJob has not been scheduled yet"_s};
    if (succeeded.isEmpty())
        return {HealthStatus::Healthy,
                u"The CronJob never completed successfully. It may not be healthy"_s};
    if (status[u"active"].size() > 0)
        return {HealthStatus::Healthy,
                u"The job is running. Its last execution may not have been successful"_s};
    if (succeeded < scheduled) // RFC 3339 in UTC: the order of the text is the order in time
        return {HealthStatus::Degraded,
                u"CronJob has not completed its last execution successfully"_s};
    return {HealthStatus::Healthy, u"CronJob has completed its last execution successfully"_s};
}

} // namespace cauce::health
