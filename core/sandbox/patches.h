#pragma once

// Private to core/sandbox: the patches of the API as pure functions over values.

#include "core/base/result.h"
#include "core/merge/schema.h"
#include "core/object/json.h"

namespace cauce::sandbox {

//! \brief \p document after the operations of a JSON patch (RFC 6902).
//!
//! As a server has it: replacing a member that is not there adds it.
//! \return Invalid, naming the operation, when one cannot be done: then nothing is
Result<object::Json> jsonPatched(object::Json document, const object::Json& operations);

//! \p document after a merge patch (RFC 7386).
object::Json mergePatched(const object::Json& document, const object::Json& patch);

//! \brief \p document after a strategic merge patch.
//!
//! Which lists are merged, and by which key, is what \p type says for server-side apply: the first
//! key of a keyed list, the value itself in a set; other lists are replaced. A server has the
//! `patchMergeKey` of its own structs instead; for the kinds that are served these are the same,
//! but that it knows a port by containerPort (or port) alone, as the first key is.
//! `$patch`, `$retainKeys`, `$setElementOrder` and `$deleteFromPrimitiveList` are understood.
//! \return Invalid in a server's words when a directive or an element's key is wrong
Result<object::Json> strategicPatched(const merge::ObjectType& type, const object::Json& document,
                                      const object::Json& patch);

//! \p value as Go prints it: `map[spec:map[replicas:3]]`, for a server's messages.
QString goText(const object::Json& value);

} // namespace cauce::sandbox
