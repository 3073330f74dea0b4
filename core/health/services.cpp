#include "core/health/rules.h"

using namespace Qt::StringLiterals;

namespace cauce::health {

namespace {

bool hasLoadBalancer(Reader& live)
{
    return !live.items({u"status", u"loadBalancer", u"ingress"}).empty();
}

const object::Json& among(Reader& live, std::span<const object::Json> conditions, QStringView type)
{
    static const object::Json none;
    for (const object::Json& condition : conditions) {
        if (live.text(condition, {u"type"}) == type)
            return condition;
    }
    return none;
}

QString messageOf(Reader& live, const object::Json& condition, const QString& otherwise)
{
    const QString message = live.text(condition, {u"message"});
    return message.isEmpty() ? otherwise : message;
}

//! What the conditions of a Gateway, of a listener or of a route's parent complain about. \p what
//! is the word for it, \p before is put before the message.
std::optional<Health> complaint(Reader& live, std::span<const object::Json> conditions,
                                const QString& what, const QString& before)
{
    for (const QStringView type : {u"ResolvedRefs", u"Accepted"}) {
        const object::Json& condition = among(live, conditions, type);
        if (live.text(condition, {u"status"}) == "False"_L1)
            return Health {HealthStatus::Degraded,
                           before + messageOf(live, condition, "Failed condition: "_L1 + type)};
    }
    const object::Json& programmed = among(live, conditions, u"Programmed");
    if (!programmed.isNull() && live.text(programmed, {u"status"}) != "True"_L1)
        return Health {
            HealthStatus::Progressing,
            before + messageOf(live, programmed, u"%1 is still being programmed"_s.arg(what))};
    return std::nullopt;
}

//! Whether a parent of a route speaks of the route as it is now.
bool isCurrent(Reader& live, const object::Json& parent)
{
    const auto generation = live.integer({u"metadata", u"generation"});
    for (const object::Json& condition : live.items(parent, {u"conditions"})) {
        if (!generation || live.integer(condition, {u"observedGeneration"}) == generation)
            return true;
    }
    return false;
}

} // namespace

Health service(Reader& live)
{
    const bool balanced = live.text({u"spec", u"type"}) == "LoadBalancer"_L1;
    const bool waits = balanced && !hasLoadBalancer(live);
    return {waits ? HealthStatus::Progressing : HealthStatus::Healthy, {}};
}

Health ingress(Reader& live)
{
    return {hasLoadBalancer(live) ? HealthStatus::Healthy : HealthStatus::Progressing, {}};
}

Health gateway(Reader& live)
{
    const auto conditions = live.items({u"status", u"conditions"});
    const auto listeners = live.items({u"status", u"listeners"});
    if (const auto bad = complaint(live, conditions, u"Gateway"_s, {}))
        return *bad;
    for (const object::Json& listener : listeners) {
        if (const auto bad = complaint(live, live.items(listener, {u"conditions"}), u"Listener"_s,
                                       u"Listener: "_s))
            return *bad;
    }
    if (conditions.empty() && listeners.empty())
        return {HealthStatus::Progressing, u"Waiting for Gateway status"_s};
    return {HealthStatus::Healthy, u"Gateway is healthy"_s};
}

Health route(Reader& live)
{
    const QString& kind = live.live().type().kind;
    bool current = false;
    for (const object::Json& parent : live.items({u"status", u"parents"})) {
        if (!isCurrent(live, parent))
            continue;
        current = true;
        const QString name = live.text(parent, {u"parentRef", u"name"});
        const QString before = u"Parent %1: "_s.arg(name);
        if (const auto bad
            = complaint(live, live.items(parent, {u"conditions"}), u"Route"_s, before))
            return *bad;
    }
    if (!current)
        return {HealthStatus::Progressing, u"Waiting for %1 status"_s.arg(kind)};
    return {HealthStatus::Healthy, u"%1 is healthy"_s.arg(kind)};
}

} // namespace cauce::health
