#include "core/git/mirrorfolder.h"

#include "core/base/log.h"
#include "core/base/paths.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::git {

namespace {

const QString kMarker = u"cauce-mirror"_s;
const QString kDamaged = u"cauce-damaged"_s;

bool isOurs(const QString& folder)
{
    return QFileInfo(folder + u'/' + kMarker).isFile();
}

bool isEmptyOrMissing(const QString& folder)
{
    return !QFileInfo::exists(folder)
        || QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
}

Result<RepositoryHandle> makeMirror(const QString& folder, const GitUrl& url)
{
    // The marker first: a half-made mirror is then known as ours and made again.
    const auto marked = paths::writeFile(folder + u'/' + kMarker, url.toString().toUtf8() + '\n');
    if (!marked)
        return Failure {marked.error()};
    git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
    options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_NO_DOTGIT_DIR;
    const QByteArray path = QFile::encodeName(folder);
    return take<RepositoryHandle>(u"make a mirror", git_repository_init_ext, path.constData(),
                                  &options);
}

} // namespace

MirrorLock::MirrorLock(int fd)
    : m_fd(fd)
{ }

MirrorLock::MirrorLock(MirrorLock&& other) noexcept
    : m_fd(std::exchange(other.m_fd, -1))
{ }

MirrorLock::~MirrorLock()
{
    if (m_fd >= 0)
        ::close(m_fd); // the kernel gives the lock back
}

Result<MirrorLock> MirrorLock::take(const QString& mirrorDir, const CancelToken& cancel,
                                    std::chrono::milliseconds limit)
{
    const QString file = mirrorDir + u".lock"_s;
    if (const auto made = paths::makePrivate(QFileInfo(file).path()); !made)
        return Failure {made.error()};
    MirrorLock lock(::open(QFile::encodeName(file).constData(),
                           O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (lock.m_fd < 0)
        return fail(ErrorKind::Io, u"cannot lock %1: %2"_s.arg(file, qt_error_string(errno)));
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (::flock(lock.m_fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            return fail(ErrorKind::Io, u"cannot lock %1: %2"_s.arg(file, qt_error_string(errno)));
        if (cancel.isCancelled())
            return fail(ErrorKind::Cancelled, u"cancelled while another fetch was running"_s);
        if (std::chrono::steady_clock::now() >= deadline)
            return fail(
                ErrorKind::Timeout,
                u"another process has been fetching into %1 all the while"_s.arg(mirrorDir));
        std::this_thread::sleep_for(50ms);
    }
    return lock;
}

Result<RepositoryHandle> openOrMakeMirror(const QString& folder, const GitUrl& url)
{
    if (isEmptyOrMissing(folder)) {
        if (const auto made = paths::makePrivate(folder); !made)
            return Failure {made.error()};
        return makeMirror(folder, url);
    }
    if (!isOurs(folder))
        return fail(ErrorKind::Io, u"the folder %1 holds something else"_s.arg(folder));
    return openMirror(folder);
}

void noteDamage(const QString& folder, const Error& error)
{
    if (error.kind != ErrorKind::Io || !isOurs(folder))
        return;
    qCWarning(log::git) << folder << "is damaged and will be fetched anew:" << error.message;
    QFile file(folder + u'/' + kDamaged);
    (void)file.open(QIODevice::WriteOnly); // without it the next fetch finds the damage itself
}

bool isDamaged(const QString& folder)
{
    if (!isOurs(folder))
        return false;
    return QFileInfo::exists(folder + u'/' + kDamaged) || !openMirror(folder);
}

void removeLeftovers(const QString& folder)
{
    if (!isOurs(folder))
        return;
    QStringList left;
    const auto note = [&](const QString& below, const QStringList& names,
                          QDirIterator::IteratorFlags flags = QDirIterator::NoIteratorFlags) {
        QDirIterator all(folder + below, names, QDir::Files | QDir::Hidden, flags);
        while (all.hasNext())
            left.append(all.next());
    };
    note({}, {u"*.lock"_s});
    note(u"/refs"_s, {u"*.lock"_s}, QDirIterator::Subdirectories);
    note(u"/objects/pack"_s, {u"pack_git2_*"_s, u"*.partial"_s});
    for (const QString& file : std::as_const(left)) {
        qCWarning(log::git) << "an interrupted fetch has left" << file;
        QFile::remove(file);
    }
}

Result<void> removeMirror(const QString& folder)
{
    if (isEmptyOrMissing(folder))
        return {};
    if (!isOurs(folder))
        return fail(ErrorKind::Io, u"the folder %1 holds something else"_s.arg(folder));
    if (!QDir(folder).removeRecursively())
        return fail(ErrorKind::Io, u"cannot remove the damaged mirror %1"_s.arg(folder));
    return {};
}

Result<void> replaceMirror(const QString& folder, const QString& fresh)
{
    const QString old = folder + u".old"_s;
    if (auto removed = removeMirror(old); !removed)
        return removed;
    const bool moved = (!QFileInfo::exists(folder) || QDir().rename(folder, old))
        && QDir().rename(fresh, folder);
    if (!moved)
        return fail(ErrorKind::Io, u"cannot put a new mirror into %1"_s.arg(folder));
    return removeMirror(old);
}

} // namespace cauce::git
