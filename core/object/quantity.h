#pragma once

#include <QString>

#include <optional>

namespace cauce::object {

//! \brief A Kubernetes resource quantity ("100m", "1Gi", "0.5", "1e3"), compared by value.
//!
//! Exact decimal arithmetic within Kubernetes' own range; rule: apimachinery's resource.Quantity.
class Quantity
{
public:
    static std::optional<Quantity> parse(QStringView text); //!< nothing when it is no quantity

    //! Negative, zero or positive, as *this is less than, equal to or greater than \p other.
    int compare(const Quantity& other) const;
    friend bool operator==(const Quantity& a, const Quantity& b) { return a.compare(b) == 0; }

private:
    Quantity() = default;
    QString m_digits; // without leading zeros; empty is zero
    int m_exponent = 0; // value = digits * 10^exponent, after binary suffixes are multiplied out
    bool m_negative = false;
};

} // namespace cauce::object
