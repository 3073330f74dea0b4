#pragma once

// Private to core/sandbox: OpenAPI schemas, compiled to be walked along with an object.

#include "core/object/json.h"

#include <QHash>
#include <QStringList>

#include <deque>
#include <memory>
#include <vector>

namespace cauce::sandbox {

struct SchemaNode;

//! A place in an object: a property, an item, or a map's value.
struct SchemaPlace
{
    const SchemaNode* node = nullptr; //!< never null once compiled
    object::Json defaultValue; //!< null: none
    bool omitsZero = false; //!< the server's own struct leaves it out when false, 0, "" or {}
    bool writesNull = false; //!< the server's own struct writes it, as null, when it is not set
};

//! What stands in a place. Nodes live in a SchemaArena and refer to each other, in circles too.
struct SchemaNode
{
    enum class Type { Any, Object, Array, String, Integer, Number, Boolean };
    //! What the server's own types make of a value beyond its type.
    enum class Form { Plain, Quantity, Time, Bytes, IntOrString, Raw };

    Type type = Type::Any;
    Form form = Form::Plain;
    QString goType; //!< v1.DeploymentSpec; empty where the schema is written in place
    QString format; //!< int32, int64, date-time, ...
    std::vector<std::pair<QString, SchemaPlace>> properties; //!< by name
    bool hasOtherKeys = false; //!< additionalProperties
    SchemaPlace otherKeys; //!< their schema; of type Any when they are free
    SchemaPlace items;
    bool isNullable = false;
    bool preservesUnknown = false;
    bool isEmbedded = false; //!< a resource of its own within the object
    bool isIntOrString = false;
    object::Json rules; //!< the schema itself, for what only validation reads; custom kinds only
    std::vector<SchemaPlace> allOf; //!< custom kinds only, as the next three
    std::vector<SchemaPlace> anyOf;
    std::vector<SchemaPlace> oneOf;
    std::vector<SchemaPlace> noneOf; //!< not

    const SchemaPlace* find(QStringView name) const;
    //! The place of a member of any name; nullptr when the schema knows none.
    const SchemaPlace* placeOf(QStringView name) const;
    bool isStruct() const { return type == Type::Object && !hasOtherKeys && !properties.empty(); }
};

//! Owns nodes.
struct SchemaArena
{
    std::deque<SchemaNode> nodes;
    bool isBuiltIn = false;
    const SchemaNode* metadata = nullptr; //!< ObjectMeta, for the metadata of custom kinds
    std::shared_ptr<const SchemaArena> base; //!< keeps metadata
};

//! \brief Compiles schemas into an arena.
class SchemaNodes
{
public:
    explicit SchemaNodes(SchemaArena& arena, const QHash<QString, object::Json>* types = nullptr)
        : m_arena(arena)
        , m_types(types)
    { }

    //! The type of that name; nullptr, and missing(), when there is none.
    const SchemaNode* named(const QString& name);
    SchemaPlace place(const object::Json& schema);
    const QStringList& missing() const { return m_missing; }

private:
    const SchemaNode* compiled(const object::Json& schema, SchemaNode& node);
    void readProperties(const object::Json& schema, SchemaNode& node);
    void readLogic(const object::Json& schema, SchemaNode& node);

    SchemaArena& m_arena;
    const QHash<QString, object::Json>* m_types;
    QHash<QString, const SchemaNode*> m_named;
    QStringList m_missing;
};

} // namespace cauce::sandbox
