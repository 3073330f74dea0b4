#pragma once

#include "core/sandbox/cause.h"
#include "core/sandbox/kinds.h"

namespace cauce::sandbox {

//! \brief What a server answers with 422 for \p object because of rules of its own code, beyond the
//! schema: names, labels, selectors, Pods, ports, what may not change, ...
//!
//! In the server's words and, as far as that has one, order. Covers what people write wrong; not
//! every rule of every kind. metadata.name's presence and the identity of an object are the
//! caller's. For custom kinds: their metadata only; the rest is StructuralSchema::problems().
//! \param object with its defaults (withServerDefaults()), after asCreated() or asUpdated()
//! \param before the object that it replaces; null for a new one
Causes validationProblems(const ServedKind& kind, const object::Json& object,
                          const object::Json& before = {});

} // namespace cauce::sandbox
