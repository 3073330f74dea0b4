#pragma once

// Private to core/sandbox: from what a client sent to an object as the server has it.

#include "core/sandbox/kinds.h"
#include "core/sandbox/request.h"

#include <variant>

namespace cauce::sandbox {

//! An object without what its kind does not know, with its defaults.
struct Decoded
{
    object::Json object;
    QStringList warnings;
};

//! \brief \p body, sent for \p kind with POST or PUT, read as a server reads it.
//! \return the refusal (400) when it is of another kind, cannot be read or is not strict enough
std::variant<Decoded, Answer> decoded(const Kinds& kinds, const ServedKind& kind,
                                      const object::Json& body, FieldValidation validation);

//! \brief \p object, which a patch has made, read the same way. \p patch is what a refusal (422)
//! shows: the patch or the patched object.
std::variant<Decoded, Answer> decodedPatch(const ServedKind& kind, const object::Json& object,
                                           FieldValidation validation, const QString& patch);

//! \brief \p object with defaults and without unknown fields; nothing is checked.
object::Json admitted(const ServedKind& kind, const object::Json& object);

//! \brief A stored \p object as the version of \p kind shows it.
//!
//! Every conversion is None: it gets that version's name, and of a custom kind only what that
//! version knows, with its defaults.
object::Json atVersion(const ServedKind& kind, object::Json object);

} // namespace cauce::sandbox
