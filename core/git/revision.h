#pragma once

#include "core/base/result.h"

#include <QDateTime>
#include <QString>

namespace cauce::git {

//! \brief A commit, resolved: what "main" meant at one moment.
//!
//! A value: copies are cheap and safe to send to another thread. There is no half-filled Revision;
//! resolve() returns a whole one or an Error.
struct Revision
{
    QString commit; //!< full object name, lower-case hexadecimal, 40 characters; never abbreviated
    QString name; //!< what was asked for: "main", "v1.2", or a full object name
    QString summary; //!< first line of the message; untrusted text, may be empty
    QString author; //!< the author's name, without the address; untrusted text, may be empty
    QDateTime committedAt; //!< UTC, whole seconds; the committer's clock, so it may lie

    //! The first seven characters, for display only: two commits may share them.
    QString shortCommit() const { return commit.left(7); }

    //! Two names for one commit are the same revision.
    friend bool operator==(const Revision& a, const Revision& b) { return a.commit == b.commit; }
};

//! \brief Looks \p name up in the bare mirror at \p mirrorDir. Reads only; blocks on the disk.
//!
//! May be called from any thread: no libgit2 object outlives the call.
//! \param name a branch, a tag, a full or abbreviated object name, or a semver range on tags (rule:
//! Argo
//!        CD's resolution order, see the implementation); empty and "HEAD" are the remote's HEAD
//! \return ErrorKind::NotFound when nothing has that name, ErrorKind::Invalid when it is not a
//!         commit, ErrorKind::Io when \p mirrorDir is no repository
Result<Revision> resolve(const QString& mirrorDir, const QString& name);

//! \brief Whether \p ancestor is reachable from \p descendant: false after a forced push.
Result<bool> isAncestor(const QString& mirrorDir, const QString& ancestor,
                        const QString& descendant);

//! \brief The newest \p limit commits from \p commit that touch \p path (empty: all), newest first.
Result<QList<Revision>> history(const QString& mirrorDir, const QString& commit,
                                const QString& path, int limit);

} // namespace cauce::git
