#pragma once

#include "core/diff/compare.h"

#include <QDateTime>
#include <QList>

#include <memory>

namespace cauce::sync {

//! How a step of a plan stands.
enum class StepOutcome {
    Pending, //!< not begun
    Running, //!< the request is on its way
    Succeeded, //!< the server said so
    Failed, //!< the server said no
    Unknown, //!< no answer came: it may or may not have happened
    Skipped //!< not begun because an earlier one failed, or it was cancelled
};

QString nameOf(StepOutcome outcome);

struct StepResult
{
    object::ResourceKey key;
    object::GroupVersionKind type;
    diff::Change change = diff::Change::None;
    int wave = 0;
    StepOutcome outcome = StepOutcome::Pending;
    QString message; //!< the server's words or ours; untrusted text
};

//! Argo CD's operation phases, and one of ours.
enum class OperationPhase {
    Running,
    Terminating, //!< cancel was asked for; the request in flight is awaited
    Succeeded, //!< every step is done
    Failed, //!< the cluster refused something
    Error, //!< we could not go on
    Interrupted //!< the program ended in the middle; steps without an answer are Unknown
};

QString nameOf(OperationPhase phase);

//! \brief One sync or rollback, as it stands. Immutable snapshot; safe in any thread.
struct OperationState
{
    QString id; //!< unique in the ledger
    QString application;
    QString planId; //!< SyncPlan::id
    QString commit; //!< full object name
    //! Of what it went for; empty when it was recorded by a Cauce that did not keep it.
    QByteArray renderHash {};
    QString summary; //!< first line of its message; untrusted
    QString author; //!< untrusted
    QString initiatedBy; //!< user name, or "automation"
    bool automated = false;
    bool rollback = false;
    bool dryRun = false;
    bool prune = false;
    OperationPhase phase = OperationPhase::Running;
    QString message; //!< English, Argo CD's wording where it has one
    QDateTime startedAt; //!< UTC
    QDateTime finishedAt; //!< UTC; invalid while running
    //! In the order of the plan; of an operation read back from the ledger, only what was to be
    //! written.
    QList<StepResult> steps;

    bool isFinished() const { return finishedAt.isValid(); }
};

//! Whether a person stopped \p operation; also of one that was read back from the ledger.
bool wasTerminated(const OperationState& operation);

using OperationStatePtr = std::shared_ptr<const OperationState>;

//! One deployment that succeeded: Argo CD's `status.history[]`.
struct HistoryEntry
{
    int id = 0; //!< counts up from 0 for each application
    QString operationId;
    QString commit;
    QString summary; //!< untrusted
    QString author; //!< untrusted
    QString path; //!< the source's path then
    QString repoUrl;
    QDateTime startedAt; //!< UTC
    QDateTime deployedAt; //!< UTC
    QString initiatedBy;
    bool automated = false;
    bool rollback = false;
    QByteArray renderHash {}; //!< as OperationState's
};

} // namespace cauce::sync
