#pragma once

// Private to core/merge: how the server (Go) writes values, where bytes or messages must be equal.

#include "core/object/json.h"

#include <QByteArray>
#include <QString>

namespace cauce::merge {

//! A number as Go's encoder writes it: 80.0 is "80", 1e21 is "1e+21".
QByteArray goNumber(const QByteArray& text);
//! \p value with every number as Go writes it: what Go cannot tell apart is then one and the same.
object::Json withGoNumbers(const object::Json& value);
//! Compact JSON as a set's "v:" and "k:" carry it: numbers as Go writes them, sorted keys, and
//! <, >, & escaped.
QString goJson(const object::Json& value);
//! A text in JSON quotes. \param html whether <, > and & are escaped, too
QString goQuoted(QStringView text, bool html);
//! What `%v` prints of a value in a message: `map[a:1]`, `[1 2]`.
QString goPlain(const object::Json& value);
//! What `%#v` prints of a value in a message: `map[string]interface {}{"a":1}`.
QString goSyntax(const object::Json& value);
//! What `%T` prints of a value in a message: `string`, `[]interface {}`.
QString goTypeName(const object::Json& value);

} // namespace cauce::merge
