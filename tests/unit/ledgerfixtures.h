#pragma once

#include "core/sync/ledger.h"

//! Plans without content and ledgers for the tests of the ledger.
namespace cauce::test {

using namespace Qt::StringLiterals;

inline sync::SyncPlan planOf(const QString& application, int writes = 3)
{
    sync::SyncPlan plan;
    plan.application = application;
    plan.id = u"plan-1"_s;
    plan.commit = QString(40, u'c');
    plan.summary = u"Bump the image"_s;
    plan.author = u"Anna"_s;
    plan.clusterId = u"cluster-1"_s;
    plan.path = u"apps/shop"_s;
    plan.repoUrl = u"https://anna:hunter2@git.example/r.git"_s;
    for (int i = 0; i < writes; ++i) {
        sync::PlanStep step;
        step.key = {{}, u"ConfigMap"_s, u"shop"_s, u"c%1"_s.arg(i)};
        step.type = {{}, u"v1"_s, u"ConfigMap"_s};
        step.change = diff::Change::Update;
        step.wave = i;
        plan.steps.append(step);
    }
    sync::PlanStep same;
    same.key = {u"apps"_s, u"Deployment"_s, u"shop"_s, u"d"_s};
    same.type = {u"apps"_s, u"v1"_s, u"Deployment"_s};
    plan.steps.append(same);
    return plan;
}

inline std::unique_ptr<sync::Ledger> opened(const QString& folder)
{
    auto ledger = sync::Ledger::open(folder);
    if (!ledger)
        qFatal("%s", qPrintable(ledger.error().message));
    return *std::move(ledger);
}

//! Runs one operation to its end.
inline QString run(sync::Ledger& ledger, const sync::SyncPlan& plan,
                   sync::OperationPhase phase = sync::OperationPhase::Succeeded)
{
    const auto id = ledger.begin(plan, u"ws"_s, u"anna"_s);
    if (!id)
        qFatal("%s", qPrintable(id.error().message));
    for (int i = 0; i < plan.steps.size(); ++i) {
        if (plan.steps.at(i).isWrite())
            (void)(ledger.stepStarted(*id, i)
                   && ledger.stepFinished(*id, i, sync::StepOutcome::Succeeded, u"configured"_s));
    }
    if (const auto done = ledger.finish(*id, phase, u"it is over"_s); !done)
        qFatal("%s", qPrintable(done.error().message));
    return *id;
}

} // namespace cauce::test
