#include "core/sandbox/control/view.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

QString keyOf(const QString& nameSpace, const QString& name)
{
    return nameSpace + u'/' + name;
}

QString labelKey(const QString& nameSpace, const std::pair<QString, QString>& label)
{
    return nameSpace + u'\n' + label.first + u'\n' + label.second;
}

template <typename Map>
void dropFrom(QHash<QString, Map>& index, const QString& key, const QString& name)
{
    const auto found = index.find(key);
    if (found == index.end())
        return;
    found->remove(name);
    if (found->isEmpty())
        index.erase(found);
}

template <typename Map>
const Map& lookUp(const QHash<QString, Map>& index, const QString& key)
{
    static const Map none;
    const auto found = index.constFind(key);
    return found == index.cend() ? none : *found;
}

void addRequests(PodFacts& facts, const Json& spec)
{
    for (const Json& container : spec[u"containers"].items()) {
        const Json& requests = container.path({u"resources", u"requests"});
        facts.milliCpu += milliValue(requests[u"cpu"].toString());
        facts.memory += milliValue(requests[u"memory"].toString()) / 1000;
    }
}

} // namespace

qint64 milliValue(const QString& quantity)
{
    static constexpr std::pair<QLatin1String, double> units[] {
        {"Ki"_L1, 1024.0},       {"Mi"_L1, 1048576.0},
        {"Gi"_L1, 1073741824.0}, {"Ti"_L1, 1099511627776.0},
        {"Pi"_L1, 0x1p50},       {"Ei"_L1, 0x1p60},
        {"n"_L1, 1e-9},          {"u"_L1, 1e-6},
        {"m"_L1, 1e-3},          {"k"_L1, 1e3},
        {"M"_L1, 1e6},           {"G"_L1, 1e9},
        {"T"_L1, 1e12},          {"P"_L1, 1e15},
        {"E"_L1, 1e18}};
    QString digits = quantity;
    double factor = 1;
    for (const auto& [suffix, value] : units) {
        if (quantity.endsWith(suffix)) {
            digits.chop(suffix.size());
            factor = value;
            break;
        }
    }
    const double milli = std::ceil(digits.toDouble() * factor * 1000);
    return milli < 9e18 ? qint64(milli) : std::numeric_limits<qint64>::max() / 4;
}

bool PodFacts::isOver() const
{
    return phase == "Succeeded"_L1 || phase == "Failed"_L1;
}

bool PodFacts::isAvailable(qint64 minReadySeconds, const QDateTime& now) const
{
    return isReady && (minReadySeconds == 0 || readySince.addSecs(minReadySeconds) <= now);
}

PodFacts podFacts(const StoredObject& stored, const Json& pod)
{
    const Json& metadata = pod[u"metadata"];
    const Json& status = pod[u"status"];
    const Json& owner = controllerOf(pod);
    const Json& ready = condition(status, u"Ready");
    PodFacts facts;
    facts.nameSpace = stored.nameSpace;
    facts.name = stored.name;
    facts.uid = stored.uid;
    facts.ownerUid = owner[u"uid"].toString();
    facts.ownerKind = owner[u"kind"].toString();
    facts.ownerName = owner[u"name"].toString();
    facts.labels = stored.labels;
    facts.node = pod.path({u"spec", u"nodeName"}).toString();
    if (facts.ownerKind == "DaemonSet"_L1) {
        facts.targetNode
            = pod.path({u"spec", u"affinity", u"nodeAffinity",
                        u"requiredDuringSchedulingIgnoredDuringExecution", u"nodeSelectorTerms"})
                  .at(0)[u"matchFields"]
                  .at(0)[u"values"]
                  .at(0)
                  .toString();
    }
    facts.phase = status[u"phase"].toString();
    facts.ip = status[u"podIP"].toString();
    facts.isReady = ready[u"status"].toString() == "True"_L1;
    facts.isDeleting = metadata.contains(u"deletionTimestamp");
    for (const Json& finalizer : metadata[u"finalizers"].items())
        facts.isTracked
            = facts.isTracked || finalizer.toString() == "batch.kubernetes.io/job-tracking"_L1;
    facts.readySince = parseStamp(ready[u"lastTransitionTime"].toString());
    facts.createdAt = parseStamp(metadata[u"creationTimestamp"].toString());
    for (const Json& container : status[u"containerStatuses"].items())
        facts.restarts += integer(container[u"restartCount"]);
    facts.deletionCost
        = metadata.path({u"annotations", u"controller.kubernetes.io/pod-deletion-cost"})
              .toString()
              .toLongLong();
    addRequests(facts, pod[u"spec"]);
    for (const Json& volume : pod.path({u"spec", u"volumes"}).items()) {
        const QString claim = volume.path({u"persistentVolumeClaim", u"claimName"}).toString();
        if (!claim.isEmpty())
            facts.claims.push_back(claim);
    }
    return facts;
}

ReplicaSetFacts replicaSetFacts(const Json& set)
{
    const Json& metadata = set[u"metadata"];
    const Json& status = set[u"status"];
    const auto annotation = [&metadata](QLatin1String name, qint64 fallback) {
        bool ok = false;
        const qint64 value = metadata[u"annotations"][QString(name)].toString().toLongLong(&ok);
        return ok ? value : fallback;
    };
    ReplicaSetFacts facts;
    facts.name = metadata[u"name"].toString();
    facts.uid = metadata[u"uid"].toString();
    facts.revision = annotation("deployment.kubernetes.io/revision"_L1, 0);
    facts.wanted = integer(set.path({u"spec", u"replicas"}), 1);
    facts.replicas = integer(status[u"replicas"]);
    facts.ready = integer(status[u"readyReplicas"]);
    facts.available = integer(status[u"availableReplicas"]);
    facts.terminating = integer(status[u"terminatingReplicas"]);
    facts.desiredAnnotation = annotation("deployment.kubernetes.io/desired-replicas"_L1, -1);
    facts.maxAnnotation = annotation("deployment.kubernetes.io/max-replicas"_L1, -1);
    facts.createdAt = parseStamp(metadata[u"creationTimestamp"].toString()).toMSecsSinceEpoch();
    facts.isObserved = integer(status[u"observedGeneration"]) >= integer(metadata[u"generation"]);
    facts.isDeleting = metadata.contains(u"deletionTimestamp");
    return facts;
}

JobFacts jobFacts(const Json& job)
{
    const Json& metadata = job[u"metadata"];
    const Json& status = job[u"status"];
    JobFacts facts;
    facts.name = metadata[u"name"].toString();
    facts.uid = metadata[u"uid"].toString();
    facts.isComplete = isTrue(status, u"Complete");
    facts.isFailed = isTrue(status, u"Failed");
    facts.isDeleting = metadata.contains(u"deletionTimestamp");
    facts.startedAt = parseStamp(status[u"startTime"].toString());
    facts.completedAt = parseStamp(status[u"completionTime"].toString());
    facts.createdAt = parseStamp(metadata[u"creationTimestamp"].toString());
    return facts;
}

void View::removePod(const PodPtr& pod)
{
    dropFrom(m_pods, pod->nameSpace, pod->name);
    if (pod->ownerUid.isEmpty())
        dropFrom(m_orphanPods, pod->nameSpace, pod->name);
    else
        dropFrom(m_podsByOwner, pod->ownerUid, pod->name);
    for (const auto& label : pod->labels)
        dropFrom(m_podsByLabel, labelKey(pod->nameSpace, label), pod->name);
}

void View::pod(const StoredObject& stored, const Json& object, bool isDeleted)
{
    if (const PodPtr known = findPod(stored.nameSpace, stored.name))
        removePod(known);
    if (isDeleted)
        return;
    const auto facts = std::make_shared<const PodFacts>(podFacts(stored, object));
    m_pods[facts->nameSpace].insert(facts->name, facts);
    if (facts->ownerUid.isEmpty())
        m_orphanPods[facts->nameSpace].insert(facts->name, facts);
    else
        m_podsByOwner[facts->ownerUid].insert(facts->name, facts);
    for (const auto& label : facts->labels)
        m_podsByLabel[labelKey(facts->nameSpace, label)].insert(facts->name, facts);
}

void View::replicaSet(const StoredObject& stored, const Json& object, bool isDeleted)
{
    const QString key = keyOf(stored.nameSpace, stored.name);
    if (const auto known = m_setOwners.constFind(key); known != m_setOwners.cend()) {
        dropFrom(m_sets, *known, stored.name);
        m_setOwners.erase(known);
    }
    if (isDeleted)
        return;
    QString owner = controllerOf(object)[u"uid"].toString();
    if (owner.isEmpty())
        owner = u"orphans of "_s + stored.nameSpace;
    m_setOwners.insert(key, owner);
    m_sets[owner].insert(stored.name, replicaSetFacts(object));
}

void View::job(const StoredObject& stored, const Json& object, bool isDeleted)
{
    const QString key = keyOf(stored.nameSpace, stored.name);
    if (const auto known = m_jobOwners.constFind(key); known != m_jobOwners.cend()) {
        dropFrom(m_jobs, *known, stored.name);
        m_jobOwners.erase(known);
    }
    const QString owner = controllerOf(object)[u"uid"].toString();
    if (isDeleted || owner.isEmpty())
        return;
    m_jobOwners.insert(key, owner);
    m_jobs[owner].insert(stored.name, jobFacts(object));
}

PodPtr View::findPod(const QString& nameSpace, const QString& name) const
{
    return lookUp(m_pods, nameSpace).value(name);
}

const PodMap& View::podsOf(const QString& ownerUid) const
{
    return lookUp(m_podsByOwner, ownerUid);
}

std::vector<PodPtr> View::podsFor(const QString& nameSpace, const Selector& selector) const
{
    const auto pair = selector.firstPair();
    const PodMap& candidates
        = pair ? lookUp(m_podsByLabel, labelKey(nameSpace, *pair)) : lookUp(m_pods, nameSpace);
    std::vector<PodPtr> pods;
    std::ranges::copy_if(candidates, std::back_inserter(pods),
                         [&](const PodPtr& pod) { return selector.fits(pod->labels); });
    return pods;
}

std::vector<PodPtr> View::orphanPods(const QString& nameSpace) const
{
    const PodMap& orphans = lookUp(m_orphanPods, nameSpace);
    return {orphans.begin(), orphans.end()};
}

std::vector<QString> View::orphanReplicaSets(const QString& nameSpace) const
{
    const auto& orphans = lookUp(m_sets, u"orphans of "_s + nameSpace);
    return {orphans.keyBegin(), orphans.keyEnd()};
}

const QMap<QString, ReplicaSetFacts>& View::replicaSetsOf(const QString& ownerUid) const
{
    return lookUp(m_sets, ownerUid);
}

const QMap<QString, JobFacts>& View::jobsOf(const QString& ownerUid) const
{
    return lookUp(m_jobs, ownerUid);
}

} // namespace cauce::sandbox::control
