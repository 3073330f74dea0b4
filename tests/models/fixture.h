#pragma once

// Snapshots made by hand, in the shape of the drawings: for the tests of models and ui.

#include "core/base/clock.h"
#include "core/engine/appstate.h"
#include "core/object/jsoncodec.h"
#include "core/sync/syncplan.h"

#include <QCoreApplication>
#include <QTranslator>

namespace cauce::test {

using namespace Qt::StringLiterals;

//! Plural forms as the program shows them; for tests without ui, which has them as a resource.
inline void speakEnglish()
{
    auto* translator = new QTranslator(QCoreApplication::instance());
    if (!translator->load(QStringLiteral(CAUCE_BINARY_DIR "/resources/cauce_en.qm")))
        qFatal("the English translation is not built");
    QCoreApplication::installTranslator(translator);
}

inline QDateTime now()
{
    return QDateTime(QDate(2026, 11, 24), QTime(12, 30), Qt::UTC);
}

inline Clock fixedClock()
{
    Clock clock;
    clock.now = [] { return now(); };
    return clock;
}

inline object::ResourceKey key(const QString& kind, const QString& nameSpace, const QString& name)
{
    const bool apps
        = kind == u"Deployment"_s || kind == u"StatefulSet"_s || kind == u"ReplicaSet"_s;
    return {apps ? u"apps"_s : QString(), kind, nameSpace, name};
}

inline object::GroupVersionKind typeOf(const object::ResourceKey& key)
{
    return {key.group, u"v1"_s, key.kind};
}

inline object::Json json(const char* text)
{
    auto parsed = object::parseJson(QByteArray(text));
    return parsed ? *parsed : object::Json();
}

inline diff::FieldChange change(const QString& path, const object::Json& live,
                                const object::Json& desired)
{
    diff::FieldChange c;
    c.path = path;
    c.live = live;
    c.desired = desired;
    return c;
}

inline diff::FieldChange imageChange(const QString& from, const QString& to)
{
    auto c = change(u"spec.template.spec.containers[name=nginx].image"_s, object::Json(from),
                    object::Json(to));
    c.manager = u"kubectl-client-side-apply"_s;
    c.managedAt = now().addDays(-2);
    c.location = {u"apps/example-app/deployment.yaml"_s, 19, 16};
    return c;
}

inline diff::FieldChange replicaChange(int from, int to)
{
    auto c = change(u"spec.replicas"_s, object::Json(qint64(from)), object::Json(qint64(to)));
    c.manager = u"kubectl-scale"_s;
    c.managedAt = QDateTime(QDate(2026, 11, 24), QTime(10, 32), Qt::UTC);
    return c;
}

inline ResourceState resource(const object::ResourceKey& key, diff::Change change)
{
    ResourceState r;
    r.key = key;
    r.type = typeOf(key);
    r.change = change;
    r.sync = change == diff::Change::None ? diff::SyncStatus::Synced : diff::SyncStatus::OutOfSync;
    r.createdAt = now().addDays(-9);
    r.health = health::Health {change == diff::Change::Create ? health::HealthStatus::Missing
                                                              : health::HealthStatus::Healthy,
                               {}};
    if (key.kind == u"ConfigMap"_s)
        r.health.reset();
    return r;
}

inline CommitInfo commit(const QString& id, const QString& summary, const QString& author,
                         qint64 secondsAgo)
{
    return {id + u"0000000000000000000000000000000000"_s.left(40 - id.size()), summary, author,
            now().addSecs(-secondsAgo)};
}

inline sync::HistoryEntry deployment(int id, const CommitInfo& c, qint64 secondsAgo, int took)
{
    sync::HistoryEntry e;
    e.id = id;
    e.operationId = u"op-%1"_s.arg(id);
    e.commit = c.commit;
    e.summary = c.summary;
    e.author = c.author;
    e.deployedAt = now().addSecs(-secondsAgo);
    e.startedAt = e.deployedAt.addSecs(-took);
    e.initiatedBy = u"ana"_s;
    return e;
}

//! An application that is synced and healthy.
inline AppState application(const QString& name, const QString& nameSpace = u"shop"_s,
                            const QString& project = u"shop"_s)
{
    AppState s;
    s.spec.name = name;
    s.spec.nameSpace = u"argocd"_s;
    s.spec.project = project;
    s.spec.destinationNamespace = nameSpace;
    s.spec.source
        = {u"git@github.com:acme/gitops.git"_s, u"main"_s, u"apps/"_s + name, false, {}, {}};
    s.sync = diff::SyncStatus::Synced;
    s.health = {health::HealthStatus::Healthy, {}};
    s.revision = commit(u"0c5d9e1"_s, u"chore(infra): "_s + name, u"platform"_s, 9 * 86'400);
    s.synced = s.revision;
    s.evaluatedAt = now().addSecs(-4);
    s.fetchedAt = now().addSecs(-40);
    s.resources = {resource(key(u"Deployment"_s, nameSpace, name), diff::Change::None),
                   resource(key(u"Service"_s, nameSpace, name), diff::Change::None)};
    s.history = {deployment(0, s.revision, 9 * 86'400, 6)};
    return s;
}

inline AppStatePtr share(AppState s)
{
    return std::make_shared<const AppState>(std::move(s));
}

inline tree::TreeNode node(const object::ResourceKey& key, int parent, const QString& info,
                           bool healthy = true)
{
    tree::TreeNode n;
    n.key = key;
    n.type = typeOf(key);
    n.uid = u"uid-"_s + key.kind + key.name;
    n.parent = parent;
    n.managed = parent < 0;
    n.createdAt = now().addDays(-2);
    if (healthy)
        n.health = health::Health {health::HealthStatus::Healthy, {}};
    n.info = info;
    return n;
}

//! The application of the drawings: one image differs.
inline AppState exampleApp()
{
    AppState s = application(u"example-app"_s, u"apps"_s, u"apps"_s);
    s.sync = diff::SyncStatus::OutOfSync;
    s.spec.syncPolicy.automated = true;
    s.spec.syncPolicy.prune = true;
    s.spec.syncPolicy.selfHeal = true;
    s.revision
        = commit(u"4be21c9"_s, u"feat(example-app): upgrade nginx to 1.26"_s, u"web team"_s, 200);
    const CommitInfo live = commit(u"9f31c2a"_s, u"feat(example-app): add readiness probe"_s,
                                   u"web team"_s, 2 * 86'400);
    s.synced = live;
    s.resources
        = {resource(key(u"Deployment"_s, u"apps"_s, u"example-app"_s), diff::Change::Update),
           resource(key(u"Service"_s, u"apps"_s, u"example-app"_s), diff::Change::None),
           resource(key(u"ConfigMap"_s, u"apps"_s, u"example-app"_s), diff::Change::None),
           resource(key(u"Namespace"_s, {}, u"apps"_s), diff::Change::None),
           resource(key(u"Ingress"_s, u"apps"_s, u"example-app"_s), diff::Change::None)};
    s.resources.first().fields = {imageChange(u"nginx:1.25-alpine"_s, u"nginx:1.26-alpine"_s)};
    s.resources.first().location = {u"apps/example-app/deployment.yaml"_s, 1, 1};
    const auto at
        = [](const QString& kind, const QString& name) { return key(kind, u"apps"_s, name); };
    s.tree = {node(at(u"Deployment"_s, u"example-app"_s), -1, u"2/2 ready"_s),
              node(at(u"ReplicaSet"_s, u"example-app-6fd45"_s), 0, u"rev:3 2/2"_s),
              node(at(u"Pod"_s, u"example-app-6fd45-ccgsw"_s), 1, u"Running 1/1"_s),
              node(at(u"Pod"_s, u"example-app-6fd45-pmx2k"_s), 1, u"Running 1/1"_s),
              node(at(u"ReplicaSet"_s, u"example-app-f7d94"_s), 0, u"rev:2 0/0"_s),
              node(at(u"Service"_s, u"example-app"_s), -1, {}),
              node(at(u"EndpointSlice"_s, u"example-app-rb5ft"_s), 5, u"2 endpoints"_s, false),
              node(at(u"ConfigMap"_s, u"example-app"_s), -1, {}, false),
              node(at(u"Ingress"_s, u"example-app"_s), -1, u"example.acme.dev"_s)};
    s.tree[2].images = {u"nginx:1.25-alpine"_s};
    s.history = {deployment(1,
                            commit(u"c9b1a02"_s, u"feat(example-app): add example-app"_s,
                                   u"web team"_s, 9 * 86'400),
                            9 * 86'400, 11),
                 deployment(2,
                            commit(u"51c0d77"_s, u"scale: increase replicas to 5"_s, u"shop team"_s,
                                   6 * 86'400),
                            6 * 86'400, 9),
                 deployment(3, live, 2 * 86'400, 6)};
    auto operation = std::make_shared<sync::OperationState>();
    operation->id = u"op-3"_s;
    operation->application = s.spec.name;
    operation->commit = live.commit;
    operation->summary = live.summary;
    operation->initiatedBy = u"ana"_s;
    operation->phase = sync::OperationPhase::Succeeded;
    operation->message = u"successfully synced (all tasks run)"_s;
    operation->startedAt = now().addDays(-2).addSecs(-6);
    operation->finishedAt = now().addDays(-2);
    s.operation = operation;
    return s;
}

inline sync::OperationStatePtr runningOperation(const QString& application)
{
    auto o = std::make_shared<sync::OperationState>();
    o->id = u"op-9"_s;
    o->application = application;
    o->commit = u"4be21c9000000000000000000000000000000000"_s;
    o->summary = u"feat: add cart"_s;
    o->initiatedBy = u"ana"_s;
    o->startedAt = now().addSecs(-3);
    const sync::StepOutcome outcomes[] {sync::StepOutcome::Succeeded, sync::StepOutcome::Succeeded,
                                        sync::StepOutcome::Running, sync::StepOutcome::Pending,
                                        sync::StepOutcome::Pending};
    for (int i = 0; i < 5; ++i) {
        sync::StepResult step;
        step.key = key(i == 0       ? u"Namespace"_s
                           : i == 1 ? u"ConfigMap"_s
                                    : u"Deployment"_s,
                       u"shop"_s, u"cart-%1"_s.arg(i));
        step.type = typeOf(step.key);
        step.change = i == 0 ? diff::Change::Create : diff::Change::Update;
        step.outcome = outcomes[i];
        step.message
            = step.outcome == sync::StepOutcome::Succeeded ? u"serverside-applied"_s : QString();
        o->steps.append(step);
    }
    return o;
}

//! The applications of the drawing of the start page.
inline QList<AppStatePtr> drawnApplications()
{
    using health::HealthStatus;
    QList<AppStatePtr> all {share(exampleApp())};
    AppState checkout = application(u"checkout"_s);
    checkout.health = {HealthStatus::Degraded, u"2 of 3 pods: CrashLoopBackOff"_s};
    checkout.revision
        = commit(u"9f31c2a"_s, u"fix(checkout): raise memory limit"_s, u"edge team"_s, 41 * 60);
    checkout.history = {deployment(0, checkout.revision, 41 * 60, 5)};
    all << share(checkout);
    AppState payments = application(u"payments-api"_s);
    payments.health = {HealthStatus::Progressing, u"rolling out 7 of 10 pods"_s};
    payments.operation = runningOperation(u"payments-api"_s);
    payments.revision
        = commit(u"c07d114"_s, u"feat(payments): new fraud rules"_s, u"shop team"_s, 65);
    all << share(payments);
    AppState catalog = application(u"catalog"_s);
    catalog.sync = diff::SyncStatus::OutOfSync;
    catalog.resources.first().change = diff::Change::Update;
    catalog.resources.first().sync = diff::SyncStatus::OutOfSync;
    catalog.resources.first().fields = {replicaChange(5, 3)};
    catalog.revision
        = commit(u"77aa0e3"_s, u"chore(catalog): bump base image"_s, u"web team"_s, 5 * 3600);
    all << share(catalog);
    AppState nightly = application(u"nightly-report"_s, u"batch"_s, u"infra"_s);
    nightly.health = {HealthStatus::Suspended, {}};
    all << share(nightly);
    AppState nueva = application(u"nueva-app"_s, u"apps"_s, u"apps"_s);
    nueva.sync = diff::SyncStatus::OutOfSync;
    nueva.health = {HealthStatus::Missing, {}};
    nueva.history.clear();
    nueva.resources
        = {resource(key(u"Deployment"_s, u"apps"_s, u"nueva-app"_s), diff::Change::Create),
           resource(key(u"Service"_s, u"apps"_s, u"nueva-app"_s), diff::Change::Create),
           resource(key(u"ConfigMap"_s, u"apps"_s, u"nueva-app"_s), diff::Change::Create)};
    nueva.revision = commit(u"4be21c9"_s, u"feat: add nueva-app"_s, u"web team"_s, 190);
    all << share(nueva);
    const std::pair<const char*, const char*> calm[] {{"gateway", "edge"},
                                                      {"search", "shop"},
                                                      {"cert-manager", "infra"},
                                                      {"ingress-nginx", "infra"},
                                                      {"grafana", "observability"},
                                                      {"loki", "observability"},
                                                      {"prometheus", "observability"},
                                                      {"redis", "shop"},
                                                      {"vault", "infra"},
                                                      {"web", "shop"},
                                                      {"workers", "shop"}};
    for (const auto& [name, space] : calm)
        all << share(application(QLatin1String(name), QLatin1String(space), QLatin1String(space)));
    return all;
}

inline WorkspaceState workspace()
{
    WorkspaceState w;
    w.name = u"k3s-prod"_s;
    w.repoUrl = u"https://github.com/acme/gitops.git"_s;
    w.revisionName = u"main"_s;
    w.revision
        = commit(u"4be21c9"_s, u"feat(example-app): upgrade nginx to 1.26"_s, u"web team"_s, 200);
    w.polledAt = now().addSecs(-40);
    w.nextPollAt = now().addSecs(125);
    w.git = WorkspaceState::Link::Live;
    w.context = u"k3s-prod"_s;
    w.server = u"https://k3s-prod:6443"_s;
    w.serverVersion = u"v1.31.4"_s;
    w.cluster = WorkspaceState::Link::Live;
    w.kindsLoaded = 14;
    w.kindsWanted = 14;
    w.applicationsLoaded = true;
    return w;
}

//! The Deployment of the drawings with another image and number of replicas.
inline object::Json deploymentJson(const QString& image, int replicas)
{
    const QString text
        = uR"({"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"example-app",
        "namespace":"apps","labels":{"app":"example-app"}},"spec":{"replicas":%2,"selector":{"matchLabels":
        {"app":"example-app"}},"template":{"metadata":{"labels":{"app":"example-app"}},"spec":{"containers":
        [{"name":"nginx","image":"%1","ports":[{"containerPort":80}],"resources":{"requests":{"cpu":"10m",
        "memory":"32Mi"}}}]}}}})"_s.arg(image)
              .arg(replicas);
    return json(text.toUtf8().constData());
}

inline diff::ObjectDiff objectDiff(const QString& liveImage, int liveReplicas,
                                   const QString& desiredImage, int desiredReplicas)
{
    diff::ObjectDiff o;
    o.key = key(u"Deployment"_s, u"apps"_s, u"example-app"_s);
    o.type = typeOf(o.key);
    o.change = diff::Change::Update;
    o.status = diff::SyncStatus::OutOfSync;
    auto live = std::make_shared<cluster::LiveObject>();
    live->key = o.key;
    live->type = o.type;
    live->json = object::toJson(deploymentJson(liveImage, liveReplicas));
    o.live = live;
    auto desired = object::Manifest::fromJson(deploymentJson(desiredImage, desiredReplicas));
    if (desired)
        o.desired = *desired;
    o.fields = {imageChange(liveImage, desiredImage)};
    return o;
}

inline AppDiffPtr exampleDiff()
{
    auto d = std::make_shared<AppDiff>();
    const AppState s = exampleApp();
    d->application = s.spec.name;
    d->revision = s.revision;
    d->comparedAt = now().addSecs(-4);
    d->objects = {objectDiff(u"nginx:1.25-alpine"_s, 2, u"nginx:1.26-alpine"_s, 2)};
    return d;
}

inline sync::SyncPlanPtr examplePlan(bool prune = false)
{
    auto p = std::make_shared<sync::SyncPlan>();
    const AppState s = exampleApp();
    p->id = u"plan-1"_s;
    p->application = s.spec.name;
    p->commit = s.revision.commit;
    p->summary = s.revision.summary;
    p->prune = prune;
    p->madeAt = now();
    for (const ResourceState& r : s.resources) {
        sync::PlanStep step;
        step.key = r.key;
        step.type = r.type;
        step.change = r.change;
        if (r.change == diff::Change::Update) {
            step.desired = exampleDiff()->objects.first().desired;
            step.predicted = step.desired;
            step.seen = exampleDiff()->objects.first().live;
            step.fields = r.fields;
        }
        p->steps.append(step);
    }
    if (prune) {
        sync::PlanStep step;
        step.key = key(u"ConfigMap"_s, u"apps"_s, u"old-settings"_s);
        step.type = typeOf(step.key);
        step.change = diff::Change::Prune;
        p->steps.append(step);
    }
    return p;
}

inline sync::SyncPlanPtr rollbackPlan()
{
    auto p = std::make_shared<sync::SyncPlan>(*examplePlan());
    p->rollback = true;
    p->commit = exampleApp().history.at(1).commit;
    p->summary = exampleApp().history.at(1).summary;
    sync::PlanStep& step = p->steps.first();
    step.desired = objectDiff({}, 0, u"nginx:1.24-alpine"_s, 5).desired;
    step.predicted = step.desired;
    step.fields
        = {imageChange(u"nginx:1.25-alpine"_s, u"nginx:1.24-alpine"_s), replicaChange(2, 5)};
    for (diff::FieldChange& field : step.fields)
        field.manager.clear();
    return p;
}

} // namespace cauce::test
