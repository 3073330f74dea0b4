#include "core/cluster/apiclient.h"

#include "core/base/log.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

constexpr int kInFlight = 5; // of the six connections of a manager

} // namespace

struct ApiClient::Job
{
    ApiRequest request;
    QPromise<Result<ApiAnswer>> promise;
    std::optional<Proof> refused; // what the server answered 401 to
    ApiAnswer refusal;
    int attempts = 0;

    void finish(Result<ApiAnswer> answer)
    {
        promise.addResult(std::move(answer));
        promise.finish();
    }
};

ApiClient::ApiClient(KubeContext context, const ClusterLimits& limits, QObject* parent)
    : QObject(parent)
    , m_context(std::move(context))
    , m_limits(limits)
    , m_pool(m_context, limits)
    , m_credential(m_context, limits)
{
    for (Queue& queue : m_queues) {
        queue.pause.setSingleShot(true);
        connect(&queue.pause, &QTimer::timeout, this, [this] { pump(); });
    }
    connect(&m_credential, &CredentialSource::settled, this,
            [this](const std::optional<Error>& error) {
                if (error)
                    failAll(*error);
                else
                    pump();
            });
}

ApiClient::~ApiClient() = default;

QFuture<Result<ApiAnswer>> ApiClient::get(const QString& path, const GetOptions& options)
{
    ApiRequest request;
    request.path = path;
    request.accept = options.accept;
    request.etag = options.etag;
    request.lane = options.lane;
    request.retries = options.retries;
    return enqueue(std::move(request));
}

QFuture<Result<ApiAnswer>> ApiClient::dryRunApply(const QString& path, const QByteArray& body)
{
    ApiRequest request;
    request.method = "PATCH";
    request.path = path + "?dryRun=All&force=true&fieldManager=cauce&fieldValidation=Strict"_L1;
    request.contentType = "application/apply-patch+yaml";
    request.body = body;
    request.retries = 2;
    return enqueue(std::move(request));
}

WatchStream* ApiClient::watch(const QString& path, QObject* parent)
{
    auto* stream = new WatchStream(m_limits, m_pool.host(), parent);
    m_pendingWatches.push_back({stream, path, std::nullopt});
    // Not at once: the caller has yet to connect to the stream's signals.
    QMetaObject::invokeMethod(
        this, [this] { openWatches(); }, Qt::QueuedConnection);
    return stream;
}

void ApiClient::setDiscovery(DiscoveryPtr discovery)
{
    m_discovery = std::move(discovery);
}

QFuture<Result<ApiAnswer>> ApiClient::write(const QByteArray& method, const QString& path,
                                            const QByteArray& contentType, const QByteArray& body)
{
    ApiRequest request;
    request.method = method;
    request.path = path;
    request.contentType = contentType;
    request.body = body;
    return enqueue(std::move(request));
}

QFuture<Result<ApiAnswer>> ApiClient::enqueue(ApiRequest request)
{
    auto job = std::make_shared<Job>();
    job->request = std::move(request);
    job->promise.start();
    Queue& queue = queueOf(job->request.lane);
    queue.waiting.push_back(job);
    QMetaObject::invokeMethod(
        this, [this] { pump(); }, Qt::QueuedConnection);
    return job->promise.future();
}

void ApiClient::pump()
{
    for (Queue& queue : m_queues)
        pump(queue);
    openWatches();
}

void ApiClient::pump(Queue& queue)
{
    while (!queue.waiting.empty() && queue.inFlight < kInFlight && !queue.pause.isActive()) {
        if (!proof())
            return;
        const JobPtr job = queue.waiting.front();
        queue.waiting.pop_front();
        send(queue, job);
    }
}

const Proof* ApiClient::proof()
{
    const Proof* current = m_credential.current();
    if (!current) {
        m_credential.obtain();
        return nullptr;
    }
    const auto ready = m_pool.useIdentity(current->clientCertificate, current->clientKey);
    if (!ready) {
        failAll(ready.error());
        return nullptr;
    }
    return current;
}

QNetworkRequest ApiClient::prepare(const QString& path, const Proof& proof) const
{
    QNetworkRequest request = m_pool.request(path);
    if (!proof.authorization.isEmpty())
        request.setRawHeader("Authorization", proof.authorization);
    const Credential& credential = m_context.credential;
    if (!credential.impersonateUser.isEmpty())
        request.setRawHeader("Impersonate-User", credential.impersonateUser.toUtf8());
    if (!credential.impersonateGroups.isEmpty()) // more than one: refused by the kubeconfig reader
        request.setRawHeader("Impersonate-Group", credential.impersonateGroups.first().toUtf8());
    return request;
}

void ApiClient::send(Queue& queue, const JobPtr& job)
{
    const Proof used = *m_credential.current();
    if (job->refused && *job->refused == used) { // renewed, and still the same: the answer stands
        job->finish(job->refusal);
        return;
    }
    ++queue.inFlight;
    ++job->attempts;
    qCDebug(log::kube) << job->request.method << job->request.path;
    auto* call = new ApiCall(m_pool.manager(job->request.lane), prepare(job->request.path, used),
                             job->request, m_limits, m_pool.host(), &m_calls);
    call->whenDone([this, &queue, job, call, used](Result<ApiAnswer> answer) {
        call->deleteLater();
        --queue.inFlight;
        if (answer && answer->status == 401 && !job->refused && m_credential.forget(used)) {
            job->refused = used;
            job->refusal = *std::move(answer);
            queue.waiting.push_front(job);
        } else {
            onAnswer(queue, job, std::move(answer));
        }
        pump();
    });
}

void ApiClient::onAnswer(Queue& queue, const JobPtr& job, Result<ApiAnswer> answer)
{
    if (!answer || !asksAgain(queue, job, *answer))
        job->finish(std::move(answer));
}

bool ApiClient::asksAgain(Queue& queue, const JobPtr& job, const ApiAnswer& answer)
{
    const bool busy = answer.status == 429 || (answer.status == 503 && answer.retryAfter);
    if (!busy)
        return false;
    const auto wait = answer.retryAfter.value_or(
        m_limits.backoff.delay(job->attempts, QRandomGenerator::global()->generateDouble()));
    if (answer.retryAfter && queue.pause.remainingTime() < wait.count())
        queue.pause.start(wait); // for everybody in this lane
    if (job->attempts > job->request.retries)
        return false;
    QTimer::singleShot(wait, this, [this, &queue, job] {
        queue.waiting.push_front(job);
        pump();
    });
    return true;
}

void ApiClient::openWatches()
{
    while (!m_pendingWatches.empty()) {
        const Proof* current = proof();
        if (!current)
            return;
        const PendingWatch pending = m_pendingWatches.front();
        m_pendingWatches.erase(m_pendingWatches.begin());
        if (!pending.stream)
            continue;
        const Proof used = *current;
        pending.stream->m_retry = [this, pending, used](const ApiAnswer&) {
            if (pending.refused || !m_credential.forget(used))
                return false;
            m_pendingWatches.push_back({pending.stream, pending.path, used});
            QMetaObject::invokeMethod(
                this, [this] { openWatches(); }, Qt::QueuedConnection);
            return true;
        };
        qCDebug(log::kube) << "WATCH" << pending.path;
        pending.stream->open(m_pool.watchManager(), prepare(pending.path, used));
    }
}

void ApiClient::failAll(const Error& error)
{
    for (Queue& queue : m_queues) {
        const auto jobs = std::exchange(queue.waiting, {});
        for (const JobPtr& job : jobs)
            job->finish(Failure {error});
    }
    const auto watches = std::exchange(m_pendingWatches, {});
    for (const PendingWatch& watch : watches) {
        if (watch.stream)
            watch.stream->failWith(error);
    }
}

} // namespace cauce::cluster
