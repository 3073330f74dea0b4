#include "core/sandbox/builtinkinds.h"

#include "core/merge/openapi.h"
#include "core/object/jsoncodec.h"

#include <QDir>
#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;
using cauce::object::GroupVersionKind;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

constexpr auto kFolder = ":/sandbox"_L1;

QStringList stringsIn(const Json& list)
{
    QStringList strings;
    for (const Json& item : list.items())
        strings.append(item.toString());
    return strings;
}

Result<Json> readData(const QString& name)
{
    QFile file(QDir(kFolder).filePath(name));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Internal, u"%1: %2"_s.arg(file.fileName(), file.errorString()));
    auto json = object::parseJson(file.readAll());
    if (!json)
        return fail(ErrorKind::Internal, u"%1: %2"_s.arg(file.fileName(), json.error().message));
    return json;
}

// The built-in kinds whose metadata.generation a server counts.
bool countsGenerations(const QString& plural)
{
    static const QStringList counting {
        u"cronjobs"_s,
        u"customresourcedefinitions"_s,
        u"daemonsets"_s,
        u"deployments"_s,
        u"endpointslices"_s,
        u"ingressclasses"_s,
        u"ingresses"_s,
        u"jobs"_s,
        u"mutatingwebhookconfigurations"_s,
        u"networkpolicies"_s,
        u"poddisruptionbudgets"_s,
        u"pods"_s,
        u"podtemplates"_s,
        u"priorityclasses"_s,
        u"replicasets"_s,
        u"replicationcontrollers"_s,
        u"statefulsets"_s,
        u"validatingwebhookconfigurations"_s,
    };
    return counting.contains(plural);
}

std::shared_ptr<ServedKind> servedKind(const Json& resource, const QString& groupVersion)
{
    auto kind = std::make_shared<ServedKind>();
    kind->type = object::groupVersionKind(groupVersion, resource[u"kind"].toString());
    kind->plural = resource[u"plural"].toString();
    kind->singular = resource[u"singular"].toString();
    kind->shortNames = stringsIn(resource[u"shortNames"]);
    kind->categories = stringsIn(resource[u"categories"]);
    kind->verbs = stringsIn(resource[u"verbs"]);
    kind->isNamespaced = resource[u"namespaced"].toBool();
    kind->subresources = stringsIn(resource[u"subresources"]);
    kind->hasStatus = kind->subresources.contains(u"status"_s);
    kind->hasScale = kind->subresources.contains(u"scale"_s);
    kind->hasGeneration = countsGenerations(kind->plural);
    return kind;
}

// The data of all files, before it is compiled.
struct Data
{
    std::vector<std::shared_ptr<ServedKind>> kinds;
    StructuralSchema::Types types; // with what is said of the server's own structs
    Json version;
};

Result<Data> readAll()
{
    Data data;
    for (const QString& name : QDir(kFolder).entryList({u"*.json"_s}, QDir::Files, QDir::Name)) {
        const auto file = readData(name);
        if (!file)
            return Failure {file.error()};
        for (const Json& resource : (*file)[u"resources"].items())
            data.kinds.push_back(servedKind(resource, (*file)[u"groupVersion"].toString()));
        for (const auto& [type, schema] : (*file)[u"types"].members())
            data.types.insert(type, schema);
        if (const Json& version = (*file)[u"version"]; version.isObject())
            data.version = version;
    }
    if (data.kinds.empty())
        return fail(ErrorKind::Internal, u"the data of the sandbox's kinds is not compiled in"_s);
    return data;
}

Result<merge::OpenApiSchema> mergeSchema(const StructuralSchema::Types& types)
{
    Json::Members schemas;
    for (const auto& [name, schema] : types.asKeyValueRange())
        schemas.emplace_back(name, schema);
    std::sort(schemas.begin(), schemas.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    Json document;
    document.setPath({u"components", u"schemas"}, Json(std::move(schemas)));
    return merge::compileOpenApi(document);
}

QHash<GroupVersionKind, QString> typeNamesIn(const StructuralSchema::Types& types)
{
    QHash<GroupVersionKind, QString> names;
    for (const auto& [name, schema] : types.asKeyValueRange()) {
        for (const Json& kind : schema[u"x-kubernetes-group-version-kind"].items()) {
            names.insert(
                {kind[u"group"].toString(), kind[u"version"].toString(), kind[u"kind"].toString()},
                name);
        }
    }
    return names;
}

// What a server would not say of its types.
StructuralSchema::Types asServed(StructuralSchema::Types types)
{
    for (Json& schema : types) {
        schema.remove(u"x-cauce-zero");
        schema.remove(u"x-cauce-null");
    }
    return types;
}

} // namespace

Result<std::shared_ptr<const BuiltInKinds>> readBuiltInKinds()
{
    auto data = readAll();
    if (!data)
        return Failure {data.error()};
    const auto schema = mergeSchema(data->types);
    if (!schema)
        return fail(ErrorKind::Internal, schema.error().message);
    auto made = std::make_shared<BuiltInKinds>();
    made->typeNames = typeNamesIn(data->types);
    QStringList roots;
    for (const auto& kind : data->kinds)
        roots.append(made->typeNames.value(kind->type));
    const auto structures = StructuralSchema::ofTypes(data->types, roots);
    if (!structures)
        return Failure {structures.error()};
    for (size_t i = 0; i < data->kinds.size(); ++i) {
        const auto& kind = data->kinds[i];
        const auto type = schema->typeOf(kind->type.apiVersion(), kind->type.kind);
        if (!type) {
            return fail(ErrorKind::Internal,
                        u"no schema of %1 %2"_s.arg(kind->type.apiVersion(), kind->type.kind));
        }
        kind->schema = *type;
        kind->structure = structures->at(i);
        made->kinds.push_back(kind);
    }
    made->types = asServed(std::move(data->types));
    made->version = data->version;
    return std::shared_ptr<const BuiltInKinds>(std::move(made));
}

} // namespace cauce::sandbox
