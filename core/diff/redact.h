#pragma once

#include "core/object/manifest.h"

namespace cauce::diff {

//! \brief \p object as it may be shown: every value of a Secret (data, stringData, and what
//! last-applied and managed annotations carry of it) is masked, also inside a List.
//!
//! Decided from the object itself. The mask does not tell length or equality across objects.
object::Json masked(const object::Json& object);

//! \brief The pair as it may be shown: in a Secret an equal value has the same mask on both sides
//! and a changed one two different masks, so that a change is seen and the value is not.
std::pair<object::Json, object::Json> maskedPair(const object::Json& live,
                                                 const object::Json& desired);

//! \brief \p text, which came back from a server, without the values of the Secret \p secret: as
//! they are, decoded, and line by line. Other objects' text stays as it is.
QString scrubbed(const QString& text, const object::Json& secret);

} // namespace cauce::diff
