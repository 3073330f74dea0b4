#include "core/git/references.h"

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

constexpr int kMaxTreeDepth = 200;

void addReference(git_repository* repository, const char* name, Listing& listing)
{
    const auto found = take<ReferenceHandle>(u"read", git_reference_lookup, repository, name);
    if (!found)
        return;
    git_oid id;
    if (git_reference_name_to_id(&id, repository, name) < 0)
        return;
    const QString key = QString::fromUtf8(name);
    listing.references.insert(key, nameOf(id));
    if (!key.startsWith("refs/tags/"_L1))
        return;
    const auto peeled
        = take<ObjectHandle>(u"peel", git_reference_peel, found->get(), GIT_OBJECT_ANY);
    if (peeled && !git_oid_equal(git_object_id(peeled->get()), &id))
        listing.references.insert(key + "^{}"_L1, nameOf(*git_object_id(peeled->get())));
}

Failure missing(const git_oid& id, QStringView path)
{
    return fail(ErrorKind::Io,
                u"object %1 (%2) did not arrive or is damaged"_s.arg(
                    nameOf(id), path.isEmpty() ? u"the top folder"_s : path.toString()));
}

} // namespace

Listing listingOf(git_repository* repository)
{
    Listing listing;
    auto iterator = take<ReferenceIterator>(u"list", git_reference_iterator_new, repository);
    const char* name = nullptr;
    while (iterator && git_reference_next_name(&name, iterator->get()) == 0)
        addReference(repository, name, listing);

    addReference(repository, "HEAD", listing);
    const auto head = take<ReferenceHandle>(u"read", git_reference_lookup, repository, "HEAD");
    if (head && git_reference_type(head->get()) == GIT_REFERENCE_SYMBOLIC)
        listing.headTarget = QString::fromUtf8(git_reference_symbolic_target(head->get()));
    return listing;
}

Result<CommitHandle> peeled(git_repository* repository, const QString& object)
{
    git_oid id;
    if (git_oid_fromstr(&id, object.toLatin1().constData()) < 0)
        return fail(ErrorKind::Invalid, u"\"%1\" is not an object name"_s.arg(object));
    const auto found
        = take<ObjectHandle>(u"find it", git_object_lookup, repository, &id, GIT_OBJECT_ANY);
    if (!found)
        return fail(found.error().kind,
                    u"commit %1 is not there: %2"_s.arg(object, found.error().message));
    auto commit = take<ObjectHandle>(u"peel it", git_object_peel, found->get(), GIT_OBJECT_COMMIT);
    if (!commit)
        return fail(ErrorKind::Invalid, u"%1 is not a commit"_s.arg(object));
    return CommitHandle(reinterpret_cast<git_commit*>(commit->release()));
}

Result<QString> completed(git_repository* repository, const QString& abbreviated)
{
    git_oid id;
    const QByteArray text = abbreviated.toLatin1();
    if (git_oid_fromstrn(&id, text.constData(), size_t(text.size())) < 0)
        return fail(ErrorKind::Invalid, u"\"%1\" is not an object name"_s.arg(abbreviated));
    // Asking for a commit: a blob that begins alike does not make the name ambiguous.
    const auto found = take<ObjectHandle>(u"find it", git_object_lookup_prefix, repository, &id,
                                          size_t(text.size()), GIT_OBJECT_COMMIT);
    if (found)
        return nameOf(*git_object_id(found->get()));
    if (found.error().kind == ErrorKind::Invalid)
        return fail(ErrorKind::Invalid,
                    u"several commits begin with \"%1\"; use more digits"_s.arg(abbreviated));
    return fail(ErrorKind::NotFound, u"no commit begins with \"%1\""_s.arg(abbreviated));
}

Result<void> Completeness::checkTree(git_odb* objects, const git_oid& id, const QString& path,
                                     int depth)
{
    const QByteArray name(reinterpret_cast<const char*>(id.id), GIT_OID_RAWSZ);
    if (m_whole.contains(name))
        return {};
    const auto tree = take<TreeHandle>(u"read a folder", git_tree_lookup, m_repository, &id);
    if (!tree || depth > kMaxTreeDepth)
        return missing(id, path);
    for (size_t i = 0; i < git_tree_entrycount(tree->get()); ++i) {
        const git_tree_entry* entry = git_tree_entry_byindex(tree->get(), i);
        const git_object_t type = git_tree_entry_type(entry);
        const QString below
            = path + QLatin1Char('/') + QString::fromUtf8(git_tree_entry_name(entry));
        if (type == GIT_OBJECT_TREE) {
            if (auto whole = checkTree(objects, *git_tree_entry_id(entry), below, depth + 1);
                !whole)
                return whole;
        } else if (type == GIT_OBJECT_BLOB && !git_odb_exists(objects, git_tree_entry_id(entry))) {
            return missing(*git_tree_entry_id(entry), below);
        }
    }
    m_whole.insert(name);
    return {};
}

Result<void> Completeness::check(git_commit* commit)
{
    const auto objects = take<OdbHandle>(u"open the objects", git_repository_odb, m_repository);
    if (!objects)
        return Failure {objects.error()};
    return checkTree(objects->get(), *git_commit_tree_id(commit), {}, 0);
}

} // namespace cauce::git
