#pragma once

#include "core/base/canceltoken.h"
#include "core/base/processrunner.h"
#include "core/git/remote.h"

// Private to core/git: what is asked of OpenSSH's client and what its answers mean.
namespace cauce::git {

//! \brief The command that opens git-upload-pack at the other side.
//!
//! It never asks and never accepts a host key; nothing is forwarded.
ProcessRequest uploadPackOverSsh(const Remote& remote);

//! \brief The Error for an ssh that ended with \p code after saying \p said.
//!
//! For an unknown host key the server is asked for it, so that the message holds its fingerprint.
Failure sshFailure(const Remote& remote, int code, const QByteArray& said,
                   const CancelToken& cancel);

} // namespace cauce::git
