#pragma once

#include "app/cli/sessioncommand.h"

namespace cauce::cli {

//! `cauce list`: every application and how it stands.
class ListCommand : public SessionCommand
{
    Q_OBJECT

public:
    QString name() const override { return QStringLiteral("list"); }
    QString summary() const override;
    void declare(QCommandLineParser& parser) const override;
    Result<void> prepare(const QCommandLineParser& parser) override;

protected:
    void onSettled() override;

private:
    Format m_format = Format::Table;
};

//! `cauce refresh [APP]`: asks Git and the cluster now and says how it stands. A command opens the
//! workspace anew, so this is a `list` of one application, without formats.
class RefreshCommand : public SessionCommand
{
    Q_OBJECT

public:
    QString name() const override { return QStringLiteral("refresh"); }
    QString summary() const override;
    QList<Argument> arguments() const override;
    void declare(QCommandLineParser& parser) const override;
    Result<void> prepare(const QCommandLineParser& parser) override;

protected:
    void onSettled() override;

private:
    void accept(const QList<git::HostKeyQuestion>& questions);
    void report();

    QString m_acceptedKey; // fingerprint; empty once it was answered for
    QTimer m_limit;
};

//! Prints \p states as a table. \param wide adds namespace, project, policy, source and conditions
void printApplications(const QList<AppStatePtr>& states, bool wide);

} // namespace cauce::cli
