#pragma once

#include "app/cli/sessioncommand.h"

namespace cauce::cli {

//! `cauce wait APP`: ends when the application is as asked for, or when time is up.
class WaitCommand : public SessionCommand
{
    Q_OBJECT

public:
    QString name() const override { return QStringLiteral("wait"); }
    QString summary() const override;
    QString description() const override;
    QList<Argument> arguments() const override;
    void declare(QCommandLineParser& parser) const override;
    Result<void> prepare(const QCommandLineParser& parser) override;

protected:
    void onOpening() override;
    void onSettled() override;
    void onTimeout() override;

private:
    void check();
    QString missing(const AppState& state) const;

    bool m_synced = false;
    bool m_healthy = false;
    bool m_done = false;
    QTimer m_limit;
};

//! `cauce watch [APP]`: the engine without a window, one line a change, until a signal.
class WatchCommand : public SessionCommand
{
    Q_OBJECT

public:
    QString name() const override { return QStringLiteral("watch"); }
    QString summary() const override;
    QString description() const override;
    QList<Argument> arguments() const override;
    void declare(QCommandLineParser& parser) const override;
    Result<void> prepare(const QCommandLineParser& parser) override;

protected:
    void onOpening() override;
    void onSettled() override;
    bool wantsAutomation() const override { return m_automation; }
    bool hasTimeout() const override { return false; }

private:
    void stop();
    void stopOperations();
    void say(const QString& subject, const QString& line);
    void onApplication(const AppState& state);
    void onWorkspace(const WorkspaceState& state);

    bool m_automation = false;
    bool m_stopping = false;
    QHash<QString, QString> m_said; // subject -> its last line
    std::unique_ptr<StopSignals> m_stop;
};

} // namespace cauce::cli
