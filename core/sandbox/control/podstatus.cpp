#include "core/sandbox/control/podrun.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

QString digest(const QString& text)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex());
}

// As containerd names images: "nginx:1.25" is docker.io/library/nginx:1.25.
QString fullImage(const QString& image)
{
    const QString first = image.section(u'/', 0, 0);
    if (!image.contains(u'/'))
        return u"docker.io/library/"_s + image;
    return first.contains(u'.') || first.contains(u':') || first == "localhost"_L1
        ? image
        : u"docker.io/"_s + image;
}

QString withoutTag(const QString& image)
{
    const qsizetype colon = image.lastIndexOf(u':');
    return colon > image.lastIndexOf(u'/') ? image.left(colon) : image;
}

Json terminatedState(const Ending& ending, const QString& id)
{
    Json state = Json::emptyObject();
    state.set(u"containerID"_s, id);
    state.set(u"exitCode"_s, number(ending.exitCode));
    state.set(u"reason"_s, ending.reason);
    state.set(u"startedAt"_s, stamp(ending.startedAt));
    state.set(u"finishedAt"_s, stamp(ending.finishedAt));
    return state;
}

Json containerStatus(const ContainerRun& run, const QString& uid)
{
    const auto id = [&](int restart) -> QString {
        return u"containerd://"_s + digest(u"%1/%2/%3"_s.arg(uid, run.name).arg(restart));
    };
    const bool began = run.state != ContainerRun::State::Waiting || run.last;
    Json state = Json::emptyObject();
    switch (run.state) {
    case ContainerRun::State::Waiting:
        state.setPath({u"waiting", u"reason"}, run.reason);
        if (!run.message.isEmpty())
            state.setPath({u"waiting", u"message"}, run.message);
        break;
    case ContainerRun::State::Running:
        state.setPath({u"running", u"startedAt"}, stamp(run.startedAt));
        break;
    case ContainerRun::State::Ended:
        state.set(u"terminated"_s, terminatedState(run.ending, id(run.restarts)));
        break;
    }
    Json status = Json::emptyObject();
    if (began)
        status.set(u"containerID"_s, id(run.restarts));
    status.set(u"image"_s, began ? fullImage(run.image) : run.image);
    status.set(u"imageID"_s,
               began ? QString(withoutTag(fullImage(run.image)) + u"@sha256:"_s + digest(run.image))
                     : QString());
    Json last = Json::emptyObject();
    if (run.last)
        last.set(u"terminated"_s, terminatedState(*run.last, id(qMax(0, run.restarts - 1))));
    status.set(u"lastState"_s, last);
    status.set(u"name"_s, run.name);
    status.set(u"ready"_s, Json(run.isReady));
    status.set(u"restartCount"_s, number(run.restarts));
    status.set(u"started"_s, Json(run.state == ContainerRun::State::Running));
    status.set(u"state"_s, state);
    return status;
}

// The kubelet's conditions; the transition time stays while the status does.
class PodConditions
{
public:
    PodConditions(const Json& before, qint64 generation, const QDateTime& now)
        : m_before(before)
        , m_generation(generation)
        , m_now(now)
    { }

    void add(const QString& type, bool isTrue, const QString& reason = {},
             const QString& message = {})
    {
        const QString status = isTrue ? u"True"_s : u"False"_s;
        const Json& old = condition(m_before, type);
        Json made = Json::emptyObject();
        made.set(u"type"_s, type);
        made.set(u"observedGeneration"_s, number(m_generation));
        made.set(u"status"_s, status);
        made.set(u"lastProbeTime"_s, Json());
        made.set(u"lastTransitionTime"_s,
                 old[u"status"].toString() == status ? old[u"lastTransitionTime"]
                                                     : Json(stamp(m_now)));
        if (!reason.isEmpty())
            made.set(u"reason"_s, reason);
        if (!message.isEmpty())
            made.set(u"message"_s, message);
        m_list.append(std::move(made));
    }

    //! Those that other writers have set.
    Json withOthers() const
    {
        Json all = m_list;
        for (const Json& old : m_before[u"conditions"].items()) {
            bool isOurs = false;
            for (const Json& each : m_list.items())
                isOurs = isOurs || each[u"type"] == old[u"type"];
            if (!isOurs)
                all.append(old);
        }
        return all;
    }

private:
    const Json& m_before;
    qint64 m_generation;
    QDateTime m_now;
    Json m_list = Json::emptyArray();
};

QString listed(const QString& words, const QStringList& names)
{
    return words + u": ["_s + names.join(u' ') + u']';
}

} // namespace

Json PodRun::status(const Json& pod, const QString& hostIp, const QString& podIp,
                    const QDateTime& now) const
{
    const QString uid = pod.path({u"metadata", u"uid"}).toString();
    const qint64 generation = integer(pod.path({u"metadata", u"generation"}), 1);
    const QString stage = phase();
    const bool hasNetwork = std::ranges::any_of(m_containers, [](const ContainerRun& run) {
        return run.state != ContainerRun::State::Waiting || run.last || run.pulls > 0;
    });
    QStringList unready, incomplete;
    Json inits = Json::emptyArray(), mains = Json::emptyArray();
    for (const ContainerRun& run : m_containers) {
        (run.isInit ? inits : mains).append(containerStatus(run, uid));
        const bool done = run.state == ContainerRun::State::Ended && run.ending.exitCode == 0;
        if (run.isInit && !(run.isSidecar ? run.state == ContainerRun::State::Running : done))
            incomplete << run.name;
        if (!run.isReady && (!run.isInit || run.isSidecar))
            unready << run.name;
    }

    PodConditions conditions(pod[u"status"], generation, now);
    const bool over = isOver();
    const QString overReason = stage == "Succeeded"_L1 ? u"PodCompleted"_s : u"PodFailed"_s;
    conditions.add(u"PodReadyToStartContainers"_s, hasNetwork && !over);
    if (stage == "Succeeded"_L1)
        conditions.add(u"Initialized"_s, true, overReason);
    else if (incomplete.isEmpty())
        conditions.add(u"Initialized"_s, true);
    else
        conditions.add(u"Initialized"_s, false, u"ContainersNotInitialized"_s,
                       listed(u"containers with incomplete status"_s, incomplete));
    for (const QString& type : {u"Ready"_s, u"ContainersReady"_s}) {
        if (over)
            conditions.add(type, false, overReason);
        else if (unready.isEmpty())
            conditions.add(type, true);
        else
            conditions.add(type, false, u"ContainersNotReady"_s,
                           listed(u"containers with unready status"_s, unready));
    }

    Json status = pod[u"status"];
    status.set(u"observedGeneration"_s, number(generation));
    status.set(u"phase"_s, stage);
    status.set(u"conditions"_s, conditions.withOthers());
    status.set(u"hostIP"_s, hostIp);
    Json host = Json::emptyObject();
    host.set(u"ip"_s, hostIp);
    status.set(u"hostIPs"_s, Json(Json::Items {host}));
    if (hasNetwork) {
        Json ip = Json::emptyObject();
        ip.set(u"ip"_s, podIp);
        status.set(u"podIP"_s, podIp);
        status.set(u"podIPs"_s, Json(Json::Items {ip}));
    }
    if (!status.contains(u"startTime"))
        status.set(u"startTime"_s, stamp(m_beganAt));
    if (inits.size() > 0)
        status.set(u"initContainerStatuses"_s, inits);
    status.set(u"containerStatuses"_s, mains);
    return status;
}

} // namespace cauce::sandbox::control
