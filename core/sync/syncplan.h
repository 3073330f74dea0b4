#pragma once

#include "core/sync/operationstate.h"

namespace cauce::sync {

//! One write that a plan intends, bound to the object as it was seen.
struct PlanStep
{
    object::ResourceKey key;
    object::GroupVersionKind type;
    diff::Change change = diff::Change::None; //!< Create, Update or Prune; None is not written
    int wave = 0;
    std::optional<object::Manifest> desired; //!< what will be sent; nothing for a prune
    QString uid; //!< as seen; empty for a create
    QString resourceVersion; //!< as seen; empty for a create
    bool generated = false; //!< not in Git: the namespace of CreateNamespace=true
    QString
        refusal; //!< why this step cannot work, found before anything is written; empty: none known
};

//! \brief What a sync will do, and nothing else. Immutable once made.
struct SyncPlan
{
    QString id;
    QString application;
    QString commit;
    QString summary; //!< untrusted
    QString author; //!< untrusted
    QByteArray renderHash; //!< of the desired state it was made from
    QString clusterId;
    QList<PlanStep> steps; //!< in the order of execution, unchanged objects (Change::None) included
    QStringList problems; //!< why it may not run at all: English sentences; empty: it may
    bool prune = false; //!< the plan contains the prunes
    bool rollback = false;
    bool automated = false;
    QDateTime madeAt; //!< UTC
    QString path; //!< the source's path; for the history
    QString repoUrl;

    int count(diff::Change change) const;
    bool isRunnable() const { return problems.isEmpty(); }
};
using SyncPlanPtr = std::shared_ptr<const SyncPlan>;

//! What a plan is made from.
struct PlanInput
{
    QString application;
    QString commit, summary, author, path, repoUrl;
    QByteArray renderHash;
    diff::Comparison comparison;
    cluster::LiveStatePtr live;
    QString destinationNamespace;
    bool createNamespace = false;
    bool prune = false; //!< asked for by the person or the policy
    bool pruneLast = false;
    bool allowEmpty = false; //!< may delete everything
    bool rollback = false;
    bool automated = false;
    QList<object::ResourceKey> only; //!< selective sync; empty: all
    QDateTime now; //!< UTC
};

//! \brief Turns a comparison into steps. Pure; any thread.
//!
//! Order: wave, then Argo CD's kind order, then name; a namespace before what lives in it, a CRD
//! before its objects; prunes in mirrored waves after everything was applied. Prunes only what this
//! application's tracking id names exactly, that no controller owns, in a kind that was wholly
//! read. Unknown objects become problems, never guesses.
SyncPlan makePlan(const PlanInput& input);

//! \brief Whether \p plan still describes the world.
//! \return what moved since ("apps/Deployment shop/cart has changed in the cluster"); empty:
//! nothing
QStringList movedSince(const SyncPlan& plan, const QString& commit, const QByteArray& renderHash,
                       const cluster::LiveState& live);

} // namespace cauce::sync
