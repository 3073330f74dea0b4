#pragma once

#include "core/base/canceltoken.h"
#include "core/cluster/kubeconfig.h"

#include <QDateTime>

#include <chrono>

namespace cauce::cluster {

//! What a credential plugin said: a token, a certificate with its key, or both. Never printed.
struct ExecCredential
{
    QString token;
    QByteArray clientCertificate; //!< PEM
    QByteArray clientKey; //!< PEM
    QDateTime expiresAt; //!< UTC; invalid: it did not say
};

//! \brief Runs the context's plugin if a person has agreed to it (execconsent.h).
//!
//! Blocks: pool threads only. No terminal, standard input closed, at most 1 MiB of output.
//! \return Consent, NotFound, Timeout, Io, Auth (it failed; says the end of its standard error) or
//!         Invalid (what it printed is no ExecCredential; never quoted)
Result<ExecCredential> runExecPlugin(const KubeContext& context, std::chrono::milliseconds timeout,
                                     const CancelToken& cancel);

//! The content of KUBERNETES_EXEC_INFO for \p context (client.authentication.k8s.io). Pure.
QByteArray execInfo(const KubeContext& context);

//! \brief Reads what \p plugin printed. Pure; errors never quote it.
Result<ExecCredential> parseExecCredential(const QByteArray& output, const ExecPlugin& plugin);

} // namespace cauce::cluster
