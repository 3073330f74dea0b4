#include "core/engine/planner.h"

#include "core/base/async.h"
#include "core/git/mirror.h"

#include <QThreadPool>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

// The commit of an earlier deployment; fetched by its name if a mirror was made anew since.
Result<git::Revision> find(const PlanSubject& subject, const CancelToken& cancel)
{
    const QString commit = subject.deployment->commit;
    auto revision = git::resolve(subject.mirrorDir, commit);
    if (revision || revision.error().kind != ErrorKind::NotFound || !subject.remote)
        return revision;
    const auto fetched = git::fetch(*subject.remote, subject.mirrorDir, {commit}, cancel);
    if (!fetched)
        return Failure {fetched.error()};
    return fetched->constFirst();
}

// Nobody else may see an object as prunable or equal that a rollback would bring back otherwise;
// so the comparison is the same walk, at the other commit.
EvaluateInput rollbackInput(const PlanSubject& subject, const git::Revision& revision)
{
    EvaluateInput in;
    in.application = subject.spec.name;
    in.mirrorDir = subject.mirrorDir;
    in.revision = revision;
    in.path = subject.deployment->path;
    in.rendering = subject.rendering;
    in.ignore = subject.spec.ignoreDifferences;
    in.respectIgnored = subject.spec.syncPolicy.respectIgnored();
    in.live = subject.live;
    return in;
}

sync::PlanInput planInput(const PlanRequest& request, const PlanSubject& subject,
                          const Evaluation& evaluation)
{
    sync::PlanInput in;
    in.application = subject.spec.name;
    in.commit = evaluation.revision.commit;
    in.summary = evaluation.revision.summary;
    in.author = evaluation.revision.author;
    in.path = subject.deployment ? subject.deployment->path : subject.spec.source.path;
    in.repoUrl = subject.spec.source.repoUrl;
    in.renderHash = evaluation.rendered->desired.hash;
    in.comparison = evaluation.comparison;
    in.live = evaluation.live;
    in.destinationNamespace = subject.spec.destinationNamespace;
    in.createNamespace = subject.spec.syncPolicy.createNamespace();
    in.prune = request.prune;
    in.pruneLast = subject.spec.syncPolicy.pruneLast();
    in.allowEmpty = request.allowEmpty;
    in.rollback = subject.deployment.has_value();
    in.automated = subject.automated;
    in.takeOver = request.takeOver;
    in.confirmedDeletions = QSet<object::ResourceKey>(request.confirmedDeletions.cbegin(),
                                                      request.confirmedDeletions.cend());
    in.syncOptions = subject.spec.syncPolicy.syncOptions;
    in.only = request.only;
    in.now = QDateTime::currentDateTimeUtc();
    return in;
}

} // namespace

Planner::Planner(QThreadPool* computePool, QThreadPool* gitPool, Predictor* predictor,
                 QObject* parent)
    : QObject(parent)
    , m_computePool(computePool)
    , m_gitPool(gitPool)
    , m_predictor(predictor)
{ }

Planner::~Planner()
{
    m_cancel.cancel();
}

void Planner::plan(const PlanRequest& request, const PlanSubject& subject, Done done)
{
    if (subject.deployment)
        return planRollback(request, subject, std::move(done));
    Q_ASSERT(subject.evaluation && subject.evaluation->rendered);
    finish(request, subject, *subject.evaluation, std::move(done));
}

void Planner::planRollback(const PlanRequest& request, const PlanSubject& subject, Done done)
{
    auto job = [subject, cancel = m_cancel]() -> Result<Evaluation> {
        const auto revision = find(subject, cancel);
        if (!revision)
            return Failure {revision.error()};
        return evaluate(rollbackInput(subject, *revision));
    };
    onResult(QtConcurrent::run(m_gitPool, std::move(job)), this,
             [this, request, subject, done](const Result<Evaluation>& evaluation) {
                 if (!evaluation)
                     return done(fail(
                         evaluation.error().kind,
                         u"the deployment %1 (%2) cannot be read: %3"_s.arg(subject.deployment->id)
                             .arg(subject.deployment->commit.left(7), evaluation.error().message)));
                 m_predictor->complete(evaluation->comparison, this,
                                       [this, request, subject, done,
                                        base = *evaluation](diff::Comparison comparison) {
                                           Evaluation complete = base;
                                           complete.comparison = std::move(comparison);
                                           finish(request, subject, complete, done);
                                       });
             });
}

void Planner::finish(const PlanRequest& request, const PlanSubject& subject,
                     const Evaluation& evaluation, Done done)
{
    auto job = [in = planInput(request, subject, evaluation)]() -> sync::SyncPlanPtr {
        return std::make_shared<const sync::SyncPlan>(sync::makePlan(in));
    };
    onResult(QtConcurrent::run(m_computePool, std::move(job)), this,
             [done = std::move(done)](const sync::SyncPlanPtr& plan) { done(plan); });
}

} // namespace cauce
