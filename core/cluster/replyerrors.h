#pragma once

#include "core/cluster/apianswer.h"
#include "core/cluster/limits.h"

#include <QSslError>

class QNetworkReply;

namespace cauce::cluster {

//! The head of \p reply: status and the headers we use; no body.
ApiAnswer headOf(const QNetworkReply& reply, const ClusterLimits& limits);

//! \brief The Error of a reply that is a redirect, naming where to; nothing for any other.
//!
//! An API server has no reason to redirect, and following would take our token there.
std::optional<Error> redirectError(const QNetworkReply& reply, const QString& host);

//! \brief Why no whole answer came: connection, TLS, proxy, or an end in the middle; nothing when
//! one came, whatever its status.
//! \param tlsErrors what the reply's sslErrors() said
std::optional<Error> transportError(const QNetworkReply& reply, const QList<QSslError>& tlsErrors,
                                    const QString& host);

} // namespace cauce::cluster
