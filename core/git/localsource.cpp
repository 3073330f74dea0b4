#include "core/git/localsource.h"

#include "core/git/references.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

constexpr int kMaxAlternates = 16;
constexpr int kScans = 3; // a gc there may take files away under our feet

bool isRegular(const QByteArray& path)
{
    struct stat info = {};
    return ::lstat(path.constData(), &info) == 0 && S_ISREG(info.st_mode);
}

enum class Linked { Done, Vanished, Failed };

//! \p to gets the content of \p from, or does not exist: a temporary file comes between.
Linked copyFile(const QString& from, const QString& to)
{
    QFile source(from);
    if (!source.open(QIODevice::ReadOnly))
        return QFileInfo::exists(from) ? Linked::Failed : Linked::Vanished;
    const QString partial = to + u".partial"_s;
    QFile::remove(partial);
    if (!source.copy(partial))
        return Linked::Failed;
    return ::rename(QFile::encodeName(partial).constData(), QFile::encodeName(to).constData()) == 0
        ? Linked::Done
        : Linked::Failed;
}

Linked linkFile(const QString& from, const QString& to)
{
    const QByteArray source = QFile::encodeName(from);
    const QByteArray target = QFile::encodeName(to);
    if (!isRegular(source)) // a symbolic link would let its owner choose what we read
        return QFileInfo::exists(from) ? Linked::Done : Linked::Vanished;
    if (::link(source.constData(), target.constData()) == 0) {
        if (isRegular(target))
            return Linked::Done;
        ::unlink(target.constData()); // it was swapped in between
        return Linked::Failed;
    }
    if (errno == EEXIST)
        return Linked::Done;
    if (errno == ENOENT)
        return Linked::Vanished;
    return copyFile(from, to); // another file system, or its owner's files may not be linked
}

//! Takes over the object files of one repository.
class ObjectFiles
{
public:
    ObjectFiles(QString to, const CancelToken& cancel, const ProgressFn& progress)
        : m_to(std::move(to))
        , m_cancel(cancel)
        , m_progress(progress)
    { }

    Result<void> takeFrom(const QString& folder)
    {
        for (int scan = 0; scan < kScans; ++scan) {
            m_vanished = false;
            m_alternates = 0;
            if (auto taken = takeFolder(folder); !taken || !m_vanished)
                return taken;
        }
        return fail(ErrorKind::Io,
                    u"%1 changes all the time; is a gc running? Try again later"_s.arg(folder));
    }

private:
    Result<void> takeFolder(const QString& folder)
    {
        if (++m_alternates > kMaxAlternates)
            return fail(ErrorKind::Invalid, u"%1 has too many alternates"_s.arg(folder));
        QDir().mkpath(m_to + u"/pack"_s);
        if (auto taken = takePacks(folder + u"/pack"_s); !taken)
            return taken;
        for (int i = 0; i < 256; ++i) {
            const QString name = u"%1"_s.arg(i, 2, 16, QLatin1Char('0'));
            if (auto taken = takeLoose(folder + u'/' + name, m_to + u'/' + name); !taken)
                return taken;
        }
        return takeAlternates(folder);
    }

    Result<void> takePacks(const QString& folder)
    {
        const QStringList indexes
            = QDir(folder).entryList({u"pack-*.idx"_s}, QDir::Files | QDir::Hidden);
        for (const QString& index : indexes) {
            // The pack first: an index without its pack is an error to a reader, not the reverse.
            const QString pack = index.chopped(4) + ".pack"_L1;
            for (const QString& name : {pack, index}) {
                if (auto taken = takeFile(folder + u'/' + name, m_to + u"/pack/"_s + name); !taken)
                    return taken;
            }
        }
        return {};
    }

    Result<void> takeLoose(const QString& from, const QString& to)
    {
        const QStringList names = QDir(from).entryList(QDir::Files | QDir::Hidden);
        if (!names.isEmpty())
            QDir().mkpath(to);
        for (const QString& name : names) {
            if (name.size() != GIT_OID_HEXSZ - 2) // somebody's temporary file
                continue;
            if (auto taken = takeFile(from + u'/' + name, to + u'/' + name); !taken)
                return taken;
        }
        return {};
    }

    Result<void> takeAlternates(const QString& folder)
    {
        QFile file(folder + u"/info/alternates"_s);
        if (!file.open(QIODevice::ReadOnly))
            return {};
        for (const QByteArray& line : file.readAll().split('\n')) {
            const QString other = QDir(folder).absoluteFilePath(QFile::decodeName(line.trimmed()));
            if (line.trimmed().isEmpty() || line.startsWith('#'))
                continue;
            if (auto taken = takeFolder(QDir::cleanPath(other)); !taken)
                return taken;
        }
        return {};
    }

    Result<void> takeFile(const QString& from, const QString& to)
    {
        if (m_cancel.isCancelled())
            return fail(ErrorKind::Cancelled, u"cancelled"_s);
        const Linked linked = linkFile(from, to);
        if (linked == Linked::Failed)
            return fail(ErrorKind::Io, u"cannot copy %1: %2"_s.arg(from, qt_error_string(errno)));
        m_vanished = m_vanished || linked == Linked::Vanished;
        if (m_progress && ++m_files % 256 == 0)
            m_progress({m_files, 0, 0});
        return {};
    }

    QString m_to;
    const CancelToken& m_cancel;
    const ProgressFn& m_progress;
    bool m_vanished = false;
    int m_alternates = 0;
    quint64 m_files = 0;
};

QString objectsOf(git_repository* repository)
{
    return QDir::cleanPath(QFile::decodeName(git_repository_commondir(repository)) + u"/objects"_s);
}

} // namespace

LocalSource::LocalSource(const Remote& remote, const CancelToken& cancel)
    : m_remote(remote)
    , m_cancel(cancel)
{ }

Result<void> LocalSource::open()
{
    const QString& folder = m_remote.url.path();
    if (!QFileInfo(folder).isDir())
        return fail(ErrorKind::NotFound, u"there is no folder %1"_s.arg(folder));
    git_repository* opened = nullptr;
    const int code = git_repository_open_ext(&opened, QFile::encodeName(folder).constData(),
                                             GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
    m_repository.reset(opened);
    // 1.5 says "not found: safe.directory" when no folder at all is trusted.
    const git_error* last = code < 0 ? git_error_last() : nullptr;
    const bool isForeign
        = code == GIT_EOWNER || (last && QByteArray(last->message).contains("safe.directory"));
    if (isForeign)
        return fail(ErrorKind::Auth,
                    u"%1 belongs to another user, who could make Git run programs; if you trust it:"
                    " git config --global --add safe.directory %1"_s.arg(folder));
    if (code == GIT_ENOTFOUND)
        return fail(ErrorKind::NotFound, u"the folder %1 is not a Git repository"_s.arg(folder));
    if (code < 0)
        return fail(
            ErrorKind::Invalid,
            u"%1: %2"_s.arg(folder, gitFailure(code, u"open the repository").error.message));
    return {};
}

Result<Listing> LocalSource::list()
{
    if (const auto opened = open(); !opened)
        return Failure {opened.error()};
    return listingOf(m_repository.get());
}

Result<void> LocalSource::bring(git_repository* mirror, const QStringList&,
                                const ProgressFn& progress)
{
    // The edge of a shallow repository, or history would look damaged.
    const QString shallow
        = QFile::decodeName(git_repository_commondir(m_repository.get())) + u"shallow"_s;
    const QString ours = QFile::decodeName(git_repository_path(mirror)) + u"shallow"_s;
    QFile::remove(ours);
    if (QFileInfo(shallow).isFile() && copyFile(shallow, ours) != Linked::Done)
        return fail(ErrorKind::Io, u"cannot copy %1"_s.arg(shallow));
    return ObjectFiles(objectsOf(mirror), m_cancel, progress)
        .takeFrom(objectsOf(m_repository.get()));
}

} // namespace cauce::git
