#include "core/git/treepath.h"

#include "core/base/text.h"

#include <QHash>
#include <QMutex>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

constexpr int kMaxLinks = 40; // as the kernel
constexpr qsizetype kMaxLinkBytes = 4096;
constexpr qsizetype kMaxRemembered = 200'000;
constexpr int kMaxDepth = 200;

Failure badPath(const QString& path, const QString& why)
{
    return fail(ErrorKind::Invalid,
                u"the path \"%1\" is refused: %2"_s.arg(text::singleLine(path, 200), why));
}

//! One walk through a tree, links followed.
class Locator
{
public:
    Locator(git_repository* repository, git_tree* root)
        : m_repository(repository)
        , m_root(root)
    { }

    Result<Spot> locate(const QString& start, QStringList pending)
    {
        m_asked = pending.join(u'/');
        m_done = start.split(u'/', Qt::SkipEmptyParts);
        m_spot = Spot {*git_tree_id(m_root), true, {}};
        while (!pending.isEmpty()) {
            const QString step = pending.takeFirst();
            if (step.isEmpty() || step == "."_L1)
                continue;
            if (auto taken = step == ".."_L1 ? goUp() : goTo(step, pending); !taken)
                return Failure {taken.error()};
        }
        return finish();
    }

private:
    Result<void> goUp()
    {
        if (m_done.isEmpty())
            return leaves();
        m_done.removeLast();
        return {};
    }

    Result<void> goTo(const QString& step, QStringList& pending)
    {
        m_done.append(step);
        const QString path = m_done.join(u'/');
        const auto entry = entryAt(path);
        if (!entry)
            return Failure {entry.error()};
        if (git_tree_entry_filemode(entry->get()) == GIT_FILEMODE_LINK) {
            m_done.removeLast();
            return follow(path, *git_tree_entry_id(entry->get()), pending);
        }
        const git_object_t type = git_tree_entry_type(entry->get());
        if (type == GIT_OBJECT_COMMIT)
            return fail(ErrorKind::NotFound,
                        u"%1 is a submodule; submodules are not read"_s.arg(path));
        if (type == GIT_OBJECT_BLOB && !pending.isEmpty())
            return fail(ErrorKind::NotFound, u"%1 is a file, not a folder"_s.arg(path));
        return {};
    }

    Result<void> follow(const QString& link, const git_oid& id, QStringList& pending)
    {
        if (++m_links > kMaxLinks)
            return fail(ErrorKind::Invalid, u"%1 is a link that never ends"_s.arg(link));
        const auto blob = take<BlobHandle>(u"read a link", git_blob_lookup, m_repository, &id);
        if (!blob)
            return fail(ErrorKind::Io, u"%1: %2"_s.arg(link, blob.error().message));
        const auto size = qsizetype(git_blob_rawsize(blob->get()));
        const QByteArray target(static_cast<const char*>(git_blob_rawcontent(blob->get())),
                                std::min(size, kMaxLinkBytes));
        if (m_link.isEmpty())
            m_link = link;
        if (target.isEmpty() || size > kMaxLinkBytes || target.contains('\0'))
            return fail(ErrorKind::Invalid, u"%1 is a damaged link"_s.arg(link));
        if (target.startsWith('/'))
            return leaves();
        pending = QString::fromUtf8(target).split(u'/') + pending;
        return {};
    }

    Result<TreeEntryHandle> entryAt(const QString& path)
    {
        auto entry = take<TreeEntryHandle>(u"find it", git_tree_entry_bypath, m_root,
                                           path.toUtf8().constData());
        if (entry)
            return entry;
        if (entry.error().kind != ErrorKind::NotFound)
            return fail(ErrorKind::Io, u"%1: %2"_s.arg(path, entry.error().message));
        if (m_link.isEmpty())
            return fail(ErrorKind::NotFound, u"the commit has no path \"%1\""_s.arg(path));
        return fail(ErrorKind::NotFound,
                    u"%1 is a link to %2, which the commit does not have"_s.arg(m_link, path));
    }

    Result<Spot> finish()
    {
        if (m_done.isEmpty())
            return m_spot;
        m_spot.path = m_done.join(u'/');
        const auto entry = entryAt(m_spot.path);
        if (!entry)
            return Failure {entry.error()};
        m_spot.id = *git_tree_entry_id(entry->get());
        m_spot.isFolder = git_tree_entry_type(entry->get()) == GIT_OBJECT_TREE;
        return m_spot;
    }

    //! The target is not named: it may be the path of somebody's secret.
    Failure leaves() const
    {
        return fail(ErrorKind::Invalid,
                    u"%1 leaves the repository through a link; such links are refused"_s.arg(
                        m_link.isEmpty() ? m_asked : m_link));
    }

    git_repository* m_repository;
    git_tree* m_root;
    QString m_asked;
    QString m_link; //!< the first one that was followed
    QStringList m_done;
    Spot m_spot;
    int m_links = 0;
};

QMutex rememberedMutex;
QHash<QByteArray, bool> remembered; // by object name: a tree never changes

QByteArray rawName(const git_oid& id)
{
    return QByteArray(reinterpret_cast<const char*>(id.id), GIT_OID_RAWSZ);
}

bool scanForLinks(git_repository* repository, const git_oid& id, int depth)
{
    {
        const QMutexLocker lock(&rememberedMutex);
        const auto known = remembered.constFind(rawName(id));
        if (known != remembered.cend())
            return *known;
    }
    const auto tree = take<TreeHandle>(u"read a folder", git_tree_lookup, repository, &id);
    if (!tree || depth > kMaxDepth)
        return true; // the careful answer
    bool found = false;
    const size_t count = git_tree_entrycount(tree->get());
    for (size_t i = 0; i < count && !found; ++i) {
        const git_tree_entry* entry = git_tree_entry_byindex(tree->get(), i);
        if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
            found = scanForLinks(repository, *git_tree_entry_id(entry), depth + 1);
        else
            found = git_tree_entry_filemode(entry) == GIT_FILEMODE_LINK;
    }
    const QMutexLocker lock(&rememberedMutex);
    if (remembered.size() >= kMaxRemembered)
        remembered.clear();
    remembered.insert(rawName(id), found);
    return found;
}

} // namespace

Result<QStringList> pathSteps(const QString& path)
{
    static const QRegularExpression drive(u"\\A[A-Za-z]:"_s);
    if (text::singleLine(path, 4097) != path)
        return badPath(path, u"it is too long or holds an invisible character"_s);
    if (path.startsWith(u'/'))
        return badPath(path, u"it is absolute; write it from the top of the repository"_s);
    if (path.contains(u'\\') || drive.match(path).hasMatch() || path.contains("://"_L1))
        return badPath(path, u"it is not a path inside a repository"_s);
    QStringList steps;
    for (const QString& step : path.split(u'/')) {
        if (step == ".."_L1)
            return badPath(path, u"it holds \"..\""_s);
        if (!step.isEmpty() && step != "."_L1)
            steps.append(step);
    }
    return steps;
}

QByteArray plainIdAt(git_commit* commit, const QString& path)
{
    const auto tree = take<TreeHandle>(u"read the top folder", git_commit_tree, commit);
    if (!tree)
        return {};
    const auto entry = take<TreeEntryHandle>(u"find it", git_tree_entry_bypath, tree->get(),
                                             path.toUtf8().constData());
    return entry ? nameOf(*git_tree_entry_id(entry->get())).toLatin1() : QByteArray();
}

Result<Spot> locate(git_repository* repository, git_tree* root, const QString& start,
                    const QStringList& steps)
{
    return Locator(repository, root).locate(start, steps);
}

bool holdsLinks(git_repository* repository, const git_oid& tree)
{
    return scanForLinks(repository, tree, 0);
}

} // namespace cauce::git
