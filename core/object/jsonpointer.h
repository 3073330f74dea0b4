#pragma once

#include "core/object/json.h"

#include <QStringList>

namespace cauce::object {

//! \brief A JSON pointer (RFC 6901): "/spec/template/metadata/labels/app.kubernetes.io~1name".
struct JsonPointer
{
    QStringList tokens; //!< unescaped; empty names the whole document

    static std::optional<JsonPointer> parse(QStringView text); //!< nothing when not a pointer
    QString toString() const;
    JsonPointer child(const QString& token) const;
    JsonPointer child(qsizetype index) const;
    bool startsWith(const JsonPointer& parent) const;

    friend bool operator==(const JsonPointer&, const JsonPointer&) = default;
    friend bool operator<(const JsonPointer& a, const JsonPointer& b)
    {
        return a.tokens < b.tokens;
    }
};

//! The value at \p pointer, or nullptr. Array items by index.
const Json* valueAt(const Json& document, const JsonPointer& pointer);
//! \p document without what \p pointer names (array items move up); unchanged when it names
//! nothing.
Json without(const Json& document, const JsonPointer& pointer);

} // namespace cauce::object
