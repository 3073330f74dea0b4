#include "core/sandbox/schemanode.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

QString lastPartOf(const QString& text, QChar separator)
{
    return text.mid(text.lastIndexOf(separator) + 1);
}

// The type that a schema refers to, alone or as the only part of allOf.
QString referredType(const Json& schema)
{
    const Json& allOf = schema[u"allOf"];
    const Json& holder = allOf.size() == 1 ? allOf.at(0) : schema;
    return lastPartOf(holder[u"$ref"].toString(), u'/');
}

SchemaNode::Type typeOf(const QString& name)
{
    using Type = SchemaNode::Type;
    static const QHash<QString, Type> types {
        {u"object"_s, Type::Object}, {u"array"_s, Type::Array},     {u"string"_s, Type::String},
        {u"number"_s, Type::Number}, {u"integer"_s, Type::Integer}, {u"boolean"_s, Type::Boolean},
    };
    return types.value(name, Type::Any);
}

// Types whose schema does not say what the server makes of them.
SchemaNode::Form formOf(const QString& typeName, const Json& schema)
{
    using Form = SchemaNode::Form;
    const QString name = lastPartOf(typeName, u'.');
    if (name == "Quantity"_L1)
        return Form::Quantity;
    if (name == "IntOrString"_L1)
        return Form::IntOrString;
    if (name == "Time"_L1 || name == "MicroTime"_L1)
        return Form::Time;
    if (name == "RawExtension"_L1 || name == "FieldsV1"_L1 || name == "JSON"_L1
        || name.startsWith("JSONSchemaPropsOr"_L1))
        return Form::Raw;
    return schema[u"format"].toString() == "byte"_L1 ? Form::Bytes : Form::Plain;
}

QStringList namesIn(const Json& list)
{
    QStringList names;
    for (const Json& name : list.items())
        names.append(name.toString());
    return names;
}

} // namespace

const SchemaPlace* SchemaNode::find(QStringView name) const
{
    const auto found = std::lower_bound(
        properties.cbegin(), properties.cend(), name,
        [](const auto& property, QStringView wanted) { return property.first < wanted; });
    return found != properties.cend() && found->first == name ? &found->second : nullptr;
}

const SchemaPlace* SchemaNode::placeOf(QStringView name) const
{
    if (const SchemaPlace* property = find(name))
        return property;
    return hasOtherKeys ? &otherKeys : nullptr;
}

const SchemaNode* SchemaNodes::named(const QString& name)
{
    if (const SchemaNode* known = m_named.value(name))
        return known;
    const auto schema = m_types->constFind(name);
    if (schema == m_types->cend()) {
        m_missing.append(name);
        return nullptr;
    }
    SchemaNode& node = m_arena.nodes.emplace_back();
    m_named.insert(name, &node); // before its fields: types refer to themselves
    node.goType = name.section(u'.', -2);
    node.form = formOf(name, *schema);
    return compiled(*schema, node);
}

SchemaPlace SchemaNodes::place(const Json& schema)
{
    SchemaPlace place;
    place.defaultValue = schema[u"default"];
    if (const QString type = m_types ? referredType(schema) : QString(); !type.isEmpty())
        place.node = named(type);
    else
        place.node = compiled(schema, m_arena.nodes.emplace_back());
    return place;
}

const SchemaNode* SchemaNodes::compiled(const Json& schema, SchemaNode& node)
{
    node.type = typeOf(schema[u"type"].toString());
    node.format = schema[u"format"].toString();
    if (node.form == SchemaNode::Form::Plain)
        node.form = formOf({}, schema);
    node.isNullable = schema[u"nullable"].toBool();
    node.preservesUnknown = schema[u"x-kubernetes-preserve-unknown-fields"].toBool();
    node.isEmbedded = schema[u"x-kubernetes-embedded-resource"].toBool();
    node.isIntOrString = schema[u"x-kubernetes-int-or-string"].toBool();
    if (!m_types)
        readLogic(schema, node);
    readProperties(schema, node);
    if (const Json& items = schema[u"items"]; items.isObject())
        node.items = place(items);
    const Json& otherKeys = schema[u"additionalProperties"];
    node.hasOtherKeys = otherKeys.isObject() || otherKeys.toBool();
    if (node.hasOtherKeys)
        node.otherKeys = place(otherKeys);
    return &node;
}

void SchemaNodes::readLogic(const Json& schema, SchemaNode& node)
{
    node.rules = schema;
    const auto read = [&](QStringView key, std::vector<SchemaPlace>& places) {
        for (const Json& part : schema[key].items())
            places.push_back(place(part));
    };
    read(u"allOf", node.allOf);
    read(u"anyOf", node.anyOf);
    read(u"oneOf", node.oneOf);
    if (schema[u"not"].isObject())
        node.noneOf.push_back(place(schema[u"not"]));
}

void SchemaNodes::readProperties(const Json& schema, SchemaNode& node)
{
    const QStringList zero = namesIn(schema[u"x-cauce-zero"]);
    const QStringList null = namesIn(schema[u"x-cauce-null"]);
    for (const auto& [name, property] : schema[u"properties"].members()) {
        SchemaPlace made = place(property);
        made.omitsZero = zero.contains(name);
        made.writesNull = null.contains(name);
        node.properties.emplace_back(name, std::move(made));
    }
    std::sort(node.properties.begin(), node.properties.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
}

} // namespace cauce::sandbox
