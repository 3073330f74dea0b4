#include "tests/contract/watchedengine.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace cauce;
using test::ControlPlane;
using test::Story;
using test::Watched;

//! What the engine says when the world does not work.
class TestEngine : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ControlPlane> m_plane; // its own: its API server is stopped
    std::unique_ptr<Story> m_story;

    static diff::SyncStatus status(const Watched& watched, const QString& app)
    {
        const AppState* state = watched.app(app);
        return state ? state->sync : diff::SyncStatus::Unknown;
    }
    void syncNow(Watched& watched, const PlanRequest& request)
    {
        watched.plan = nullptr;
        watched.error = {};
        watched.engine->preparePlan(request, 1);
        QTRY_VERIFY_WITH_TIMEOUT(watched.plan || !watched.error.message.isEmpty(), 20'000);
        QVERIFY2(watched.plan, qPrintable(watched.error.message));
        watched.operation = nullptr;
        watched.engine->sync({watched.plan, false, u"tester"_s});
        QTRY_VERIFY_WITH_TIMEOUT((watched.operation && watched.operation->isFinished())
                                     || !watched.error.message.isEmpty(),
                                 60'000);
        QVERIFY2(watched.error.message.isEmpty(), qPrintable(watched.error.message));
        QVERIFY2(watched.operation->phase == sync::OperationPhase::Succeeded,
                 qPrintable(watched.operation->message));
    }

private slots:
    void initTestCase()
    {
        if (const QString reason = ControlPlane::unavailableReason(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        m_plane = std::make_unique<ControlPlane>(ControlPlane::Ownership::Own);
        const auto started = m_plane->start();
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
    }

    void init()
    {
        if (!m_plane)
            QSKIP("no control plane");
        m_story = std::make_unique<Story>(m_plane.get());
        m_story->writeApp("nginx:1.25-alpine");
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s, {}}});
        m_story->repo().publish(u"Begin"_s);
    }

    void syncedIsSaidOnlyOfWhatWasRead()
    {
        Watched w(*m_story);
        QList<diff::SyncStatus> seen;
        connect(w.engine.get(), &Engine::applicationChanged, this, [&](const AppStatePtr& app) {
            if (seen.isEmpty() || seen.last() != app->sync)
                seen.append(app->sync);
        });
        w.open();
        TRY_REFRESHED(w, 1);
        QCOMPARE(status(w, m_story->app()), diff::SyncStatus::OutOfSync);
        syncNow(w, {m_story->app()});
        QTRY_COMPARE_WITH_TIMEOUT(status(w, m_story->app()), diff::SyncStatus::Synced, 20'000);
        // Never a Synced before the sync, never a guess.
        QCOMPARE(seen,
                 (QList<diff::SyncStatus> {diff::SyncStatus::Unknown, diff::SyncStatus::OutOfSync,
                                           diff::SyncStatus::Synced}));
    }

    void aServerThatIsDownAtTheStartIsNamedAndComesBack()
    {
        QVERIFY(m_plane->stopApiServer());
        Watched w(*m_story);
        w.open();
        TRY_REFRESHED(w, 1);
        QVERIFY(!w.state->clusterError.message.isEmpty());
        QVERIFY(w.state->applicationsLoaded);
        const AppState* app = w.app(m_story->app());
        QVERIFY(app);
        QCOMPARE(app->sync, diff::SyncStatus::Unknown);
        QVERIFY(app->stale);
        QVERIFY2(app->staleReason.contains(u"127.0.0.1"_s), qPrintable(app->staleReason));
        w.engine->preparePlan({m_story->app()}, 1);
        QTRY_VERIFY(!w.error.message.isEmpty()); // nothing is planned on what is not known
        QVERIFY(!w.plan);

        QVERIFY(m_plane->startApiServer());
        w.engine->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(status(w, m_story->app()) == diff::SyncStatus::OutOfSync
                                     && !w.app(m_story->app())->stale,
                                 60'000);
    }

    void aServerThatGoesAwayLeavesWhatIsKnown()
    {
        Watched w(*m_story);
        w.open();
        TRY_REFRESHED(w, 1);
        syncNow(w, {m_story->app()});
        QTRY_COMPARE_WITH_TIMEOUT(status(w, m_story->app()), diff::SyncStatus::Synced, 20'000);
        QVERIFY(m_plane->stopApiServer());
        QTRY_VERIFY_WITH_TIMEOUT(w.app(m_story->app())->stale, 20'000);
        QCOMPARE(status(w, m_story->app()), diff::SyncStatus::Synced);
        QCOMPARE(w.app(m_story->app())->resources.size(), 2);
        QVERIFY(m_plane->startApiServer());
        QTRY_VERIFY_WITH_TIMEOUT(!w.app(m_story->app())->stale, 60'000);
        QCOMPARE(status(w, m_story->app()), diff::SyncStatus::Synced);
    }

    void aRepositoryThatGoesAwayLeavesWhatIsKnown()
    {
        Watched w(*m_story);
        w.open();
        TRY_REFRESHED(w, 1);
        const QString commit = w.app(m_story->app())->revision.commit;
        QVERIFY(!commit.isEmpty());
        const QString away = m_story->repo().bareDir() + u".away"_s;
        QVERIFY(QDir().rename(m_story->repo().bareDir(), away));
        w.engine->refresh();
        TRY_REFRESHED(w, 2);
        const AppState* app = w.app(m_story->app());
        QVERIFY(app && app->stale);
        QCOMPARE(app->revision.commit, commit);
        QVERIFY(!w.state->gitError.message.isEmpty());
        QVERIFY(QDir().rename(away, m_story->repo().bareDir()));
        w.engine->refresh();
        TRY_REFRESHED(w, 3);
        QVERIFY(!w.app(m_story->app())->stale);
    }

    void aMissingBranchAndAMissingPathAreErrorsNotEmptiness()
    {
        m_story->writeRoot({{m_story->app(), u"apps/nowhere"_s, {}}});
        m_story->repo().publish(u"Point nowhere"_s);
        Watched w(*m_story);
        w.open();
        TRY_REFRESHED(w, 1);
        QCOMPARE(status(w, m_story->app()), diff::SyncStatus::Unknown);
        QVERIFY2(w.conditions(m_story->app()).contains(u"Failed to load target state: "_s)
                     && w.conditions(m_story->app()).contains(u"apps/nowhere"_s),
                 qPrintable(w.conditions(m_story->app())));

        Watched other(*m_story);
        other.workspace.revision = u"no-such-branch"_s;
        other.open();
        TRY_REFRESHED(other, 1);
        QVERIFY(!other.state->applicationsLoaded);
        QVERIFY2(other.state->gitError.message.contains(u"no-such-branch"_s),
                 qPrintable(other.state->gitError.message));
    }

    void aBrokenManifestFailsItsApplicationWithItsLine()
    {
        m_story->repo().write(u"apps/example-app/service.yaml"_s,
                              "apiVersion: v1\nkind: Service\nmetadata:\n\tname: tab\n");
        m_story->repo().publish(u"Break it"_s);
        Watched w(*m_story);
        w.open();
        TRY_REFRESHED(w, 1);
        QCOMPARE(status(w, m_story->app()), diff::SyncStatus::Unknown);
        QVERIFY2(w.conditions(m_story->app()).contains(u"apps/example-app/service.yaml:4"_s),
                 qPrintable(w.conditions(m_story->app())));
    }

    void oneUnreadableApplicationHidesNoOtherAndNothingThatWasKnown()
    {
        Watched w(*m_story);
        w.open();
        TRY_REFRESHED(w, 1);
        QVERIFY(w.app(m_story->app()));
        m_story->repo().write(u"clusters/k3s/root-app.yaml"_s,
                              "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: [\n");
        m_story->repo().publish(u"Break the root"_s);
        w.engine->refresh();
        TRY_REFRESHED(w, 2);
        QVERIFY(w.app(m_story->app()));
        QVERIFY(!w.state->conditions.isEmpty());
        QVERIFY2(
            w.state->conditions.constFirst().message.contains(u"clusters/k3s/root-app.yaml:"_s),
            qPrintable(w.state->conditions.constFirst().message));
        m_story->writeRoot({});
        m_story->repo().publish(u"Empty the root"_s);
        w.engine->refresh();
        TRY_REFRESHED(w, 3);
        QVERIFY(!w.app(m_story->app())); // gone from Git, and so from the list
    }

    void aPlanIsNotRunWhenGitOrTheClusterHasMoved()
    {
        Watched w(*m_story);
        w.open();
        TRY_REFRESHED(w, 1);
        w.engine->preparePlan({m_story->app()}, 1);
        QTRY_VERIFY(w.plan);
        const sync::SyncPlanPtr old = w.plan;
        m_story->writeApp("nginx:1.26-alpine");
        m_story->repo().publish(u"Move on"_s);
        w.engine->refresh();
        TRY_REFRESHED(w, 2);
        w.engine->sync({old, false, u"tester"_s});
        QTRY_VERIFY(!w.error.message.isEmpty());
        QCOMPARE(w.error.kind, ErrorKind::Conflict);
        QVERIFY(!w.operation);
    }

    void aForcedPushPausesAutomationAndIsSaid()
    {
        const QByteArray policy = "    automated: {prune: true, selfHeal: true}\n";
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s, policy}});
        m_story->repo().publish(u"Automate"_s);
        EngineOptions options;
        options.automation = EngineOptions::Automation::On;
        Watched w(*m_story, options);
        w.open();
        QTRY_COMPARE_WITH_TIMEOUT(status(w, m_story->app()), diff::SyncStatus::Synced, 60'000);

        m_story->repo().git({u"reset"_s, u"--hard"_s, u"HEAD~1"_s});
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s, policy}});
        m_story->writeApp("nginx:1.27-alpine");
        m_story->repo().commit(u"Another history"_s);
        m_story->repo().forcePush();
        w.engine->refresh();
        TRY_REFRESHED(w, 2);
        const AppState* app = w.app(m_story->app());
        QVERIFY(app->automationPaused);
        QVERIFY2(w.conditions(m_story->app()).contains(u"history of main was rewritten from"_s),
                 qPrintable(w.conditions(m_story->app())));
        QCOMPARE(app->sync, diff::SyncStatus::OutOfSync);

        w.engine->resumeAutomation(m_story->app());
        QTRY_COMPARE_WITH_TIMEOUT(status(w, m_story->app()), diff::SyncStatus::Synced, 60'000);
        QVERIFY(!w.app(m_story->app())->automationPaused);
    }

    void aManifestThatTheServerRefusesFailsAndIsNotRepeated()
    {
        const QByteArray policy = "    automated: {}\n";
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s, policy}});
        m_story->repo().write(u"apps/example-app/service.yaml"_s,
                              "apiVersion: v1\nkind: Service\nmetadata: {name: example-app}\n"
                              "spec:\n  ports: [{port: 99999}]\n");
        m_story->repo().publish(u"Ask for the impossible"_s);
        EngineOptions options;
        options.automation = EngineOptions::Automation::On;
        Watched w(*m_story, options);
        int operations = 0;
        QSet<QString> ids;
        connect(w.engine.get(), &Engine::operationChanged, this,
                [&](const sync::OperationStatePtr& operation) {
                    operations += operation->isFinished() && !ids.contains(operation->id) ? 1 : 0;
                    if (operation->isFinished())
                        ids.insert(operation->id);
                });
        w.open();
        QTRY_VERIFY_WITH_TIMEOUT(
            w.conditions(m_story->app()).contains(u"SyncError: Failed last sync attempt to ["_s),
            60'000);
        w.engine->refresh();
        TRY_REFRESHED(w, 2);
        QCOMPARE(operations, 1);
    }

    void rollbackPausesAutomationAndSaysSo()
    {
        const QByteArray policy = "    automated: {selfHeal: true}\n";
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s, policy}});
        m_story->repo().publish(u"Automate"_s);
        EngineOptions options;
        options.automation = EngineOptions::Automation::On;
        Watched w(*m_story, options);
        w.open();
        QTRY_COMPARE_WITH_TIMEOUT(status(w, m_story->app()), diff::SyncStatus::Synced, 60'000);
        m_story->writeApp("nginx:1.26-alpine");
        const QString second = m_story->repo().publish(u"Use 1.26"_s);
        w.engine->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(w.app(m_story->app())->history.size() == 2, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(status(w, m_story->app()), diff::SyncStatus::Synced, 60'000);

        PlanRequest request;
        request.application = m_story->app();
        request.rollbackTo = w.app(m_story->app())->history.constFirst().id;
        syncNow(w, request);
        QTRY_COMPARE_WITH_TIMEOUT(status(w, m_story->app()), diff::SyncStatus::OutOfSync, 20'000);
        const AppState* app = w.app(m_story->app());
        QVERIFY(app->automationPaused);
        QVERIFY2(app->automationReason.contains(u"rolled back to"_s),
                 qPrintable(app->automationReason));
        QVERIFY(app->history.constLast().rollback);
        w.engine->resumeAutomation(m_story->app());
        QTRY_COMPARE_WITH_TIMEOUT(status(w, m_story->app()), diff::SyncStatus::Synced, 60'000);
        // The objects are as Git wants them a moment before the operation has its last answer.
        QTRY_COMPARE_WITH_TIMEOUT(w.app(m_story->app())->synced.commit, second, 20'000);
    }

    void aUserWithoutRightsIsToldWhichKindsCannotBeRead()
    {
        Watched w(*m_story);
        w.workspace.kubeconfig = m_plane->kubeconfig(ControlPlane::User::Nobody);
        w.open();
        TRY_REFRESHED(w, 1);
        const AppState* app = w.app(m_story->app());
        QVERIFY(app);
        QCOMPARE(app->sync, diff::SyncStatus::Unknown);
        QVERIFY2(w.conditions(m_story->app()).contains(u"orbidden"_s),
                 qPrintable(w.conditions(m_story->app())));
    }
};

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
