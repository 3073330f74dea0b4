#include "core/health/rules.h"
#include "core/object/annotations.h"
#include "core/object/jsoncodec.h"

using namespace Qt::StringLiterals;

namespace cauce::health {

namespace {

//! A condition of an autoscaler that says it cannot do its work.
bool cannotScale(const QString& type, const QString& reason)
{
    static const QStringList able {u"FailedGetScale"_s, u"FailedUpdateScale"_s};
    static const QStringList active {
        u"FailedGetResourceMetric"_s, u"FailedGetObjectMetric"_s,        u"FailedGetPodsMetric"_s,
        u"FailedGetExternalMetric"_s, u"FailedComputeMetricsReplicas"_s, u"InvalidSelector"_s};
    return (type == "AbleToScale"_L1 && able.contains(reason))
        || (type == "ScalingActive"_L1 && active.contains(reason));
}

Health autoscaler(Reader& live, std::span<const object::Json> conditions)
{
    for (const object::Json& item : conditions) {
        if (cannotScale(live.text(item, {u"type"}), live.text(item, {u"reason"})))
            return {HealthStatus::Degraded, live.text(item, {u"message"})};
    }
    for (const object::Json& item : conditions) {
        const QString type = live.text(item, {u"type"});
        if (live.text(item, {u"status"}) == "True"_L1
            && (type == "AbleToScale"_L1 || type == "ScalingLimited"_L1))
            return {HealthStatus::Healthy, live.text(item, {u"message"})};
    }
    return {HealthStatus::Progressing, u"Waiting to Autoscale"_s};
}

} // namespace

Health horizontalPodAutoscaler(Reader& live)
{
    if (live.live().type().version == "v2"_L1)
        return autoscaler(live, live.items({u"status", u"conditions"}));
    // Version 1 carries its conditions as JSON in an annotation.
    const QString name(object::annotation::scalerConditions);
    const QString text = live.text({u"metadata", u"annotations", name});
    if (text.isEmpty())
        return autoscaler(live, {});
    const auto conditions = object::parseJson(text.toUtf8());
    if (!conditions || !(conditions->isArray() || conditions->isNull()))
        return {HealthStatus::Unknown, u"the annotation %1 is no JSON list"_s.arg(name)};
    return autoscaler(live, conditions->items());
}

Health podDisruptionBudget(Reader& live)
{
    QString said = u"Waiting for status"_s;
    HealthStatus status = HealthStatus::Progressing;
    for (const object::Json& item : live.items({u"status", u"conditions"})) {
        const QString reason = live.text(item, {u"reason"});
        const bool isFalse = live.text(item, {u"status"}) == "False"_L1;
        said = "PodDisruptionBudget has "_L1 + reason;
        if (isFalse && reason != "InsufficientPods"_L1) // this one is a state like another
            return {HealthStatus::Degraded, said};
        status = HealthStatus::Healthy;
    }
    return {status, said};
}

Health scaledObject(Reader& live)
{
    QString message;
    bool ready = false;
    bool paused = false;
    bool bad = false;
    for (const object::Json& item : live.items({u"status", u"conditions"})) {
        const QString type = live.text(item, {u"type"});
        const QString status = live.text(item, {u"status"});
        const bool isTrue = status == "True"_L1;
        const bool isReady = type == "Ready"_L1 && (isTrue || status == "False"_L1);
        if (!isReady && !(isTrue && (type == "Paused"_L1 || type == "Fallback"_L1)))
            continue;
        message = live.text(item, {u"message"});
        ready = ready || (isReady && isTrue);
        bad = bad || (isReady && !isTrue) || type == "Fallback"_L1;
        paused = paused || type == "Paused"_L1;
    }
    if (bad)
        return {HealthStatus::Degraded, message};
    if (!ready)
        return {HealthStatus::Progressing, u"Creating HorizontalPodAutoscaler Object"_s};
    return {paused ? HealthStatus::Suspended : HealthStatus::Healthy, message};
}

} // namespace cauce::health
