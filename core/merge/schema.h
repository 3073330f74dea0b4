#pragma once

#include "core/base/result.h"
#include "core/object/json.h"

#include <QHash>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace cauce::merge {

//! Whether the parts of a list or map have owners of their own, or one owner has it whole.
enum class Relationship { Atomic, Granular };

//! What a scalar must be; None where a type is no scalar, Unknown where a schema has a word of its
//! own for it, which only null fits.
enum class Scalar { None, String, Numeric, Boolean, Untyped, Unknown };

//! A type of a Schema, as one place refers to it.
struct TypeRef
{
    int type = -1; //!< index into its Schema; below 0: nothing may stand here
    //! When set it overrides the map's, or else the list's, relationship of the type.
    std::optional<Relationship> relationship;

    bool isValid() const { return type >= 0; }
    friend bool operator==(const TypeRef&, const TypeRef&) = default;
};

//! A declared field of a struct.
struct Field
{
    QString name;
    TypeRef type;
    //! What the key of a list's element counts as when the element leaves it out.
    std::optional<object::Json> defaultValue;
};

//! A list: atomic, a set (granular without keys), or keyed (granular with keys).
struct ListShape
{
    TypeRef element;
    Relationship relationship = Relationship::Atomic;
    QStringList keys;
};

//! A struct, a map, or both: declared fields, and the type of every other key.
struct MapShape
{
    std::vector<Field> fields; //!< sorted by name
    TypeRef element; //!< invalid: no other key may be there
    Relationship relationship = Relationship::Granular;

    const Field* find(QStringView name) const; //!< nullptr when not declared
};

//! What may stand in a place: any of a scalar, a list and a map.
struct Type
{
    QString name; //!< empty for a type that is written out where it is used
    bool isDeclared = false; //!< false: something refers to it and nothing says what it is
    Scalar scalar = Scalar::None;
    std::optional<ListShape> list;
    std::optional<MapShape> map;
};

//! \brief The types of objects, compiled for server-side apply; immutable once built.
//!
//! Every schema has the two types of what is not described: untyped() (atomic as a whole) and
//! deduced() (maps merge deeply, lists are atomic, scalars are free).
class Schema
{
public:
    //! The name of untyped() and of deduced() in every schema.
    static QString untypedName();
    static QString deducedName();

    //! \return nullptr when the reference is invalid
    const Type* type(const TypeRef& ref) const;
    //! \return an invalid reference when no type of that name is declared
    TypeRef named(const QString& name) const;
    TypeRef untyped() const { return named(untypedName()); }
    TypeRef deduced() const { return named(deducedName()); }
    //! The names of all declared types but the two that every schema has, sorted.
    QStringList names() const;

private:
    friend class SchemaBuilder;
    std::vector<Type> m_types;
    QHash<QString, int> m_names;
};

//! \brief Puts a Schema together, type by type; a name may be referred to before it is declared.
class SchemaBuilder
{
public:
    SchemaBuilder();

    //! A reference to the type called \p name, declared or not yet.
    TypeRef reference(const QString& name);
    //! Adds a type without a name.
    TypeRef add(Type type);
    //! Says what \p name is; the last declaration wins.
    void declare(const QString& name, Type type);
    //! The schema; the builder is empty after it.
    std::shared_ptr<const Schema> build();

private:
    Schema m_schema;
};

//! \brief A type together with the schema that it belongs to: what every value needs to be read by.
struct ObjectType
{
    std::shared_ptr<const Schema> schema;
    TypeRef type;

    //! Any object at all, its shape taken from its values: for kinds without a schema.
    static ObjectType deduced();
    //! \return a type with an invalid reference when \p schema does not declare \p name
    static ObjectType named(std::shared_ptr<const Schema> schema, const QString& name);
};

//! \brief Reads a schema in the form that the structured-merge-diff library keeps it in.
//!
//! `{types: [{name, scalar|list|map}]}`; relationships are atomic, associative and separable.
//! \return Invalid, naming the type, when it is of another form
Result<std::shared_ptr<const Schema>> readSchema(const object::Json& types);

} // namespace cauce::merge
