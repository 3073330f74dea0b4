#pragma once

#include "core/engine/appspec.h"
#include "core/sync/operationstate.h"

#include <chrono>

//! When an application is synced without a person: pure decisions.
namespace cauce::automation {

//! How the last operation of an application ended, by whomever it was begun.
struct LastOperation
{
    QString commit;
    bool sameContent = false; //!< it went for exactly what Git asks for now
    sync::OperationPhase phase = sync::OperationPhase::Succeeded;
    QString message;
    QDateTime finishedAt; //!< UTC
    int errors = 0; //!< attempts of this plan in a row that ended in Error
    int failures = 0; //!< such that ended in Failed
    bool automated = false; //!< automation began it
    bool cancelled = false; //!< a person stopped it
};

//! Everything a decision depends on; values only.
struct Input
{
    bool enabled = false; //!< on for this workspace on this workstation
    QString paused; //!< why this application is paused; empty: it is not
    QString stale; //!< why what is known may be old (no first list, no fetch, a broken link)
    bool usable = false; //!< the spec has no error
    SyncPolicy policy;
    bool operationRunning = false;
    diff::SyncStatus status = diff::SyncStatus::Unknown;
    QString commit;
    int resources = 0; //!< that take part in the comparison
    int outOfSync = 0; //!< of these, prunes included
    int toPrune = 0; //!< of these, no longer in Git
    //! What Git asks for now was in the cluster before: by a sync, or seen so in this run.
    bool syncedBefore = false;
    std::optional<LastOperation> last;
    int healAttempts = 0; //!< self-heals in a row for this desired state
    QDateTime lastHealAt; //!< UTC, end of the last one; invalid: none
    QDateTime now; //!< UTC
};

//! What to do now.
struct Decision
{
    enum class Action {
        Nothing, //!< reason says why
        Wait, //!< decide again after delay
        Sync, //!< the desired state is new
        Heal //!< it has been synced before, and the cluster drifted
    };
    Action action = Action::Nothing;
    bool prune = false;
    std::chrono::milliseconds delay {0};
    //! Why nothing is done, in English for people; empty when it may act or has nothing to do.
    QString reason;
    QString syncError; //!< for a condition SyncError; empty: none
};

//! \brief How long after the last self-heal the next may begin: 0, 2, 6, 18, 54, 162, then 300 s.
//! Rule: Argo CD's self-heal back-off.
std::chrono::milliseconds healDelay(int attempts);

//! How long after an attempt that could not go on (network, no answer) the next may begin: 10 s,
//! doubled each time. Rule: Argo CD's retry of automated operations, at most five times.
std::chrono::milliseconds retryDelay(int errors);

//! The same by an application's own `retry`: duration x factor^failures, at most maxDuration. Rule:
//! Argo CD's, whose first wait with the defaults is 10 s.
std::chrono::milliseconds retryDelay(const RetryPolicy& policy, int failures);

//! \brief Whether to sync now. Rule: Argo CD's automated sync.
//!
//! Stricter in two things: what was tried is told by the content that Git asks for, so that a
//! commit that changes nothing here is no new attempt; and nothing is done on state that may be
//! old.
Decision decide(const Input& input);

} // namespace cauce::automation
