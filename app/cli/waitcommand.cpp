#include "app/cli/waitcommand.h"

#include "app/cli/argojson.h"
#include "app/cli/words.h"
#include "core/base/text.h"

#include <QCommandLineParser>

using namespace Qt::StringLiterals;

namespace cauce::cli {

namespace {

constexpr std::chrono::seconds kStopLimit {3};

} // namespace

QString WaitCommand::summary() const
{
    return u"Wait until an application is synced and healthy."_s;
}

QString WaitCommand::description() const
{
    return u"Waits until the application is as asked for: with neither --synced nor --healthy, "
           "both.\nNothing is changed. Exit code: 0 it is so, 2 it was not in time."_s;
}

QList<Command::Argument> WaitCommand::arguments() const
{
    return {{u"APP"_s, u"Application."_s}};
}

void WaitCommand::declare(QCommandLineParser& parser) const
{
    SessionCommand::declare(parser);
    parser.addOption({u"synced"_s, u"Wait for Synced."_s});
    parser.addOption({u"healthy"_s, u"Wait for Healthy."_s});
}

Result<void> WaitCommand::prepare(const QCommandLineParser& parser)
{
    m_synced = parser.isSet(u"synced"_s);
    m_healthy = parser.isSet(u"healthy"_s);
    if (!m_synced && !m_healthy)
        m_synced = m_healthy = true;
    return SessionCommand::prepare(parser);
}

void WaitCommand::onOpening()
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] { onTimeout(); });
    m_limit.start(timeout());
    connect(&session().engine(), &Engine::applicationChanged, this, [this](const AppStatePtr& app) {
        if (app->name() == applicationName())
            check();
    });
}

void WaitCommand::onSettled()
{
    if (!requireApplication()) {
        m_limit.stop();
        return;
    }
    reportProblems();
    check();
}

QString WaitCommand::missing(const AppState& state) const
{
    if (state.stale)
        return u"what is known is old: "_s + state.staleReason;
    if (state.refreshing)
        return u"it is being compared"_s;
    if (m_synced && state.sync != diff::SyncStatus::Synced)
        return u"it is %1"_s.arg(diff::nameOf(state.sync));
    if (m_healthy && state.health.status != health::HealthStatus::Healthy) {
        QString words = u"it is %1"_s.arg(health::nameOf(state.health.status));
        if (!state.health.message.isEmpty())
            words += u" (%1)"_s.arg(state.health.message);
        return words;
    }
    return {};
}

void WaitCommand::check()
{
    const AppStatePtr state = session().application(applicationName());
    if (!state || m_done || !missing(*state).isEmpty())
        return;
    m_done = true;
    m_limit.stop();
    printLine(u"%1 %2 %3 %4"_s.arg(text::singleLine(state->name()), diff::nameOf(state->sync),
                                   health::nameOf(state->health.status),
                                   state->revision.shortCommit()));
    emit finished(Done);
}

void WaitCommand::onTimeout()
{
    const AppStatePtr state = session().application(applicationName());
    if (m_done)
        return;
    m_done = true;
    reportProblems();
    giveUp(u"not in %1 s: %2"_s.arg(timeout().count())
               .arg(state ? missing(*state) : u"still waiting for "_s + session().awaited()));
}

QString WatchCommand::summary() const
{
    return u"Follow changes, one line each, until SIGINT or SIGTERM."_s;
}

QString WatchCommand::description() const
{
    return u"Runs the engine without a window and prints one line a change, until SIGINT or "
           "SIGTERM.\nWith --automation applications are synced as their sync policies say."_s;
}

QList<Command::Argument> WatchCommand::arguments() const
{
    return {{u"[APP]"_s, u"Application; all when left out."_s}};
}

void WatchCommand::declare(QCommandLineParser& parser) const
{
    SessionCommand::declare(parser);
    parser.addOption({u"automation"_s, u"Act on automated sync policies."_s});
}

Result<void> WatchCommand::prepare(const QCommandLineParser& parser)
{
    m_automation = parser.isSet(u"automation"_s);
    return SessionCommand::prepare(parser);
}

void WatchCommand::onOpening()
{
    m_stop = std::make_unique<StopSignals>(this, [this] { stop(); });
    Engine& engine = session().engine();
    connect(&engine, &Engine::applicationChanged, this, [this](const AppStatePtr& state) {
        onApplication(*state);
        if (m_stopping)
            stopOperations();
    });
    connect(&engine, &Engine::applicationRemoved, this, [this](const QString& app) {
        if (applicationName().isEmpty() || app == applicationName())
            say(app, u"removed from Git (its objects stay in the cluster)"_s);
    });
    connect(&engine, &Engine::workspaceChanged, this,
            [this](const WorkspaceStatePtr& state) { onWorkspace(*state); });
}

void WatchCommand::onSettled()
{
    if (!applicationName().isEmpty())
        requireApplication();
}

// What is on its way to the cluster is awaited for a moment, so that the record says how it ended.
void WatchCommand::stop()
{
    if (std::exchange(m_stopping, true))
        return;
    QTimer::singleShot(kStopLimit, this, [this] { emit finished(Done); });
    stopOperations();
}

void WatchCommand::stopOperations()
{
    bool running = false;
    for (const AppStatePtr& app : session().applications()) {
        if (!app->operation || app->operation->isFinished())
            continue;
        running = true;
        session().engine().cancel(app->name());
    }
    if (!running)
        emit finished(Done);
}

void WatchCommand::say(const QString& subject, const QString& line)
{
    QString& last = m_said[subject];
    if (last == line)
        return;
    last = line;
    printLine(QDateTime::currentDateTime().toString(u"HH:mm:ss ") + text::singleLine(subject) + u' '
              + text::singleLine(line, 1000));
    if (outputState() != Output::Good)
        stop();
}

void WatchCommand::onApplication(const AppState& state)
{
    if (!applicationName().isEmpty() && state.name() != applicationName())
        return;
    if (state.evaluatedAt.isValid()) {
        QString line = diff::nameOf(state.sync) + u' ' + health::nameOf(state.health.status);
        if (!state.revision.commit.isEmpty())
            line += u' ' + state.revision.shortCommit();
        if (const QString difference = differenceWords(state); !difference.isEmpty())
            line += u" (%1)"_s.arg(difference);
        if (state.stale)
            line += " stale: "_L1 + state.staleReason;
        say(state.name(), line);
    }
    if (state.operation) {
        const sync::OperationState& operation = *state.operation;
        say(state.name() + " operation"_L1,
            u"%1 %2%3: %4"_s.arg(sync::nameOf(operation.phase), operation.commit.left(7),
                                 operation.automated ? u" (automation)"_s : QString(),
                                 operation.message));
    }
    QStringList conditions;
    for (const AppCondition& condition : state.conditions)
        conditions.append(condition.type + ": "_L1 + condition.message);
    if (!conditions.isEmpty() || m_said.contains(state.name() + " conditions"_L1))
        say(state.name() + " conditions"_L1,
            conditions.isEmpty() ? u"none"_s : conditions.join("; "_L1));
}

void WatchCommand::onWorkspace(const WorkspaceState& state)
{
    const auto report = [this](const QString& what, const Error& error) {
        if (!error.message.isEmpty())
            say(what, error.message);
        else if (m_said.contains(what))
            say(what, u"reached again"_s);
    };
    report(u"repository"_s, state.gitError);
    report(u"cluster"_s, state.clusterError);
}

} // namespace cauce::cli
