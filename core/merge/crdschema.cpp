#include "core/merge/openapi.h"
#include "core/merge/typecompiler.h"
#include "core/object/jsoncodec.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

namespace {

constexpr auto kMeta = "io.k8s.apimachinery.pkg.apis.meta.v1."_L1;

// What every server says of metadata, as far as an apply depends on it.
constexpr char kMetaSchemas[] = R"({
"ObjectMeta": {"type": "object", "properties": {
  "annotations": {"type": "object", "additionalProperties": {"type": "string", "default": ""}},
  "creationTimestamp": {"type": "string", "format": "date-time"},
  "deletionGracePeriodSeconds": {"type": "integer", "format": "int64"},
  "deletionTimestamp": {"type": "string", "format": "date-time"},
  "finalizers": {"type": "array", "items": {"type": "string", "default": ""},
    "x-kubernetes-list-type": "set"},
  "generateName": {"type": "string"},
  "generation": {"type": "integer", "format": "int64"},
  "labels": {"type": "object", "additionalProperties": {"type": "string", "default": ""}},
  "managedFields": {"type": "array", "x-kubernetes-list-type": "atomic", "items":
    {"type": "object", "properties": {
      "apiVersion": {"type": "string"}, "fieldsType": {"type": "string"},
      "fieldsV1": {"type": "object"}, "manager": {"type": "string"},
      "operation": {"type": "string"}, "subresource": {"type": "string"},
      "time": {"type": "string", "format": "date-time"}}}},
  "name": {"type": "string"},
  "namespace": {"type": "string"},
  "ownerReferences": {"type": "array", "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": ["uid"], "items":
    {"type": "object", "x-kubernetes-map-type": "atomic", "properties": {
      "apiVersion": {"type": "string", "default": ""}, "blockOwnerDeletion": {"type": "boolean"},
      "controller": {"type": "boolean"}, "kind": {"type": "string", "default": ""},
      "name": {"type": "string", "default": ""}, "uid": {"type": "string", "default": ""}}}},
  "resourceVersion": {"type": "string"},
  "selfLink": {"type": "string"},
  "uid": {"type": "string"}}}
})";

Json metaReference()
{
    return Json(
        Json::Members {{u"$ref"_s, Json(u"#/components/schemas/"_s % kMeta % u"ObjectMeta"_s)}});
}

Json text()
{
    return Json(Json::Members {{u"type"_s, Json(u"string"_s)}});
}

// A schema of an object with the members that make it a resource.
Json asResource(Json schema)
{
    schema.setPath({u"properties", u"apiVersion"}, text());
    schema.setPath({u"properties", u"kind"}, text());
    schema.setPath({u"properties", u"metadata"}, metaReference());
    return schema;
}

Json withEmbeddedResources(const Json& schema)
{
    Json result = schema;
    for (const auto& [name, property] : schema[u"properties"].members())
        result.setPath({u"properties", name}, withEmbeddedResources(property));
    for (const QString& part : {u"items"_s, u"additionalProperties"_s}) {
        if (schema[part].isObject())
            result.set(part, withEmbeddedResources(schema[part]));
    }
    return schema[u"x-kubernetes-embedded-resource"].toBool() ? asResource(result) : result;
}

} // namespace

Result<ObjectType> compileCrd(const Json& crd, const QString& version)
{
    const Json& spec = crd[u"spec"];
    const QString crdName = crd.path({u"metadata", u"name"}).toString();
    const Json* found = nullptr;
    for (const Json& candidate : spec[u"versions"].items()) {
        if (candidate[u"name"].toString() == version)
            found = &candidate;
    }
    if (!found) {
        return fail(ErrorKind::NotFound,
                    u"CustomResourceDefinition %1 has no version %2"_s.arg(crdName, version));
    }
    static const Result<Json> meta = object::parseJson(kMetaSchemas);
    Q_ASSERT_X(meta, "compileCrd", "the schema of metadata is no JSON");

    const Json& described = found->path({u"schema", u"openAPIV3Schema"});
    Json root; // without a schema every object is taken as it is, metadata and all
    if (described.isObject())
        root = asResource(withEmbeddedResources(described));
    root.set(u"type"_s, Json(u"object"_s));
    TypeCompiler compiler(spec[u"preserveUnknownFields"].toBool());
    const QString name = u"%1/%2 %3"_s.arg(spec[u"group"].toString(), version,
                                           spec.path({u"names", u"kind"}).toString());
    for (const auto& [type, schema] : meta->members())
        compiler.add(kMeta % type, schema);
    compiler.add(name, root);
    auto schema = compiler.build();
    if (!schema) {
        return fail(ErrorKind::Invalid,
                    u"CustomResourceDefinition %1: %2"_s.arg(crdName, schema.error().message));
    }
    return ObjectType::named(*std::move(schema), name);
}

} // namespace cauce::merge
