#pragma once

#include "core/diff/attribution.h"
#include "core/diff/shapes.h"

namespace cauce::diff {

//! \brief What an apply of \p desired would make of \p live, as far as can be told without the
//! server: maps are merged, keyed lists by their keys, anything else is replaced.
//!
//! Both come from normalize.h. Equal by value is equal: quantities, what the server drops when it
//! is empty, the defaults that it fills in inside atomic values. \p owners are those of the live
//! object: what our last apply set and Git no longer mentions is taken out.
//! \return nothing when \p live already is what \p desired says
std::optional<object::Json> laidOver(const object::Json& live, const object::Json& desired,
                                     const Shapes& shapes, const FieldOwners& owners);

} // namespace cauce::diff
