#include "app/cli/session.h"

#include "app/cli/hostkeyoption.h"
#include "core/base/text.h"
#include "core/engine/workspacestore.h"

using namespace Qt::StringLiterals;

namespace cauce::cli {

Session::Session(Workspace workspace, const EngineOptions& options, std::chrono::seconds timeout)
    : m_workspace(std::move(workspace))
    , m_engine(options)
{
    m_timeout.setSingleShot(true);
    m_timeout.setInterval(timeout);
    connect(&m_timeout, &QTimer::timeout, this, &Session::timedOut);
    connect(&m_engine, &Engine::workspaceChanged, this,
            [this](const WorkspaceStatePtr& state) { m_state = state; });
    connect(&m_engine, &Engine::applicationChanged, this,
            [this](const AppStatePtr& state) { m_applications.insert(state->name(), state); });
    connect(&m_engine, &Engine::applicationRemoved, this,
            [this](const QString& name) { m_applications.remove(name); });
    connect(&m_engine, &Engine::refreshed, this, [this] {
        if (std::exchange(m_settled, true))
            return;
        m_timeout.stop();
        emit settled();
    });
}

void Session::open()
{
    m_timeout.start();
    m_engine.open(m_workspace);
}

QStringList Session::problems() const
{
    QStringList found;
    if (!m_state)
        return found;
    if (!m_state->gitError.message.isEmpty())
        found.append(u"repository %1: %2"_s.arg(m_state->repoUrl, m_state->gitError.message));
    if (!m_state->clusterError.message.isEmpty())
        found.append(
            u"cluster %1: %2"_s.arg(m_state->context.isEmpty() ? m_state->server : m_state->context,
                                    m_state->clusterError.message));
    for (const AppCondition& condition : m_state->conditions)
        found.append(condition.message);
    const QString command = u"cauce refresh --workspace %1"_s.arg(m_workspace.name);
    for (const git::HostKeyQuestion& question : hostKeyQuestions())
        found.append(hostKeyAdvice(question, command));
    return found;
}

QList<git::HostKeyQuestion> Session::hostKeyQuestions() const
{
    QList<git::HostKeyQuestion> all;
    const auto add = [&all](const Error& error) {
        const auto question = git::hostKeyQuestion(error);
        if (question && !all.contains(*question))
            all.append(*question);
    };
    if (m_state)
        add(m_state->gitError);
    for (const AppStatePtr& app : m_applications) {
        // An application's own repository: its state has the message only.
        for (const AppCondition& condition : app->conditions)
            add({ErrorKind::HostKey, condition.message});
    }
    return all;
}

bool Session::isCutOff() const
{
    return !m_state || !m_state->gitError.message.isEmpty()
        || !m_state->clusterError.message.isEmpty();
}

QString Session::awaited() const
{
    if (!m_state)
        return u"the engine"_s;
    QStringList parts;
    if (!m_state->polledAt.isValid())
        parts.append(u"the repository %1"_s.arg(m_state->repoUrl));
    if (m_state->cluster != WorkspaceState::Link::Live)
        parts.append(u"the cluster %1"_s.arg(m_state->server));
    else if (m_state->kindsLoaded < m_state->kindsWanted)
        parts.append(u"the cluster %1 (%2 of %3 kinds read)"_s.arg(m_state->server)
                         .arg(m_state->kindsLoaded)
                         .arg(m_state->kindsWanted));
    QStringList comparing;
    for (const AppStatePtr& app : m_applications) {
        if (app->refreshing)
            comparing.append(app->name());
    }
    if (parts.isEmpty() && !comparing.isEmpty())
        parts.append(u"the comparison of %1"_s.arg(comparing.join(", "_L1)));
    return parts.isEmpty() ? u"the last comparisons"_s : parts.join(" and "_L1);
}

Result<Workspace> chooseWorkspace(const QString& name)
{
    if (!name.isEmpty())
        return workspaces::load(name);
    const QStringList names = workspaces::names();
    if (names.isEmpty())
        return fail(ErrorKind::NotFound,
                    u"there is no workspace yet: make one with `cauce open --repo URL`"_s);
    if (names.size() > 1)
        return fail(ErrorKind::Invalid,
                    u"there are several workspaces: choose one with "
                    "--workspace (%1)"_s.arg(names.join(", "_L1)));
    return workspaces::load(names.first());
}

} // namespace cauce::cli
