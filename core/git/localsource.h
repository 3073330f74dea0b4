#pragma once

#include "core/git/source.h"

// Private to core/git.
namespace cauce::git {

//! \brief A repository on this computer, read by its files.
//!
//! Its object files are linked (copied across file systems) into the mirror: an instant where the
//! transport of libgit2 takes minutes, and what is shown outlives a force-push and a gc there.
class LocalSource : public Source
{
public:
    LocalSource(const Remote& remote, const CancelToken& cancel);

    Result<Listing> list() override;
    Result<void> bring(git_repository* mirror, const QStringList& wanted,
                       const ProgressFn& progress) override;

private:
    Result<void> open();

    const Remote& m_remote;
    const CancelToken& m_cancel;
    RepositoryHandle m_repository;
};

} // namespace cauce::git
