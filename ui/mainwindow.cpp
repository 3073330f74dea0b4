#include "ui/mainwindow.h"

#include "models/errorwords.h"
#include "models/format.h"
#include "ui/accessibility.h"
#include "ui/dialogs/dialogs.h"
#include "ui/dialogs/openrepositorydialog.h"
#include "ui/pages/applicationpage.h"
#include "ui/pages/applicationspage.h"
#include "ui/pages/firststartpage.h"
#include "ui/panels/demostrip.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/label.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/statusbar.h"

#include <QCloseEvent>
#include <QMenu>
#include <QRegularExpression>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

QString conditionWords(const QList<AppCondition>& conditions)
{
    QStringList lines;
    for (const AppCondition& c : conditions)
        lines << c.message;
    return lines.join(u'\n');
}

} // namespace

MainWindow::MainWindow(Store& store, Commands& commands, QWidget* parent)
    : QWidget(parent)
    , m_store(store)
    , m_commands(commands)
    , m_bars(new QStackedWidget)
    , m_pages(new QStackedWidget)
    , m_insecure(new Surface(Surface::Edge::Bottom))
    , m_insecureText(new Label({}, Label::Type::Strong))
    , m_messages(new MessageBar)
    , m_status(new StatusBar(store))
    , m_applications(new ApplicationsPage(store, commands))
    , m_application(new ApplicationPage(store, commands))
    , m_firstStart(new FirstStartPage)
{
    installAccessibility();
    setWindowTitle(u"Cauce"_s);
    setWindowIcon(icons::application());
    setMinimumSize(px(800), px(500));
    m_insecure->setTone(Tone::Bad);
    auto* insecureBox = new QHBoxLayout(m_insecure);
    setSpacing(*insecureBox, 16, 7, 16, 7, 10);
    auto* symbol = new SymbolLabel(16);
    symbol->setMark(Glyph::Warning, Tone::Bad);
    insecureBox->addWidget(symbol);
    insecureBox->addWidget(m_insecureText, 1);
    m_insecureText->setElided();
    m_insecureText->setTone(Tone::Bad);
    m_insecure->hide();
    m_bars->setFixedHeight(px(48));
    for (QWidget* bar : {m_applications->topBar(), m_application->topBar(), m_firstStart->topBar()})
        m_bars->addWidget(bar);
    for (QWidget* page :
         std::initializer_list<QWidget*> {m_applications, m_application, m_firstStart})
        m_pages->addWidget(page);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bars);
    layout->addWidget(m_insecure);
    layout->addWidget(m_messages);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_status);

    connect(m_applications, &ApplicationsPage::opened, this, &MainWindow::showApplication);
    connect(m_application, &ApplicationPage::left, this, &MainWindow::showApplications);
    connect(m_application, &ApplicationPage::automationPressed, this, &MainWindow::askAutomation);
    connect(m_firstStart, &FirstStartPage::openPressed, this, &MainWindow::openRepository);
    connect(m_status, &StatusBar::automationPressed, this, &MainWindow::askAutomation);
    connect(&store, &Store::workspaceChanged, this, &MainWindow::onWorkspace);
    connect(&store, &Store::operationRefused, this,
            [this](const QString& application, const Error& error) {
                m_messages->put(u"refused"_s, errorwords::refusal(error, application));
            });
    connect(&store, &Store::operationChanged, this, [this] { m_messages->clear(u"refused"_s); });
    connect(m_messages, &MessageBar::actionPressed, this,
            [this](const QString& topic, Notice::Action action, const QString& details) {
                Notice notice;
                notice.action = action;
                notice.details = details;
                onMessageAction(topic, notice);
            });
    makeWorkspaceMenu();
    addKeys();
    showPage(m_applications, m_applications->topBar());
}

void MainWindow::setChoices(const Choices& choices)
{
    m_choices = choices;
    m_firstStart->setFound(choices.found);
}

void MainWindow::makeWorkspaceMenu()
{
    auto* menu = new QMenu(m_applications->workspaceButton());
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        for (const QString& name : m_choices.workspaces)
            menu->addAction(format::line(name).replace(u'&', u"&&"_s), this,
                            [this, name] { emit m_commands.workspaceChosen(name); });
        menu->addSeparator();
        menu->addAction(tr("Open a repository…"), this, &MainWindow::openRepository);
        menu->addSeparator();
        const std::pair<QString, Theme::Scheme> schemes[] {
            {tr("As the system"), Theme::Scheme::System},
            {tr("Light"), Theme::Scheme::Light},
            {tr("Dark"), Theme::Scheme::Dark},
        };
        for (const auto& [words, scheme] : schemes) {
            QAction* action = menu->addAction(
                words, this, [scheme = scheme] { theme().apply(scheme, Theme::systemScale()); });
            action->setCheckable(true);
            action->setChecked(theme().scheme() == scheme);
        }
        menu->addSeparator();
        menu->addAction(tr("Keys"), this, [this] { (new HelpSheet(this))->open(); });
    });
    m_applications->workspaceButton()->setMenu(menu);
}

void MainWindow::showPage(QWidget* page, QWidget* topBar)
{
    m_bars->setCurrentWidget(topBar);
    m_pages->setCurrentWidget(page);
}

void MainWindow::showFirstStart(const QString& problem)
{
    m_firstStart->setProblem(problem);
    showPage(m_firstStart, m_firstStart->topBar());
}

void MainWindow::showApplications()
{
    emit m_commands.diffAsked({});
    showPage(m_applications, m_applications->topBar());
    m_applications->focusList();
}

void MainWindow::showApplication(const QString& name)
{
    if (!m_store.application(name))
        return;
    showPage(m_application, m_application->topBar());
    m_application->setApplication(name);
}

void MainWindow::onWorkspace()
{
    const WorkspaceStatePtr& w = m_store.workspace();
    m_insecure->setVisible(w && w->insecureTls);
    if (!w) {
        m_messages->clear(u"git"_s);
        m_messages->clear(u"cluster"_s);
        m_messages->clear(u"conditions"_s);
        return;
    }
    setWindowTitle(format::line(w->name.isEmpty() ? w->context : w->name) + u" — Cauce"_s);
    m_insecureText->setText(
        tr("The identity of %1 is not verified (insecure-skip-tls-verify): others on the network "
           "can read and change what you send.")
            .arg(format::line(w->context)));
    if (w->gitError.message.isEmpty())
        m_messages->clear(u"git"_s);
    else
        m_messages->put(u"git"_s, errorwords::git(w->gitError, w->repoUrl));
    if (w->clusterError.message.isEmpty())
        m_messages->clear(u"cluster"_s);
    else
        m_messages->put(u"cluster"_s, errorwords::cluster(w->clusterError, w->context));
    if (w->conditions.isEmpty()) {
        m_messages->clear(u"conditions"_s);
        return;
    }
    Notice notice;
    notice.severity = Notice::Severity::Warning;
    notice.title
        = tr("%n part(s) of the workspace could not be read", "", int(w->conditions.size()));
    notice.text = tr("The other applications are shown. Repair what the details name, commit and "
                     "refresh.");
    notice.details = conditionWords(w->conditions);
    m_messages->put(u"conditions"_s, notice);
}

void MainWindow::ask(ConfirmDialog* dialog, std::function<void()> yes)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, std::move(yes));
    dialog->open();
}

void MainWindow::onMessageAction(const QString&, const Notice& notice)
{
    switch (notice.action) {
    case Notice::Action::Retry:
        emit m_commands.refreshAsked({});
        break;
    case Notice::Action::TrustHostKey: {
        static const QRegularExpression print(u"SHA256:[A-Za-z0-9+/=]+"_s);
        const QString fingerprint = print.match(notice.details).captured();
        ask(new ConfirmDialog({tr("Trust this ssh host key?"),
                               tr("Compare the fingerprint with the one that the server's owner "
                                  "publishes. If somebody else answers in its place, they can "
                                  "feed you other manifests."),
                               notice.details, tr("Trust host key")},
                              this),
            [this, fingerprint] { emit m_commands.hostKeyTrusted(fingerprint); });
        break;
    }
    case Notice::Action::AllowPlugin:
        ask(new ConfirmDialog(
                {tr("Start this program to sign in?"),
                 tr("The kubeconfig names a program that hands out credentials. It "
                    "runs as you. Allow it only if you know it."),
                 m_choices.pluginCommand.isEmpty() ? notice.details : m_choices.pluginCommand,
                 tr("Allow")},
                this),
            [this] { emit m_commands.pluginAllowed(); });
        break;
    case Notice::Action::None:
        break;
    }
}

void MainWindow::askAutomation()
{
    const WorkspaceStatePtr& w = m_store.workspace();
    if (!w)
        return;
    if (w->automation) {
        emit m_commands.automationAsked(false);
        return;
    }
    int automated = 0;
    for (const ApplicationRowPtr& row : m_store.applications().rows())
        automated += row->state->spec.syncPolicy.automated;
    ask(new ConfirmDialog(
            {tr("Turn on automation on this workstation?"),
             tr("While this program runs, it syncs applications whose policy says so when Git "
                "changes, deletes what they prune and undoes drift where they self-heal. "
                "Applications with such a policy: %1.")
                 .arg(automated),
             {},
             tr("Turn on")},
            this),
        [this] { emit m_commands.automationAsked(true); });
}

void MainWindow::openRepository()
{
    auto* dialog = new OpenRepositoryDialog(m_choices.contexts, m_choices.currentContext,
                                            m_choices.workspaces, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { emit m_commands.workspaceMade(dialog->workspace()); });
    dialog->open();
}

DemoStrip& MainWindow::addDemo(DemoStory& story)
{
    auto* strip = new DemoStrip(story);
    static_cast<QVBoxLayout*>(layout())->insertWidget(1, strip);
    addKey(Qt::Key_F12, [strip] { strip->popUpFaults(); });
    return *strip;
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    const auto& rows = m_store.applications().rows();
    const auto running = std::find_if(rows.cbegin(), rows.cend(),
                                      [](const ApplicationRowPtr& row) { return row->syncing; });
    if (m_closing || running == rows.cend()) {
        event->accept();
        return;
    }
    event->ignore();
    ask(new ConfirmDialog(
            {tr("Leave while %1 is being synced?").arg(format::line((*running)->state->name())),
             tr("The sync stops where it is: what has been written stays, the rest "
                "is not begun. The history says so at the next start."),
             {},
             tr("Leave"),
             true},
            this),
        [this] {
            m_closing = true;
            close();
        });
}

void MainWindow::addKey(const QKeySequence& keys, std::function<void()> act)
{
    // A shortcut and not a key event: a list would take a letter for a search in itself. A text
    // field keeps its letters, because it claims them first.
    auto* shortcut = new QShortcut(keys, this);
    connect(shortcut, &QShortcut::activated, this, std::move(act));
}

void MainWindow::addKeys()
{
    const auto onApplication = [this] { return m_pages->currentWidget() == m_application; };
    const auto onList = [this] { return m_pages->currentWidget() == m_applications; };
    // Keys of the application page do nothing elsewhere.
    const auto addPageKey = [this, onApplication](Qt::Key key, std::function<void()> act) {
        addKey(key, [onApplication, act = std::move(act)] {
            if (onApplication())
                act();
        });
    };
    addKey(Qt::Key_Question, [this] { (new HelpSheet(this))->open(); });
    addKey(Qt::Key_R, [this, onApplication, onList] {
        if (onApplication() || onList())
            emit m_commands.refreshAsked(onApplication() ? m_application->application()
                                                         : QString());
    });
    addKey(Qt::Key_Slash, [this, onList] {
        if (onList())
            m_applications->focusSearch();
    });
    addKey(Qt::Key_T, [this, onList] {
        if (onList())
            m_applications->setTable(!m_applications->isTable());
    });
    addKey(Qt::Key_S, [this, onApplication, onList] {
        const QString name = m_applications->currentApplication();
        if (onList() && !name.isEmpty())
            showApplication(name);
        if (onApplication())
            m_application->beginSync();
    });
    addPageKey(Qt::Key_N, [this] { m_application->goToChange(1); });
    addPageKey(Qt::Key_P, [this] { m_application->goToChange(-1); });
    addPageKey(Qt::Key_D, [this] { m_application->toggleSideBySide(); });
    addPageKey(Qt::Key_Escape, [this] {
        if (!m_application->goBack())
            showApplications();
    });
    for (int tab = 0; tab < ApplicationPage::TabCount; ++tab)
        addPageKey(Qt::Key(Qt::Key_1 + tab), [this, tab] { m_application->setTab(tab); });
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter})
        addKey(QKeySequence(Qt::ControlModifier | key), [this, onApplication] {
            if (onApplication())
                m_application->confirm();
        });
}

} // namespace cauce
