#include "app/tour/demofolder.h"

#include "core/base/paths.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace cauce::tour {

namespace {

// All that a demo puts into its folder: what --reset takes away.
QStringList ownEntries()
{
    return {u"complete"_s, u"origin.git"_s, u"gitops"_s, u"cluster"_s,
            u"config"_s,   u"cache"_s,      u"state"_s};
}

constexpr qint64 kRoom = 20 << 20; // a demo takes about five megabytes

} // namespace

QString DemoFolder::standard()
{
    QString data = qEnvironmentVariable("XDG_DATA_HOME");
    if (!QDir::isAbsolutePath(data))
        data = QDir::homePath() + "/.local/share"_L1;
    return QDir::cleanPath(data) + "/cauce/demo"_L1;
}

Result<std::unique_ptr<DemoFolder>> DemoFolder::take(const QString& path, bool reset)
{
    const bool known = QFile::exists(path + "/cauce-demo.lock"_L1);
    const bool hasOther = !known
        && !QDir(path).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).isEmpty();
    if (hasOther)
        return fail(ErrorKind::Invalid,
                    u"%1 is not empty and no demo is in it: give an empty folder"_s.arg(path));
    if (const auto made = paths::makePrivate(path); !made)
        return Failure {made.error()};
    const int lock = ::open(QFile::encodeName(path + "/cauce-demo.lock"_L1).constData(),
                            O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0)
        return fail(
            ErrorKind::Io,
            u"the demo's folder %1 cannot be written: %2"_s.arg(path, qt_error_string(errno)));
    std::unique_ptr<DemoFolder> folder(new DemoFolder(path, lock));
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0)
        return fail(ErrorKind::Conflict,
                    u"a demo runs in %1 already: use its window, or give this one a folder of its "
                    "own with --demo-folder"_s.arg(path));
    if (const auto prepared = folder->prepare(reset); !prepared)
        return Failure {prepared.error()};
    return folder;
}

DemoFolder::~DemoFolder()
{
    ::close(m_lock);
}

Result<void> DemoFolder::prepare(bool reset)
{
    if (isComplete() && !reset)
        return checkRoom();
    for (const QString& name : ownEntries()) {
        const QString entry = m_path + u'/' + name;
        const bool gone = QFileInfo(entry).isDir() && !QFileInfo(entry).isSymLink()
            ? QDir(entry).removeRecursively()
            : !QFile::exists(entry) || QFile::remove(entry);
        if (!gone)
            return fail(ErrorKind::Io, u"cannot remove %1 of the demo before"_s.arg(entry));
    }
    if (const auto made = paths::makePrivate(clusterDir()); !made)
        return made;
    return checkRoom();
}

// Said before anything is half made, and not by whoever happens to write first.
Result<void> DemoFolder::checkRoom() const
{
    const QString probe = m_path + "/probe"_L1;
    QFile file(probe);
    const bool opened = file.open(QIODevice::WriteOnly | QIODevice::Truncate);
    const int refused = opened ? ::posix_fallocate(file.handle(), 0, kRoom) : errno;
    const bool full = refused == ENOSPC || refused == EDQUOT || refused == EFBIG;
    file.remove();
    if (!opened || full)
        return fail(
            ErrorKind::Io,
            u"the demo's folder %1 cannot be written: %2"_s.arg(m_path, qt_error_string(refused)));
    return {};
}

bool DemoFolder::isComplete() const
{
    return QFile::exists(m_path + "/complete"_L1);
}

Result<void> DemoFolder::setComplete()
{
    return paths::writeFile(m_path + "/complete"_L1, "This folder holds a demo of Cauce.\n");
}

void DemoFolder::redirect() const
{
    for (const auto& [variable, name] :
         {std::pair("XDG_CONFIG_HOME", "/config"_L1), std::pair("XDG_CACHE_HOME", "/cache"_L1),
          std::pair("XDG_STATE_HOME", "/state"_L1)})
        qputenv(variable, QFile::encodeName(m_path + name));
}

} // namespace cauce::tour
