#include "core/sandbox/apistate.h"
#include "core/sandbox/decode.h"
#include "core/sandbox/refusals.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

constexpr auto kOtherNamespace
    = "the namespace of the provided object does not match the namespace sent on the request"_L1;

// Puts the request's namespace into \p object; false when it names another.
bool takeNamespace(const ServedKind& kind, const Request& request, Json& object)
{
    const QString named = object.path({u"metadata", u"namespace"}).toString();
    if (!kind.isNamespaced) {
        if (!named.isEmpty())
            return false;
        return true;
    }
    if (!named.isEmpty() && named != request.nameSpace)
        return false;
    object.setPath({u"metadata", u"namespace"}, Json(request.nameSpace));
    return true;
}

std::optional<Answer> wrongName(const Request& request, const Json& object)
{
    const QString name = object.path({u"metadata", u"name"}).toString();
    if (name.isEmpty())
        return badRequest(u"the name of the object (%1 based on URL) was undeterminable: name must "
                          "be provided"_s.arg(request.name));
    if (name != request.name)
        return badRequest(
            u"the name of the object (%1) does not match the name on the URL (%2)"_s.arg(
                name, request.name));
    return std::nullopt;
}

// A PUT names the object it means by its uid, if it names one.
std::optional<Answer> otherObject(const Write& write, const StoredPtr& before, const Json& object)
{
    const QString uid = object.path({u"metadata", u"uid"}).toString();
    if (uid.isEmpty() || uid == before->uid)
        return std::nullopt;
    QString key = u"/registry/"_s + write.kind.plural + u'/';
    if (!before->nameSpace.isEmpty())
        key += before->nameSpace + u'/';
    return conflict(write.resource(), before->name,
                    u"StorageError: invalid object, Code: 4, Key: %1, ResourceVersion: 0, "
                    "AdditionalErrorMsg: Precondition failed: UID in precondition: %2, UID in "
                    "object meta: %3"_s.arg(key + before->name, uid, before->uid));
}

// A custom object is replaced only by who says which state he has seen.
std::optional<Answer> unconditional(const Write& write, const Json& object)
{
    const QString version = object.path({u"metadata", u"resourceVersion"}).toString();
    if (!write.kind.isCustom || !(version.isEmpty() || version == "0"_L1))
        return std::nullopt;
    return invalid({write.kind.type.group, write.kind.plural}, write.request.name,
                   {Cause::invalid(u"metadata.resourceVersion"_s, Json(qint64(0)),
                                   u"must be specified for an update"_s)});
}

std::optional<Answer> badVersion(const Json& object)
{
    const QString version = object.path({u"metadata", u"resourceVersion"}).toString();
    bool isNumber = version.isEmpty();
    if (!isNumber)
        version.toULongLong(&isNumber);
    if (isNumber)
        return std::nullopt;
    return serverError(u"strconv.ParseUint: parsing \"%1\": invalid syntax"_s.arg(version));
}

} // namespace

Answer create(ApiState& state, const Request& request, const ServedKind& kind)
{
    Write write(state, request, kind, u"create"_s);
    Json body = request.body;
    if (kind.hasStatus)
        body.remove(u"status"); // set through its subresource only
    auto read = decoded(state.kinds, kind, body, request.fieldValidation);
    if (const Answer* refused = std::get_if<Answer>(&read))
        return *refused;
    auto& [object, warnings] = *std::get_if<Decoded>(&read);
    write.warnings = warnings;
    if (!takeNamespace(kind, request, object))
        return badRequest(QString(kOtherNamespace));
    object = withUpdateTracked(state.kinds, kind, Json(), std::move(object), write.writer);
    Answer answer = storeNew(write, std::move(object));
    answer.warnings = write.warnings;
    return answer;
}

Answer update(ApiState& state, const Request& request, const ServedKind& kind)
{
    Write write(state, request, kind, u"update"_s);
    auto read = decoded(state.kinds, kind, request.body, request.fieldValidation);
    if (const Answer* refused = std::get_if<Answer>(&read))
        return *refused;
    auto& [object, warnings] = *std::get_if<Decoded>(&read);
    write.warnings = warnings;
    if (!takeNamespace(kind, request, object))
        return badRequest(QString(kOtherNamespace));
    if (const auto refused = wrongName(request, object))
        return *refused;
    const StoredPtr before = write.find(request.name);
    if (!before)
        return notFound(kind.resource(), request.name);
    for (const auto& refused :
         {badVersion(object), otherObject(write, before, object), unconditional(write, object)}) {
        if (refused)
            return *refused;
    }
    const Json live = atVersion(kind, before->json());
    object = withUpdateTracked(state.kinds, kind, live, std::move(object), write.writer);
    Answer answer = storeChange(write, before, std::move(object));
    answer.warnings = write.warnings;
    return answer;
}

} // namespace cauce::sandbox
