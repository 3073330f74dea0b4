#pragma once

#include "core/engine/engine.h"
#include "tests/support/story.h"

#include <QDir>

namespace cauce::test {

//! The engine in this thread, with the last of everything it said.
struct Watched
{
    explicit Watched(const Story& story, EngineOptions options = {})
    {
        options.cacheDir = folder.filePath(QStringLiteral("cache"));
        options.stateDir = folder.filePath(QStringLiteral("state"));
        QDir().mkpath(options.cacheDir);
        QDir().mkpath(options.stateDir);
        workspace.name = QStringLiteral("test");
        workspace.revision = QStringLiteral("main");
        workspace.path = QStringLiteral("clusters/k3s");
        workspace.pollSeconds = 3600; // a test says when
        workspace.repoUrl = story.bareDir();
        workspace.kubeconfig = story.kubeconfig();
        restart(options);
    }
    //! Another engine with its own \p options, which name its folders.
    void restart(const EngineOptions& options)
    {
        engine = std::make_unique<Engine>(options);
        QObject::connect(engine.get(), &Engine::applicationChanged, engine.get(),
                         [this](const AppStatePtr& app) { apps.insert(app->name(), app); });
        QObject::connect(engine.get(), &Engine::applicationRemoved, engine.get(),
                         [this](const QString& app) { apps.remove(app); });
        QObject::connect(engine.get(), &Engine::workspaceChanged, engine.get(),
                         [this](const WorkspaceStatePtr& w) { state = w; });
        QObject::connect(engine.get(), &Engine::refreshed, engine.get(), [this] { ++refreshed; });
        QObject::connect(engine.get(), &Engine::planReady, engine.get(),
                         [this](quint64, const sync::SyncPlanPtr& p) { plan = p; });
        QObject::connect(engine.get(), &Engine::planFailed, engine.get(),
                         [this](quint64, const Error& e) { error = e; });
        QObject::connect(engine.get(), &Engine::operationRefused, engine.get(),
                         [this](const QString&, const Error& e) { error = e; });
        QObject::connect(engine.get(), &Engine::operationChanged, engine.get(),
                         [this](const sync::OperationStatePtr& o) { operation = o; });
    }
    void open() { engine->open(workspace); }
    const AppState* app(const QString& name) const
    {
        const auto found = apps.constFind(name);
        return found == apps.cend() ? nullptr : found->get();
    }
    QString conditions(const QString& name) const
    {
        QStringList all;
        if (const AppState* state = app(name)) {
            for (const AppCondition& condition : state->conditions)
                all.append(condition.type + QStringLiteral(": ") + condition.message);
        }
        return all.join(QLatin1Char('\n'));
    }

    QTemporaryDir folder;
    Workspace workspace;
    std::unique_ptr<Engine> engine;
    QMap<QString, AppStatePtr> apps;
    WorkspaceStatePtr state;
    sync::SyncPlanPtr plan;
    sync::OperationStatePtr operation;
    Error error;
    int refreshed = 0;
};

} // namespace cauce::test

//! Waits until the engine has been settled \p count times.
#define TRY_REFRESHED(watched, count) QTRY_COMPARE_WITH_TIMEOUT((watched).refreshed, count, 30'000)
