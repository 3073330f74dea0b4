#include "core/sandbox/kindsdocument.h"

#include <QMap>

#include <algorithm>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

constexpr auto kReference = "#/components/schemas/"_L1;
constexpr auto kMetaTypes = "io.k8s.apimachinery.pkg.apis.meta.v1."_L1;

void collectReferences(const Json& schema, QStringList& found)
{
    if (const QString& target = schema[u"$ref"].toString(); !target.isEmpty())
        found.append(target.mid(kReference.size()));
    for (const auto& [key, value] : schema.members())
        collectReferences(value, found);
    for (const Json& item : schema.items())
        collectReferences(item, found);
}

Json schemasOf(const DocumentParts& parts)
{
    QMap<QString, Json> needed;
    QStringList waiting = parts.roots;
    while (!waiting.isEmpty()) {
        const QString name = waiting.takeLast();
        if (needed.contains(name) || !parts.types.contains(name))
            continue;
        const Json& schema = *parts.types.constFind(name);
        needed.insert(name, schema);
        collectReferences(schema, waiting);
    }
    Json::Members members;
    for (const auto& [name, schema] : needed.asKeyValueRange())
        members.emplace_back(name, schema);
    return Json(std::move(members));
}

Json gvkOf(const object::GroupVersionKind& type)
{
    return Json(Json::Members {
        {u"group"_s, type.group}, {u"kind"_s, type.kind}, {u"version"_s, type.version}});
}

Json parameter(const QString& name, const QString& type)
{
    return Json(Json::Members {{u"in"_s, u"query"_s},
                               {u"name"_s, name},
                               {u"schema"_s, Json(Json::Members {{u"type"_s, type}})}});
}

// As much as kubectl looks at: that a kind is known, and which parameters its writes take.
Json operation(const ServedKind& kind, const QString& action, bool isWrite)
{
    Json::Items parameters;
    if (isWrite) {
        for (const QString& name : {u"dryRun"_s, u"fieldManager"_s, u"fieldValidation"_s})
            parameters.push_back(parameter(name, u"string"_s));
    }
    if (action == "patch"_L1)
        parameters.push_back(parameter(u"force"_s, u"boolean"_s));
    Json made = Json::emptyObject();
    made.set(u"parameters"_s, Json(std::move(parameters)));
    made.setPath({u"responses", u"200", u"description"}, u"OK"_s);
    made.set(u"x-kubernetes-action"_s, action);
    made.set(u"x-kubernetes-group-version-kind"_s, gvkOf(kind.type));
    return made;
}

Json pathsOf(const DocumentParts& parts)
{
    QMap<QString, Json> paths;
    for (const ServedKind* kind : parts.kinds) {
        const QString scope = kind->isNamespaced ? u"/namespaces/{namespace}"_s : QString();
        const QString base = u'/' + openApiPath(kind->type) + scope + u'/' + kind->plural;
        const auto add = [&](const QString& verb, const QString& path, const QString& method,
                             const QString& action, bool isWrite) {
            if (kind->verbs.contains(verb))
                paths[path].set(method, operation(*kind, action, isWrite));
        };
        add(u"list"_s, base, u"get"_s, u"list"_s, false);
        add(u"create"_s, base, u"post"_s, u"post"_s, true);
        add(u"get"_s, base + u"/{name}"_s, u"get"_s, u"get"_s, false);
        add(u"update"_s, base + u"/{name}"_s, u"put"_s, u"put"_s, true);
        add(u"patch"_s, base + u"/{name}"_s, u"patch"_s, u"patch"_s, true);
        add(u"delete"_s, base + u"/{name}"_s, u"delete"_s, u"delete"_s, false);
    }
    Json::Members members;
    for (const auto& [path, item] : paths.asKeyValueRange())
        members.emplace_back(path, item);
    return Json(std::move(members));
}

Json referenceTo(const QString& type)
{
    return Json(Json::Members {{u"$ref"_s, Json(kReference + type)}});
}

Json stringSchema()
{
    return Json(Json::Members {{u"type"_s, u"string"_s}});
}

// example.com and v1 make com.example.v1, as a server names the types of definitions.
QString typePrefix(const QString& group, const QString& version)
{
    QStringList parts = group.split(u'.');
    std::reverse(parts.begin(), parts.end());
    return parts.join(u'.') + u'.' + version + u'.';
}

} // namespace

Json openApiDocument(const DocumentParts& parts)
{
    Json document = Json::emptyObject();
    document.setPath({u"components", u"schemas"}, schemasOf(parts));
    document.setPath({u"info", u"title"}, u"Kubernetes"_s);
    document.setPath({u"info", u"version"}, parts.version);
    document.set(u"openapi"_s, u"3.0.0"_s);
    document.set(u"paths"_s, pathsOf(parts));
    return document;
}

QString openApiPath(const object::GroupVersionKind& type)
{
    return (type.group.isEmpty() ? u"api/"_s : u"apis/"_s) + type.apiVersion();
}

QStringList addCrdTypes(const Json& crd, const Json& version, StructuralSchema::Types& types)
{
    const QString group = crd.path({u"spec", u"group"}).toString();
    const Json& names = crd.path({u"spec", u"names"});
    const QString kind = names[u"kind"].toString();
    const QString number = version[u"name"].toString();
    const QString name = typePrefix(group, number) + kind;

    Json schema = version.path({u"schema", u"openAPIV3Schema"});
    schema.set(u"type"_s, u"object"_s);
    schema.setPath({u"properties", u"apiVersion"}, stringSchema());
    schema.setPath({u"properties", u"kind"}, stringSchema());
    schema.setPath({u"properties", u"metadata"}, referenceTo(kMetaTypes + u"ObjectMeta"_s));
    schema.set(u"x-kubernetes-group-version-kind"_s,
               Json(Json::Items {gvkOf({group, number, kind})}));
    types.insert(name, schema);

    const QString given = names[u"listKind"].toString();
    const QString listKind = given.isEmpty() ? kind + u"List"_s : given;
    Json list = Json::emptyObject();
    list.setPath({u"properties", u"apiVersion"}, stringSchema());
    list.setPath({u"properties", u"items", u"items"}, referenceTo(name));
    list.setPath({u"properties", u"items", u"type"}, u"array"_s);
    list.setPath({u"properties", u"kind"}, stringSchema());
    list.setPath({u"properties", u"metadata"}, referenceTo(kMetaTypes + u"ListMeta"_s));
    list.set(u"required"_s, Json(Json::Items {Json(u"items"_s)}));
    list.set(u"type"_s, u"object"_s);
    list.set(u"x-kubernetes-group-version-kind"_s,
             Json(Json::Items {gvkOf({group, number, listKind})}));
    types.insert(name + u"List"_s, list);
    return {name, name + u"List"_s};
}

} // namespace cauce::sandbox
