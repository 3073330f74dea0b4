#include "core/health/rules.h"

using namespace Qt::StringLiterals;

namespace cauce::health {

namespace {

//! Healthy or Degraded as the condition is True or False, with its message; until it says either,
//! Progressing with \p waiting.
Health byCondition(Reader& live, QStringView type, const QString& waiting)
{
    for (const object::Json& item : live.items({u"status", u"conditions"})) {
        const QString status = live.text(item, {u"status"});
        if (live.text(item, {u"type"}) != type)
            continue;
        if (status == "True"_L1 || status == "False"_L1)
            return {status == "True"_L1 ? HealthStatus::Healthy : HealthStatus::Degraded,
                    live.text(item, {u"message"})};
    }
    return {HealthStatus::Progressing, waiting};
}

} // namespace

Health certificate(Reader& live)
{
    // A certificate being issued may still be Ready, or not yet: neither says how it ends.
    if (live.conditionStatus(u"Issuing") == "True"_L1)
        return {HealthStatus::Progressing, live.text(live.condition(u"Issuing"), {u"message"})};
    return byCondition(live, u"Ready", u"Waiting for certificate"_s);
}

Health issuer(Reader& live)
{
    return byCondition(live, u"Ready", u"Initializing issuer"_s);
}

Health externalSecret(Reader& live)
{
    return byCondition(live, u"Ready", u"Waiting for ExternalSecret"_s);
}

Health secretStore(Reader& live)
{
    return byCondition(live, u"Ready", u"Waiting for SecretStore"_s);
}

Health sealedSecret(Reader& live)
{
    return byCondition(live, u"Synced", u"Waiting for Sealed Secret to be decrypted"_s);
}

} // namespace cauce::health
