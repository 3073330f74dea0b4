#pragma once

#include "core/base/canceltoken.h"
#include "core/git/remote.h"
#include "core/git/revision.h"

#include <QStringList>

#include <functional>

namespace cauce::git {

//! What a fetch has moved so far.
struct FetchProgress
{
    quint64 receivedObjects = 0;
    quint64 totalObjects = 0; //!< 0 while the server is still counting
    quint64 receivedBytes = 0;
};

//! The folder of the bare mirror for \p url below \p cacheDir; named by a hash, one per repository.
QString mirrorDir(const QString& cacheDir, const GitUrl& url);

//! \brief Brings the bare mirror up to date for the revisions named and resolves them.
//!
//! Blocks on network and disk: git pool only. Makes the mirror when there is none. A reference
//! moves only after everything it needs has arrived; an interrupted fetch leaves the old one.
//! Locked across processes. A local repository is read in place by its objects, never through
//! file://. \param names target revisions (branch, tag, sha, HEAD, semver range) that applications
//! use \param progress called from this thread, at most every 100 ms \return the revisions in the
//! order of \p names, each on its own: one missing branch does not hide the
//!         others; or the Error of the whole fetch (Auth, HostKey, Identity, Network, Timeout,
//!         Cancelled, Io)
Result<QList<Result<Revision>>>
fetch(const Remote& remote, const QString& mirrorDir, const QStringList& names,
      const CancelToken& cancel, const std::function<void(const FetchProgress&)>& progress = {});

} // namespace cauce::git
