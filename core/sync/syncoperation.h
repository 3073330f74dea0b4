#pragma once

#include "core/base/backoff.h"
#include "core/base/clock.h"
#include "core/sync/clusteraccess.h"
#include "core/sync/syncplan.h"

#include <QObject>

#include <chrono>
#include <memory>

namespace cauce::sync {

class Ledger;

//! How an operation is run.
struct OperationOptions
{
    QString workspace; //!< its name; for the ledger
    QString initiatedBy; //!< user name, or "automation"
    bool dryRun = false; //!< ask the server about every step, write nothing, record nothing
    //! Fields of other managers that Git names are taken over: Git is the source of truth for what
    //! it names, and the dry run that the person saw was made with force too.
    bool force = true;
    Backoff retry {}; //!< between attempts of an apply that the server put off (429, 503)
    std::chrono::milliseconds recheck {2'000}; //!< how often a wait reads what no watch tells
    std::chrono::minutes planLifetime {15}; //!< an older plan is not run
};

//! \brief Runs one plan, and only that: the only maker of cluster::WriteTicket.
//!
//! Lives in the engine thread. In order: durable intent in the ledger; the server's dry run of the
//! whole plan, where any refusal means that nothing is written; wave by wave every apply, each wave
//! healthy before the next begins (not the last one); then the prunes, each awaited until it is
//! gone. Every write is bound to the uid and resourceVersion that were seen, a create to the
//! object's absence. A write without an answer is looked up; what cannot be told stays Unknown. The
//! first failure ends the operation; the rest is Skipped.
//!
//! finished() never comes from within a call of a member. From a slot of a signal delete the
//! operation with deleteLater() only.
//! Destroying it while it runs records it as Interrupted, and what is in flight as Unknown.
class SyncOperation : public QObject
{
    Q_OBJECT

public:
    //! \param ledger not owned; must outlive this. May be null for a dry run only.
    SyncOperation(SyncPlanPtr plan, ClusterAccess cluster, Ledger* ledger, OperationOptions options,
                  Clock clock = {}, QObject* parent = nullptr);
    ~SyncOperation() override;

    //! \brief Begins. Call it once.
    //! \return when it was refused, with nothing written and no signal to come: Conflict (the
    //! world has moved since the plan, or another operation of this application runs), Invalid
    //! (the plan has problems), Io (the ledger cannot be written)
    Result<void> start();
    //! \brief Stops before the next write; what is in flight is awaited and recorded.
    //!
    //! The phase is Terminating until then. Nothing that was done is undone.
    void cancel();
    //! Looks at the live state again; connect it to cluster::Cluster::stateChanged().
    void onLiveChanged();

    //! As it stands; never null.
    OperationStatePtr state() const;

signals:
    void stateChanged(const cauce::sync::OperationStatePtr& state);
    //! The last signal; the state is final.
    void finished(const cauce::sync::OperationStatePtr& state);

private:
    struct Private;
    friend struct Private;
    std::unique_ptr<Private> d;
};

} // namespace cauce::sync
