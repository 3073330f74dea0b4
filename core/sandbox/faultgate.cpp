#include "core/sandbox/faultgate.h"

#include "core/sandbox/refusals.h"

using namespace Qt::StringLiterals;

namespace cauce::sandbox {

namespace {

using object::Json;

bool isWrite(Verb verb)
{
    return verb != Verb::Get && verb != Verb::List;
}

} // namespace

bool FaultGate::take(int& count)
{
    if (count <= 0)
        return false;
    --count;
    return true;
}

std::chrono::milliseconds FaultGate::delay(const Route& route) const
{
    const bool isList
        = route.endpoint == Endpoint::Objects && route.request.verb == Verb::List && !route.isWatch;
    return m_faults.latency + (isList ? m_faults.listLatency : std::chrono::milliseconds(0));
}

FaultGate::Verdict FaultGate::atTheDoor()
{
    if (m_faults.unauthorizedAfter > 0)
        --m_faults.unauthorizedAfter;
    else if (m_faults.unauthorizedAfter == 0)
        return {false, unauthorized()};
    if (take(m_faults.cutConnections))
        return {true, {}};
    if (take(m_faults.tooMany))
        return {
            false,
            refusal(429, u"TooManyRequests"_s, u"Too many requests, please try again later."_s)};
    return {};
}

std::optional<Answer> FaultGate::before(const Route& route, const ServedKind& kind) const
{
    if (m_faults.forbidden && kind.type.groupKind() == *m_faults.forbidden)
        return forbiddenObject(route, u"cauce-admin"_s);
    return {};
}

std::optional<Answer> FaultGate::after(const Route& route)
{
    if (!isWrite(route.request.verb) || !take(m_faults.failAfterEffect))
        return {};
    return refusal(500, u"InternalError"_s,
                   u"Internal error occurred: the sandbox was told to fail after the effect"_s);
}

std::optional<Answer> FaultGate::beforeContinuing()
{
    if (!isGone())
        return {};
    return expired(
        u"The provided continue parameter is too old to display a consistent list result. You can "
        "start a new list without the continue parameter."_s);
}

bool FaultGate::isGone()
{
    return take(m_faults.gone);
}

bool FaultGate::cutsThisLine()
{
    return take(m_faults.cutWatchesInMidLine);
}

Answer forbiddenObject(const Route& route, const QString& user)
{
    const Request& request = route.request;
    const QString resource
        = request.group.isEmpty() ? request.resource : request.resource + u'.' + request.group;
    const QString named
        = request.name.isEmpty() ? resource : u"%1 \"%2\""_s.arg(resource, request.name);
    const QString whole = request.subresource.isEmpty()
        ? request.resource
        : request.resource + u'/' + request.subresource;
    const QString scope = request.nameSpace.isEmpty()
        ? u"at the cluster scope"_s
        : u"in the namespace \"%1\""_s.arg(request.nameSpace);
    Json details = Json::emptyObject();
    if (!request.name.isEmpty())
        details.set(u"name"_s, Json(request.name));
    if (!request.group.isEmpty())
        details.set(u"group"_s, Json(request.group));
    details.set(u"kind"_s, Json(request.resource));
    return refusal(
        403, u"Forbidden"_s,
        u"%1 is forbidden: User \"%2\" cannot %3 resource \"%4\" in API group \"%5\" %6"_s.arg(
            named, user, route.verb(), whole, request.group, scope),
        details);
}

Answer forbiddenPath(const QByteArray& method, const QString& path, const QString& user)
{
    return refusal(403, u"Forbidden"_s,
                   u"forbidden: User \"%1\" cannot %2 path \"%3\""_s.arg(
                       user, QString::fromLatin1(method).toLower(), path),
                   Json::emptyObject());
}

Answer unauthorized()
{
    return refusal(401, u"Unauthorized"_s, u"Unauthorized"_s);
}

Answer tooOld(const QString& asked, qint64 oldest)
{
    return expired(u"too old resource version: %1 (%2)"_s.arg(asked).arg(oldest));
}

} // namespace cauce::sandbox
