#include "core/cluster/trackedsweep.h"

#include "core/base/async.h"
#include "core/base/log.h"
#include "core/cluster/apipaths.h"
#include "core/cluster/watchdecoder.h"
#include "core/object/manifestset.h"

#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

constexpr int kAtATime = 3; // the other LISTs need places, too
constexpr int kMostRestarts = 2;
constexpr int kMostSilences = 3; // without an answer in between

//! Kinds of which there are many and that nobody declares.
bool isNoise(const object::GroupKind& kind)
{
    return kind.kind == "Event"_L1 || kind.kind == "Lease"_L1 || kind.kind == "EndpointSlice"_L1
        || kind.kind == "Endpoints"_L1 || kind.kind == "ControllerRevision"_L1
        || kind.group == "metrics.k8s.io"_L1;
}

} // namespace

TrackedSweep::TrackedSweep(ApiClient* client, const QSet<QString>& applications, QObject* parent)
    : QObject(parent)
    , m_client(client)
    , m_applications(applications)
{ }

QFuture<Result<TrackedKinds>> TrackedSweep::run(const QSet<object::GroupKind>& only,
                                                const QSet<object::GroupKind>& skip)
{
    m_promise.start();
    const auto future = m_promise.future();
    if (!m_client->discovery()) {
        finish(fail(ErrorKind::Network,
                    u"look for tracked objects: the server has not been reached yet"_s));
        return future;
    }
    for (const ApiResource& resource : m_client->discovery()->preferred) {
        const object::GroupKind kind = resource.type.groupKind();
        const bool asked = only.isEmpty() ? !isNoise(kind) : only.contains(kind);
        if (asked && resource.verbs.contains("list"_L1) && !skip.contains(kind))
            m_left.append(resource);
    }
    std::sort(m_left.begin(), m_left.end(),
              [](const ApiResource& a, const ApiResource& b) { return a.type < b.type; });
    next();
    return future;
}

void TrackedSweep::next()
{
    while (m_open < kAtATime && !m_left.isEmpty()) {
        ++m_open;
        ask(m_left.takeFirst(), {});
    }
    if (m_open == 0)
        finish(m_kinds);
}

void TrackedSweep::ask(const ApiResource& resource, const QString& continueToken)
{
    QString path = collectionPath(resource) + u"?limit=%1"_s.arg(m_client->limits().pageSize);
    if (!continueToken.isEmpty())
        path += "&continue="_L1 + QString::fromLatin1(QUrl::toPercentEncoding(continueToken));
    GetOptions options;
    options.lane = Lane::Lists;
    options.accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,"
                     "application/json";
    onResult(m_client->get(path, options), this,
             [this, resource](const Result<ApiAnswer>& answer) { onPage(resource, answer); });
}

void TrackedSweep::onPage(const ApiResource& resource, const Result<ApiAnswer>& answer)
{
    if (m_finished)
        return;
    // One kind whose own server hangs is not the end, as long as others answer.
    const bool oneHangs
        = !answer && answer.error().kind == ErrorKind::Timeout && ++m_silences < kMostSilences;
    const bool oneIsBad = !answer && answer.error().kind == ErrorKind::Invalid;
    if (oneHangs || oneIsBad) {
        leaveUnread(resource, answer.error());
        return;
    }
    if (!answer || answer->status == 401) {
        finish(Failure {answer ? errorOf(*answer, u"look for tracked objects"_s) : answer.error()});
        return;
    }
    if (!answer->isSuccess()) {
        onRefusal(resource, *answer);
        return;
    }
    const auto page = decodeTracking(answer->body);
    if (page && !hasTracked(page->trackingIds) && !page->continueToken.isEmpty()) {
        ask(resource, page->continueToken);
        return;
    }
    if (!page) {
        leaveUnread(resource, page.error());
        return;
    }
    m_silences = 0;
    if (hasTracked(page->trackingIds))
        m_kinds.found.insert(resource.type.groupKind());
    --m_open;
    next();
}

void TrackedSweep::onRefusal(const ApiResource& resource, const ApiAnswer& answer)
{
    const object::GroupKind kind = resource.type.groupKind();
    const bool forGood = answer.status == 403 || answer.status == 404 || answer.status == 405;
    if (answer.status == 410 && m_restarts[kind]++ < kMostRestarts) {
        ask(resource, {});
        return;
    }
    const Error error = errorOf(answer, "list "_L1 + resource.plural);
    if (!forGood) {
        leaveUnread(resource, error);
        return;
    }
    qCDebug(log::kube) << "sweep:" << error.message;
    --m_open;
    next();
}

void TrackedSweep::leaveUnread(const ApiResource& resource, const Error& error)
{
    qCInfo(log::kube) << "sweep:" << error.message;
    m_kinds.unread.insert(resource.type.groupKind());
    --m_open;
    next();
}

bool TrackedSweep::hasTracked(const QStringList& trackingIds) const
{
    return std::any_of(trackingIds.cbegin(), trackingIds.cend(), [this](const QString& text) {
        const auto id = object::TrackingId::parse(text);
        return id && m_applications.contains(id->application);
    });
}

void TrackedSweep::finish(Result<TrackedKinds> found)
{
    if (std::exchange(m_finished, true))
        return;
    m_promise.addResult(std::move(found));
    m_promise.finish();
    deleteLater();
}

} // namespace cauce::cluster
