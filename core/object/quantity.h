#pragma once

#include "core/object/decimal.h"

#include <QString>

#include <optional>

namespace cauce::object {

//! \brief A Kubernetes resource quantity ("100m", "1Gi", "0.5", "1e3"), compared by value.
//!
//! Exact decimal arithmetic; rule: apimachinery's resource.Quantity (finer than 1n is rounded away
//! from zero, binary suffixes are capped at 2^63-1). At most 256 characters are read.
class Quantity
{
public:
    static std::optional<Quantity> parse(QStringView text); //!< nothing when it is no quantity

    //! \brief \p text as a server writes it back: "1000m" is "1", "1024Mi" is "1Gi".
    //!
    //! \param finest the power of ten below which it is rounded away from zero
    //! \return nothing when it is no quantity
    static std::optional<QString> canonical(QStringView text, int finest = -9);

    //! Negative, zero or positive, as *this is less than, equal to or greater than \p other.
    int compare(const Quantity& other) const { return m_value.compare(other.m_value); }
    friend bool operator==(const Quantity& a, const Quantity& b) { return a.compare(b) == 0; }

private:
    explicit Quantity(Decimal value)
        : m_value(std::move(value))
    { }
    Decimal m_value;
};

} // namespace cauce::object
