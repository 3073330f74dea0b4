#pragma once

#include "core/sync/operationstate.h"

#include <QSet>

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
    cluster::LiveObjectPtr seen; //!< the object as it was compared; null for a create
    //! \brief What the server's dry run made of it; nothing when it was not asked (a create).
    //! For an update the plan shows this and not \c desired: the difference is then what will be.
    std::optional<object::Manifest> predicted;
    QList<diff::FieldChange> fields; //!< what an update changes, Secret values masked
    //! What earlier tools applied becomes ours first, so that what Git dropped goes (adoption.h).
    bool adopts = false;
    bool generated = false; //!< not in Git: the namespace of CreateNamespace=true
    QString
        refusal; //!< why this step cannot work, found before anything is written; empty: none known

    bool isWrite() const { return change != diff::Change::None; }
};

//! \brief What a sync will do, and nothing else. Immutable once made.
struct SyncPlan
{
    //! SHA-256 (hex) over what it would do: application, cluster, commit, options, steps and their
    //! content, but not uid, resourceVersion or time. The same work has the same id, so that
    //! automation can tell that a plan has failed before.
    QString id;
    QString application;
    QString commit;
    QString summary; //!< untrusted
    QString author; //!< untrusted
    QByteArray renderHash; //!< of the desired state it was made from
    QString clusterId; //!< empty when the cluster does not tell
    QList<PlanStep> steps; //!< in the order of execution, unchanged objects (Change::None) included
    QStringList problems; //!< why it may not run at all: English sentences; empty: it may
    //! Objects that cannot be written yet, as their kind is not served, and why: English sentences.
    QStringList leftOut;
    QStringList notes; //!< what it leaves out and why (hooks, objects that are not pruned)
    //! \brief Deletions that the prune leaves out until a person confirms each of them.
    //!
    //! Namespaces, CRDs, volumes and claims, and objects with Prune=confirm or Delete=confirm;
    //! make the plan again with PlanInput::confirmedDeletions.
    QList<object::ResourceKey> protectedDeletions;
    QList<object::ResourceKey> confirmedDeletions; //!< of such, those that are among the steps
    //! It deletes more than max(5, 30 %) of the application's live objects, or all of them, or
    //! something of protectedDeletions that was confirmed: ask for the name to be typed.
    bool largeDeletion = false;
    bool prune = false; //!< the plan contains the prunes
    bool pruneLast = false; //!< prunes wait until all that was applied is healthy
    //! A part of the application only (asked for, or a kind is not served): no entry in the
    //! history.
    bool selective = false;
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
    //! A person said that objects which another application's tracking id claims may be taken over.
    bool takeOver = false;
    QSet<object::ResourceKey> confirmedDeletions; //!< of SyncPlan::protectedDeletions
    QStringList syncOptions; //!< of the application: "Prune=false", "Replace=true"
    QList<object::ResourceKey> only; //!< selective sync; empty: all
    QDateTime now; //!< UTC
};

//! \brief Turns a comparison into steps. Pure; any thread.
//!
//! Order: wave, then Argo CD's kind order, then name; a namespace before what lives in it, a CRD
//! before its objects; prunes in mirrored waves after everything was applied. Prunes only what this
//! application's tracking id names exactly, that nothing owns, in a kind that was wholly read.
//! Unknown objects become problems, never guesses. With CreateNamespace=true and a destination
//! namespace that is not there, or whose kind could not be read, the first step creates it if it is
//! still missing then. Hooks are not run yet: each is named in the notes.
SyncPlan makePlan(const PlanInput& input);

//! \brief Whether \p plan still describes the world.
//!
//! An object of which only status and what controllers keep beside it (managedFields, generation)
//! has changed has not moved.
//! \return what moved since ("apps/Deployment shop/cart has changed in the cluster"); empty:
//! nothing
QStringList movedSince(const SyncPlan& plan, const QString& commit, const QByteArray& renderHash,
                       const cluster::LiveState& live);

} // namespace cauce::sync
