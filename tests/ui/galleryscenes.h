#pragma once

// The pages of the gallery and how the window comes to each.

#include "models/demostory.h"
#include "models/errorwords.h"
#include "tests/ui/scenes.h"
#include "ui/dialogs/dialogs.h"
#include "ui/dialogs/openrepositorydialog.h"
#include "ui/mainwindow.h"
#include "ui/pages/applicationpage.h"
#include "ui/pages/applicationspage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/searchfield.h"

#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

namespace cauce::test {

struct Window
{
    Store store {fixedClock()};
    Commands commands;
    std::unique_ptr<DemoStory> story;
    std::unique_ptr<MainWindow> window;
    std::unique_ptr<QSignalSpy> asked;

    Window()
    {
        window = std::make_unique<MainWindow>(store, commands);
        asked = std::make_unique<QSignalSpy>(&commands, &Commands::planAsked);
        window->resize(px(1440), px(900));
        window->show();
    }
    ApplicationPage& page() { return window->applicationPage(); }
    void fill(const WorkspaceState& w, const QList<AppStatePtr>& applications)
    {
        store.setWorkspace(std::make_shared<const WorkspaceState>(w));
        for (const AppStatePtr& a : applications)
            store.putApplication(a);
        store.flush();
    }
    void fill() { fill(workspace(), drawnApplications()); }
    //! The list with \p app in the place of the application of its name, and the page of \p app.
    void open(const AppState& app, int tab, const AppDiffPtr& diff = exampleDiff())
    {
        fill(workspace(), drawnApplications() << share(app));
        window->showApplication(app.spec.name);
        auto d = std::make_shared<AppDiff>(*diff);
        d->application = app.spec.name;
        d->objects.first().key = app.resources.first().key;
        store.setDiff(d);
        page().setTab(tab);
    }
    void answer(const sync::SyncPlanPtr& plan)
    {
        emit store.planReady(asked->last().at(1).toULongLong(), plan);
    }
    void sync(const sync::SyncPlanPtr& plan, bool prune = false)
    {
        open(exampleApp(), ApplicationPage::Diff);
        page().beginSync();
        if (prune) {
            answer(examplePlan(true));
            for (ToggleSwitch* option : page().findChildren<ToggleSwitch*>()) {
                if (option->text() == u"Prune"_s)
                    option->click();
            }
        }
        answer(plan);
    }
    void message(ErrorKind kind, const QString& details)
    {
        fill();
        MessageBar& bar = window->messages();
        const Error error {kind, details};
        bar.put(u"git"_s, errorwords::git(error, workspace().repoUrl));
        bar.put(u"cluster"_s, errorwords::cluster(error, workspace().context));
        bar.put(u"plan"_s, errorwords::plan(error, u"example-app"_s));
        bar.put(u"refused"_s, errorwords::refusal(error, u"example-app"_s));
    }
    //! The demo's walk in its second step, above what there is.
    void walk()
    {
        DemoStory::Places places;
        places.clone = QDir::homePath() + u"/.local/share/cauce/demo/gitops"_s;
        places.kubeconfig = QDir::homePath() + u"/.local/share/cauce/demo/cluster/kubeconfig"_s;
        story = std::make_unique<DemoStory>(store, places);
        story->setUpgrade(u"nginx:1.25-alpine"_s, u"nginx:1.26-alpine"_s);
        window->addDemo(*story);
        fill();
    }
    void small()
    {
        window->resize(px(900), px(600));
        QCoreApplication::sendPostedEvents();
    }
};

//! A page of the gallery and how the window comes to it.
struct Scene
{
    const char* name;
    std::function<void(Window&)> prepare;
    bool everywhere = false; //!< dark as well, and not only light and Spanish
    double scale = 1;
};

inline QList<AppStatePtr> staleApplications()
{
    QList<AppStatePtr> all = drawnApplications();
    for (AppStatePtr& a : all) {
        AppState s = *a;
        s.stale = true;
        s.staleReason = u"the cluster k3s-prod cannot be reached since 12:28"_s;
        s.evaluatedAt = now().addSecs(-130);
        a = share(s);
    }
    return all;
}

inline WorkspaceState cutOff()
{
    WorkspaceState w = workspace();
    w.cluster = WorkspaceState::Link::Disconnected;
    w.clusterError = {ErrorKind::Network, u"GET https://k3s-prod:6443/api: connection refused"_s};
    w.clusterRetryAt = now().addSecs(12);
    return w;
}

inline WorkspaceState troubled()
{
    WorkspaceState w = workspace();
    w.git = WorkspaceState::Link::Disconnected;
    w.gitError = {
        ErrorKind::HostKey,
        u"ssh: unknown host key of github.com: SHA256:uNiVztksCsDhcc0u9e8BgrJXVGLD+eXkIIzaSDMpmUQ"_s};
    w.insecureTls = true;
    w.conditions = {{u"InvalidSpecError"_s, u"clusters/k3s/root-app.yaml:12: no spec.source"_s}};
    return w;
}

inline QList<AppStatePtr> manyApplications(int count)
{
    QList<AppStatePtr> all = drawnApplications();
    for (int i = 0; i < count; ++i)
        all << share(application(u"application-with-a-long-name-of-fifty-letters-%1"_s.arg(i),
                                 u"team-%1"_s.arg(i % 17), u"project-%1"_s.arg(i % 9)));
    return all;
}

inline QList<Scene> listScenes()
{
    return {
        {"tiles", [](Window& w) { w.fill(); }, true},
        {"demo", [](Window& w) { w.walk(); }, true},
        {"small-demo",
         [](Window& w) {
             w.walk();
             w.small();
         }},
        {"table",
         [](Window& w) {
             w.fill();
             w.window->applicationsPage().setTable(true);
         },
         true},
        {"many", [](Window& w) { w.fill(workspace(), manyApplications(300)); }, true},
        {"many-table",
         [](Window& w) {
             w.fill(workspace(), manyApplications(300));
             w.window->applicationsPage().setTable(true);
         }},
        {"nomatch",
         [](Window& w) {
             w.fill();
             w.window->findChild<SearchField*>()->setText(u"no such thing"_s);
         }},
        {"empty",
         [](Window& w) {
             w.fill(workspace(), {});
             QTest::qWait(320);
         },
         true},
        {"loading",
         [](Window& w) {
             WorkspaceState s = workspace();
             s.applicationsLoaded = false;
             s.cluster = WorkspaceState::Link::Connecting;
             s.kindsLoaded = 4;
             s.kindsWanted = 13;
             w.fill(s, {});
             QTest::qWait(320);
         },
         true},
        {"error", [](Window& w) { w.fill(troubled(), drawnApplications()); }, true},
        {"error-unread",
         [](Window& w) {
             WorkspaceState s = troubled();
             s.insecureTls = false;
             s.conditions.clear();
             s.applicationsLoaded = false;
             w.fill(s, {});
             QTest::qWait(320);
         }},
        {"error-details",
         [](Window& w) {
             w.fill(troubled(), drawnApplications());
             for (QPushButton* button : w.window->messages().findChildren<QPushButton*>()) {
                 if (button->isCheckable())
                     button->click();
             }
         }},
        {"stale", [](Window& w) { w.fill(cutOff(), staleApplications()); }, true},
        {"focus-search",
         [](Window& w) {
             w.fill();
             w.window->applicationsPage().focusSearch();
         }},
        {"narrow",
         [](Window& w) {
             w.window->resize(1024, 640);
             w.fill();
         },
         true},
        {"small-tiles",
         [](Window& w) {
             w.fill();
             w.small();
         }},
        {"small-table",
         [](Window& w) {
             w.fill();
             w.window->applicationsPage().setTable(true);
             w.small();
         }},
        {"small-error",
         [](Window& w) {
             w.fill(troubled(), drawnApplications());
             w.small();
         }},
        {"scale-tiles", [](Window& w) { w.fill(); }, false, 1.5},
        {"scale-small",
         [](Window& w) {
             w.fill();
             w.window->resize(1440, 900);
         },
         false, 1.6},
    };
}

inline QList<Scene> pageScenes()
{
    const auto tab = [](int number, const std::function<AppState()>& app = exampleApp) {
        return [number, app](Window& w) { w.open(app(), number); };
    };
    return {
        {"diff", tab(ApplicationPage::Diff), true},
        {"sidebyside",
         [](Window& w) {
             w.open(exampleApp(), ApplicationPage::Diff);
             w.page().toggleSideBySide();
         },
         true},
        {"secret",
         [](Window& w) {
             w.open(secretApp(), ApplicationPage::Diff, secretDiff());
             QTest::qWait(50);
             w.page().goToChange(1);
             w.page().goToChange(1);
         }},
        {"synced",
         [](Window& w) {
             w.fill();
             w.window->showApplication(u"gateway"_s);
             w.page().setTab(ApplicationPage::Diff);
             auto d = std::make_shared<AppDiff>(*exampleDiff());
             d->application = u"gateway"_s;
             d->objects.clear();
             w.store.setDiff(d);
         }},
        {"tree", tab(ApplicationPage::Tree), true},
        {"resources", tab(ApplicationPage::Resources), true},
        {"resources-many", tab(ApplicationPage::Resources, [] { return largeApp(1000); })},
        {"tree-many", tab(ApplicationPage::Tree, [] { return largeApp(1000); })},
        {"diff-many", tab(ApplicationPage::Diff, [] { return largeApp(1000); })},
        {"history",
         [](Window& w) {
             w.open(exampleApp(), ApplicationPage::History);
             w.answer(rollbackPlan());
         },
         true},
        {"history-failed",
         [](Window& w) {
             w.open(exampleApp(), ApplicationPage::History);
             emit w.store.planFailed(
                 w.asked->last().at(1).toULongLong(),
                 {ErrorKind::NotFound,
                  u"51c0d77 is no longer in the repository: the branch was rewritten"_s});
         }},
        {"history-none",
         [](Window& w) {
             AppState s = exampleApp();
             s.history.clear();
             s.revision = {};
             w.open(s, ApplicationPage::History);
         }},
        {"long-diff", tab(ApplicationPage::Diff, longApp)},
        {"long-tree", tab(ApplicationPage::Tree, longApp)},
        {"long-resources", tab(ApplicationPage::Resources, longApp)},
        {"long-history",
         [](Window& w) {
             w.open(longApp(), ApplicationPage::History);
             w.answer(rollbackPlan());
         }},
        {"stale-page",
         [](Window& w) {
             w.fill(cutOff(), staleApplications());
             w.window->showApplication(u"example-app"_s);
             w.store.setDiff(exampleDiff());
         }},
        {"paused",
         [](Window& w) {
             AppState s = exampleApp();
             s.automationPaused = true;
             s.automationReason = u"paused by the rollback to 2"_s;
             w.open(s, ApplicationPage::Diff);
         }},
        {"small-diff",
         [](Window& w) {
             w.open(longApp(), ApplicationPage::Diff);
             w.small();
         }},
        {"small-history",
         [](Window& w) {
             w.open(exampleApp(), ApplicationPage::History);
             w.answer(rollbackPlan());
             w.small();
         }},
        {"scale-diff", tab(ApplicationPage::Diff), false, 1.5},
    };
}

inline QList<Scene> syncScenes()
{
    return {
        {"sync", [](Window& w) { w.sync(examplePlan()); }, true},
        {"prune", [](Window& w) { w.sync(examplePlan(true), true); }, true},
        {"deletion", [](Window& w) { w.sync(largeDeletionPlan(), true); }, true},
        {"refusedplan", [](Window& w) { w.sync(refusedPlan()); }},
        {"nochange",
         [](Window& w) {
             auto plan = std::make_shared<sync::SyncPlan>(*examplePlan());
             plan->steps.first().change = diff::Change::None;
             w.sync(plan);
         }},
        {"rollback",
         [](Window& w) {
             w.open(exampleApp(), ApplicationPage::History);
             w.page().beginRollback(2);
             w.answer(rollbackPlan());
         }},
        {"planfailed",
         [](Window& w) {
             w.open(exampleApp(), ApplicationPage::Diff);
             w.page().beginSync();
             emit w.store.planFailed(
                 w.asked->last().at(1).toULongLong(),
                 {ErrorKind::Network, u"GET https://k3s-prod:6443/api: connection refused"_s});
         }},
        {"planning",
         [](Window& w) {
             w.open(exampleApp(), ApplicationPage::Diff);
             w.page().beginSync();
         }},
        {"operation",
         [](Window& w) {
             w.fill();
             w.window->showApplication(u"payments-api"_s);
             w.page().beginSync();
         },
         true},
        {"failed",
         [](Window& w) {
             w.open(failedApp(), ApplicationPage::Diff);
             for (QPushButton* button : w.page().findChildren<QPushButton*>()) {
                 if (button->text() == u"Details"_s || button->text() == u"Detalles"_s)
                     button->click();
             }
         },
         true},
        {"small-sync",
         [](Window& w) {
             w.sync(largeDeletionPlan(), true);
             w.small();
         }},
        {"scale-sync", [](Window& w) { w.sync(examplePlan(true), true); }, false, 1.5},
    };
}

inline QList<Scene> otherScenes()
{
    QList<Scene> all {
        {"first",
         [](Window& w) {
             MainWindow::Choices choices;
             choices.found = u"Found ~/.kube/config: 3 contexts"_s;
             w.window->setChoices(choices);
             w.window->showFirstStart();
         },
         true},
        {"first-problem",
         [](Window& w) {
             w.window->showFirstStart(
                 u"The workspace gitops cannot be opened: /home/ana/.config/cauce/workspaces/"
                 "gitops.yaml:4: unknown field “repo”"_s);
         }},
        {"open",
         [](Window& w) {
             w.window->showFirstStart();
             w.window->openRepository();
         },
         true},
        {"open-wrong",
         [](Window& w) {
             w.window->showFirstStart();
             w.window->openRepository();
             w.window->findChild<OpenRepositoryDialog*>()
                 ->findChild<QLineEdit*>(u"repo"_s)
                 ->setText(u"https://ana:pw@h/r.git"_s);
         }},
        {"help", [](Window& w) { (new HelpSheet(w.window.get()))->open(); }, true},
        {"automation",
         [](Window& w) {
             w.fill();
             for (QPushButton* button : w.window->findChildren<QPushButton*>()) {
                 if (button->text().startsWith(u"Autom"_s))
                     button->click();
             }
             QTest::qWait(550);
         },
         true},
    };
    static const std::pair<const char*, ErrorKind> kinds[] {
        {"message-cancelled", ErrorKind::Cancelled},     {"message-timeout", ErrorKind::Timeout},
        {"message-network", ErrorKind::Network},         {"message-auth", ErrorKind::Auth},
        {"message-hostkey", ErrorKind::HostKey},         {"message-identity", ErrorKind::Identity},
        {"message-consent", ErrorKind::Consent},         {"message-notfound", ErrorKind::NotFound},
        {"message-conflict", ErrorKind::Conflict},       {"message-invalid", ErrorKind::Invalid},
        {"message-ratelimited", ErrorKind::RateLimited}, {"message-io", ErrorKind::Io},
        {"message-internal", ErrorKind::Internal},
    };
    for (const auto& [name, kind] : kinds)
        all << Scene {name, [kind = kind](Window& w) {
                          w.message(kind, u"clusters/k3s/root-app.yaml:12: what was found there"_s);
                      }};
    return all;
}

} // namespace cauce::test
