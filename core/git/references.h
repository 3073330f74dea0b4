#pragma once

#include "core/git/githandle.h"
#include "core/git/refchoice.h"

#include <QSet>

// Private to core/git.
namespace cauce::git {

//! The references of an open repository; a broken one is left out.
Listing listingOf(git_repository* repository);

//! The commit that \p object (a commit or an annotated tag) stands for. \return NotFound, Invalid
Result<CommitHandle> peeled(git_repository* repository, const QString& object);

//! \brief The full name for an abbreviated one among the objects that are here.
//! \return NotFound, or Invalid when several begin with it
Result<QString> completed(git_repository* repository, const QString& abbreviated);

//! \brief Looks whether commits have all their files here; remembers what it has found whole.
class Completeness
{
public:
    explicit Completeness(git_repository* repository)
        : m_repository(repository)
    { }

    //! \return Io naming the first object that is missing or damaged
    Result<void> check(git_commit* commit);

private:
    Result<void> checkTree(git_odb* objects, const git_oid& id, const QString& path, int depth);

    git_repository* m_repository;
    QSet<QByteArray> m_whole; //!< each folder once: they may hold one another a thousandfold
};

} // namespace cauce::git
