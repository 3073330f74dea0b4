#pragma once

#include "app/cli/command.h"
#include "core/engine/workspace.h"

namespace cauce::cluster {
struct KubeContext;
}

namespace cauce::cli {

//! `cauce open --repo URL`: makes a workspace (or changes the one of that name and repository).
//! Reads the kubeconfig; reaches neither the repository nor the cluster.
class OpenCommand : public Command
{
    Q_OBJECT

public:
    QString name() const override { return QStringLiteral("open"); }
    QString summary() const override;
    QString description() const override;
    void declare(QCommandLineParser& parser) const override;
    Result<void> prepare(const QCommandLineParser& parser) override;
    void start() override;

private:
    void checkPlugin(const cluster::KubeContext& context);

    Workspace m_workspace;
    bool m_allowExec = false;
};

//! A workspace's name from the last part of a repository's address: "GitOps.git" is "gitops".
QString workspaceNameFor(const QString& repoUrl);

} // namespace cauce::cli
