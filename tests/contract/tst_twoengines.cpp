#include "tests/contract/watchedengine.h"
#include "tests/e2e/sandboxcluster.h"

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::test;

//! Two programs at once with one workspace: a window with automation, and a person at a terminal.
class TestTwoEngines : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SandboxCluster> m_cluster;
    std::unique_ptr<Story> m_story;

    const AppState* app(const Watched& watched) const { return watched.app(m_story->app()); }
    diff::SyncStatus status(const Watched& watched) const
    {
        return app(watched) ? app(watched)->sync : diff::SyncStatus::Unknown;
    }
    //! \p second is another program with the records of \p first.
    static void share(const Watched& first, Watched& second, EngineOptions options = {})
    {
        options.stateDir = first.folder.filePath(u"state"_s);
        options.cacheDir = second.folder.filePath(u"cache"_s);
        second.restart(options);
    }
    void rollBack(Watched& watched)
    {
        PlanRequest request;
        request.application = m_story->app();
        request.rollbackTo = app(watched)->history.constFirst().id;
        watched.engine->preparePlan(request, 1);
        QTRY_VERIFY_WITH_TIMEOUT(watched.plan, 30'000);
        watched.engine->sync({watched.plan, false, u"anna"_s});
        QTRY_VERIFY_WITH_TIMEOUT(watched.operation && watched.operation->isFinished(), 60'000);
        QCOMPARE(watched.operation->phase, sync::OperationPhase::Succeeded);
    }

private slots:
    void init()
    {
        m_cluster = std::make_unique<SandboxCluster>();
        const auto started = m_cluster->start();
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        m_story = std::make_unique<Story>(m_cluster.get());
        m_story->writeApp("nginx:1.25-alpine");
        const QByteArray policy = "    automated: {selfHeal: true}\n";
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s, policy}});
        m_story->repo().publish(u"Begin"_s);
    }

    void aRollbackElsewherePausesAutomationHere()
    {
        EngineOptions options;
        options.automation = EngineOptions::Automation::On;
        Watched window(*m_story, options);
        window.open();
        QTRY_COMPARE_WITH_TIMEOUT(status(window), diff::SyncStatus::Synced, 60'000);
        m_story->writeApp("nginx:1.26-alpine");
        m_story->repo().publish(u"Use 1.26"_s);
        window.engine->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(app(window)->history.size() == 2, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(status(window), diff::SyncStatus::Synced, 60'000);

        EngineOptions passive;
        passive.automation = EngineOptions::Automation::Off;
        Watched terminal(*m_story);
        share(window, terminal, passive);
        terminal.open();
        QTRY_COMPARE_WITH_TIMEOUT(status(terminal), diff::SyncStatus::Synced, 60'000);
        QCOMPARE(app(terminal)->history.size(), 2);
        rollBack(terminal);

        // The window sees it, in its history, too, and does not undo it.
        QTRY_VERIFY_WITH_TIMEOUT(app(window)->automationPaused, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(app(window)->history.size(), 3, 60'000);
        QVERIFY(app(window)->history.constLast().rollback);
        QVERIFY2(app(window)->automationReason.contains(u"rolled back to"_s),
                 qPrintable(app(window)->automationReason));
        QTRY_COMPARE_WITH_TIMEOUT(status(window), diff::SyncStatus::OutOfSync, 60'000);
        const int refreshed = window.refreshed;
        window.engine->refresh();
        TRY_REFRESHED(window, refreshed + 1);
        QCOMPARE(app(window)->operation->rollback, true);
        QCOMPARE(app(window)->history.size(), 3);

        // And it hears that the person has had enough of that.
        terminal.engine->resumeAutomation(m_story->app());
        QTRY_COMPARE_WITH_TIMEOUT(status(window), diff::SyncStatus::Synced, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(!app(window)->automationPaused, 60'000);
    }

    void automationThatIsTurnedOffElsewhereIsOff()
    {
        Watched first(*m_story);
        first.open();
        first.engine->setAutomation(true);
        QTRY_COMPARE_WITH_TIMEOUT(status(first), diff::SyncStatus::Synced, 60'000);
        Watched second(*m_story);
        share(first, second);
        second.open();
        QTRY_VERIFY_WITH_TIMEOUT(second.state && second.state->automation, 30'000);
        second.engine->setAutomation(false);
        QTRY_VERIFY_WITH_TIMEOUT(!first.state->automation, 30'000);
    }

    void aRollbackThatIsRefusedPausesNothing()
    {
        Watched w(*m_story);
        w.open();
        TRY_REFRESHED(w, 1);
        w.engine->preparePlan({m_story->app()}, 1);
        QTRY_VERIFY_WITH_TIMEOUT(w.plan, 30'000);
        w.engine->sync({std::exchange(w.plan, nullptr), false, u"anna"_s});
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::Synced, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(!app(w)->history.isEmpty(), 60'000);
        m_story->writeApp("nginx:1.26-alpine");
        m_story->repo().publish(u"Use 1.26"_s);
        w.engine->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::OutOfSync, 60'000);
        PlanRequest request;
        request.application = m_story->app();
        request.rollbackTo = app(w)->history.constFirst().id;
        w.engine->preparePlan(request, 2);
        QTRY_VERIFY_WITH_TIMEOUT(w.plan, 30'000);
        auto old = std::make_shared<sync::SyncPlan>(*w.plan);
        old->madeAt = old->madeAt.addDays(-1);
        w.engine->sync({old, false, u"anna"_s});
        QTRY_VERIFY_WITH_TIMEOUT(!w.error.message.isEmpty(), 30'000);
        QVERIFY2(w.error.message.contains(u"older than"_s), qPrintable(w.error.message));
        const int refreshed = w.refreshed;
        w.engine->refresh();
        TRY_REFRESHED(w, refreshed + 1);
        QVERIFY(!app(w)->automationPaused);
    }
};

QTEST_GUILESS_MAIN(TestTwoEngines)
#include "tst_twoengines.moc"
