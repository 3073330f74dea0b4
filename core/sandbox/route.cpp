#include "core/sandbox/route.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace cauce::sandbox {

namespace {

std::optional<Verb> verbOf(const QByteArray& method, bool isNamed, bool isSubresource)
{
    if (method == "GET")
        return isNamed ? Verb::Get : Verb::List;
    if (method == "POST" && (!isNamed || isSubresource))
        return Verb::Create;
    if (method == "PUT" && isNamed)
        return Verb::Update;
    if (method == "PATCH" && isNamed)
        return Verb::Patch;
    if (method == "DELETE")
        return isNamed ? Verb::Delete : Verb::DeleteCollection;
    return {};
}

//! \p rest begins behind the version. Kubernetes' own rules of a path, for namespaces are special:
//! /namespaces/NAME/status is a subresource, /namespaces/NAME/pods is not.
bool readObjectPath(const QStringList& rest, Request& request)
{
    QStringList parts = rest;
    const bool isInNamespace = parts.size() >= 3 && parts.at(0) == "namespaces"_L1
        && !(parts.size() == 3 && (parts.at(2) == "status"_L1 || parts.at(2) == "finalize"_L1)
             && request.group.isEmpty());
    if (isInNamespace) {
        request.nameSpace = parts.at(1);
        parts = parts.mid(2);
    }
    if (parts.isEmpty() || parts.size() > 3)
        return false;
    request.resource = parts.at(0);
    request.name = parts.value(1);
    request.subresource = parts.value(2);
    return true;
}

Route objects(const HttpRequest& http, const QString& group, const QString& version,
              const QStringList& rest)
{
    Route route;
    route.request.group = group;
    route.request.version = version;
    if (rest.isEmpty()) {
        route.endpoint = Endpoint::Resources;
        return route;
    }
    if (!readObjectPath(rest, route.request))
        return route;
    route.endpoint = Endpoint::Objects;
    const std::optional<Verb> verb
        = verbOf(http.method, !route.request.name.isEmpty(), !route.request.subresource.isEmpty());
    route.isMethodKnown = verb.has_value();
    route.request.verb = verb.value_or(Verb::Get);
    route.isWatch = route.request.verb == Verb::List && http.flag(u"watch");
    return route;
}

Endpoint plainEndpoint(const QString& first)
{
    static const QHash<QString, Endpoint> known {
        {u"version"_s, Endpoint::Version},  {u"healthz"_s, Endpoint::Health},
        {u"livez"_s, Endpoint::Health},     {u"readyz"_s, Endpoint::Health},
        {u"api"_s, Endpoint::CoreVersions}, {u"apis"_s, Endpoint::Groups}};
    return known.value(first, Endpoint::Unknown);
}

} // namespace

QString Route::verb() const
{
    switch (request.verb) {
    case Verb::Get:
        return u"get"_s;
    case Verb::List:
        return isWatch ? u"watch"_s : u"list"_s;
    case Verb::Create:
        return u"create"_s;
    case Verb::Update:
        return u"update"_s;
    case Verb::Patch:
        return u"patch"_s;
    case Verb::Delete:
        return u"delete"_s;
    case Verb::DeleteCollection:
        break;
    }
    return u"deletecollection"_s;
}

Route routeOf(const HttpRequest& http)
{
    const QStringList& path = http.path;
    Route route;
    const QString first = path.value(0);
    if (path.size() == 1) {
        route.endpoint = plainEndpoint(first);
        return route;
    }
    if (first == "openapi"_L1 && path.at(1) == "v3"_L1) {
        route.endpoint = path.size() == 2 ? Endpoint::OpenApiIndex : Endpoint::OpenApiDocument;
        route.openApiPath = path.mid(2).join(u'/');
        return route;
    }
    if (first == "api"_L1)
        return objects(http, {}, path.at(1), path.mid(2));
    if (first != "apis"_L1)
        return route;
    if (path.size() == 2) {
        route.endpoint = Endpoint::Group;
        route.request.group = path.at(1);
        return route;
    }
    return objects(http, path.at(1), path.at(2), path.mid(3));
}

} // namespace cauce::sandbox
