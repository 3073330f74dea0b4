#include "tests/e2e/sandboxcluster.h"
#include "tests/support/story.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace cauce::test;

//! The story through the command line, in the order of its slots: each stands on the one before. On
//! the sandbox and on a real API server, with the same words.
class TestCommandLine : public QObject
{
    Q_OBJECT

private:
    //! The story on one cluster, as far as it has been told.
    struct Telling
    {
        std::unique_ptr<StoryCluster> cluster;
        std::unique_ptr<Story> story;
        QString missing; // why there is none
        QString first; // commits
        QString second;
    };
    Telling m_tellings[2]; // on the sandbox, on a real API server
    Telling* m_now = nullptr;
    Story* m_story = nullptr;

    static void begin(Telling& telling, bool real)
    {
        telling.missing
            = real ? ControlPlane::unavailableReason() : SandboxCluster::unavailableReason();
        if (!telling.missing.isEmpty())
            return;
        if (!real) {
            auto sandbox = std::make_unique<SandboxCluster>();
            const auto started = sandbox->start();
            QVERIFY2(started, started ? "" : qPrintable(started.error().message));
            telling.cluster = std::move(sandbox);
        } else {
            QVERIFY(ControlPlane::shared());
            telling.cluster = std::make_unique<PlaneCluster>(ControlPlane::shared());
        }
        telling.story = std::make_unique<Story>(telling.cluster.get());
        telling.story->writeApp("nginx:1.25-alpine");
        telling.story->writeRoot({{telling.story->app(), u"apps/example-app"_s, {}}});
        telling.first = telling.story->repo().publish(u"Add the example application"_s);
    }

    QJsonObject application(const QString& name = {})
    {
        const CommandResult run = m_story->cauce(
            {u"get"_s, name.isEmpty() ? m_story->app() : name, u"-o"_s, u"json"_s});
        return QJsonDocument::fromJson(run.out.toUtf8()).object();
    }
    static QString syncStatus(const QJsonObject& app)
    {
        return app["status"_L1]["sync"_L1]["status"_L1].toString();
    }
    static QString healthStatus(const QJsonObject& app)
    {
        return app["status"_L1]["health"_L1]["status"_L1].toString();
    }
    QString image()
    {
        return m_story->kubectl({u"get"_s, u"deployment"_s, u"example-app"_s, u"-o"_s,
                                 u"jsonpath={.spec.template.spec.containers[0].image}"_s});
    }

private slots:
    void initTestCase_data()
    {
        QTest::addColumn<bool>("real");
        QTest::newRow("on the sandbox") << false;
        QTest::newRow("on a real API server") << true;
    }

    void init()
    {
        QFETCH_GLOBAL(bool, real);
        m_now = &m_tellings[real];
        if (!m_now->story && m_now->missing.isEmpty())
            begin(*m_now, real);
        if (!m_now->missing.isEmpty())
            QSKIP(qPrintable(m_now->missing));
        m_story = m_now->story.get();
        QVERIFY(m_story);
    }

    void openMakesAWorkspace()
    {
        const CommandResult run
            = m_story->cauce({u"open"_s, u"--repo"_s, m_story->repo().bareDir(), u"--revision"_s,
                              u"main"_s, u"--path"_s, u"clusters/k3s"_s, u"--poll"_s, u"10"_s});
        VERIFY_RUN(run, 0);
        QVERIFY2(run.out.startsWith(u"Workspace repo: "_s), qPrintable(run.out));
    }

    void listShowsWhatIsMissing()
    {
        const CommandResult run = m_story->cauce({u"list"_s});
        VERIFY_RUN(run, 0);
        const QStringList cells = run.out.section(u'\n', 1, 1).simplified().split(u' ');
        QCOMPARE(
            cells.mid(0, 4),
            (QStringList {m_story->app(), u"OutOfSync"_s, u"Missing"_s, m_now->first.left(7)}));
        QVERIFY2(run.out.contains(u"2 new"_s), qPrintable(run.out));
    }

    void syncSaysWhatItDoesAndDoesIt()
    {
        const CommandResult run = m_story->cauce({u"sync"_s, m_story->app(), u"--yes"_s});
        VERIFY_RUN(run, 0);
        QVERIFY2(run.out.contains(u"  create  apps/Deployment "_s), qPrintable(run.out));
        QVERIFY2(run.out.contains(u"  created Service "_s), qPrintable(run.out));
        QVERIFY2(run.out.contains(u"  created Namespace "_s), qPrintable(run.out));
        const CommandResult wait = m_story->cauce({u"wait"_s, m_story->app()});
        VERIFY_RUN(wait, 0);
        QCOMPARE(image(), u"nginx:1.25-alpine"_s);
    }

    void theJsonHasArgosNames()
    {
        const QJsonObject app = application();
        QCOMPARE(app["metadata"_L1]["name"_L1].toString(), m_story->app());
        QCOMPARE(syncStatus(app), u"Synced"_s);
        QCOMPARE(healthStatus(app), u"Healthy"_s);
        const QJsonObject status = app["status"_L1].toObject();
        QCOMPARE(status["sync"_L1]["revision"_L1].toString(), m_now->first);
        QCOMPARE(status["sync"_L1]["commit"_L1]["message"_L1].toString(),
                 u"Add the example application"_s);
        QCOMPARE(status["operationState"_L1]["phase"_L1].toString(), u"Succeeded"_s);
        QCOMPARE(status["operationState"_L1]["syncResult"_L1]["revision"_L1].toString(),
                 m_now->first);
        QVERIFY(!status["operationState"_L1]["finishedAt"_L1].toString().isEmpty());
        QCOMPARE(status["resources"_L1].toArray().size(), 2);
        QCOMPARE(status["history"_L1].toArray().size(), 1);
        QCOMPARE(status["history"_L1][0]["revision"_L1].toString(), m_now->first);
        QCOMPARE(app["spec"_L1]["source"_L1]["path"_L1].toString(), u"apps/example-app"_s);
    }

    void nothingDiffersAndNothingIsDone()
    {
        const CommandResult diff = m_story->cauce({u"diff"_s, m_story->app()});
        VERIFY_RUN(diff, 0);
        QVERIFY2(diff.out.isEmpty(), qPrintable(diff.out));
        const qint64 mark = m_story->cluster().mark();
        const CommandResult sync = m_story->cauce({u"sync"_s, m_story->app(), u"--yes"_s});
        VERIFY_RUN(sync, 0);
        QVERIFY2(sync.out.contains(u"Nothing to do."_s), qPrintable(sync.out));
        QCOMPARE(m_story->cluster().writesSince(mark, m_story->nameSpace()), QStringList());
    }

    void aPushedChangeIsTwoLines()
    {
        m_story->writeApp("nginx:1.26-alpine");
        m_now->second = m_story->repo().publish(u"Use nginx 1.26"_s);
        const CommandResult diff = m_story->cauce({u"diff"_s, m_story->app()});
        VERIFY_RUN(diff, 1);
        QVERIFY2(diff.out.contains(u"apps/Deployment %1/example-app"_s.arg(m_story->nameSpace())),
                 qPrintable(diff.out));
        QCOMPARE(changedLines(diff.out),
                 (QStringList {u"- image: nginx:1.25-alpine"_s, u"+ image: nginx:1.26-alpine"_s}));
        QCOMPARE(syncStatus(application()), u"OutOfSync"_s);
    }

    void withoutATerminalNothingIsWritten()
    {
        const CommandResult run = m_story->cauce({u"sync"_s, m_story->app()});
        VERIFY_RUN(run, 2);
        QVERIFY2(run.err.contains(u"--yes"_s), qPrintable(run.err));
        QVERIFY2(run.out.contains(u"image: nginx:1.25-alpine -> nginx:1.26-alpine"_s),
                 qPrintable(run.out));
        QCOMPARE(image(), u"nginx:1.25-alpine"_s);
    }

    void aDryRunWritesNothing()
    {
        const CommandResult run = m_story->cauce({u"sync"_s, m_story->app(), u"--dry-run"_s});
        VERIFY_RUN(run, 0);
        QCOMPARE(image(), u"nginx:1.25-alpine"_s);
        QCOMPARE(application()["status"_L1]["history"_L1].toArray().size(), 1);
    }

    void theChangeRollsOut()
    {
        VERIFY_RUN(m_story->cauce({u"sync"_s, m_story->app(), u"--yes"_s}), 0);
        VERIFY_RUN(m_story->cauce({u"wait"_s, m_story->app()}), 0);
        QCOMPARE(image(), u"nginx:1.26-alpine"_s);
        const QJsonObject app = application();
        QCOMPARE(syncStatus(app), u"Synced"_s);
        QCOMPARE(app["status"_L1]["history"_L1].toArray().size(), 2);
    }

    void driftIsSeenWithWhoMadeItAndHealed()
    {
        m_story->kubectl({u"scale"_s, u"deployment"_s, u"example-app"_s, u"--replicas=5"_s});
        const CommandResult diff = m_story->cauce({u"diff"_s, m_story->app()});
        VERIFY_RUN(diff, 1);
        QCOMPARE(changedLines(diff.out), (QStringList {u"- replicas: 5"_s, u"+ replicas: 2"_s}));
        const CommandResult sync = m_story->cauce({u"sync"_s, m_story->app(), u"--yes"_s});
        VERIFY_RUN(sync, 0);
        QVERIFY2(sync.out.contains(u"spec.replicas: 5 -> 2 (set by kubectl"_s),
                 qPrintable(sync.out));
        QCOMPARE(m_story->kubectl({u"get"_s, u"deployment"_s, u"example-app"_s, u"-o"_s,
                                   u"jsonpath={.spec.replicas}"_s}),
                 u"2"_s);
    }

    void whatLeftGitStaysUntilAskedFor()
    {
        m_story->repo().remove(u"apps/example-app/service.yaml"_s);
        m_story->repo().publish(u"Drop the service"_s);
        const CommandResult kept = m_story->cauce({u"sync"_s, m_story->app(), u"--yes"_s});
        VERIFY_RUN(kept, 0);
        QVERIFY2(kept.out.contains(u"no longer in Git: kept"_s), qPrintable(kept.out));
        m_story->kubectl({u"get"_s, u"service"_s, u"example-app"_s});
        QCOMPARE(syncStatus(application()), u"OutOfSync"_s);

        const CommandResult pruned
            = m_story->cauce({u"sync"_s, m_story->app(), u"--prune"_s, u"--yes"_s});
        VERIFY_RUN(pruned, 0);
        QVERIFY2(pruned.out.contains(u"  pruned Service "_s), qPrintable(pruned.out));
        QCOMPARE(m_story->kubectl({u"get"_s, u"services"_s, u"-o"_s, u"name"_s}), QString());
        QCOMPARE(syncStatus(application()), u"Synced"_s);
    }

    void aNewApplicationAppears()
    {
        const QString name = m_story->app() + u"-b"_s;
        m_story->repo().write(u"apps/second/config.yaml"_s,
                              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: second}\n"
                              "data: {a: b}\n"
                              "---\n"
                              "apiVersion: v1\nkind: Secret\nmetadata: {name: second}\n"
                              "stringData: {password: c4nary-value}\n");
        m_story->writeRoot(
            {{m_story->app(), u"apps/example-app"_s, {}}, {name, u"apps/second"_s, {}}});
        m_story->repo().publish(u"Add a second application"_s);
        QCOMPARE(syncStatus(application(name)), u"OutOfSync"_s);
        const CommandResult diff = m_story->cauce({u"diff"_s, name});
        VERIFY_RUN(diff, 1);
        const CommandResult desired = m_story->cauce({u"get"_s, name, u"--desired"_s});
        VERIFY_RUN(desired, 0);
        QVERIFY2(desired.out.contains(u"kind: ConfigMap"_s), qPrintable(desired.out));
        VERIFY_RUN(m_story->cauce({u"sync"_s, name, u"--yes"_s}), 0);
        QCOMPARE(m_story->kubectl(
                     {u"get"_s, u"configmap"_s, u"second"_s, u"-o"_s, u"jsonpath={.data.a}"_s}),
                 u"b"_s);
        QCOMPARE(syncStatus(application(name)), u"Synced"_s);
        for (const QString& text : {diff.both(), desired.both()}) {
            QVERIFY(!text.contains(u"c4nary-value"_s));
            QVERIFY(!text.contains(QString::fromLatin1(QByteArray("c4nary-value").toBase64())));
        }
    }

    void manyDeletionsWantTheName()
    {
        const QString name = m_story->app() + u"-many"_s;
        const auto write = [this](int count) {
            QByteArray text;
            for (int i = 0; i < count; ++i)
                text += "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: many-"
                    + QByteArray::number(i) + "}\n";
            m_story->repo().write(u"apps/many/all.yaml"_s, text);
        };
        const auto left = [this] {
            return m_story->kubectl({u"get"_s, u"configmaps"_s, u"-o"_s, u"name"_s})
                .count(u"configmap/many-"_s);
        };
        write(8);
        m_story->writeRoot(
            {{m_story->app(), u"apps/example-app"_s, {}}, {name, u"apps/many"_s, {}}});
        m_story->repo().publish(u"Add many"_s);
        VERIFY_RUN(m_story->cauce({u"sync"_s, name, u"--yes"_s}), 0);
        write(1);
        m_story->repo().publish(u"Drop most of them"_s);
        const QStringList prune {u"sync"_s, name, u"--prune"_s, u"--yes"_s};
        const CommandResult refused = m_story->cauce(prune);
        VERIFY_RUN(refused, 2);
        QVERIFY2(refused.err.contains(u"deletes 7 objects"_s), qPrintable(refused.err));
        VERIFY_RUN(m_story->cauce(prune + QStringList {u"--confirm"_s, u"other"_s}), 2);
        QCOMPARE(left(), 8);
        VERIFY_RUN(m_story->cauce(prune + QStringList {u"--confirm"_s, name}), 0);
        QCOMPARE(left(), 1);
    }

    void rollbackGoesBackAndSaysWhatItMeans()
    {
        const CommandResult history = m_story->cauce({u"history"_s, m_story->app()});
        VERIFY_RUN(history, 0);
        QVERIFY2(history.out.contains(m_now->first.left(7))
                     && history.out.contains(m_now->second.left(7)),
                 qPrintable(history.out));
        const CommandResult run
            = m_story->cauce({u"rollback"_s, m_story->app(), u"0"_s, u"--yes"_s});
        VERIFY_RUN(run, 0);
        QVERIFY2(run.out.contains(u"Git is not changed"_s), qPrintable(run.out));
        QCOMPARE(image(), u"nginx:1.25-alpine"_s);
        QCOMPARE(syncStatus(application()), u"OutOfSync"_s);
        const CommandResult none
            = m_story->cauce({u"rollback"_s, m_story->app(), u"99"_s, u"--yes"_s});
        VERIFY_RUN(none, 2);
        QVERIFY2(none.err.contains(u"does not have deployment with id 99"_s), qPrintable(none.err));
    }

    void automationRollsOutHealsAndPrunes()
    {
        const QString name = m_story->app() + u"-auto"_s;
        m_story->repo().write(u"apps/auto/a.yaml"_s,
                              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: auto-a}\n"
                              "data: {v: one}\n");
        m_story->repo().write(u"apps/auto/b.yaml"_s,
                              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: auto-b}\n");
        m_story->writeRoot(
            {{m_story->app(), u"apps/example-app"_s, {}},
             {name, u"apps/auto"_s, "    automated: {prune: true, selfHeal: true}\n"}});
        m_story->repo().publish(u"Add an automated application"_s);
        const auto value = [this] {
            const auto out = m_story->cluster().kubectl({u"-n"_s, m_story->nameSpace(), u"get"_s,
                                                         u"configmap"_s, u"auto-a"_s, u"-o"_s,
                                                         u"jsonpath={.data.v}"_s});
            return out ? QString::fromUtf8(*out) : QString();
        };
        const std::unique_ptr<QProcess> watch = m_story->start({u"watch"_s, u"--automation"_s});
        QVERIFY(watch->waitForStarted());
        QTRY_COMPARE_WITH_TIMEOUT(value(), u"one"_s, 30'000);

        m_story->kubectl({u"patch"_s, u"configmap"_s, u"auto-a"_s, u"-p"_s,
                          u"{\"data\":{\"v\":\"drifted\"}}"_s});
        QTRY_COMPARE_WITH_TIMEOUT(value(), u"one"_s, 30'000);

        m_story->repo().write(u"apps/auto/a.yaml"_s,
                              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: auto-a}\n"
                              "data: {v: two}\n");
        m_story->repo().remove(u"apps/auto/b.yaml"_s);
        m_story->repo().publish(u"Change one, drop one"_s);
        QTRY_COMPARE_WITH_TIMEOUT(value(), u"two"_s, 40'000); // the poll is every ten seconds
        QTRY_VERIFY_WITH_TIMEOUT(
            m_story->kubectl({u"get"_s, u"configmaps"_s, u"-o"_s, u"name"_s}).contains(u"auto-b"_s)
                == false,
            30'000);
        // The application without a policy was not touched.
        QCOMPARE(image(), u"nginx:1.25-alpine"_s);

        ::kill(pid_t(watch->processId()), SIGINT);
        QVERIFY(watch->waitForFinished(10'000));
        const QString said = QString::fromUtf8(watch->readAll());
        QVERIFY2(watch->exitStatus() == QProcess::NormalExit && watch->exitCode() == 0,
                 qPrintable(said));
        QVERIFY2(said.contains(name + u" Synced Healthy"_s), qPrintable(said));
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
