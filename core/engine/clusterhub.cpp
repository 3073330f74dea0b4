#include "core/engine/clusterhub.h"

#include "core/base/async.h"
#include "core/base/log.h"

#include <QThreadPool>
#include <QtConcurrentRun>

namespace cauce {

namespace {

constexpr std::chrono::seconds kSweepPause {10};
constexpr std::chrono::seconds kSignInPause {30};
constexpr std::chrono::seconds kUnreadPause {60}; // until kinds that could not be read are tried

} // namespace

ClusterHub::ClusterHub(const Workspace& workspace, QThreadPool* pool, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_pool(pool)
    , m_live(std::make_shared<const cluster::LiveState>())
{
    m_sweepPause.setSingleShot(true);
    m_sweepPause.setInterval(kSweepPause);
    connect(&m_sweepPause, &QTimer::timeout, this, &ClusterHub::sweepNext);
    m_unreadPause.setSingleShot(true);
    m_unreadPause.setInterval(kUnreadPause);
    m_signIn.setSingleShot(true);
    m_signIn.setInterval(kSignInPause);
    connect(&m_signIn, &QTimer::timeout, this, [this] {
        m_onlyIfChanged = !m_opening;
        open();
    });
    connect(&m_unreadPause, &QTimer::timeout, this, &ClusterHub::sweepUnread);
}

ClusterHub::~ClusterHub() = default;

void ClusterHub::open()
{
    if (std::exchange(m_opening, true))
        return;
    const QStringList files = m_workspace.kubeconfig.isEmpty()
        ? cluster::KubeConfig::defaultFiles()
        : QStringList {m_workspace.kubeconfig};
    // The context that was opened, whatever has become the current one meanwhile.
    const QString name = m_cluster ? m_cluster->context().name : m_workspace.context;
    auto read = [files, name]() -> Result<cluster::KubeContext> {
        const auto config = cluster::KubeConfig::load(files);
        if (!config)
            return Failure {config.error()};
        return config->context(name);
    };
    onResult(QtConcurrent::run(m_pool, std::move(read)), this,
             [this](const Result<cluster::KubeContext>& context) { onContext(context); });
}

void ClusterHub::onContext(const Result<cluster::KubeContext>& context)
{
    m_opening = false;
    const bool onlyIfChanged = std::exchange(m_onlyIfChanged, false);
    if (m_cluster && (!context || *context == m_cluster->context())) {
        // Half written by another tool, perhaps: what was read before still holds.
        if (!context)
            qCWarning(log::kube).noquote() << "kubeconfig:" << context.error().message;
        // What was refused is not offered again and again.
        if (!onlyIfChanged)
            m_cluster->reconnectNow();
        else if (m_connection.phase == cluster::ConnectionState::Phase::Disconnected)
            m_signIn.start();
        emit connectionChanged(); // who waits for this reading waits no longer
        return;
    }
    if (!context) {
        m_connection.phase = cluster::ConnectionState::Phase::Disconnected;
        m_connection.error = context.error();
        ++m_connection.failures;
        qCWarning(log::kube).noquote() << "no context:" << context.error().message;
        emit connectionChanged();
        return;
    }
    connectTo(*context);
}

void ClusterHub::connectTo(const cluster::KubeContext& context)
{
    if (m_cluster) {
        // An operation may hold on to it until its end.
        m_replaced = true;
        m_cluster->disconnect(this);
        m_cluster->setWantedKinds({});
        m_retired.push_back(std::move(m_cluster));
    }
    m_cluster = std::make_unique<cluster::Cluster>(context);
    m_sweptFor.clear();
    m_unread.clear();
    m_toSweep.unite(std::exchange(m_sweeping, {}));
    connect(m_cluster.get(), &cluster::Cluster::stateChanged, this, &ClusterHub::onState);
    connect(m_cluster.get(), &cluster::Cluster::connectionChanged, this, &ClusterHub::onConnection);
    m_connection = m_cluster->connection();
    emit clusterChanged();
    m_cluster->setWantedKinds(m_wanted);
    m_cluster->start();
}

void ClusterHub::onConnection(const cluster::ConnectionState& state)
{
    m_connection = state;
    // Not the gate's own wait: a file is cheaper to look at than a server.
    const bool refused = state.phase == cluster::ConnectionState::Phase::Disconnected
        && (state.error.kind == ErrorKind::Auth || state.error.kind == ErrorKind::Identity);
    if (refused && !m_signIn.isActive())
        m_signIn.start();
    else if (!refused)
        m_signIn.stop();
    sweepNext();
    emit connectionChanged();
}

void ClusterHub::onState(const cluster::LiveStatePtr& state)
{
    if (m_replaced && !isWhole(*state))
        return;
    m_replaced = false;
    const cluster::LiveStatePtr before = std::exchange(m_live, state);
    const LiveChange change = changeBetween(*before, *state);
    sweepNext();
    if (!change.isEmpty())
        emit liveChanged(change);
}

void ClusterHub::use(const QSet<object::GroupKind>& kinds)
{
    m_used = kinds;
    want();
}

void ClusterHub::want()
{
    QSet<object::GroupKind> used = m_used;
    used.unite(m_found);
    const QSet<object::GroupKind> wanted = withChildKinds(used);
    if (wanted == m_wanted)
        return;
    m_wanted = wanted;
    if (m_cluster)
        m_cluster->setWantedKinds(m_wanted);
}

void ClusterHub::reconnect()
{
    if (m_connection.phase != cluster::ConnectionState::Phase::Live)
        open();
}

void ClusterHub::sweepFor(const QSet<QString>& applications)
{
    for (const QString& application : applications) {
        if (!m_sweptFor.contains(application) && !m_sweeping.contains(application))
            m_toSweep.insert(application);
    }
    sweepNext();
}

bool ClusterHub::isSweepAsked(const QString& application) const
{
    return m_sweptFor.contains(application) || m_sweeping.contains(application)
        || m_toSweep.contains(application);
}

void ClusterHub::sweepNext()
{
    const bool able = m_cluster && m_live->hasDiscovery()
        && m_connection.phase == cluster::ConnectionState::Phase::Live;
    if (!able || m_toSweep.isEmpty() || !m_sweeping.isEmpty() || m_sweepPause.isActive())
        return;
    m_sweeping = std::exchange(m_toSweep, {});
    onResult(m_cluster->sweepTracked(m_sweeping), this,
             [this, asked = m_cluster.get()](const Result<cluster::TrackedKinds>& kinds) {
                 if (asked != m_cluster.get())
                     return; // the cluster before; its names wait to be looked for in this one
                 const QSet<QString> names = std::exchange(m_sweeping, {});
                 if (kinds) {
                     m_sweptFor.unite(names);
                     takeSwept(*kinds);
                 } else {
                     m_toSweep.unite(names);
                     m_sweepPause.start();
                     qCWarning(log::kube).noquote() << "sweep failed:" << kinds.error().message;
                 }
                 sweepNext(); // for those who asked meanwhile: a quiet cluster gives no other cause
                 emit swept();
             });
}

void ClusterHub::takeSwept(const cluster::TrackedKinds& kinds)
{
    m_found.unite(kinds.found);
    m_unread.unite(kinds.unread);
    m_unread.subtract(kinds.found);
    if (!m_unread.isEmpty())
        m_unreadPause.start();
    want();
}

// A kind that could not be read may hold what somebody has to prune: it is asked for until it
// answers.
void ClusterHub::sweepUnread()
{
    const bool able = m_cluster && m_connection.phase == cluster::ConnectionState::Phase::Live;
    if (!able || !m_sweeping.isEmpty()) {
        m_unreadPause.start();
        return;
    }
    const QSet<object::GroupKind> asked = std::exchange(m_unread, {});
    onResult(m_cluster->sweepTracked(m_sweptFor, asked), this,
             [this, asked, from = m_cluster.get()](const Result<cluster::TrackedKinds>& kinds) {
                 if (from != m_cluster.get())
                     return;
                 takeSwept(kinds ? *kinds : cluster::TrackedKinds {{}, asked});
                 emit swept();
             });
}

bool ClusterHub::isComplete() const
{
    return isWhole(*m_live);
}

bool ClusterHub::isWhole(const cluster::LiveState& state) const
{
    return state.hasDiscovery()
        && std::none_of(m_wanted.cbegin(), m_wanted.cend(),
                        [&state](const auto& kind) { return state.kind(kind).isUnknown(); });
}

bool ClusterHub::isKnown() const
{
    return m_live->hasDiscovery() || !m_connection.error.message.isEmpty();
}

} // namespace cauce
