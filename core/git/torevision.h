#pragma once

#include "core/git/githandle.h"
#include "core/git/refchoice.h"
#include "core/git/revision.h"

// Private to core/git.
namespace cauce::git {

Revision toRevision(git_commit* commit, const QString& name);

//! \brief What \p choice stands for among the objects of \p repository.
//! \return NotFound, Invalid (not a commit, ambiguous) or Io
Result<Revision> resolveIn(git_repository* repository, const Choice& choice, const QString& name);

} // namespace cauce::git
