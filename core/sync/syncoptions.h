#pragma once

#include "core/object/manifest.h"

#include <QStringList>

namespace cauce::sync {

//! Whether something may be deleted.
enum class DeletePolicy {
    Allowed, //!< nothing is said
    Confirm, //!< only when a person confirms this very object
    Never
};

//! \brief Argo CD's sync options as far as a plan needs them; from an application or from one
//! object.
struct SyncOptions
{
    DeletePolicy prune = DeletePolicy::Allowed; //!< "Prune=false", "Prune=confirm"
    DeletePolicy remove = DeletePolicy::Allowed; //!< "Delete=false", "Delete=confirm"
    bool pruneLast = false;
    QStringList unsupported; //!< known to Argo CD, without effect here: "Replace=true"

    friend bool operator==(const SyncOptions&, const SyncOptions&) = default;
};

//! \brief Reads options as `syncPolicy.syncOptions` lists them. Literal and case-sensitive; the
//! first of two that contradict wins (rules of Argo CD). Unknown ones are ignored.
SyncOptions syncOptions(const QStringList& options);

//! The options in the annotation `argocd.argoproj.io/sync-options` of \p object, separated by
//! commas.
SyncOptions syncOptionsOf(const object::Manifest& object);

} // namespace cauce::sync
