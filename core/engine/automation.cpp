#include "core/engine/automation.h"

#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::automation {

namespace {

Decision nothing(const QString& reason = {}, const QString& syncError = {})
{
    Decision decision;
    decision.reason = reason;
    decision.syncError = syncError;
    return decision;
}

// Why automation may not act on this application whatever its state is.
QString hindrance(const Input& in)
{
    if (!in.policy.automated)
        return u"the application has no automated sync policy"_s;
    if (!in.enabled)
        return u"automation is off for this workspace on this workstation"_s;
    if (!in.usable)
        return u"the application's spec has errors"_s;
    if (!in.paused.isEmpty())
        return u"paused: "_s + in.paused;
    if (in.interrupted)
        return u"the last operation was interrupted: look at it and sync by hand"_s;
    return in.stale;
}

Decision heal(const Input& in)
{
    const auto delay = healDelay(in.healAttempts);
    const auto since = in.lastHealAt.isValid()
        ? std::chrono::milliseconds(in.lastHealAt.msecsTo(in.now))
        : delay;
    Decision decision;
    decision.prune = in.policy.prune;
    if (since >= delay) {
        decision.action = Decision::Action::Heal;
        return decision;
    }
    decision.action = Decision::Action::Wait;
    // A clock that was set back must not make the wait longer than the rule says.
    decision.delay = std::min(delay - since, delay);
    return decision;
}

} // namespace

std::chrono::milliseconds healDelay(int attempts)
{
    static constexpr std::array<std::chrono::milliseconds, 7> delays { 0s,  2s,   6s,  18s,
                                                                       54s, 162s, 300s };
    return delays.at(size_t(std::clamp(attempts, 0, int(delays.size()) - 1)));
}

Decision decide(const Input& in)
{
    if (const QString reason = hindrance(in); !reason.isEmpty())
        return nothing(reason);
    if (in.operationRunning || in.status != diff::SyncStatus::OutOfSync)
        return nothing();
    if (!in.policy.prune && in.outOfSync == in.toPrune)
        return nothing(u"only objects that are no longer in Git differ, and the policy does not "
                       "prune"_s);

    const bool attempted
        = in.attempt && in.attempt->renderHash == in.renderHash && in.attempt->source == in.source;
    if (attempted && in.attempt->phase != sync::OperationPhase::Succeeded) {
        const QString error = u"Failed last sync attempt to [%1]: %2"_s.arg(in.attempt->commit,
                                                                            in.attempt->message);
        return nothing(u"the last attempt at this state failed: it is not repeated by itself"_s,
                       error);
    }
    if (in.policy.prune && !in.policy.allowEmpty && in.resources > 0
        && in.toPrune == in.resources) {
        return nothing(
            u"a sync would delete everything"_s,
            u"Skipping sync attempt to [%1]: auto-sync will wipe out all resources"_s.arg(
                in.commit));
    }
    if (attempted && !in.policy.selfHeal)
        return nothing(u"the cluster drifted, and the policy does not self-heal"_s);
    if (attempted)
        return heal(in);
    Decision decision;
    decision.action = Decision::Action::Sync;
    decision.prune = in.policy.prune;
    return decision;
}

} // namespace cauce::automation
