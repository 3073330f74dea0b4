#include "core/sandbox/control/replicasetcontroller.h"

#include "core/sandbox/control/podtemplate.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::sandbox::control {

namespace {

const QString kSetComponent = u"replicaset-controller"_s;
constexpr auto kCreateAgain = 5s;

} // namespace

void ReplicaSetController::observe(const Change& change)
{
    if (change.resource() == resource::replicaSets) {
        if (!change.isDeleted())
            m_loop.enqueue(*this, change.nameSpace(), change.name());
        return;
    }
    const Json& owner = controllerOf(change.object());
    if (owner[u"kind"].toString() == "ReplicaSet"_L1) {
        m_loop.enqueue(*this, change.nameSpace(), owner[u"name"].toString());
    } else if (owner.isNull() && change.isAdded()) {
        for (const StoredPtr& set :
             m_loop.api().store().list(resource::replicaSets, change.nameSpace()))
            m_loop.enqueue(*this, change.nameSpace(), set->name); // one may adopt it
    }
}

void ReplicaSetController::sync(const QString& nameSpace, const QString& name)
{
    const Json set = m_loop.read(resource::replicaSets, nameSpace, name);
    if (set.isNull())
        return;
    QString failure;
    if (!set[u"metadata"].contains(u"deletionTimestamp")) {
        claimPods(m_loop, set, Selector(set.path({u"spec", u"selector"})));
        failure = manage(set, integer(set.path({u"spec", u"replicas"}), 1));
        if (!failure.isEmpty())
            m_loop.enqueue(*this, nameSpace, name, kCreateAgain);
    }
    m_loop.writeStatus(set, statusOf(set, failure));
}

QString ReplicaSetController::manage(const Json& set, qint64 wanted)
{
    const QString name = set.path({u"metadata", u"name"}).toString();
    std::vector<PodPtr> active;
    for (const PodPtr& pod : m_loop.view().podsOf(set.path({u"metadata", u"uid"}).toString())) {
        if (pod->isActive())
            active.push_back(pod);
    }
    const Json& podTemplate = set.path({u"spec", u"template"});
    for (qint64 i = qint64(active.size()); i < wanted; ++i) {
        const Json pod = podFromTemplate(set, podTemplate, name + u'-' + m_loop.suffix(), true);
        const QString failure = createPod(m_loop, set, pod, kSetComponent);
        if (!failure.isEmpty())
            return failure; // the others would fail, too
    }
    const qint64 tooMany = qint64(active.size()) - wanted;
    if (tooMany > 0) {
        active = inOrderOfDeletion(std::move(active));
        for (qint64 i = 0; i < tooMany; ++i)
            deletePod(m_loop, set, active[size_t(i)]->name, kSetComponent);
    }
    return {};
}

Json ReplicaSetController::statusOf(const Json& set, const QString& failure)
{
    const QDateTime now = m_loop.now();
    const Json& metadata = set[u"metadata"];
    const qint64 minReady = integer(set.path({u"spec", u"minReadySeconds"}));
    const Selector whole
        = Selector::ofMap(set.path({u"spec", u"template", u"metadata", u"labels"}));
    qint64 replicas = 0, labelled = 0, ready = 0, available = 0, terminating = 0;
    for (const PodPtr& pod : m_loop.view().podsOf(metadata[u"uid"].toString())) {
        if (pod->isOver())
            continue;
        if (pod->isDeleting) {
            ++terminating;
            continue;
        }
        ++replicas;
        labelled += whole.fits(pod->labels);
        ready += pod->isReady;
        if (pod->isAvailable(minReady, now))
            ++available;
        else if (pod->isReady)
            m_loop.enqueueAt(*this, metadata[u"namespace"].toString(), metadata[u"name"].toString(),
                             pod->readySince.addSecs(minReady));
    }
    Json status = Json::emptyObject();
    status.set(u"replicas"_s, number(replicas));
    setUnlessZero(status, u"fullyLabeledReplicas"_s, labelled);
    setUnlessZero(status, u"readyReplicas"_s, ready);
    setUnlessZero(status, u"availableReplicas"_s, available);
    status.set(u"terminatingReplicas"_s, number(terminating));
    status.set(u"observedGeneration"_s, metadata[u"generation"]);
    if (!failure.isEmpty()) {
        const Json& before = condition(set[u"status"], u"ReplicaFailure");
        Json failed = Json::emptyObject();
        failed.set(u"type"_s, u"ReplicaFailure"_s);
        failed.set(u"status"_s, u"True"_s);
        failed.set(u"lastTransitionTime"_s,
                   before.isNull() ? Json(stamp(now)) : before[u"lastTransitionTime"]);
        failed.set(u"reason"_s, u"FailedCreate"_s);
        failed.set(u"message"_s, failure);
        status.set(u"conditions"_s, Json(Json::Items {failed}));
    }
    return status;
}

} // namespace cauce::sandbox::control
