#include "core/object/quantity.h"
#include "core/sandbox/goforms.h"
#include "core/sandbox/schemawalk.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

using Form = SchemaNode::Form;
using Type = SchemaNode::Type;

bool isZeroValue(const Json& value)
{
    switch (value.type()) {
    case Json::Type::Null:
        return true;
    case Json::Type::Bool:
        return !value.toBool();
    case Json::Type::Number:
        return value.toDouble() == 0;
    case Json::Type::String:
        return value.toString().isEmpty();
    case Json::Type::Array:
    case Json::Type::Object:
        return value.size() == 0;
    }
    return false;
}

bool isEmptyCollection(const SchemaNode& node, const Json& value)
{
    const bool isCollection
        = node.type == Type::Array || (node.type == Type::Object && node.hasOtherKeys);
    return isCollection && value.size() == 0;
}

// What a field is written as that is written without being set.
Json unsetValue(const SchemaNode& node)
{
    if (node.form == Form::Quantity)
        return u"0"_s;
    return node.form == Form::IntOrString ? Json(qint64(0)) : Json();
}

// What a field comes to; nothing when it is left out.
std::optional<Json> writtenField(const SchemaPlace& place, const Json& value)
{
    const bool isMissing = value.isNull() || (place.omitsZero && isZeroValue(value));
    if (isMissing && place.defaultValue.isNull())
        return place.writesNull ? std::optional(unsetValue(*place.node)) : std::nullopt;
    Json result = written(*place.node, isMissing ? place.defaultValue : value);
    if (place.omitsZero && isZeroValue(result))
        return std::nullopt;
    if (isEmptyCollection(*place.node, result))
        return place.writesNull ? std::optional(Json()) : std::nullopt;
    return result;
}

Json writtenStruct(const SchemaNode& node, const Json& value)
{
    Json::Members members;
    for (const auto& [name, place] : node.properties) {
        if (auto field = writtenField(place, value[name]))
            members.emplace_back(name, *std::move(field));
    }
    return Json(std::move(members));
}

Json canonicalQuantity(const Json& value, int finest = -9)
{
    const QString text
        = value.isNumber() ? QString::fromLatin1(value.numberText()) : value.toString();
    const auto canonical = object::Quantity::canonical(text, finest);
    return canonical ? Json(*canonical) : value;
}

// An element of a list or a map: null is the zero value of its type.
Json writtenElement(const SchemaPlace& place, const Json& value)
{
    return written(*place.node, value.isNull() ? place.defaultValue : value);
}

Json writtenMap(const SchemaNode& node, const Json& value)
{
    Json::Members members;
    // A list of resources keeps thousandths only.
    const bool isResources = node.otherKeys.node->form == Form::Quantity;
    for (const auto& [name, member] : value.members()) {
        members.emplace_back(name,
                             isResources ? canonicalQuantity(member, -3)
                                         : writtenElement(node.otherKeys, member));
    }
    std::sort(members.begin(), members.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return Json(std::move(members));
}

Json writtenList(const SchemaNode& node, const Json& value)
{
    Json::Items items;
    for (const Json& item : value.items())
        items.push_back(writtenElement(node.items, item));
    return Json(std::move(items));
}

Json writtenTime(const SchemaNode& node, const Json& value)
{
    const QString text = value.toString();
    if (node.goType.endsWith("MicroTime"_L1) || text.isEmpty())
        return value;
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    return time.isValid() ? Json(time.toUTC().toString(Qt::ISODate)) : value;
}

// ---- what cannot be read

QString kindOfValue(const Json& value)
{
    switch (value.type()) {
    case Json::Type::Null:
        return u"null"_s;
    case Json::Type::Bool:
        return u"bool"_s;
    case Json::Type::Number:
        return u"number"_s;
    case Json::Type::String:
        return u"string"_s;
    case Json::Type::Array:
        return u"array"_s;
    case Json::Type::Object:
        return u"object"_s;
    }
    return {};
}

QString goTypeOf(const SchemaNode& node)
{
    if (node.form == Form::Bytes)
        return u"[]uint8"_s;
    if (node.form == Form::IntOrString)
        return u"int32"_s;
    switch (node.type) {
    case Type::Array:
        return u"[]"_s + goTypeOf(*node.items.node);
    case Type::Object:
        return node.hasOtherKeys ? u"map[string]"_s + goTypeOf(*node.otherKeys.node) : node.goType;
    case Type::Boolean:
        return u"bool"_s;
    case Type::Integer:
        return node.format.isEmpty() ? u"int"_s : node.format;
    case Type::Number:
        return u"float64"_s;
    case Type::String:
    case Type::Any:
        break;
    }
    return u"string"_s;
}

// Where a value stands: the fields from the root, and the struct that has the last of them.
struct GoPlace
{
    QString path;
    QString owner; // v1.DeploymentSpec; empty at the root
};

QString cannotUnmarshal(const QString& found, const SchemaNode& node, const GoPlace& place)
{
    const QString target = place.owner.isEmpty()
        ? u"value"_s
        : u"struct field %1.%2"_s.arg(place.owner.section(u'.', -1), place.path);
    return u"json: cannot unmarshal %1 into Go %2 of type %3"_s.arg(found, target, goTypeOf(node));
}

std::optional<QString> wrongInteger(const SchemaNode& node, const Json& value, const GoPlace& place)
{
    const auto number = value.toInteger();
    const bool isShort = node.format == "int32"_L1;
    const bool fits = number && (!isShort || *number == qint32(*number));
    if (fits && !value.numberText().contains('.') && !value.numberText().contains('e'))
        return std::nullopt;
    return cannotUnmarshal(u"number "_s + QString::fromLatin1(value.numberText()), node, place);
}

std::optional<QString> wrongScalar(const SchemaNode& node, const Json& value, const GoPlace& place)
{
    if (node.form == Form::Quantity) {
        const QString text
            = value.isNumber() ? QString::fromLatin1(value.numberText()) : value.toString();
        if (object::Quantity::parse(text))
            return std::nullopt;
        return u"quantities must match the regular expression "_s
            % u"'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"_s;
    }
    if (node.form == Form::IntOrString) {
        if (value.isNumber() || value.isString())
            return std::nullopt;
        return cannotUnmarshal(kindOfValue(value), node, place);
    }
    const bool isWrong = (node.type == Type::String && !value.isString())
        || (node.type == Type::Boolean && !value.isBool())
        || ((node.type == Type::Integer || node.type == Type::Number) && !value.isNumber());
    if (isWrong)
        return cannotUnmarshal(kindOfValue(value), node, place);
    if (node.form == Form::Bytes)
        return base64Problem(value.toString());
    if (node.form == Form::Time)
        return timeProblem(value.toString());
    return node.type == Type::Integer ? wrongInteger(node, value, place) : std::nullopt;
}

std::optional<QString> wrongAt(const SchemaNode& node, const Json& value, const GoPlace& place);

std::optional<QString> wrongMember(const SchemaNode& node, const Json& value, const GoPlace& place)
{
    for (const auto& [name, member] : value.members()) {
        const SchemaPlace* found = node.placeOf(name);
        if (!found)
            continue;
        // A map's values are said to stand in the field that the map is.
        GoPlace inner = place;
        if (!node.hasOtherKeys) {
            inner.path = place.path.isEmpty() ? name : place.path + u'.' + name;
            inner.owner = node.goType;
        }
        if (auto wrong = wrongAt(*found->node, member, inner))
            return wrong;
    }
    return std::nullopt;
}

std::optional<QString> wrongAt(const SchemaNode& node, const Json& value, const GoPlace& place)
{
    if (value.isNull() || node.form == Form::Raw)
        return std::nullopt;
    if (node.type == Type::Object) {
        return value.isObject() ? wrongMember(node, value, place)
                                : cannotUnmarshal(kindOfValue(value), node, place);
    }
    if (node.type != Type::Array)
        return wrongScalar(node, value, place);
    if (!value.isArray())
        return cannotUnmarshal(kindOfValue(value), node, place);
    for (const Json& item : value.items()) {
        if (auto wrong = wrongAt(*node.items.node, item, place))
            return wrong;
    }
    return std::nullopt;
}

} // namespace

Json written(const SchemaNode& node, const Json& value)
{
    switch (node.form) {
    case Form::Raw:
    case Form::IntOrString:
    case Form::Bytes:
        return value;
    case Form::Quantity:
        return canonicalQuantity(value);
    case Form::Time:
        return writtenTime(node, value);
    case Form::Plain:
        break;
    }
    if (node.type == Type::Object)
        return node.hasOtherKeys ? writtenMap(node, value) : writtenStruct(node, value);
    return node.type == Type::Array ? writtenList(node, value) : value;
}

std::optional<QString> wrongTypeIn(const SchemaNode& node, const Json& value)
{
    return wrongAt(node, value, {});
}

void collectUnknown(const SchemaNode& node, const Json& value, const QString& path,
                    QStringList& found)
{
    if (node.form != Form::Plain)
        return;
    if (node.type == Type::Array) {
        for (qsizetype i = 0; i < value.size(); ++i)
            collectUnknown(*node.items.node, value.at(i), u"%1[%2]"_s.arg(path).arg(i), found);
        return;
    }
    if (node.type != Type::Object)
        return;
    for (const auto& [name, member] : value.members()) {
        const QString inner = path.isEmpty() ? name : path + u'.' + name;
        if (const SchemaPlace* place = node.placeOf(name))
            collectUnknown(*place->node, member, inner, found);
        else
            found.append(inner);
    }
}

} // namespace cauce::sandbox
