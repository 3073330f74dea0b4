#include "core/sync/syncoperation.h"

#include "core/base/log.h"
#include "core/sync/binding.h"
#include "core/sync/conclusion.h"
#include "core/sync/dryrun.h"
#include "core/sync/ledger.h"
#include "core/sync/serverwords.h"
#include "core/sync/steprun.h"
#include "core/sync/wavewait.h"

#include <QUuid>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

using diff::Change;

constexpr int kWritesAtATime = 4; // of one kind in one wave

bool isPrune(const PlanStep& step)
{
    return step.change == Change::Prune;
}

bool isSameBatch(const PlanStep& a, const PlanStep& b)
{
    return isPrune(a) == isPrune(b) && a.wave == b.wave;
}

// Errors of the way there, not the server's word on an object.
bool isUnreachable(ErrorKind kind)
{
    return kind == ErrorKind::Timeout || kind == ErrorKind::Network
        || kind == ErrorKind::RateLimited || kind == ErrorKind::Cancelled;
}

QString dryRunMessage(Change change)
{
    if (change == Change::Prune)
        return u"would be pruned"_s;
    return change == Change::Create ? u"created (server dry run)"_s
                                    : u"configured (server dry run)"_s;
}

} // namespace

struct SyncOperation::Private
{
    SyncOperation* q = nullptr;
    SyncPlanPtr plan;
    ClusterAccess cluster;
    Ledger* ledger = nullptr;
    OperationOptions options;
    Clock clock;

    OperationState state; // as it changes; snapshot is what others hold
    OperationStatePtr snapshot;
    DryRun* dryRun = nullptr;
    QList<StepCheck> checks;
    QHash<int, StepRun*> writing;
    QList<WaveWait::Awaited> awaited; // of the batch that is being written
    WaveWait* wait = nullptr;
    int next = 0; // the next step to look at
    int batch = -1; // a step of the batch that is being written
    bool begun = false;
    bool cancelled = false;
    bool ended = false;
    OperationPhase stopPhase = OperationPhase::Succeeded; // other than that: nothing more is begun
    QString stopMessage;

    Result<void> check() const;
    void begin(const QString& id);
    void publish();
    void startDryRun();
    void onDryRun();
    bool takeChecks();
    void concludeDryRun();
    void advance();
    void advanceSoon();
    bool isNextReady();
    bool settleBatch(bool more);
    void write(int index);
    StepRun::Ways ways();
    void onWritten(int index, const StepVerdict& verdict);
    void setStep(int index, StepOutcome outcome, const QString& message);
    void stop(OperationPhase phase, const QString& message);
    void conclude();
    void end(OperationPhase phase, const QString& message);
};

SyncOperation::SyncOperation(SyncPlanPtr plan, ClusterAccess cluster, Ledger* ledger,
                             OperationOptions options, Clock clock, QObject* parent)
    : QObject(parent)
    , d(new Private)
{
    Q_ASSERT_X(ledger || options.dryRun, "SyncOperation", "a write needs a ledger");
    d->q = this;
    d->plan = std::move(plan);
    d->cluster = std::move(cluster);
    d->ledger = ledger;
    d->options = std::move(options);
    d->clock = std::move(clock);
    d->snapshot = std::make_shared<const OperationState>();
}

SyncOperation::~SyncOperation()
{
    if (!d->begun || d->ended || d->options.dryRun)
        return;
    const auto closed = d->ledger->finish(
        d->state.id, OperationPhase::Interrupted,
        u"Interrupted: the workspace was closed before the operation ended; refresh to see what "
        "is there"_s);
    if (!closed)
        qCWarning(log::sync) << closed.error().message;
}

OperationStatePtr SyncOperation::state() const
{
    return d->snapshot;
}

Result<void> SyncOperation::start()
{
    Q_ASSERT_X(!d->begun, "SyncOperation", "an operation is started once");
    if (const auto checked = d->check(); !checked)
        return checked;
    if (d->options.dryRun) {
        d->begin(QUuid::createUuid().toString(QUuid::WithoutBraces));
        return {};
    }
    const auto id = d->ledger->begin(*d->plan, d->options.workspace, d->options.initiatedBy);
    if (!id)
        return Failure {id.error()};
    d->begin(*id);
    return {};
}

Result<void> SyncOperation::Private::check() const
{
    if (!plan->isRunnable())
        return fail(ErrorKind::Invalid, plan->problems.join("; "_L1));
    const auto age = std::chrono::milliseconds(plan->madeAt.msecsTo(clock.now()));
    if (age > options.planLifetime || age < -options.planLifetime) {
        return fail(
            ErrorKind::Conflict,
            u"the plan for %1 is older than %2 minutes: look at a new one"_s.arg(plan->application)
                .arg(options.planLifetime.count()));
    }
    const cluster::LiveStatePtr live = cluster.live();
    if (!live)
        return fail(ErrorKind::Conflict, u"the cluster has not been read yet"_s);
    const QStringList moved = movedSince(*plan, plan->commit, plan->renderHash, *live);
    if (!moved.isEmpty()) {
        return fail(ErrorKind::Conflict,
                    u"%1 since the plan was made: look at a new one"_s.arg(moved.join("; "_L1)));
    }
    return {};
}

void SyncOperation::Private::begin(const QString& id)
{
    begun = true;
    state.id = id;
    state.application = plan->application;
    state.planId = plan->id;
    state.commit = plan->commit;
    state.renderHash = plan->renderHash;
    state.summary = plan->summary;
    state.author = plan->author;
    state.initiatedBy = options.initiatedBy;
    state.automated = plan->automated;
    state.rollback = plan->rollback;
    state.dryRun = options.dryRun;
    state.prune = plan->prune;
    state.startedAt = clock.now();
    state.message = u"asking the server about every step"_s;
    for (const PlanStep& step : plan->steps) {
        const bool write = step.isWrite();
        state.steps.append({step.key, step.type, step.change, step.wave,
                            write ? StepOutcome::Pending : StepOutcome::Succeeded,
                            write ? QString() : u"unchanged"_s});
    }
    snapshot = std::make_shared<const OperationState>(state);
    // Signals come after start() has returned.
    QMetaObject::invokeMethod(
        q, [this] { startDryRun(); }, Qt::QueuedConnection);
}

void SyncOperation::Private::publish()
{
    snapshot = std::make_shared<const OperationState>(state);
    emit q->stateChanged(snapshot);
}

void SyncOperation::Private::startDryRun()
{
    if (ended || cancelled)
        return;
    publish();
    dryRun = new DryRun(plan, cluster, options.retry, q);
    QObject::connect(dryRun, &DryRun::finished, q, [this] { onDryRun(); });
    dryRun->start();
}

void SyncOperation::Private::onDryRun()
{
    checks = dryRun->checks();
    dryRun->deleteLater();
    dryRun = nullptr;
    if (!takeChecks())
        stop(stopPhase, u"one or more objects failed to apply (dry run)"_s);
    if (options.dryRun)
        concludeDryRun();
    else
        advance();
}

// Whether the server accepts everything; what it refuses is written to the steps.
bool SyncOperation::Private::takeChecks()
{
    for (int i = 0; i < int(checks.size()); ++i) {
        const StepCheck& check = checks.at(i);
        if (check.answer == StepCheck::Answer::AlreadyThere)
            setStep(i, StepOutcome::Succeeded, u"exists already"_s);
        if (check.answer != StepCheck::Answer::Refused)
            continue;
        if (!isUnreachable(check.error.kind))
            stopPhase = OperationPhase::Failed;
        else if (stopPhase == OperationPhase::Succeeded)
            stopPhase = OperationPhase::Error;
        setStep(i, StepOutcome::Failed, serverWords(plan->steps.at(i), check.error.message));
    }
    return stopPhase == OperationPhase::Succeeded;
}

void SyncOperation::Private::concludeDryRun()
{
    if (stopPhase != OperationPhase::Succeeded) {
        conclude();
        return;
    }
    for (int i = 0; i < int(state.steps.size()); ++i) {
        StepResult& step = state.steps[i];
        if (step.outcome != StepOutcome::Pending)
            continue;
        const QString& note = checks.at(i).note;
        const bool asked = checks.at(i).answer == StepCheck::Answer::Accepted;
        step.outcome = asked ? StepOutcome::Succeeded : StepOutcome::Skipped;
        step.message = note.isEmpty() ? dryRunMessage(step.change) : note;
    }
    end(OperationPhase::Succeeded,
        u"dry run: the server accepts what it could be asked; nothing was written"_s);
}

// Begins whatever may begin now; called after everything that changes the answer.
void SyncOperation::Private::advance()
{
    while (!ended && isNextReady()) {
        const int index = next++;
        batch = index;
        write(index);
    }
}

void SyncOperation::Private::advanceSoon()
{
    QMetaObject::invokeMethod(
        q, [this] { advance(); }, Qt::QueuedConnection);
}

bool SyncOperation::Private::isNextReady()
{
    if (cancelled || stopPhase != OperationPhase::Succeeded) {
        if (writing.isEmpty())
            conclude();
        return false;
    }
    while (next < plan->steps.size() && state.steps.at(next).outcome != StepOutcome::Pending)
        ++next;
    const bool more = next < plan->steps.size();
    const bool newBatch
        = !more || (batch >= 0 && !isSameBatch(plan->steps.at(batch), plan->steps.at(next)));
    if (newBatch && !(writing.isEmpty() && settleBatch(more)))
        return false;
    if (!more) {
        conclude();
        return false;
    }
    if (writing.isEmpty())
        return true;
    // Side by side only what the order does not tell apart.
    return writing.size() < kWritesAtATime
        && plan->steps.at(writing.cbegin().key()).key.groupKind()
        == plan->steps.at(next).key.groupKind();
}

// Whether the batch before is as it must be for the next one. Argo CD's rule: a wave waits for the
// health of the one before, the last one is not waited for. Deletions are always awaited.
bool SyncOperation::Private::settleBatch(bool more)
{
    if (wait)
        return false;
    if (awaited.isEmpty())
        return true;
    const bool gone = isPrune(plan->steps.at(batch));
    const bool healthy = more && (!isPrune(plan->steps.at(next)) || plan->pruneLast);
    if (!gone && !healthy) {
        awaited.clear();
        return true;
    }
    wait = new WaveWait(gone ? WaveWait::Goal::Gone : WaveWait::Goal::Healthy,
                        std::exchange(awaited, {}), cluster, options.recheck, q);
    QObject::connect(wait, &WaveWait::waiting, q, [this](const QString& message) {
        if (cancelled || state.message == message)
            return;
        state.message = message;
        publish();
    });
    const auto over = [this] {
        wait->deleteLater();
        wait = nullptr;
        advanceSoon(); // whoever told us of a change may hold a list of operations
    };
    QObject::connect(wait, &WaveWait::finished, q, over);
    QObject::connect(wait, &WaveWait::failed, q, [this, over](const QString& why) {
        stop(OperationPhase::Failed,
             u"one or more synchronization tasks completed unsuccessfully, reason: %1"_s.arg(why));
        over();
    });
    // Later, so that nobody is called back while advance() runs.
    QMetaObject::invokeMethod(wait, &WaveWait::look, Qt::QueuedConnection);
    return false;
}

void SyncOperation::Private::write(int index)
{
    const PlanStep& step = plan->steps.at(index);
    if (const auto noted = ledger->stepStarted(state.id, index); !noted) {
        stop(OperationPhase::Error,
             u"%1. Nothing more was written to the cluster"_s.arg(noted.error().message));
        return;
    }
    state.steps[index].outcome = StepOutcome::Running;
    state.message = isPrune(step) ? u"pruning"_s : u"applying wave %1"_s.arg(step.wave);
    auto* run = new StepRun(step, checks.at(index), cluster, ways(), options.retry,
                            changesKind(*plan, step.key.groupKind()), q);
    writing.insert(index, run);
    QObject::connect(run, &StepRun::finished, q,
                     [this, index](const StepVerdict& verdict) { onWritten(index, verdict); });
    publish();
    run->start();
}

// The only place where tickets are made.
StepRun::Ways SyncOperation::Private::ways()
{
    return {[this](const object::Manifest& body) {
                return cluster.apply(cluster::WriteTicket {}, body, options.force);
            },
            [this](const PlanStep& step, const QString& resourceVersion) {
                return cluster.remove(cluster::WriteTicket {}, step.type, step.key, step.uid,
                                      resourceVersion);
            },
            [this](const object::Manifest& live, const object::Json& managedFields) {
                return cluster.adopt(cluster::WriteTicket {}, live, managedFields);
            }};
}

void SyncOperation::Private::onWritten(int index, const StepVerdict& verdict)
{
    writing.take(index)->deleteLater();
    if (verdict.outcome == StepOutcome::Succeeded)
        awaited.append(WaveWait::awaitedAfter(plan->steps.at(index), verdict));
    else
        stop(verdict.outcome == StepOutcome::Failed ? OperationPhase::Failed
                                                    : OperationPhase::Error,
             {});
    setStep(index, verdict.outcome, verdict.message);
    publish();
    advanceSoon(); // a step may end within write(), and then advance() is running already
}

void SyncOperation::Private::setStep(int index, StepOutcome outcome, const QString& message)
{
    state.steps[index].outcome = outcome;
    state.steps[index].message = message;
    if (options.dryRun)
        return;
    const auto noted = ledger->stepFinished(state.id, index, outcome, message);
    if (!noted) {
        stop(OperationPhase::Error,
             u"%1. Nothing more was written to the cluster"_s.arg(noted.error().message));
    }
}

void SyncOperation::Private::stop(OperationPhase phase, const QString& message)
{
    const bool first = stopMessage.isEmpty() && !message.isEmpty();
    if (first || stopPhase == OperationPhase::Succeeded)
        stopPhase = phase;
    if (first)
        stopMessage = message;
}

// Everything that was begun has its outcome: what the operation came to follows from the steps.
void SyncOperation::Private::conclude()
{
    if (ended)
        return;
    const bool awaits = wait || (!awaited.isEmpty() && isPrune(plan->steps.at(batch)));
    const auto [phase, message]
        = conclusionOf(state.steps, {stopPhase, stopMessage, cancelled, awaits});
    end(phase, message);
}

void SyncOperation::Private::end(OperationPhase phase, const QString& message)
{
    ended = true;
    if (wait)
        wait->deleteLater();
    wait = nullptr;
    for (StepResult& step : state.steps) {
        if (step.outcome == StepOutcome::Pending)
            step.outcome = StepOutcome::Skipped;
    }
    state.phase = phase;
    state.message = message;
    state.finishedAt = clock.now();
    if (!options.dryRun) {
        if (const auto closed = ledger->finish(state.id, phase, message); !closed) {
            state.phase = OperationPhase::Error;
            state.message = u"%1; and the result could not be recorded: %2"_s.arg(
                message, closed.error().message);
        }
    }
    qCInfo(log::sync) << plan->application << plan->commit.left(7) << nameOf(state.phase)
                      << state.message;
    publish();
    emit q->finished(snapshot);
}

void SyncOperation::cancel()
{
    if (!d->begun || d->ended || d->cancelled)
        return;
    d->cancelled = true;
    d->state.phase = OperationPhase::Terminating;
    d->state.message = u"operation is terminating"_s;
    delete std::exchange(d->dryRun, nullptr); // asks, and changes nothing: need not be awaited
    for (StepRun* run : std::as_const(d->writing))
        run->stopTrying();
    d->publish();
    d->advanceSoon();
}

void SyncOperation::onLiveChanged()
{
    if (d->wait)
        d->wait->look();
}

} // namespace cauce::sync
