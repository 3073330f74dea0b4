#pragma once

#include "app/cli/command.h"
#include "core/engine/workspace.h"
#include "core/git/hostkeys.h"

namespace cauce::cluster {
struct KubeContext;
}

namespace cauce::cli {

//! `cauce open --repo URL`: makes a workspace (or changes the one of that name and repository).
//! Reads the kubeconfig. Reaches the cluster not at all, and of repositories only one over ssh, to
//! ask about its host key when that is not known.
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
    void checkHostKey(const git::GitUrl& url);
    void onHostKey(const git::HostKeyQuestion& question);

    Workspace m_workspace;
    QString m_acceptedKey; // fingerprint
    bool m_allowExec = false;
};

//! A workspace's name from the last part of a repository's address: "GitOps.git" is "gitops".
QString workspaceNameFor(const QString& repoUrl);

} // namespace cauce::cli
