#pragma once

// Private to core/git: the only header of the program that includes libgit2.

#include "core/base/result.h"

#include <git2.h>
#include <git2/sys/transport.h>

#include <memory>

namespace cauce::git {

template <auto Free>
struct Freer
{
    template <typename T>
    void operator()(T* handle) const noexcept
    {
        Free(handle);
    }
};

using RepositoryHandle = std::unique_ptr<git_repository, Freer<git_repository_free>>;
using RemoteHandle = std::unique_ptr<git_remote, Freer<git_remote_free>>;
using ReferenceHandle = std::unique_ptr<git_reference, Freer<git_reference_free>>;
using ReferenceIterator
    = std::unique_ptr<git_reference_iterator, Freer<git_reference_iterator_free>>;
using ObjectHandle = std::unique_ptr<git_object, Freer<git_object_free>>;
using CommitHandle = std::unique_ptr<git_commit, Freer<git_commit_free>>;
using TreeHandle = std::unique_ptr<git_tree, Freer<git_tree_free>>;
using TreeEntryHandle = std::unique_ptr<git_tree_entry, Freer<git_tree_entry_free>>;
using BlobHandle = std::unique_ptr<git_blob, Freer<git_blob_free>>;
using OdbHandle = std::unique_ptr<git_odb, Freer<git_odb_free>>;

//! libgit2's global state, counted; hold one for as long as a handle lives.
//!
//! The first one sets the options of the whole process: no hash check on reading (the indexer has
//! checked what arrived; reading is twice as fast), limits on what a pack may hold, the extensions
//! of a repository that do no harm to a reader.
class Library
{
public:
    Library();
    ~Library();
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
};

//! \brief The last libgit2 error of *this thread* as an Error; call it right after the failed call.
Failure gitFailure(int code, QStringView doing);

//! \brief Calls a libgit2 function that fills an out-pointer and owns what it filled in.
//!
//! `auto repo = take<RepositoryHandle>(u"open mirror", git_repository_open_bare, path);`
template <typename Handle, typename Fn, typename... Args>
Result<Handle> take(QStringView doing, Fn fn, Args... args)
{
    typename Handle::pointer raw = nullptr;
    if (const int code = fn(&raw, args...); code < 0)
        return gitFailure(code, doing);
    return Handle(raw);
}

//! \brief Opens the bare mirror at \p mirrorDir. \return Io when there is none or it is damaged
Result<RepositoryHandle> openMirror(const QString& mirrorDir);

//! The commit with the full name \p commit. \return NotFound or Invalid (it is something else)
Result<CommitHandle> commitOf(git_repository* repository, const QString& commit);

//! Forty hexadecimal digits, lower case.
QString nameOf(const git_oid& id);

} // namespace cauce::git
