#pragma once

#include <QByteArray>

#include <optional>

namespace cauce::object {

//! \brief A decimal number, exact: digits * 10^exponent. Two equal values have equal fields.
//!
//! What JSON numbers and Kubernetes quantities are compared by. A value; any thread.
struct Decimal
{
    QByteArray digits; //!< without leading and trailing zeros; empty is zero
    qint64 exponent = 0; //!< 0 for zero
    bool negative = false; //!< false for zero

    //! \brief Reads `[+-]digits[.digits][(e|E)[+-]digits]`, with at least one digit in the
    //! mantissa. \return nothing when it is of another shape or its exponent has more than 15
    //! digits
    static std::optional<Decimal> parse(QByteArrayView text);

    //! Makes the fields canonical after \c digits or \c exponent were computed.
    void normalize();
    //! The exponent that the first digit has: 2 for 123, -1 for 0.5; 0 for zero.
    qint64 magnitude() const { return digits.isEmpty() ? 0 : exponent + digits.size() - 1; }
    //! Negative, zero or positive, as *this is less than, equal to or greater than \p other.
    int compare(const Decimal& other) const;
    //! The shortest of plain and scientific notation, as JSON allows it.
    QByteArray toJsonNumber() const;

    friend bool operator==(const Decimal&, const Decimal&) = default;
};

} // namespace cauce::object
