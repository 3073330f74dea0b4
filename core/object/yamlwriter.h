#pragma once

#include "core/base/result.h"
#include "core/object/json.h"

namespace cauce::object {

//! \brief Writes \p value as block YAML for people, as `kubectl -o yaml` lays it out (list items
//! are not indented below their key), ending in a newline. Strings that would be read as another
//! type are quoted; reading the text back gives an equal value. Any thread.
QByteArray toYaml(const Json& value);

//! \brief Reads one of our own files (a workspace): trusted, small, one document.
//! \return Invalid with file and line. Never for a repository's text: use readYaml().
Result<Json> readOwnYaml(const QByteArray& text, const QString& file);

} // namespace cauce::object
