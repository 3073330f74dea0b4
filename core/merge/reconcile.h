#pragma once

// Private to core/merge: what was owned under an older schema.

#include "core/merge/fieldset.h"

namespace cauce::merge {

//! \brief \p fields after lists and maps of \p type that had owners for their parts became atomic:
//! whoever owned a part owns the whole, and no part.
//!
//! Nothing is done for the opposite change, as a server does nothing.
Result<FieldSet> reconciled(const Schema& schema, const TypeRef& type, const FieldSet& fields);

} // namespace cauce::merge
