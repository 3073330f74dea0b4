#include "core/health/rules.h"

using namespace Qt::StringLiterals;

namespace cauce::health {

Health crossplane(Reader& live)
{
    // These say nothing of themselves, ever: to be there is all they do.
    static const QStringList silent {
        u"Composition"_s,           u"CompositionRevision"_s, u"DeploymentRuntimeConfig"_s,
        u"ClusterProviderConfig"_s, u"ProviderConfig"_s,      u"ProviderConfigUsage"_s,
        u"ControllerConfig"_s};
    static const QStringList good {u"Ready"_s,       u"Healthy"_s,       u"Offered"_s,
                                   u"Established"_s, u"ValidPipeline"_s, u"RevisionHealthy"_s};
    const QString& kind = live.live().type().kind;
    const auto conditions = live.items({u"status", u"conditions"});
    if (live.live().json()[u"status"].size() == 0 && silent.contains(kind))
        return {HealthStatus::Healthy, u"Resource is up-to-date."_s};
    if (kind.endsWith("ProviderConfig"_L1) && live.has({u"status", u"users"})
        && !live.has({u"status", u"conditions"}))
        return {HealthStatus::Healthy, u"Resource is in use."_s};
    bool isGood = false;
    for (const object::Json& item : conditions) {
        const QString type = live.text(item, {u"type"});
        const QString is = live.text(item, {u"status"});
        if (is == "False"_L1 && (type == "Synced"_L1 || type == "LastAsyncOperation"_L1))
            return {HealthStatus::Degraded, live.text(item, {u"message"})};
        isGood = isGood || (is == "True"_L1 && good.contains(type));
    }
    if (isGood)
        return {HealthStatus::Healthy, u"Resource is up-to-date."_s};
    return {HealthStatus::Progressing, u"Provisioning ..."_s};
}

Health prometheus(Reader& live)
{
    const object::Json& available = live.condition(u"Available");
    if (available.isNull())
        return {HealthStatus::Progressing, u"Waiting for initialization"_s};
    if (live.text(available, {u"status"}) == "True"_L1)
        return {HealthStatus::Healthy, u"All instances are available"_s};
    const QString reason = live.text(available, {u"reason"});
    const QString message = live.text(available, {u"message"});
    return {reason == "SomePodsNotReady"_L1 ? HealthStatus::Progressing : HealthStatus::Degraded,
            message.isEmpty() ? reason : message};
}

} // namespace cauce::health
