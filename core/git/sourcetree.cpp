#include "core/git/sourcetree.h"

#include "core/base/text.h"
#include "core/git/mirrorfolder.h"
#include "core/git/treepath.h"

#include <QStringDecoder>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

constexpr int kMaxFolderDepth = 200;
constexpr qint64 kMaxEntries = 1'000'000; // folders that hold one another many times over

QByteArray hexOf(const git_oid& id)
{
    return nameOf(id).toLatin1();
}

//! What equal files have in common: a folder with links depends on more than itself.
QByteArray idFor(git_repository* repository, git_tree* root, const Spot& spot)
{
    const bool dependsOnAll = spot.isFolder && holdsLinks(repository, spot.id);
    return hexOf(dependsOnAll ? *git_tree_id(root) : spot.id);
}

bool isSafeName(const QByteArray& name)
{
    return !name.isEmpty() && name != "." && name != ".." && !name.contains('/')
        && !name.contains('\\') && name.compare(".git", Qt::CaseInsensitive) != 0;
}

//! Reads the files below one path; one for each call of readTree().
class TreeReader
{
public:
    TreeReader(git_repository* repository, git_odb* objects, git_tree* root,
               const TreeFilter& filter, const TreeLimits& limits)
        : m_repository(repository)
        , m_objects(objects)
        , m_root(root)
        , m_filter(filter)
        , m_limits(limits)
    { }

    //! \param shown the folder's path as asked for \param real the same after links
    Result<void> readFolder(const git_oid& id, const QString& shown, const QString& real,
                            int depth);
    Result<void> readFile(const git_oid& id, const QString& shown);

    QList<SourceFile> files;
    QStringList skipped;

private:
    Result<void> readEntry(const git_tree_entry* entry, const QString& shown, const QString& real,
                           int depth);
    Result<void> readLink(const QString& name, const QString& shown, const QString& real);
    bool isWanted(const QString& name) const;

    git_repository* m_repository;
    git_odb* m_objects;
    git_tree* m_root;
    const TreeFilter& m_filter;
    const TreeLimits& m_limits;
    qint64 m_entries = 0;
    qint64 m_bytes = 0;
};

QString joined(const QString& folder, const QString& name)
{
    return folder.isEmpty() ? name : QString(folder + u'/' + name);
}

bool TreeReader::isWanted(const QString& name) const
{
    return m_filter.suffixes.isEmpty()
        || std::any_of(m_filter.suffixes.cbegin(), m_filter.suffixes.cend(),
                       [&](const QString& suffix) { return name.endsWith(suffix); });
}

Result<void> TreeReader::readFolder(const git_oid& id, const QString& shown, const QString& real,
                                    int depth)
{
    if (depth > kMaxFolderDepth)
        return fail(ErrorKind::Invalid,
                    u"%1: folders are nested more than %2 deep"_s.arg(shown).arg(kMaxFolderDepth));
    const auto tree = take<TreeHandle>(u"read a folder", git_tree_lookup, m_repository, &id);
    if (!tree)
        return fail(ErrorKind::Io, u"%1: %2"_s.arg(shown, tree.error().message));
    const size_t count = git_tree_entrycount(tree->get());
    m_entries += qint64(count);
    if (m_entries > kMaxEntries)
        return fail(ErrorKind::Invalid,
                    u"%1: there are more than %2 entries"_s.arg(shown).arg(kMaxEntries));
    // Git sorts a folder as if its name ended in '/'; a walk of the disk does not.
    std::vector<const git_tree_entry*> entries(count);
    for (size_t i = 0; i < count; ++i)
        entries[i] = git_tree_entry_byindex(tree->get(), i);
    std::sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) {
        return qstrcmp(git_tree_entry_name(a), git_tree_entry_name(b)) < 0;
    });
    for (const git_tree_entry* entry : entries) {
        if (auto read = readEntry(entry, shown, real, depth); !read)
            return read;
    }
    return {};
}

Result<void> TreeReader::readEntry(const git_tree_entry* entry, const QString& shown,
                                   const QString& real, int depth)
{
    const QByteArray raw(git_tree_entry_name(entry));
    QStringDecoder decode(QStringDecoder::Utf8);
    const QString name = decode(raw);
    const git_filemode_t mode = git_tree_entry_filemode(entry);
    if (!isSafeName(raw)) {
        skipped.append(joined(shown, text::singleLine(name, 200)) + u": not a name for a file"_s);
        return {};
    }
    if (mode == GIT_FILEMODE_COMMIT) {
        skipped.append(joined(shown, name) + u": a submodule; submodules are not read"_s);
        return {};
    }
    if (mode == GIT_FILEMODE_TREE)
        return m_filter.recurse ? readFolder(*git_tree_entry_id(entry), joined(shown, name),
                                             joined(real, name), depth + 1)
                                : Result<void>();
    if (mode == GIT_FILEMODE_LINK)
        return readLink(name, shown, real);
    if (!isWanted(name))
        return {};
    if (decode.hasError())
        return fail(
            ErrorKind::Invalid,
            u"%1: the file's name is not UTF-8"_s.arg(joined(shown, text::singleLine(name, 200))));
    return readFile(*git_tree_entry_id(entry), joined(shown, name));
}

Result<void> TreeReader::readLink(const QString& name, const QString& shown, const QString& real)
{
    const QString path = joined(shown, name);
    const auto spot = locate(m_repository, m_root, real, {name});
    if (spot && !spot->isFolder)
        return isWanted(name) ? readFile(spot->id, path) : Result<void>();
    if (spot) {
        skipped.append(path + u": a link to a folder; such links are not descended"_s);
        return {};
    }
    const bool isNamed = !m_filter.suffixes.isEmpty() && isWanted(name);
    const bool isRefused = spot.error().kind == ErrorKind::Invalid && isWanted(name);
    // A manifest behind a broken link is not "no manifest": its objects would be pruned.
    if (isNamed || isRefused || spot.error().kind == ErrorKind::Io)
        return Failure {spot.error()};
    skipped.append(path + u": "_s + spot.error().message);
    return {};
}

Result<void> TreeReader::readFile(const git_oid& id, const QString& shown)
{
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (const int code = git_odb_read_header(&size, &type, m_objects, &id); code < 0)
        return fail(ErrorKind::Io,
                    u"%1: %2"_s.arg(shown, gitFailure(code, u"read it").error.message));
    if (files.size() >= m_limits.maxFiles)
        return fail(
            ErrorKind::Invalid,
            u"there are more than %1 files (the limit), the next is %2"_s.arg(m_limits.maxFiles)
                .arg(shown));
    if (qint64(size) > m_limits.maxFileBytes)
        return fail(
            ErrorKind::Invalid,
            u"%1 has %2 bytes, the limit is %3"_s.arg(shown).arg(size).arg(m_limits.maxFileBytes));
    m_bytes += qint64(size);
    if (m_bytes > m_limits.maxTotalBytes)
        return fail(ErrorKind::Invalid,
                    u"the files have more than %1 bytes together (the limit), the next is %2"_s
                        .arg(m_limits.maxTotalBytes)
                        .arg(shown));
    const auto blob = take<BlobHandle>(u"read a file", git_blob_lookup, m_repository, &id);
    if (!blob)
        return fail(ErrorKind::Io, u"%1: %2"_s.arg(shown, blob.error().message));
    QByteArray content(static_cast<const char*>(git_blob_rawcontent(blob->get())),
                       qsizetype(git_blob_rawsize(blob->get())));
    const bool isManifest
        = shown.endsWith(".yaml"_L1) || shown.endsWith(".yml"_L1) || shown.endsWith(".json"_L1);
    if (isManifest && content.startsWith("version https://git-lfs.github.com/spec/"))
        return fail(
            ErrorKind::Invalid,
            u"%1 is kept in Git LFS, which is not supported; commit the file itself"_s.arg(shown));
    files.append({shown, std::move(content), hexOf(id)});
    return {};
}

struct Opened
{
    RepositoryHandle repository;
    TreeHandle root;
    Spot spot;
    QString path;
};

Result<Opened> openAt(const QString& mirrorDir, const QString& commit, const QString& path)
{
    const auto steps = pathSteps(path);
    if (!steps)
        return Failure {steps.error()};
    auto repository = openMirror(mirrorDir);
    if (!repository)
        return Failure {repository.error()};
    const auto found = commitOf(repository->get(), commit);
    if (!found)
        return Failure {found.error()};
    auto root = take<TreeHandle>(u"read the top folder", git_commit_tree, found->get());
    if (!root)
        return fail(ErrorKind::Io, u"commit %1: %2"_s.arg(commit, root.error().message));
    const auto spot = locate(repository->get(), root->get(), {}, *steps);
    if (!spot)
        return fail(spot.error().kind,
                    u"commit %1: %2"_s.arg(commit.left(7), spot.error().message));
    return Opened {std::move(*repository), std::move(*root), *spot, steps->join(u'/')};
}

Result<SourceTree> readOpened(const Opened& at, const QString& commit, const TreeFilter& filter,
                              const TreeLimits& limits)
{
    const auto objects
        = take<OdbHandle>(u"open the objects", git_repository_odb, at.repository.get());
    if (!objects)
        return Failure {objects.error()};
    TreeReader reader(at.repository.get(), objects->get(), at.root.get(), filter, limits);
    const auto read = at.spot.isFolder ? reader.readFolder(at.spot.id, at.path, at.spot.path, 0)
                                       : reader.readFile(at.spot.id, at.path);
    if (!read)
        return fail(read.error().kind,
                    u"commit %1: %2"_s.arg(commit.left(7), read.error().message));
    return SourceTree {commit, at.path, idFor(at.repository.get(), at.root.get(), at.spot),
                       std::move(reader.files), std::move(reader.skipped)};
}

} // namespace

Result<SourceTree> readTree(const QString& mirrorDir, const QString& commit, const QString& path,
                            const TreeFilter& filter, const TreeLimits& limits)
{
    const Library library;
    const auto opened = openAt(mirrorDir, commit, path);
    if (!opened) {
        noteDamage(mirrorDir, opened.error());
        return Failure {opened.error()};
    }
    auto tree = readOpened(*opened, commit, filter, limits);
    if (!tree)
        noteDamage(mirrorDir, tree.error());
    return tree;
}

Result<QByteArray> treeId(const QString& mirrorDir, const QString& commit, const QString& path)
{
    const Library library;
    const auto opened = openAt(mirrorDir, commit, path);
    if (!opened)
        return Failure {opened.error()};
    return idFor(opened->repository.get(), opened->root.get(), opened->spot);
}

} // namespace cauce::git
