#include "core/health/rules.h"
#include "core/object/annotations.h"

using namespace Qt::StringLiterals;

namespace cauce::health {

namespace {

bool isBadWait(const QString& reason)
{
    return reason.startsWith("Err"_L1) || reason.endsWith("Error"_L1)
        || reason.endsWith("BackOff"_L1);
}

bool isHook(const object::Manifest& live)
{
    return live.hasAnnotation(QString(object::annotation::hook))
        || live.hasAnnotation(QString(object::annotation::helmHook));
}

//! Whether the Pod is meant to run for ever, so that an ended container is bad news.
bool isLongRunning(Reader& live)
{
    return live.text({u"spec", u"restartPolicy"}) == "Always"_L1
        || (live.live().annotation(QString(object::annotation::ignoreRestartPolicy)) == "true"_L1
            && !isHook(live.live()));
}

//! Degraded when a container waits for what will not come by itself. Init containers are left out,
//! as Argo CD does.
std::optional<Health> badWait(Reader& live)
{
    bool bad = false;
    QStringList messages;
    for (const object::Json& container : live.items({u"status", u"containerStatuses"})) {
        if (!isBadWait(live.text(container, {u"state", u"waiting", u"reason"})))
            continue;
        bad = true;
        const QString message = live.text(container, {u"state", u"waiting", u"message"});
        if (!message.isEmpty())
            messages << message;
    }
    if (!bad)
        return std::nullopt;
    return Health {HealthStatus::Degraded, messages.join(", "_L1)};
}

QString failureOf(Reader& live, const object::Json& container)
{
    const QString message = live.text(container, {u"state", u"terminated", u"message"});
    if (!message.isEmpty())
        return message;
    const QString reason = live.text(container, {u"state", u"terminated", u"reason"});
    if (reason == "OOMKilled"_L1)
        return reason;
    const auto code = live.integer(container, {u"state", u"terminated", u"exitCode"});
    if (code.value_or(0) != 0)
        return u"container \"%1\" failed with exit code %2"_s.arg(live.text(container, {u"name"}))
            .arg(*code);
    return {};
}

QString failureOf(Reader& live)
{
    QString failure = live.text({u"status", u"message"});
    for (const QStringView key : {u"initContainerStatuses", u"containerStatuses"}) {
        for (const object::Json& container : live.items({u"status", key})) {
            if (failure.isEmpty())
                failure = failureOf(live, container);
        }
    }
    return failure;
}

HealthStatus whileRunning(Reader& live)
{
    if (!isLongRunning(live))
        return HealthStatus::Progressing;
    if (live.conditionStatus(u"Ready") == "True"_L1)
        return HealthStatus::Healthy;
    for (const object::Json& container : live.items({u"status", u"containerStatuses"})) {
        if (live.has(container, {u"lastState", u"terminated"}))
            return HealthStatus::Degraded;
    }
    return HealthStatus::Progressing;
}

} // namespace

Health pod(Reader& live)
{
    if (isLongRunning(live)) {
        if (const auto bad = badWait(live))
            return *bad;
    }
    const QString phase = live.text({u"status", u"phase"});
    const QString message = live.text({u"status", u"message"});
    if (phase == "Pending"_L1)
        return {HealthStatus::Progressing, message};
    if (phase == "Succeeded"_L1)
        return {HealthStatus::Healthy, message};
    if (phase == "Failed"_L1)
        return {HealthStatus::Degraded, failureOf(live)};
    if (phase == "Running"_L1)
        return {whileRunning(live), message};
    return {HealthStatus::Unknown, message};
}

} // namespace cauce::health
