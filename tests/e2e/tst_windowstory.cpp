#include "app/application.h"
#include "core/diff/linediff.h"
#include "core/engine/settings.h"
#include "core/engine/workspacestore.h"
#include "tests/e2e/sandboxcluster.h"
#include "tests/support/gitserver.h"
#include "tests/support/story.h"
#include "ui/mainwindow.h"
#include "ui/pages/applicationpage.h"
#include "ui/pages/applicationspage.h"
#include "ui/panels/historypanel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tileview.h"

#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSettings>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::test;

namespace {

constexpr int kPatience = 60'000; // the poll is every ten seconds, a rollout takes a few
constexpr char kPolicy[] = "    automated: {prune: true, selfHeal: true}\n";

} // namespace

//! The story in the window, the same on the sandbox and on a real API server: real widgets, a real
//! Git server over each transport.
class TestWindowStory : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_path = qgetenv("PATH"); }

    void cleanup()
    {
        m_application.reset();
        m_settings.reset();
        m_store.reset();
        m_https.reset();
        m_ssh.reset();
        m_story.reset();
        m_cluster.reset();
        qputenv("PATH", m_path);
    }

    void story_data()
    {
        QTest::addColumn<bool>("real");
        QTest::addColumn<QString>("transport");
        QTest::newRow("on the sandbox, over a local path") << false << u"file"_s;
        QTest::newRow("on a real API server, over a local path") << true << u"file"_s;
        QTest::newRow("on a real API server, over ssh") << true << u"ssh"_s;
        QTest::newRow("on a real API server, over https") << true << u"https"_s;
    }

    void story()
    {
        QFETCH(bool, real);
        QFETCH(QString, transport);
        if (const QString reason = startCluster(real); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        QVERIFY(m_cluster);
        m_story = std::make_unique<Story>(m_cluster.get());
        m_story->writeApp("nginx:1.25-alpine");
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s, {}}});
        m_story->repo().publish(u"Add the example application"_s);
        open(transport);
        if (QTest::currentTestFailed())
            return;
        for (const auto step :
             {&TestWindowStory::deployedByAClick, &TestWindowStory::aPushIsTwoLines,
              &TestWindowStory::aClickRollsItOut, &TestWindowStory::rolledBackByAClick,
              &TestWindowStory::aNewApplicationComesByItself, &TestWindowStory::driftIsHealed,
              &TestWindowStory::aPushRollsOutByItselfAndPrunes,
              &TestWindowStory::nobodyPushedButTheTest}) {
            (this->*step)();
            if (QTest::currentTestFailed())
                return;
        }
    }

private:
    // ---- the steps

    void deployedByAClick()
    {
        QTRY_VERIFY_WITH_TIMEOUT(is(m_story->app(), diff::SyncStatus::OutOfSync), kPatience);
        QCOMPARE(state()->health.status, health::HealthStatus::Missing);
        QVERIFY(state()->synced.commit.isEmpty());
        openTile(m_story->app());
        sync();
        QTRY_VERIFY_WITH_TIMEOUT(isGood(m_story->app()), kPatience);
        QCOMPARE(image(), u"nginx:1.25-alpine"_s);
    }

    void aPushIsTwoLines()
    {
        backToApplications();
        m_story->writeApp("nginx:1.26-alpine");
        m_commit = m_story->repo().publish(u"Use nginx 1.26"_s);
        QTRY_VERIFY_WITH_TIMEOUT(is(m_story->app(), diff::SyncStatus::OutOfSync), kPatience);
        QCOMPARE(state()->health.status, health::HealthStatus::Healthy);
        QCOMPARE(state()->revision.commit, m_commit);
        openTile(m_story->app());
        QCOMPARE(page().tab(), int(ApplicationPage::Diff));
        QTRY_COMPARE_WITH_TIMEOUT(
            shownLines(),
            (QStringList {u"- image: nginx:1.25-alpine"_s, u"+ image: nginx:1.26-alpine"_s}),
            kPatience);
        QCOMPARE(image(), u"nginx:1.25-alpine"_s); // seeing is not doing
    }

    void aClickRollsItOut()
    {
        sync();
        QTRY_VERIFY_WITH_TIMEOUT(isGood(m_story->app()), kPatience);
        QCOMPARE(image(), u"nginx:1.26-alpine"_s);
        QTRY_COMPARE_WITH_TIMEOUT(podImages(), u"nginx:1.26-alpine nginx:1.26-alpine"_s, kPatience);
        QCOMPARE(state()->synced.commit, m_commit);
        back(); // from the operation to the application
        QVERIFY(page().isVisible());
        QTRY_VERIFY(isShown(m_commit.left(7)));
        QTRY_VERIFY(isShown(u"Use nginx 1.26"_s));
        QTRY_VERIFY(isShown(u"Sync OK"_s));
    }

    void rolledBackByAClick()
    {
        page().setTab(ApplicationPage::History);
        auto* panel = page().findChild<HistoryPanel*>();
        QTRY_VERIFY(panel->isVisible());
        auto* list = panel->findChild<QListView*>();
        QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 2, kPatience);
        list->setCurrentIndex(list->model()->index(1, 0)); // newest first: the deployment before
        QPushButton* rollback = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT(
            (rollback = button(page().findChild<HistoryPanel*>(), u"Roll back"_s)), kPatience);
        QTest::mouseClick(rollback, Qt::LeftButton);
        run();
        QTRY_COMPARE_WITH_TIMEOUT(image(), u"nginx:1.25-alpine"_s, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(is(m_story->app(), diff::SyncStatus::OutOfSync), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(state()->automationPaused, kPatience);
    }

    void aNewApplicationComesByItself()
    {
        backToApplications();
        emit m_application->commands().automationAsked(
            true); // the switch's dialog has its own test
        QTRY_VERIFY_WITH_TIMEOUT(m_application->store().workspace()->automation, kPatience);
        m_auto = m_story->app() + u"-auto"_s;
        m_story->repo().write(u"apps/auto/deployment.yaml"_s, autoDeployment("nginx:1.25-alpine"));
        m_story->repo().write(u"apps/auto/config.yaml"_s,
                              "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: auto}\n");
        m_story->writeRoot(
            {{m_story->app(), u"apps/example-app"_s, {}}, {m_auto, u"apps/auto"_s, kPolicy}});
        m_story->repo().publish(u"Add an automated application"_s);
        QTRY_VERIFY_WITH_TIMEOUT(isGood(m_auto), kPatience);
        QVERIFY(state(m_auto)->operation->automated);
        QCOMPARE(kubectl({u"get"_s, u"configmap"_s, u"auto"_s, u"-o"_s, u"name"_s}),
                 u"configmap/auto"_s);
        QCOMPARE(image(), u"nginx:1.25-alpine"_s); // the one without a policy is left alone
    }

    void driftIsHealed()
    {
        QString manager;
        bool seen = false;
        const auto watching = connect(
            &m_application->store(), &Store::applicationsChanged, this, [this, &seen, &manager] {
                const AppStatePtr now = state(m_auto);
                for (const ResourceState& resource : now->resources) {
                    for (const diff::FieldChange& field : resource.fields) {
                        if (field.path != u"spec.replicas"_s)
                            continue;
                        seen = seen || now->sync == diff::SyncStatus::OutOfSync;
                        manager = field.manager;
                    }
                }
            });
        kubectl({u"scale"_s, u"deployment"_s, u"auto"_s, u"--replicas=5"_s});
        QTRY_VERIFY_WITH_TIMEOUT(seen, kPatience);
        QVERIFY2(manager.contains(u"kubectl"_s), qPrintable(manager));
        QTRY_COMPARE_WITH_TIMEOUT(replicas(), u"2"_s, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(isGood(m_auto), kPatience);
        disconnect(watching);
    }

    void aPushRollsOutByItselfAndPrunes()
    {
        m_story->repo().write(u"apps/auto/deployment.yaml"_s, autoDeployment("nginx:1.26-alpine"));
        m_story->repo().remove(u"apps/auto/config.yaml"_s);
        const QString commit = m_story->repo().publish(u"Upgrade, and drop the config"_s);
        QTRY_COMPARE_WITH_TIMEOUT(state(m_auto)->synced.commit, commit, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(isGood(m_auto), kPatience);
        QCOMPARE(kubectl({u"get"_s, u"deployment"_s, u"auto"_s, u"-o"_s,
                          u"jsonpath={.spec.template.spec.containers[0].image}"_s}),
                 u"nginx:1.26-alpine"_s);
        QVERIFY(!kubectl({u"get"_s, u"configmaps"_s, u"-o"_s, u"name"_s})
                     .contains(u"configmap/auto"_s));
    }

    //! The test pushes into the bare repository itself; the servers must have seen readers only.
    void nobodyPushedButTheTest()
    {
        if (m_https) {
            QVERIFY(!m_https->requests().isEmpty());
            for (const auto& request : m_https->requests())
                QVERIFY2(!request.path.contains("receive-pack"), request.path.constData());
        }
        if (m_ssh) {
            QVERIFY(!m_ssh->commands().isEmpty());
            for (const QString& command : m_ssh->commands())
                QVERIFY2(command.contains(u"git-upload-pack"_s), qPrintable(command));
        }
        QCOMPARE(m_story->repo().git({u"rev-parse"_s, u"main"_s}, m_story->bareDir()),
                 m_story->repo().git({u"rev-parse"_s, u"HEAD"_s}));
    }

    // ---- what the steps use

    //! \return why there is none; empty: there is
    QString startCluster(bool real)
    {
        if (const QString reason
            = real ? ControlPlane::unavailableReason() : SandboxCluster::unavailableReason();
            !reason.isEmpty())
            return reason;
        if (real) {
            if (ControlPlane* plane = ControlPlane::shared())
                m_cluster = std::make_unique<PlaneCluster>(plane);
            return {};
        }
        auto sandbox = std::make_unique<SandboxCluster>();
        if (const auto started = sandbox->start(); !started)
            qWarning() << started.error().message;
        else
            m_cluster = std::move(sandbox);
        return {};
    }

    void open(const QString& transport)
    {
        const QProcessEnvironment environment = m_story->environment();
        for (const QString& name :
             {u"HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_CACHE_HOME"_s, u"XDG_STATE_HOME"_s})
            qputenv(name.toLatin1().constData(), environment.value(name).toLocal8Bit());
        Workspace workspace;
        workspace.name = u"story"_s;
        workspace.revision = u"main"_s;
        workspace.path = u"clusters/k3s"_s;
        workspace.kubeconfig = m_story->kubeconfig();
        workspace.pollSeconds = 10;
        workspace.repoUrl = m_story->bareDir();
        if (transport == u"https"_s) {
            m_https = std::make_unique<GitHttpServer>(m_story->repo().root());
            workspace.repoUrl = m_https->url();
            workspace.caFile = m_https->caFile();
        } else if (transport == u"ssh"_s) {
            m_ssh = std::make_unique<GitSshServer>();
            workspace.repoUrl = m_ssh->url(m_story->bareDir());
            workspace.sshKeyFile = m_ssh->keyFile();
            qputenv("PATH", m_ssh->clientPath().toLocal8Bit() + ':' + m_path);
        }
        // The manifests name the repository by its folder, whatever we reach it by.
        workspace.repoAliases.insert(m_story->bareDir(), workspace.repoUrl);
        const auto saved = workspaces::save(workspace);
        QVERIFY2(saved, saved ? "" : qPrintable(saved.error().message));

        m_store = std::make_unique<QSettings>(environment.value(u"HOME"_s) + u"/settings.ini"_s,
                                              QSettings::IniFormat);
        m_settings = std::make_unique<Settings>(*m_store);
        theme().apply(Theme::Scheme::Light, 1);
        m_application
            = std::make_unique<Application>(Application::Options {workspace.name}, *m_settings);
        window().resize(1440, 900);
        window().show();
        QVERIFY(QTest::qWaitForWindowActive(&window()));
        m_application->start();
        if (m_ssh)
            trustTheHost();
    }

    //! The first time a host is seen a person compares its fingerprint and agrees.
    void trustTheHost()
    {
        QPushButton* trust = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((trust = button(&window(), u"Trust host key"_s)), kPatience);
        QTest::mouseClick(trust, Qt::LeftButton);
        QPushButton* yes = nullptr;
        QTRY_VERIFY((yes = window().findChild<QPushButton*>(u"yes"_s)) && yes->isVisible());
        bool shown = false;
        for (const QString& type : {u"ed25519"_s, u"rsa"_s, u"ecdsa"_s})
            shown = shown || isShown(m_ssh->fingerprint(type));
        QVERIFY(shown);
        QTRY_VERIFY(yes->isEnabled());
        QTest::mouseClick(yes, Qt::LeftButton);
        window().activateWindow(); // a desktop does this when a dialog closes; offscreen does not
        QVERIFY(QTest::qWaitForWindowActive(&window()));
    }

    void openTile(const QString& name)
    {
        auto* tiles = window().findChild<TileView*>();
        QModelIndex found;
        for (int row = 0; row < tiles->model()->rowCount(); ++row) {
            const QModelIndex index = tiles->model()->index(row, 0);
            if (index.data(ApplicationModel::NameRole).toString() == name)
                found = index;
        }
        QVERIFY(found.isValid());
        tiles->scrollTo(found);
        const QPoint place = tiles->visualRect(found).center();
        QTest::mouseClick(tiles->viewport(), Qt::LeftButton, {}, place);
        QTest::mouseDClick(tiles->viewport(), Qt::LeftButton, {}, place);
        QTRY_VERIFY(page().isVisible());
        QCOMPARE(page().application(), name);
    }

    //! Escape leads from the operation to its application, and from there to all of them.
    void backToApplications()
    {
        for (int presses = 0; presses < 2 && page().isVisible(); ++presses)
            back();
        QVERIFY(!page().isVisible());
    }

    void back() { QTest::keyClick(&window(), Qt::Key_Escape); }

    //! The plan first, then its button, as a person does it.
    void sync()
    {
        QTest::mouseClick(window().findChild<QPushButton*>(u"sync"_s), Qt::LeftButton);
        run();
    }

    void run()
    {
        auto* button = page().findChild<QPushButton*>(u"run"_s);
        QTRY_VERIFY_WITH_TIMEOUT(button->isVisible() && button->isEnabled(), kPatience);
        const auto before = state()->operation ? state()->operation->id : QString();
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(state()->operation && state()->operation->id != before
                                     && state()->operation->isFinished(),
                                 kPatience);
        QVERIFY2(state()->operation->phase == sync::OperationPhase::Succeeded,
                 qPrintable(state()->operation->message));
    }

    //! What the diff tab is given, as lines without their indentation.
    QStringList shownLines()
    {
        const AppDiffPtr whole = m_application->store().diff();
        if (!whole || whole->application != m_story->app())
            return {};
        QString text;
        for (const diff::ObjectDiff& object : whole->objects) {
            if (object.change == diff::Change::None)
                continue;
            const diff::ObjectText both = diff::objectText(object);
            text += diff::unified(diff::lineDiff(both.live, both.desired));
        }
        return changedLines(text);
    }

    //! Whether some label that can be seen has \p text in it.
    bool isShown(const QString& text)
    {
        for (QWidget* top : QApplication::topLevelWidgets()) {
            for (const QLabel* label : top->findChildren<QLabel*>()) {
                if (label->isVisible() && label->text().contains(text))
                    return true;
            }
            for (const QWidget* widget : top->findChildren<QWidget*>()) {
                if (widget->isVisible() && widget->property("plainText").toString().contains(text))
                    return true;
            }
        }
        return false;
    }

    static QPushButton* button(QWidget* parent, const QString& text)
    {
        for (QPushButton* candidate : parent->findChildren<QPushButton*>()) {
            if (candidate->isVisible() && candidate->isEnabled()
                && candidate->text().startsWith(text))
                return candidate;
        }
        return nullptr;
    }

    static QByteArray autoDeployment(const QByteArray& image)
    {
        return "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: auto}\nspec:\n  replicas: "
               "2\n"
               "  selector:\n    matchLabels: {app: auto}\n  template:\n    metadata:\n"
               "      labels: {app: auto}\n    spec:\n      containers:\n      - name: nginx\n"
               "        image: "
            + image + "\n";
    }

    MainWindow& window() { return m_application->window(); }
    ApplicationPage& page() { return window().applicationPage(); }
    AppStatePtr state(const QString& name = {})
    {
        const auto known
            = m_application->store().application(name.isEmpty() ? m_story->app() : name);
        return known ? known : std::make_shared<const AppState>();
    }
    bool is(const QString& name, diff::SyncStatus status) { return state(name)->sync == status; }
    bool isGood(const QString& name)
    {
        return is(name, diff::SyncStatus::Synced)
            && state(name)->health.status == health::HealthStatus::Healthy;
    }
    QString kubectl(const QStringList& arguments) { return m_story->kubectl(arguments); }
    QString image()
    {
        return kubectl({u"get"_s, u"deployment"_s, u"example-app"_s, u"-o"_s,
                        u"jsonpath={.spec.template.spec.containers[0].image}"_s});
    }
    QString podImages()
    {
        return kubectl({u"get"_s, u"pods"_s, u"-l"_s, u"app=example-app"_s, u"-o"_s,
                        u"jsonpath={.items[*].spec.containers[0].image}"_s});
    }

    QString replicas()
    {
        return kubectl(
            {u"get"_s, u"deployment"_s, u"auto"_s, u"-o"_s, u"jsonpath={.spec.replicas}"_s});
    }

    std::unique_ptr<StoryCluster> m_cluster;
    std::unique_ptr<Story> m_story;
    std::unique_ptr<GitHttpServer> m_https;
    std::unique_ptr<GitSshServer> m_ssh;
    std::unique_ptr<QSettings> m_store;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Application> m_application;
    QString m_commit;
    QString m_auto;
    QByteArray m_path;
};

QTEST_MAIN(TestWindowStory)
#include "tst_windowstory.moc"
