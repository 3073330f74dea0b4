#pragma once

#include "core/cluster/apicall.h"
#include "core/cluster/credential.h"
#include "core/cluster/discovery.h"
#include "core/cluster/watchstream.h"

#include <QFuture>
#include <QObject>
#include <QPointer>
#include <QPromise>

#include <array>
#include <deque>

namespace cauce::cluster {

//! What a GET may ask for beside its path.
struct GetOptions
{
    QByteArray accept = "application/json";
    QByteArray etag; //!< of the answer we have: 304 when it still holds
    Lane lane = Lane::Commands;
    int retries = 2; //!< after 429 or 503 with Retry-After, which is waited for
};

//! \brief Requests to the API server of one context, by the network rules of the architecture.
//!
//! Engine thread; nothing blocks. Reading and watching are public, writing is ClusterWriter's. A
//! Result is an Error when no whole answer came (Network, Timeout, Identity, Auth, Consent, ...);
//! what the server said, 404 included, is an ApiAnswer. At most five requests a lane are in flight;
//! after 429 or 503 with Retry-After a lane waits. After 401 a credential that can be renewed is
//! renewed, once, and the request sent again.
class ApiClient : public QObject
{
    Q_OBJECT

public:
    explicit ApiClient(KubeContext context, const ClusterLimits& limits = {},
                       QObject* parent = nullptr);
    ~ApiClient() override;

    const KubeContext& context() const { return m_context; }
    const ClusterLimits& limits() const { return m_limits; }
    const QString& host() const { return m_pool.host(); }

    //! \param path encoded, with its query, such as "/api/v1/pods?limit=500"
    QFuture<Result<ApiAnswer>> get(const QString& path, const GetOptions& options = {});
    //! \brief A server-side apply that changes nothing: dryRun=All, force, field manager "cauce".
    //! \param path of the object, without a query
    QFuture<Result<ApiAnswer>> dryRunApply(const QString& path, const QByteArray& body);
    //! \brief Opens a watch; the stream belongs to \p parent.
    //! \param path encoded, with its query
    WatchStream* watch(const QString& path, QObject* parent);

    //! What the server serves, as last read; empty before. Set by whoever reads it.
    const DiscoveryPtr& discovery() const { return m_discovery; }
    void setDiscovery(DiscoveryPtr discovery);

private:
    friend class ClusterWriter;
    struct Job;
    using JobPtr = std::shared_ptr<Job>;
    struct Queue
    {
        std::deque<JobPtr> waiting;
        int inFlight = 0;
        QTimer pause; // runs while a Retry-After is obeyed
    };

    //! A change: sent once, never again by itself.
    QFuture<Result<ApiAnswer>> write(const QByteArray& method, const QString& path,
                                     const QByteArray& contentType, const QByteArray& body);
    QFuture<Result<ApiAnswer>> enqueue(ApiRequest request);
    void pump();
    void pump(Queue& queue);
    void send(Queue& queue, const JobPtr& job);
    void onAnswer(Queue& queue, const JobPtr& job, Result<ApiAnswer> answer);
    bool asksAgain(Queue& queue, const JobPtr& job, const ApiAnswer& answer);
    void openWatches();
    void failAll(const Error& error);
    const Proof* proof(); // nullptr: not now, pump() follows
    QNetworkRequest prepare(const QString& path, const Proof& proof) const;
    Queue& queueOf(Lane lane) { return m_queues.at(lane == Lane::Commands ? 0 : 1); }

    KubeContext m_context;
    ClusterLimits m_limits;
    ConnectionPool m_pool;
    CredentialSource m_credential;
    DiscoveryPtr m_discovery;
    std::array<Queue, 2> m_queues;
    struct PendingWatch
    {
        QPointer<WatchStream> stream;
        QString path;
        std::optional<Proof> refused;
    };
    std::vector<PendingWatch> m_pendingWatches;
    QObject m_calls; // parent of the calls in flight: destroyed first
};

} // namespace cauce::cluster
