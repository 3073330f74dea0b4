#pragma once

#include "core/base/clock.h"
#include "core/sync/syncplan.h"

#include <QMap>
#include <QSet>

#include <memory>
#include <optional>

namespace cauce::sync {

class AutomationMemory;

//! How often one very plan has gone wrong since it last succeeded.
struct PlanAttempts
{
    int failed = 0; //!< ended in Failed: the cluster refused something, or a person stopped it
    int errors = 0; //!< ended in Error: we could not go on (network, no answer)
};

//! \brief The durable record of every operation: written before the first write to a cluster and
//! closed after the last answer. One SQLite file, `ledger.sqlite`, for all workspaces.
//!
//! Belongs to one thread (the engine's); each call is short, and flushed to the disk when it
//! returns. Several programs may have the same file open: an operation belongs to the Ledger that
//! began it, and is Interrupted when that one is gone without having finished it. Holds no object
//! content; messages pass text::redacted(). The file is never deleted by us.
//!
//! Errors are ErrorKind::Io and name the file and what to do, unless a function says otherwise.
class Ledger
{
public:
    //! \brief Opens or makes `FOLDER/ledger.sqlite`, mode 0600, and closes what dead programs left.
    //! \return Io when it is damaged, from a newer Cauce, read-only, or the disk is full
    static Result<std::unique_ptr<Ledger>> open(const QString& folder, Clock clock = {});
    ~Ledger();
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    //! \brief Records the intent of \p plan: every write it will make.
    //! \return the operation's id; Conflict when an operation on this application of this cluster
    //! is running, in this program or another
    Result<QString> begin(const SyncPlan& plan, const QString& workspace,
                          const QString& initiatedBy);
    //! Before a write leaves. \param index of the step in the plan
    Result<void> stepStarted(const QString& operation, int index);
    //! After its answer, or after it was given up.
    Result<void> stepFinished(const QString& operation, int index, StepOutcome outcome,
                              const QString& message);
    //! \brief Closes an operation. Steps that never began become Skipped, those without an answer
    //! Unknown. A Succeeded one that was not selective gets the next number of the history.
    Result<void> finish(const QString& operation, OperationPhase phase, const QString& message);

    //! \brief Operations that a program left without an end, newest first; they are Interrupted
    //! now, with "Interrupted at step k of n" as the message. Each is reported once; open() has
    //! looked already, so that this may be called at any time.
    Result<QList<OperationState>> interrupted(const QString& workspace);

    //! Succeeded deployments, oldest first, at most the newest \p limit.
    Result<QList<HistoryEntry>> history(const QString& workspace, const QString& application,
                                        int limit);
    //! The last operation of an application, running or not; nothing: there was none.
    Result<std::optional<OperationState>> lastOperation(const QString& workspace,
                                                        const QString& application);
    //! Every kind that a plan of this workspace has ever named, so that they are still watched when
    //! Git no longer mentions them.
    Result<QSet<object::GroupKind>> kindsUsed(const QString& workspace);
    //! \brief What became of this plan since the last success: automation does not repeat one that
    //! failed.
    //! \param planId empty: of any plan for that commit
    Result<PlanAttempts> attempts(const QString& workspace, const QString& application,
                                  const QString& commit, const QString& planId);

    //! \brief Whether another program, or another Ledger of this one, has written to the file since
    //! the last call; also when that cannot be told. False the first time.
    bool hasChangedElsewhere();

    //! What automation remembers; in the same file.
    AutomationMemory& automation();

private:
    struct Private;
    explicit Ledger(std::unique_ptr<Private> p);
    std::unique_ptr<Private> d;
};

} // namespace cauce::sync
