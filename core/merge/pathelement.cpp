#include "core/merge/pathelement.h"

#include "core/merge/gotext.h"
#include "core/object/decimal.h"
#include "core/object/jsoncodec.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

namespace {

using KeyFields = std::vector<PathElement::KeyField>;

// Puts surrogates above the rest of the BMP, where UTF-8 has them.
char16_t utf8Rank(char16_t unit)
{
    if (unit < 0xD800)
        return unit;
    return unit < 0xE000 ? char16_t(unit + 0x2000) : char16_t(unit - 0x800);
}

int rankOf(const Json& value)
{
    switch (value.type()) {
    case Json::Type::Number:
        return 0;
    case Json::Type::String:
        return 1;
    case Json::Type::Bool:
        return 2;
    case Json::Type::Array:
        return 3;
    case Json::Type::Object:
        return 4;
    case Json::Type::Null:
        break;
    }
    return 5;
}

std::strong_ordering compareNumbers(const QByteArray& a, const QByteArray& b)
{
    bool smallA = false;
    bool smallB = false;
    const qint64 wholeA = a.toLongLong(&smallA);
    const qint64 wholeB = b.toLongLong(&smallB);
    if (smallA && smallB)
        return wholeA <=> wholeB;
    const std::optional<object::Decimal> x = object::Decimal::parse(a);
    const std::optional<object::Decimal> y = object::Decimal::parse(b);
    if (x && y)
        return x->compare(*y) <=> 0;
    return a.compare(b) <=> 0; // an exponent of more than 15 digits: any order will do
}

std::strong_ordering compareValues(const Json& a, const Json& b);

std::strong_ordering compareFields(const KeyFields& a, const KeyFields& b)
{
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (const auto order = compareUtf8(a[i].first, b[i].first); order != 0)
            return order;
        if (const auto order = compareValues(a[i].second, b[i].second); order != 0)
            return order;
    }
    return a.size() <=> b.size();
}

std::strong_ordering compareValues(const Json& a, const Json& b)
{
    if (const auto order = rankOf(a) <=> rankOf(b); order != 0)
        return order;
    switch (a.type()) {
    case Json::Type::Number:
        return compareNumbers(a.numberText(), b.numberText());
    case Json::Type::String:
        return compareUtf8(a.toString(), b.toString());
    case Json::Type::Bool:
        return a.toBool() <=> b.toBool();
    case Json::Type::Array:
        for (qsizetype i = 0; i < std::min(a.size(), b.size()); ++i) {
            if (const auto order = compareValues(a.at(i), b.at(i)); order != 0)
                return order;
        }
        return a.size() <=> b.size();
    case Json::Type::Object: {
        const Json x = withSortedKeys(a);
        const Json y = withSortedKeys(b);
        return compareFields({x.members().begin(), x.members().end()},
                             {y.members().begin(), y.members().end()});
    }
    case Json::Type::Null:
        break;
    }
    return std::strong_ordering::equal;
}

QString valueText(const Json& value)
{
    return value.isString() ? goQuoted(value.toString(), false) : goJson(value);
}

Result<std::optional<PathElement>> keyElement(const QString& text)
{
    const Result<Json> value = object::parseJson(QStringView(text).mid(2).toUtf8());
    if (!value)
        return Failure {value.error()};
    if (!value->isObject())
        return fail(ErrorKind::Invalid, u"a list element's key is no JSON object: %1"_s.arg(text));
    const auto fields = value->members();
    return std::optional(PathElement::key({fields.begin(), fields.end()}));
}

} // namespace

std::strong_ordering compareUtf8(QStringView a, QStringView b)
{
    const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (x == a.end() || y == b.end())
        return a.size() <=> b.size();
    return utf8Rank(x->unicode()) <=> utf8Rank(y->unicode());
}

PathElement::PathElement(Content content)
    : m_content(std::move(content))
{ }

PathElement PathElement::field(QString name)
{
    return PathElement(Content(std::in_place_index<0>, std::move(name)));
}

PathElement PathElement::key(std::vector<KeyField> fields)
{
    for (auto& [name, value] : fields)
        value = withGoNumbers(value);
    std::ranges::stable_sort(fields, [](const KeyField& a, const KeyField& b) {
        return compareUtf8(a.first, b.first) < 0;
    });
    return PathElement(Content(std::in_place_index<1>, std::move(fields)));
}

PathElement PathElement::value(const Json& value)
{
    return PathElement(Content(std::in_place_index<2>, withGoNumbers(value)));
}

PathElement PathElement::index(qint64 index)
{
    return PathElement(Content(std::in_place_index<3>, index));
}

QString PathElement::fieldName() const
{
    const QString* name = std::get_if<QString>(&m_content);
    return name ? *name : QString();
}

std::vector<PathElement::KeyField> PathElement::keyFields() const
{
    const KeyFields* fields = std::get_if<KeyFields>(&m_content);
    return fields ? *fields : KeyFields();
}

Result<std::optional<PathElement>> PathElement::fromFieldsV1(const QString& text)
{
    if (text.size() < 2)
        return fail(ErrorKind::Invalid, u"a path element must have two characters: %1"_s.arg(text));
    if (text.at(1) != u':')
        return fail(ErrorKind::Invalid, u"a path element misses its colon: %1"_s.arg(text));
    switch (text.at(0).unicode()) {
    case u'f':
        return std::optional(field(text.mid(2)));
    case u'k':
        return keyElement(text);
    case u'v': {
        const Result<Json> value = object::parseJson(QStringView(text).mid(2).toUtf8());
        if (!value)
            return Failure {value.error()};
        return std::optional(PathElement::value(*value));
    }
    case u'i': {
        bool isNumber = false;
        const qint64 index = QStringView(text).mid(2).toLongLong(&isNumber);
        if (!isNumber)
            return fail(ErrorKind::Invalid, u"a list index is no number: %1"_s.arg(text));
        return std::optional(PathElement::index(index));
    }
    default:
        return std::optional<PathElement>();
    }
}

QString PathElement::toFieldsV1() const
{
    switch (kind()) {
    case Kind::Field:
        return u"f:"_s % fieldName();
    case Kind::Key: {
        QStringList parts;
        for (const auto& [name, value] : std::get<KeyFields>(m_content))
            parts.append(goQuoted(name, false) % u':' % goJson(value));
        return u"k:{"_s % parts.join(u',') % u'}';
    }
    case Kind::Value:
        return u"v:"_s % goJson(std::get<Json>(m_content));
    case Kind::Index:
        break;
    }
    return u"i:"_s % QString::number(std::get<qint64>(m_content));
}

QString PathElement::toString() const
{
    switch (kind()) {
    case Kind::Field:
        return u'.' % fieldName();
    case Kind::Key: {
        QStringList parts;
        for (const auto& [name, value] : std::get<KeyFields>(m_content))
            parts.append(name % u'=' % valueText(value));
        return u'[' % parts.join(u',') % u']';
    }
    case Kind::Value:
        return u"[="_s % valueText(std::get<Json>(m_content)) % u']';
    case Kind::Index:
        break;
    }
    return u"[%1]"_s.arg(std::get<qint64>(m_content));
}

std::strong_ordering operator<=>(const PathElement& a, const PathElement& b)
{
    if (const auto order = a.m_content.index() <=> b.m_content.index(); order != 0)
        return order;
    switch (a.kind()) {
    case PathElement::Kind::Field:
        return compareUtf8(std::get<QString>(a.m_content), std::get<QString>(b.m_content));
    case PathElement::Kind::Key:
        return compareFields(std::get<KeyFields>(a.m_content), std::get<KeyFields>(b.m_content));
    case PathElement::Kind::Value:
        return compareValues(std::get<Json>(a.m_content), std::get<Json>(b.m_content));
    case PathElement::Kind::Index:
        break;
    }
    return std::get<qint64>(a.m_content) <=> std::get<qint64>(b.m_content);
}

QString pathText(const FieldPath& path)
{
    QString text;
    for (const PathElement& element : path)
        text += element.toString();
    return text;
}

} // namespace cauce::merge
