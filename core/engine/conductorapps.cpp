#include "core/base/async.h"
#include "core/base/text.h"
#include "core/engine/appset.h"
#include "core/engine/conductor.h"

#include <QThreadPool>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

QString revisionName(const QString& targetRevision)
{
    return targetRevision.isEmpty() ? u"HEAD"_s : targetRevision;
}

} // namespace

void Conductor::onRepository(const QString& identity)
{
    noteRewrites(identity);
    const RepoPoller* poller = m_repos.poller(identity);
    if (identity == m_rootRepository && poller) {
        const auto& revisions = poller->state().revisions;
        const auto found = revisions.constFind(revisionName(m_workspace.revision));
        if (found != revisions.cend() && !*found) {
            m_rootError = found->error();
            m_rootCommit.clear(); // the same commit may come back
        } else if (found != revisions.cend() && (*found)->commit != m_rootCommit) {
            readRoot(**found);
        }
    }
    for (auto& [name, app] : m_apps) {
        if (app.repository != identity)
            continue;
        updateInput(app);
        m_marked.insert(name);
    }
    flushSoon();
}

void Conductor::readRoot(const git::Revision& revision)
{
    if (std::exchange(m_readingRoot, true))
        return; // onRoot() looks whether it has moved meanwhile
    m_rootCommit = revision.commit;
    auto job = [dir = m_repos.poller(m_rootRepository)->mirrorDir(), commit = revision.commit,
                path = m_workspace.path]() -> Result<ApplicationList> {
        const auto tree = git::readTree(dir, commit, path);
        if (!tree)
            return Failure {tree.error()};
        return readApplications(*tree);
    };
    onResult(QtConcurrent::run(m_services.computePool, std::move(job)), this,
             [this, revision](const Result<ApplicationList>& list) { onRoot(revision, list); });
}

void Conductor::onRoot(const git::Revision& revision, const Result<ApplicationList>& list)
{
    m_readingRoot = false;
    m_rootRevision = commitInfo(revision);
    if (list) {
        m_rootError = {};
        m_rootRead = true;
        keepUnreadable(*list);
    } else { // a path that is missing is an error, not an empty list: what was known stays
        m_rootError = list.error();
    }
    m_arrange = true;
    flushSoon();
    onRepository(m_rootRepository);
}

// What an unreadable file declared before is still wanted, as far as anybody knows.
void Conductor::keepUnreadable(const ApplicationList& list)
{
    const ApplicationList before = std::exchange(m_root, list);
    for (AppSpec spec : before.applications) {
        const bool named
            = std::any_of(m_root.applications.cbegin(), m_root.applications.cend(),
                          [&spec](const AppSpec& known) { return known.name == spec.name; });
        if (named || !m_root.unreadableFiles.contains(spec.location.file))
            continue;
        spec.conditions.removeIf(
            [](const AppCondition& condition) { return condition.type == "SourceWarning"_L1; });
        spec.conditions.append(
            {u"SourceWarning"_s,
             u"%1 cannot be read now: shown as it was declared before"_s.arg(spec.location.file)});
        m_root.applications.append(spec);
    }
}

void Conductor::arrangeApps()
{
    const QString server = m_cluster.cluster() ? m_cluster.cluster()->context().server : QString();
    QList<AppSpec> specs = arrange(m_root.applications, m_children);
    QSet<QString> names;
    for (AppSpec& spec : specs) {
        names.insert(spec.name);
        const bool decided = !server.isEmpty()
            || spec.destinationServer.isEmpty(); // else it may yet turn out to be ours
        if (const auto problem = destinationProblem(spec, server); problem && decided)
            spec.conditions.append(*problem);
        App& app = m_apps[spec.name];
        app.spec = spec;
        const auto identity = m_repos.identityOf(spec.source.repoUrl);
        app.repository = identity ? *identity : QString();
        if (!app.controller) {
            app.controller = std::make_unique<AppController>(spec.name, m_services.computePool);
            app.controller->setPredictor(&m_predictor);
            app.controller->setLive(m_cluster.live(), false);
            app.paused = m_pausedOnRecord.value(spec.name);
            connect(app.controller.get(), &AppController::changed, this,
                    [this, name = spec.name] { onEvaluation(name); });
            m_operations.recall(spec.name, spec.revisionHistoryLimit);
        }
        m_marked.insert(spec.name);
    }
    for (auto it = m_apps.begin(); it != m_apps.end();) {
        if (names.contains(it->first)) {
            ++it;
            continue;
        }
        const QString name = it->first;
        it = m_apps.erase(it);
        m_children.remove(name);
        m_autopilot.forget(name);
        emit applicationRemoved(name);
    }
    followRepositories();
    for (auto& [name, app] : m_apps)
        updateInput(app);
    useKinds();
}

void Conductor::followRepositories()
{
    QMap<QString, QStringList> names;
    if (!m_rootRepository.isEmpty())
        names[m_rootRepository].append(revisionName(m_workspace.revision));
    for (const auto& [name, app] : m_apps) {
        if (!app.repository.isEmpty() && app.spec.isUsable())
            names[app.repository].append(revisionName(app.spec.source.targetRevision));
    }
    m_repos.follow(names);
}

Loadable<git::Revision> Conductor::revisionOf(const App& app) const
{
    if (app.repository.isEmpty()) {
        const auto identity = m_repos.identityOf(app.spec.source.repoUrl);
        return identity ? Loadable<git::Revision>()
                        : Loadable<git::Revision>(Failure {identity.error()});
    }
    const RepoPoller* poller = m_repos.poller(app.repository);
    if (!poller)
        return {};
    const RepoState& state = poller->state();
    const auto found = state.revisions.constFind(revisionName(app.spec.source.targetRevision));
    if (found != state.revisions.cend())
        return *found;
    if (state.isFailing()) // never seen: what the failure says is all there is
        return Failure {state.error};
    return {};
}

void Conductor::updateInput(App& app)
{
    AppController::Input input;
    input.spec = app.spec;
    input.revision = revisionOf(app);
    if (const git::Revision* revision = input.revision.loaded())
        pauseIfRewritten(app, revision->commit);
    if (const RepoPoller* poller = m_repos.poller(app.repository))
        input.mirrorDir = poller->mirrorDir();
    input.namespaced = m_namespaced;
    input.clusterKnown = m_cluster.isKnown();
    const QList<sync::HistoryEntry> history = m_operations.history(app.spec.name);
    Deployment deployed;
    if (!history.isEmpty())
        deployed = {history.constLast().commit, history.constLast().path,
                    history.constLast().renderHash};
    const auto last = m_operations.last(app.spec.name);
    Deployment tried;
    if (last)
        tried = {last->commit, app.spec.source.path, last->renderHash};
    input.deployments = {deployed, tried};
    app.controller->setInput(input);
}

void Conductor::onEvaluation(const QString& name)
{
    const auto found = m_apps.find(name);
    if (found == m_apps.end())
        return;
    const auto evaluation = found->second.controller->evaluation();
    if (evaluation && evaluation->rendered) {
        const QList<AppSpec>& children = evaluation->rendered->children;
        const bool known = m_children.contains(name) || children.isEmpty();
        if (!known || !sameDeclarations(m_children.value(name), children)) {
            if (children.isEmpty())
                m_children.remove(name);
            else
                m_children.insert(name, children);
            m_arrange = true;
        }
    }
    if (found->second.controller->isUpToDate()) {
        useKinds();
        if (!m_cluster.isSweepAsked(name)) {
            // For all that there are: one look at the cluster serves a thousand as well as one.
            QSet<QString> names;
            for (const auto& [other, app] : m_apps)
                names.insert(other);
            m_cluster.sweepFor(names);
        }
        if (name == m_followed)
            sendDiff(found->second);
    }
    mark(name);
}

void Conductor::useKinds()
{
    QSet<object::GroupKind> kinds;
    if (m_services.ledger) {
        if (const auto used = m_services.ledger->kindsUsed(m_workspace.name))
            kinds = *used;
    }
    for (const auto& [name, app] : m_apps) {
        if (app.spec.syncPolicy.createNamespace())
            kinds.insert({{}, u"Namespace"_s});
        const auto evaluation = app.controller->evaluation();
        if (!evaluation || !evaluation->rendered)
            continue;
        for (const object::Manifest& manifest : evaluation->rendered->desired.manifests)
            kinds.insert(manifest.type().groupKind());
    }
    m_cluster.use(kinds);
}

QString Conductor::staleReason(const App& app) const
{
    QStringList reasons;
    if (const RepoPoller* poller = m_repos.poller(app.repository);
        poller && poller->state().isFailing())
        reasons.append(u"the repository does not answer: %1"_s.arg(poller->state().error.message));
    if (const QString error = m_cluster.connection().error.message; !error.isEmpty())
        reasons.append(u"the cluster does not answer: %1"_s.arg(error));
    if (reasons.isEmpty() && app.controller->isOutdated())
        reasons.append(u"the server could not be asked about the newest state: %1"_s.arg(
            app.controller->incompleteReason()));
    return reasons.join("; "_L1);
}

AppFacts Conductor::factsOf(const App& app) const
{
    const AppController& controller = *app.controller;
    AppFacts facts;
    facts.spec = app.spec;
    facts.evaluation = controller.evaluation();
    facts.loadError = controller.loadError();
    facts.incomplete = controller.incompleteReason();
    facts.evaluatedAt = controller.evaluatedAt();
    if (const RepoPoller* poller = m_repos.poller(app.repository))
        facts.fetchedAt = poller->state().fetchedAt;
    facts.staleReason = staleReason(app);
    const bool reached = m_cluster.connection().error.message.isEmpty();
    facts.leftoversUnknown = app.spec.isUsable() && !m_cluster.isSwept(app.spec.name);
    facts.refreshing
        = !controller.isUpToDate() || (reached && (facts.leftoversUnknown || kindsArePending(app)));
    facts.operation = m_operations.last(app.spec.name);
    facts.history = m_operations.history(app.spec.name);
    facts.pausedReason = app.paused;
    facts.automationReason = app.decision.reason;
    facts.syncError = app.refusedPlan.isEmpty() ? app.decision.syncError : app.refusedPlan;
    if (app.paused.startsWith("history "_L1))
        facts.conditions.append({u"HistoryRewrittenWarning"_s, app.paused});
    if (facts.evaluation && facts.evaluation->rendered) {
        for (const AppSpec& child : facts.evaluation->rendered->children) {
            const auto found = m_apps.find(child.name);
            if (found != m_apps.end() && found->second.published)
                facts.children.insert(child.name, found->second.published->health);
        }
    }
    return facts;
}

bool Conductor::kindsArePending(const App& app) const
{
    const auto evaluation = app.controller->evaluation();
    if (!evaluation || !evaluation->rendered)
        return false;
    const QList<object::Manifest>& manifests = evaluation->rendered->desired.manifests;
    return std::any_of(manifests.cbegin(), manifests.cend(), [this](const auto& manifest) {
        return m_cluster.live()->kind(manifest.type().groupKind()).isUnknown();
    });
}

void Conductor::publish(App& app)
{
    auto state = std::make_shared<const AppState>(makeState(factsOf(app)));
    const bool healthMoved = !app.published || !(app.published->health == state->health);
    app.published = state;
    if (healthMoved && !app.spec.parent.isEmpty())
        mark(app.spec.parent);
    emit applicationChanged(state);
}

void Conductor::sendDiff(const App& app)
{
    const auto evaluation = app.controller->evaluation();
    if (!evaluation || evaluation == m_followedSent)
        return;
    m_followedSent = evaluation;
    auto diff = std::make_shared<AppDiff>();
    diff->application = app.spec.name;
    diff->revision = commitInfo(evaluation->revision);
    diff->objects = evaluation->comparison.objects;
    diff->comparedAt = app.controller->evaluatedAt();
    emit diffReady(diff);
}

} // namespace cauce
