#pragma once

#include "core/base/result.h"
#include "core/merge/fieldset.h"

namespace cauce::merge {

//! \brief Reads the fieldsV1 of a managedFields entry; members may stand in any order.
//!
//! Path elements of a type that this program does not know are skipped, as a server skips them.
//! \return Invalid, naming the path element, when it is malformed
Result<FieldSet> readFieldsV1(const object::Json& fieldsV1);
//! The same from its bytes.
Result<FieldSet> readFieldsV1(QByteArrayView text);

//! \p set as fieldsV1, members in the server's order.
object::Json toFieldsV1(const FieldSet& set);
//! The bytes that the server writes for \p set.
QByteArray fieldsV1Text(const FieldSet& set);

} // namespace cauce::merge
