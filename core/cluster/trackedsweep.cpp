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

//! Kinds of which there are many and that nobody declares.
bool isNoise(const object::GroupKind& kind)
{
    return kind.kind == "Event"_L1 || kind.kind == "Lease"_L1 || kind.kind == "EndpointSlice"_L1
        || kind.kind == "Endpoints"_L1 || kind.kind == "ControllerRevision"_L1
        || kind.group == "metrics.k8s.io"_L1;
}

} // namespace

TrackedSweep::TrackedSweep(ApiClient* client, const QSet<QString>& applications,
                           const QSet<object::GroupKind>& skip, QObject* parent)
    : QObject(parent)
    , m_client(client)
    , m_applications(applications)
{
    if (!client->discovery())
        return;
    for (const ApiResource& resource : client->discovery()->preferred) {
        const object::GroupKind kind = resource.type.groupKind();
        if (resource.verbs.contains("list"_L1) && !skip.contains(kind) && !isNoise(kind))
            m_left.append(resource);
    }
    std::sort(m_left.begin(), m_left.end(),
              [](const ApiResource& a, const ApiResource& b) { return a.type < b.type; });
}

QFuture<Result<QSet<object::GroupKind>>> TrackedSweep::run()
{
    m_promise.start();
    const auto future = m_promise.future();
    if (!m_client->discovery())
        finish(fail(ErrorKind::Network,
                    u"look for tracked objects: the server has not been reached yet"_s));
    else
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
        finish(m_found);
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
    if (!answer || answer->status == 401) {
        finish(Failure {answer ? errorOf(*answer, u"look for tracked objects"_s) : answer.error()});
        return;
    }
    const auto page = answer->isSuccess()
        ? decodeTracking(answer->body)
        : Result<TrackingPage>(Failure {errorOf(*answer, "list "_L1 + resource.plural)});
    if (!page)
        qCDebug(log::kube) << "sweep:" << page.error().message;
    else if (hasTracked(page->trackingIds))
        m_found.insert(resource.type.groupKind());
    else if (!page->continueToken.isEmpty()) {
        ask(resource, page->continueToken);
        return;
    }
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

void TrackedSweep::finish(Result<QSet<object::GroupKind>> found)
{
    if (std::exchange(m_finished, true))
        return;
    m_promise.addResult(std::move(found));
    m_promise.finish();
    deleteLater();
}

} // namespace cauce::cluster
