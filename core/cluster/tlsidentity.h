#pragma once

#include "core/cluster/kubeconfig.h"

#include <QSslConfiguration>

namespace cauce::cluster {

//! \brief How TLS to the server of \p context is made: who is trusted and who we are.
//!
//! The certificate authority of the context, when it names one, is the only trust root. Keys are
//! read through OpenSSL, as QSslKey cannot read Ed25519 and must be told RSA from EC.
//! \param certificate PEM of the client's certificate chain; empty: none
//! \param key PEM of its private key
//! \return Invalid, naming the context and its file, never the content
Result<QSslConfiguration> tlsConfiguration(const KubeContext& context,
                                           const QByteArray& certificate, const QByteArray& key);

//! \brief Why \p errors made a connection to \p host untrusted, and what to do about it.
QString describeTlsErrors(const QList<QSslError>& errors, const QString& host);

//! \brief A hint for a refused client certificate: that it has expired or is not valid yet by this
//! computer's clock; empty when it is in force or there is none.
QString validityHint(const QSslConfiguration& tls);

} // namespace cauce::cluster
