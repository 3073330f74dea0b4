#include "core/object/jsoncodec.h"
#include "core/sandbox/apifront.h"
#include "core/sandbox/discovery.h"
#include "core/sandbox/refusals.h"

using namespace Qt::StringLiterals;

// What the server says about itself.
namespace cauce::sandbox {

namespace {

constexpr auto kAggregatedType
    = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

} // namespace

void ApiFront::replyJson(const Call& call, const object::Json& body, const QByteArray& contentType)
{
    const QByteArray text
        = call.http.flag(u"pretty") ? object::toPrettyJson(body) : object::toJson(body);
    call.connection->answer({200, contentType, {}, text + '\n'});
}

void ApiFront::replyText(const Call& call, int code, const QByteArray& text)
{
    call.connection->answer({code, "text/plain; charset=utf-8", {}, text});
}

void ApiFront::serveDiscovery(const Call& call)
{
    const Kinds& kinds = m_api.kinds();
    const Request& request = call.route.request;
    const bool isAggregated = wantsAggregatedDiscovery(call.http.header("accept"));
    object::Json body;
    if (call.http.method != "GET" && call.route.endpoint != Endpoint::Unknown) {
        reply(call, methodNotAllowed());
        return;
    }
    switch (call.route.endpoint) {
    case Endpoint::Version:
        replyJson(call, kinds.version());
        return;
    case Endpoint::Health:
        replyText(call, 200, call.http.hasParameter(u"verbose") ? "ok: it is a sandbox\n" : "ok");
        return;
    case Endpoint::CoreVersions:
    case Endpoint::Groups: {
        const bool isCore = call.route.endpoint == Endpoint::CoreVersions;
        if (isAggregated)
            replyJson(call, discovery::aggregated(kinds, isCore), kAggregatedType);
        else
            replyJson(call,
                      isCore ? discovery::coreVersions(url().sliced(8)) : discovery::groups(kinds));
        return;
    }
    case Endpoint::Group:
        body = discovery::group(kinds, request.group);
        break;
    case Endpoint::Resources:
        body = discovery::resources(kinds, request.group, request.version);
        break;
    case Endpoint::OpenApiIndex:
    case Endpoint::OpenApiDocument:
        serveOpenApi(call);
        return;
    case Endpoint::Objects:
    case Endpoint::Unknown:
        break;
    }
    if (body.isNull())
        replyText(call, 404, "404 page not found\n");
    else
        replyJson(call, body);
}

void ApiFront::serveOpenApi(const Call& call)
{
    // A server offers the documents as protobuf, too; who takes nothing else gets nothing here.
    if (std::holds_alternative<Answer>(negotiate(call.http.header("accept")))) {
        replyText(call, 406, "only application/json is served\n");
        return;
    }
    if (call.route.endpoint == Endpoint::OpenApiIndex) {
        if (m_openApiIndex.isEmpty())
            m_openApiIndex = object::toJson(discovery::openApiIndex(m_api.kinds()));
        call.connection->answer({200, "application/json", {}, m_openApiIndex});
        return;
    }
    const object::Json document = m_api.kinds().openApi(call.route.openApiPath);
    if (document.isNull())
        replyText(call, 404, "404 page not found\n");
    else
        replyJson(call, document);
}

} // namespace cauce::sandbox
