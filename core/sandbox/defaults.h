#pragma once

#include "core/sandbox/kinds.h"

namespace cauce::sandbox {

//! \brief \p object with every default that a server sets when it reads one, whether on a create,
//! an update or an apply.
//!
//! For built-in kinds: StructuralSchema::pruned(), and what a server sets in its own code
//! (replicas: 1, restartPolicy: Always, ...). For custom kinds: pruned and with their schema's
//! defaults. Idempotent; members come sorted. \p object must have no wrongType(). What depends on
//! other objects or on its uid is in admission.h. Pure; any thread.
object::Json withServerDefaults(const ServedKind& kind, const object::Json& object);

} // namespace cauce::sandbox
