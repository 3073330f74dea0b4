#include "core/sandbox/decode.h"

#include "core/object/manifest.h"
#include "core/object/secretdata.h"
#include "core/sandbox/defaults.h"
#include "core/sandbox/refusals.h"
#include "core/sandbox/structuralschema.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

QString cannotBeHandled(const ServedKind& kind, const Json& body, const QString& why)
{
    QString version = body[u"apiVersion"].toString();
    version = version.isEmpty() ? kind.type.version : version.section(u'/', -1);
    const QString name = body[u"kind"].toString();
    return u"%1 in version \"%2\" cannot be handled as a %3: %4"_s.arg(
        name.isEmpty() ? kind.type.kind : name, version, kind.type.kind, why);
}

// The group's name as Go's package of the server's own types has it.
QString internalGroup(const ServedKind& kind)
{
    return kind.type.group.isEmpty() ? u"core"_s : kind.type.group.section(u'.', 0, 0);
}

std::optional<Answer> wrongKind(const Kinds& kinds, const ServedKind& kind, const Json& body)
{
    const QString unrecognized
        = u"the object provided is unrecognized (must be of type %1): "_s.arg(kind.type.kind);
    if (!body.isObject())
        return badRequest(unrecognized + u"it is no JSON object"_s);
    const QString version = body[u"apiVersion"].toString();
    const QString name = body[u"kind"].toString();
    if (kind.isCustom && (name.isEmpty() || version.isEmpty()))
        return badRequest(unrecognized
                          + (name.isEmpty() ? u"Object 'Kind' is missing"_s
                                            : u"Object 'apiVersion' is missing"_s));
    if ((name.isEmpty() || name == kind.type.kind)
        && (version.isEmpty() || version == kind.type.apiVersion()))
        return std::nullopt;
    const object::GroupVersionKind sent
        = object::groupVersionKind(version.isEmpty() ? kind.type.apiVersion() : version,
                                   name.isEmpty() ? kind.type.kind : name);
    if (!kinds.findKind(sent) && !kind.isCustom)
        return badRequest(
            cannotBeHandled(kind, body,
                            u"no kind \"%1\" is registered for version \"%2\" in scheme "
                            "\"pkg/runtime/scheme.go:111\""_s.arg(sent.kind, sent.apiVersion())));
    if (sent.kind != kind.type.kind)
        return badRequest(
            cannotBeHandled(kind, body,
                            u"converting (%1.%2) to (%3.%4): unknown conversion"_s.arg(
                                sent.version, sent.kind, internalGroup(kind), kind.type.kind)));
    return badRequest(u"the API version in the data (%1) does not match the expected API version "
                      "(%2)"_s.arg(version, kind.type.apiVersion()));
}

// What a server says of fields that the kind does not have, one text each.
QStringList unknownTexts(const ServedKind& kind, const Json& object)
{
    QStringList texts;
    if (kind.structure) {
        for (const QString& path : kind.structure->unknownFields(object))
            texts.append(u"unknown field \"%1\""_s.arg(path));
    }
    return texts;
}

Json withStringDataFolded(const ServedKind& kind, const Json& object)
{
    if (kind.type.kind != "Secret"_L1 || !kind.type.group.isEmpty()
        || !object.contains(u"stringData"))
        return object;
    return object::withStringDataFolded(object);
}

// Why \p object cannot be read: of a wrong type, or not strict.
std::optional<QString> problemOf(const ServedKind& kind, const Json& object,
                                 FieldValidation validation, QStringList& warnings)
{
    if (!kind.structure)
        return std::nullopt;
    if (std::optional<QString> wrong = kind.structure->wrongType(object))
        return wrong;
    if (validation == FieldValidation::Ignore)
        return std::nullopt;
    const QStringList unknown = unknownTexts(kind, object);
    if (validation == FieldValidation::Strict && !unknown.isEmpty())
        return u"strict decoding error: "_s + unknown.join(u", "_s);
    warnings += unknown;
    return std::nullopt;
}

} // namespace

Json admitted(const ServedKind& kind, const Json& object)
{
    Json result = withStringDataFolded(kind, object);
    result.set(u"kind"_s, Json(kind.type.kind));
    result.set(u"apiVersion"_s, Json(kind.type.apiVersion()));
    // The owners' fields can be more than the object itself, and no default concerns them.
    const Json owners = result.path({u"metadata", u"managedFields"});
    Json metadata = result[u"metadata"];
    if (metadata.remove(u"managedFields"))
        result.set(u"metadata"_s, std::move(metadata));
    result = withServerDefaults(kind, result);
    if (owners.size() > 0) {
        metadata = result[u"metadata"];
        metadata.set(u"managedFields"_s, owners);
        result.set(u"metadata"_s, std::move(metadata));
    }
    return result;
}

Json atVersion(const ServedKind& kind, Json object)
{
    const QString version = kind.type.apiVersion();
    if (object[u"apiVersion"].toString() == version)
        return object;
    object.set(u"apiVersion"_s, Json(version));
    return kind.isCustom ? admitted(kind, object) : object;
}

std::variant<Decoded, Answer> decoded(const Kinds& kinds, const ServedKind& kind, const Json& body,
                                      FieldValidation validation)
{
    if (const std::optional<Answer> refused = wrongKind(kinds, kind, body))
        return *refused;
    QStringList warnings;
    if (const auto problem = problemOf(kind, body, validation, warnings))
        return badRequest(cannotBeHandled(kind, body, *problem));
    return Decoded {admitted(kind, body), warnings};
}

std::variant<Decoded, Answer> decodedPatch(const ServedKind& kind, const Json& object,
                                           FieldValidation validation, const QString& patch)
{
    QStringList warnings;
    if (const auto problem = problemOf(kind, object, validation, warnings))
        return invalid({}, {}, {Cause::invalid(u"patch"_s, Json(patch), *problem)});
    return Decoded {admitted(kind, object), warnings};
}

} // namespace cauce::sandbox
