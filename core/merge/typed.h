#pragma once

#include "core/merge/fieldset.h"
#include "core/merge/schema.h"

namespace cauce::merge {

//! Whether a keyed list or a set may hold two elements of one identity: what is stored already
//! may, what is being written may not.
enum class Duplicates { Refused, Allowed };

//! What differs between two objects, as the ownership of their fields sees it.
struct Comparison
{
    FieldSet removed; //!< only in the first
    FieldSet modified; //!< in both, with different values
    FieldSet added; //!< only in the second

    bool isSame() const { return removed.isEmpty() && modified.isEmpty() && added.isEmpty(); }
    friend bool operator==(const Comparison&, const Comparison&) = default;
};

// Pure functions; any thread with at least 1 MiB of stack. A failure is ErrorKind::Invalid, its
// message the server's: one `path: what is wrong`, or "errors:" and a line each.

//! \brief Checks that \p value is what \p type describes. Null is fine wherever an element's
//! identity does not depend on it.
Result<void> validate(const ObjectType& type, const object::Json& value,
                      Duplicates duplicates = Duplicates::Refused);

//! The fields that an apply of \p value owns; an element of a list without an identity (value is
//! not valid then) counts as the set value null.
Result<FieldSet> fieldSet(const ObjectType& type, const object::Json& value);

//! \brief \p live with the fields of \p desired set into it, as an apply sets them.
//!
//! Null or empty for a granular list or map clears nothing. Elements of keyed lists that both know
//! follow the order of \p desired; the others stay near their old place.
Result<object::Json> merged(const ObjectType& type, const object::Json& live,
                            const object::Json& desired);

//! What became of \p before's fields in \p after.
Result<Comparison> compare(const ObjectType& type, const object::Json& before,
                           const object::Json& after);

//! \brief \p value without the members of \p set; what is emptied by it becomes null.
//! \param value valid for \p type
object::Json removed(const ObjectType& type, const object::Json& value, const FieldSet& set);
//! \brief Only what \p set names of \p value; atomic parts are whole.
//! \param set FieldSet::leaves() of what somebody owns
object::Json extracted(const ObjectType& type, const object::Json& value, const FieldSet& set);

} // namespace cauce::merge
