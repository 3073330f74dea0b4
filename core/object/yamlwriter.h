#pragma once

#include "core/base/result.h"
#include "core/object/json.h"

namespace cauce::object {

//! \brief Writes \p value as block YAML for people, as `kubectl -o yaml` lays it out (list items
//! are not indented below their key), members in their order, ending in a newline.
//!
//! Strings that would be read as another type are quoted; one with several lines is a literal
//! block. Long lines are not folded. Reading the text back gives an equal value, but for numbers
//! that kubectl itself cannot keep (integers above int64, more digits than a double has). The same
//! value gives the same bytes. Any thread.
QByteArray toYaml(const Json& value);

//! \brief Reads one of our own files (a workspace): small, one document; an empty file is null.
//! \return Invalid with file and line
Result<Json> readOwnYaml(const QByteArray& text, const QString& file);

} // namespace cauce::object
