#include "core/object/yamlscalar.h"

#include "core/object/decimal.h"
#include "core/object/textposition.h"

#include <QRegularExpression>
#include <QStringBuilder>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace cauce::object {

namespace {

enum class Word { Null, True, False, Infinity, MinusInfinity, NotANumber };

struct KnownWord
{
    QByteArrayView text;
    Word word;
};

constexpr KnownWord kWords[] = {
    {"", Word::Null},
    {"~", Word::Null},
    {"null", Word::Null},
    {"Null", Word::Null},
    {"NULL", Word::Null},
    {"y", Word::True},
    {"Y", Word::True},
    {"yes", Word::True},
    {"Yes", Word::True},
    {"YES", Word::True},
    {"true", Word::True},
    {"True", Word::True},
    {"TRUE", Word::True},
    {"on", Word::True},
    {"On", Word::True},
    {"ON", Word::True},
    {"n", Word::False},
    {"N", Word::False},
    {"no", Word::False},
    {"No", Word::False},
    {"NO", Word::False},
    {"false", Word::False},
    {"False", Word::False},
    {"FALSE", Word::False},
    {"off", Word::False},
    {"Off", Word::False},
    {"OFF", Word::False},
    {".inf", Word::Infinity},
    {".Inf", Word::Infinity},
    {".INF", Word::Infinity},
    {"+.inf", Word::Infinity},
    {"+.Inf", Word::Infinity},
    {"+.INF", Word::Infinity},
    {"-.inf", Word::MinusInfinity},
    {"-.Inf", Word::MinusInfinity},
    {"-.INF", Word::MinusInfinity},
    {".nan", Word::NotANumber},
    {".NaN", Word::NotANumber},
    {".NAN", Word::NotANumber},
};
constexpr qsizetype kLongestWord = 5;

bool isYamlDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Whatever begins otherwise is a text, and most scalars do.
bool mayBeTyped(QByteArrayView text)
{
    return text.isEmpty() || isYamlDigit(text.front())
        || QByteArrayView("+-.~yYnNtTfFoO").contains(text.front());
}

struct Magnitude
{
    quint64 value = 0;
    bool overflow = false;
};

std::optional<Magnitude> digitsInBase(QByteArrayView digits, int base)
{
    Magnitude result;
    for (const char c : digits) {
        const int lower = c | 0x20;
        const int digit = isYamlDigit(c)   ? c - '0'
            : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10
                                           : 16;
        if (digit >= base)
            return std::nullopt;
        const quint64 limit
            = (std::numeric_limits<quint64>::max() - quint64(digit)) / quint64(base);
        result.overflow = result.overflow || result.value > limit;
        result.value = result.value * quint64(base) + quint64(digit);
    }
    return result;
}

// Go's strconv with base 0: the prefix names the base, a bare leading zero means octal.
std::optional<Magnitude> prefixedInteger(QByteArrayView text)
{
    if (text.isEmpty())
        return std::nullopt;
    if (text.front() != '0')
        return digitsInBase(text, 10);
    const char prefix = text.size() >= 3 ? char(text.at(1) | 0x20) : '\0';
    if (prefix == 'x' || prefix == 'o' || prefix == 'b')
        return digitsInBase(text.sliced(2), prefix == 'x' ? 16 : prefix == 'o' ? 8 : 2);
    return digitsInBase(text.sliced(1), 8);
}

bool fitsInt64(const Magnitude& magnitude, bool negative)
{
    constexpr quint64 limit = quint64(1) << 63;
    return !magnitude.overflow && magnitude.value < limit + (negative ? 1 : 0);
}

qint64 signedValue(const Magnitude& magnitude, bool negative)
{
    return qint64(negative ? quint64(0) - magnitude.value : magnitude.value);
}

// nothing: no decimal float, or too large for a double
std::optional<double> decimalFloat(QByteArrayView text)
{
    const std::optional<Decimal> decimal = Decimal::parse(text);
    if (!decimal)
        return std::nullopt;
    const qsizetype skip = text.startsWith('+') ? 1 : 0;
    double value = 0;
    const auto [end, error] = std::from_chars(text.begin() + skip, text.end(), value);
    if (error == std::errc::result_out_of_range)
        return decimal->magnitude() > 0 ? std::nullopt : std::optional(0.0);
    return value;
}

// Go allows '_' in a float between digits only.
bool underscoresSeparateDigits(QByteArrayView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool between = i > 0 && i + 1 < text.size() && isYamlDigit(text.at(i - 1))
            && isYamlDigit(text.at(i + 1));
        if (text.at(i) == '_' && !between)
            return false;
    }
    return true;
}

QByteArray withoutUnderscores(QByteArrayView text)
{
    QByteArray plain = text.toByteArray();
    plain.removeIf([](char c) { return c == '_'; });
    return plain;
}

bool looksLikeTimestamp(QByteArrayView text)
{
    if (text.indexOf('-') != 4)
        return false;
    static const QRegularExpression timestamp(
        u"^[0-9]{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])"
        "([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$"_s);
    return timestamp.match(QString::fromUtf8(text)).hasMatch();
}

// 12:30:45, which YAML 1.1 reads as a number to base 60; yaml.v2 does not, but puts it in quotes.
bool looksSexagesimal(QByteArrayView text)
{
    if (!text.contains(':'))
        return false;
    static const QRegularExpression sexagesimal(
        u"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+([.][0-9_]*)?$"_s);
    return sexagesimal.match(QString::fromUtf8(text)).hasMatch();
}

// The shortest digits that give this double back, and the exponent of the first one.
struct ShortestDigits
{
    QByteArray digits;
    int exponent = 0;
    bool negative = false;
};

template <typename Real>
ShortestDigits shortestDigits(Real value)
{
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof(buffer), std::fabs(value),
                                   std::chars_format::scientific)
                         .ptr;
    const QByteArrayView text(buffer, end - buffer);
    const qsizetype e = text.indexOf('e');
    ShortestDigits result;
    result.digits = text.first(e).toByteArray();
    result.digits.removeIf([](char c) { return c == '.'; });
    result.exponent = text.sliced(e + (text.at(e + 1) == '+' ? 2 : 1)).toInt();
    result.negative = std::signbit(value);
    return result;
}

QByteArray scientific(const ShortestDigits& number, int exponentWidth)
{
    QByteArray text = number.digits.left(1);
    if (number.digits.size() > 1)
        text += '.' + number.digits.mid(1);
    const QByteArray exponent = QByteArray::number(std::abs(number.exponent));
    return text + 'e' + (number.exponent < 0 ? '-' : '+')
        + exponent.rightJustified(exponentWidth, '0');
}

QByteArray positional(const ShortestDigits& number)
{
    if (number.exponent < 0)
        return "0." + QByteArray(-number.exponent - 1, '0') + number.digits;
    const qsizetype whole = number.exponent + 1;
    if (whole >= number.digits.size())
        return number.digits + QByteArray(whole - number.digits.size(), '0');
    return number.digits.left(whole) + '.' + number.digits.mid(whole);
}

// Go's encoding/json: positional from 1e-6 up to 1e21. That is what kubectl sends.
QByteArray floatForJson(double value)
{
    const ShortestDigits number = shortestDigits(value);
    const bool far = value != 0 && (std::fabs(value) < 1e-6 || std::fabs(value) >= 1e21);
    return (number.negative ? "-" : "") + (far ? scientific(number, 1) : positional(number));
}

// Go's FormatFloat(x, 'g', -1, 32): sigs.k8s.io/yaml writes keys with the precision of a float.
QString floatForKey(double value)
{
    if (std::fabs(value) > double(std::numeric_limits<float>::max()))
        return value < 0 ? u"-.inf"_s : u".inf"_s;
    const ShortestDigits number = shortestDigits(float(value));
    const bool far = float(value) != 0 && (number.exponent < -4 || number.exponent >= 6);
    return QString::fromLatin1((number.negative ? "-" : "")
                               + (far ? scientific(number, 2) : positional(number)));
}

} // namespace

std::optional<YamlScalar> YamlScalar::number(QByteArrayView text)
{
    const QByteArray digits = withoutUnderscores(text);
    const bool negative = digits.startsWith('-');
    const bool hasSign = negative || digits.startsWith('+');
    YamlScalar result(Type::Integer, text);
    if (const auto magnitude = prefixedInteger(QByteArrayView(digits).sliced(hasSign ? 1 : 0))) {
        if (fitsInt64(*magnitude, negative)) {
            result.m_integer = signedValue(*magnitude, negative);
            return result;
        }
        if (!hasSign && !magnitude->overflow) {
            result.m_type = Type::LargeInteger;
            result.m_float = double(magnitude->value);
            return result;
        }
    }
    if (const std::optional<double> real = decimalFloat(digits)) {
        result.m_type = Type::Float;
        result.m_float = *real;
        return result;
    }
    // A leftover of yaml.v2: behind "0b" stands a number with a sign of its own.
    if (digits.startsWith("0b-") || digits.startsWith("0b+")) {
        const bool inner = digits.at(2) == '-';
        const auto magnitude = digitsInBase(QByteArrayView(digits).sliced(3), 2);
        if (magnitude && digits.size() > 3 && fitsInt64(*magnitude, inner)) {
            result.m_integer = signedValue(*magnitude, inner);
            return result;
        }
    }
    return std::nullopt;
}

YamlScalar YamlScalar::plain(QByteArrayView text)
{
    if (!mayBeTyped(text))
        return string(text);
    if (text.size() <= kLongestWord) {
        const auto* known = std::ranges::find(kWords, text, &KnownWord::text);
        if (known != std::end(kWords)) {
            YamlScalar result(Type::Bool, text);
            result.m_flag = known->word == Word::True;
            if (known->word == Word::Null)
                result.m_type = Type::Null;
            else if (known->word >= Word::Infinity)
                result.m_type = Type::NotFinite;
            return result;
        }
    }
    if (isYamlDigit(text.isEmpty() ? '\0' : text.front()) || text.startsWith('+')
        || text.startsWith('-'))
        return number(text).value_or(string(text));
    if (text.startsWith('.') && underscoresSeparateDigits(text)) {
        if (const std::optional<double> real = decimalFloat(withoutUnderscores(text))) {
            YamlScalar result(Type::Float, text);
            result.m_float = *real;
            return result;
        }
    }
    return string(text);
}

YamlScalar YamlScalar::string(QByteArrayView text)
{
    return YamlScalar(Type::String, text);
}

bool YamlScalar::isTextEverywhere(QByteArrayView text)
{
    return plain(text).type() == Type::String && !looksLikeTimestamp(text)
        && !looksSexagesimal(text);
}

bool YamlScalar::isTypeTag(QByteArrayView tag)
{
    static constexpr QByteArrayView prefix = "tag:yaml.org,2002:";
    static constexpr QByteArrayView names[] = {"str", "int", "float", "bool", "null", "timestamp"};
    return tag.startsWith(prefix)
        && std::ranges::find(names, tag.sliced(prefix.size())) != std::end(names);
}

std::optional<YamlScalar> YamlScalar::tagged(QByteArrayView tag, QByteArrayView text)
{
    const QByteArrayView name = tag.sliced(tag.lastIndexOf(':') + 1);
    if (name == "str")
        return string(text);
    if (name == "timestamp")
        return looksLikeTimestamp(text) ? std::optional(string(text)) : std::nullopt;
    YamlScalar result = plain(text);
    switch (result.m_type) {
    case Type::Null:
        return name == "null" ? std::optional(result) : std::nullopt;
    case Type::Bool:
        return name == "bool" ? std::optional(result) : std::nullopt;
    case Type::Integer:
        if (name == "float") {
            result.m_type = Type::Float;
            result.m_float = double(result.m_integer);
            return result;
        }
        return name == "int" ? std::optional(result) : std::nullopt;
    case Type::LargeInteger:
        return name == "int" ? std::optional(result) : std::nullopt;
    case Type::Float:
    case Type::NotFinite:
        return name == "float" ? std::optional(result) : std::nullopt;
    case Type::String:
        break;
    }
    return std::nullopt;
}

std::optional<Json> YamlScalar::json() const
{
    switch (m_type) {
    case Type::Null:
        return Json();
    case Type::Bool:
        return Json(m_flag);
    case Type::Integer:
        return Json(m_integer);
    case Type::LargeInteger:
    case Type::Float:
        return Json::number(floatForJson(m_float));
    case Type::NotFinite:
        return std::nullopt;
    case Type::String:
        break;
    }
    return Json(exactText(m_text));
}

std::optional<QString> YamlScalar::key() const
{
    switch (m_type) {
    case Type::Null:
    case Type::LargeInteger:
        return std::nullopt;
    case Type::Bool:
        return m_flag ? u"true"_s : u"false"_s;
    case Type::Integer:
        return QString::number(m_integer);
    case Type::Float:
        return floatForKey(m_float);
    case Type::NotFinite: {
        const QByteArray word = m_text.toByteArray().toLower();
        return QString::fromLatin1(word.startsWith('+') ? word.sliced(1) : word);
    }
    case Type::String:
        break;
    }
    return exactText(m_text);
}

} // namespace cauce::object
