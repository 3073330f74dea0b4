#pragma once

#include "core/base/result.h"
#include "core/object/json.h"

namespace cauce::object {

//! \brief Reads one JSON text (simdjson). Any thread; one parser per thread.
//! \return Invalid with the byte offset's line when it is no JSON, nested deeper than 200 levels,
//! has a
//!         duplicate key, or is larger than \p maxBytes
Result<Json> parseJson(QByteArrayView text, qsizetype maxBytes = 64 << 20);

//! \brief Writes compact JSON (UTF-8), members in their order, numbers to the letter.
QByteArray toJson(const Json& value);
//! Compact JSON with sorted keys and canonical numbers: equal values give equal bytes, for hashing.
QByteArray toCanonicalJson(const Json& value);
//! Indented by four, as `kubectl -o json` does.
QByteArray toPrettyJson(const Json& value);

} // namespace cauce::object
