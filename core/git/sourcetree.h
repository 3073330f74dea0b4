#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace cauce::git {

//! One file of a commit, read from the object database.
struct SourceFile
{
    QString path; //!< below the repository's root, with '/'
    QByteArray content;
    QByteArray blobId; //!< hexadecimal object name of what was read (a link's target, not the link)
};

//! \brief The files below one path at one commit. A value; shares its content.
struct SourceTree
{
    QString commit;
    QString root; //!< the path that was asked for, normalised; empty for the whole repository
    QByteArray treeId; //!< object name of the tree (or blob) at that path: equal id, equal files
    QList<SourceFile> files; //!< in path order
    QStringList
        skipped; //!< "path: reason" for what was left out (submodule, link out of the repository)
};

//! What reading one application's path may cost.
struct TreeLimits
{
    qsizetype maxFiles = 10'000;
    qint64 maxFileBytes = 10 << 20;
    qint64 maxTotalBytes = 64 << 20;
};

//! Which files below the path are wanted.
struct TreeFilter
{
    bool recurse = false;
    //! Ends of names, case counts; none at all wants every file.
    QStringList suffixes {QStringLiteral(".yaml"), QStringLiteral(".yml"), QStringLiteral(".json")};
};

//! \brief Reads the files below \p path (or the one file that it names) at \p commit.
//!
//! From the object database, without a checkout; any thread; blocks on the disk. A symbolic link is
//! followed inside the same tree only; one that leaves the repository is refused by name.
//! \return NotFound when the commit has no such path, Invalid for `..`, an absolute path, a link
//! that
//!         leaves the repository or a limit that was exceeded (it says which), Io for a damaged
//!         mirror
Result<SourceTree> readTree(const QString& mirrorDir, const QString& commit, const QString& path,
                            const TreeFilter& filter = {}, const TreeLimits& limits = {});

//! \brief The object name of the tree or blob at \p path: microseconds, to see whether anything
//! changed.
Result<QByteArray> treeId(const QString& mirrorDir, const QString& commit, const QString& path);

} // namespace cauce::git
