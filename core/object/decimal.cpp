#include "core/object/decimal.h"

#include <QStringBuilder>

#include <algorithm>

namespace cauce::object {

namespace {

bool isDecimalDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Appends the digits at \p at to \p digits and says how many there were.
qsizetype takeDigits(QByteArrayView text, qsizetype& at, QByteArray& digits)
{
    const qsizetype begin = at;
    while (at < text.size() && isDecimalDigit(text.at(at)))
        ++at;
    digits.append(text.sliced(begin, at - begin));
    return at - begin;
}

std::optional<qint64> takeExponent(QByteArrayView text)
{
    bool negative = false;
    if (!text.isEmpty() && (text.front() == '-' || text.front() == '+')) {
        negative = text.front() == '-';
        text = text.sliced(1);
    }
    // Fifteen digits: sums of exponents and lengths stay far from the limits of qint64.
    if (text.isEmpty() || text.size() > 15
        || !std::all_of(text.begin(), text.end(), isDecimalDigit))
        return std::nullopt;
    qint64 value = 0;
    for (const char c : text)
        value = value * 10 + (c - '0');
    return negative ? -value : value;
}

} // namespace

std::optional<Decimal> Decimal::parse(QByteArrayView text)
{
    Decimal result;
    qsizetype at = 0;
    if (!text.isEmpty() && (text.front() == '-' || text.front() == '+')) {
        result.negative = text.front() == '-';
        ++at;
    }
    qsizetype seen = takeDigits(text, at, result.digits);
    if (at < text.size() && text.at(at) == '.') {
        ++at;
        const qsizetype decimals = takeDigits(text, at, result.digits);
        result.exponent = -decimals;
        seen += decimals;
    }
    if (seen == 0)
        return std::nullopt;
    if (at < text.size()) {
        if (text.at(at) != 'e' && text.at(at) != 'E')
            return std::nullopt;
        const std::optional<qint64> exponent = takeExponent(text.sliced(at + 1));
        if (!exponent)
            return std::nullopt;
        result.exponent += *exponent;
    }
    result.normalize();
    return result;
}

void Decimal::normalize()
{
    qsizetype leading = 0;
    while (leading < digits.size() && digits.at(leading) == '0')
        ++leading;
    qsizetype end = digits.size();
    while (end > leading && digits.at(end - 1) == '0')
        --end;
    exponent += digits.size() - end;
    digits = digits.mid(leading, end - leading);
    if (digits.isEmpty()) {
        exponent = 0;
        negative = false;
    }
}

int Decimal::compare(const Decimal& other) const
{
    const auto sign = [](const Decimal& d) { return d.digits.isEmpty() ? 0 : d.negative ? -1 : 1; };
    if (sign(*this) != sign(other) || digits.isEmpty())
        return sign(*this) - sign(other);
    // Without leading zeros the magnitude decides, and then the digits as text.
    int order = 0;
    if (magnitude() != other.magnitude())
        order = magnitude() < other.magnitude() ? -1 : 1;
    else
        order = digits.compare(other.digits);
    return negative ? -order : order;
}

QByteArray Decimal::toJsonNumber() const
{
    if (digits.isEmpty())
        return "0";
    const QByteArray sign = negative ? "-" : "";
    if (exponent >= 0 && exponent <= 21)
        return sign + digits + QByteArray(qsizetype(exponent), '0');
    if (exponent < 0 && magnitude() >= 0) {
        const qsizetype whole = qsizetype(magnitude()) + 1;
        return sign + digits.left(whole) + '.' + digits.mid(whole);
    }
    return sign + digits + 'e' + QByteArray::number(exponent);
}

} // namespace cauce::object
