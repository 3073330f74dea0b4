// Renders every page with hand-made snapshots to PNG files for a person to look at, and checks
// what can be checked of a picture: it is there, it is not empty, text fits in two languages.

#include "tests/models/fixture.h"
#include "ui/dialogs/dialogs.h"
#include "ui/dialogs/openrepositorydialog.h"
#include "ui/mainwindow.h"
#include "ui/pages/applicationpage.h"
#include "ui/pages/applicationspage.h"
#include "ui/theme/theme.h"
#include "ui/theme/translation.h"

#include <QDir>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

namespace {

struct Window
{
    Store store {fixedClock()};
    Commands commands;
    std::unique_ptr<MainWindow> window;

    Window()
    {
        window = std::make_unique<MainWindow>(store, commands);
        window->resize(1440, 900);
        window->show();
    }
    void fill(const WorkspaceState& w, const QList<AppStatePtr>& applications)
    {
        store.setWorkspace(std::make_shared<const WorkspaceState>(w));
        for (const AppStatePtr& a : applications)
            store.putApplication(a);
        store.flush();
    }
    void openExample(int tab)
    {
        window->showApplication(u"example-app"_s);
        store.setDiff(exampleDiff());
        window->applicationPage().setTab(tab);
    }
};

QString folder()
{
    const QString path = QStringLiteral(CAUCE_BINARY_DIR "/gallery");
    QDir().mkpath(path);
    return path;
}

} // namespace

class TestGallery : public QObject
{
    Q_OBJECT

private slots:
    void pages_data()
    {
        QTest::addColumn<QString>("page");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QString>("language");
        for (const char* page :
             {"tiles",   "table", "diff",      "sidebyside", "tree",  "resources", "history",
              "sync",    "prune", "operation", "first",      "empty", "error",     "stale",
              "loading", "many",  "narrow",    "automation", "open",  "help"}) {
            for (const bool dark : {false, true})
                QTest::addRow("%s-%s", page, dark ? "dark" : "light")
                    << QString::fromLatin1(page) << dark << u"en"_s;
            QTest::addRow("%s-es", page) << QString::fromLatin1(page) << false << u"es"_s;
        }
    }

    void pages()
    {
        QFETCH(QString, page);
        QFETCH(bool, dark);
        QFETCH(QString, language);
        speak(language);
        theme().apply(dark ? Theme::Scheme::Dark : Theme::Scheme::Light, 1);
        Window w;
        prepare(w, page);
        QTest::qWait(80); // the pool's answer; a picture of an unfinished page is no error
        QCoreApplication::sendPostedEvents();
        QWidget* shown = w.window.get();
        for (QWidget* top : QApplication::topLevelWidgets()) {
            if (top->isVisible() && qobject_cast<QDialog*>(top))
                shown = top;
        }
        const QImage image = shown->grab().toImage();
        QVERIFY(!image.isNull());
        QVERIFY(
            image.save(folder() + u'/' + QString::fromLatin1(QTest::currentDataTag()) + u".png"_s));
        QSet<QRgb> colors;
        for (int x = 0; x < image.width(); x += 7) {
            for (int y = 0; y < image.height(); y += 5)
                colors.insert(image.pixel(x, y));
        }
        QVERIFY2(colors.size() > 8, "the picture is empty");
    }

private:
    void prepare(Window& w, const QString& page)
    {
        if (page == u"first"_s) {
            MainWindow::Choices choices;
            choices.found = u"Found ~/.kube/config: 3 contexts"_s;
            w.window->setChoices(choices);
            w.window->showFirstStart();
            return;
        }
        if (page == u"open"_s) {
            w.window->showFirstStart();
            w.window->openRepository();
            return;
        }
        if (page == u"help"_s) {
            (new HelpSheet(w.window.get()))->open();
            return;
        }
        WorkspaceState state = workspace();
        QList<AppStatePtr> applications = drawnApplications();
        if (page == u"empty"_s)
            applications.clear();
        if (page == u"error"_s) {
            state.git = WorkspaceState::Link::Disconnected;
            state.gitError = {
                ErrorKind::HostKey,
                u"ssh: unknown host key of github.com: SHA256:uNiVztksCsDhcc0u9e8BgrJXVGLD+eXkIIzaSDMpmUQ"_s};
            state.insecureTls = true;
            state.conditions
                = {{u"InvalidSpecError"_s, u"clusters/k3s/root-app.yaml:12: no spec.source"_s}};
        }
        if (page == u"loading"_s) {
            applications.clear();
            state.applicationsLoaded = false;
            state.cluster = WorkspaceState::Link::Connecting;
            state.kindsLoaded = 4;
            state.kindsWanted = 13;
        }
        if (page == u"stale"_s) {
            state.cluster = WorkspaceState::Link::Disconnected;
            state.clusterError
                = {ErrorKind::Network, u"GET https://k3s-prod:6443/api: connection refused"_s};
            state.clusterRetryAt = now().addSecs(12);
            for (AppStatePtr& a : applications) {
                AppState s = *a;
                s.stale = true;
                s.staleReason = u"the cluster k3s-prod cannot be reached since 12:28"_s;
                s.evaluatedAt = now().addSecs(-130);
                a = share(s);
            }
        }
        if (page == u"many"_s) {
            for (int i = 0; i < 300; ++i)
                applications << share(
                    application(u"application-with-a-long-name-of-fifty-letters-%1"_s.arg(i),
                                u"team-%1"_s.arg(i % 17), u"project-%1"_s.arg(i % 9)));
        }
        if (page == u"narrow"_s)
            w.window->resize(1024, 640);
        w.fill(state, applications);
        if (page == u"loading"_s || page == u"empty"_s)
            QTest::qWait(320);
        if (page == u"table"_s)
            w.window->applicationsPage().setTable(true);
        preparePage(w, page);
    }

    void preparePage(Window& w, const QString& page)
    {
        const auto answer = [&w](const sync::SyncPlanPtr& plan) {
            QSignalSpy asked(&w.commands, &Commands::planAsked);
            return [&w, plan](quint64 ticket) { emit w.store.planReady(ticket, plan); };
        };
        QSignalSpy asked(&w.commands, &Commands::planAsked);
        if (page == u"diff"_s || page == u"sidebyside"_s)
            w.openExample(ApplicationPage::Diff);
        if (page == u"sidebyside"_s)
            w.window->applicationPage().toggleSideBySide();
        if (page == u"tree"_s)
            w.openExample(ApplicationPage::Tree);
        if (page == u"resources"_s)
            w.openExample(ApplicationPage::Resources);
        if (page == u"history"_s) {
            w.openExample(ApplicationPage::History);
            answer(rollbackPlan())(asked.last().at(1).toULongLong());
        }
        if (page == u"sync"_s || page == u"prune"_s) {
            w.openExample(ApplicationPage::Diff);
            w.window->applicationPage().beginSync();
            answer(examplePlan(page == u"prune"_s))(asked.last().at(1).toULongLong());
        }
        if (page == u"operation"_s) {
            w.window->showApplication(u"payments-api"_s);
            w.window->applicationPage().beginSync();
        }
        if (page == u"automation"_s) {
            for (QPushButton* button : w.window->findChildren<QPushButton*>()) {
                if (button->toolTip().contains(u"utom"_s))
                    button->click();
            }
        }
    }
};

QTEST_MAIN(TestGallery)
#include "tst_gallery.moc"
