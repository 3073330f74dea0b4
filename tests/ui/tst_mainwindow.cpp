#include "tests/models/fixture.h"
#include "ui/dialogs/dialogs.h"
#include "ui/dialogs/openrepositorydialog.h"
#include "ui/mainwindow.h"
#include "ui/pages/applicationpage.h"
#include "ui/pages/applicationspage.h"
#include "ui/theme/theme.h"
#include "ui/theme/translation.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/searchfield.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        speak(u"en"_s);
        theme().apply(Theme::Scheme::Light, 1);
    }

    void init()
    {
        m_store = std::make_unique<Store>(fixedClock());
        m_commands = std::make_unique<Commands>();
        m_window = std::make_unique<MainWindow>(*m_store, *m_commands);
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup()
    {
        m_window.reset();
        m_commands.reset();
        m_store.reset();
    }

    void theWholeWayByKeyboard()
    {
        fill();
        QSignalSpy planAsked(m_commands.get(), &Commands::planAsked);
        QSignalSpy syncAsked(m_commands.get(), &Commands::syncAsked);
        key(Qt::Key_Slash);
        auto* search = m_window->findChild<SearchField*>();
        QTRY_VERIFY(search->hasFocus());
        QTest::keyClicks(search, u"nginx 1.26"_s);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(m_window->applicationsPage().currentApplication(), u"example-app"_s);
        key(Qt::Key_Return);
        QVERIFY(m_window->applicationPage().isVisible());
        QCOMPARE(m_window->applicationPage().tab(), int(ApplicationPage::Diff));
        key(Qt::Key_2);
        QCOMPARE(m_window->applicationPage().tab(), int(ApplicationPage::Tree));
        key(Qt::Key_4);
        QCOMPARE(m_window->applicationPage().tab(), int(ApplicationPage::History));
        key(Qt::Key_1);
        key(Qt::Key_S);
        QVERIFY(m_window->applicationPage().isSyncing());
        const auto request = planAsked.last().first().value<PlanRequest>();
        QCOMPARE(request.application, u"example-app"_s);
        QVERIFY(!request.prune);
        emit m_store->planReady(planAsked.last().at(1).toULongLong(), examplePlan());
        QTRY_COMPARE(run()->text(), u"Update 1 object"_s);
        QTest::keyClick(focused(), Qt::Key_Return); // Enter alone writes nothing
        QVERIFY(syncAsked.isEmpty());
        QTest::keyClick(focused(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(syncAsked.size(), 1);
        QCOMPARE(syncAsked.first().first().value<SyncRequest>().plan->id, u"plan-1"_s);
        key(Qt::Key_Escape);
        QVERIFY(!m_window->applicationPage().isSyncing());
        key(Qt::Key_Escape);
        QVERIFY(m_window->applicationsPage().isVisible());
    }

    void anAnswerToAnOlderRequestIsIgnored()
    {
        openSync();
        const quint64 first = m_plans->last().at(1).toULongLong();
        key(Qt::Key_Escape);
        key(Qt::Key_S);
        emit m_store->planReady(first, examplePlan());
        QVERIFY(!run()->isEnabled());
    }

    void deletionsAreAskedForAndNeverByAKeyAlone()
    {
        openSync();
        auto plan = examplePlan(true);
        answer(plan);
        QVERIFY(run()->property("danger").toBool());
        QSignalSpy syncAsked(m_commands.get(), &Commands::syncAsked);
        QTest::keyClick(focused(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(syncAsked.isEmpty());
        run()->click();
        QCOMPARE(syncAsked.size(), 1);
    }

    void aProtectedDeletionIsAllowedByItself()
    {
        openSync();
        const object::ResourceKey space = test::key(u"Namespace"_s, {}, u"old"_s);
        const object::ResourceKey claim
            = test::key(u"PersistentVolumeClaim"_s, u"apps"_s, u"data"_s);
        auto plan = std::make_shared<sync::SyncPlan>(*examplePlan());
        plan->protectedDeletions = {space, claim};
        answer(plan);
        QVERIFY(request().confirmedDeletions.isEmpty());
        QCOMPARE(allowed(), (QList<bool> {false, false}));

        pruneSwitch()->setChecked(true);
        answer(plan);
        allowDeletion(0)->click();
        QCOMPARE(request().confirmedDeletions, QList<object::ResourceKey> {space});
        auto confirmed = std::make_shared<sync::SyncPlan>(*examplePlan());
        confirmed->protectedDeletions = {claim};
        confirmed->confirmedDeletions = {space};
        confirmed->largeDeletion = true;
        sync::PlanStep step;
        step.key = space;
        step.change = diff::Change::Prune;
        confirmed->steps << step;
        answer(confirmed);
        QTRY_COMPARE(allowed(), (QList<bool> {true, false}));
        QVERIFY(!run()->isEnabled()); // the name, too

        allowDeletion(0)->click();
        QVERIFY(request().confirmedDeletions.isEmpty());
    }

    void aLargePruneNeedsTheNameTyped()
    {
        openSync();
        auto plan = std::make_shared<sync::SyncPlan>(*examplePlan());
        for (int i = 0; i < 8; ++i) {
            sync::PlanStep step;
            step.key = test::key(u"ConfigMap"_s, u"apps"_s, QString::number(i));
            step.change = diff::Change::Prune;
            plan->steps << step;
        }
        answer(plan);
        QVERIFY(!run()->isEnabled());
        QLineEdit* typed = nullptr;
        for (QLineEdit* field : m_window->applicationPage().findChildren<QLineEdit*>()) {
            if (field->accessibleName() == u"Name of the application"_s)
                typed = field;
        }
        QVERIFY(typed && typed->isVisible());
        QTest::keyClicks(typed, u"example-ap"_s);
        QVERIFY(!run()->isEnabled());
        QTest::keyClicks(typed, u"p"_s);
        QVERIFY(run()->isEnabled());
    }

    void aPlanWithProblemsCannotBeRun()
    {
        openSync();
        auto plan = std::make_shared<sync::SyncPlan>(*examplePlan());
        plan->problems = {u"deployments could not be read: 403"_s};
        answer(plan);
        QVERIFY(!run()->isEnabled());
        QVERIFY(says(u"deployments could not be read: 403"_s));
    }

    void whenTheBranchMovesThePlanIsMadeAnew()
    {
        openSync();
        answer(examplePlan());
        QSignalSpy syncAsked(m_commands.get(), &Commands::syncAsked);
        AppState moved = exampleApp();
        moved.revision.commit = u"ffff000000000000000000000000000000000000"_s;
        m_store->putApplication(share(moved));
        m_store->flush();
        QCOMPARE(run()->text(), u"Make a new plan"_s);
        const auto before = m_plans->size();
        run()->click();
        QVERIFY(syncAsked.isEmpty());
        QCOMPARE(m_plans->size(), before + 1);
    }

    void theButtonRunsThePlanThatWasOnTheScreenWhenItWentDown()
    {
        openSync();
        answer(examplePlan());
        QSignalSpy syncAsked(m_commands.get(), &Commands::syncAsked);
        QTest::mousePress(run(), Qt::LeftButton);
        AppState moved = exampleApp();
        moved.revision.commit = u"ffff000000000000000000000000000000000000"_s;
        m_store->putApplication(share(moved));
        m_store->flush();
        QTest::mouseRelease(run(), Qt::LeftButton);
        QVERIFY(syncAsked.isEmpty());
    }

    void staleStateCannotBeSynced()
    {
        fill();
        m_window->showApplication(u"example-app"_s);
        AppState stale = exampleApp();
        stale.stale = true;
        stale.staleReason = u"the cluster cannot be reached"_s;
        m_store->putApplication(share(stale));
        m_store->flush();
        auto* sync = m_window->findChild<QPushButton*>(u"sync"_s);
        QVERIFY(!sync->isEnabled());
        QVERIFY(sync->toolTip().contains(u"cannot be reached"_s));
        key(Qt::Key_S);
        QVERIFY(!m_window->applicationPage().isSyncing());
    }

    void anApplicationThatGoesIsLeft()
    {
        fill();
        m_window->showApplication(u"example-app"_s);
        m_store->removeApplication(u"example-app"_s);
        m_store->flush();
        QVERIFY(m_window->applicationsPage().isVisible());
    }

    void textOfOthersIsNeverMarkup()
    {
        const QString hostile = u"<img src='http://evil/x.png'><b>x</b>\u202Egnp"_s;
        AppState s = exampleApp();
        s.spec.name = hostile;
        s.spec.destinationNamespace = hostile;
        s.revision.summary = hostile;
        s.revision.author = hostile;
        s.health = {health::HealthStatus::Degraded, hostile};
        s.conditions = {{u"ComparisonError"_s, hostile}};
        s.resources.first().key.name = hostile;
        s.history.first().summary = hostile;
        WorkspaceState w = workspace();
        w.name = hostile;
        w.context = hostile;
        w.insecureTls = true;
        w.gitError = {ErrorKind::Network, hostile};
        w.conditions = {{u"InvalidSpecError"_s, hostile}};
        m_store->setWorkspace(std::make_shared<const WorkspaceState>(w));
        m_store->putApplication(share(s));
        m_store->flush();
        m_window->showApplication(hostile);
        for (int tab = 0; tab < ApplicationPage::TabCount; ++tab)
            m_window->applicationPage().setTab(tab);
        m_window->applicationPage().beginSync();
        int labels = 0;
        for (QWidget* widget : QApplication::allWidgets()) {
            if (auto* label = qobject_cast<QLabel*>(widget)) {
                ++labels;
                QCOMPARE(label->textFormat(), Qt::PlainText);
                QVERIFY(!label->text().contains(QChar(0x202E)));
            }
            // A tooltip decides by itself whether it is markup: ours are escaped.
            QVERIFY2(!widget->toolTip().contains(u"<img"_s), qPrintable(widget->toolTip()));
            QVERIFY(!widget->toolTip().contains(QChar(0x202E)));
        }
        QVERIFY(labels > 40);
    }

    void aThousandApplicationsAreShownAtOnce()
    {
        QList<AppStatePtr> many;
        for (int i = 0; i < 1000; ++i)
            many << share(application(
                u"an-application-name-of-exactly-fifty-letters-%1"_s.arg(i, 5, 10, QChar(u'0'))));
        QElapsedTimer timer;
        timer.start();
        m_store->setWorkspace(std::make_shared<const WorkspaceState>(workspace()));
        for (const AppStatePtr& a : many)
            m_store->putApplication(a);
        m_store->flush();
        m_window->grab();
        // Unoptimised: a second would be felt in the optimised program as a tenth of that.
        QVERIFY2(timer.elapsed() < 2500, qPrintable(QString::number(timer.elapsed())));
        m_window->resize(1024, 640);
        m_window->grab();
        QVERIFY(m_window->width() <= 1024);
    }

    void nothingIsWiderThanANarrowWindow()
    {
        fill();
        m_window->resize(1024, 640);
        m_window->showApplication(u"example-app"_s);
        for (int tab = 0; tab < ApplicationPage::TabCount; ++tab) {
            m_window->applicationPage().setTab(tab);
            QVERIFY2(m_window->minimumSizeHint().width() <= 1024, qPrintable(QString::number(tab)));
        }
        m_window->applicationPage().beginSync();
        QVERIFY(m_window->minimumSizeHint().width() <= 1024);
        QVERIFY2(m_window->minimumSizeHint().height() <= 640,
                 qPrintable(QString::number(m_window->minimumSizeHint().height())));
    }

    void automationIsAskedForWithItsConsequence()
    {
        fill();
        QSignalSpy asked(m_commands.get(), &Commands::automationAsked);
        for (QPushButton* button : m_window->findChildren<QPushButton*>()) {
            if (button->text().startsWith(u"Automation"_s))
                button->click();
        }
        auto* dialog = m_window->findChild<ConfirmDialog*>();
        QVERIFY(dialog);
        auto* yes = dialog->findChild<QPushButton*>(u"yes"_s);
        QVERIFY(!yes->isEnabled()); // not by a key that was meant for something else
        QTRY_VERIFY(yes->isEnabled());
        yes->click();
        QTRY_COMPARE(asked.size(), 1);
        QCOMPARE(asked.first().first().toBool(), true);
    }

    void aHostKeyIsTrustedByItsFingerprint()
    {
        WorkspaceState w = workspace();
        w.gitError = {ErrorKind::HostKey, u"unknown host key of h: SHA256:abcDEF123+/x"_s};
        m_store->setWorkspace(std::make_shared<const WorkspaceState>(w));
        m_store->flush();
        QSignalSpy trusted(m_commands.get(), &Commands::hostKeyTrusted);
        auto* action = m_window->messages().findChild<QPushButton*>(u"action"_s);
        QVERIFY(action);
        action->click();
        auto* dialog = m_window->findChild<ConfirmDialog*>();
        QVERIFY(
            dialog->findChild<QPlainTextEdit*>(u"code"_s)->toPlainText().contains(u"SHA256:"_s));
        auto* yes = dialog->findChild<QPushButton*>(u"yes"_s);
        QTRY_VERIFY(yes->isEnabled());
        yes->click();
        QTRY_COMPARE(trusted.size(), 1);
        QCOMPARE(trusted.first().first().toString(), u"SHA256:abcDEF123+/x"_s);
        w.gitError = {};
        m_store->setWorkspace(std::make_shared<const WorkspaceState>(w));
        m_store->flush();
        QVERIFY(!m_window->messages().has(u"git"_s));
    }

    void aRunningSyncIsNotLeftUnasked()
    {
        fill();
        m_window->close();
        QVERIFY(m_window->isVisible());
        QVERIFY(m_window->findChild<ConfirmDialog*>() != nullptr);
    }

    void theDialogChecksWhatIsTyped()
    {
        OpenRepositoryDialog dialog({u"k3s"_s}, u"k3s"_s, {u"gitops"_s});
        auto* repo = dialog.findChild<QLineEdit*>(u"repo"_s);
        auto* path = dialog.findChild<QLineEdit*>(u"path"_s);
        auto* open = dialog.findChild<QPushButton*>(u"openButton"_s);
        QVERIFY(!open->isEnabled());
        for (const QString& wrong : {u"not a repository"_s, u"https://ana:pw@h/r.git"_s,
                                     u"ftp://h/r"_s, u"/no/such/folder"_s}) {
            repo->setText(wrong);
            QVERIFY2(!open->isEnabled(), qPrintable(wrong));
        }
        repo->setText(u"git@github.com:acme/gitops.git"_s);
        QVERIFY2(open->isEnabled(), qPrintable(dialog.problem()));
        QCOMPARE(dialog.workspace().name, u"gitops-2"_s); // "gitops" is taken
        path->setText(u"../secrets"_s);
        QVERIFY(!open->isEnabled());
        path->setText(u"clusters/k3s"_s);
        QCOMPARE(dialog.workspace().path, u"clusters/k3s"_s);
        QCOMPARE(dialog.workspace().context, u"k3s"_s);
    }

private:
    void fill()
    {
        m_store->setWorkspace(std::make_shared<const WorkspaceState>(workspace()));
        for (const AppStatePtr& a : drawnApplications())
            m_store->putApplication(a);
        m_store->flush();
    }
    void openSync()
    {
        fill();
        m_plans = std::make_unique<QSignalSpy>(m_commands.get(), &Commands::planAsked);
        m_window->showApplication(u"example-app"_s);
        m_store->setDiff(exampleDiff());
        key(Qt::Key_S);
        QCOMPARE(m_plans->size(), 1);
    }
    void answer(const sync::SyncPlanPtr& plan)
    {
        emit m_store->planReady(m_plans->last().at(1).toULongLong(), plan);
    }
    PlanRequest request() const { return m_plans->last().first().value<PlanRequest>(); }
    ToggleSwitch* pruneSwitch() const
    {
        for (auto* toggle : m_window->applicationPage().findChildren<ToggleSwitch*>()) {
            if (toggle->text() == u"Prune"_s)
                return toggle;
        }
        return nullptr;
    }
    ToggleSwitch* allowDeletion(int index) const
    {
        return m_window->findChildren<ToggleSwitch*>(u"allowDeletion"_s).value(index);
    }
    QList<bool> allowed() const
    {
        QList<bool> all;
        for (auto* toggle : m_window->findChildren<ToggleSwitch*>(u"allowDeletion"_s)) {
            if (toggle->isVisible())
                all << toggle->isChecked();
        }
        return all;
    }
    QWidget* focused() const
    {
        QWidget* widget = QApplication::focusWidget();
        return widget ? widget : m_window.get();
    }
    void key(Qt::Key k) { QTest::keyClick(focused(), k); }
    QPushButton* run() const { return m_window->findChild<QPushButton*>(u"run"_s); }
    bool says(const QString& text) const
    {
        for (QLabel* label : m_window->findChildren<QLabel*>()) {
            if (label->text().contains(text))
                return true;
        }
        return false;
    }

    std::unique_ptr<Store> m_store;
    std::unique_ptr<Commands> m_commands;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<QSignalSpy> m_plans;
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
