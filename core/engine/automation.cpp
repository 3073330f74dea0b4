#include "core/engine/automation.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::automation {

namespace {

constexpr int kMaxRetries = 5;
// After an operation the watches must have told what it did, or its own work looks like drift.
constexpr auto kSettle = 2s;

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
    return in.stale;
}

// \p action once \p delay has passed since \p last; until then, wait for the rest of it.
Decision after(std::chrono::milliseconds delay, const QDateTime& last, const Input& in,
               Decision::Action action)
{
    Decision decision;
    decision.prune = in.policy.prune;
    const auto since = last.isValid() ? std::chrono::milliseconds(last.msecsTo(in.now)) : delay;
    if (since >= delay) {
        decision.action = action;
        return decision;
    }
    decision.action = Decision::Action::Wait;
    // A clock that was set back must not make the wait longer than the rule says.
    decision.delay = std::min(delay - since, delay);
    return decision;
}

// The application says itself how often what failed is tried again.
std::optional<Decision> retryOf(const LastOperation& last, const RetryPolicy& policy,
                                const Input& in)
{
    const int done = std::max(1, last.failures + last.errors); // attempts that failed
    if (policy.limit >= 0 && done > policy.limit) {
        const QString retried
            = policy.limit > 0 ? u" (retried %1 times)."_s.arg(policy.limit) : QString();
        return nothing(u"the last attempt at this state failed: the policy's retries are used up"_s,
                       u"Failed last sync attempt to [%1]: %2"_s.arg(last.commit, last.message)
                           + retried);
    }
    Decision decision
        = after(retryDelay(policy, done), last.finishedAt, in, Decision::Action::Sync);
    decision.syncError = u"Failed last sync attempt to [%1]: %2. Retrying attempt #%3"_s.arg(
        last.commit, last.message, QString::number(done));
    if (decision.action == Decision::Action::Wait)
        return decision;
    return {};
}

// What an earlier attempt at the same content has to say; nothing: go on.
std::optional<Decision> lessonOf(const LastOperation& last, const Input& in)
{
    if (!last.sameContent || last.phase == sync::OperationPhase::Succeeded)
        return {};
    if (in.policy.retry && last.automated && !last.cancelled)
        return retryOf(last, *in.policy.retry, in);
    const QString attempt
        = u"Failed last sync attempt to [%1]: %2"_s.arg(last.commit, last.message);
    if (last.cancelled)
        return nothing(u"a person stopped the last attempt at this state"_s, attempt);
    if (last.phase == sync::OperationPhase::Failed)
        return nothing(u"the last attempt at this state failed: it is not repeated by itself"_s,
                       attempt);
    if (last.errors >= kMaxRetries)
        return nothing(u"the last attempts at this state could not be finished: no more are made "
                       "by itself"_s,
                       attempt + u" (retried %1 times)."_s.arg(last.errors));
    const auto delay = retryDelay(last.errors);
    const Decision decision = after(delay, last.finishedAt, in, Decision::Action::Sync);
    if (decision.action == Decision::Action::Wait)
        return decision;
    return {};
}

} // namespace

std::chrono::milliseconds healDelay(int attempts)
{
    static constexpr std::array<std::chrono::milliseconds, 7> delays {0s,  2s,   6s,  18s,
                                                                      54s, 162s, 300s};
    return delays.at(size_t(std::clamp(attempts, 0, int(delays.size()) - 1)));
}

std::chrono::milliseconds retryDelay(int errors)
{
    return std::chrono::milliseconds(10s) * (1 << std::clamp(errors - 1, 0, 4));
}

std::chrono::milliseconds retryDelay(const RetryPolicy& policy, int failures)
{
    const double factor = std::pow(policy.factor, std::clamp(failures, 0, 30));
    const double wait = double(policy.duration.count()) * factor;
    return std::chrono::milliseconds(qint64(std::min(wait, double(policy.maxDuration.count()))));
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

    if (in.last && in.last->finishedAt.isValid()) {
        const Decision settled = after(kSettle, in.last->finishedAt, in, Decision::Action::Sync);
        if (settled.action == Decision::Action::Wait)
            return settled;
    }
    if (in.last) {
        if (const auto lesson = lessonOf(*in.last, in))
            return *lesson;
    }
    if (in.policy.prune && !in.policy.allowEmpty && in.resources > 0
        && in.toPrune == in.resources) {
        return nothing(
            u"a sync would delete everything"_s,
            u"Skipping sync attempt to [%1]: auto-sync will wipe out all resources"_s.arg(
                in.commit));
    }
    if (in.syncedBefore && !in.policy.selfHeal)
        return nothing(u"the cluster drifted, and the policy does not self-heal"_s);
    if (in.syncedBefore)
        return after(healDelay(in.healAttempts), in.lastHealAt, in, Decision::Action::Heal);
    Decision decision;
    decision.action = Decision::Action::Sync;
    decision.prune = in.policy.prune;
    return decision;
}

} // namespace cauce::automation
