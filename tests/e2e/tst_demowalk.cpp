#include "app/application.h"
#include "app/tour/demo.h"
#include "app/tour/demotour.h"
#include "core/engine/settings.h"
#include "core/sandbox/sandbox.h"
#include "ui/mainwindow.h"
#include "ui/pages/applicationpage.h"
#include "ui/theme/theme.h"
#include "ui/theme/translation.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;

namespace {

constexpr int kPatience = 30'000;

} // namespace

//! The walk of the demo in a real window: each step by its button, and each by hand.
class TestDemoWalk : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_timer.start();
        auto demo = tour::Demo::start({m_home->filePath(u"demo"_s), false});
        QVERIFY2(demo, demo ? "" : qPrintable(demo.error().message));
        m_demo = *std::move(demo);
        m_ini = std::make_unique<QSettings>(m_home->filePath(u"settings.ini"_s),
                                            QSettings::IniFormat);
        m_settings = std::make_unique<Settings>(*m_ini);
        theme().apply(Theme::Scheme::Light, 1);
        speak(u"en"_s);
        m_application = std::make_unique<Application>(
            Application::Options {tour::Demo::workspaceName()}, *m_settings);
        m_tour = std::make_unique<tour::DemoTour>(*m_application, *m_demo);
        m_application->window().show();
        QVERIFY(QTest::qWaitForWindowActive(&m_application->window()));
        m_application->start();
        QTRY_VERIFY_WITH_TIMEOUT(m_application->store().application(u"example-app"_s)
                                     && m_application->store().application(u"example-app"_s)->sync
                                         == diff::SyncStatus::Synced,
                                 kPatience);
        QCOMPARE(story().step(), int(DemoStory::Push));
    }

    void cleanup()
    {
        m_tour.reset();
        m_application.reset();
        m_settings.reset();
        m_ini.reset();
        m_demo.reset();
        m_home.reset();
    }

    void applicationsAreInTheirStates_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("sync");
        QTest::addColumn<QString>("health");
        QTest::addColumn<int>("deployments");
        QTest::newRow("the one to try things with")
            << u"example-app"_s << u"Synced"_s << u"Healthy"_s << 1;
        QTest::newRow("Git is ahead") << u"storefront"_s << u"OutOfSync"_s << u"Healthy"_s << 1;
        QTest::newRow("scaled by hand") << u"catalog"_s << u"OutOfSync"_s << u"Healthy"_s << 2;
        QTest::newRow("an image that is not there")
            << u"checkout"_s << u"Synced"_s << u"Degraded"_s << 2;
        QTest::newRow("waits for a disk") << u"search"_s << u"Synced"_s << u"Progressing"_s << 1;
        QTest::newRow("with volumes") << u"orders-db"_s << u"Synced"_s << u"Healthy"_s << 1;
        QTest::newRow("jobs and a hook") << u"nightly-report"_s << u"Synced"_s << u"Healthy"_s << 1;
        QTest::newRow("never synced") << u"backups"_s << u"OutOfSync"_s << u"Missing"_s << 0;
    }

    void applicationsAreInTheirStates()
    {
        QFETCH(QString, name);
        QFETCH(QString, sync);
        QFETCH(QString, health);
        QFETCH(int, deployments);
        QTRY_VERIFY_WITH_TIMEOUT(state(name), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(nameOf(state(name)->sync), sync, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(nameOf(state(name)->health.status), health, kPatience);
        QCOMPARE(state(name)->history.size(), deployments);
        QVERIFY2(state(name)->conditions.isEmpty(),
                 qPrintable(state(name)->conditions.value(0).message));
    }

    void theWholeWalkByItsButton()
    {
        const QByteArray firstImage = image();
        press(DemoStory::Push);
        QVERIFY(firstImage == image()); // pushing is not doing
        press(DemoStory::SeeChange);
        QVERIFY(page().isVisible() && page().tab() == ApplicationPage::Diff);
        press(DemoStory::Sync);
        QCOMPARE(image(), QByteArray("nginx:1.26-alpine"));
        press(DemoStory::Scale);
        QCOMPARE(replicas(), qint64(5));
        press(DemoStory::SeeWho);
        QCOMPARE(drift().manager, u"kubectl scale"_s);
        press(DemoStory::Heal);
        QCOMPARE(replicas(), qint64(2));
        QVERIFY(story().isOver());
        qInfo("the whole walk, start included: %lld ms", m_timer.elapsed());
#ifdef NDEBUG
        QVERIFY(m_timer.elapsed() < 20'000);
#endif
        QTest::mouseClick(button(), Qt::LeftButton); // once more
        QTRY_COMPARE(story().step(), int(DemoStory::Push));
        QTRY_VERIFY(story().sentence(DemoStory::Push).contains(u"1.27"_s));
    }

    void theWholeWalkByHand()
    {
        if (QStandardPaths::findExecutable(u"kubectl"_s).isEmpty())
            QSKIP("kubectl is not installed");
        for (int step = 0; step < DemoStory::StepCount; ++step) {
            QTRY_VERIFY_WITH_TIMEOUT(story().step() >= step, kPatience);
            if (story().step() > step) {
                QCOMPARE(step, int(DemoStory::SeeWho)); // the differences are still on the screen
                continue;
            }
            for (QPushButton* copy : strip()->findChildren<QPushButton*>()) {
                if (copy->accessibleName() == u"Copy the command"_s)
                    QTest::mouseClick(copy, Qt::LeftButton);
            }
            const QString command = QGuiApplication::clipboard()->text();
            QCOMPARE(command, story().command(step));
            runInShell(command);
            if (step == DemoStory::SeeChange
                || step == DemoStory::SeeWho) // a terminal is no window
                QTest::mouseClick(button(), Qt::LeftButton);
        }
        QTRY_VERIFY_WITH_TIMEOUT(story().isOver(), kPatience);
        QCOMPARE(image(), QByteArray("nginx:1.26-alpine"));
        QCOMPARE(replicas(), qint64(2));
    }

    void aHookIsNamedWhereItIsLeftOut()
    {
        QTRY_VERIFY_WITH_TIMEOUT(state(u"nightly-report"_s)
                                     && state(u"nightly-report"_s)->sync
                                         == diff::SyncStatus::Synced,
                                 kPatience);
        m_application->window().showApplication(u"nightly-report"_s);
        page().beginSync();
        QTRY_VERIFY_WITH_TIMEOUT(isShown(u"1 hook will not run"_s), kPatience);
    }

    void theClusterCanBeToldToMisbehave()
    {
        m_tour->choose(DemoFault::ForbiddenDeployments, true);
        QVERIFY(m_demo->cluster().faults().forbidden.has_value());
        emit m_application->commands().refreshAsked({});
        m_tour->choose(DemoFault::ForbiddenDeployments, false);
        QVERIFY(!m_demo->cluster().faults().forbidden.has_value());
        m_tour->choose(DemoFault::CutConnections, true);
        QTest::mouseClick(button(), Qt::LeftButton); // goes on all the same
        // What a server refused is asked for again after half a minute.
        QTRY_COMPARE_WITH_TIMEOUT(story().step(), int(DemoStory::SeeChange), 3 * kPatience);
        m_tour->choose(DemoFault::Flood, true);
        QTRY_VERIFY_WITH_TIMEOUT(!stored({{}, u"configmaps"_s}, u"shop"_s, u"flood"_s).isNull(),
                                 kPatience);
    }

private:
    DemoStory& story()
    {
        return m_tour->story();
    }
    ApplicationPage& page()
    {
        return m_application->window().applicationPage();
    }
    DemoStrip* strip()
    {
        return m_application->window().findChild<DemoStrip*>();
    }
    QPushButton* button()
    {
        return strip()->findChild<QPushButton*>(u"demoStep"_s);
    }
    AppStatePtr state(const QString& name)
    {
        return m_application->store().application(name);
    }

    void press(int step)
    {
        QCOMPARE(story().step(), step);
        QTRY_VERIFY_WITH_TIMEOUT(button()->isEnabled(), kPatience);
        QTest::mouseClick(button(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(story().step() > step, kPatience);
        QVERIFY(story().isDone(step));
    }

    bool isShown(const QString& text)
    {
        const auto labels = page().findChildren<QLabel*>();
        return std::any_of(labels.cbegin(), labels.cend(), [&text](const QLabel* label) {
            return label->isVisible() && label->text().contains(text);
        });
    }

    object::Json stored(const sandbox::ResourceName& resource, const QString& nameSpace,
                        const QString& name)
    {
        object::Json json;
        m_demo->cluster().with([&](sandbox::Api& api) {
            if (const auto found = api.store().find(resource, nameSpace, name))
                json = found->json();
        });
        return json;
    }
    object::Json deployment()
    {
        return stored({u"apps"_s, u"deployments"_s}, u"apps"_s, u"example-app"_s);
    }
    QByteArray image()
    {
        return deployment()
            .path({u"spec", u"template", u"spec", u"containers"})
            .at(0)[u"image"]
            .toString()
            .toUtf8();
    }
    qint64 replicas()
    {
        return deployment().path({u"spec", u"replicas"}).toInteger().value_or(-1);
    }

    diff::FieldChange drift()
    {
        for (const ResourceState& resource : state(u"example-app"_s)->resources) {
            for (const diff::FieldChange& field : resource.fields) {
                if (field.path == u"spec.replicas"_s)
                    return field;
            }
        }
        return {};
    }

    static void runInShell(const QString& command)
    {
        QProcess shell;
        shell.setProcessChannelMode(QProcess::MergedChannels);
        shell.start(u"/bin/sh"_s, {u"-c"_s, command});
        QVERIFY(shell.waitForFinished(kPatience));
        // `kubectl diff` says with 1 that something differs.
        QVERIFY2(shell.exitCode() == 0 || (shell.exitCode() == 1 && command.contains(u" diff "_s)),
                 shell.readAll().constData());
    }

    QElapsedTimer m_timer;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<tour::Demo> m_demo;
    std::unique_ptr<QSettings> m_ini;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Application> m_application;
    std::unique_ptr<tour::DemoTour> m_tour;
};

QTEST_MAIN(TestDemoWalk)
#include "tst_demowalk.moc"
