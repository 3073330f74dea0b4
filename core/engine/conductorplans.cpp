#include "core/base/log.h"
#include "core/engine/conductor.h"
#include "core/sync/automationmemory.h"

using namespace Qt::StringLiterals;

namespace cauce {

using Action = automation::Decision::Action;

void Conductor::preparePlan(const PlanRequest& request, quint64 ticket)
{
    m_plans.append({request, ticket});
    flushSoon();
}

// A plan is made of a complete comparison; who asks earlier waits for it.
void Conductor::answerPlans()
{
    const QList<PendingPlan> pending = std::exchange(m_plans, {});
    for (const PendingPlan& plan : pending) {
        const quint64 ticket = plan.ticket;
        const auto found = m_apps.find(plan.request.application);
        if (found == m_apps.end()) {
            emit planFailed(ticket,
                            {ErrorKind::NotFound,
                             u"there is no application \"%1\""_s.arg(plan.request.application)});
            continue;
        }
        const App& app = found->second;
        const Error obstacle = this->obstacle(app, plan.request.rollbackTo < 0);
        if (obstacle.message.isEmpty() && !app.controller->isUpToDate()) {
            m_plans.append(plan);
            continue;
        }
        const auto subject = obstacle.message.isEmpty() ? subjectOf(app, plan.request)
                                                        : Result<PlanSubject>(Failure {obstacle});
        if (!subject) {
            emit planFailed(ticket, subject.error());
            continue;
        }
        m_planner.plan(plan.request, *subject,
                       [this, ticket](const Result<sync::SyncPlanPtr>& made) {
                           if (made)
                               emit planReady(ticket, *made);
                           else
                               emit planFailed(ticket, made.error());
                       });
    }
}

// Why nothing can be planned for the application; without a message: nothing stands in the way.
Error Conductor::obstacle(const App& app, bool needsDesired) const
{
    for (const AppCondition& condition : app.spec.conditions) {
        if (condition.isError())
            return {ErrorKind::Invalid, condition.message};
    }
    const QString stale = staleReason(app);
    if (!stale.isEmpty())
        return {ErrorKind::Network,
                u"what is known of %1 may be old: %2"_s.arg(app.spec.name, stale)};
    const Error& loading = app.controller->loadError();
    if (needsDesired && app.controller->isUpToDate() && !loading.message.isEmpty())
        return {loading.kind, u"Failed to load target state: "_s + loading.message};
    return {};
}

Result<PlanSubject> Conductor::subjectOf(const App& app, const PlanRequest& request) const
{
    PlanSubject subject;
    subject.spec = app.spec;
    subject.evaluation = app.controller->evaluation();
    subject.rendering = renderInput(app.spec, m_namespaced);
    subject.live = m_cluster.live();
    const RepoPoller* poller = m_repos.poller(app.repository);
    if (!poller)
        return fail(ErrorKind::Invalid, u"the repository of %1 is not known"_s.arg(app.spec.name));
    subject.mirrorDir = poller->mirrorDir();
    subject.remote = poller->remote();
    if (request.rollbackTo >= 0) {
        const Error unread
            = m_services.ledger ? m_operations.recordError(app.spec.name) : m_services.ledgerError;
        if (!unread.message.isEmpty())
            return Failure {unread};
        const QList<sync::HistoryEntry> history = m_operations.history(app.spec.name);
        for (const sync::HistoryEntry& entry : history) {
            if (entry.id == request.rollbackTo)
                subject.deployment = entry;
        }
        if (!subject.deployment)
            return fail(ErrorKind::NotFound,
                        u"application %1 does not have deployment with id %2"_s.arg(app.spec.name)
                            .arg(request.rollbackTo));
        const auto identity = m_repos.identityOf(subject.deployment->repoUrl);
        if (!identity || *identity != app.repository)
            return fail(
                ErrorKind::Invalid,
                u"deployment %1 of %2 came from another repository"_s.arg(request.rollbackTo)
                    .arg(app.spec.name));
    } else if (!subject.evaluation || !subject.evaluation->rendered) {
        return fail(ErrorKind::Invalid,
                    u"what Git asks for is not known for %1"_s.arg(app.spec.name));
    }
    return subject;
}

void Conductor::sync(const SyncRequest& request)
{
    const QString application = request.plan->application;
    const auto begun = begin(request);
    if (!begun)
        emit operationRefused(application, begun.error());
    mark(application);
}

Result<void> Conductor::begin(const SyncRequest& request)
{
    const sync::SyncPlan& plan = *request.plan;
    const auto found = m_apps.find(plan.application);
    if (found == m_apps.end())
        return fail(ErrorKind::NotFound,
                    u"there is no application \"%1\" any more"_s.arg(plan.application));
    App& app = found->second;
    const Error hindrance = obstacle(app, !plan.rollback);
    if (!hindrance.message.isEmpty())
        return Failure {hindrance};
    const auto evaluation = app.controller->evaluation();
    QString commit = plan.commit;
    QByteArray renderHash = plan.renderHash;
    if (!plan.rollback && evaluation && evaluation->rendered) {
        commit = evaluation->revision.commit;
        renderHash = evaluation->rendered->desired.hash;
    }
    const QStringList moved = sync::movedSince(plan, commit, renderHash, *m_cluster.live());
    if (!moved.isEmpty())
        return fail(ErrorKind::Conflict,
                    u"nothing was written, because it has moved since you looked: "_s
                        + moved.join("; "_L1));
    if (!m_cluster.cluster())
        return fail(ErrorKind::Network, u"the cluster is not connected"_s);
    // Before the first write: automation, here or of another Cauce, would undo it at once.
    const QString paused = app.paused;
    if (plan.rollback && !request.dryRun)
        pause(app, u"rolled back to %1 on this workstation"_s.arg(plan.commit.left(7)));
    const auto started = m_operations.start(request, sync::accessTo(m_cluster.cluster()));
    if (!started && app.paused != paused) { // nothing was rolled back
        if (paused.isEmpty())
            resumeAutomation(plan.application);
        else
            pause(app, paused);
    }
    return started;
}

void Conductor::cancel(const QString& application)
{
    m_operations.cancel(application);
}

bool Conductor::automationIsOn() const
{
    switch (m_services.automation) {
    case EngineOptions::Automation::Off:
        return false;
    case EngineOptions::Automation::On:
        return true;
    case EngineOptions::Automation::AsKept:
        break;
    }
    return m_automation;
}

void Conductor::setAutomation(bool on)
{
    m_automation = on;
    if (m_services.ledger) {
        if (const auto kept = m_services.ledger->automation().setOn(m_workspace.name, on); !kept)
            qCWarning(log::engine).noquote() << kept.error().message;
    }
    markAll();
}

void Conductor::pause(App& app, const QString& reason)
{
    app.paused = reason;
    m_pausedOnRecord.insert(app.spec.name, reason);
    if (m_services.ledger) {
        const auto kept
            = m_services.ledger->automation().pause(m_workspace.name, app.spec.name, reason);
        if (!kept) {
            qCWarning(log::engine).noquote() << kept.error().message;
            m_unrecordedPauses.insert(app.spec.name, reason);
        }
    }
    mark(app.spec.name);
}

// Another Cauce on this workstation may have rolled back, or turned automation off or on.
void Conductor::recallMemory()
{
    if (!m_services.ledger)
        return;
    sync::AutomationMemory& memory = m_services.ledger->automation();
    if (const auto on = memory.isOn(m_workspace.name))
        m_automation = *on;
    const auto paused = memory.paused(m_workspace.name);
    if (!paused)
        return;
    m_pausedOnRecord = *paused;
    m_pausedOnRecord.insert(m_unrecordedPauses);
    for (auto& [name, app] : m_apps) {
        const QString reason = m_pausedOnRecord.value(name);
        if (std::exchange(app.paused, reason) != reason)
            mark(name);
    }
}

bool Conductor::isRunningElsewhere(const QString& application) const
{
    const auto last = m_operations.last(application);
    return last && !last->isFinished() && !m_operations.isRunning(application);
}

void Conductor::takeInterrupted()
{
    const auto left = m_services.ledger->interrupted(m_workspace.name);
    if (!left)
        return;
    for (const sync::OperationState& operation : *left)
        m_interrupted.insert(
            operation.application,
            {u"SyncError"_s, u"%1: %2"_s.arg(operation.application, operation.message)});
}

// What others have recorded since: their operations are this workspace's history, too.
bool Conductor::lookForOthers()
{
    const bool awaited = std::any_of(m_apps.cbegin(), m_apps.cend(), [this](const auto& entry) {
        return isRunningElsewhere(entry.first);
    });
    const bool changed = m_services.ledger->hasChangedElsewhere();
    if (!changed && !awaited)
        return false;
    if (awaited) // whoever ran it may have died
        takeInterrupted();
    recallMemory();
    for (auto& [name, app] : m_apps) {
        if (m_operations.isRunning(name) || (!changed && !isRunningElsewhere(name)))
            continue;
        m_operations.recall(name, app.spec.revisionHistoryLimit);
        updateInput(app);
        m_marked.insert(name);
    }
    flushSoon();
    return changed;
}

void Conductor::resumeAutomation(const QString& application)
{
    m_pausedOnRecord.remove(application);
    m_unrecordedPauses.remove(application);
    if (m_services.ledger) {
        const auto kept = m_services.ledger->automation().resume(m_workspace.name, application);
        if (!kept)
            qCWarning(log::engine).noquote() << kept.error().message;
    }
    const auto app = m_apps.find(application);
    if (app != m_apps.end())
        app->second.paused.clear();
    mark(application);
}

void Conductor::noteRewrites(const QString& identity)
{
    RepoPoller* poller = m_repos.poller(identity);
    if (!poller)
        return;
    const QMap<QString, Rewrite> rewritten = poller->state().rewritten;
    for (auto it = rewritten.cbegin(); it != rewritten.cend(); ++it) {
        m_rewrites[identity].insert(it->to,
                                    u"history of %1 was rewritten from %2 to %3"_s.arg(
                                        it.key(), it->from.left(7), it->to.left(7)));
        poller->acknowledgeRewrite(it.key());
    }
}

// A branch that was forced away may ask for an older state, or for somebody else's: a person looks
// first. Told by the commit, because one branch has several names ("HEAD", "main") and applications
// are known only after the first poll.
void Conductor::pauseIfRewritten(App& app, const QString& commit)
{
    const QString reason = m_rewrites.value(app.repository).value(commit);
    const bool pinned = app.spec.source.targetRevision == commit;
    if (reason.isEmpty() || pinned || app.seenRewrites.contains(commit))
        return;
    app.seenRewrites.insert(commit);
    pause(app, reason);
}

automation::Input Conductor::automationInput(const App& app) const
{
    automation::Input in;
    in.enabled = automationIsOn();
    in.paused = app.paused.isEmpty() ? app.spec.automationHindrance : app.paused;
    in.usable = app.spec.isUsable();
    in.policy = app.spec.syncPolicy;
    in.operationRunning = m_operations.isRunning(app.spec.name) || app.planning
        || isRunningElsewhere(app.spec.name);
    in.stale = staleReason(app);
    const auto evaluation = app.controller->evaluation();
    const bool complete = app.controller->isUpToDate() && evaluation && evaluation->rendered
        && app.controller->incompleteReason().isEmpty() && m_cluster.isSwept(app.spec.name)
        && !kindsArePending(app);
    if (in.stale.isEmpty() && !complete)
        in.stale = u"not everything has been read yet"_s;
    if (!evaluation || !evaluation->rendered)
        return in;
    in.status = evaluation->comparison.status;
    in.commit = evaluation->revision.commit;
    for (const diff::ObjectDiff& object : evaluation->comparison.objects) {
        if (object.hook)
            continue;
        if (!object.generated)
            ++in.resources;
        in.outOfSync += object.status == diff::SyncStatus::OutOfSync ? 1 : 0;
        in.toPrune += object.change == diff::Change::Prune ? 1 : 0;
    }
    in.syncedBefore = evaluation->sameAs.value(0);
    if (const auto last = m_operations.last(app.spec.name); last && last->isFinished()) {
        automation::LastOperation operation;
        operation.commit = last->commit;
        operation.sameContent = evaluation->sameAs.value(1);
        operation.phase = last->phase;
        operation.message = last->message;
        operation.finishedAt = last->finishedAt;
        operation.automated = last->automated;
        operation.cancelled = sync::wasTerminated(*last);
        if (last->phase != sync::OperationPhase::Succeeded) {
            // A policy counts what was tried for the commit: each attempt may get further, and its
            // plan is another one then.
            const sync::PlanAttempts attempts = m_operations.attempts(
                app.spec.name, last->commit, app.spec.syncPolicy.retry ? QString() : last->planId);
            operation.errors = attempts.errors;
            operation.failures = attempts.failed;
        }
        in.last = operation;
    }
    return in;
}

void Conductor::considerAutomation(App& app)
{
    const automation::Input in = automationInput(app);
    const auto evaluation = app.controller->evaluation();
    const QByteArray hash
        = evaluation && evaluation->rendered ? evaluation->rendered->desired.hash : QByteArray();
    app.decision = m_autopilot.consider(app.spec.name, hash, in);
    if (app.decision.action == Action::Sync || app.decision.action == Action::Heal)
        planForAutomation(app, app.decision);
    else if (!app.planning)
        app.refusedPlan.clear();
}

void Conductor::planForAutomation(App& app, const automation::Decision& decision)
{
    PlanRequest request;
    request.application = app.spec.name;
    request.prune = decision.prune;
    request.allowEmpty = app.spec.syncPolicy.allowEmpty;
    const auto evaluation = app.controller->evaluation();
    if (decision.action == Action::Heal) { // a part only, so that the history shows deployments
        for (const diff::ObjectDiff& object : evaluation->comparison.objects) {
            if (object.status == diff::SyncStatus::OutOfSync)
                request.only.append(object.key);
        }
    }
    auto subject = subjectOf(app, request);
    if (!subject)
        return;
    subject->automated = true;
    app.planning = true;
    m_planner.plan(request, *subject,
                   [this, name = app.spec.name, decision](const Result<sync::SyncPlanPtr>& plan) {
                       onAutomationPlan(name, decision, plan);
                   });
}

void Conductor::onAutomationPlan(const QString& application, const automation::Decision& decision,
                                 const Result<sync::SyncPlanPtr>& made)
{
    const auto found = m_apps.find(application);
    if (found == m_apps.end())
        return;
    App& app = found->second;
    app.planning = false;
    const auto refuse = [this, &app](const QString& reason) {
        if (std::exchange(app.refusedPlan, reason) != reason)
            mark(app.spec.name);
    };
    if (!made)
        return refuse(made.error().message);
    // What was said or done since the decision, here or by another Cauce, makes a new one.
    if (m_services.ledger && lookForOthers())
        return;
    if (!automationIsOn() || !app.paused.isEmpty() || !app.spec.automationHindrance.isEmpty())
        return mark(application);
    const sync::SyncPlan& plan = **made;
    const bool writes = std::any_of(plan.steps.cbegin(), plan.steps.cend(),
                                    [](const sync::PlanStep& step) { return step.isWrite(); });
    if (!plan.isRunnable())
        return refuse(u"automation cannot sync: "_s + plan.problems.join("; "_L1));
    if (!writes)
        return refuse(plan.leftOut.isEmpty() && plan.notes.isEmpty() ? QString()
                                                                     : u"automation leaves it: "_s
                              + (plan.leftOut + plan.notes).join("; "_L1));
    // With a policy the decision has counted already.
    if (!app.spec.syncPolicy.retry
        && m_operations.attempts(application, plan.commit, plan.id).failed > 0)
        return refuse(
            u"Failed last sync attempt to [%1]: this very plan failed before"_s.arg(plan.commit));
    app.refusedPlan.clear();
    // What moved in between makes a new comparison, and that a new decision.
    const auto begun = begin({*made, false, u"automation"_s});
    if (!begun)
        return refuse(begun.error().kind == ErrorKind::Conflict ? QString()
                                                                : begun.error().message);
    if (decision.action == Action::Heal)
        app.healing = plan.id;
    mark(application);
}

} // namespace cauce
