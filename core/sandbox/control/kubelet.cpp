#include "core/sandbox/control/kubelet.h"

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

void Kubelet::observe(const Change& change)
{
    if (change.resource() == resource::nodes) {
        for (const Json& address : change.object().path({u"status", u"addresses"}).items()) {
            if (address[u"type"].toString() == "InternalIP"_L1)
                m_hostIps.insert(change.name(), address[u"address"].toString());
        }
        return;
    }
    if (change.isDeleted()) {
        m_running.remove(change.uid());
        return;
    }
    const PodPtr pod = m_loop.view().findPod(change.nameSpace(), change.name());
    if (!pod || pod->node.isEmpty())
        return;
    // Of what it writes itself it need not be told.
    const auto running = m_running.constFind(pod->uid);
    if (running == m_running.cend() || (pod->isDeleting && !(*running)->endsAt))
        m_loop.enqueue(*this, change.nameSpace(), change.name());
}

const PodRun* Kubelet::run(const QString& podUid) const
{
    const auto running = m_running.constFind(podUid);
    return running == m_running.cend() ? nullptr : &(*running)->run;
}

QString Kubelet::newIp(const QString& node)
{
    const int index = int(m_hostIps.keys().indexOf(node)); // of two: each has half of 10.42.0.0/16
    const int n = m_lastIp[node]++;
    return u"10.42.%1.%2"_s.arg(128 * (qMax(0, index) % 2) + n / 250 % 128).arg(n % 250 + 4);
}

Kubelet::Running& Kubelet::begin(const Json& pod, const PodFacts& facts)
{
    auto& slot = m_running[facts.uid];
    if (!slot) {
        const QString ip = facts.ip.isEmpty() ? newIp(facts.node) : facts.ip;
        slot = std::make_shared<Running>(Running {
            PodRun(pod, m_loop.pace(), m_loop.now()), m_hostIps.value(facts.node), ip, {}});
    }
    return *slot;
}

bool Kubelet::isEnding(Running& running, const Json& pod, const PodFacts& facts)
{
    if (!facts.isDeleting)
        return false;
    if (!running.endsAt) {
        const qint64 grace
            = integer(pod.path({u"metadata", u"deletionGracePeriodSeconds"}), 30) * 1000;
        running.endsAt = m_loop.now().addMSecs(qMin(grace, qint64(m_loop.pace().podEnd.count())));
        for (const ContainerRun& container : running.run.containers()) {
            if (container.state == ContainerRun::State::Running)
                tell(pod,
                     {{false, u"Killing"_s, u"Stopping container "_s + container.name,
                       container.name, container.isInit}});
        }
    }
    if (*running.endsAt > m_loop.now()) {
        m_loop.enqueueAt(*this, facts.nameSpace, facts.name, *running.endsAt);
        return false;
    }
    return true;
}

void Kubelet::sync(const QString& nameSpace, const QString& name)
{
    const PodPtr facts = m_loop.view().findPod(nameSpace, name);
    if (!facts || facts->node.isEmpty())
        return;
    const Json pod = m_loop.read(resource::pods, nameSpace, name);
    Running& running = begin(pod, *facts);
    if (isEnding(running, pod, *facts)) {
        if (facts->isTracked && !facts->isOver()) { // its Job counts how it ended
            running.run.stop(m_loop.now());
            m_loop.writeStatus(pod,
                               running.run.status(pod, running.hostIp, running.podIp, m_loop.now()),
                               u"kubelet"_s);
        }
        m_loop.removeNow(nameSpace, name);
        return;
    }
    if (running.endsAt)
        return;
    running.run.obstacle.clear();
    if (const auto next = running.run.next(); next && *next <= m_loop.now()) {
        for (const Json& container : pod.path({u"spec", u"containers"}).items()) {
            if (running.run.obstacle.isEmpty())
                running.run.obstacle = obstacleFor(pod, container);
        }
    }
    tell(pod, running.run.advance(m_loop.now()));
    m_loop.writeStatus(pod, running.run.status(pod, running.hostIp, running.podIp, m_loop.now()),
                       u"kubelet"_s);
    if (const auto next = running.run.next())
        m_loop.enqueueAt(*this, nameSpace, name, *next);
}

// What a container's environment names must be there.
QString Kubelet::obstacleFor(const Json& pod, const Json& container) const
{
    const QString nameSpace = pod.path({u"metadata", u"namespace"}).toString();
    const auto missing = [&](const Json& reference, const ResourceName& resource, QStringView word,
                             const QString& key) -> QString {
        const QString name = reference[u"name"].toString();
        if (name.isEmpty() || reference[u"optional"].toBool())
            return {};
        const Json found = m_loop.read(resource, nameSpace, name);
        if (found.isNull())
            return u"%1 \"%2\" not found"_s.arg(word, name);
        if (key.isEmpty() || found[u"data"].contains(key) || found[u"binaryData"].contains(key))
            return {};
        const QString kind = resource == resource::secrets ? u"Secret"_s : u"ConfigMap"_s;
        return u"couldn't find key %1 in %2 %3/%4"_s.arg(key, kind, nameSpace, name);
    };
    for (const Json& from : container[u"envFrom"].items()) {
        QString why = missing(from[u"configMapRef"], resource::configMaps, u"configmap", {});
        if (why.isEmpty())
            why = missing(from[u"secretRef"], resource::secrets, u"secret", {});
        if (!why.isEmpty())
            return why;
    }
    for (const Json& variable : container[u"env"].items()) {
        const Json& map = variable.path({u"valueFrom", u"configMapKeyRef"});
        const Json& secret = variable.path({u"valueFrom", u"secretKeyRef"});
        QString why = missing(map, resource::configMaps, u"configmap", map[u"key"].toString());
        if (why.isEmpty())
            why = missing(secret, resource::secrets, u"secret", secret[u"key"].toString());
        if (!why.isEmpty())
            return why;
    }
    return {};
}

void Kubelet::tell(const Json& pod, const std::vector<PodNote>& notes)
{
    const QString node = pod.path({u"spec", u"nodeName"}).toString();
    for (const PodNote& note : notes) {
        const QString list = note.isInit ? u"initContainers"_s : u"containers"_s;
        const QString path = note.container.isEmpty()
            ? QString()
            : u"spec."_s + list + u'{' + note.container + u'}';
        m_loop.events().tell(pod, {u"kubelet"_s, node}, note.isWarning, note.reason, note.message,
                             path);
    }
}

} // namespace cauce::sandbox::control
