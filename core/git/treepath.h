#pragma once

#include "core/git/githandle.h"

#include <QStringList>

// Private to core/git: finding one path inside one commit's tree, and never outside.
namespace cauce::git {

//! \brief The steps of a path that a user or a manifest wrote; none for the whole repository.
//! \return Invalid for `..`, an absolute path, a backslash, a drive letter, a URL, an invisible
//! character
Result<QStringList> pathSteps(const QString& path);

//! Object name (hexadecimal) at \p path without following links; empty when there is nothing.
QByteArray plainIdAt(git_commit* commit, const QString& path);

//! Where a path ends after every link on its way was followed.
struct Spot
{
    git_oid id {};
    bool isFolder = false;
    QString path; //!< the real one; empty for the top folder
};

//! \brief Follows \p steps from the folder \p start (a real path) inside \p root, links included.
//!
//! \return NotFound when there is nothing (or a submodule), Invalid when a link leaves the
//!         repository or never ends, Io when an object is damaged
Result<Spot> locate(git_repository* repository, git_tree* root, const QString& start,
                    const QStringList& steps);

//! \brief Whether any folder below \p tree holds a symbolic link; remembered by object name.
bool holdsLinks(git_repository* repository, const git_oid& tree);

} // namespace cauce::git
