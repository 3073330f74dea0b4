#include "core/base/paths.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace cauce::paths {

namespace {

QString folderOf(const char* variable, QStringView fallback)
{
    QString base = qEnvironmentVariable(variable);
    // The XDG specification: a relative path is invalid and must be ignored.
    if (!QDir::isAbsolutePath(base))
        base = QDir::homePath() + QLatin1Char('/') + fallback;
    const QString folder = QDir::cleanPath(base) + "/cauce"_L1;
    (void)makePrivate(folder); // whoever writes there gets the error with the file's name
    return folder;
}

} // namespace

QString config()
{
    return folderOf("XDG_CONFIG_HOME", u".config");
}

QString cache()
{
    return folderOf("XDG_CACHE_HOME", u".cache");
}

QString state()
{
    return folderOf("XDG_STATE_HOME", u".local/state");
}

Result<void> makePrivate(const QString& folder)
{
    const QByteArray path = QFile::encodeName(folder);
    struct stat info = {};
    if (::stat(path.constData(), &info) != 0) {
        if (!QDir().mkpath(QFileInfo(folder).path()))
            return fail(ErrorKind::Io, u"cannot make the folder %1"_s.arg(folder));
        if (::mkdir(path.constData(), 0700) != 0 && errno != EEXIST)
            return fail(ErrorKind::Io,
                        u"cannot make the folder %1: %2"_s.arg(folder, qt_error_string(errno)));
        if (::stat(path.constData(), &info) != 0)
            return fail(ErrorKind::Io,
                        u"cannot read the folder %1: %2"_s.arg(folder, qt_error_string(errno)));
    }
    if (!S_ISDIR(info.st_mode))
        return fail(ErrorKind::Io, u"%1 is not a folder"_s.arg(folder));
    if (info.st_uid != ::geteuid())
        return fail(ErrorKind::Io, u"the folder %1 belongs to another user"_s.arg(folder));
    if ((info.st_mode & 022) != 0 && ::chmod(path.constData(), 0700) != 0)
        return fail(ErrorKind::Io, u"others can write to the folder %1"_s.arg(folder));
    return {};
}

Result<void> writeFile(const QString& path, const QByteArray& content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fail(ErrorKind::Io, u"cannot write %1: %2"_s.arg(path, file.errorString()));
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    if (file.write(content) != content.size() || !file.commit())
        return fail(ErrorKind::Io, u"cannot write %1: %2"_s.arg(path, file.errorString()));
    return {};
}

} // namespace cauce::paths
