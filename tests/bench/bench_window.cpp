// How long the window keeps the GUI thread: each thing that a person does with a thousand
// applications, a thousand objects and a text of 5,000 lines. Prints; judges nothing.

#include "tests/ui/scenes.h"
#include "ui/heartbeat.h"
#include "ui/mainwindow.h"
#include "ui/pages/applicationpage.h"
#include "ui/pages/applicationspage.h"
#include "ui/theme/theme.h"
#include "ui/theme/translation.h"
#include "ui/widgets/searchfield.h"

#include <QApplication>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTextStream>
#include <QThreadPool>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kApplications = 1000;
constexpr int kObjects = 1000;
constexpr int kLines = 5000;

class Bench
{
public:
    Bench()
    {
        m_window.resize(1440, 900);
        m_window.show();
        settle();
    }

    void run()
    {
        m_out << "   stall    work  (ms; work is the thread's own processor time)" << Qt::endl;
        fill();
        list();
        page();
        diff();
        syncPage();
    }

private:
    // What was begun goes on in events: until nothing is left of it.
    static void settle()
    {
        do
            QTest::qWait(100);
        while (QThreadPool::globalInstance()->activeThreadCount() > 0);
        QTest::qWait(60);
    }

    void measure(const char* what, const std::function<void()>& act)
    {
        settle();
        m_heartbeat.reset();
        QTimer::singleShot(0, &m_window, act);
        settle();
        m_out << QString::number(m_heartbeat.longest(), 'f', 1).rightJustified(8)
              << QString::number(m_heartbeat.longestWork(), 'f', 1).rightJustified(8) << "  "
              << what << Qt::endl;
    }

    void fill()
    {
        QList<AppStatePtr> all = drawnApplications();
        for (int i = 0; i < kApplications; ++i)
            all << share(application(u"an-application-%1"_s.arg(i, 4, 10, QChar(u'0')),
                                     u"team-%1"_s.arg(i % 17), u"project-%1"_s.arg(i % 9)));
        measure("1,000 applications come in", [&] {
            m_store.setWorkspace(std::make_shared<const WorkspaceState>(workspace()));
            for (const AppStatePtr& a : all)
                m_store.putApplication(a);
        });
        QTest::qWait(500);
        measure("all of them again, changed", [&] {
            for (const AppStatePtr& a : all) {
                AppState s = *a;
                s.refreshing = true;
                m_store.putApplication(share(s));
            }
        });
        QTest::qWait(500);
    }

    void list()
    {
        auto* search = m_window.findChild<SearchField*>();
        search->setFocus();
        for (const char* text : {"7", "77", "77x", "", "app"})
            measure(qPrintable(u"search “%1”"_s.arg(QLatin1String(text))),
                    [&] { search->setText(QLatin1String(text)); });
        search->clear();
        ApplicationsPage& page = m_window.applicationsPage();
        measure("table instead of tiles", [&] { page.setTable(true); });
        for (const char* text : {"7", ""})
            measure(qPrintable(u"search “%1” in the table"_s.arg(QLatin1String(text))),
                    [&] { search->setText(QLatin1String(text)); });
        QHeaderView* header = nullptr;
        for (auto* table : page.findChildren<QTableView*>())
            header = table->horizontalHeader();
        for (int section = 0; section < 4; ++section)
            measure("sort by a column", [&] { emit header->sectionClicked(section); });
        measure("one application changes", [&] {
            AppState s = *m_store.application(u"checkout"_s);
            s.health = {health::HealthStatus::Healthy, {}};
            m_store.putApplication(share(s));
        });
        measure("tiles instead of the table", [&] { page.setTable(false); });
        measure("dark", [] { theme().apply(Theme::Scheme::Dark, 1); });
        measure("light", [] { theme().apply(Theme::Scheme::Light, 1); });
    }

    void page()
    {
        const AppState large = largeApp(kObjects);
        m_store.putApplication(share(large));
        settle();
        measure("open an application of 1,000 objects",
                [&] { m_window.showApplication(large.spec.name); });
        const AppDiffPtr comparison = largeDiff();
        measure("its comparison", [&] { m_store.setDiff(comparison); });
        for (int tab = 1; tab < ApplicationPage::TabCount; ++tab)
            measure(qPrintable(u"tab %1"_s.arg(tab + 1)),
                    [&] { m_window.applicationPage().setTab(tab); });
        for (int tab : {ApplicationPage::Tree, ApplicationPage::Resources, ApplicationPage::Diff}) {
            m_window.applicationPage().setTab(tab);
            measure(qPrintable(u"a snapshot while tab %1 is shown"_s.arg(tab + 1)), [&] {
                AppState s = large;
                s.resources[5].health = health::Health {health::HealthStatus::Degraded, u"x"_s};
                s.tree[5].health = s.resources[5].health;
                m_store.putApplication(share(s));
            });
        }
    }

    static AppDiffPtr largeDiff()
    {
        auto d = std::make_shared<AppDiff>(*exampleDiff());
        const diff::ObjectDiff first = d->objects.first();
        d->objects.clear();
        const AppState large = largeApp(kObjects);
        for (const ResourceState& r : large.resources) {
            if (r.change == diff::Change::None)
                continue;
            d->objects << first;
            d->objects.last().key = r.key;
        }
        return d;
    }

    void diff()
    {
        AppState s = exampleApp();
        s.resources[0].key.kind = u"ConfigMap"_s;
        s.resources[0].key.group.clear();
        m_store.putApplication(share(s));
        settle();
        m_window.showApplication(s.spec.name);
        m_window.applicationPage().setTab(ApplicationPage::Diff);
        const AppDiffPtr text = longDiff(kLines, 1);
        measure("a text of 5,000 lines, all different", [&] { m_store.setDiff(text); });
        measure("side by side", [&] { m_window.applicationPage().toggleSideBySide(); });
        measure("next change", [&] { m_window.applicationPage().goToChange(1); });
    }

    void syncPage()
    {
        auto plan = std::make_shared<sync::SyncPlan>(*examplePlan());
        const sync::PlanStep first = plan->steps.first();
        for (int i = 0; i < kObjects; ++i) {
            plan->steps << first;
            plan->steps.last().key.name = u"object-%1"_s.arg(i);
        }
        QSignalSpy asked(&m_commands, &Commands::planAsked);
        measure("sync", [&] { m_window.applicationPage().beginSync(); });
        measure("a plan of 1,000 steps",
                [&] { emit m_store.planReady(asked.last().at(1).toULongLong(), plan); });
        measure("back to the list", [&] { m_window.showApplications(); });
    }

    QTextStream m_out {stdout};
    Store m_store {fixedClock()};
    Commands m_commands;
    MainWindow m_window {m_store, m_commands};
    Heartbeat m_heartbeat;
};

} // namespace

int main(int argc, char** argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    speak(u"en"_s);
    theme().apply(Theme::Scheme::Light, 1);
    Bench().run();
    return 0;
}
