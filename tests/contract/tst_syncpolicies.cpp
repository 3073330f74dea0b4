#include "tests/contract/watchedengine.h"
#include "tests/e2e/sandboxcluster.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::test;

//! What an application's sync policy asks for, from Git to the cluster.
class TestSyncPolicies : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SandboxCluster> m_cluster;
    std::unique_ptr<Story> m_story;

    const AppState* app(const Watched& watched) const { return watched.app(m_story->app()); }
    diff::SyncStatus status(const Watched& watched) const
    {
        return app(watched) && !app(watched)->refreshing ? app(watched)->sync
                                                         : diff::SyncStatus::Unknown;
    }
    QByteArray rootFile() const
    {
        QFile file(m_story->repo().workDir() + u"/clusters/k3s/root-app.yaml"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    //! The root file with \p more at the end of the application's sync options, and further on.
    void declare(const QByteArray& more, const QByteArray& spec = {})
    {
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s, {}}});
        m_story->repo().write(u"clusters/k3s/root-app.yaml"_s, rootFile() + more + spec);
        m_story->repo().publish(u"Change the policy"_s);
    }
    //! Git is looked at, and all has been compared.
    static void refresh(Watched& watched)
    {
        const int before = watched.refreshed;
        watched.engine->refresh();
        TRY_REFRESHED(watched, before + 1);
    }
    void sync(Watched& watched, bool prune = false)
    {
        watched.plan = nullptr;
        watched.operation = nullptr;
        PlanRequest request;
        request.application = m_story->app();
        request.prune = prune;
        watched.engine->preparePlan(request, 1);
        QTRY_VERIFY2_WITH_TIMEOUT(watched.plan, qPrintable(watched.error.message), 30'000);
        watched.engine->sync({watched.plan, false, u"anna"_s});
        QTRY_VERIFY2_WITH_TIMEOUT(watched.operation && watched.operation->isFinished(),
                                  qPrintable(watched.error.message), 60'000);
        QVERIFY2(watched.operation->phase == sync::OperationPhase::Succeeded,
                 qPrintable(watched.operation->message));
        QTRY_VERIFY_WITH_TIMEOUT(status(watched) != diff::SyncStatus::Unknown, 30'000);
    }
    QJsonObject metadata()
    {
        const QString text
            = m_story->kubectl({u"get"_s, u"namespace"_s, m_story->nameSpace(), u"-ojson"_s});
        return QJsonDocument::fromJson(text.toUtf8())["metadata"_L1].toObject();
    }
    QString replicas()
    {
        return m_story->kubectl(
            {u"get"_s, u"deployment"_s, u"example-app"_s, u"-o"_s, u"jsonpath={.spec.replicas}"_s});
    }

private slots:
    void init()
    {
        if (const QString reason = SandboxCluster::unavailableReason(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        m_cluster = std::make_unique<SandboxCluster>();
        const auto started = m_cluster->start();
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        m_story = std::make_unique<Story>(m_cluster.get());
        m_story->writeApp("nginx:1.25-alpine");
    }

    void theNamespaceCarriesWhatTheApplicationSays()
    {
        declare("    managedNamespaceMetadata:\n"
                "      labels: {team: shop, stage: test}\n"
                "      annotations: {example.com/owner: anna}\n");
        Watched w(*m_story);
        w.open();
        TRY_REFRESHED(w, 1);
        sync(w);
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::Synced, 30'000);
        QCOMPARE(metadata()["labels"_L1]["team"_L1].toString(), u"shop"_s);
        QCOMPARE(metadata()["annotations"_L1]["example.com/owner"_L1].toString(), u"anna"_s);
        QVERIFY(
            !metadata()["annotations"_L1].toObject().contains("argocd.argoproj.io/tracking-id"_L1));

        // Others' labels are theirs, ours are drift when they are changed.
        m_story->kubectl({u"label"_s, u"namespace"_s, m_story->nameSpace(), u"theirs=yes"_s});
        m_story->kubectl(
            {u"label"_s, u"namespace"_s, m_story->nameSpace(), u"team=other"_s, u"--overwrite"_s});
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::OutOfSync, 30'000);
        QCOMPARE(app(w)->count(diff::Change::Update), 1);

        // One that Git no longer says goes.
        declare("    managedNamespaceMetadata:\n      labels: {team: shop}\n");
        refresh(w);
        sync(w);
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::Synced, 30'000);
        const QJsonObject labels = metadata()["labels"_L1].toObject();
        QCOMPARE(labels["team"_L1].toString(), u"shop"_s);
        QCOMPARE(labels["theirs"_L1].toString(), u"yes"_s);
        QVERIFY(!labels.contains("stage"_L1));
        QVERIFY(!metadata()["annotations"_L1].toObject().contains("example.com/owner"_L1));

        // Without the block the namespace stays as it is, and nobody prunes it.
        declare({});
        refresh(w);
        QCOMPARE(status(w), diff::SyncStatus::Synced);
        QCOMPARE(app(w)->count(diff::Change::Prune), 0);
        QCOMPARE(metadata()["labels"_L1]["team"_L1].toString(), u"shop"_s);
    }

    void theNamespaceIsNoSignOfLife()
    {
        declare("    managedNamespaceMetadata: {labels: {team: shop}}\n");
        Watched w(*m_story);
        w.open();
        TRY_REFRESHED(w, 1);
        sync(w);
        m_story->kubectl({u"delete"_s, u"deployment,service"_s, u"--all"_s});
        QTRY_COMPARE_WITH_TIMEOUT(app(w)->health.status, health::HealthStatus::Missing, 30'000);
        sync(w);
        m_story->repo().remove(u"apps/example-app/deployment.yaml"_s);
        m_story->repo().remove(u"apps/example-app/service.yaml"_s);
        m_story->repo().write(u"apps/example-app/readme.txt"_s, "empty\n");
        m_story->repo().publish(u"Remove all"_s);
        refresh(w);
        w.plan = nullptr;
        PlanRequest request;
        request.application = m_story->app();
        request.prune = true;
        w.engine->preparePlan(request, 2);
        QTRY_VERIFY_WITH_TIMEOUT(w.plan, 30'000);
        const QString problems = w.plan->problems.join(u'\n');
        QVERIFY2(problems.contains(u"pruning would delete all of it"_s), qPrintable(problems));
    }

    void otherFilesOfTheSameCommitAreANewState()
    {
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s, "    automated: {}\n"}});
        const QByteArray whole = rootFile();
        const QByteArray part = QByteArray(whole).replace(
            "    path: apps/example-app\n",
            "    path: apps/example-app\n    directory: {exclude: service.yaml}\n");
        QVERIFY(part != whole);
        m_story->repo().write(u"clusters/k3s/root-app.yaml"_s, part);
        m_story->repo().publish(u"Leave the service out"_s);
        EngineOptions options;
        options.automation = EngineOptions::Automation::On;
        Watched w(*m_story, options);
        w.open();
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::Synced, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(app(w)->history.size(), 1, 30'000);
        QCOMPARE(app(w)->resources.size(), 1);

        // No drift, which this policy would not heal: Git asks for something else now.
        m_story->repo().write(u"clusters/k3s/root-app.yaml"_s, whole);
        m_story->repo().publish(u"Take it in"_s);
        w.engine->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(app(w)->history.size(), 2, 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::Synced, 30'000);
        QCOMPARE(app(w)->resources.size(), 2);
    }

    void whatIsIgnoredIsLeftAloneBySyncs_data()
    {
        QTest::addColumn<QByteArray>("options");
        QTest::addColumn<QString>("replicasAfter");
        QTest::newRow("with the option")
            << QByteArray("      - RespectIgnoreDifferences=true\n") << u"5"_s;
        QTest::newRow("without it Git wins") << QByteArray() << u"2"_s;
    }
    void whatIsIgnoredIsLeftAloneBySyncs()
    {
        QFETCH(QByteArray, options);
        QFETCH(QString, replicasAfter);
        declare(options,
                "  ignoreDifferences:\n"
                "  - {group: apps, kind: '{Deployment,StatefulSet}', "
                "jsonPointers: [/spec/replicas]}\n");
        Watched w(*m_story);
        w.open();
        TRY_REFRESHED(w, 1);
        sync(w);
        QCOMPARE(replicas(), u"2"_s); // there was nothing to respect
        m_story->kubectl({u"scale"_s, u"deployment/example-app"_s, u"--replicas=5"_s});
        m_story->writeApp("nginx:1.26-alpine");
        m_story->repo().publish(u"Use 1.26"_s);
        refresh(w);
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::OutOfSync, 30'000);
        sync(w);
        QCOMPARE(replicas(), replicasAfter);
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::Synced, 30'000);
    }
};

QTEST_GUILESS_MAIN(TestSyncPolicies)
#include "tst_syncpolicies.moc"
