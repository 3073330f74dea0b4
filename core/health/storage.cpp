#include "core/health/rules.h"

using namespace Qt::StringLiterals;

namespace cauce::health {

Health persistentVolumeClaim(Reader& live)
{
    const QString phase = live.text({u"status", u"phase"});
    if (phase == "Bound"_L1)
        return {HealthStatus::Healthy, {}};
    if (phase == "Pending"_L1)
        return {HealthStatus::Progressing, {}};
    if (phase == "Lost"_L1)
        return {HealthStatus::Degraded, {}};
    return {HealthStatus::Unknown, {}};
}

Health volumeSnapshot(Reader& live)
{
    if (live.flag({u"status", u"readyToUse"}))
        return {HealthStatus::Healthy, u"Ready to use"_s};
    if (live.has({u"status", u"error"}))
        return {HealthStatus::Degraded, live.text({u"status", u"error", u"message"})};
    return {HealthStatus::Progressing, u"Waiting for status"_s};
}

} // namespace cauce::health
