#pragma once

#include "core/sync/syncplan.h"

namespace cauce::sync {

//! What may be done about one live object that Git no longer asks for.
struct PruneVerdict
{
    enum class Answer {
        Delete,
        Leave, //!< a rule protects it; says why
        Confirm, //!< only when a person confirms this very object; says why
        Problem //!< not enough is known: the plan must not run; says why
    };
    Answer answer = Answer::Problem;
    QString reason; //!< a clause for people: "a controller owns it"; empty for Delete
};

//! \brief Decides about one candidate (Change::Prune). Pure.
//!
//! Deletes only what is in \p input.live as it was compared, in a kind that was wholly read, whose
//! tracking id names this application and exactly this object, that nothing owns, and that no
//! option protects. Namespaces, CRDs, persistent volumes and claims need a confirmation each.
PruneVerdict pruneVerdict(const diff::ObjectDiff& object, const PlanInput& input);

//! Whether the tracking id \p text names exactly \p key as an object of \p application. The
//! namespace of a cluster-scoped object is the application's destination (Argo CD's rule), or none.
bool tracksExactly(const QString& text, const QString& application, const object::ResourceKey& key,
                   const QString& destinationNamespace);

} // namespace cauce::sync
