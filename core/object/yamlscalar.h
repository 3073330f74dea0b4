#pragma once

#include "core/object/json.h"

#include <optional>

namespace cauce::object {

//! \brief What a YAML scalar means to kubectl: YAML 1.1 as Go's yaml.v2 reads it, which is neither
//! YAML 1.1 nor 1.2 to the letter.
//!
//! Rules: decimal, 0x, 0b, 0o and leading-zero octal integers, '_' between digits; integers above
//! int64 become floats; y, yes, on, true and their kin are true; no sexagesimal numbers; dates and
//! numbers too large for a double are texts. Pure functions, any thread.
class YamlScalar
{
public:
    enum class Type {
        Null,
        Bool,
        Integer,
        LargeInteger, //!< above int64, fits uint64: a float as a value, nothing as a key
        Float,
        NotFinite, //!< .inf, .nan: a text as a key, nothing as a value
        String
    };

    //! A scalar without quotes and without a tag.
    static YamlScalar plain(QByteArrayView text);
    //! A scalar in quotes, or tagged as a text.
    static YamlScalar string(QByteArrayView text);
    //! \brief A scalar with one of the tags that name a type ("tag:yaml.org,2002:int"), in quotes
    //! or not.
    //! \return nothing when \p text is not of that type; the other half of the answer is
    //!         isTypeTag()
    static std::optional<YamlScalar> tagged(QByteArrayView tag, QByteArrayView text);
    static bool isTypeTag(QByteArrayView tag);
    //! Whether \p text without quotes is a text to kubectl and to other readers of YAML 1.1, which
    //! take dates and 12:30 for something else.
    static bool isTextEverywhere(QByteArrayView text);

    Type type() const { return m_type; }
    //! The value that a server gets; nothing when JSON has none for it (NotFinite).
    std::optional<Json> json() const;
    //! The text that it becomes as a key; nothing when kubectl refuses it (null, LargeInteger).
    std::optional<QString> key() const;

private:
    YamlScalar(Type type, QByteArrayView text)
        : m_type(type)
        , m_text(text)
    { }
    static std::optional<YamlScalar> number(QByteArrayView text);

    Type m_type;
    QByteArrayView m_text; // of the caller's
    bool m_flag = false;
    qint64 m_integer = 0;
    double m_float = 0;
};

} // namespace cauce::object
