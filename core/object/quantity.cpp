#include "core/object/quantity.h"

#include <QStringBuilder>

#include <algorithm>

namespace cauce::object {

namespace {

// Far above any real quantity; hostile text must not cost anything.
constexpr qsizetype kMaxLength = 256;

struct Suffix
{
    QLatin1StringView text;
    int power; // of ten, or of 1024
    bool binary;
};

using namespace Qt::StringLiterals;

constexpr Suffix kSuffixes[] = {
    {"Ki"_L1, 1, true},  {"Mi"_L1, 2, true},  {"Gi"_L1, 3, true},  {"Ti"_L1, 4, true},
    {"Pi"_L1, 5, true},  {"Ei"_L1, 6, true},  {"n"_L1, -9, false}, {"u"_L1, -6, false},
    {"m"_L1, -3, false}, {"k"_L1, 3, false},  {"M"_L1, 6, false},  {"G"_L1, 9, false},
    {"T"_L1, 12, false}, {"P"_L1, 15, false}, {"E"_L1, 18, false},
};

// digits * 1024, by hand, because 256 digits fit into no integer.
QByteArray times1024(const QByteArray& digits)
{
    QByteArray product;
    int carry = 0;
    for (qsizetype i = digits.size() - 1; i >= 0 || carry > 0; --i) {
        const int value = carry + (i >= 0 ? (digits.at(i) - '0') * 1024 : 0);
        product.append(char('0' + value % 10));
        carry = value / 10;
    }
    std::reverse(product.begin(), product.end());
    return product;
}

// Kubernetes keeps nine decimals and rounds what is finer away from zero.
void roundUp(Decimal& value, int finest = -9)
{
    if (value.exponent >= finest)
        return;
    const qint64 kept = value.digits.size() + value.exponent - finest;
    QByteArray digits = kept > 0 ? "0" + value.digits.left(qsizetype(kept)) : QByteArray("0");
    qsizetype i = digits.size() - 1;
    for (; digits.at(i) == '9'; --i)
        digits[i] = '0';
    digits[i] = char(digits.at(i) + 1);
    value.digits = digits;
    value.exponent = finest;
    value.normalize();
}

const Suffix* suffixOf(QStringView text)
{
    const auto found
        = std::ranges::find_if(kSuffixes, [&](const Suffix& s) { return text.endsWith(s.text); });
    return found == std::end(kSuffixes) ? nullptr : found;
}

// \param value a whole number; it fits, because binary quantities are capped
QString binaryText(const Decimal& value)
{
    QByteArray digits = value.digits;
    digits.append(QByteArray(qsizetype(value.exponent), '0'));
    quint64 number = digits.toULongLong();
    int power = 0;
    for (; power < 6 && number % 1024 == 0; ++power)
        number /= 1024;
    QString text = QString::number(number);
    for (const Suffix& suffix : kSuffixes) {
        if (suffix.binary && suffix.power == power)
            text += suffix.text;
    }
    return text;
}

QString decimalText(const Decimal& value, bool hasExponent)
{
    qint64 power = value.exponent - (value.exponent % 3 + 3) % 3; // down to a multiple of three
    power = std::clamp<qint64>(power, -9, hasExponent ? value.exponent : 18);
    const qint64 zeros = value.exponent - power;
    QString text = QString::fromLatin1(value.digits + QByteArray(qsizetype(zeros), '0'));
    if (hasExponent && power != 0)
        return text + u'e' + QString::number(power);
    for (const Suffix& suffix : kSuffixes) {
        if (!suffix.binary && suffix.power == power)
            text += suffix.text;
    }
    return text;
}

} // namespace

std::optional<QString> Quantity::canonical(QStringView text, int finest)
{
    // A server refuses what needs more than nineteen digits; the limit keeps the text short here.
    constexpr qint64 kMostDigits = 64;
    const std::optional<Quantity> quantity = parse(text);
    if (!quantity || quantity->m_value.magnitude() > kMostDigits)
        return std::nullopt;
    Decimal value = quantity->m_value;
    roundUp(value, finest);
    if (value.digits.isEmpty())
        return u"0"_s;
    const Suffix* suffix = suffixOf(text);
    // Only whole numbers of at least 1024 keep a binary suffix.
    const bool isBinary = suffix && suffix->binary && value.exponent >= 0
        && Decimal {value.digits, value.exponent, false}.compare({"1024", 0, false}) >= 0;
    const bool hasExponent = !suffix && (text.contains(u'e') || text.contains(u'E'));
    const QString number = isBinary ? binaryText(value) : decimalText(value, hasExponent);
    return value.negative ? u'-' + number : number;
}

std::optional<Quantity> Quantity::parse(QStringView text)
{
    if (text.size() > kMaxLength)
        return std::nullopt;
    const Suffix* suffix = suffixOf(text);
    const bool suffixed = suffix != nullptr;
    const QByteArray number = text.chopped(suffixed ? suffix->text.size() : 0).toString().toUtf8();
    // With a suffix there is no room for an exponent: "1e3Ki" is none.
    if (suffixed && (number.contains('e') || number.contains('E')))
        return std::nullopt;
    std::optional<Decimal> value = Decimal::parse(number);
    if (!value)
        return std::nullopt;
    const bool binary = suffixed && suffix->binary;
    for (int i = 0; binary && i < suffix->power; ++i)
        value->digits = times1024(value->digits);
    if (suffixed && !binary)
        value->exponent += suffix->power;
    value->normalize();
    roundUp(*value);

    // Kubernetes caps binary quantities, and only these, at the largest int64.
    static const Decimal largest {"9223372036854775807", 0, false};
    const bool negative = value->negative;
    value->negative = false;
    if (binary && value->compare(largest) > 0)
        *value = largest;
    value->negative = negative && !value->digits.isEmpty();
    return Quantity(std::move(*value));
}

} // namespace cauce::object
