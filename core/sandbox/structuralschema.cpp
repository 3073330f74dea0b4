#include "core/sandbox/structuralschema.h"

#include "core/sandbox/schemawalk.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

Result<std::vector<std::shared_ptr<const StructuralSchema>>>
StructuralSchema::ofTypes(const Types& types, const QStringList& names)
{
    const auto arena = std::make_shared<SchemaArena>();
    arena->isBuiltIn = true;
    SchemaNodes nodes(*arena, &types);
    arena->metadata = nodes.named(u"io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"_s);
    std::vector<const SchemaNode*> roots;
    for (const QString& name : names)
        roots.push_back(nodes.named(name));
    if (!nodes.missing().isEmpty())
        return fail(ErrorKind::Internal, u"no schema of "_s + nodes.missing().join(u", "_s));
    std::vector<std::shared_ptr<const StructuralSchema>> made;
    for (const SchemaNode* root : roots)
        made.emplace_back(new StructuralSchema(arena, root));
    return made;
}

std::shared_ptr<const StructuralSchema> StructuralSchema::ofCrd(const Json& openApiV3Schema,
                                                                const StructuralSchema& metaTypes,
                                                                bool preservesUnknown)
{
    const auto arena = std::make_shared<SchemaArena>();
    arena->base = metaTypes.m_arena;
    arena->metadata = metaTypes.m_arena->metadata;
    SchemaNodes nodes(*arena);
    nodes.place(openApiV3Schema);
    SchemaNode& root = arena->nodes.front();
    root.isEmbedded = true; // apiVersion, kind and metadata are there whatever the schema says
    root.preservesUnknown = root.preservesUnknown || preservesUnknown || openApiV3Schema.isNull();
    return std::shared_ptr<const StructuralSchema>(new StructuralSchema(arena, &root));
}

bool StructuralSchema::isBuiltIn() const
{
    return m_arena->isBuiltIn;
}

std::optional<QString> StructuralSchema::wrongType(const Json& object) const
{
    if (isBuiltIn())
        return wrongTypeIn(*m_root, object);
    return wrongTypeIn(*m_arena->metadata, object[u"metadata"]);
}

QStringList StructuralSchema::unknownFields(const Json& object) const
{
    QStringList found;
    if (isBuiltIn()) {
        collectUnknown(*m_root, object, {}, found);
    } else {
        prunedCustom(*m_root, object, *m_arena->metadata, &found);
        found.sort(); // as a server sorts them for custom kinds, and only for these
    }
    return found;
}

Json StructuralSchema::pruned(const Json& object) const
{
    if (isBuiltIn())
        return written(*m_root, object);
    Json result = prunedCustom(*m_root, object, *m_arena->metadata, nullptr);
    return object::withSortedKeys(withoutForbiddenNulls(*m_root, result));
}

Json StructuralSchema::defaulted(const Json& object) const
{
    return isBuiltIn() ? written(*m_root, object) : withSchemaDefaults(*m_root, object);
}

Causes StructuralSchema::problems(const Json& object) const
{
    return isBuiltIn() ? Causes() : schemaProblems(*m_root, object);
}

} // namespace cauce::sandbox
