#include "core/sandbox/control/deploymentcontroller.h"

#include "core/sandbox/control/podtemplate.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::sandbox::control {

namespace {

const QString kRevision = u"deployment.kubernetes.io/revision"_s;
const QString kHistory = u"deployment.kubernetes.io/revision-history"_s;
const QString kDesired = u"deployment.kubernetes.io/desired-replicas"_s;
const QString kMax = u"deployment.kubernetes.io/max-replicas"_s;
const EventRecorder::Source kDeploymentSource {u"deployment-controller"_s, {}};

bool isCopied(const QString& annotation)
{
    return annotation != kRevision && annotation != kHistory && annotation != kDesired
        && annotation != kMax && annotation != "kubectl.kubernetes.io/last-applied-configuration"_L1
        && annotation != "deprecated.deployment.rollback.to"_L1;
}

void setSizeAnnotations(Json& annotations, const DeploymentSpec& spec)
{
    annotations.set(kDesired, QString::number(spec.replicas));
    annotations.set(kMax, QString::number(spec.replicas + spec.maxSurge));
}

} // namespace

struct DeploymentController::Work
{
    Json deployment; // as it is in the store
    DeploymentSpec spec;
    QString nameSpace;
    QString name;
    QString uid;
    qint64 generation = 1;
    QString hash; // of the present template
    std::vector<ReplicaSetFacts> all;
    std::vector<ReplicaSetFacts> old;
    std::optional<ReplicaSetFacts> current;

    const ReplicaSetFacts* currentOrNull() const { return current ? &*current : nullptr; }
    QString setName() const { return name + u'-' + hash; }
};

void DeploymentController::observe(const Change& change)
{
    if (change.resource() == resource::deployments) {
        if (!change.isDeleted())
            m_loop.enqueue(*this, change.nameSpace(), change.name());
        return;
    }
    const Json& owner = controllerOf(change.object());
    if (owner[u"kind"].toString() == "Deployment"_L1) {
        m_loop.enqueue(*this, change.nameSpace(), owner[u"name"].toString());
        return;
    }
    if (!owner.isNull() || change.isDeleted())
        return;
    const auto deployments = m_loop.api().store().list(resource::deployments, change.nameSpace());
    for (const StoredPtr& deployment : deployments) // somebody may want this orphan
        m_loop.enqueue(*this, change.nameSpace(), deployment->name);
}

void DeploymentController::load(Work& work) const
{
    work.deployment = m_loop.read(resource::deployments, work.nameSpace, work.name);
    const Json& metadata = work.deployment[u"metadata"];
    work.uid = metadata[u"uid"].toString();
    work.generation = integer(metadata[u"generation"], 1);
    work.spec = DeploymentSpec::of(work.deployment);
    work.hash = templateHash(work.deployment.path({u"spec", u"template"}),
                             integer(work.deployment.path({u"status", u"collisionCount"})));
    work.all.clear();
    work.old.clear();
    work.current.reset();
    const QString currentName = work.setName();
    for (const ReplicaSetFacts& set : m_loop.view().replicaSetsOf(work.uid)) {
        work.all.push_back(set);
        if (set.name == currentName)
            work.current = set;
        else
            work.old.push_back(set);
    }
}

void DeploymentController::sync(const QString& nameSpace, const QString& name)
{
    Work work;
    work.nameSpace = nameSpace;
    work.name = name;
    load(work);
    if (work.deployment.isNull())
        return;
    if (work.deployment[u"metadata"].contains(u"deletionTimestamp")) {
        m_loop.writeStatus(work.deployment,
                           deploymentStatus(work.spec, work.deployment[u"status"], work.generation,
                                            work.currentOrNull(), work.all, m_loop.now()));
        return;
    }
    adoptOrphans(work);
    notePause(work);
    load(work);
    if (work.spec.isPaused || isScalingEvent(work.spec, work.all))
        scaleOnly(work);
    else if (work.spec.recreates)
        recreate(work);
    else
        rollOut(work);
}

void DeploymentController::adoptOrphans(const Work& work)
{
    const std::vector<QString> orphans = m_loop.view().orphanReplicaSets(work.nameSpace);
    if (orphans.empty())
        return;
    const Selector selector(work.deployment.path({u"spec", u"selector"}));
    for (const QString& orphan : orphans) {
        const StoredPtr set
            = m_loop.api().store().find(resource::replicaSets, work.nameSpace, orphan);
        if (set && selector.fits(set->labels))
            adopt(m_loop, work.deployment, resource::replicaSets, orphan);
    }
}

// `kubectl rollout status` and the deadline must know that nobody is working on it.
void DeploymentController::notePause(Work& work)
{
    if (!work.spec.progressDeadline)
        return;
    Json status = work.deployment[u"status"];
    const QString reason = condition(status, u"Progressing")[u"reason"].toString();
    if (reason == "ProgressDeadlineExceeded"_L1)
        return;
    const bool saysPaused = reason == "DeploymentPaused"_L1;
    if (work.spec.isPaused && !saysPaused)
        setDeploymentCondition(status, u"Progressing"_s, u"Unknown"_s, u"DeploymentPaused"_s,
                               u"Deployment is paused"_s, m_loop.now());
    else if (!work.spec.isPaused && saysPaused)
        setDeploymentCondition(status, u"Progressing"_s, u"Unknown"_s, u"DeploymentResumed"_s,
                               u"Deployment is resumed"_s, m_loop.now());
    m_loop.writeStatus(work.deployment, status);
}

void DeploymentController::scaleOnly(Work& work)
{
    apply(work,
          scaleStep(work.spec, integer(work.deployment.path({u"status", u"replicas"})),
                    work.currentOrNull(), work.old));
    if (work.spec.isPaused)
        cleanUp(work);
    load(work);
    m_loop.writeStatus(work.deployment,
                       deploymentStatus(work.spec, work.deployment[u"status"], work.generation,
                                        work.currentOrNull(), work.all, m_loop.now()));
}

void DeploymentController::rollOut(Work& work)
{
    if (!ensureCurrent(work))
        return;
    const bool scaled = apply(work, rollingStep(work.spec, *work.current, work.old));
    load(work);
    if (!scaled)
        cleanUp(work);
    writeRolloutStatus(work);
}

void DeploymentController::recreate(Work& work)
{
    std::vector<Scaling> steps;
    for (const ReplicaSetFacts& set : work.old) {
        if (set.wanted > 0)
            steps.push_back({set.name, set.wanted, 0});
    }
    const bool isScaled = apply(work, steps);
    const bool runs = std::ranges::any_of(work.old, [this](const ReplicaSetFacts& set) {
        const PodMap& pods = m_loop.view().podsOf(set.uid);
        return std::any_of(pods.begin(), pods.end(), [](const PodPtr& p) { return !p->isOver(); });
    });
    if (!isScaled && !runs) {
        if (!ensureCurrent(work))
            return;
        apply(work, {{work.current->name, work.current->wanted, work.spec.replicas}});
    }
    load(work);
    cleanUp(work);
    writeRolloutStatus(work);
}

bool DeploymentController::ensureCurrent(Work& work)
{
    qint64 revision = 0;
    for (const ReplicaSetFacts& set : work.old)
        revision = qMax(revision, set.revision);
    ++revision;
    if (work.current)
        keepCurrent(work, qMax(revision, work.current->revision));
    else if (!createCurrent(work, revision))
        return false;
    load(work);
    return work.current.has_value();
}

void DeploymentController::keepCurrent(Work& work, qint64 revision)
{
    const Json set = m_loop.read(resource::replicaSets, work.nameSpace, work.current->name);
    Json annotations = set.path({u"metadata", u"annotations"});
    for (const auto& [key, value] : work.deployment.path({u"metadata", u"annotations"}).members()) {
        if (isCopied(key))
            annotations.set(key, value);
    }
    if (work.current->revision < revision) { // an earlier template again: a rollback
        const QString history = annotations[kHistory].toString();
        const QString before = QString::number(work.current->revision);
        annotations.set(kHistory, history.isEmpty() ? before : QString(history + u',' + before));
        annotations.set(kRevision, QString::number(revision));
    }
    Json changed = set;
    changed.setPath({u"metadata", u"annotations"}, annotations);
    if (work.spec.minReadySeconds != integer(set.path({u"spec", u"minReadySeconds"})))
        changed.setPath({u"spec", u"minReadySeconds"}, number(work.spec.minReadySeconds));
    if (changed != set)
        m_loop.update(changed);
    noteRevision(work, revision, u"FoundNewReplicaSet"_s,
                 u"Found new replica set \"%1\""_s.arg(work.current->name));
}

bool DeploymentController::createCurrent(Work& work, qint64 revision)
{
    const Json& given = work.deployment[u"spec"];
    Json podTemplate = given[u"template"];
    podTemplate.setPath({u"metadata", u"labels", u"pod-template-hash"}, work.hash);
    Json selector = given[u"selector"];
    selector.setPath({u"matchLabels", u"pod-template-hash"}, work.hash);
    Json annotations = Json::emptyObject();
    for (const auto& [key, value] : work.deployment.path({u"metadata", u"annotations"}).members()) {
        if (isCopied(key))
            annotations.set(key, value);
    }
    setSizeAnnotations(annotations, work.spec);
    annotations.set(kRevision, QString::number(revision));
    const qint64 size = newReplicaSetSize(work.spec, work.all, 0);

    Json set = Json::emptyObject();
    set.set(u"apiVersion"_s, u"apps/v1"_s);
    set.set(u"kind"_s, u"ReplicaSet"_s);
    set.setPath({u"metadata", u"name"}, work.setName());
    set.setPath({u"metadata", u"namespace"}, work.nameSpace);
    set.setPath({u"metadata", u"labels"}, podTemplate.path({u"metadata", u"labels"}));
    set.setPath({u"metadata", u"annotations"}, annotations);
    set.setPath({u"metadata", u"ownerReferences"},
                Json(Json::Items {controllerReference(work.deployment)}));
    set.setPath({u"spec", u"replicas"}, number(size));
    if (work.spec.minReadySeconds > 0)
        set.setPath({u"spec", u"minReadySeconds"}, number(work.spec.minReadySeconds));
    set.setPath({u"spec", u"selector"}, selector);
    set.setPath({u"spec", u"template"}, podTemplate);

    const Answer answer = m_loop.create(set);
    if (answer.isOk()) {
        if (size > 0)
            m_loop.events().tell(
                work.deployment, kDeploymentSource, false, u"ScalingReplicaSet"_s,
                u"Scaled up replica set %1 from 0 to %2"_s.arg(work.setName()).arg(size));
        noteRevision(work, revision, u"NewReplicaSetCreated"_s,
                     u"Created new replica set \"%1\""_s.arg(work.setName()));
        return true;
    }
    if (answer.code == 409) {
        noteCollision(work);
        return false;
    }
    const QString message = answer.body[u"message"].toString();
    const QString said
        = u"Failed to create new replica set \"%1\": %2"_s.arg(work.setName(), message);
    Json status = work.deployment[u"status"];
    setDeploymentCondition(status, u"Progressing"_s, u"False"_s, u"ReplicaSetCreateError"_s, said,
                           m_loop.now());
    m_loop.writeStatus(work.deployment, status);
    m_loop.events().tell(work.deployment, kDeploymentSource, true, u"ReplicaSetCreateError"_s,
                         said);
    m_loop.enqueue(*this, work.nameSpace, work.name, 5s);
    return false;
}

// Somebody else has a ReplicaSet of that name: the next hash is another one.
void DeploymentController::noteCollision(Work& work)
{
    Json status = work.deployment[u"status"];
    status.set(u"collisionCount"_s, number(integer(status[u"collisionCount"]) + 1));
    m_loop.writeStatus(work.deployment, status);
    m_loop.enqueue(*this, work.nameSpace, work.name);
}

void DeploymentController::noteRevision(Work& work, qint64 revision, const QString& reason,
                                        const QString& message)
{
    Json changed = work.deployment;
    Json status = changed[u"status"];
    const bool isNew = reason == "NewReplicaSetCreated"_L1;
    if (work.spec.progressDeadline && (isNew || condition(status, u"Progressing").isNull()))
        setDeploymentCondition(status, u"Progressing"_s, u"True"_s, reason, message, m_loop.now());
    if (status.isObject())
        changed.set(u"status"_s, status);
    const QStringView path[] {u"metadata", u"annotations"};
    if (changed.path({path[0], path[1]})[kRevision].toString() != QString::number(revision))
        changed.setPath({path[0], path[1], kRevision}, QString::number(revision));
    if (changed != work.deployment)
        m_loop.api().update(changed, Loop::kubeControllerManager(), u"status"_s);
}

bool DeploymentController::apply(Work& work, const std::vector<Scaling>& steps)
{
    bool any = false;
    for (const Scaling& step : steps) {
        Json set = m_loop.read(resource::replicaSets, work.nameSpace, step.replicaSet);
        if (set.isNull())
            continue;
        Json annotations = set.path({u"metadata", u"annotations"});
        const Json before = annotations;
        setSizeAnnotations(annotations, work.spec);
        if (step.from == step.to && annotations == before)
            continue;
        set.setPath({u"metadata", u"annotations"}, annotations);
        set.setPath({u"spec", u"replicas"}, number(step.to));
        if (!m_loop.update(set) || step.from == step.to)
            continue;
        any = true;
        m_loop.events().tell(work.deployment, kDeploymentSource, false, u"ScalingReplicaSet"_s,
                             u"Scaled %1 replica set %2 from %3 to %4"_s
                                 .arg(step.to > step.from ? u"up"_s : u"down"_s, step.replicaSet)
                                 .arg(step.from)
                                 .arg(step.to));
    }
    return any;
}

void DeploymentController::cleanUp(const Work& work)
{
    const Json& status = work.deployment[u"status"];
    const bool isComplete = integer(status[u"updatedReplicas"]) == work.spec.replicas
        && integer(status[u"replicas"]) == work.spec.replicas
        && integer(status[u"availableReplicas"]) == work.spec.replicas
        && integer(status[u"observedGeneration"]) >= work.generation;
    if (!isComplete && !work.spec.isPaused)
        return;
    for (const QString& name : beyondHistory(work.spec, work.old))
        m_loop.remove(resource::replicaSets, work.nameSpace, name);
}

void DeploymentController::writeRolloutStatus(Work& work)
{
    const Json status
        = rolloutStatus(work.spec, work.name, work.deployment[u"status"], work.generation,
                        work.currentOrNull(), work.all, m_loop.now());
    if (m_loop.writeStatus(work.deployment, status)) {
        load(work);
        cleanUp(work);
    }
    if (const auto end = progressDeadlineAt(work.spec, status))
        m_loop.enqueueAt(*this, work.nameSpace, work.name, *end);
}

} // namespace cauce::sandbox::control
