#pragma once

#include "core/base/canceltoken.h"
#include "core/git/githandle.h"
#include "core/git/giturl.h"

#include <chrono>

// Private to core/git: the folder of a mirror on the disk.
namespace cauce::git {

//! \brief One process and one thread at a time changes a mirror; readers need no lock.
class MirrorLock
{
public:
    //! Waits until it is free, somebody cancels or \p limit has passed (Timeout).
    static Result<MirrorLock> take(const QString& mirrorDir, const CancelToken& cancel,
                                   std::chrono::milliseconds limit);
    MirrorLock(MirrorLock&& other) noexcept;
    MirrorLock& operator=(MirrorLock&&) = delete;
    ~MirrorLock();

private:
    explicit MirrorLock(int fd);
    int m_fd;
};

//! \brief Opens the mirror in \p folder, or makes an empty one where there is none.
//! \return Io; a folder that is not ours is never touched
Result<RepositoryHandle> openOrMakeMirror(const QString& folder, const GitUrl& url);

//! Remembers that objects of the mirror could not be read, so that the next fetch makes a new one.
//! Only an Error of kind Io counts.
void noteDamage(const QString& folder, const Error& error);
//! Whether it is a mirror of ours that cannot be used any more.
bool isDamaged(const QString& folder);

//! \brief Removes what a killed fetch has left: locks of references, half-written packs.
//!
//! Only for whoever holds the MirrorLock: nobody else writes there.
void removeLeftovers(const QString& folder);

//! Removes a mirror of ours. \return Io when it is not one
Result<void> removeMirror(const QString& folder);
//! Puts the mirror \p fresh in the place of \p folder; who reads the old one can go on.
Result<void> replaceMirror(const QString& folder, const QString& fresh);

} // namespace cauce::git
