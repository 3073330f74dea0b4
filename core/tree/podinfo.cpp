#include "core/tree/podinfo.h"

using namespace Qt::StringLiterals;

namespace cauce::tree {

namespace {

using object::Json;

qint64 count(const Json& value)
{
    return value.toInteger().value_or(0);
}

//! "Error", else "Signal:9", else "ExitCode:2".
QString endOf(const Json& terminated)
{
    if (const QString reason = terminated[u"reason"].toString(); !reason.isEmpty())
        return reason;
    if (const qint64 signal = count(terminated[u"signal"]); signal != 0)
        return u"Signal:%1"_s.arg(signal);
    return u"ExitCode:%1"_s.arg(count(terminated[u"exitCode"]));
}

bool isConditionTrue(const Json& status, QStringView type)
{
    for (const Json& condition : status[u"conditions"].items()) {
        if (condition[u"type"].toString() == type && condition[u"status"].toString() == "True"_L1)
            return true;
    }
    return false;
}

bool isGated(const Json& status)
{
    for (const Json& condition : status[u"conditions"].items()) {
        if (condition[u"type"].toString() == "PodScheduled"_L1
            && condition[u"reason"].toString() == "SchedulingGated"_L1)
            return true;
    }
    return false;
}

//! Works out one PodInfo; the steps are kubectl's, so that both say the same.
class PodReader
{
public:
    explicit PodReader(const Json& pod)
        : m_spec(pod[u"spec"])
        , m_status(pod[u"status"])
        , m_isDeleting(!pod.path({u"metadata", u"deletionTimestamp"}).isNull())
    { }

    PodInfo read()
    {
        m_info.node = m_spec[u"nodeName"].toString();
        m_info.total = m_spec[u"containers"].size();
        for (const Json& container : m_spec[u"initContainers"].items())
            m_info.total += isSidecar(container) ? 1 : 0;
        m_info.reason = m_status[u"reason"].toString();
        const QString phase = m_status[u"phase"].toString();
        if (m_info.reason.isEmpty())
            m_info.reason = phase;
        if (isGated(m_status))
            m_info.reason = u"SchedulingGated"_s;
        if (!isInitializing() || isConditionTrue(m_status, u"Initialized"))
            readContainers();
        const bool ended = phase == "Succeeded"_L1 || phase == "Failed"_L1;
        if (m_isDeleting && m_status[u"reason"].toString() == "NodeLost"_L1)
            m_info.reason = u"Unknown"_s;
        else if (m_isDeleting && !ended)
            m_info.reason = u"Terminating"_s;
        return m_info;
    }

private:
    static bool isSidecar(const Json& container)
    {
        return container[u"restartPolicy"].toString() == "Always"_L1;
    }

    //! Statuses stand in the order of the containers, but only the name is promised.
    bool isSidecarStatus(const Json& status) const
    {
        for (const Json& container : m_spec[u"initContainers"].items()) {
            if (container[u"name"].toString() == status[u"name"].toString())
                return isSidecar(container);
        }
        return false;
    }

    //! Reads init containers up to the first that has not done its work, and takes its reason.
    bool isInitializing()
    {
        qsizetype index = 0;
        for (const Json& container : m_status[u"initContainerStatuses"].items()) {
            m_info.restarts += count(container[u"restartCount"]);
            const Json& state = container[u"state"];
            const Json& ended = state[u"terminated"];
            const QString waits = state.path({u"waiting", u"reason"}).toString();
            if (ended.isObject() && count(ended[u"exitCode"]) == 0) {
                ++index;
                continue;
            }
            if (isSidecarStatus(container) && container[u"started"].toBool()) {
                m_info.ready += container[u"ready"].toBool() ? 1 : 0;
                ++index;
                continue;
            }
            if (ended.isObject())
                m_info.reason = "Init:"_L1 + endOf(ended);
            else if (!waits.isEmpty() && waits != "PodInitializing"_L1)
                m_info.reason = "Init:"_L1 + waits;
            else
                m_info.reason = u"Init:%1/%2"_s.arg(index).arg(m_spec[u"initContainers"].size());
            return true;
        }
        return false;
    }

    //! The first container that has something to say has the last word.
    void readContainers()
    {
        bool anyRuns = false;
        const auto containers = m_status[u"containerStatuses"].items();
        for (auto it = containers.rbegin(); it != containers.rend(); ++it) {
            const Json& container = *it;
            const Json& state = container[u"state"];
            const Json& ended = state[u"terminated"];
            m_info.restarts += count(container[u"restartCount"]);
            if (const QString waits = state.path({u"waiting", u"reason"}).toString();
                !waits.isEmpty()) {
                m_info.reason = waits;
            } else if (ended.isObject()) {
                m_info.reason = endOf(ended);
            } else if (container[u"ready"].toBool() && state[u"running"].isObject()) {
                ++m_info.ready;
                anyRuns = true;
            }
        }
        if (m_info.reason == "Completed"_L1 && anyRuns)
            m_info.reason = u"Running"_s;
    }

    const Json& m_spec;
    const Json& m_status;
    bool m_isDeleting;
    PodInfo m_info;
};

} // namespace

PodInfo podInfo(const object::Manifest& pod)
{
    return PodReader(pod.json()).read();
}

} // namespace cauce::tree
