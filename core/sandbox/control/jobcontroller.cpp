#include "core/sandbox/control/jobcontroller.h"

#include "core/sandbox/control/podtemplate.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::sandbox::control {

namespace {

const QString kTracking = u"batch.kubernetes.io/job-tracking"_s;
const QString kJobComponent = u"job-controller"_s;

} // namespace

struct JobController::Work
{
    Json job;
    JobSpec spec;
    QString nameSpace;
    QString name;
    QString uid;
    Json status;
    JobCounts counts;
    QStringList active; // names of Pods

    bool isOver() const { return isTrue(status, u"Complete") || isTrue(status, u"Failed"); }
};

void JobController::observe(const Change& change)
{
    if (change.resource() == resource::jobs) {
        if (change.isDeleted())
            m_failedAt.remove(change.uid());
        else
            m_loop.enqueue(*this, change.nameSpace(), change.name());
        return;
    }
    const Json& owner = controllerOf(change.object());
    if (owner[u"kind"].toString() == "Job"_L1)
        m_loop.enqueue(*this, change.nameSpace(), owner[u"name"].toString());
    const PodPtr pod = m_loop.view().findPod(change.nameSpace(), change.name());
    if (pod && pod->isTracked && pod->isDeleting) // its Job may be gone: see sync()
        m_loop.enqueue(*this, change.nameSpace(), u"pod/"_s + change.name());
}

// Takes the finalizer away by which a Pod waits until it has been counted.
void JobController::untrack(const QString& nameSpace, const QString& name)
{
    Json pod = m_loop.read(resource::pods, nameSpace, name);
    Json kept = Json::emptyArray();
    for (const Json& finalizer : pod.path({u"metadata", u"finalizers"}).items()) {
        if (finalizer.toString() != kTracking)
            kept.append(finalizer);
    }
    Json metadata = pod[u"metadata"];
    if (kept.size() > 0)
        metadata.set(u"finalizers"_s, kept);
    else
        metadata.remove(u"finalizers");
    pod.set(u"metadata"_s, metadata);
    m_loop.update(pod);
}

void JobController::count(Work& work)
{
    work.counts = {};
    work.active.clear();
    work.counts.succeeded = integer(work.status[u"succeeded"]);
    work.counts.failed = integer(work.status[u"failed"]);
    const PodMap pods = m_loop.view().podsOf(work.uid); // a copy: counting changes it
    for (const PodPtr& pod : pods) {
        const bool ends = pod->isOver() || (pod->isDeleting && pod->phase != "Running"_L1);
        if (ends && pod->isTracked) {
            if (pod->phase == "Succeeded"_L1) {
                ++work.counts.succeeded;
            } else {
                ++work.counts.failed;
                m_failedAt.insert(work.uid, m_loop.now());
            }
            untrack(work.nameSpace, pod->name);
        } else if (pod->isDeleting && !pod->isOver()) {
            ++work.counts.ending;
        } else if (!pod->isOver()) {
            ++work.counts.active;
            work.counts.ready += pod->isReady;
            work.counts.restarts += pod->restarts;
            work.active << pod->name;
        }
    }
}

void JobController::sync(const QString& nameSpace, const QString& name)
{
    Work work;
    if (name.startsWith("pod/"_L1)) {
        const PodPtr pod = m_loop.view().findPod(nameSpace, name.mid(4));
        if (pod && pod->isTracked && pod->isDeleting
            && !m_loop.api().store().find(resource::jobs, nameSpace, pod->ownerName))
            untrack(nameSpace, pod->name);
        return;
    }
    work.job = m_loop.read(resource::jobs, nameSpace, name);
    if (work.job.isNull())
        return;
    work.nameSpace = nameSpace;
    work.name = name;
    work.uid = work.job.path({u"metadata", u"uid"}).toString();
    work.spec = JobSpec::of(work.job);
    work.status = work.job[u"status"].isObject() ? work.job[u"status"] : Json::emptyObject();
    count(work);
    if (work.job[u"metadata"].contains(u"deletionTimestamp"))
        return;
    if (work.isOver()) {
        expire(work);
        return;
    }
    noteSuspension(work);
    if (!work.spec.isSuspended && !work.status.contains(u"startTime"))
        work.status.set(u"startTime"_s, stamp(m_loop.now()));
    const QDateTime started = parseStamp(work.status[u"startTime"].toString());
    const qint64 seconds = started.isValid() ? started.secsTo(m_loop.now()) : 0;
    if (started.isValid() && work.spec.deadline)
        m_loop.enqueueAt(*this, nameSpace, name, started.addSecs(*work.spec.deadline));

    JobPlan plan = planJob(work.spec, work.counts, seconds);
    for (const auto& [mark, outcome] : {std::pair(u"FailureTarget"_s, u"Failed"_s),
                                        std::pair(u"SuccessCriteriaMet"_s, u"Complete"_s)}) {
        const Json& decided = condition(work.status, mark);
        if (decided[u"status"].toString() == "True"_L1) // it stays so, whatever its Pods do
            plan = {0, work.counts.active, outcome, decided[u"reason"].toString(),
                    decided[u"message"].toString()};
    }
    deletePods(work, plan.toDelete);
    createPods(work, plan.toCreate);
    work.status.remove(u"active");
    setUnlessZero(work.status, u"active"_s, work.counts.active);
    work.status.set(u"ready"_s, number(work.counts.ready));
    setUnlessZero(work.status, u"succeeded"_s, work.counts.succeeded);
    setUnlessZero(work.status, u"failed"_s, work.counts.failed);
    work.status.set(u"terminating"_s, number(work.counts.ending));
    work.status.set(u"uncountedTerminatedPods"_s, Json::emptyObject());
    conclude(work, plan);
    m_loop.writeStatus(work.job, work.status);
    if (work.isOver())
        expire(work);
}

void JobController::createPods(Work& work, qint64 count)
{
    if (count == 0)
        return;
    const QDateTime failedAt = m_failedAt.value(work.uid);
    if (failedAt.isValid() && work.counts.failed > 0) {
        const QDateTime again = failedAt.addSecs(jobBackOff(work.counts.failed).count());
        if (again > m_loop.now()) {
            m_loop.enqueueAt(*this, work.nameSpace, work.name, again);
            return;
        }
    }
    for (qint64 i = 0; i < count; ++i) {
        Json pod = podFromTemplate(work.job, work.job.path({u"spec", u"template"}),
                                   work.name + u'-' + m_loop.suffix(), true);
        Json finalizers = pod.path({u"metadata", u"finalizers"});
        finalizers.append(Json(kTracking));
        pod.setPath({u"metadata", u"finalizers"}, finalizers);
        if (!createPod(m_loop, work.job, pod, kJobComponent).isEmpty()) {
            m_loop.enqueue(*this, work.nameSpace, work.name, 5s);
            return;
        }
        ++work.counts.active;
    }
}

void JobController::deletePods(Work& work, qint64 count)
{
    for (; count > 0 && !work.active.isEmpty(); --count) {
        deletePod(m_loop, work.job, work.active.takeLast(), kJobComponent);
        --work.counts.active;
        ++work.counts.ending;
    }
}

// First the decision, and only when no Pod is left the end: so since Kubernetes 1.31.
void JobController::conclude(Work& work, const JobPlan& plan)
{
    if (plan.outcome.isEmpty())
        return;
    const bool isComplete = plan.outcome == "Complete"_L1;
    const QString first = isComplete ? u"SuccessCriteriaMet"_s : u"FailureTarget"_s;
    if (!isTrue(work.status, first))
        setJobCondition(work.status, first, u"True"_s, plan.reason, plan.message, m_loop.now());
    if (work.counts.active > 0 || work.counts.ending > 0)
        return;
    setJobCondition(work.status, plan.outcome, u"True"_s, plan.reason, plan.message, m_loop.now());
    if (isComplete)
        work.status.set(u"completionTime"_s, stamp(m_loop.now()));
    m_loop.events().tell(work.job, {kJobComponent, {}}, !isComplete,
                         isComplete ? u"Completed"_s : plan.reason,
                         isComplete ? u"Job completed"_s : plan.message);
}

void JobController::noteSuspension(Work& work)
{
    const bool was = isTrue(work.status, u"Suspended");
    if (work.spec.isSuspended == was)
        return;
    if (work.spec.isSuspended) {
        setJobCondition(work.status, u"Suspended"_s, u"True"_s, u"JobSuspended"_s,
                        u"Job suspended"_s, m_loop.now());
        work.status.remove(u"startTime");
    } else {
        setJobCondition(work.status, u"Suspended"_s, u"False"_s, u"JobResumed"_s, u"Job resumed"_s,
                        m_loop.now());
    }
    m_loop.events().tell(work.job, {kJobComponent, {}}, false,
                         work.spec.isSuspended ? u"Suspended"_s : u"Resumed"_s,
                         work.spec.isSuspended ? u"Job suspended"_s : u"Job resumed"_s);
}

void JobController::expire(const Work& work)
{
    if (!work.spec.timeToLive)
        return;
    const Json& end = isTrue(work.status, u"Complete") ? condition(work.status, u"Complete")
                                                       : condition(work.status, u"Failed");
    const QDateTime at
        = parseStamp(end[u"lastTransitionTime"].toString()).addSecs(*work.spec.timeToLive);
    if (at <= m_loop.now())
        m_loop.remove(resource::jobs, work.nameSpace, work.name, Propagation::Foreground);
    else
        m_loop.enqueueAt(*this, work.nameSpace, work.name, at);
}

} // namespace cauce::sandbox::control
