#pragma once

#include "core/git/githandle.h"
#include "core/git/refchoice.h"

// Private to core/git.
namespace cauce::git {

//! The references of an open repository; a broken one is left out.
Listing listingOf(git_repository* repository);

//! The commit that \p object (a commit or an annotated tag) stands for. \return NotFound, Invalid
Result<CommitHandle> peeled(git_repository* repository, const QString& object);

//! \brief The full name for an abbreviated one among the objects that are here.
//! \return NotFound, or Invalid when several begin with it
Result<QString> completed(git_repository* repository, const QString& abbreviated);

//! \brief Whether the commit's whole tree is here.
//! \return Io naming the first object that is missing or damaged
Result<void> checkComplete(git_repository* repository, git_commit* commit);

} // namespace cauce::git
