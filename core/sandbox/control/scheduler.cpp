#include "core/sandbox/control/scheduler.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

const EventRecorder::Source kSchedulerSource {u"default-scheduler"_s, u"control-plane"_s};

bool termFits(const Json& term, const NodeRoom& node)
{
    Json fields = Json::emptyObject();
    fields.set(u"matchExpressions"_s, term[u"matchFields"]);
    const Labels byName {{u"metadata.name"_s, node.name}};
    const bool fieldsFit = term[u"matchFields"].size() == 0 || Selector(fields).fits(byName);
    Json labels = Json::emptyObject();
    labels.set(u"matchExpressions"_s, term[u"matchExpressions"]);
    return fieldsFit
        && (term[u"matchExpressions"].size() == 0 || Selector(labels).fits(node.labels));
}

bool isWantedThere(const Json& spec, const NodeRoom& node)
{
    const Json& selector = spec[u"nodeSelector"];
    if (selector.size() > 0 && !Selector::ofMap(selector).fits(node.labels))
        return false;
    const auto terms
        = spec.path({u"affinity", u"nodeAffinity",
                     u"requiredDuringSchedulingIgnoredDuringExecution", u"nodeSelectorTerms"})
              .items();
    return terms.empty()
        || std::ranges::any_of(terms, [&node](const Json& term) { return termFits(term, node); });
}

qint64 requested(const Json& spec, const QString& what)
{
    qint64 sum = 0;
    for (const Json& container : spec[u"containers"].items())
        sum += milliValue(container.path({u"resources", u"requests"})[what].toString());
    return sum;
}

// A resource that no node has is asked for by its full name, such as nvidia.com/gpu.
QString missingExtended(const Json& spec, const NodeRoom& node)
{
    for (const Json& container : spec[u"containers"].items()) {
        for (const auto& [what, amount] : container.path({u"resources", u"requests"}).members()) {
            if (!what.contains(u'/'))
                continue;
            const auto there
                = std::ranges::find(node.others, what, &std::pair<QString, qint64>::first);
            const qint64 room = there == node.others.end() ? 0 : there->second;
            if (requested(spec, what) > room)
                return what;
        }
    }
    return {};
}

// "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable."
QString refusalText(const QMap<QString, int>& reasons, qsizetype nodes)
{
    QStringList counted;
    for (auto it = reasons.begin(); it != reasons.end(); ++it)
        counted << QString::number(it.value()) + u' ' + it.key();
    const QString all = u"0/%1 nodes are available: "_s.arg(nodes);
    return all + counted.join(u", "_s) + u". no new claims to deallocate, preemption: "_s + all
        + u"%1 Preemption is not helpful for scheduling."_s.arg(nodes);
}

} // namespace

NodeRoom NodeRoom::of(const Json& node)
{
    const Json& room = node.path({u"status", u"allocatable"});
    NodeRoom made;
    made.name = node.path({u"metadata", u"name"}).toString();
    made.labels = textMap(node.path({u"metadata", u"labels"}));
    made.isCordoned = node.path({u"spec", u"unschedulable"}).toBool();
    made.milliCpu = milliValue(room[u"cpu"].toString());
    made.memory = milliValue(room[u"memory"].toString()) / 1000;
    made.pods = milliValue(room[u"pods"].toString()) / 1000;
    for (const auto& [key, amount] : room.members()) {
        if (key.contains(u'/'))
            made.others.emplace_back(key, milliValue(amount.toString()));
    }
    return made;
}

QString obstacleOn(const Json& pod, const PodFacts& facts, const NodeRoom& node, const NodeUse& use)
{
    const Json& spec = pod[u"spec"];
    if (node.isCordoned && facts.ownerKind != "DaemonSet"_L1)
        return u"node(s) were unschedulable"_s;
    if (!isWantedThere(spec, node))
        return u"node(s) didn't match Pod's node affinity/selector"_s;
    if (use.pods + 1 > node.pods)
        return u"Too many pods"_s;
    if (facts.milliCpu > 0 && use.milliCpu + facts.milliCpu > node.milliCpu)
        return u"Insufficient cpu"_s;
    if (facts.memory > 0 && use.memory + facts.memory > node.memory)
        return u"Insufficient memory"_s;
    const QString missing = missingExtended(spec, node);
    return missing.isEmpty() ? QString() : u"Insufficient "_s + missing;
}

void Scheduler::observe(const Change& change)
{
    if (change.resource() == resource::nodes) {
        if (change.isDeleted())
            m_nodes.remove(change.name());
        else
            m_nodes.insert(change.name(), NodeRoom::of(change.object()));
        tryAgain();
        return;
    }
    if (change.resource() != resource::pods) { // a claim is bound, perhaps
        tryAgain();
        return;
    }
    const PodPtr pod = m_loop.view().findPod(change.nameSpace(), change.name());
    const QString key = change.nameSpace() + u'/' + change.name();
    const bool hadPlace = m_placed.contains(key);
    count(key, pod.get());
    if (hadPlace && !m_placed.contains(key))
        tryAgain();
    if (!pod || pod->isDeleting || !pod->node.isEmpty())
        m_waiting.erase({change.nameSpace(), change.name()});
    else if (change.isAdded())
        m_loop.enqueue(*this, change.nameSpace(), change.name(), m_loop.pace().schedule);
}

void Scheduler::count(const QString& pod, const PodFacts* facts)
{
    const bool counts = facts && !facts->node.isEmpty() && !facts->isOver();
    const auto known = m_placed.constFind(pod);
    if (counts == (known != m_placed.cend()))
        return; // requests of a Pod do not change
    if (counts) {
        m_placed.insert(pod, {facts->node, facts->milliCpu, facts->memory});
        NodeUse& use = m_use[facts->node];
        use.milliCpu += facts->milliCpu;
        use.memory += facts->memory;
        ++use.pods;
    } else {
        NodeUse& use = m_use[known->node];
        use.milliCpu -= known->milliCpu;
        use.memory -= known->memory;
        --use.pods;
        m_placed.erase(known);
    }
}

void Scheduler::tryAgain()
{
    for (const auto& [nameSpace, name] : m_waiting)
        m_loop.enqueue(*this, nameSpace, name);
}

// A claim that waits for its first consumer is bound for the Pod; another one must be bound before.
QString Scheduler::missingClaim(const PodFacts& facts) const
{
    for (const QString& name : facts.claims) {
        const Json claim = m_loop.read(resource::claims, facts.nameSpace, name);
        if (claim.isNull())
            return u"persistentvolumeclaim \"%1\" not found"_s.arg(name);
        if (claim.path({u"status", u"phase"}).toString() != "Bound"_L1)
            return u"pod has unbound immediate PersistentVolumeClaims"_s;
    }
    return {};
}

void Scheduler::sync(const QString& nameSpace, const QString& name)
{
    const PodPtr facts = m_loop.view().findPod(nameSpace, name);
    if (!facts || !facts->node.isEmpty() || facts->isDeleting)
        return;
    const Json pod = m_loop.read(resource::pods, nameSpace, name);
    if (pod.path({u"spec", u"schedulingGates"}).size() > 0)
        return;
    if (const QString missing = missingClaim(*facts); !missing.isEmpty()) {
        refuse(pod, u"0/%1 nodes are available: %2. not found"_s.arg(m_nodes.size()).arg(missing));
        return;
    }
    QMap<QString, int> reasons;
    const NodeRoom* best = nullptr;
    for (const NodeRoom& node : std::as_const(m_nodes)) {
        const QString obstacle = obstacleOn(pod, *facts, node, m_use.value(node.name));
        if (!obstacle.isEmpty())
            ++reasons[obstacle];
        else if (!best || m_use.value(node.name).pods < m_use.value(best->name).pods)
            best = &node;
    }
    if (best)
        bind(pod, best->name);
    else if (m_nodes.isEmpty())
        refuse(pod, u"no nodes available to schedule pods"_s);
    else
        refuse(pod, refusalText(reasons, m_nodes.size()));
}

void Scheduler::refuse(const Json& pod, const QString& message)
{
    const Json& metadata = pod[u"metadata"];
    m_waiting.emplace(metadata[u"namespace"].toString(), metadata[u"name"].toString());
    const Json& before = condition(pod[u"status"], u"PodScheduled");
    if (before[u"message"].toString() == message)
        return;
    Json made = Json::emptyObject();
    made.set(u"type"_s, u"PodScheduled"_s);
    made.set(u"observedGeneration"_s, metadata[u"generation"]);
    made.set(u"status"_s, u"False"_s);
    made.set(u"lastProbeTime"_s, Json());
    made.set(u"lastTransitionTime"_s,
             before.isNull() ? Json(stamp(m_loop.now())) : before[u"lastTransitionTime"]);
    made.set(u"reason"_s, u"Unschedulable"_s);
    made.set(u"message"_s, message);
    Json status = pod[u"status"];
    status.set(u"conditions"_s, Json(Json::Items {made}));
    m_loop.writeStatus(pod, status, u"kube-scheduler"_s);
    m_loop.events().tellNow(pod, kSchedulerSource, true, u"FailedScheduling"_s, message,
                            u"Scheduling"_s);
}

void Scheduler::bind(const Json& pod, const QString& node)
{
    const QString nameSpace = pod.path({u"metadata", u"namespace"}).toString();
    const QString name = pod.path({u"metadata", u"name"}).toString();
    Request request;
    request.verb = Verb::Create;
    request.version = u"v1"_s;
    request.resource = resource::pods.plural;
    request.subresource = u"binding"_s;
    request.nameSpace = nameSpace;
    request.name = name;
    request.fieldManager = u"kube-scheduler"_s;
    request.body.setPath({u"target", u"kind"}, u"Node"_s);
    request.body.setPath({u"target", u"name"}, node);
    if (!m_loop.api().answer(request).isOk())
        return; // it went meanwhile
    m_loop.events().tellNow(pod, kSchedulerSource, false, u"Scheduled"_s,
                            u"Successfully assigned %1/%2 to %3"_s.arg(nameSpace, name, node),
                            u"Binding"_s);
}

} // namespace cauce::sandbox::control
