#include "core/engine/autopilot.h"

#include <QTimer>

namespace cauce {

namespace {

// What stayed healed for twice the longest delay is a new drift, not the same fight.
constexpr qint64 kCalmSeconds = 600;

} // namespace

Autopilot::Autopilot(Clock clock, QObject* parent)
    : QObject(parent)
    , m_clock(std::move(clock))
{ }

Autopilot::~Autopilot() = default;

automation::Decision Autopilot::consider(const QString& application, const QByteArray& renderHash,
                                         automation::Input in)
{
    Memory& memory = m_memory[application];
    in.now = m_clock.now();
    if (memory.renderHash != renderHash) {
        memory.renderHash = renderHash;
        memory.heals = 0;
    }
    if (memory.lastHealAt > in.now)
        memory.lastHealAt = in.now;
    if (in.last)
        in.last->finishedAt = inThePast(in.last->finishedAt, in.now, memory);
    if (memory.lastHealAt.isValid() && memory.lastHealAt.secsTo(in.now) > kCalmSeconds)
        memory.heals = 0;
    const bool sure = in.stale.isEmpty() && in.paused.isEmpty() && !in.operationRunning;
    if (sure && in.status == diff::SyncStatus::Synced)
        memory.seenSynced = renderHash;
    // After a sync to something else (a rollback) the way back is a deployment, not healing.
    const bool wentElsewhere = in.last && !in.last->sameContent;
    in.syncedBefore = in.syncedBefore || (memory.seenSynced == renderHash && !wentElsewhere);
    in.healAttempts = memory.heals;
    in.lastHealAt = memory.lastHealAt;
    const automation::Decision decision = automation::decide(in);
    if (decision.action == automation::Decision::Action::Wait)
        wakeUp(application, memory, decision.delay);
    else if (memory.timer)
        memory.timer.release()->deleteLater(); // it may be the one that called us
    return decision;
}

// The clock was set back since. Waits are counted from when that was noticed: else they would last
// until the old time comes again.
QDateTime Autopilot::inThePast(const QDateTime& time, const QDateTime& now, Memory& memory)
{
    if (time <= now)
        return time;
    if (memory.future != time || memory.futureSeenAt > now) {
        memory.future = time;
        memory.futureSeenAt = now;
    }
    return memory.futureSeenAt;
}

void Autopilot::wakeUp(const QString& application, Memory& memory, std::chrono::milliseconds delay)
{
    if (memory.timer)
        memory.timer.release()->deleteLater();
    memory.timer = std::make_unique<QTimer>();
    memory.timer->setSingleShot(true);
    connect(memory.timer.get(), &QTimer::timeout, this,
            [this, application] { emit due(application); });
    // A little late rather than a little early, which would only mean another wait.
    memory.timer->start(delay + std::chrono::milliseconds(5));
}

void Autopilot::onFinished(const sync::OperationState& operation, bool heal)
{
    if (operation.dryRun)
        return;
    Memory& memory = m_memory[operation.application];
    memory.heals = heal ? memory.heals + 1 : 0;
    if (heal)
        memory.lastHealAt = m_clock.now();
}

void Autopilot::forget(const QString& application)
{
    m_memory.erase(application);
}

} // namespace cauce
