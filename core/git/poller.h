#pragma once

#include "core/base/canceltoken.h"
#include "core/git/remote.h"

#include <QMap>
#include <QStringList>

namespace cauce::git {

//! \brief Asks the remote what its references point to: one round trip, nothing is fetched.
//!
//! Blocks: git pool only. Over https it is one small `ls-refs` of protocol 2 where the server
//! speaks it. \param names what applications follow; only references that could answer them are
//! asked for where the
//!        protocol allows it
//! \return reference name ("HEAD", "refs/heads/main", "refs/tags/v1", peeled tags with "^{}") to
//! commit
Result<QMap<QString, QString>> listRemote(const Remote& remote, const QStringList& names,
                                          const CancelToken& cancel);

} // namespace cauce::git
