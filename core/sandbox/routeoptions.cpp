#include "core/object/jsoncodec.h"
#include "core/object/yamlreader.h"
#include "core/sandbox/refusals.h"
#include "core/sandbox/route.h"

using namespace Qt::StringLiterals;

namespace cauce::sandbox {

namespace {

using object::Json;

QString optionsKind(Verb verb)
{
    switch (verb) {
    case Verb::Create:
        return u"CreateOptions"_s;
    case Verb::Update:
        return u"UpdateOptions"_s;
    case Verb::Patch:
        return u"PatchOptions"_s;
    case Verb::Delete:
    case Verb::DeleteCollection:
        return u"DeleteOptions"_s;
    case Verb::Get:
    case Verb::List:
        break;
    }
    return u"ListOptions"_s;
}

Answer invalidOption(Verb verb, const Cause& cause)
{
    return invalid({u"meta.k8s.io"_s, optionsKind(verb)}, {}, {cause});
}

//! Reads an integer of the query; what is none is refused in Go's words.
std::optional<Answer> readNumber(const HttpRequest& http, const QString& name,
                                 std::optional<qint64>& to)
{
    const QString value = http.parameter(name);
    if (value.isEmpty())
        return {};
    bool isNumber = false;
    to = value.toLongLong(&isNumber);
    if (isNumber)
        return {};
    return badRequest(u"strconv.ParseInt: parsing \"%1\": invalid syntax"_s.arg(value));
}

std::optional<Answer> readListOptions(const HttpRequest& http, const Route& route, Request& request,
                                      StreamOptions& stream)
{
    std::optional<qint64> timeout;
    std::optional<qint64> limit;
    if (auto refused = readNumber(http, u"timeoutSeconds"_s, timeout))
        return refused;
    if (auto refused = readNumber(http, u"limit"_s, limit))
        return refused;
    request.limit = qMax<qint64>(0, limit.value_or(0));
    if (timeout.value_or(0) > 0)
        stream.timeout = std::chrono::seconds(*timeout);
    request.labelSelector = http.parameter(u"labelSelector");
    request.fieldSelector = http.parameter(u"fieldSelector");
    request.continueToken = http.parameter(u"continue");
    request.resourceVersion = http.parameter(u"resourceVersion");
    request.resourceVersionMatch = http.parameter(u"resourceVersionMatch");
    stream.allowsBookmarks = http.flag(u"allowWatchBookmarks");
    stream.sendsInitialEvents = http.flag(u"sendInitialEvents");
    const auto forbidden = [&](const QString& field, const QString& why) {
        return invalidOption(Verb::List, Cause::forbidden(field, why));
    };
    const bool hasInitial = http.hasParameter(u"sendInitialEvents");
    if (hasInitial && !route.isWatch)
        return forbidden(u"sendInitialEvents"_s, u"sendInitialEvents is forbidden for list"_s);
    if (hasInitial && request.resourceVersionMatch != "NotOlderThan"_L1)
        return forbidden(
            u"resourceVersionMatch"_s,
            u"sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"_s);
    if (route.isWatch && !hasInitial && !request.resourceVersionMatch.isEmpty())
        return forbidden(u"resourceVersionMatch"_s,
                         u"resourceVersionMatch is forbidden for watch unless sendInitialEvents is "
                         "provided"_s);
    return {};
}

std::optional<Answer> readLogOptions(const HttpRequest& http, Request& request,
                                     StreamOptions& stream)
{
    request.container = http.parameter(u"container");
    request.timestamps = http.flag(u"timestamps");
    request.previous = http.flag(u"previous");
    stream.follows = http.flag(u"follow");
    if (auto refused = readNumber(http, u"tailLines"_s, request.tailLines))
        return refused;
    if (request.tailLines.value_or(0) < 0)
        return invalid({{}, u"PodLogOptions"_s}, request.name,
                       {Cause::invalid(u"tailLines"_s, Json(*request.tailLines),
                                       u"must be greater than or equal to 0"_s)});
    return {};
}

std::optional<Answer> readWriteOptions(const HttpRequest& http, Request& request)
{
    request.fieldManager = http.parameter(u"fieldManager");
    request.force = http.flag(u"force");
    for (const auto& [name, value] : http.query) {
        if (name != "dryRun"_L1 || value.isEmpty())
            continue;
        if (value != "All"_L1)
            return invalidOption(
                request.verb,
                Cause::notSupported(u"dryRun"_s, Json(Json::Items {Json(value)}), {u"All"_s}));
        request.dryRun = true;
    }
    const QString validation = http.parameter(u"fieldValidation");
    if (validation == "Ignore"_L1)
        request.fieldValidation = FieldValidation::Ignore;
    else if (validation == "Strict"_L1)
        request.fieldValidation = FieldValidation::Strict;
    else if (!validation.isEmpty() && validation != "Warn"_L1)
        return invalidOption(request.verb,
                             Cause::notSupported(u"fieldValidation"_s, Json(validation),
                                                 {QString(), u"Ignore"_s, u"Strict"_s, u"Warn"_s}));
    return {};
}

std::optional<Answer> readPatchKind(const QByteArray& type, Request& request)
{
    if (type == "application/apply-patch+yaml")
        request.patch = PatchType::Apply;
    else if (type == "application/json-patch+json")
        request.patch = PatchType::Json;
    else if (type == "application/merge-patch+json")
        request.patch = PatchType::Merge;
    else if (type == "application/strategic-merge-patch+json")
        request.patch = PatchType::StrategicMerge;
    else
        return refusal(415, u"UnsupportedMediaType"_s, u"415: Unsupported Media Type"_s,
                       Json::emptyObject());
    if (request.patch == PatchType::Apply && request.fieldManager.isEmpty())
        return invalidOption(Verb::Patch,
                             Cause::required(u"fieldManager"_s, u"is required for apply patch"_s));
    if (request.patch != PatchType::Apply && request.force)
        return invalidOption(
            Verb::Patch,
            Cause::forbidden(u"force"_s, u"may not be specified for non-apply patch"_s));
    return {};
}

//! The one document of \p body. An empty body is null.
std::optional<Answer> readBody(const QByteArray& body, bool isYaml, Json& to)
{
    if (body.trimmed().isEmpty())
        return {};
    if (!isYaml) {
        auto read = object::parseJson(body);
        if (!read)
            return badRequest(u"json parse error: "_s + read.error().message);
        to = *std::move(read);
        return {};
    }
    auto documents = object::readYaml(body, u"yaml"_s);
    if (!documents)
        return badRequest(u"error decoding YAML: error converting YAML to JSON: "_s
                          + documents.error().message);
    if (documents->size() > 1)
        return badRequest(u"error decoding YAML: there is more than one document"_s);
    if (!documents->isEmpty())
        to = documents->first().value;
    return {};
}

std::optional<Answer> readPropagation(const HttpRequest& http, Request& request)
{
    const QString policy = http.parameter(u"propagationPolicy");
    if (policy == "Foreground"_L1)
        request.propagation = Propagation::Foreground;
    else if (policy == "Background"_L1)
        request.propagation = Propagation::Background;
    else if (policy == "Orphan"_L1)
        request.propagation = Propagation::Orphan;
    else if (!policy.isEmpty())
        return invalidOption(
            request.verb,
            Cause::notSupported(u"propagationPolicy"_s, Json(policy),
                                {u"Foreground"_s, u"Background"_s, u"Orphan"_s, u"nil"_s}));
    return readNumber(http, u"gracePeriodSeconds"_s, request.graceSeconds);
}

} // namespace

std::optional<Answer> readOptions(const HttpRequest& http, Route& route, StreamOptions& stream)
{
    Request& request = route.request;
    request.userAgent = QString::fromUtf8(http.header("user-agent"));
    if (request.verb == Verb::Get) {
        if (request.subresource == "log"_L1)
            return readLogOptions(http, request, stream);
        request.resourceVersion = http.parameter(u"resourceVersion");
        return {};
    }
    if (request.verb == Verb::List)
        return readListOptions(http, route, request, stream);
    if (auto refused = readWriteOptions(http, request))
        return refused;

    const QByteArray type = http.header("content-type").split(';').first().trimmed().toLower();
    if (request.verb == Verb::Patch) {
        if (auto refused = readPatchKind(type, request))
            return refused;
        return readBody(http.body, request.patch == PatchType::Apply, request.body);
    }
    if (request.verb == Verb::DeleteCollection) {
        if (auto refused = readListOptions(http, route, request, stream))
            return refused;
    }
    if (request.verb == Verb::Delete || request.verb == Verb::DeleteCollection) {
        if (auto refused = readPropagation(http, request))
            return refused;
    }
    const bool isYaml = type == "application/yaml";
    if (!type.isEmpty() && !isYaml && type != "application/json")
        return refusal(415, u"UnsupportedMediaType"_s,
                       u"the body of the request was in an unknown format - accepted media types "
                       "include: application/json, application/yaml"_s); // no protobuf here
    return readBody(http.body, isYaml, request.body);
}

} // namespace cauce::sandbox
