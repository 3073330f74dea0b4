#pragma once

// Private to core/sandbox: what a server sets, keeps and checks of an object, by its kind.

#include "core/sandbox/admission.h"
#include "core/sandbox/cause.h"

namespace cauce::sandbox {

bool isNamespace(const ServedKind& kind);
bool isPod(const ServedKind& kind);

//! Whether metadata.generation is counted for \p kind; a server does so for some kinds only.
bool countsGenerations(const ServedKind& kind);

//! \brief \p after with what a write through \p subresource (empty: the object itself) cannot
//! change taken from \p before, and with its generation counted.
object::Json withChangeRules(const ServedKind& kind, const QString& subresource,
                             const object::Json& before, object::Json after,
                             const Surroundings& surroundings);

//! Gives \p to the member \p key of \p from, or takes it away where \p from has none.
void copyMember(object::Json& to, const object::Json& from, QStringView key);

//! What is wrong with \p object (422). \param before null for a new one
Causes problemsOf(const ServedKind& kind, const object::Json& object, const object::Json& before);

} // namespace cauce::sandbox
