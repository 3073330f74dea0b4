#include "core/cluster/cluster.h"

#include "core/base/async.h"
#include "core/base/log.h"
#include "core/cluster/clusterwriter.h"
#include "core/cluster/discoveryreader.h"
#include "core/cluster/livecache.h"
#include "core/cluster/objectcalls.h"
#include "core/cluster/trackedsweep.h"
#include "core/object/jsoncodec.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::cluster {

namespace {

constexpr auto kDefinitionsSettle = 1s; // from a CRD's arrival to its kind being served
constexpr int kDefinitionTries = 5; // each after twice the time

} // namespace

struct Cluster::Private
{
    Private(Cluster* owner, KubeContext context, const ClusterLimits& limits);

    void onOpened(bool afterOutage);
    void onDiscovery(const Result<DiscoveryPtr>& discovery);
    void readDiscoverySoon();
    void readClusterId();
    void update();
    ConnectionState now();

    Cluster* q;
    ApiClient client; // first: outlives all that use it
    ConnectionGate gate {&client};
    LiveCache cache {&client, &gate};
    DiscoveryReader reader {&client};
    ClusterWriter writer {&client};
    QTimer discoveryTimer;
    int definitionTries = 0;
    int discoveryFailures = 0; // in a row
    QDateTime discoveryRetryAt; // UTC
    std::optional<Error> discoveryError;
    ConnectionState connection;
    QTimer updateTimer; // gathers changes of the connection's state
    bool started = false;
    bool settled = false; // everything wanted was read once
};

Cluster::Private::Private(Cluster* owner, KubeContext context, const ClusterLimits& limits)
    : q(owner)
    , client(std::move(context), limits)
{
    discoveryTimer.setSingleShot(true);
    updateTimer.setSingleShot(true);
    updateTimer.setInterval(limits.coalesce);
    QObject::connect(&discoveryTimer, &QTimer::timeout, q, [this] { reader.read(); });
    QObject::connect(&updateTimer, &QTimer::timeout, q, [this] { update(); });
    QObject::connect(&gate, &ConnectionGate::opened, q,
                     [this](bool afterOutage) { onOpened(afterOutage); });
    QObject::connect(&gate, &ConnectionGate::wentDown, q, [this] { update(); });
    QObject::connect(&reader, &DiscoveryReader::done, q,
                     [this](const Result<DiscoveryPtr>& discovery) { onDiscovery(discovery); });
    QObject::connect(&cache, &LiveCache::changed, q, &Cluster::stateChanged);
    QObject::connect(&cache, &LiveCache::progressed, q, [this] {
        if (!updateTimer.isActive())
            updateTimer.start();
    });
    QObject::connect(&cache, &LiveCache::definitionsChanged, q, [this] { readDiscoverySoon(); });
    QObject::connect(&writer, &ClusterWriter::definitionsChanged, q,
                     [this] { readDiscoverySoon(); });
}

void Cluster::Private::onOpened(bool afterOutage)
{
    if (afterOutage) {
        // What answers now may be another cluster behind the same address.
        readClusterId();
        reader.read();
    }
    update();
}

void Cluster::Private::onDiscovery(const Result<DiscoveryPtr>& discovery)
{
    const ClusterLimits& limits = client.limits();
    if (!discovery) {
        discoveryError = discovery.error();
        qCWarning(log::kube) << "discovery:" << discovery.error().message;
        gate.report(discovery.error());
        const auto wait = limits.backoff.delay(++discoveryFailures, 0);
        discoveryTimer.start(wait);
        discoveryRetryAt = QDateTime::currentDateTimeUtc().addMSecs(wait.count());
        update();
        return;
    }
    discoveryError.reset();
    discoveryFailures = 0;
    if (client.discovery() != *discovery) {
        client.setDiscovery(*discovery);
        cache.setDiscovery(*discovery);
    }
    const bool lacking = cache.lacksKinds() || !(*discovery)->failed.isEmpty();
    if (definitionTries > 0) {
        --definitionTries;
        discoveryTimer.start(kDefinitionsSettle * (1 << (kDefinitionTries - definitionTries)));
    } else {
        discoveryTimer.start(lacking ? limits.discoveryRetry : limits.discoveryRefresh);
    }
    update();
}

void Cluster::Private::readDiscoverySoon()
{
    definitionTries = kDefinitionTries;
    if (!discoveryTimer.isActive() || discoveryTimer.remainingTimeAsDuration() > kDefinitionsSettle)
        discoveryTimer.start(kDefinitionsSettle);
}

void Cluster::Private::readClusterId()
{
    onResult(client.get(u"/api/v1/namespaces/kube-system"_s), q,
             [this](const Result<ApiAnswer>& answer) {
                 if (!answer || !answer->isSuccess())
                     return; // no right to read it, or the next opening asks again
                 const auto json = object::parseJson(answer->body);
                 if (json)
                     cache.setClusterId(json->path({u"metadata", u"uid"}).toString());
             });
}

ConnectionState Cluster::Private::now()
{
    ConnectionState state;
    state.serverVersion = gate.serverVersion();
    state.kindsLoaded = cache.loaded();
    state.kindsWanted = cache.wanted();
    const bool complete = client.discovery() && state.kindsLoaded == state.kindsWanted;
    settled = settled || complete;
    const auto trouble = cache.trouble();
    if (gate.isDown() && gate.failures() > 0) {
        state.phase = ConnectionState::Phase::Disconnected;
        state.error = gate.error();
        state.failures = gate.failures();
        state.retryAt = gate.retryAt();
    } else if (discoveryError && !client.discovery()) {
        state.phase = ConnectionState::Phase::Disconnected;
        state.error = *discoveryError;
        state.failures = discoveryFailures;
        state.retryAt = discoveryRetryAt;
    } else if (!gate.isDown() && (trouble || discoveryError)) {
        state.phase = ConnectionState::Phase::Delayed;
        state.error = trouble ? *trouble : *discoveryError;
    } else if (!settled || gate.isDown()) {
        state.phase = ConnectionState::Phase::Connecting;
    } else {
        state.phase = ConnectionState::Phase::Live;
    }
    return state;
}

void Cluster::Private::update()
{
    updateTimer.stop();
    const ConnectionState state = now();
    if (state == connection)
        return;
    connection = state;
    emit q->connectionChanged(state);
}

Cluster::Cluster(KubeContext context, QObject* parent)
    : Cluster(std::move(context), ClusterLimits(), parent)
{ }

Cluster::Cluster(KubeContext context, const ClusterLimits& limits, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(context), limits))
{ }

Cluster::~Cluster() = default;

void Cluster::start()
{
    if (std::exchange(d->started, true))
        return;
    d->gate.probeNow();
}

void Cluster::setWantedKinds(const QSet<object::GroupKind>& kinds)
{
    d->cache.setWanted(kinds);
    if (d->client.discovery() && d->cache.lacksKinds())
        d->discoveryTimer.start(
            std::min(d->client.limits().discoveryRetry,
                     ClusterLimits::Time(d->discoveryTimer.isActive()
                                             ? d->discoveryTimer.remainingTimeAsDuration()
                                             : d->client.limits().discoveryRetry)));
}

void Cluster::reconnectNow()
{
    d->started = true;
    d->gate.probeNow();
    if (!d->gate.isDown())
        d->reader.read();
    d->cache.retryNow();
    d->update();
}

LiveStatePtr Cluster::state() const
{
    return d->cache.state();
}

const ConnectionState& Cluster::connection() const
{
    return d->connection;
}

const KubeContext& Cluster::context() const
{
    return d->client.context();
}

QFuture<Result<object::Manifest>> Cluster::dryRunApply(const object::Manifest& object)
{
    return objectcalls::dryRun(&d->client, object);
}

QFuture<Result<object::Manifest>> Cluster::read(const object::GroupVersionKind& type,
                                                const object::ResourceKey& key)
{
    return objectcalls::read(&d->client, type, key);
}

QFuture<Result<TrackedKinds>> Cluster::sweepTracked(const QSet<QString>& applications,
                                                    const QSet<object::GroupKind>& only)
{
    const auto watched = d->cache.state()->watchedKinds();
    auto* sweep = new TrackedSweep(&d->client, applications, this);
    return sweep->run(only, {watched.cbegin(), watched.cend()});
}

ClusterWriter* Cluster::writer() const
{
    return &d->writer;
}

} // namespace cauce::cluster
