#pragma once

#include "core/base/result.h"

#include <QNetworkProxy>
#include <QUrl>

namespace cauce::cluster {

//! The proxy variables of an environment, as Go programs (so kubectl) read them: upper case first.
struct ProxyEnvironment
{
    QString httpProxy;
    QString httpsProxy;
    QString noProxy;

    static ProxyEnvironment current(); //!< of this process
};

//! \brief The proxy for \p server: the kubeconfig's, else the environment's by Go's rules, else
//! none. Pure; never the system's look-up, which blocks.
//!
//! Go's rules (net/http, golang.org/x/net/http/httpproxy): HTTPS_PROXY for https, HTTP_PROXY for
//! http; never for a loopback address; NO_PROXY is a list of host, .domain, address, CIDR or "*",
//! each with an optional port.
//! \param proxyUrl the kubeconfig's proxy-url; applies whatever the environment says
//! \return Invalid when the proxy's URL is wrong or its scheme is not http or socks5
Result<QNetworkProxy> proxyFor(const QUrl& server, const QString& proxyUrl,
                               const ProxyEnvironment& environment);

} // namespace cauce::cluster
