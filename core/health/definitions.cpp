#include "core/health/rules.h"

using namespace Qt::StringLiterals;

namespace cauce::health {

Health apiService(Reader& live)
{
    const object::Json& available = live.condition(u"Available");
    if (available.isNull())
        return {HealthStatus::Progressing, u"Waiting to be processed"_s};
    const bool isTrue = live.text(available, {u"status"}) == "True"_L1;
    return {isTrue ? HealthStatus::Healthy : HealthStatus::Progressing,
            u"%1: %2"_s.arg(live.text(available, {u"reason"}), live.text(available, {u"message"}))};
}

Health customResourceDefinition(Reader& live)
{
    if (live.has({u"metadata", u"deletionTimestamp"}))
        return {HealthStatus::Progressing, u"CRD is terminating"_s};
    if (live.items({u"status", u"conditions"}).empty())
        return {HealthStatus::Progressing, u"Status conditions not found"_s};
    if (live.conditionStatus(u"Terminating") == "True"_L1)
        return {HealthStatus::Progressing,
                "CRD is terminating: "_L1
                    + live.text(live.condition(u"Terminating"), {u"message"})};
    if (live.conditionStatus(u"NamesAccepted") == "False"_L1)
        return {HealthStatus::Degraded,
                "CRD names have not been accepted: "_L1
                    + live.text(live.condition(u"NamesAccepted"), {u"message"})};
    if (live.conditionStatus(u"NonStructuralSchema") == "True"_L1)
        return {HealthStatus::Degraded,
                "Schema violations found: "_L1
                    + live.text(live.condition(u"NonStructuralSchema"), {u"message"})};
    if (live.conditionStatus(u"Established") == "True"_L1)
        return {HealthStatus::Healthy, u"CRD is healthy"_s};
    if (live.text(live.condition(u"Established"), {u"reason"}) == "Installing"_L1)
        return {HealthStatus::Progressing, u"CRD is being installed"_s};
    return {HealthStatus::Degraded, u"CRD is not established"_s};
}

} // namespace cauce::health
