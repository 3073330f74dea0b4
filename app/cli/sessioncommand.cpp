#include "app/cli/sessioncommand.h"

#include "core/base/text.h"

#include <QCommandLineParser>

using namespace Qt::StringLiterals;

namespace cauce::cli {

Result<std::chrono::seconds> parseSeconds(const QString& option, const QString& text)
{
    bool good = false;
    const int seconds = text.toInt(&good);
    if (!good || seconds < 1 || seconds > 86'400)
        return fail(
            ErrorKind::Invalid,
            u"--%1 %2: give whole seconds, 1 to 86400"_s.arg(option, text::singleLine(text, 40)));
    return std::chrono::seconds(seconds);
}

void SessionCommand::declare(QCommandLineParser& parser) const
{
    parser.addOption(
        {u"workspace"_s, u"Workspace to use; needed when there are several."_s, u"NAME"_s});
    if (hasTimeout())
        parser.addOption({u"timeout"_s, u"Give up after this long (default: 60)."_s, u"SECONDS"_s});
}

Result<void> SessionCommand::prepare(const QCommandLineParser& parser)
{
    m_workspaceName = parser.value(u"workspace"_s);
    if (!parser.positionalArguments().isEmpty())
        setApplicationName(parser.positionalArguments().constFirst());
    if (hasTimeout() && parser.isSet(u"timeout"_s)) {
        const auto seconds = parseSeconds(u"timeout"_s, parser.value(u"timeout"_s));
        if (!seconds)
            return Failure {seconds.error()};
        m_timeout = *seconds;
    }
    return {};
}

void SessionCommand::start()
{
    const auto workspace = chooseWorkspace(m_workspaceName);
    if (!workspace)
        return giveUp(workspace.error().message);
    EngineOptions options;
    options.automation
        = wantsAutomation() ? EngineOptions::Automation::On : EngineOptions::Automation::Off;
    m_session = std::make_unique<Session>(*workspace, options, m_timeout);
    connect(m_session.get(), &Session::settled, this, [this] { onSettled(); });
    if (hasTimeout())
        connect(m_session.get(), &Session::timedOut, this, [this] { onTimeout(); });
    onOpening();
    m_session->open();
}

void SessionCommand::onTimeout()
{
    reportProblems();
    giveUp(u"no complete answer after %1 s: still waiting for %2"_s.arg(m_timeout.count())
               .arg(m_session->awaited()));
}

void SessionCommand::setApplicationName(const QString& argument)
{
    m_application = argument.mid(argument.lastIndexOf(u'/') + 1);
}

AppStatePtr SessionCommand::requireApplication()
{
    if (AppStatePtr state = m_session->application(m_application))
        return state;
    reportProblems();
    const QStringList names = m_session->applications().keys();
    QString known = u"there is none"_s;
    if (!names.isEmpty())
        known = u"there are: "_s + names.mid(0, 20).join(", "_L1)
            + (names.size() > 20 ? u" and %1 more"_s.arg(names.size() - 20) : QString());
    giveUp(u"no application \"%1\" in this workspace (%2)"_s.arg(m_application, known));
    return {};
}

void SessionCommand::reportProblems() const
{
    for (const QString& problem : m_session->problems())
        complain(problem);
}

} // namespace cauce::cli
