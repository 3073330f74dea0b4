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

//! Whether the Pod is meant to run for ever, so that an ended container is bad news.
bool isLongRunning(const object::Manifest& live)
{
    const QString policy = live.json().path({u"spec", u"restartPolicy"}).toString();
    if (policy.isEmpty() || policy == "Always"_L1)
        return true;
    return live.annotation(QString(object::annotation::ignoreRestartPolicy)) == "true"_L1
        && !live.hasAnnotation(QString(object::annotation::hook));
}

QString failureOf(const object::Json& status)
{
    if (const QString message = status[u"message"].toString(); !message.isEmpty())
        return message;
    for (const QStringView key : {u"initContainerStatuses", u"containerStatuses"}) {
        for (const object::Json& container : status[key].items()) {
            const object::Json& ended = container.path({u"state", u"terminated"});
            if (const QString message = ended[u"message"].toString(); !message.isEmpty())
                return message;
            if (ended[u"reason"].toString() == "OOMKilled"_L1)
                return ended[u"reason"].toString();
            if (const qint64 code = number(ended[u"exitCode"]); code != 0)
                return u"container \"%1\" failed with exit code %2"_s
                    .arg(container[u"name"].toString())
                    .arg(code);
        }
    }
    return {};
}

Health running(const object::Manifest& live, bool longRunning)
{
    const object::Json& status = live.json()[u"status"];
    const QString message = status[u"message"].toString();
    if (!longRunning)
        return {HealthStatus::Progressing, message};
    if (condition(live, u"Ready")[u"status"].toString() == "True"_L1)
        return {HealthStatus::Healthy, message};
    for (const object::Json& container : status[u"containerStatuses"].items()) {
        if (!container.path({u"lastState", u"terminated"}).isNull())
            return {HealthStatus::Degraded, message};
    }
    return {HealthStatus::Progressing, message};
}

} // namespace

Health pod(const object::Manifest& live)
{
    const object::Json& status = live.json()[u"status"];
    const bool longRunning = isLongRunning(live);
    if (longRunning) {
        bool bad = false;
        QStringList messages;
        for (const object::Json& container : status[u"containerStatuses"].items()) {
            const object::Json& waiting = container.path({u"state", u"waiting"});
            if (!isBadWait(waiting[u"reason"].toString()))
                continue;
            bad = true;
            if (const QString message = waiting[u"message"].toString(); !message.isEmpty())
                messages << message;
        }
        if (bad)
            return {HealthStatus::Degraded, messages.join(", "_L1)};
    }
    const QString phase = status[u"phase"].toString();
    if (phase == "Pending"_L1)
        return {HealthStatus::Progressing, status[u"message"].toString()};
    if (phase == "Succeeded"_L1)
        return {HealthStatus::Healthy, status[u"message"].toString()};
    if (phase == "Failed"_L1)
        return {HealthStatus::Degraded, failureOf(status)};
    if (phase == "Running"_L1)
        return running(live, longRunning);
    return {HealthStatus::Unknown, status[u"message"].toString()};
}

} // namespace cauce::health
