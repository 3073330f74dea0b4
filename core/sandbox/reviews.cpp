// Who may do what: everything, or nothing but ask so.

#include "core/sandbox/apistate.h"
#include "core/sandbox/refusals.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

constexpr auto kAuthorization = "authorization.k8s.io"_L1;
constexpr auto kAuthentication = "authentication.k8s.io"_L1;

QString userName(User user)
{
    return user == User::Admin ? u"cauce-admin"_s : u"cauce-nobody"_s;
}

Json texts(std::initializer_list<QString> values)
{
    Json::Items items;
    for (const QString& value : values)
        items.emplace_back(value);
    return Json(std::move(items));
}

bool isSelfReview(const QString& group, const QString& resource)
{
    return (group == kAuthorization
            && (resource == "selfsubjectaccessreviews"_L1
                || resource == "selfsubjectrulesreviews"_L1))
        || (group == kAuthentication && resource == "selfsubjectreviews"_L1);
}

// What everyone may read: where the API tells what it is.
bool isOpenPath(const QString& path)
{
    static const QStringList exact {u"/api"_s,     u"/apis"_s,   u"/healthz"_s, u"/livez"_s,
                                    u"/openapi"_s, u"/readyz"_s, u"/version"_s, u"/version/"_s};
    return exact.contains(path) || path.startsWith("/api/"_L1) || path.startsWith("/apis/"_L1)
        || path.startsWith("/openapi/"_L1);
}

bool isAllowed(User user, const Json& spec)
{
    if (user == User::Admin)
        return true;
    if (const Json* path = spec.find(u"nonResourceAttributes"))
        return (*path)[u"verb"].toString() == "get"_L1 && isOpenPath((*path)[u"path"].toString());
    const Json& asked = spec[u"resourceAttributes"];
    return asked[u"verb"].toString() == "create"_L1
        && isSelfReview(asked[u"group"].toString(), asked[u"resource"].toString());
}

Json rule(std::initializer_list<QString> verbs, std::initializer_list<QString> groups,
          std::initializer_list<QString> resources)
{
    Json result = Json::emptyObject();
    result.set(u"verbs"_s, texts(verbs));
    result.set(u"apiGroups"_s, texts(groups));
    result.set(u"resources"_s, texts(resources));
    return result;
}

Json pathRule(std::initializer_list<QString> verbs, std::initializer_list<QString> paths)
{
    Json result = Json::emptyObject();
    result.set(u"verbs"_s, texts(verbs));
    result.set(u"nonResourceURLs"_s, texts(paths));
    return result;
}

Json rulesOf(User user)
{
    Json resources = Json::emptyArray();
    resources.append(rule({u"create"_s}, {QString(kAuthorization)},
                          {u"selfsubjectaccessreviews"_s, u"selfsubjectrulesreviews"_s}));
    resources.append(rule({u"create"_s}, {QString(kAuthentication)}, {u"selfsubjectreviews"_s}));
    Json paths = Json::emptyArray();
    paths.append(
        pathRule({u"get"_s},
                 {u"/api"_s, u"/api/*"_s, u"/apis"_s, u"/apis/*"_s, u"/healthz"_s, u"/livez"_s,
                  u"/openapi"_s, u"/openapi/*"_s, u"/readyz"_s, u"/version"_s, u"/version/"_s}));
    paths.append(pathRule(
        {u"get"_s}, {u"/healthz"_s, u"/livez"_s, u"/readyz"_s, u"/version"_s, u"/version/"_s}));
    if (user == User::Admin) {
        resources.append(rule({u"*"_s}, {u"*"_s}, {u"*"_s}));
        paths.append(pathRule({u"*"_s}, {u"*"_s}));
    }
    Json status = Json::emptyObject();
    status.set(u"resourceRules"_s, std::move(resources));
    status.set(u"nonResourceRules"_s, std::move(paths));
    status.set(u"incomplete"_s, Json(false));
    return status;
}

Json userInfo(User user)
{
    Json groups = user == User::Admin ? texts({u"system:masters"_s, u"system:authenticated"_s})
                                      : texts({u"system:authenticated"_s});
    Json info = Json::emptyObject();
    info.set(u"username"_s, Json(userName(user)));
    info.set(u"groups"_s, std::move(groups));
    Json status = Json::emptyObject();
    status.set(u"userInfo"_s, std::move(info));
    return status;
}

Answer reviewed(const QString& group, const QString& kind, Json metadata, const Json& spec,
                Json status)
{
    Answer answer;
    answer.code = 201;
    answer.body = Json::emptyObject();
    answer.body.set(u"kind"_s, Json(kind));
    answer.body.set(u"apiVersion"_s, Json(group + u"/v1"_s));
    answer.body.set(u"metadata"_s, std::move(metadata));
    if (!spec.isNull())
        answer.body.set(u"spec"_s, spec);
    answer.body.set(u"status"_s, std::move(status));
    return answer;
}

Answer accessReview(const Request& request)
{
    const Json& spec = request.body[u"spec"];
    const bool isPath = spec[u"nonResourceAttributes"].isObject();
    if (isPath == spec[u"resourceAttributes"].isObject())
        return invalid({QString(kAuthorization), {}}, {},
                       {Cause::invalid(u"spec.resourceAttributes"_s, spec[u"resourceAttributes"],
                                       u"exactly one of nonResourceAttributes or "
                                       "resourceAttributes must be specified"_s)});
    Json status = Json::emptyObject();
    status.set(u"allowed"_s, Json(isAllowed(request.user, spec)));
    return reviewed(QString(kAuthorization), u"SelfSubjectAccessReview"_s, Json::emptyObject(),
                    spec, std::move(status));
}

} // namespace

QString verbName(Verb verb)
{
    switch (verb) {
    case Verb::Get:
        return u"get"_s;
    case Verb::List:
        return u"list"_s;
    case Verb::Create:
        return u"create"_s;
    case Verb::Update:
        return u"update"_s;
    case Verb::Patch:
        return u"patch"_s;
    case Verb::Delete:
        return u"delete"_s;
    case Verb::DeleteCollection:
        return u"deletecollection"_s;
    }
    return {};
}

std::optional<Answer> review(ApiState& state, const Request& request)
{
    if (!isSelfReview(request.group, request.resource) || request.version != "v1"_L1)
        return std::nullopt;
    if (request.verb != Verb::Create)
        return methodNotAllowed();
    if (request.resource == "selfsubjectaccessreviews"_L1)
        return accessReview(request);
    if (request.resource == "selfsubjectrulesreviews"_L1)
        return reviewed(QString(kAuthorization), u"SelfSubjectRulesReview"_s, Json::emptyObject(),
                        Json::emptyObject(), rulesOf(request.user));
    Json metadata = Json::emptyObject();
    metadata.set(u"creationTimestamp"_s, Json(state.now()));
    return reviewed(QString(kAuthentication), u"SelfSubjectReview"_s, std::move(metadata), Json(),
                    userInfo(request.user));
}

std::optional<Answer> withoutRight(const Request& request)
{
    if (request.user == User::Admin)
        return std::nullopt;
    // A namespace counts as being within itself.
    const bool isNamespaceItself = request.group.isEmpty() && request.resource == "namespaces"_L1;
    const QString nameSpace = isNamespaceItself ? request.name : request.nameSpace;
    const QString where = nameSpace.isEmpty() ? u"at the cluster scope"_s
                                              : u"in the namespace \"%1\""_s.arg(nameSpace);
    const QString what = request.subresource.isEmpty()
        ? request.resource
        : request.resource + u'/' + request.subresource;
    return forbidden(
        {request.group, request.resource}, request.name,
        u"User \"%1\" cannot %2 resource \"%3\" in API group \"%4\" %5"_s.arg(
            userName(request.user), verbName(request.verb), what, request.group, where));
}

} // namespace cauce::sandbox
