#include "core/merge/schema.h"

#include "core/merge/atom.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::merge {

const Field* MapShape::find(QStringView name) const
{
    const auto found = std::lower_bound(
        fields.begin(), fields.end(), name,
        [](const Field& field, QStringView text) { return field.name.compare(text) < 0; });
    return found != fields.end() && found->name == name ? &*found : nullptr;
}

QString Schema::untypedName()
{
    return u"__untyped_atomic_"_s;
}

QString Schema::deducedName()
{
    return u"__untyped_deduced_"_s;
}

const Type* Schema::type(const TypeRef& ref) const
{
    return ref.isValid() && size_t(ref.type) < m_types.size() ? &m_types[size_t(ref.type)]
                                                              : nullptr;
}

TypeRef Schema::named(const QString& name) const
{
    const int index = m_names.value(name, -1);
    return TypeRef {index >= 0 && m_types[size_t(index)].isDeclared ? index : -1, {}};
}

QStringList Schema::names() const
{
    QStringList result;
    for (const Type& type : m_types) {
        const bool isCommon = type.name == untypedName() || type.name == deducedName();
        if (type.isDeclared && !type.name.isEmpty() && !isCommon)
            result.append(type.name);
    }
    result.sort();
    return result;
}

SchemaBuilder::SchemaBuilder()
{
    const TypeRef untyped = reference(Schema::untypedName());
    const TypeRef deduced = reference(Schema::deducedName());
    Type type;
    type.scalar = Scalar::Untyped;
    type.list = ListShape {untyped, Relationship::Atomic, {}};
    type.map = MapShape {{}, untyped, Relationship::Atomic};
    declare(Schema::untypedName(), type);
    type.map = MapShape {{}, deduced, Relationship::Granular};
    declare(Schema::deducedName(), type);
}

TypeRef SchemaBuilder::reference(const QString& name)
{
    const auto known = m_schema.m_names.constFind(name);
    if (known != m_schema.m_names.cend())
        return TypeRef {*known, {}};
    Type type;
    type.name = name;
    m_schema.m_types.push_back(std::move(type));
    const int index = int(m_schema.m_types.size()) - 1;
    m_schema.m_names.insert(name, index);
    return TypeRef {index, {}};
}

TypeRef SchemaBuilder::add(Type type)
{
    if (type.map)
        std::ranges::sort(type.map->fields, {}, &Field::name);
    type.isDeclared = true;
    m_schema.m_types.push_back(std::move(type));
    return TypeRef {int(m_schema.m_types.size()) - 1, {}};
}

void SchemaBuilder::declare(const QString& name, Type type)
{
    const TypeRef ref = reference(name);
    if (type.map)
        std::ranges::sort(type.map->fields, {}, &Field::name);
    type.isDeclared = true;
    type.name = name;
    m_schema.m_types[size_t(ref.type)] = std::move(type);
}

std::shared_ptr<const Schema> SchemaBuilder::build()
{
    return std::make_shared<const Schema>(std::exchange(m_schema, Schema()));
}

ObjectType ObjectType::deduced()
{
    static const std::shared_ptr<const Schema> schema = SchemaBuilder().build();
    return ObjectType {schema, schema->deduced()};
}

ObjectType ObjectType::named(std::shared_ptr<const Schema> schema, const QString& name)
{
    const TypeRef type = schema->named(name);
    return ObjectType {std::move(schema), type};
}

Atom::Form Atom::form() const
{
    if (map)
        return Form::Map;
    if (scalar != Scalar::None)
        return Form::Scalar;
    return list ? Form::List : Form::None;
}

bool Atom::sameShapes(const Atom& other) const
{
    return scalar == other.scalar && list == other.list && map == other.map;
}

std::optional<Atom> resolved(const Schema& schema, const TypeRef& ref)
{
    const Type* type = schema.type(ref);
    if (!type || !type->isDeclared)
        return std::nullopt;
    Atom atom;
    atom.scalar = type->scalar;
    atom.list = type->list ? &*type->list : nullptr;
    atom.map = type->map ? &*type->map : nullptr;
    atom.isAtomicList = atom.list && atom.list->relationship == Relationship::Atomic;
    atom.isAtomicMap = atom.map && atom.map->relationship == Relationship::Atomic;
    if (!ref.relationship)
        return atom;
    const bool isAtomic = *ref.relationship == Relationship::Atomic;
    if (atom.map)
        atom.isAtomicMap = isAtomic;
    else if (atom.list)
        atom.isAtomicList = isAtomic;
    else
        return std::nullopt;
    return atom;
}

Atom deduced(const Atom& atom, const object::Json* value)
{
    Atom reduced;
    if (!value || value->isNull())
        return atom;
    if (value->isArray()) {
        reduced.list = atom.list;
        reduced.isAtomicList = atom.isAtomicList;
    } else if (value->isObject()) {
        reduced.map = atom.map;
        reduced.isAtomicMap = atom.isAtomicMap;
    } else {
        reduced.scalar = atom.scalar;
    }
    return reduced.form() == Atom::Form::None ? atom : reduced;
}

QString missingTypeText(const Schema& schema, const TypeRef& ref)
{
    const Type* type = schema.type(ref);
    return u"schema error: no type found matching: %1"_s.arg(
        type && !type->name.isEmpty() ? type->name : u"inlined type"_s);
}

} // namespace cauce::merge
