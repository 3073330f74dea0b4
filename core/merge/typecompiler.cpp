#include "core/merge/typecompiler.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

namespace {

// Their schemas say "string" and "object", which is not how they are merged.
constexpr auto kQuantity = "io.k8s.apimachinery.pkg.api.resource.Quantity"_L1;
constexpr auto kRawExtension = "io.k8s.apimachinery.pkg.runtime.RawExtension"_L1;

// A document nests about as deep as its types do; a cycle can only go through a `$ref`.
Scalar scalarOf(const QString& type, const QString& format)
{
    if (type == "integer"_L1 || type == "number"_L1)
        return Scalar::Numeric;
    if (type == "boolean"_L1)
        return Scalar::Boolean;
    if (type == "string"_L1 && (format.isEmpty() || format == "byte"_L1))
        return Scalar::String;
    return Scalar::Untyped; // date-time, int-or-string: the text may be a number
}

QString referredName(const Json& schema)
{
    QString target = schema[u"$ref"].toString();
    const Json& allOf = schema[u"allOf"];
    if (target.isEmpty() && allOf.size() == 1)
        target = allOf.at(0)[u"$ref"].toString();
    return target.mid(target.lastIndexOf(u'/') + 1);
}

} // namespace

TypeCompiler::TypeCompiler(bool preservesUnknown)
    : m_preservesUnknown(preservesUnknown)
{ }

void TypeCompiler::add(const QString& name, const Json& schema)
{
    if (!schema[u"$ref"].toString().isEmpty())
        return;
    m_current = name;
    Type type;
    if (name == kQuantity) {
        type.scalar = Scalar::Untyped;
    } else if (name == kRawExtension) {
        const TypeRef untyped = m_builder.reference(Schema::untypedName());
        type.scalar = Scalar::Untyped;
        type.list = ListShape {untyped, Relationship::Atomic, {}};
        type.map = MapShape {{}, untyped, Relationship::Atomic};
    } else {
        type = compiled(schema, m_preservesUnknown);
    }
    m_builder.declare(name, std::move(type));
}

Result<std::shared_ptr<const Schema>> TypeCompiler::build()
{
    if (!m_problems.isEmpty())
        return fail(ErrorKind::Invalid, m_problems.join(u'\n'));
    return m_builder.build();
}

Type TypeCompiler::compiled(const Json& schema, bool preservesUnknown)
{
    preservesUnknown = preservesUnknown || schema[u"x-kubernetes-preserve-unknown-fields"].toBool();
    const QString name = schema[u"type"].toString();
    Type type;
    if (name.isEmpty()) { // anything may stand here
        type.scalar = Scalar::Untyped;
        type.list = listShape(schema, preservesUnknown);
        type.map = mapShape(schema, preservesUnknown);
    } else if (name == "object"_L1) {
        type.map = mapShape(schema, preservesUnknown);
    } else if (name == "array"_L1) {
        type.list = listShape(schema, preservesUnknown);
    } else {
        static const QStringList scalars {u"integer"_s, u"number"_s, u"boolean"_s, u"string"_s};
        if (!scalars.contains(name))
            note(u"unrecognized type: '%1'"_s.arg(name));
        type.scalar = scalarOf(name, schema[u"format"].toString());
    }
    return type;
}

TypeRef TypeCompiler::reference(const Json& schema, bool preservesUnknown)
{
    const QString name = referredName(schema);
    if (name.isEmpty())
        return m_builder.add(compiled(schema, preservesUnknown));
    TypeRef ref = m_builder.reference(name);
    ref.relationship = mapType(schema);
    return ref;
}

MapShape TypeCompiler::mapShape(const Json& schema, bool preservesUnknown)
{
    MapShape map;
    for (const auto& [name, member] : schema[u"properties"].members()) {
        Field field {name, reference(member, preservesUnknown), {}};
        if (const Json& value = member[u"default"]; !value.isNull())
            field.defaultValue = value;
        map.fields.push_back(std::move(field));
    }
    map.element = otherKeys(schema, preservesUnknown);
    map.relationship = mapType(schema).value_or(Relationship::Granular);
    return map;
}

TypeRef TypeCompiler::otherKeys(const Json& schema, bool preservesUnknown)
{
    const TypeRef deduced = m_builder.reference(Schema::deducedName());
    const Json& described = schema[u"additionalProperties"];
    if (described.isObject())
        return reference(described, preservesUnknown);
    if (described.isBool())
        return described.toBool() ? deduced : TypeRef();
    // An object of which nothing is said is free.
    const bool isFree = preservesUnknown || schema[u"properties"].size() == 0;
    return isFree ? deduced : TypeRef();
}

ListShape TypeCompiler::listShape(const Json& schema, bool preservesUnknown)
{
    ListShape list;
    if (schema.contains(u"x-kubernetes-list-type"))
        readListType(schema, list);
    else if (schema.contains(u"x-kubernetes-patch-strategy"))
        readPatchStrategy(schema, list);
    if (const Json* items = schema.find(u"items")) {
        list.element = reference(*items, preservesUnknown);
        return list;
    }
    if (!schema[u"type"].toString().isEmpty())
        note(u"`items` must be specified on arrays"_s);
    list.element = m_builder.reference(Schema::untypedName());
    return list;
}

void TypeCompiler::readListType(const Json& schema, ListShape& list)
{
    const QString kind = schema[u"x-kubernetes-list-type"].toString();
    if (kind == "set"_L1 || kind == "map"_L1)
        list.relationship = Relationship::Granular;
    else if (kind != "atomic"_L1)
        note(u"unknown list type %1"_s.arg(kind));
    if (kind != "map"_L1)
        return;
    for (const Json& key : schema[u"x-kubernetes-list-map-keys"].items())
        list.keys.append(key.toString());
    if (list.keys.isEmpty())
        note(u"missing map keys"_s);
}

void TypeCompiler::readPatchStrategy(const Json& schema, ListShape& list)
{
    const QString strategy = schema[u"x-kubernetes-patch-strategy"].toString();
    if (strategy == "merge"_L1 || strategy == "merge,retainKeys"_L1) {
        list.relationship = Relationship::Granular;
        if (const QString key = schema[u"x-kubernetes-patch-merge-key"].toString(); !key.isEmpty())
            list.keys.append(key);
    } else if (strategy != "retainKeys"_L1) {
        note(u"unknown patch strategy %1"_s.arg(strategy));
    }
}

std::optional<Relationship> TypeCompiler::mapType(const Json& schema)
{
    const QString kind = schema[u"x-kubernetes-map-type"].toString();
    if (kind == "atomic"_L1)
        return Relationship::Atomic;
    if (kind == "granular"_L1)
        return Relationship::Granular;
    if (!kind.isEmpty())
        note(u"unknown map type %1"_s.arg(kind));
    return std::nullopt;
}

void TypeCompiler::note(const QString& problem)
{
    m_problems.append(u"%1: %2"_s.arg(m_current, problem));
}

} // namespace cauce::merge
