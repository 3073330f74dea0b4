#pragma once

#include "core/base/result.h"
#include "core/object/json.h"

#include <QString>

#include <compare>
#include <optional>
#include <variant>
#include <vector>

namespace cauce::merge {

//! \brief One step of a path into an object, as server-side apply counts them.
//!
//! A value; any thread. Ordered as the server orders them when it writes a set: fields, keyed
//! elements, set values, indices; texts by their UTF-8 bytes, numbers by value (80 equals 80.0).
class PathElement
{
public:
    using KeyField = std::pair<QString, object::Json>;
    enum class Kind { Field, Key, Value, Index };

    static PathElement field(QString name);
    //! \param fields the key fields of a list's element, in any order
    static PathElement key(std::vector<KeyField> fields);
    static PathElement value(const object::Json& value);
    static PathElement index(qint64 index);

    Kind kind() const { return Kind(m_content.index()); }
    QString fieldName() const; //!< empty unless a field
    std::vector<KeyField> keyFields() const; //!< by name; empty unless a key

    //! \brief Reads "f:name", "k:{...}", "v:value" or "i:number".
    //! \return nothing for a type that this program does not know, as a server skips it
    static Result<std::optional<PathElement>> fromFieldsV1(const QString& text);
    QString toFieldsV1() const;
    //! For people and for messages, as a server writes it: `.name`, `[name="a"]`, `[="a"]`, `[3]`.
    QString toString() const;

    friend std::strong_ordering operator<=>(const PathElement& a, const PathElement& b);
    friend bool operator==(const PathElement& a, const PathElement& b) { return (a <=> b) == 0; }

private:
    using Content = std::variant<QString, std::vector<KeyField>, object::Json, qint64>;
    explicit PathElement(Content content);

    Content m_content; // in the order of Kind
};

//! The way from an object's root to one of its fields or elements.
using FieldPath = std::vector<PathElement>;

//! `.spec.template.spec.containers[name="nginx"].image`
QString pathText(const FieldPath& path);

//! Orders texts as their UTF-8 bytes do, which differs from QString's order beyond the BMP.
std::strong_ordering compareUtf8(QStringView a, QStringView b);

} // namespace cauce::merge
