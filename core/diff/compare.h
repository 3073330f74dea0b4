#pragma once

#include "core/cluster/livestate.h"
#include "core/diff/ignore.h"
#include "core/object/manifestset.h"

#include <QList>

#include <optional>

namespace cauce::diff {

//! Argo CD's sync status.
enum class SyncStatus { Unknown, Synced, OutOfSync };

//! Argo CD's word: "OutOfSync".
QString nameOf(SyncStatus status);

//! What a sync would do with one object.
enum class Change {
    None, //!< equal
    Create, //!< desired, not there
    Update, //!< there, and differs
    Prune, //!< there, tracked by this application, no longer desired
    Unknown //!< its kind could not be read, or the comparison failed: says why
};

//! One field that differs. Values of a Secret are masked before they come here.
struct FieldChange
{
    QString path; //!< for people: "spec.template.spec.containers[name=nginx].image"
    object::JsonPointer pointer; //!< in the desired object when it is there, else in the live one
    std::optional<object::Json> live; //!< nothing: not there
    std::optional<object::Json> desired; //!< nothing: removed by the sync
    //! The field manager that set the live value, "kubectl scale" when it did so by scaling; empty
    //! when not known.
    QString manager;
    QDateTime managedAt; //!< when it did, by the server's clock; invalid when not known
    object::SourceLocation location; //!< where Git says so; empty when removed
};

//! \brief One object, compared. A value.
struct ObjectDiff
{
    object::ResourceKey key;
    object::GroupVersionKind type; //!< of the desired object, else of the live one
    Change change = Change::Unknown;
    SyncStatus status = SyncStatus::Unknown; //!< Unknown for what takes no part (hooks)
    //! Not in Git's files: the namespace that managedNamespaceMetadata asks for. It is no sign that
    //! the application is not empty, and no part of its health.
    bool generated = false;
    bool hook = false; //!< carries a hook annotation: takes no part in the comparison
    bool pruneDisabled = false; //!< Prune=false: stays OutOfSync, is never pruned
    //! IgnoreExtraneous, for Prune: it is OutOfSync and does not make the application so.
    bool extraneousIgnored = false;
    int wave = 0;
    std::optional<object::Manifest> desired; //!< as Git wants it, tracked and placed
    cluster::LiveObjectPtr live; //!< as it was when compared; null when not there
    std::optional<object::Manifest>
        predicted; //!< the server's dry run; nothing when it was not asked
    //! Fields go that an earlier tool applied: see adoption.h.
    bool adopts = false;
    bool needsPrediction = false; //!< differs locally and the server has not been asked yet
    QList<IgnoreRule> ignored; //!< rules that name it
    QList<FieldChange> fields; //!< for Update, in the order of the desired document
    //! For Change::Unknown; or the server's refusal of the dry run, or NotFound for a kind that it
    //! does not serve (then the message is set).
    Error error;
};

//! \brief An application's desired state against the live one.
struct Comparison
{
    SyncStatus status = SyncStatus::Unknown;
    QList<ObjectDiff> objects; //!< in Argo CD's order of status.resources
    QStringList problems; //!< why the status is Unknown: English sentences
    //! Kinds that the cluster does not serve: "the cluster does not serve acme.io/v1 Widget (is its
    //! CRD installed?)". Their objects are missing, with that as their error.
    QStringList unserved;
    QStringList sharedWarnings; //!< "Kind/name is part of applications a and b"
};

//! What a comparison needs besides the two states.
struct CompareOptions
{
    QString application; //!< tracking name
    bool installationWide = false; //!< reserved: an installation id is in use
    QList<IgnoreRule> ignore = {}; //!< spec.ignoreDifferences
    bool respectIgnored
        = false; //!< RespectIgnoreDifferences=true: a sync writes live's values there
};

//! \brief Compares locally: desired fields against live, quantities and tracking keys understood.
//!
//! Pure; any thread. What differs locally has needsPrediction set when it exists live: only the
//! server can say whether a default or an admission plugin explains it; see refine().
Comparison compare(const object::ManifestSet& desired, const cluster::LiveState& live,
                   const CompareOptions& options);

//! \brief The final word on one object, given what the server's dry run answered.
//!
//! Equal to live (server-set noise hidden): Synced. Else fields and status follow the prediction;
//! an Error leaves it OutOfSync with the server's words in ObjectDiff::error.
ObjectDiff refine(const ObjectDiff& local, const Result<object::Manifest>& predicted);

//! The application's status from its objects; call it after refine() has changed some.
SyncStatus statusOf(const Comparison& comparison);

} // namespace cauce::diff
