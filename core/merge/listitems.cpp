#include "core/merge/listitems.h"

#include "core/merge/gotext.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

namespace {

Result<PathElement> keyedElement(const Schema& schema, const ListShape& list, const Json& item)
{
    if (item.isNull()) {
        return fail(ErrorKind::Invalid,
                    u"associative list with keys may not have a null element"_s);
    }
    if (!item.isObject()) {
        return fail(ErrorKind::Invalid,
                    u"associative list with keys may not have non-map elements"_s);
    }
    std::vector<PathElement::KeyField> fields;
    for (const QString& key : list.keys) {
        if (const Json* value = item.find(key)) {
            fields.emplace_back(key, *value);
            continue;
        }
        const auto element = resolved(schema, list.element);
        if (!element || !element->map) {
            return fail(ErrorKind::Invalid,
                        u"couldn't find default value for %1: associative list may not have "
                        u"non-map types"_s.arg(key));
        }
        const Field* field = element->map->find(key);
        if (field && field->defaultValue)
            fields.emplace_back(key, *field->defaultValue);
    }
    if (fields.empty()) {
        return fail(ErrorKind::Invalid,
                    u"associative list with keys has an element that omits all key fields [\"%1\"] "
                    u"(and doesn't have default values for any key fields)"_s.arg(
                        list.keys.join(u"\" \""_s)));
    }
    return PathElement::key(std::move(fields));
}

} // namespace

Result<PathElement> itemElement(const Schema& schema, const ListShape& list, const Json& item)
{
    if (!list.keys.isEmpty())
        return keyedElement(schema, list, item);
    switch (item.type()) {
    case Json::Type::Object:
        return fail(ErrorKind::Invalid,
                    u"associative list without keys has an element that's a map type"_s);
    case Json::Type::Array:
        return fail(ErrorKind::Invalid,
                    u"not supported: associative list with lists as elements"_s);
    case Json::Type::Null:
        return fail(ErrorKind::Invalid,
                    u"associative list without keys has an element that's an explicit null"_s);
    case Json::Type::Bool:
    case Json::Type::Number:
    case Json::Type::String:
        break;
    }
    return PathElement::value(item);
}

QString scalarProblem(Scalar scalar, const Json& value)
{
    if (value.isNull())
        return {};
    const bool isScalar = value.isNumber() || value.isString() || value.isBool();
    switch (scalar) {
    case Scalar::Numeric:
        return value.isNumber()
            ? QString()
            : u"expected numeric (int or float), got %1"_s.arg(goTypeName(value));
    case Scalar::String:
        return value.isString()
            ? QString()
            : u"expected string, got &value.valueUnstructured{Value:%1}"_s.arg(goSyntax(value));
    case Scalar::Boolean:
        return value.isBool() ? QString() : u"expected boolean, got &{%1}"_s.arg(goPlain(value));
    case Scalar::Untyped:
        return isScalar ? QString() : u"expected any scalar, got &{%1}"_s.arg(goPlain(value));
    case Scalar::None:
    case Scalar::Unknown:
        break;
    }
    return u"unexpected scalar type in schema"_s;
}

} // namespace cauce::merge
