#pragma once

#include "core/git/socket.h"

// Private to core/git.
namespace cauce::git {

//! \brief TLS 1.2 or newer over a connected socket; the server's certificate is always verified.
//!
//! libgit2's own TLS knows one list of roots for the whole process and no deadline, hence this.
//! \param caFile PEM; the only roots that count when set, otherwise the system's
//! \return Identity when the certificate is not to be trusted (says why), Network, Timeout,
//!         Invalid when \p caFile cannot be used
Result<std::unique_ptr<ByteStream>> startTls(std::unique_ptr<Socket> socket, const QString& host,
                                             const QString& caFile);

} // namespace cauce::git
