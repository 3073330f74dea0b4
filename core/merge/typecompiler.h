#pragma once

// Private to core/merge: one OpenAPI schema to the type that server-side apply sees in it.

#include "core/merge/schema.h"

namespace cauce::merge {

//! \brief Compiles named OpenAPI schemas into one Schema.
class TypeCompiler
{
public:
    //! \param preservesUnknown whether fields that no schema declares are kept everywhere
    explicit TypeCompiler(bool preservesUnknown = false);

    //! Adds the type \p name; schemas that are but a `$ref` are left out, as a server leaves them.
    void add(const QString& name, const object::Json& schema);
    //! \return Invalid with every problem when a type could not be compiled
    Result<std::shared_ptr<const Schema>> build();

private:
    Type compiled(const object::Json& schema, bool preservesUnknown);
    TypeRef reference(const object::Json& schema, bool preservesUnknown);
    MapShape mapShape(const object::Json& schema, bool preservesUnknown);
    TypeRef otherKeys(const object::Json& schema, bool preservesUnknown);
    ListShape listShape(const object::Json& schema, bool preservesUnknown);
    void readListType(const object::Json& schema, ListShape& list);
    void readPatchStrategy(const object::Json& schema, ListShape& list);
    std::optional<Relationship> mapType(const object::Json& schema);
    void note(const QString& problem);

    SchemaBuilder m_builder;
    bool m_preservesUnknown;
    QString m_current;
    QStringList m_problems;
};

} // namespace cauce::merge
