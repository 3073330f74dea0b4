#include "core/merge/typed.h"
#include "core/object/jsoncodec.h"
#include "core/sandbox/apistate.h"
#include "core/sandbox/decode.h"
#include "core/sandbox/patches.h"
#include "core/sandbox/refusals.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

Answer badPatch(const QString& what)
{
    return badRequest(u"error decoding patch: "_s + what);
}

// The patched object, or why it cannot be made. \p shown is what a refusal names.
std::variant<Json, Answer> patched(const Write& write, const Json& live, QString& shown)
{
    const Request& request = write.request;
    const Json& patch = request.body;
    if (request.patch == PatchType::Json) {
        if (!patch.isArray())
            return badPatch(u"json: cannot unmarshal object into Go value of type "
                            "[]handlers.jsonPatchOp"_s);
        const Result<Json> result = jsonPatched(live, patch);
        if (!result)
            return refusal(422, u"Invalid"_s,
                           u"the server rejected our request due to an error in our request"_s,
                           Json::emptyObject());
        shown = QString::fromUtf8(object::toJson(*result));
        return *result;
    }
    const QString noObject
        = u"json: cannot unmarshal array into Go value of type map[string]interface {}"_s;
    if (!patch.isObject())
        return request.patch == PatchType::Merge ? badPatch(noObject) : badRequest(noObject);
    if (request.patch == PatchType::Merge) {
        const Json result = mergePatched(live, patch);
        shown = QString::fromUtf8(object::toJson(result));
        return result;
    }
    if (write.kind.isCustom)
        return refusal(415, u"UnsupportedMediaType"_s,
                       u"the body of the request was in an unknown format - accepted media types "
                       "include: application/json-patch+json, application/merge-patch+json, "
                       "application/apply-patch+yaml"_s);
    shown = goText(patch);
    const Result<Json> result = strategicPatched(write.kind.schema, live, patch);
    if (!result)
        return serverError(result.error().message);
    return *result;
}

std::optional<Answer> renamed(const Request& request, const Json& object)
{
    const QString name = object.path({u"metadata", u"name"}).toString();
    if (name != request.name)
        return badRequest(
            u"the name of the object (%1) does not match the name on the URL (%2)"_s.arg(
                name, request.name));
    const QString nameSpace = object.path({u"metadata", u"namespace"}).toString();
    if (nameSpace != request.nameSpace)
        return badRequest(u"the namespace of the provided object does not match the namespace sent "
                          "on the request"_s);
    return std::nullopt;
}

Answer patchExisting(ApiState& state, const Request& request, const ServedKind& kind)
{
    Write write(state, request, kind, u"patch"_s);
    const StoredPtr before = write.find(request.name);
    if (!before)
        return notFound(kind.resource(), request.name);
    const Json live = atVersion(kind, before->json());
    QString shown;
    auto made = patched(write, live, shown);
    if (const Answer* refused = std::get_if<Answer>(&made))
        return *refused;
    if (kind.type.kind == "Secret"_L1 && kind.type.group.isEmpty())
        shown = u"(a Secret)"_s; // a refusal goes into logs
    auto read = decodedPatch(kind, *std::get_if<Json>(&made), request.fieldValidation, shown);
    if (const Answer* refused = std::get_if<Answer>(&read))
        return *refused;
    auto& [object, warnings] = *std::get_if<Decoded>(&read);
    write.warnings = warnings;
    if (const auto refused = renamed(request, object))
        return *refused;
    object = withUpdateTracked(state.kinds, kind, live, std::move(object), write.writer);
    return storeChange(write, before, std::move(object));
}

// ---- server-side apply

std::optional<Answer> badConfiguration(const Write& write, const Json& config)
{
    const Request& request = write.request;
    const QString version = config[u"apiVersion"].toString();
    const QString name = config[u"kind"].toString();
    if (request.fieldManager.isEmpty())
        return invalid({u"meta.k8s.io"_s, u"PatchOptions"_s}, {},
                       {Cause::required(u"fieldManager"_s, u"is required for apply patch"_s)});
    if (!config.isObject())
        return badRequest(u"error decoding YAML: the patch is no object"_s);
    if (version != write.kind.type.apiVersion() || name != write.kind.type.kind) {
        const auto type = object::groupVersionKind(version, name);
        return badRequest(
            u"invalid object type: %1/%2, Kind=%3"_s.arg(type.group, type.version, name));
    }
    if (config[u"metadata"].contains(u"managedFields"))
        return badRequest(u"metadata.managedFields must be nil"_s);
    return std::nullopt;
}

// A mistake in the configuration; a server answers it with 500 in these words.
std::optional<Answer> mistyped(const Write& write, const Json& config)
{
    const Result<void> valid = merge::validate(write.kind.schema, config);
    if (valid)
        return std::nullopt;
    const object::GroupVersionKind& type = write.kind.type;
    return serverError(u"failed to create typed patch object (%1/%2; %3/%4, Kind=%5): %6"_s.arg(
        config.path({u"metadata", u"namespace"}).toString(),
        config.path({u"metadata", u"name"}).toString(), type.group, type.version, type.kind,
        valid.error().message));
}

Answer conflicting(const std::vector<merge::Conflict>& conflicts)
{
    Json::Items causes;
    for (const merge::Conflict& conflict : conflicts) {
        Json cause = Json::emptyObject();
        cause.set(u"reason"_s, Json(u"FieldManagerConflict"_s));
        cause.set(u"message"_s, Json(conflictCause(conflict)));
        cause.set(u"field"_s, Json(merge::pathText(conflict.path)));
        causes.push_back(std::move(cause));
    }
    Json details = Json::emptyObject();
    details.set(u"causes"_s, Json(std::move(causes)));
    return refusal(409, u"Conflict"_s, conflictText(conflicts), std::move(details));
}

// What an apply names of the other half of the object (status, or all but status) is not set.
Json withoutOtherHalf(const Write& write, const Json& live, Json object)
{
    if (!write.kind.hasStatus || !write.request.subresource.isEmpty())
        return object;
    if (const Json* status = live.find(u"status"))
        object.set(u"status"_s, *status);
    else
        object.remove(u"status");
    return object;
}

// Applying to a name that is gone by who has seen it: the object is not made anew.
std::optional<Answer> goneObject(const Write& write, const Json& config)
{
    const QString uid = config.path({u"metadata", u"uid"}).toString();
    if (uid.isEmpty())
        return std::nullopt;
    return conflict(write.resource(), write.request.name,
                    u"uid mismatch: the provided object specified uid %1, and no existing object "
                    "was found"_s.arg(uid));
}

Json named(const Write& write, Json object)
{
    Json metadata = object[u"metadata"];
    metadata.set(u"name"_s, Json(write.request.name));
    if (write.kind.isNamespaced)
        metadata.set(u"namespace"_s, Json(write.request.nameSpace));
    object.set(u"metadata"_s, std::move(metadata));
    return object;
}

Answer apply(ApiState& state, const Request& request, const ServedKind& kind)
{
    Write write(state, request, kind, u"apply"_s);
    const Json& config = request.body;
    if (const auto refused = badConfiguration(write, config))
        return *refused;
    const StoredPtr before = write.find(request.name);
    if (!before) {
        if (!request.subresource.isEmpty())
            return notFound(kind.resource(), request.name);
        if (const auto refused = goneObject(write, config))
            return *refused;
    }
    if (const auto refused = mistyped(write, config))
        return *refused;
    const Json live = before ? atVersion(kind, before->json()) : Json();
    Result<ApplyOutcome> outcome
        = withApplied(state.kinds, kind, live, config, write.writer,
                      request.force ? merge::Force::Yes : merge::Force::No);
    if (!outcome)
        return serverError(outcome.error().message);
    if (!outcome->conflicts.empty())
        return conflicting(outcome->conflicts);
    Json object = withoutOtherHalf(write, live, std::move(outcome->object));
    if (before) {
        if (const auto refused = renamed(request, object))
            return *refused;
        return storeChange(write, before, admitted(kind, object));
    }
    return storeNew(write, admitted(kind, named(write, std::move(object))));
}

} // namespace

Answer patch(ApiState& state, const Request& request, const ServedKind& kind)
{
    return request.patch == PatchType::Apply ? apply(state, request, kind)
                                             : patchExisting(state, request, kind);
}

} // namespace cauce::sandbox
