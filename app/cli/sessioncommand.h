#pragma once

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/session.h"

#include <memory>

namespace cauce::cli {

//! \brief A command that needs an opened workspace: has --workspace and --timeout, opens, waits for
//! the first complete answer, then calls onSettled().
class SessionCommand : public Command
{
    Q_OBJECT

public:
    void declare(QCommandLineParser& parser) const override;
    Result<void> prepare(const QCommandLineParser& parser) override;
    void start() override;

protected:
    //! Every application has been compared, or it is known why not.
    virtual void onSettled() = 0;
    virtual void onTimeout();
    //! Called before the workspace is opened, with the session made: for connecting to its engine.
    virtual void onOpening() { }
    //! Whether automation may act while this command runs.
    virtual bool wantsAutomation() const { return false; }
    //! Without a limit: commands that run until they are stopped.
    virtual bool hasTimeout() const { return true; }

    Session& session() { return *m_session; }
    const Session& session() const { return *m_session; }
    std::chrono::seconds timeout() const { return m_timeout; }
    const QString& applicationName() const { return m_application; }
    //! Takes APP from the arguments, also as "NAMESPACE/NAME".
    void setApplicationName(const QString& argument);
    //! The application that was named; null after it has said why there is none and ended.
    AppStatePtr requireApplication();
    //! Says on standard error what may make the answer old or incomplete.
    void reportProblems() const;
    //! Failed when repository or cluster could not be reached, else \p code.
    int codeUnlessCutOff(int code) const { return m_session->isCutOff() ? int(Failed) : code; }

private:
    QString m_workspaceName;
    std::chrono::seconds m_timeout {60};
    QString m_application;
    std::unique_ptr<Session> m_session;
};

//! Reads a number of seconds, 1 to a day. \return Invalid naming \p option
Result<std::chrono::seconds> parseSeconds(const QString& option, const QString& text);

} // namespace cauce::cli
