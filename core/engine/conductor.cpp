#include "core/engine/conductor.h"

#include "core/base/async.h"
#include "core/base/text.h"
#include "core/cluster/execconsent.h"
#include "core/git/hostkeys.h"
#include "core/sync/automationmemory.h"

#include <QThreadPool>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

constexpr std::chrono::seconds kLookForOthers {3};

} // namespace

Conductor::Conductor(const Workspace& workspace, const Services& services, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_services(services)
    , m_predictor(
          [this](const object::Manifest& desired) {
              if (m_cluster.cluster())
                  return m_cluster.cluster()->dryRunApply(desired);
              return readyFuture<Result<object::Manifest>>(
                  fail(ErrorKind::Network, u"the cluster is not connected"_s));
          },
          services.computePool)
    , m_planner(services.computePool, services.gitPool, &m_predictor)
    , m_repos(workspace, services.cacheDir, services.gitPool, {}, services.clock)
    , m_cluster(workspace, services.computePool)
    , m_operations(workspace.name, services.ledger, services.clock)
    , m_autopilot(services.clock)
{
    connectParts();
    m_others.setInterval(kLookForOthers);
    connect(&m_others, &QTimer::timeout, this, &Conductor::lookForOthers);
}

Conductor::~Conductor() = default;

void Conductor::connectParts()
{
    connect(&m_repos, &RepoHub::changed, this, &Conductor::onRepository);
    connect(&m_cluster, &ClusterHub::liveChanged, this, &Conductor::onLive);
    connect(&m_cluster, &ClusterHub::swept, this, [this] { markAll(); });
    connect(&m_cluster, &ClusterHub::clusterChanged, this, [this] {
        m_predictor.clear();
        m_arrange = true; // destinations are told by the server's address
        markAll();
    });
    connect(&m_cluster, &ClusterHub::connectionChanged, this, [this] {
        const QString stale = m_cluster.connection().error.message;
        if (std::exchange(m_staleCluster, stale) != stale) {
            if (stale.isEmpty())
                m_predictor.forgetRefusals();
            m_arrange = true;
            markAll();
        }
        flushSoon();
    });
    connect(&m_operations, &Operations::changed, this,
            [this](const sync::OperationStatePtr& operation) {
                emit operationChanged(operation);
                mark(operation->application);
            });
    connect(&m_operations, &Operations::finished, this, &Conductor::onOperationFinished);
    connect(&m_autopilot, &Autopilot::due, this, &Conductor::mark);
}

void Conductor::open()
{
    m_awaiting = true;
    if (m_services.ledger) {
        sync::AutomationMemory& memory = m_services.ledger->automation();
        const auto on = memory.isOn(m_workspace.name);
        m_automation = on && *on;
        if (const auto paused = memory.paused(m_workspace.name))
            m_pausedOnRecord = *paused;
        m_others.start();
        takeInterrupted();
    }
    useKinds();
    const auto root = m_repos.rootIdentity();
    if (root) {
        m_rootRepository = *root;
        followRepositories();
    } else {
        m_rootError = root.error();
    }
    m_cluster.open();
    flushSoon();
}

void Conductor::refresh(const QString& application)
{
    m_awaiting = true;
    m_predictor.clear();
    if (!m_rootError.message.isEmpty())
        m_rootCommit.clear(); // to be read again, though it has not moved
    if (application.isEmpty()) {
        m_repos.pollNow();
    } else {
        const auto app = m_apps.find(application);
        const QString identity = app == m_apps.end() ? m_rootRepository : app->second.repository;
        if (RepoPoller* poller = m_repos.poller(identity))
            poller->pollNow();
    }
    m_cluster.reconnect();
    for (const auto& [name, app] : m_apps) {
        if (application.isEmpty() || name == application)
            app.controller->compareAgain();
    }
    flushSoon();
}

void Conductor::mark(const QString& application)
{
    m_marked.insert(application);
    flushSoon();
}

void Conductor::markAll()
{
    for (const auto& [name, app] : m_apps)
        m_marked.insert(name);
    flushSoon();
}

void Conductor::flushSoon()
{
    if (!std::exchange(m_flushing, true))
        QMetaObject::invokeMethod(this, &Conductor::flush, Qt::QueuedConnection);
}

void Conductor::flush()
{
    m_flushing = false;
    if (std::exchange(m_arrange, false))
        arrangeApps();
    for (const QString& name : std::exchange(m_marked, {})) {
        const auto app = m_apps.find(name);
        if (app == m_apps.end())
            continue;
        considerAutomation(app->second);
        publish(app->second);
    }
    answerPlans();
    WorkspaceState state = workspaceState();
    if (!m_published || !(*m_published == state)) {
        m_published = std::make_shared<const WorkspaceState>(std::move(state));
        emit workspaceChanged(m_published);
    }
    if (m_awaiting && isSettled()) {
        m_awaiting = false;
        emit refreshed();
    }
}

bool Conductor::isSettled() const
{
    if (m_arrange || !m_marked.isEmpty() || m_readingRoot)
        return false;
    const QStringList identities = m_repos.identities();
    for (const QString& identity : identities) {
        const RepoPoller* poller = m_repos.poller(identity);
        if (!poller->isIdle() || !poller->state().polledAt.isValid())
            return false;
    }
    if (!m_cluster.isKnown() || m_cluster.isOpening())
        return false;
    if (m_cluster.connection().error.message.isEmpty()
        && (!m_cluster.isComplete() || !m_cluster.isSwept()))
        return false;
    return std::all_of(m_apps.cbegin(), m_apps.cend(),
                       [](const auto& entry) { return entry.second.controller->isUpToDate(); });
}

WorkspaceState::Link Conductor::gitLink() const
{
    const RepoPoller* poller = m_repos.poller(m_rootRepository);
    if (!poller)
        return m_rootError.message.isEmpty() ? WorkspaceState::Link::Connecting
                                             : WorkspaceState::Link::Disconnected;
    const RepoState& state = poller->state();
    if (state.isFailing())
        return state.fetchedAt.isValid() ? WorkspaceState::Link::Delayed
                                         : WorkspaceState::Link::Disconnected;
    return state.fetchedAt.isValid() ? WorkspaceState::Link::Live
                                     : WorkspaceState::Link::Connecting;
}

WorkspaceState::Link Conductor::clusterLink() const
{
    switch (m_cluster.connection().phase) {
    case cluster::ConnectionState::Phase::Connecting:
        return WorkspaceState::Link::Connecting;
    case cluster::ConnectionState::Phase::Live:
        return WorkspaceState::Link::Live;
    case cluster::ConnectionState::Phase::Delayed:
        return WorkspaceState::Link::Delayed;
    case cluster::ConnectionState::Phase::Disconnected:
        break;
    }
    return WorkspaceState::Link::Disconnected;
}

WorkspaceState Conductor::workspaceState() const
{
    WorkspaceState state;
    state.name = m_workspace.name;
    state.repoUrl = text::redacted(m_workspace.repoUrl);
    state.revisionName = m_workspace.revision;
    state.path = m_workspace.path;
    state.revision = m_rootRevision;
    state.git = gitLink();
    state.gitError = m_rootError;
    if (const RepoPoller* poller = m_repos.poller(m_rootRepository)) {
        state.repoUrl = poller->remote().url.toString();
        state.polledAt = poller->state().polledAt;
        state.nextPollAt = poller->state().nextPollAt;
        if (poller->state().isFailing())
            state.gitError = poller->state().error;
    }
    state.context = m_workspace.context;
    state.cluster = clusterLink();
    const cluster::ConnectionState& connection = m_cluster.connection();
    state.clusterError = connection.error;
    state.clusterRetryAt = connection.retryAt;
    state.serverVersion = connection.serverVersion;
    state.kindsLoaded = connection.kindsLoaded;
    state.kindsWanted = connection.kindsWanted;
    if (const cluster::Cluster* cluster = m_cluster.cluster()) {
        state.context = cluster->context().name;
        state.server = cluster->context().server;
        state.insecureTls = cluster->context().insecureSkipTlsVerify;
    }
    state.applicationsLoaded = m_rootRead;
    state.automation = automationIsOn();
    state.conditions = m_root.problems + m_interrupted.values();
    state.historyError = m_services.ledger ? m_operations.recordError() : m_services.ledgerError;
    if (!state.historyError.message.isEmpty())
        state.conditions.append({u"SyncError"_s, state.historyError.message});
    return state;
}

void Conductor::onLive(const LiveChange& change)
{
    const cluster::LiveStatePtr& live = m_cluster.live();
    if (change.discovery) {
        m_namespaced.clear();
        const auto& resources = live->resources();
        for (auto it = resources.cbegin(); it != resources.cend(); ++it)
            m_namespaced.insert(it.key(), it->namespaced);
        m_arrange = true;
    }
    for (auto& [name, app] : m_apps) {
        const bool concerned = change.discovery || app.controller->isConcernedBy(change);
        app.controller->setLive(live, concerned);
        if (concerned)
            m_marked.insert(name);
    }
    m_operations.onLiveChanged();
    flushSoon();
}

void Conductor::onOperationFinished(const sync::OperationStatePtr& operation)
{
    const auto found = m_apps.find(operation->application);
    if (found != m_apps.end()) {
        App& app = found->second;
        m_autopilot.onFinished(*operation, !app.healing.isEmpty() && operation->automated);
        app.healing.clear();
        const bool good = operation->phase == sync::OperationPhase::Succeeded;
        if (good && !operation->dryRun)
            m_interrupted.remove(operation->application);
        // A person who syncs to a rewritten branch has seen it.
        if (good && !operation->automated && !operation->rollback && !operation->dryRun
            && app.paused.startsWith("history "_L1))
            resumeAutomation(operation->application);
        updateInput(app);
        app.controller->compareAgain();
    }
    useKinds();
    emit operationChanged(operation);
    mark(operation->application);
}

void Conductor::followDiff(const QString& application)
{
    m_followed = application;
    m_followedSent = nullptr;
    const auto app = m_apps.find(application);
    if (app != m_apps.end())
        sendDiff(app->second);
}

void Conductor::requestDesired(const QString& application, quint64 ticket)
{
    const auto found = m_apps.find(application);
    if (found == m_apps.end()) {
        emit desiredFailed(
            ticket, {ErrorKind::NotFound, u"there is no application \"%1\""_s.arg(application)});
        return;
    }
    const auto evaluation = found->second.controller->evaluation();
    if (evaluation && evaluation->rendered)
        emit desiredReady(ticket, evaluation->rendered->desired.manifests);
    else
        emit desiredFailed(ticket, obstacle(found->second, true));
}

void Conductor::grantExecConsent()
{
    if (!m_cluster.cluster() || !m_cluster.cluster()->context().credential.exec)
        return;
    auto job = [plugin = *m_cluster.cluster()->context().credential.exec] {
        return cluster::execconsent::grant(plugin);
    };
    onResult(QtConcurrent::run(m_services.computePool, std::move(job)), this,
             [this](const Result<void>& granted) {
                 if (granted)
                     return m_cluster.reconnect();
                 m_rootError = granted.error();
                 flushSoon();
             });
}

void Conductor::trustHostKey(const QString& fingerprint)
{
    for (const QString& identity : m_repos.identities()) {
        const RepoPoller* poller = m_repos.poller(identity);
        const auto question = poller ? git::hostKeyQuestion(poller->state().error) : std::nullopt;
        // Only the very key that the person has seen.
        if (!question || question->fingerprint != fingerprint)
            continue;
        auto job = [asked = *question] { return git::acceptHostKey(asked, CancelToken()); };
        onResult(QtConcurrent::run(m_services.gitPool, std::move(job)), this,
                 [this, identity](const Result<void>& accepted) {
                     if (!accepted) {
                         m_rootError = accepted.error();
                         return flushSoon();
                     }
                     if (RepoPoller* again = m_repos.poller(identity))
                         again->pollNow();
                 });
        return;
    }
}

} // namespace cauce
