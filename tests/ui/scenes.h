#pragma once

// Snapshots beyond the drawings: what goes wrong, what is long and what is many.

#include "tests/models/fixture.h"

namespace cauce::test {

inline const QString& longName()
{
    static const QString name = u"payments-reconciliation-worker-europe-west-canary-2"_s;
    return name;
}

//! Every text of it is as long as it may be.
inline AppState longApp()
{
    AppState s = exampleApp();
    s.spec.name = longName();
    s.spec.destinationNamespace = u"payments-reconciliation-europe-west-production-blue"_s;
    s.spec.project = u"payments-and-billing-platform-team-europe"_s;
    s.spec.source.targetRevision = u"release/2026-11-payments-reconciliation-hotfix-3"_s;
    s.revision.summary
        = u"fix(payments): retry the reconciliation of refused card payments at most five times"_s;
    s.revision.author = u"María de los Ángeles Fernández-Castañeda y Ruiz de Apodaca"_s;
    s.health = {health::HealthStatus::Degraded,
                u"Deployment payments-reconciliation-worker exceeded its progress deadline: 2 of 3 "
                "pods are in CrashLoopBackOff (exit code 137, out of memory)"_s};
    s.resources.clear();
    for (int i = 0; i < 6; ++i) {
        ResourceState r = resource(
            key(i % 2 ? u"ConfigMap"_s : u"Deployment"_s, s.spec.destinationNamespace,
                u"payments-reconciliation-worker-configuration-europe-west-canary-%1"_s.arg(i)),
            i < 3 ? diff::Change::Update : diff::Change::None);
        if (i < 3)
            r.fields = {imageChange(
                u"registry.example.eu/payments/reconciliation-worker:2026.11.23-hotfix.2"_s,
                u"registry.example.eu/payments/reconciliation-worker:2026.11.24-hotfix.3"_s)};
        s.resources << r;
    }
    for (tree::TreeNode& node : s.tree)
        node.key.name = longName() + u'-' + node.key.name;
    for (sync::HistoryEntry& entry : s.history) {
        entry.summary = s.revision.summary;
        entry.author = s.revision.author;
    }
    return s;
}

//! A sync that went wrong in each of the ways in which a step can.
inline AppState failedApp()
{
    AppState s = exampleApp();
    auto o = std::make_shared<sync::OperationState>(*runningOperation(s.spec.name));
    o->phase = sync::OperationPhase::Failed;
    o->finishedAt = now().addSecs(-1);
    o->message = u"one or more objects failed to apply (2 of 6)"_s;
    o->steps[2].outcome = sync::StepOutcome::Failed;
    o->steps[2].message
        = u"Deployment.apps \"cart-2\" is invalid: spec.template.spec.containers[0].image: Required value"_s;
    o->steps[3].outcome = sync::StepOutcome::Unknown;
    o->steps[3].message = u"no answer: the connection to https://k3s-prod:6443 was cut"_s;
    o->steps[4].outcome = sync::StepOutcome::Skipped;
    sync::StepResult pruned = o->steps.first();
    pruned.key.name = u"old-settings"_s;
    pruned.change = diff::Change::Prune;
    pruned.outcome = sync::StepOutcome::Failed;
    pruned.message = u"configmaps \"old-settings\" is forbidden: User \"ana\" cannot delete"_s;
    o->steps << pruned;
    s.operation = o;
    return s;
}

//! An application of \p count objects, one in ten of which differs.
inline AppState largeApp(int count)
{
    AppState s = exampleApp();
    s.resources.clear();
    s.tree.clear();
    const QStringList kinds {u"Deployment"_s, u"Service"_s, u"ConfigMap"_s, u"Secret"_s};
    for (int i = 0; i < count; ++i) {
        const QString name = u"service-%1"_s.arg(i / 4, 3, 10, QChar(u'0'));
        ResourceState r = resource(key(kinds.at(i % 4), u"apps"_s, name),
                                   i % 10 == 0 ? diff::Change::Update : diff::Change::None);
        if (i % 10 == 0)
            r.fields = {imageChange(u"nginx:1.25-alpine"_s, u"nginx:1.26-alpine"_s)};
        s.resources << r;
        s.tree << node(r.key, -1, {});
        if (i % 4 == 0) {
            const int parent = int(s.tree.size()) - 1;
            s.tree << node(key(u"ReplicaSet"_s, u"apps"_s, name + u"-6fd45"_s), parent, u"1/1"_s);
            s.tree << node(key(u"Pod"_s, u"apps"_s, name + u"-6fd45-x"_s), parent + 1,
                           u"Running 1/1"_s);
        }
    }
    return s;
}

//! A plan that deletes most of what there is.
inline sync::SyncPlanPtr largeDeletionPlan()
{
    auto p = std::make_shared<sync::SyncPlan>(*examplePlan(true));
    for (int i = 0; i < 7; ++i) {
        sync::PlanStep step;
        step.key = key(i == 0 ? u"PersistentVolumeClaim"_s : u"ConfigMap"_s, u"apps"_s,
                       i == 0 ? u"orders-data"_s : u"feature-flags-%1"_s.arg(i));
        step.type = typeOf(step.key);
        step.change = diff::Change::Prune;
        p->steps << step;
    }
    p->largeDeletion = true;
    return p;
}

//! A plan that cannot be run, and one step that the server refuses.
inline sync::SyncPlanPtr refusedPlan()
{
    auto p = std::make_shared<sync::SyncPlan>(*examplePlan());
    p->steps.first().refusal
        = u"Deployment.apps \"example-app\" is invalid: spec.selector: field is immutable"_s;
    p->problems = {u"configmaps in namespace apps could not be read: 403 Forbidden; ask for the "
                   "right to list them or take them out of the application"_s};
    return p;
}

//! A Secret whose values differ, as the comparison hands it over.
inline AppDiffPtr secretDiff()
{
    auto d = std::make_shared<AppDiff>(*exampleDiff());
    diff::ObjectDiff o;
    o.key = key(u"Secret"_s, u"apps"_s, u"example-app"_s);
    o.type = typeOf(o.key);
    o.change = diff::Change::Update;
    o.status = diff::SyncStatus::OutOfSync;
    const auto secret = [](const char* value) {
        return json(qPrintable(
            QStringLiteral(R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"example-app",
            "namespace":"apps"},"type":"Opaque","data":{"password":"%1","user":"YW5h"}})")
                .arg(QLatin1String(value))));
    };
    auto live = std::make_shared<cluster::LiveObject>();
    live->key = o.key;
    live->type = o.type;
    live->json = object::toJson(secret("aHVudGVyMg=="));
    o.live = live;
    if (auto desired = object::Manifest::fromJson(secret("c2VjcmV0LTI=")))
        o.desired = *desired;
    d->objects << o;
    return d;
}

inline AppState secretApp()
{
    AppState s = exampleApp();
    ResourceState r = resource(key(u"Secret"_s, u"apps"_s, u"example-app"_s), diff::Change::Update);
    r.health.reset();
    r.fields = {change(u"data.password"_s, object::Json(u"••••••"_s), object::Json(u"••••••"_s))};
    s.resources.insert(1, r);
    return s;
}

//! The comparison of an object whose text has \p lines lines of which every \p every-th differs.
inline AppDiffPtr longDiff(int lines, int every)
{
    auto d = std::make_shared<AppDiff>();
    const AppState s = exampleApp();
    d->application = s.spec.name;
    d->revision = s.revision;
    d->comparedAt = now();
    diff::ObjectDiff o;
    o.key = key(u"ConfigMap"_s, u"apps"_s, u"example-app"_s);
    o.type = typeOf(o.key);
    o.change = diff::Change::Update;
    o.status = diff::SyncStatus::OutOfSync;
    const auto text = [&](const QString& changed) {
        QString data;
        for (int i = 0; i < lines; ++i)
            data += u"\"key-%1\":\"value %2 of a line with some length to it\","_s
                        .arg(i, 6, 10, QChar(u'0'))
                        .arg(i % every == 0 ? changed : QString::number(i));
        data.chop(1);
        return json(qPrintable(
            u"{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"example-app\","
            "\"namespace\":\"apps\"},\"data\":{"_s
            + data + u"}}"_s));
    };
    auto live = std::make_shared<cluster::LiveObject>();
    live->key = o.key;
    live->type = o.type;
    live->json = object::toJson(text(u"before"_s));
    o.live = live;
    if (auto desired = object::Manifest::fromJson(text(u"after"_s)))
        o.desired = *desired;
    d->objects = {o};
    return d;
}

} // namespace cauce::test
