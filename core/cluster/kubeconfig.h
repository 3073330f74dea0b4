#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>

#include <memory>
#include <optional>

namespace cauce::cluster {

//! An exec credential plugin as kubeconfig names it (client.authentication.k8s.io).
struct ExecPlugin
{
    QString command; //!< relative paths are already resolved against the kubeconfig's folder
    QStringList arguments;
    QMap<QString, QString> environment;
    QString apiVersion;
    QString installHint; //!< untrusted text
    bool provideClusterInfo = false;
    bool needsTerminal = false; //!< interactiveMode: Always

    friend bool operator==(const ExecPlugin&, const ExecPlugin&) = default;
};

//! How to prove who we are. Never printed.
struct Credential
{
    QByteArray clientCertificate; //!< PEM
    QByteArray clientKey; //!< PEM: RSA, EC or Ed25519
    QString token;
    QString tokenFile; //!< read again as it changes
    QString username; //!< basic authentication
    QString password;
    std::optional<ExecPlugin> exec;
    QString impersonateUser;
    QStringList impersonateGroups;

    friend bool operator==(const Credential&, const Credential&) = default;
};

//! \brief One context, resolved: everything that is needed to connect. A value.
struct KubeContext
{
    QString name;
    QString clusterName;
    QString server; //!< https://host:port, without a trailing '/'
    QString nameSpace; //!< of the context; empty is "default"
    QByteArray certificateAuthority; //!< PEM; the only trust root when given
    QString tlsServerName;
    bool insecureSkipTlsVerify = false;
    QString proxyUrl;
    Credential credential;
    QString sourceFile; //!< the kubeconfig that names the context

    friend bool operator==(const KubeContext&, const KubeContext&) = default;
};

//! \brief kubectl's view of one or more kubeconfig files: merged, the first file that names a thing
//! wins.
class KubeConfig
{
public:
    //! \brief Reads \p files in order and merges them as kubectl does (docs: "Organizing Cluster
    //! Access").
    //!
    //! Blocks on the disk. Starts no process and opens no file that the configuration names until a
    //! context is resolved. \return Invalid with file:line, NotFound when none of the files is
    //! there
    static Result<KubeConfig> load(const QStringList& files);
    //! kubectl's search: $KUBECONFIG (a list), else ~/.kube/config, else /etc/rancher/k3s/k3s.yaml
    //! when that is readable.
    static QStringList defaultFiles();

    QStringList contextNames() const; //!< sorted
    const QString& currentContext() const { return m_currentContext; }
    //! \brief Everything for one context; reads the certificate and key files it names.
    //! \param name empty is the current context
    //! \return NotFound (context, cluster, user or file; says which and where), Invalid
    Result<KubeContext> context(const QString& name) const;

private:
    struct Entry;
    using Entries = QMap<QString, std::shared_ptr<const Entry>>;
    Result<void> mergeFile(const QString& file);
    QStringList m_files; // those that were there
    QString m_currentContext;
    Entries m_contexts;
    Entries m_clusters;
    Entries m_users;
};

} // namespace cauce::cluster
