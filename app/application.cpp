#include "app/application.h"

#include "core/base/async.h"
#include "core/cluster/kubeconfig.h"
#include "core/engine/settings.h"
#include "core/engine/workspacestore.h"
#include "ui/mainwindow.h"
#include "ui/pages/applicationspage.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

//! What the dialogs offer, read from this machine.
struct Surroundings
{
    QStringList contexts;
    QString currentContext;
    QString kubeconfigError;
    QStringList files;
    QStringList workspaces;
    QString pluginCommand;
};

QString commandOf(const cluster::ExecPlugin& plugin)
{
    QStringList lines {(QStringList {plugin.command} + plugin.arguments).join(u' ')};
    for (auto it = plugin.environment.cbegin(); it != plugin.environment.cend(); ++it)
        lines << it.key() + u'=' + it.value();
    return lines.join(u'\n');
}

Surroundings lookAround(const Workspace& workspace)
{
    Surroundings s;
    s.workspaces = workspaces::names();
    s.files = workspace.kubeconfig.isEmpty() ? cluster::KubeConfig::defaultFiles()
                                             : QStringList {workspace.kubeconfig};
    const auto config = cluster::KubeConfig::load(s.files);
    if (!config) {
        s.kubeconfigError = config.error().message;
        return s;
    }
    s.contexts = config->contextNames();
    s.currentContext = config->currentContext();
    const auto context = config->context(workspace.context);
    if (context && context->credential.exec)
        s.pluginCommand = commandOf(*context->credential.exec);
    return s;
}

QString foundWords(const Surroundings& s)
{
    if (s.files.isEmpty() || !s.kubeconfigError.isEmpty())
        return Application::tr("No kubeconfig was found on this machine");
    QString file = s.files.first();
    if (file.startsWith(QDir::homePath()))
        file.replace(0, QDir::homePath().size(), u"~"_s);
    return Application::tr("Found %1: %n context(s)", "", int(s.contexts.size())).arg(file);
}

EngineOptions engineOptions(bool passive)
{
    EngineOptions options;
    if (passive)
        options.automation = EngineOptions::Automation::Off;
    return options;
}

} // namespace

Application::Application(const Options& options, Settings& settings)
    : m_options(options)
    , m_settings(settings)
    , m_engine(std::make_unique<Engine>(engineOptions(options.passive)))
    , m_window(std::make_unique<MainWindow>(m_store, m_commands))
{
    m_disk.setMaxThreadCount(1);
    connectSnapshots();
    connectCommands();
    connectWorkspaces();
    if (!m_window->restoreGeometry(settings.bytes(settingkey::windowGeometry)))
        m_window->resize(px(1440), px(900));
    m_window->applicationsPage().setTable(settings.get(settings::applicationView) == 1);
}

Application::~Application() = default;

// Engine -> window. Queued: the engine lives in its own thread.
void Application::connectSnapshots()
{
    Engine* engine = m_engine.worker();
    connect(engine, &Engine::workspaceChanged, &m_store, &Store::setWorkspace);
    connect(engine, &Engine::applicationChanged, &m_store, &Store::putApplication);
    connect(engine, &Engine::applicationRemoved, &m_store, &Store::removeApplication);
    connect(engine, &Engine::diffReady, &m_store, &Store::setDiff);
    connect(engine, &Engine::planReady, &m_store, &Store::planReady);
    connect(engine, &Engine::planFailed, &m_store, &Store::planFailed);
    connect(engine, &Engine::operationChanged, &m_store, &Store::operationChanged);
    connect(engine, &Engine::operationRefused, &m_store, &Store::operationRefused);
    connect(engine, &Engine::refreshed, this, &Application::refreshed);
}

// Window -> engine: values only, run in the engine's thread.
void Application::connectCommands()
{
    Engine* engine = m_engine.worker();
    connect(&m_commands, &Commands::refreshAsked, this, [this, engine](const QString& application) {
        m_engine.post([engine, application] { engine->refresh(application); });
    });
    connect(&m_commands, &Commands::planAsked, this,
            [this, engine](const PlanRequest& request, quint64 ticket) {
                m_engine.post([engine, request, ticket] { engine->preparePlan(request, ticket); });
            });
    connect(&m_commands, &Commands::syncAsked, this, [this, engine](const SyncRequest& request) {
        m_engine.post([engine, request] { engine->sync(request); });
    });
    connect(&m_commands, &Commands::cancelAsked, this, [this, engine](const QString& application) {
        m_engine.post([engine, application] { engine->cancel(application); });
    });
    connect(&m_commands, &Commands::automationAsked, this, [this, engine](bool on) {
        m_engine.post([engine, on] { engine->setAutomation(on); });
    });
    connect(&m_commands, &Commands::resumeAsked, this, [this, engine](const QString& application) {
        m_engine.post([engine, application] { engine->resumeAutomation(application); });
    });
    connect(&m_commands, &Commands::diffAsked, this, [this, engine](const QString& application) {
        m_engine.post([engine, application] { engine->followDiff(application); });
    });
    connect(&m_commands, &Commands::pluginAllowed, this,
            [this, engine] { m_engine.post([engine] { engine->grantExecConsent(); }); });
    connect(&m_commands, &Commands::hostKeyTrusted, this,
            [this, engine](const QString& fingerprint) {
                m_engine.post([engine, fingerprint] { engine->trustHostKey(fingerprint); });
            });
}

void Application::connectWorkspaces()
{
    connect(&m_commands, &Commands::workspaceChosen, this, &Application::openWorkspace);
    connect(&m_commands, &Commands::workspaceMade, this, &Application::save);
}

void Application::start()
{
    onResult(QtConcurrent::run(&m_disk, [] { return workspaces::names(); }), this,
             [this](const QStringList& names) {
                 QString name = m_options.workspace;
                 const QString last = m_settings.text(settingkey::lastWorkspace);
                 if (name.isEmpty() && names.contains(last))
                     name = last;
                 if (name.isEmpty() && !names.isEmpty())
                     name = names.first();
                 if (!name.isEmpty()) {
                     openWorkspace(name);
                     return;
                 }
                 readChoices({});
                 m_window->showFirstStart();
                 emit failed(u"there is no workspace yet; make one with `cauce open --repo URL`"_s);
             });
}

void Application::openWorkspace(const QString& name)
{
    onResult(QtConcurrent::run(&m_disk, [name] { return workspaces::load(name); }), this,
             [this, name](const Result<Workspace>& workspace) { onLoaded(name, workspace); });
}

void Application::onLoaded(const QString& name, const Result<Workspace>& workspace)
{
    if (!workspace) {
        readChoices({});
        m_window->showFirstStart(
            tr("The workspace %1 cannot be opened: %2").arg(name, workspace.error().message));
        emit failed(workspace.error().message);
        return;
    }
    m_name = name;
    m_store.clear();
    m_window->showApplications();
    readChoices(*workspace);
    Engine* engine = m_engine.worker();
    m_engine.post([engine, opened = *workspace] { engine->open(opened); });
}

void Application::save(const Workspace& workspace)
{
    onResult(QtConcurrent::run(&m_disk, [workspace] { return workspaces::save(workspace); }), this,
             [this, workspace](const Result<void>& saved) {
                 if (saved)
                     openWorkspace(workspace.name);
                 else
                     m_window->showFirstStart(tr("The workspace %1 could not be saved: %2")
                                                  .arg(workspace.name, saved.error().message));
             });
}

void Application::readChoices(const Workspace& workspace)
{
    onResult(QtConcurrent::run(&m_disk, [workspace] { return lookAround(workspace); }), this,
             [this](const Surroundings& s) {
                 MainWindow::Choices choices;
                 choices.contexts = s.contexts;
                 choices.currentContext = s.currentContext;
                 choices.workspaces = s.workspaces;
                 choices.pluginCommand = s.pluginCommand;
                 choices.found = foundWords(s);
                 m_window->setChoices(choices);
             });
}

void Application::keep()
{
    if (m_options.passive)
        return;
    if (!m_name.isEmpty())
        m_settings.setText(settingkey::lastWorkspace, m_name);
    m_settings.setBytes(settingkey::windowGeometry, m_window->saveGeometry());
    m_settings.set(settings::applicationView, m_window->applicationsPage().isTable() ? 1 : 0);
    m_settings.set(settings::theme, int(theme().scheme()));
}

} // namespace cauce
