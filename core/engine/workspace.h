#pragma once

#include "core/base/result.h"

#include <QList>
#include <QMap>
#include <QString>

namespace cauce {

//! \brief What the user opened: a repository with Applications and the cluster they go to.
//!
//! Kept as YAML in the configuration folder (`workspaces/NAME.yaml`), for people to read and edit.
//! Holds no password and no token.
struct Workspace
{
    QString name; //!< file name without ".yaml": lower-case letters, digits, '-', '.'
    QString repoUrl; //!< as the user wrote it, without a password
    QString revision = QStringLiteral("HEAD");
    QString path; //!< folder or file with Application manifests; "clusters/k3s"
    QString context; //!< kubeconfig context; empty is its current-context
    QString kubeconfig; //!< file; empty is kubectl's own search (KUBECONFIG, ~/.kube/config, k3s)
    int pollSeconds = 180; //!< 10 to 86,400
    QMap<QString, QString> repoAliases; //!< repoURL in manifests -> repository it stands for
    QString caFile; //!< for https repositories; empty: the system's
    QString sshKeyFile;
};

} // namespace cauce
