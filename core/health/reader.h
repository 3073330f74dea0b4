#pragma once

#include "core/object/manifest.h"

#include <initializer_list>
#include <optional>
#include <span>

namespace cauce::health {

//! \brief How a rule reads a live object: every field with the type that the API gives it.
//!
//! A field that is absent or null reads as empty. One of another type does too, and is remembered:
//! assess() then answers Unknown, whatever the rule made of the rest (Argo CD does not understand
//! such an object either). Private to core/health; for one rule and one object.
class Reader
{
public:
    using Path = std::initializer_list<QStringView>;

    explicit Reader(const object::Manifest& live)
        : m_live(live)
    { }

    const object::Manifest& live() const { return m_live; }

    //! \name Fields below the object's root
    //! @{
    bool has(Path path);
    std::span<const object::Json> items(Path path);
    std::optional<qint64> integer(Path path);
    qint64 number(Path path) { return integer(path).value_or(0); }
    QString text(Path path);
    bool flag(Path path);
    //! @}

    //! \name Fields below an item
    //! @{
    bool has(const object::Json& from, Path path);
    std::span<const object::Json> items(const object::Json& from, Path path);
    std::optional<qint64> integer(const object::Json& from, Path path);
    QString text(const object::Json& from, Path path);
    //! @}

    //! The first condition of this type; null when there is none.
    const object::Json& condition(QStringView type);
    //! The status of that condition: "True", "False", "Unknown" or empty.
    QString conditionStatus(QStringView type);

    //! "status.replicas is no integer"; empty when everything read had its type.
    const QString& oddity() const { return m_oddity; }

private:
    const object::Json& at(const object::Json& from, Path path);
    void note(Path path, QStringView problem);

    const object::Manifest& m_live;
    QString m_oddity;
};

} // namespace cauce::health
