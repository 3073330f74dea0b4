#include "core/sandbox/refusals.h"

#include "core/object/jsoncodec.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

Json detailsOf(const QString& group, const QString& kind, const QString& name)
{
    Json details = Json::emptyObject();
    if (!name.isEmpty())
        details.set(u"name"_s, Json(name));
    if (!group.isEmpty())
        details.set(u"group"_s, Json(group));
    if (!kind.isEmpty())
        details.set(u"kind"_s, Json(kind));
    return details;
}

Json detailsOf(const ResourceName& resource, const QString& name)
{
    return detailsOf(resource.group, resource.plural, name);
}

QString quoted(const QString& text)
{
    return QString::fromUtf8(object::toJson(Json(text)));
}

} // namespace

Answer refusal(int code, const QString& reason, const QString& message, Json details)
{
    Json status = Json::emptyObject();
    status.set(u"kind"_s, Json(u"Status"_s));
    status.set(u"apiVersion"_s, Json(u"v1"_s));
    status.set(u"metadata"_s, Json::emptyObject());
    status.set(u"status"_s, Json(u"Failure"_s));
    status.set(u"message"_s, Json(message));
    if (!reason.isEmpty())
        status.set(u"reason"_s, Json(reason));
    if (!details.isNull())
        status.set(u"details"_s, std::move(details));
    status.set(u"code"_s, Json(qint64(code)));
    Answer answer;
    answer.code = code;
    answer.body = std::move(status);
    return answer;
}

QString qualified(const ResourceName& resource)
{
    return resource.group.isEmpty() ? resource.plural : resource.plural + u'.' + resource.group;
}

Answer noSuchResource()
{
    return refusal(404, u"NotFound"_s, u"the server could not find the requested resource"_s,
                   Json::emptyObject());
}

Answer methodNotAllowed()
{
    return refusal(405, u"MethodNotAllowed"_s,
                   u"the server does not allow this method on the requested resource"_s,
                   Json::emptyObject());
}

Answer badRequest(const QString& message)
{
    return refusal(400, u"BadRequest"_s, message);
}

Answer serverError(const QString& message)
{
    return refusal(500, {}, message);
}

Answer notFound(const ResourceName& resource, const QString& name)
{
    return refusal(404, u"NotFound"_s, u"%1 %2 not found"_s.arg(qualified(resource), quoted(name)),
                   detailsOf(resource, name));
}

Answer alreadyExists(const ResourceName& resource, const QString& name)
{
    return refusal(409, u"AlreadyExists"_s,
                   u"%1 %2 already exists"_s.arg(qualified(resource), quoted(name)),
                   detailsOf(resource, name));
}

Answer conflict(const ResourceName& resource, const QString& name, const QString& why)
{
    return refusal(
        409, u"Conflict"_s,
        u"Operation cannot be fulfilled on %1 %2: %3"_s.arg(qualified(resource), quoted(name), why),
        detailsOf(resource, name));
}

Answer modifiedMeanwhile(const ResourceName& resource, const QString& name)
{
    return conflict(resource, name,
                    u"the object has been modified; please apply your changes to the latest "
                    "version and try again"_s);
}

Answer invalid(const object::GroupKind& kind, const QString& name, const Causes& causes)
{
    Json details = detailsOf(kind.group, kind.kind, name);
    details.set(u"causes"_s, toJson(causes));
    const QString what = kind.group.isEmpty() ? kind.kind : kind.kind + u'.' + kind.group;
    return refusal(422, u"Invalid"_s,
                   u"%1 %2 is invalid: %3"_s.arg(what, quoted(name), joined(causes)),
                   std::move(details));
}

Answer forbidden(const ResourceName& resource, const QString& name, const QString& why)
{
    const QString what
        = name.isEmpty() ? qualified(resource) : qualified(resource) + u' ' + quoted(name);
    return refusal(403, u"Forbidden"_s, u"%1 is forbidden: %2"_s.arg(what, why),
                   detailsOf(resource, name));
}

Answer expired(const QString& message)
{
    return refusal(410, u"Expired"_s, message);
}

} // namespace cauce::sandbox
