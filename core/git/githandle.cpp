#include "core/git/githandle.h"

#include "core/base/text.h"

#include <QFile>

#include <mutex>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

// A pack with a larger object or more of them is refused while it arrives.
constexpr size_t kMaxObjectBytes = size_t(1) << 30;
constexpr size_t kMaxObjects = 50'000'000;

void setOptions()
{
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECT_SIZE, kMaxObjectBytes);
    git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECTS, kMaxObjects);
    // 1.5 refuses a repository that "git sparse-checkout" has touched.
    const char* harmless[] = {"worktreeconfig"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless, size_t(1));
}

ErrorKind kindOf(int code, int category)
{
    switch (code) {
    case GIT_ENOTFOUND:
        return ErrorKind::NotFound;
    case GIT_EUSER:
        return ErrorKind::Cancelled;
    case GIT_EAUTH:
        return ErrorKind::Auth;
    case GIT_ECERTIFICATE:
        return ErrorKind::Identity;
    case GIT_EAMBIGUOUS:
    case GIT_EINVALIDSPEC:
    case GIT_EPEEL:
        return ErrorKind::Invalid;
    default:
        break;
    }
    return category == GIT_ERROR_NET || category == GIT_ERROR_SSL || category == GIT_ERROR_HTTP
        ? ErrorKind::Network
        : ErrorKind::Io;
}

} // namespace

Library::Library()
{
    static std::once_flag once;
    git_libgit2_init();
    // The options fall back when the count reaches zero, so this one is never given back.
    std::call_once(once, [] {
        git_libgit2_init();
        setOptions();
    });
}

Library::~Library()
{
    git_libgit2_shutdown();
}

Failure gitFailure(int code, QStringView doing)
{
    const git_error* last = git_error_last();
    const bool hasText = last && last->message && *last->message;
    const QString said = hasText
        ? text::redacted(text::singleLine(QString::fromUtf8(last->message)))
        : u"error %1"_s.arg(code);
    return fail(kindOf(code, last ? last->klass : 0), u"cannot %1: %2"_s.arg(doing, said));
}

Result<RepositoryHandle> openMirror(const QString& mirrorDir)
{
    const QByteArray path = QFile::encodeName(mirrorDir);
    auto repository
        = take<RepositoryHandle>(u"open the mirror", git_repository_open_bare, path.constData());
    if (!repository)
        return fail(
            ErrorKind::Io,
            u"%1 holds no mirror yet, or a damaged one: %2; fetch the repository again"_s.arg(
                mirrorDir, repository.error().message));
    return repository;
}

Result<CommitHandle> commitOf(git_repository* repository, const QString& commit)
{
    git_oid id;
    const QByteArray name = commit.toLatin1();
    if (name.size() != GIT_OID_HEXSZ || git_oid_fromstr(&id, name.constData()) < 0)
        return fail(ErrorKind::Invalid,
                    u"\"%1\" is not the full name of a commit"_s.arg(text::singleLine(commit, 60)));
    auto object = take<ObjectHandle>(u"find the commit", git_object_lookup, repository, &id,
                                     GIT_OBJECT_ANY);
    if (!object)
        return fail(object.error().kind,
                    u"commit %1 is not in the mirror: %2"_s.arg(commit, object.error().message));
    if (git_object_type(object->get()) != GIT_OBJECT_COMMIT)
        return fail(ErrorKind::Invalid, u"%1 is not a commit"_s.arg(commit));
    return CommitHandle(reinterpret_cast<git_commit*>(object->release()));
}

QString nameOf(const git_oid& id)
{
    char text[GIT_OID_HEXSZ];
    git_oid_fmt(text, &id);
    return QString::fromLatin1(text, GIT_OID_HEXSZ);
}

} // namespace cauce::git
