#pragma once

#include "core/git/githandle.h"
#include "core/git/mirror.h"
#include "core/git/refchoice.h"

// Private to core/git.
namespace cauce::git {

using ProgressFn = std::function<void(const FetchProgress&)>;

//! \brief Where a repository comes from, for one call: first list(), then bring().
//!
//! Blocks; belongs to one thread.
class Source
{
public:
    virtual ~Source() = default;

    //! The references there. \return also NotFound when there is no repository
    virtual Result<Listing> list() = 0;

    //! \brief Brings into \p mirror all that is reachable from \p wanted, which are full names of
    //! references or of commits; moves no reference.
    virtual Result<void> bring(git_repository* mirror, const QStringList& wanted,
                               const ProgressFn& progress)
        = 0;
};

//! \param remote and \param cancel must outlive the source
std::unique_ptr<Source> makeSource(const Remote& remote, const CancelToken& cancel);

} // namespace cauce::git
