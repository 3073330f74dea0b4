#include "core/merge/gotext.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

namespace {

// Go writes an exponent only where a plain number would be very long.
constexpr double kSmallestPlain = 1e-6;
constexpr double kLargestPlain = 1e21;

bool isWhole(const QByteArray& text)
{
    return !text.contains('.') && !text.contains('e') && !text.contains('E');
}

QString joined(const Json& value, QString (*write)(const Json&), QLatin1String separator)
{
    QStringList parts;
    for (const Json& item : value.items())
        parts.append(write(item));
    return parts.join(separator);
}

} // namespace

QByteArray goNumber(const QByteArray& text)
{
    const Json number = Json::number(text);
    if (const std::optional<qint64> whole = number.toInteger())
        return QByteArray::number(*whole);
    const double value = number.toDouble(std::numeric_limits<double>::quiet_NaN());
    if (std::isnan(value))
        return text; // beyond a double: Go refuses it, we keep it to the letter
    const double size = std::abs(value);
    const bool plain = size == 0 || (size >= kSmallestPlain && size < kLargestPlain);
    std::array<char, 64> digits {};
    const auto [end, error]
        = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                        plain ? std::chars_format::fixed : std::chars_format::scientific);
    QByteArray result(digits.data(), end - digits.data());
    // Two digits of exponent are one too many for Go when the first is a zero, and only then.
    if (const qsizetype at = result.indexOf("e-0"); at >= 0)
        result.remove(at + 2, 1);
    return result;
}

Json withGoNumbers(const Json& value)
{
    if (value.isNumber()) {
        const QByteArray text = value.numberText();
        const QByteArray written = goNumber(text);
        return written == text ? value : Json::number(written);
    }
    if (value.isArray()) {
        Json::Items items;
        for (const Json& item : value.items())
            items.push_back(withGoNumbers(item));
        return Json(std::move(items));
    }
    if (!value.isObject())
        return value;
    Json::Members members(value.members().begin(), value.members().end());
    for (auto& [key, member] : members)
        member = withGoNumbers(member);
    return Json(std::move(members));
}

QString goQuoted(QStringView text, bool html)
{
    QString out = u"\""_s;
    for (const QChar c : text) {
        const char16_t unit = c.unicode();
        if (unit == u'"' || unit == u'\\')
            out += u'\\' % c;
        else if (unit == u'\n')
            out += u"\\n"_s;
        else if (unit == u'\r')
            out += u"\\r"_s;
        else if (unit == u'\t')
            out += u"\\t"_s;
        else if (unit < 0x20 || (html && (unit == u'<' || unit == u'>' || unit == u'&'))
                 || (html && (unit == 0x2028 || unit == 0x2029)))
            out += u"\\u%1"_s.arg(int(unit), 4, 16, QChar(u'0'));
        else
            out += c;
    }
    return out % u'"';
}

QString goJson(const Json& value)
{
    switch (value.type()) {
    case Json::Type::Null:
        return u"null"_s;
    case Json::Type::Bool:
        return value.toBool() ? u"true"_s : u"false"_s;
    case Json::Type::Number:
        return QString::fromLatin1(goNumber(value.numberText()));
    case Json::Type::String:
        return goQuoted(value.toString(), true);
    case Json::Type::Array:
        return u'[' % joined(value, goJson, ","_L1) % u']';
    case Json::Type::Object:
        break;
    }
    QStringList parts;
    const Json sorted = object::withSortedKeys(value);
    for (const auto& [key, member] : sorted.members())
        parts.append(goQuoted(key, true) % u':' % goJson(member));
    return u'{' % parts.join(u',') % u'}';
}

QString goPlain(const Json& value)
{
    switch (value.type()) {
    case Json::Type::Null:
        return u"<nil>"_s;
    case Json::Type::String:
        return value.toString();
    case Json::Type::Array:
        return u'[' % joined(value, goPlain, " "_L1) % u']';
    case Json::Type::Object: {
        QStringList parts;
        const Json sorted = object::withSortedKeys(value);
        for (const auto& [key, member] : sorted.members())
            parts.append(key % u':' % goPlain(member));
        return u"map["_s % parts.join(u' ') % u']';
    }
    case Json::Type::Bool:
    case Json::Type::Number:
        break;
    }
    return goJson(value);
}

QString goSyntax(const Json& value)
{
    switch (value.type()) {
    case Json::Type::Null:
        return u"interface {}(nil)"_s;
    case Json::Type::String:
        return goQuoted(value.toString(), false);
    case Json::Type::Array:
        return goTypeName(value) % u'{' % joined(value, goSyntax, ", "_L1) % u'}';
    case Json::Type::Object: {
        QStringList parts;
        const Json sorted = object::withSortedKeys(value);
        for (const auto& [key, member] : sorted.members())
            parts.append(goQuoted(key, false) % u':' % goSyntax(member));
        return goTypeName(value) % u'{' % parts.join(u", "_s) % u'}';
    }
    case Json::Type::Bool:
    case Json::Type::Number:
        break;
    }
    return goJson(value);
}

QString goTypeName(const Json& value)
{
    switch (value.type()) {
    case Json::Type::Null:
        return u"<nil>"_s;
    case Json::Type::Bool:
        return u"bool"_s;
    case Json::Type::Number:
        return isWhole(value.numberText()) && value.toInteger() ? u"int64"_s : u"float64"_s;
    case Json::Type::String:
        return u"string"_s;
    case Json::Type::Array:
        return u"[]interface {}"_s;
    case Json::Type::Object:
        return u"map[string]interface {}"_s;
    }
    return {};
}

} // namespace cauce::merge
