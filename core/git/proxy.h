#pragma once

#include "core/base/result.h"

#include <QByteArray>

#include <optional>

// Private to core/git.
namespace cauce::git {

struct Proxy
{
    QString host;
    int port = 0;
    QByteArray authorization; //!< "Basic ..." or empty
};

//! \brief The proxy that the environment names for a server, if any.
//!
//! HTTPS_PROXY, https_proxy, http_proxy, ALL_PROXY and all_proxy as curl reads them (HTTP_PROXY in
//! capitals is not: a web server could set it), NO_PROXY and no_proxy; this computer itself is
//! never behind a proxy. \return Invalid when what is named is no http proxy
Result<std::optional<Proxy>> proxyFor(bool isSecure, const QString& host, int port);

} // namespace cauce::git
