#include "core/sandbox/apifront.h"

#include "core/base/log.h"
#include "core/object/jsoncodec.h"
#include "core/object/yamlwriter.h"
#include "core/sandbox/discovery.h"
#include "core/sandbox/logstream.h"
#include "core/sandbox/refusals.h"
#include "core/sandbox/table.h"
#include "core/sandbox/watchstream.h"

#include <QSslCertificate>
#include <QSslKey>

using namespace Qt::StringLiterals;

namespace cauce::sandbox {

namespace {

using object::Json;

constexpr qsizetype kMaxLog = 200'000; // requests(); a demo may run for days
constexpr int kMaxConnections = 2'000;

//! Equal in a time that does not tell how much is.
bool isSameSecret(QByteArrayView a, QByteArrayView b)
{
    unsigned char difference = a.size() == b.size() ? 0 : 1;
    for (qsizetype i = 0; i < a.size() && i < b.size(); ++i)
        difference |= static_cast<unsigned char>(a.at(i) ^ b.at(i));
    return difference == 0;
}

RowObject rowObjectOf(const HttpRequest& http)
{
    const QString include = http.parameter(u"includeObject");
    if (include == "None"_L1)
        return RowObject::None;
    return include == "Object"_L1 ? RowObject::Whole : RowObject::Metadata;
}

QByteArray warningValue(const QString& warning)
{
    QString escaped = warning;
    escaped.replace(u'\\', "\\\\"_L1).replace(u'"', "\\\""_L1);
    escaped.replace(u'\n', u' ').replace(u'\r', u' ');
    return "299 - \"" + escaped.toUtf8() + '"';
}

bool isReview(const Route& route)
{
    return route.request.group == "authorization.k8s.io"_L1
        && route.request.resource.startsWith("selfsubject"_L1);
}

} // namespace

ApiFront::ApiFront(Api& api, const Access& access, QObject* parent)
    : QTcpServer(parent)
    , m_api(api)
    , m_access(access)
    , m_tls(QSslConfiguration::defaultConfiguration())
{
    m_tls.setLocalCertificate(QSslCertificate(access.identity.certificate));
    m_tls.setPrivateKey(QSslKey(access.identity.key, QSsl::Ec));
    m_tls.setProtocol(QSsl::TlsV1_2OrLater);
    m_tls.setAllowedNextProtocols({"http/1.1"});
    m_tls.setPeerVerifyMode(QSslSocket::QueryPeer); // what a client may show is not looked at
    m_tls.setCaCertificates({QSslCertificate(access.identity.authority)});
    setMaxPendingConnections(200);
    m_subscription
        = m_api.store().subscribe([this](const StoreEvent& event) { onStoreEvent(event); });
}

ApiFront::~ApiFront()
{
    m_api.store().unsubscribe(m_subscription);
    close();
    // Their streams hold on to the Api; QObject's own destructor would come too late for the gate.
    qDeleteAll(findChildren<HttpConnection*>(Qt::FindDirectChildrenOnly));
}

Result<void> ApiFront::open(quint16 port)
{
    if (!QSslSocket::supportsSsl())
        return fail(ErrorKind::Internal, u"Qt finds no TLS library for the sandbox's server"_s);
    if (listen(QHostAddress::LocalHost, port))
        return {};
    return fail(
        ErrorKind::Io,
        u"the sandbox cannot listen on 127.0.0.1:%1: %2; choose another port"_s.arg(port).arg(
            errorString()));
}

QString ApiFront::url() const
{
    return u"https://127.0.0.1:%1"_s.arg(serverPort());
}

void ApiFront::setFaults(const Faults& faults)
{
    m_gate.set(faults);
    for (auto* connection : findChildren<HttpConnection*>(Qt::FindDirectChildrenOnly)) {
        for (QObject* child : connection->children()) {
            if (auto* watch = dynamic_cast<WatchStream*>(child))
                watch->pump(); // what silence held back
        }
    }
}

void ApiFront::incomingConnection(qintptr descriptor)
{
    auto* connection = new HttpConnection(descriptor, m_tls, this);
    connect(connection, &HttpConnection::requested, this,
            [this, connection](const HttpRequest& http) { onRequest(connection, http); });
    if (findChildren<HttpConnection*>(Qt::FindDirectChildrenOnly).size() > kMaxConnections)
        connection->cut();
}

void ApiFront::onRequest(HttpConnection* connection, const HttpRequest& http)
{
    if (m_log.size() < kMaxLog)
        m_log.append({http.method, http.target});
    Call call {connection, http, routeOf(http), {}};
    const std::chrono::milliseconds delay = m_gate.delay(call.route);
    if (delay.count() <= 0) {
        serve(std::move(call));
        return;
    }
    QTimer::singleShot(delay, connection, [this, call] { serve(call); });
}

std::optional<QString> ApiFront::userOf(const HttpRequest& http) const
{
    const QByteArray header = http.header("authorization");
    if (header.isEmpty())
        return u"system:anonymous"_s;
    if (header.size() < 7 || header.left(7).toLower() != "bearer ")
        return {};
    const QByteArray token = header.mid(7).trimmed();
    if (isSameSecret(token, m_access.adminToken))
        return u"cauce-admin"_s;
    if (isSameSecret(token, m_access.nobodyToken))
        return u"cauce-nobody"_s;
    return {};
}

std::optional<Answer> ApiFront::denied(const Call& call) const
{
    if (call.user == "cauce-admin"_L1)
        return {};
    const Endpoint endpoint = call.route.endpoint;
    if (endpoint == Endpoint::Version || endpoint == Endpoint::Health)
        return {};
    const bool isKnown = call.user == "cauce-nobody"_L1;
    if (endpoint == Endpoint::Objects)
        return isKnown && isReview(call.route) ? std::optional<Answer>()
                                               : forbiddenObject(call.route, call.user);
    if (isKnown && endpoint != Endpoint::Unknown)
        return {};
    const QByteArray path = call.http.target.split('?').first();
    return forbiddenPath(call.http.method, QString::fromUtf8(path), call.user);
}

void ApiFront::serve(Call call)
{
    const FaultGate::Verdict verdict = m_gate.atTheDoor();
    if (verdict.cuts) {
        call.connection->cut();
        return;
    }
    if (verdict.answer) {
        reply(call, *verdict.answer);
        return;
    }
    const std::optional<QString> user = userOf(call.http);
    if (!user) {
        reply(call, unauthorized());
        return;
    }
    call.user = *user;
    if (const auto refused = denied(call)) {
        reply(call, *refused);
        return;
    }
    if (call.route.endpoint == Endpoint::Objects)
        serveObjects(call);
    else
        serveDiscovery(call);
    emit served();
}

void ApiFront::serveObjects(Call& call)
{
    Request& request = call.route.request;
    request.user = call.user == "cauce-admin"_L1 ? User::Admin : User::Nobody;
    const ServedKind* kind = m_api.kinds().find(request.group, request.version, request.resource);
    if (!kind) {
        if (discovery::hasGroup(m_api.kinds(), request.group))
            reply(call, noSuchResource());
        else
            replyText(call, 404, "404 page not found\n");
        return;
    }
    if (const auto refused = m_gate.before(call.route, *kind)) {
        reply(call, *refused);
        return;
    }
    const bool isCollection = request.name.isEmpty();
    const bool needsNamespace = kind->isNamespaced && request.nameSpace.isEmpty();
    const bool isVerbKnown
        = !request.subresource.isEmpty() || kind->verbs.contains(call.route.verb());
    const bool isRead = request.verb == Verb::List;
    if (!call.route.isMethodKnown || !isVerbKnown || (needsNamespace && isCollection && !isRead)) {
        reply(call, methodNotAllowed());
        return;
    }
    const auto form = negotiate(call.http.header("accept"));
    if (const auto* refused = std::get_if<Answer>(&form)) {
        reply(call, *refused);
        return;
    }
    const auto& as = std::get<Representation>(form);
    StreamOptions options;
    if (const auto refused = readOptions(call.http, call.route, options)) {
        reply(call, *refused);
        return;
    }
    if (call.route.isWatch) {
        serveWatch(call, *kind, options, as);
    } else if (request.verb == Verb::List) {
        serveList(call, *kind, as);
    } else if (request.subresource == "log"_L1) {
        serveLog(call, options.follows);
    } else {
        const ServedKind served = *kind; // a CRD's own deletion takes it away
        const Answer answer = m_api.answer(request);
        const auto failure = answer.isOk() ? m_gate.after(call.route) : std::optional<Answer>();
        reply(call, failure ? *failure : answer, as, &served);
    }
}

void ApiFront::serveList(const Call& call, const ServedKind& kind, const Representation& as)
{
    if (!call.route.request.continueToken.isEmpty()) {
        if (const auto refused = m_gate.beforeContinuing()) {
            reply(call, *refused);
            return;
        }
    }
    const auto found = m_api.page(call.route.request);
    if (const auto* refused = std::get_if<Answer>(&found)) {
        reply(call, *refused);
        return;
    }
    const auto& page = std::get<Api::Page>(found);
    if (as.form == Representation::Form::Partial) {
        reply(call,
              refusal(406, u"NotAcceptable"_s,
                      u"you requested PartialObjectMetadata, but the requested object is a "
                      "list (%1List)"_s.arg(kind.type.kind)));
        return;
    }
    if (as.form == Representation::Form::Whole) {
        QByteArray bytes = listBytes(kind, page);
        if (!as.isYaml) {
            call.connection->answer({200, "application/json", {}, bytes});
            return;
        }
        const auto json = object::parseJson(bytes, 1 << 30);
        call.connection->answer(
            {200, "application/yaml", {}, json ? object::toYaml(*json) : QByteArray()});
        return;
    }
    std::vector<Json> objects;
    for (const StoredPtr& item : page.items)
        objects.push_back(item->json());
    Json body;
    if (as.form == Representation::Form::Table) {
        body = TablePrinter(kind, rowObjectOf(call.http))
                   .table(objects, listMetadata(page), m_api.clock().now());
    } else {
        Json items = Json::emptyArray();
        for (const Json& object : objects)
            items.append(partialObject(object));
        body.set(u"kind"_s, Json(u"PartialObjectMetadataList"_s));
        body.set(u"apiVersion"_s, Json(u"meta.k8s.io/v1"_s));
        body.set(u"metadata"_s, listMetadata(page));
        body.set(u"items"_s, items);
    }
    Answer answer;
    answer.body = body;
    reply(call, answer, {Representation::Form::Whole, as.isYaml});
}

void ApiFront::serveWatch(const Call& call, const ServedKind& kind, const StreamOptions& options,
                          const Representation& as)
{
    const WatchOrder order {kind, call.route.request, options, as, rowObjectOf(call.http)};
    if (const auto refused = WatchStream::open(m_api, m_gate, call.connection, order))
        reply(call, *refused);
}

void ApiFront::serveLog(const Call& call, bool follows)
{
    const Answer answer = m_api.answer(call.route.request);
    if (!answer.isOk()) {
        reply(call, answer);
        return;
    }
    if (follows)
        new LogStream(m_api, m_gate, call.connection, call.route.request, answer.text);
    else
        replyText(call, 200, answer.text);
}

Json ApiFront::shaped(const Call& call, const Json& body, const Representation& as,
                      const ServedKind& kind) const
{
    if (as.form == Representation::Form::Whole || body[u"kind"].toString() == "Status"_L1)
        return body;
    if (as.form != Representation::Form::Table)
        return partialObject(body);
    Json metadata = Json::emptyObject();
    metadata.set(u"resourceVersion"_s, body.path({u"metadata", u"resourceVersion"}));
    return TablePrinter(kind, rowObjectOf(call.http)).table({body}, metadata, m_api.clock().now());
}

void ApiFront::reply(const Call& call, const Answer& answer, const Representation& as,
                     const ServedKind* kind)
{
    if (answer.isOk() && kind && as.form == Representation::Form::PartialList) {
        reply(call,
              refusal(406, u"NotAcceptable"_s,
                      u"you requested PartialObjectMetadataList, but the requested object is "
                      "not a list (%1)"_s.arg(kind->type.kind)));
        return;
    }
    HttpAnswer http;
    http.code = answer.code;
    for (const QString& warning : answer.warnings)
        http.headers.append({"Warning", warningValue(warning)});
    if (answer.code == 429)
        http.headers.append(
            {"Retry-After", QByteArray::number(qint64(m_gate.left().retryAfter.count()))});
    else if (const auto after = answer.body.path({u"details", u"retryAfterSeconds"}).toInteger())
        http.headers.append({"Retry-After", QByteArray::number(*after)});
    const Json body = answer.isOk() && kind ? shaped(call, answer.body, as, *kind) : answer.body;
    if (as.isYaml) {
        http.contentType = "application/yaml";
        http.body = object::toYaml(body);
    } else {
        http.body = (call.http.flag(u"pretty") ? object::toPrettyJson(body) : object::toJson(body))
            + '\n';
    }
    call.connection->answer(http);
}

void ApiFront::onStoreEvent(const StoreEvent& event)
{
    static const ResourceName crds {u"apiextensions.k8s.io"_s, u"customresourcedefinitions"_s};
    if (event.resource != crds)
        return;
    m_openApiIndex.clear();
    if (event.type != EventType::Deleted)
        return;
    for (auto* connection : findChildren<HttpConnection*>(Qt::FindDirectChildrenOnly)) {
        for (QObject* child : connection->children()) {
            auto* watch = dynamic_cast<WatchStream*>(child);
            if (watch && watch->kind().isCustom && !m_api.kinds().findKind(watch->kind().type))
                watch->end();
        }
    }
}

} // namespace cauce::sandbox
