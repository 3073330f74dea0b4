#include "core/sandbox/control/cronjobcontroller.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

constexpr int kMissedLimit = 100; // more are not counted one by one

} // namespace

struct CronJobController::Work
{
    Json cron;
    QString nameSpace;
    QString name;
    Json status;
    std::vector<JobFacts> jobs;

    bool isActive(const QString& uid) const
    {
        const auto active = status[u"active"].items();
        return std::ranges::any_of(
            active, [&uid](const Json& job) { return job[u"uid"].toString() == uid; });
    }
};

DueRun dueRun(const CronSchedule& schedule, const QTimeZone& zone, const QDateTime& since,
              const QDateTime& now)
{
    DueRun due;
    QDateTime at = schedule.next(since, zone);
    for (int i = 0; at.isValid() && at <= now; ++i) {
        due.missed = at;
        QDateTime following = schedule.next(at, zone);
        if (i == kMissedLimit) { // it slept for long: only the last one counts
            const qint64 step = qMax<qint64>(60, at.secsTo(following));
            following = qMax(following, schedule.next(now.addSecs(-2 * step), zone));
            i = 0;
        }
        at = following;
    }
    due.next = at;
    return due;
}

void CronJobController::observe(const Change& change)
{
    if (change.resource() == resource::cronJobs) {
        if (!change.isDeleted())
            m_loop.enqueue(*this, change.nameSpace(), change.name());
        return;
    }
    const Json& owner = controllerOf(change.object());
    if (owner[u"kind"].toString() == "CronJob"_L1)
        m_loop.enqueue(*this, change.nameSpace(), owner[u"name"].toString());
}

void CronJobController::sync(const QString& nameSpace, const QString& name)
{
    Work work;
    work.cron = m_loop.read(resource::cronJobs, nameSpace, name);
    if (work.cron.isNull() || work.cron[u"metadata"].contains(u"deletionTimestamp"))
        return;
    work.nameSpace = nameSpace;
    work.name = name;
    work.status = work.cron[u"status"].isObject() ? work.cron[u"status"] : Json::emptyObject();
    followJobs(work);
    dropHistory(work);
    if (!work.cron.path({u"spec", u"suspend"}).toBool())
        schedule(work);
    m_loop.writeStatus(work.cron, work.status);
}

void CronJobController::followJobs(Work& work)
{
    for (const JobFacts& job :
         m_loop.view().jobsOf(work.cron.path({u"metadata", u"uid"}).toString()))
        work.jobs.push_back(job);
    Json active = Json::emptyArray();
    for (const Json& reference : work.status[u"active"].items()) {
        const QString uid = reference[u"uid"].toString();
        const auto job = std::ranges::find(work.jobs, uid, &JobFacts::uid);
        if (job != work.jobs.end() && !job->isFinished()) {
            active.append(reference);
            continue;
        }
        const QString name = reference[u"name"].toString();
        if (job == work.jobs.end()) {
            tell(work, false, u"MissingJob"_s, u"Active job went missing: "_s + name);
            continue;
        }
        tell(work, false, u"SawCompletedJob"_s,
             u"Saw completed job: %1, condition: %2"_s.arg(
                 name, job->isComplete ? u"Complete"_s : u"Failed"_s));
    }
    for (const JobFacts& job : work.jobs) {
        const QDateTime before = parseStamp(work.status[u"lastSuccessfulTime"].toString());
        if (job.isComplete && (!before.isValid() || before < job.completedAt))
            work.status.set(u"lastSuccessfulTime"_s, stamp(job.completedAt));
    }
    work.status.remove(u"active");
    if (active.size() > 0)
        work.status.set(u"active"_s, active);
}

void CronJobController::dropHistory(const Work& work)
{
    const Json& spec = work.cron[u"spec"];
    const auto drop = [&](bool complete, qint64 keep) {
        std::vector<JobFacts> finished;
        std::ranges::copy_if(work.jobs, std::back_inserter(finished), [&](const JobFacts& job) {
            return !job.isDeleting && (complete ? job.isComplete : job.isFailed);
        });
        std::ranges::sort(finished, [](const JobFacts& a, const JobFacts& b) {
            return a.startedAt != b.startedAt ? a.startedAt < b.startedAt : a.name < b.name;
        });
        for (qint64 i = 0; i < qint64(finished.size()) - keep; ++i) {
            const QString& job = finished[size_t(i)].name;
            m_loop.remove(resource::jobs, work.nameSpace, job);
            tell(work, false, u"SuccessfulDelete"_s, u"Deleted job "_s + job);
        }
    };
    drop(true, integer(spec[u"successfulJobsHistoryLimit"], 3));
    drop(false, integer(spec[u"failedJobsHistoryLimit"], 1));
}

void CronJobController::schedule(Work& work)
{
    const Json& spec = work.cron[u"spec"];
    const QString text = spec[u"schedule"].toString();
    const auto schedule = CronSchedule::parse(text);
    const QString zoneName = spec[u"timeZone"].toString();
    const QTimeZone zone = zoneName.isEmpty() ? QTimeZone::utc() : QTimeZone(zoneName.toUtf8());
    if (!schedule || !zone.isValid()) {
        tell(work, true, schedule ? u"UnknownTimeZone"_s : u"UnparseableSchedule"_s,
             schedule ? u"invalid timeZone: \"%1\""_s.arg(zoneName)
                      : u"unparseable schedule: \"%1\" : %2"_s.arg(text, schedule.error().message));
        return;
    }
    const QDateTime now = m_loop.now();
    const QString last = work.status[u"lastScheduleTime"].toString();
    QDateTime since = parseStamp(
        last.isEmpty() ? work.cron.path({u"metadata", u"creationTimestamp"}).toString() : last);
    const auto startDeadline = spec[u"startingDeadlineSeconds"].toInteger();
    if (startDeadline)
        since = qMax(since, now.addSecs(-*startDeadline));
    const DueRun due = dueRun(*schedule, zone, since, now);
    if (due.next.isValid())
        m_loop.enqueueAt(*this, work.nameSpace, work.name, due.next);
    if (due.missed.isValid())
        start(work, due.missed);
}

void CronJobController::start(Work& work, const QDateTime& at)
{
    const Json& spec = work.cron[u"spec"];
    const QString policy = spec[u"concurrencyPolicy"].toString();
    const Json active = work.status[u"active"];
    if (policy == "Forbid"_L1 && active.size() > 0) {
        tell(work, false, u"JobAlreadyActive"_s,
             u"Not starting job because prior execution is running and concurrency policy is "
             "Forbid"_s);
        return;
    }
    if (policy == "Replace"_L1) {
        for (const Json& job : active.items()) {
            m_loop.remove(resource::jobs, work.nameSpace, job[u"name"].toString());
            tell(work, false, u"SuccessfulDelete"_s, u"Deleted job "_s + job[u"name"].toString());
        }
        work.status.remove(u"active");
    }
    const QString name = work.name + u'-' + QString::number(at.toSecsSinceEpoch() / 60);
    const Json& jobTemplate = spec[u"jobTemplate"];
    Json job = Json::emptyObject();
    job.set(u"apiVersion"_s, u"batch/v1"_s);
    job.set(u"kind"_s, u"Job"_s);
    Json metadata = Json::emptyObject();
    metadata.set(u"name"_s, name);
    metadata.set(u"namespace"_s, work.nameSpace);
    if (const Json& labels = jobTemplate.path({u"metadata", u"labels"}); labels.size() > 0)
        metadata.set(u"labels"_s, labels);
    Json annotations = jobTemplate.path({u"metadata", u"annotations"});
    annotations.set(u"batch.kubernetes.io/cronjob-scheduled-timestamp"_s, stamp(at));
    metadata.set(u"annotations"_s, annotations);
    metadata.set(u"ownerReferences"_s, Json(Json::Items {controllerReference(work.cron)}));
    job.set(u"metadata"_s, metadata);
    job.set(u"spec"_s, jobTemplate[u"spec"]);
    const Answer answer = m_loop.create(job);
    work.status.set(u"lastScheduleTime"_s, stamp(at));
    if (!answer.isOk()) {
        if (answer.code != 409) // 409: it was made before; only the status was not written
            tell(work, true, u"FailedCreate"_s,
                 u"Error creating job: "_s + answer.body[u"message"].toString());
        return;
    }
    tell(work, false, u"SuccessfulCreate"_s, u"Created job "_s + name);
    Json reference = Json::emptyObject();
    reference.set(u"apiVersion"_s, u"batch/v1"_s);
    reference.set(u"kind"_s, u"Job"_s);
    reference.set(u"name"_s, name);
    reference.set(u"namespace"_s, work.nameSpace);
    reference.set(u"resourceVersion"_s, answer.body.path({u"metadata", u"resourceVersion"}));
    reference.set(u"uid"_s, answer.body.path({u"metadata", u"uid"}));
    Json all = work.status[u"active"];
    all.append(std::move(reference));
    work.status.set(u"active"_s, all);
}

void CronJobController::tell(const Work& work, bool isWarning, const QString& reason,
                             const QString& message)
{
    m_loop.events().tell(work.cron, {u"cronjob-controller"_s, {}}, isWarning, reason, message);
}

} // namespace cauce::sandbox::control
