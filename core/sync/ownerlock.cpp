#include "core/sync/ownerlock.h"

#include <QFile>
#include <QRandomGenerator>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

struct flock lockAt(qint64 id)
{
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = id; // far beyond the end of the file, which stays empty
    lock.l_len = 1;
    return lock;
}

} // namespace

Result<std::unique_ptr<OwnerLock>> OwnerLock::take(const QString& file)
{
    const int opened = ::open(QFile::encodeName(file).constData(),
                              O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (opened < 0)
        return fail(ErrorKind::Io, u"cannot open %1: %2"_s.arg(file, qt_error_string(errno)));
    const auto id = qint64(QRandomGenerator::system()->generate64() >> 2) + 1;
    std::unique_ptr<OwnerLock> owner(new OwnerLock(opened, id));
    // Of the open file, not of the process: a second owner in this process is another one.
    struct flock lock = lockAt(id);
    if (::fcntl(opened, F_OFD_SETLK, &lock) != 0)
        return fail(ErrorKind::Io, u"cannot lock %1: %2"_s.arg(file, qt_error_string(errno)));
    return owner;
}

OwnerLock::~OwnerLock()
{
    ::close(m_file);
}

bool OwnerLock::isAlive(qint64 id) const
{
    if (id == m_id)
        return true;
    struct flock lock = lockAt(id);
    if (::fcntl(m_file, F_OFD_GETLK, &lock) != 0)
        return true;
    return lock.l_type != F_UNLCK;
}

} // namespace cauce::sync
