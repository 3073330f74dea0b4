#include "core/merge/openapi.h"

#include "core/merge/typecompiler.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

QString OpenApiSchema::kindKey(const QString& apiVersion, const QString& kind)
{
    return apiVersion % u'|' % kind;
}

std::optional<ObjectType> OpenApiSchema::typeOf(const QString& apiVersion,
                                                const QString& kind) const
{
    const QString name = kinds.value(kindKey(apiVersion, kind));
    if (name.isEmpty())
        return std::nullopt;
    const ObjectType type = ObjectType::named(schema, name);
    return type.type.isValid() ? std::optional(type) : std::nullopt;
}

Result<OpenApiSchema> compileOpenApi(const Json& document)
{
    const Json& schemas = document.path({u"components", u"schemas"});
    if (!schemas.isObject())
        return fail(ErrorKind::Invalid, u"the OpenAPI document has no components.schemas"_s);
    TypeCompiler compiler;
    OpenApiSchema result;
    for (const auto& [name, schema] : schemas.members()) {
        compiler.add(name, schema);
        for (const Json& kind : schema[u"x-kubernetes-group-version-kind"].items()) {
            const QString group = kind[u"group"].toString();
            const QString version = kind[u"version"].toString();
            const QString apiVersion = group.isEmpty() ? version : group % u'/' % version;
            result.kinds.insert(OpenApiSchema::kindKey(apiVersion, kind[u"kind"].toString()), name);
        }
    }
    auto schema = compiler.build();
    if (!schema)
        return Failure {schema.error()};
    result.schema = *std::move(schema);
    return result;
}

} // namespace cauce::merge
