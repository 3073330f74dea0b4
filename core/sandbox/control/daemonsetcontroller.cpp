#include "core/sandbox/control/daemonsetcontroller.h"

#include "core/sandbox/control/podtemplate.h"
#include "core/sandbox/control/scheduler.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::sandbox::control {

namespace {

const QString kDaemonComponent = u"daemonset-controller"_s;

// A Pod of a DaemonSet stays whatever happens to its node.
Json daemonTolerations(const Json& given)
{
    Json all = given;
    const auto add = [&all](const QString& key, const QString& effect) {
        Json toleration = Json::emptyObject();
        toleration.set(u"key"_s, QString(u"node.kubernetes.io/"_s + key));
        toleration.set(u"operator"_s, u"Exists"_s);
        toleration.set(u"effect"_s, effect);
        all.append(std::move(toleration));
    };
    add(u"not-ready"_s, u"NoExecute"_s);
    add(u"unreachable"_s, u"NoExecute"_s);
    for (const QString& key :
         {u"disk-pressure"_s, u"memory-pressure"_s, u"pid-pressure"_s, u"unschedulable"_s})
        add(key, u"NoSchedule"_s);
    return all;
}

Json onlyOnNode(const QString& node)
{
    Json field = Json::emptyObject();
    field.set(u"key"_s, u"metadata.name"_s);
    field.set(u"operator"_s, u"In"_s);
    field.set(u"values"_s, Json(Json::Items {Json(node)}));
    Json term = Json::emptyObject();
    term.set(u"matchFields"_s, Json(Json::Items {field}));
    Json required = Json::emptyObject();
    required.set(u"nodeSelectorTerms"_s, Json(Json::Items {term}));
    return required;
}

} // namespace

struct DaemonSetController::Work
{
    Json set;
    QString nameSpace;
    QString name;
    QString uid;
    QString hash; // of the present template
    qint64 minReady = 0;
    QStringList nodes; // that should have a Pod
    QMap<QString, std::vector<PodPtr>> pods; // by node
};

void DaemonSetController::observe(const Change& change)
{
    if (change.resource() == resource::daemonSets) {
        if (!change.isDeleted())
            m_loop.enqueue(*this, change.nameSpace(), change.name());
    } else if (change.resource() == resource::nodes) {
        for (const StoredPtr& set : m_loop.api().store().list(resource::daemonSets))
            m_loop.enqueue(*this, set->nameSpace, set->name);
    } else if (const Json& owner = controllerOf(change.object());
               owner[u"kind"].toString() == "DaemonSet"_L1) {
        m_loop.enqueue(*this, change.nameSpace(), owner[u"name"].toString());
    }
}

void DaemonSetController::load(Work& work) const
{
    work.pods.clear();
    for (const PodPtr& pod : m_loop.view().podsOf(work.uid))
        work.pods[pod->node.isEmpty() ? pod->targetNode : pod->node].push_back(pod);
}

void DaemonSetController::sync(const QString& nameSpace, const QString& name)
{
    Work work;
    work.set = m_loop.read(resource::daemonSets, nameSpace, name);
    if (work.set.isNull() || work.set[u"metadata"].contains(u"deletionTimestamp"))
        return;
    work.nameSpace = nameSpace;
    work.name = name;
    work.uid = work.set.path({u"metadata", u"uid"}).toString();
    work.minReady = integer(work.set.path({u"spec", u"minReadySeconds"}));
    const Revision revision = presentRevision(m_loop, work.set, u"controller-revision-hash"_s);
    work.hash = revision.name.mid(name.size() + 1);
    PodFacts daemon;
    daemon.ownerKind = u"DaemonSet"_s;
    for (const StoredPtr& node : m_loop.api().store().list(resource::nodes)) {
        NodeRoom room = NodeRoom::of(node->json());
        room.pods = std::numeric_limits<qint64>::max(); // the scheduler looks at that
        if (obstacleOn(work.set.path({u"spec", u"template"}), daemon, room, {}).isEmpty())
            work.nodes << node->name;
    }
    claimPods(m_loop, work.set, Selector(work.set.path({u"spec", u"selector"})));
    load(work);
    manage(work);
    load(work);
    if (work.set.path({u"spec", u"updateStrategy", u"type"}).toString() != "OnDelete"_L1)
        rollOut(work);
    load(work);
    writeStatus(work);
    dropOldRevisions(m_loop, work.set, {revision.name});
}

void DaemonSetController::manage(Work& work)
{
    for (const QString& node : std::as_const(work.nodes)) {
        bool hasOne = false;
        for (const PodPtr& pod : work.pods.value(node)) {
            if (pod->isOver() && !pod->isDeleting)
                deletePod(m_loop, work.set, pod->name, kDaemonComponent); // it is made again
            hasOne = true; // an ending one must be gone first
        }
        if (!hasOne)
            createOn(work, node);
    }
    for (auto it = work.pods.cbegin(); it != work.pods.cend(); ++it) {
        if (work.nodes.contains(it.key()))
            continue;
        for (const PodPtr& pod : it.value()) {
            if (!pod->isDeleting)
                deletePod(m_loop, work.set, pod->name, kDaemonComponent);
        }
    }
}

void DaemonSetController::createOn(Work& work, const QString& node)
{
    const Json& podTemplate = work.set.path({u"spec", u"template"});
    Json pod = podFromTemplate(work.set, podTemplate, work.name + u'-' + m_loop.suffix(), true);
    pod.setPath({u"metadata", u"labels", u"controller-revision-hash"}, work.hash);
    const Json& generation
        = work.set.path({u"metadata", u"annotations", u"deprecated.daemonset.template.generation"});
    if (!generation.isNull())
        pod.setPath({u"metadata", u"labels", u"pod-template-generation"}, generation);
    pod.setPath(
        {u"spec", u"affinity", u"nodeAffinity", u"requiredDuringSchedulingIgnoredDuringExecution"},
        onlyOnNode(node));
    pod.setPath({u"spec", u"tolerations"}, daemonTolerations(pod.path({u"spec", u"tolerations"})));
    if (!createPod(m_loop, work.set, pod, kDaemonComponent).isEmpty())
        m_loop.enqueue(*this, work.nameSpace, work.name, 5s);
}

// Old Pods that nobody would miss go at once, the others as maxUnavailable allows.
void DaemonSetController::rollOut(Work& work)
{
    const Json& limit
        = work.set.path({u"spec", u"updateStrategy", u"rollingUpdate", u"maxUnavailable"});
    const qint64 allowed = qMax<qint64>(1, scaledValue(limit, work.nodes.size(), true, 1));
    qint64 unavailable = 0;
    std::vector<PodPtr> replaceable;
    for (const QString& node : std::as_const(work.nodes)) {
        bool isServed = false;
        for (const PodPtr& pod : work.pods.value(node)) {
            const bool isOld = labelOf(pod->labels, u"controller-revision-hash") != work.hash;
            const bool serves = pod->isActive() && pod->isAvailable(work.minReady, m_loop.now());
            isServed = isServed || serves;
            if (isOld && serves)
                replaceable.push_back(pod);
            else if (isOld && !pod->isDeleting)
                deletePod(m_loop, work.set, pod->name, kDaemonComponent);
        }
        unavailable += !isServed;
    }
    for (const PodPtr& pod : replaceable) {
        if (unavailable >= allowed)
            return;
        deletePod(m_loop, work.set, pod->name, kDaemonComponent);
        ++unavailable;
    }
}

void DaemonSetController::writeStatus(Work& work)
{
    qint64 scheduled = 0, misplaced = 0, ready = 0, available = 0, updated = 0;
    for (auto it = work.pods.cbegin(); it != work.pods.cend(); ++it) {
        if (!work.nodes.contains(it.key())) {
            ++misplaced;
            continue;
        }
        ++scheduled;
        for (const PodPtr& pod : it.value()) {
            if (!pod->isActive())
                continue;
            updated += labelOf(pod->labels, u"controller-revision-hash") == work.hash;
            ready += pod->isReady;
            if (pod->isAvailable(work.minReady, m_loop.now()))
                ++available;
            else if (pod->isReady)
                m_loop.enqueueAt(*this, work.nameSpace, work.name,
                                 pod->readySince.addSecs(work.minReady));
        }
    }
    const qint64 wanted = work.nodes.size();
    Json status = Json::emptyObject();
    status.set(u"currentNumberScheduled"_s, number(scheduled));
    status.set(u"numberMisscheduled"_s, number(misplaced));
    status.set(u"desiredNumberScheduled"_s, number(wanted));
    status.set(u"numberReady"_s, number(ready));
    status.set(u"observedGeneration"_s, work.set.path({u"metadata", u"generation"}));
    setUnlessZero(status, u"updatedNumberScheduled"_s, updated);
    setUnlessZero(status, u"numberAvailable"_s, available);
    setUnlessZero(status, u"numberUnavailable"_s, wanted - available);
    m_loop.writeStatus(work.set, status);
}

} // namespace cauce::sandbox::control
