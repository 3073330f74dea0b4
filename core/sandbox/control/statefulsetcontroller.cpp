#include "core/sandbox/control/statefulsetcontroller.h"

#include "core/sandbox/control/podtemplate.h"

#include <ranges>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::sandbox::control {

namespace {

const QString kRevisionLabel = u"controller-revision-hash"_s;

} // namespace

struct StatefulSetController::Work
{
    Json set;
    QString nameSpace;
    QString name;
    qint64 wanted = 1;
    qint64 first = 0; // ordinal of the first Pod
    qint64 partition = 0;
    qint64 minReady = 0;
    bool inOrder = true;
    Revision current;
    Revision update;
    QMap<qint64, PodPtr> pods; // by ordinal

    QString podName(qint64 ordinal) const { return name + u'-' + QString::number(ordinal); }
    bool isWanted(qint64 ordinal) const { return ordinal >= first && ordinal < first + wanted; }
    const Revision& revisionFor(qint64 ordinal) const
    {
        return ordinal < first + partition ? current : update;
    }
};

void StatefulSetController::observe(const Change& change)
{
    if (change.resource() == resource::statefulSets) {
        if (!change.isDeleted())
            m_loop.enqueue(*this, change.nameSpace(), change.name());
        return;
    }
    const Json& owner = controllerOf(change.object());
    if (owner[u"kind"].toString() == "StatefulSet"_L1)
        m_loop.enqueue(*this, change.nameSpace(), owner[u"name"].toString());
}

bool StatefulSetController::isHealthy(const Work& work, const PodFacts& pod)
{
    if (pod.isReady && !pod.isDeleting && !pod.isAvailable(work.minReady, m_loop.now()))
        m_loop.enqueueAt(*this, work.nameSpace, work.name, pod.readySince.addSecs(work.minReady));
    return !pod.isDeleting && pod.phase == "Running"_L1
        && pod.isAvailable(work.minReady, m_loop.now());
}

void StatefulSetController::sync(const QString& nameSpace, const QString& name)
{
    Work work;
    work.set = m_loop.read(resource::statefulSets, nameSpace, name);
    if (work.set.isNull() || work.set[u"metadata"].contains(u"deletionTimestamp"))
        return;
    const Json& spec = work.set[u"spec"];
    const Json& strategy = spec[u"updateStrategy"];
    work.nameSpace = nameSpace;
    work.name = name;
    work.wanted = integer(spec[u"replicas"], 1);
    work.first = integer(spec.path({u"ordinals", u"start"}));
    work.partition = integer(strategy.path({u"rollingUpdate", u"partition"}));
    work.minReady = integer(spec[u"minReadySeconds"]);
    work.inOrder = spec[u"podManagementPolicy"].toString() != "Parallel"_L1;
    work.update = presentRevision(m_loop, work.set, u"controller.kubernetes.io/hash"_s);
    work.current
        = findRevision(m_loop, work.set, work.set.path({u"status", u"currentRevision"}).toString());
    if (work.current.name.isEmpty())
        work.current = work.update;
    claimPods(m_loop, work.set, Selector(spec[u"selector"]));
    const QString prefix = name + u'-';
    for (const PodPtr& pod :
         m_loop.view().podsOf(work.set.path({u"metadata", u"uid"}).toString())) {
        bool isOrdinal = false;
        const qint64 ordinal = pod->name.mid(prefix.size()).toLongLong(&isOrdinal);
        if (isOrdinal && pod->name.startsWith(prefix))
            work.pods.insert(ordinal, pod);
    }
    if (createMissing(work) && removeSurplus(work) && strategy[u"type"].toString() != "OnDelete"_L1)
        updateNext(work);
    writeStatus(work);
}

// True when all that are wanted are there and, in order, healthy.
bool StatefulSetController::createMissing(Work& work)
{
    bool goesOn = true;
    for (qint64 ordinal = work.first; ordinal < work.first + work.wanted; ++ordinal) {
        const PodPtr pod = work.pods.value(ordinal);
        if (!pod) {
            createOne(work, ordinal);
            goesOn = false;
        } else if (pod->isOver() && !pod->isDeleting) { // it is made again
            m_loop.remove(resource::pods, work.nameSpace, pod->name);
            goesOn = false;
        }
        const bool mayGoOn = pod && (!work.inOrder || isHealthy(work, *pod));
        if (work.inOrder && !mayGoOn)
            return false;
    }
    return goesOn;
}

bool StatefulSetController::removeSurplus(Work& work)
{
    const QList<qint64> ordinals = work.pods.keys();
    for (const qint64 ordinal : std::views::reverse(ordinals)) {
        const PodPtr pod = work.pods.value(ordinal);
        if (work.isWanted(ordinal))
            continue;
        if (!pod->isDeleting) {
            m_loop.remove(resource::pods, work.nameSpace, pod->name);
            tell(work, false, u"SuccessfulDelete"_s,
                 u"Delete Pod %1 in StatefulSet %2 successful"_s.arg(pod->name, work.name));
        }
        if (work.inOrder)
            return false;
    }
    return true;
}

void StatefulSetController::updateNext(Work& work)
{
    for (qint64 ordinal = work.first + work.wanted - 1; ordinal >= work.first + work.partition;
         --ordinal) {
        const PodPtr pod = work.pods.value(ordinal);
        if (!pod)
            return;
        if (labelOf(pod->labels, kRevisionLabel) != work.update.name && !pod->isDeleting) {
            m_loop.remove(resource::pods, work.nameSpace, pod->name);
            tell(work, false, u"SuccessfulDelete"_s,
                 u"Delete Pod %1 in StatefulSet %2 successful"_s.arg(pod->name, work.name));
            return;
        }
        if (!isHealthy(work, *pod))
            return; // one after the other
    }
}

void StatefulSetController::createOne(Work& work, qint64 ordinal)
{
    const QString name = work.podName(ordinal);
    if (!createClaims(work, name))
        return;
    const Revision& revision = work.revisionFor(ordinal);
    Json pod = podFromTemplate(work.set, revision.podTemplate, name, false);
    pod.setPath({u"metadata", u"generateName"}, QString(work.name + u'-'));
    pod.setPath({u"metadata", u"labels", u"statefulset.kubernetes.io/pod-name"}, name);
    pod.setPath({u"metadata", u"labels", u"apps.kubernetes.io/pod-index"},
                QString::number(ordinal));
    pod.setPath({u"metadata", u"labels", kRevisionLabel}, revision.name);
    pod.setPath({u"spec", u"hostname"}, name);
    pod.setPath({u"spec", u"subdomain"}, work.set.path({u"spec", u"serviceName"}));
    Json volumes = Json::emptyArray();
    for (const Json& claim : work.set.path({u"spec", u"volumeClaimTemplates"}).items()) {
        const Json& volumeName = claim.path({u"metadata", u"name"});
        Json volume = Json::emptyObject();
        volume.set(u"name"_s, volumeName);
        volume.setPath({u"persistentVolumeClaim", u"claimName"},
                       QString(volumeName.toString() + u'-' + name));
        volumes.append(std::move(volume));
    }
    for (const Json& volume : pod.path({u"spec", u"volumes"}).items())
        volumes.append(volume);
    if (volumes.size() > 0)
        pod.setPath({u"spec", u"volumes"}, volumes);
    const Answer answer = m_loop.create(pod);
    if (answer.isOk()) {
        tell(work, false, u"SuccessfulCreate"_s,
             u"Create Pod %1 in StatefulSet %2 successful"_s.arg(name, work.name));
        return;
    }
    tell(work, true, u"FailedCreate"_s,
         u"Create Pod %1 in StatefulSet %2 failed error: %3"_s.arg(
             name, work.name, answer.body[u"message"].toString()));
    m_loop.enqueue(*this, work.nameSpace, work.name, 5s);
}

bool StatefulSetController::createClaims(Work& work, const QString& pod)
{
    const Json& labels = work.set.path({u"spec", u"selector", u"matchLabels"});
    const bool goes
        = work.set.path({u"spec", u"persistentVolumeClaimRetentionPolicy", u"whenDeleted"})
              .toString()
        == "Delete"_L1;
    for (const Json& wanted : work.set.path({u"spec", u"volumeClaimTemplates"}).items()) {
        const QString name = wanted.path({u"metadata", u"name"}).toString() + u'-' + pod;
        if (m_loop.api().store().find(resource::claims, work.nameSpace, name))
            continue;
        Json claim = Json::emptyObject();
        claim.set(u"apiVersion"_s, u"v1"_s);
        claim.set(u"kind"_s, u"PersistentVolumeClaim"_s);
        Json metadata = wanted[u"metadata"];
        metadata.set(u"name"_s, name);
        metadata.set(u"namespace"_s, work.nameSpace);
        for (const auto& [key, value] : labels.members())
            metadata.setPath({u"labels", key}, value);
        if (goes) {
            Json owner = controllerReference(work.set);
            owner.remove(u"controller");
            owner.remove(u"blockOwnerDeletion");
            metadata.set(u"ownerReferences"_s, Json(Json::Items {owner}));
        }
        claim.set(u"metadata"_s, metadata);
        claim.set(u"spec"_s, wanted[u"spec"]);
        if (const Answer answer = m_loop.create(claim); !answer.isOk()) {
            tell(work, true, u"FailedCreate"_s,
                 u"Create Claim %1 for Pod %2 in StatefulSet %3 failed error: %4"_s.arg(
                     name, pod, work.name, answer.body[u"message"].toString()));
            m_loop.enqueue(*this, work.nameSpace, work.name, 5s);
            return false;
        }
        tell(work, false, u"SuccessfulCreate"_s,
             u"Create Claim %1 Pod %2 in StatefulSet %3 success"_s.arg(name, pod, work.name));
    }
    return true;
}

void StatefulSetController::tell(const Work& work, bool isWarning, const QString& reason,
                                 const QString& message)
{
    m_loop.events().tell(work.set, {u"statefulset-controller"_s, {}}, isWarning, reason, message);
}

void StatefulSetController::writeStatus(Work& work)
{
    qint64 replicas = 0, ready = 0, available = 0, current = 0, updated = 0;
    QStringList used {work.current.name, work.update.name};
    for (const PodPtr& pod :
         m_loop.view().podsOf(work.set.path({u"metadata", u"uid"}).toString())) {
        const QString revision = labelOf(pod->labels, kRevisionLabel);
        used << revision;
        ++replicas;
        if (pod->isReady && !pod->isOver()) {
            ++ready;
            available += pod->isAvailable(work.minReady, m_loop.now());
        }
        if (pod->isActive()) {
            current += revision == work.current.name;
            updated += revision == work.update.name;
        }
    }
    const bool rolls
        = work.set.path({u"spec", u"updateStrategy", u"type"}).toString() != "OnDelete"_L1;
    if (rolls && work.current.name != work.update.name && updated == work.wanted
        && replicas == work.wanted && ready == work.wanted) {
        work.current = work.update; // the update is complete
        current = updated;
    }
    Json status = Json::emptyObject();
    status.set(u"observedGeneration"_s, work.set.path({u"metadata", u"generation"}));
    status.set(u"replicas"_s, number(replicas));
    setUnlessZero(status, u"readyReplicas"_s, ready);
    setUnlessZero(status, u"currentReplicas"_s, current);
    setUnlessZero(status, u"updatedReplicas"_s, updated);
    status.set(u"availableReplicas"_s, number(available));
    status.set(u"currentRevision"_s, work.current.name);
    status.set(u"updateRevision"_s, work.update.name);
    status.set(u"collisionCount"_s, number(integer(work.set.path({u"status", u"collisionCount"}))));
    m_loop.writeStatus(work.set, status);
    dropOldRevisions(m_loop, work.set, used);
}

} // namespace cauce::sandbox::control
