#pragma once

#include "app/cli/command.h"
#include "app/cli/console.h"

#include <QTemporaryDir>

#include <memory>

namespace cauce::sandbox {
class Sandbox;
}

namespace cauce::cli {

//! `cauce sandbox`: the embedded cluster in the foreground, until SIGINT or SIGTERM.
class SandboxCommand : public Command
{
    Q_OBJECT

public:
    SandboxCommand();
    ~SandboxCommand() override;

    QString name() const override { return QStringLiteral("sandbox"); }
    QString summary() const override;
    QString description() const override;
    void declare(QCommandLineParser& parser) const override;
    Result<void> prepare(const QCommandLineParser& parser) override;
    void start() override;

private:
    Result<QString> takeFolder();
    Result<QString> giveKubeconfig() const;

    quint16 m_port = 0;
    QString m_kubeconfig; // where the person wants it; empty: where it is
    QString m_data; // empty: nothing is kept
    std::unique_ptr<QTemporaryDir> m_temporary;
    std::unique_ptr<sandbox::Sandbox> m_cluster;
    std::unique_ptr<StopSignals> m_stop;
};

} // namespace cauce::cli
