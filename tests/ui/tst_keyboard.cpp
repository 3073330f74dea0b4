// The whole window by key presses only: everything can be reached, what has the focus is seen, and
// the keys that the help sheet names do what it says.

#include "tests/ui/scenes.h"
#include "ui/dialogs/dialogs.h"
#include "ui/mainwindow.h"
#include "ui/pages/applicationpage.h"
#include "ui/pages/applicationspage.h"
#include "ui/panels/diffview.h"
#include "ui/theme/theme.h"
#include "ui/theme/translation.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/label.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/tabstrip.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QClipboard>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QThreadPool>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

class TestKeyboard : public QObject
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
        m_plans = std::make_unique<QSignalSpy>(m_commands.get(), &Commands::planAsked);
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_store->setWorkspace(std::make_shared<const WorkspaceState>(workspace()));
        for (const AppStatePtr& a : drawnApplications())
            m_store->putApplication(a);
        m_store->flush();
    }

    void cleanup()
    {
        m_window.reset();
        m_plans.reset();
        m_commands.reset();
        m_store.reset();
    }

    void everythingIsReachedByTabAndSeen_data()
    {
        QTest::addColumn<QString>("keys");
        QTest::newRow("tiles") << QString();
        QTest::newRow("table") << u"t"_s;
        QTest::newRow("diff") << u"o1"_s;
        QTest::newRow("tree") << u"o2"_s;
        QTest::newRow("resources") << u"o3"_s;
        QTest::newRow("history") << u"o4"_s;
        QTest::newRow("sync") << u"os"_s;
    }

    void everythingIsReachedByTabAndSeen()
    {
        QFETCH(QString, keys);
        for (const QChar c : keys) {
            if (c == u'o')
                openExample();
            else
                QTest::keyClick(focused(), c.toLatin1());
            if (c == u's' || c == u'4')
                answer(c == u's' ? examplePlan(true) : rollbackPlan());
        }
        settle();
        QSet<QWidget*> reached;
        for (int i = 0; i < 60; ++i) {
            QTest::keyClick(focused(), Qt::Key_Tab);
            QWidget* widget = focused();
            if (reached.contains(widget))
                break;
            reached.insert(widget);
            QVERIFY2(looksFocused(widget), qPrintable(nameOfWidget(widget)));
        }
        int wanted = 0;
        for (QWidget* widget : m_window->findChildren<QWidget*>()) {
            if (!widget->isVisible() || !widget->isEnabled() || widget->focusProxy()
                || !(widget->focusPolicy() & Qt::TabFocus))
                continue;
            ++wanted;
            QVERIFY2(reached.contains(widget), qPrintable(nameOfWidget(widget)));
        }
        QVERIFY2(wanted >= 6, qPrintable(QString::number(wanted)));
    }

    void fromTheListToARollbackAndBack()
    {
        // Search, leave the field with the arrow, open.
        press(Qt::Key_Slash);
        QVERIFY(qobject_cast<SearchField*>(focused()));
        type(u"nginx 1.26"_s);
        press(Qt::Key_Down);
        QCOMPARE(page().currentApplication(), u"example-app"_s);
        press(Qt::Key_Return);
        QVERIFY(application().isVisible());
        m_store->setDiff(exampleDiff());
        settle();

        // The difference: into its text and to the next change, side by side and inline again.
        press(Qt::Key_Return);
        auto* text = qobject_cast<DiffView*>(focused());
        QVERIFY(text);
        press(Qt::Key_N);
        press(Qt::Key_P);
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_C, Qt::ControlModifier);
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"image: nginx:1.26-alpine"_s));

        // Sync: the plan, then Ctrl+Enter.
        QSignalSpy syncs(m_commands.get(), &Commands::syncAsked);
        press(Qt::Key_S);
        answer(examplePlan());
        settle();
        press(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(syncs.size(), 1);
        press(Qt::Key_Escape);
        QVERIFY(!application().isSyncing());

        // History: one back with the arrow, Enter shows the rollback's plan, its button runs it.
        press(Qt::Key_4);
        answer(rollbackPlan());
        press(Qt::Key_Return);
        QVERIFY(application().isSyncing());
        QCOMPARE(m_plans->last().first().value<PlanRequest>().rollbackTo, 2);
        answer(rollbackPlan());
        settle();
        tabTo(u"run"_s);
        press(Qt::Key_Space);
        QCOMPARE(syncs.size(), 2);
        QVERIFY(syncs.last().first().value<SyncRequest>().plan->rollback);
        press(Qt::Key_Escape);
        press(Qt::Key_Escape);
        QVERIFY(page().isVisible());
    }

    void facetsNarrowTheListByKeys()
    {
        auto* facets = view(u"Facets"_s);
        tabTo(facets);
        press(Qt::Key_Down);
        press(Qt::Key_Space); // Needs attention
        QCOMPARE(view(u"Applications"_s)->model()->rowCount(), 5);
        press(Qt::Key_Return);
        QVERIFY(view(u"Applications"_s)->model()->rowCount() > 5);
    }

    void tabsAndChoicesMoveWithArrows()
    {
        openExample();
        auto* tabs = m_window->findChild<TabStrip*>();
        tabs->setFocus();
        press(Qt::Key_Right);
        QCOMPARE(application().tab(), int(ApplicationPage::Tree));
    }

    void automationIsSwitchedByKeys()
    {
        QSignalSpy asked(m_commands.get(), &Commands::automationAsked);
        openExample();
        auto* toggle = m_window->findChild<ToggleSwitch*>();
        tabTo(toggle);
        press(Qt::Key_Space);
        auto* dialog = m_window->findChild<ConfirmDialog*>();
        QVERIFY(dialog);
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        auto* yes = dialog->findChild<QPushButton*>(u"yes"_s);
        QTRY_VERIFY(yes->isEnabled());
        QVERIFY(!yes->hasFocus()); // Enter alone declines
        for (int i = 0; i < 4 && !yes->hasFocus(); ++i)
            press(Qt::Key_Tab);
        QVERIFY(yes->hasFocus());
        press(Qt::Key_Space);
        QTRY_COMPARE(asked.size(), 1);
    }

    void theHelpSheetNamesWhatThereIs()
    {
        press(Qt::Key_Question);
        auto* sheet = m_window->findChild<HelpSheet*>();
        QVERIFY(sheet && sheet->isVisible());
        QTRY_VERIFY(sheet->isActiveWindow());
        QSet<QString> named;
        for (KeyCap* cap : sheet->findChildren<KeyCap*>())
            named << cap->accessibleName();
        for (const char* key :
             {"/", "Enter", "Tab", "Space", "Esc", "N", "P", "D", "S", "R", "T", "?", "Ctrl+C"})
            QVERIFY2(named.contains(QLatin1String(key)), key);
        press(Qt::Key_Escape);
        QTRY_VERIFY(!sheet->isVisible());
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));

        QSignalSpy refreshed(m_commands.get(), &Commands::refreshAsked);
        press(Qt::Key_R);
        QCOMPARE(refreshed.size(), 1);
        press(Qt::Key_T);
        QVERIFY(page().isTable());
        press(Qt::Key_T);
        QVERIFY(!page().isTable());
    }

    void copyingNeverTellsASecret()
    {
        m_store->putApplication(share(secretApp()));
        m_store->flush();
        openExample();
        m_store->setDiff(secretDiff());
        settle();
        press(Qt::Key_Down);
        settle();
        press(Qt::Key_C, Qt::ControlModifier);
        const QString row = QGuiApplication::clipboard()->text();
        QVERIFY2(row.startsWith(u"Secret example-app"_s), qPrintable(row));
        press(Qt::Key_Return);
        QVERIFY(qobject_cast<DiffView*>(focused()));
        press(Qt::Key_A, Qt::ControlModifier);
        press(Qt::Key_C, Qt::ControlModifier);
        const QString text = QGuiApplication::clipboard()->text();
        QVERIFY2(text.contains(u"password:"_s), qPrintable(text));
        for (const char* secret : {"aHVudGVyMg", "c2VjcmV0LTI", "hunter2", "secret-2", "YW5h"}) {
            QVERIFY2(!text.contains(QLatin1String(secret)), secret);
            QVERIFY2(!row.contains(QLatin1String(secret)), secret);
        }
    }

    void aRowOfATableIsCopiedWhole()
    {
        openExample();
        press(Qt::Key_3);
        press(Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().section(u'\t', 0, 2),
                 u"Deployment\texample-app\tapps"_s);
    }

    void screenReadersHearWhatIsPainted()
    {
        openExample();
        settle();
        const auto said = [](QObject* object, QAccessible::Text which) {
            return QAccessible::queryAccessibleInterface(object)->text(which);
        };
        auto* tabs = m_window->findChild<TabStrip*>();
        QCOMPARE(said(tabs, QAccessible::Value), u"Diff 1, tab 1 of 4"_s);
        auto* toggle = m_window->findChild<ToggleSwitch*>();
        QCOMPARE(said(toggle, QAccessible::Name), u"Automation"_s);
        auto* interface = QAccessible::queryAccessibleInterface(toggle);
        QCOMPARE(interface->role(), QAccessible::CheckBox);
        QVERIFY(interface->state().checkable && !interface->state().checked);
        for (DiffView* diff : m_window->findChildren<DiffView*>()) {
            if (diff->isVisible())
                QCOMPARE(said(diff, QAccessible::Value),
                         u"- image: nginx:1.25-alpine\n+ image: nginx:1.26-alpine"_s);
        }
        auto* list = view(u"Applications"_s);
        const QString tile = list->model()->index(0, 0).data(Qt::AccessibleTextRole).toString();
        QCOMPARE(tile, u"checkout, Degraded, Synced, 2 of 3 pods: CrashLoopBackOff"_s);
    }

private:
    ApplicationsPage& page() { return m_window->applicationsPage(); }
    ApplicationPage& application() { return m_window->applicationPage(); }
    QWidget* focused() const
    {
        QWidget* widget = QApplication::focusWidget();
        return widget ? widget : m_window.get();
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(focused(), key, modifiers);
    }
    void type(const QString& text) { QTest::keyClicks(focused(), text); }
    void openExample()
    {
        m_window->showApplication(u"example-app"_s);
        m_store->setDiff(exampleDiff());
    }
    void answer(const sync::SyncPlanPtr& plan)
    {
        QVERIFY(!m_plans->isEmpty());
        emit m_store->planReady(m_plans->last().at(1).toULongLong(), plan);
    }
    void settle()
    {
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::processEvents();
        QCoreApplication::processEvents();
    }
    QAbstractItemView* view(const QString& name) const
    {
        for (auto* list : m_window->findChildren<QAbstractItemView*>()) {
            if (list->accessibleName() == name)
                return list;
        }
        return nullptr;
    }
    void tabTo(QWidget* wanted)
    {
        for (int i = 0; i < 60 && focused() != wanted; ++i)
            press(Qt::Key_Tab);
        QCOMPARE(focused(), wanted);
    }
    void tabTo(const QString& name) { tabTo(m_window->findChild<QWidget*>(name)); }

    //! Whether a person sees that \p widget has the focus: it looks different without.
    bool looksFocused(QWidget* widget) const
    {
        const QRect around
            = QRect(widget->mapTo(m_window.get(), QPoint()), widget->size()).adjusted(-4, -4, 4, 4);
        const QImage with = m_window->grab(around).toImage();
        widget->clearFocus();
        const QImage without = m_window->grab(around).toImage();
        widget->setFocus(Qt::TabFocusReason);
        return with != without;
    }
    static QString nameOfWidget(const QWidget* widget)
    {
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        return QString::fromLatin1(widget->metaObject()->className()) + u' '
            + widget->accessibleName() + u' ' + (button ? button->text() : QString());
    }

    std::unique_ptr<Store> m_store;
    std::unique_ptr<Commands> m_commands;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<QSignalSpy> m_plans;
};

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
