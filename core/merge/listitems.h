#pragma once

// Private to core/merge: the identity of a list's elements.

#include "core/merge/atom.h"
#include "core/merge/pathelement.h"

namespace cauce::merge {

//! \brief What \p item of a granular list is known by: its value in a set, its keys otherwise.
//!
//! A key that the item leaves out counts with its default; without one it is left out, which is an
//! identity of its own.
//! \return Invalid for null, for a part of a set that is no scalar, and for an item of a keyed list
//! that is no object or has no key at all
Result<PathElement> itemElement(const Schema& schema, const ListShape& list,
                                const object::Json& item);

//! The problem of a value that a scalar type does not take; empty when it does. Null is fine.
QString scalarProblem(Scalar scalar, const object::Json& value);

} // namespace cauce::merge
