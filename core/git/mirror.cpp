#include "core/git/mirror.h"

#include "core/base/log.h"
#include "core/git/mirrorfolder.h"
#include "core/git/references.h"
#include "core/git/source.h"
#include "core/git/torevision.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QSet>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::git {

namespace {

constexpr auto kLockLimit = 10min;
constexpr auto kProgressEvery = 100ms;

//! What one name came to: its choice, or why there is none.
struct Asked
{
    QString name;
    Result<Choice> choice;
};

//! Passes on at most one report every 100 ms.
ProgressFn throttled(const ProgressFn& progress)
{
    if (!progress)
        return {};
    auto clock = std::make_shared<QElapsedTimer>();
    return [clock, progress](const FetchProgress& moved) {
        const bool isFirst = !clock->isValid();
        if (!isFirst && clock->elapsed() < std::chrono::milliseconds(kProgressEvery).count())
            return;
        clock->start();
        progress(moved);
    };
}

//! One fetch into one mirror folder, which is locked.
class Fetch
{
public:
    Fetch(Source& source, git_repository* mirror, const QStringList& names, ProgressFn progress)
        : m_source(source)
        , m_mirror(mirror)
        , m_names(names)
        , m_progress(std::move(progress))
        , m_completeness(mirror)
    { }

    Result<QList<Result<Revision>>> run(const Listing& listing);
    //! What should be in the mirror after all was brought cannot be read there.
    bool hasFoundDamage() const { return m_hasFoundDamage; }

private:
    void chooseAll();
    Result<void> bringReferences();
    Result<void> bringObjects();
    Result<void> bringEverything();
    Result<void> writeReferences();
    Result<void> writeHead();
    void prune();
    bool isHere(const QString& object);
    bool isAnyMissing();
    QString targetOf(const Choice& choice) const;
    Result<Revision> revisionOf(const Asked& asked);

    Source& m_source;
    git_repository* m_mirror;
    const QStringList& m_names;
    ProgressFn m_progress;
    Completeness m_completeness;
    Listing m_listing;
    Listing m_before; //!< what the mirror had: looked at when it came, not again
    QList<Asked> m_asked;
    bool m_hasFoundDamage = false;
};

Result<QList<Result<Revision>>> Fetch::run(const Listing& listing)
{
    m_listing = listing;
    m_before = listingOf(m_mirror);
    chooseAll();
    for (const auto step : {&Fetch::bringReferences, &Fetch::bringObjects}) {
        if (const auto done = (this->*step)(); !done)
            return Failure {done.error()};
    }
    QList<Result<Revision>> revisions;
    for (const Asked& asked : m_asked) {
        revisions.append(revisionOf(asked));
        // What did not arrive whole is an error of the fetch: no reference may move.
        if (!revisions.last() && revisions.last().error().kind == ErrorKind::Io) {
            m_hasFoundDamage = true;
            return Failure {revisions.last().error()};
        }
    }
    prune();
    if (const auto written = writeReferences(); !written)
        return Failure {written.error()};
    return revisions;
}

void Fetch::chooseAll()
{
    for (const QString& name : m_names)
        m_asked.append({name, choose(m_listing, name)});
}

//! The reference that answers a choice: where HEAD points to rather than HEAD.
QString Fetch::targetOf(const Choice& choice) const
{
    const bool isBranch = choice.reference == "HEAD"_L1
        && m_listing.references.value(m_listing.headTarget) == choice.object;
    return isBranch ? m_listing.headTarget : choice.reference;
}

bool Fetch::isHere(const QString& object)
{
    if (object.size() < GIT_OID_HEXSZ) {
        const auto full = completed(m_mirror, object);
        return full || full.error().kind != ErrorKind::NotFound;
    }
    if (m_before.references.values().contains(object))
        return true;
    // Not only the object: an interrupted copy may have left the commit without its files.
    const auto commit = peeled(m_mirror, object);
    return commit ? bool(m_completeness.check(commit->get()))
                  : commit.error().kind == ErrorKind::Invalid;
}

bool Fetch::isAnyMissing()
{
    return std::any_of(m_asked.cbegin(), m_asked.cend(), [this](const Asked& asked) {
        return asked.choice && !isHere(asked.choice->object);
    });
}

Result<void> Fetch::bringReferences()
{
    QStringList wanted;
    for (const Asked& asked : m_asked) {
        if (asked.choice && !asked.choice->reference.isEmpty() && !isHere(asked.choice->object))
            wanted.append(targetOf(*asked.choice));
    }
    wanted.removeDuplicates();
    return wanted.isEmpty() ? Result<void>() : m_source.bring(m_mirror, wanted, m_progress);
}

//! Commits that were asked for by their name and that no tracked branch has brought.
Result<void> Fetch::bringObjects()
{
    if (!isAnyMissing())
        return {};
    QStringList wanted;
    for (const Asked& asked : m_asked) {
        if (asked.choice && asked.choice->object.size() == GIT_OID_HEXSZ
            && !isHere(asked.choice->object))
            wanted.append(asked.choice->object);
    }
    if (!wanted.isEmpty()) {
        const auto brought = m_source.bring(m_mirror, wanted, m_progress);
        // Many servers give only what a reference points to; then all references are tried.
        if (!brought && brought.error().kind != ErrorKind::NotFound
            && brought.error().kind != ErrorKind::Invalid)
            return brought;
    }
    return isAnyMissing() ? bringEverything() : Result<void>();
}

Result<void> Fetch::bringEverything()
{
    for (const auto& prefix : {u"refs/heads/"_s, u"refs/tags/"_s}) {
        QStringList wanted;
        for (auto it = m_listing.references.cbegin(); it != m_listing.references.cend(); ++it) {
            if (it.key().startsWith(prefix) && !it.key().endsWith("^{}"_L1))
                wanted.append(it.key());
        }
        if (wanted.isEmpty())
            continue;
        if (auto brought = m_source.bring(m_mirror, wanted, m_progress);
            !brought || !isAnyMissing())
            return brought;
    }
    return {};
}

Result<Revision> Fetch::revisionOf(const Asked& asked)
{
    if (!asked.choice)
        return Failure {asked.choice.error()};
    auto revision = resolveIn(m_mirror, *asked.choice, asked.name);
    if (!revision) {
        if (asked.choice->reference.isEmpty() || revision.error().kind != ErrorKind::NotFound)
            return revision;
        return fail(ErrorKind::Io, revision.error().message);
    }
    const auto commit = commitOf(m_mirror, revision->commit);
    auto whole = commit ? Result<void>() : Result<void>(Failure {commit.error()});
    // What came with an earlier fetch was looked through then: a look at its top must do.
    if (commit && m_before.references.values().contains(revision->commit)) {
        const auto top = take<TreeHandle>(u"read the top folder", git_commit_tree, commit->get());
        whole = top ? Result<void>() : Result<void>(Failure {top.error()});
    } else if (commit) {
        whole = m_completeness.check(commit->get());
    }
    if (!whole)
        return fail(ErrorKind::Io, whole.error().message);
    return revision;
}

//! What is gone there must not be found here. Its objects stay: they may be on the screen.
void Fetch::prune()
{
    for (auto it = m_before.references.cbegin(); it != m_before.references.cend(); ++it) {
        const bool isOld = it.key().startsWith("refs/"_L1) && !it.key().endsWith("^{}"_L1)
            && !it.key().startsWith("refs/cauce/"_L1) && !m_listing.references.contains(it.key());
        if (isOld && git_reference_remove(m_mirror, it.key().toUtf8().constData()) < 0)
            qCWarning(log::git) << "cannot forget" << it.key();
    }
}

Result<void> Fetch::writeReferences()
{
    QMap<QString, QString> moved;
    for (const Asked& asked : m_asked) {
        if (!asked.choice)
            continue;
        const Choice& choice = *asked.choice;
        if (!choice.reference.isEmpty() && choice.reference != "HEAD"_L1)
            moved.insert(choice.reference, choice.object);
        else if (targetOf(choice) != choice.reference)
            moved.insert(targetOf(choice), choice.object);
        else if (choice.object.size() == GIT_OID_HEXSZ && isHere(choice.object))
            moved.insert(u"refs/cauce/"_s + choice.object, choice.object);
    }
    for (auto it = moved.cbegin(); it != moved.cend(); ++it) {
        git_oid id;
        git_oid_fromstr(&id, it->toLatin1().constData());
        const auto written
            = take<ReferenceHandle>(u"move a reference", git_reference_create, m_mirror,
                                    it.key().toUtf8().constData(), &id, 1, nullptr);
        if (!written)
            return fail(ErrorKind::Io, u"%1: %2"_s.arg(it.key(), written.error().message));
    }
    return writeHead();
}

Result<void> Fetch::writeHead()
{
    const QString detached = m_listing.references.value(u"HEAD"_s);
    const bool isBranch = m_listing.references.value(m_listing.headTarget) == detached;
    if (m_listing.headTarget.startsWith("refs/"_L1) && (detached.isEmpty() || isBranch)) {
        const auto written
            = take<ReferenceHandle>(u"move HEAD", git_reference_symbolic_create, m_mirror, "HEAD",
                                    m_listing.headTarget.toUtf8().constData(), 1, nullptr);
        return written ? Result<void>() : Failure {written.error()};
    }
    if (detached.isEmpty() || !isHere(detached))
        return {};
    git_oid id;
    git_oid_fromstr(&id, detached.toLatin1().constData());
    const auto written = take<ReferenceHandle>(u"move HEAD", git_reference_create, m_mirror, "HEAD",
                                               &id, 1, nullptr);
    return written ? Result<void>() : Failure {written.error()};
}

Failure named(const Remote& remote, const Error& error)
{
    return fail(error.kind, remote.url.toString() + u": "_s + error.message);
}

Result<QList<Result<Revision>>> fetchInto(const QString& folder, Source& source,
                                          const Remote& remote, const Listing& listing,
                                          const QStringList& names, const ProgressFn& progress,
                                          bool* hasFoundDamage = nullptr)
{
    const auto mirror = openOrMakeMirror(folder, remote.url);
    if (!mirror)
        return Failure {mirror.error()};
    Fetch fetch(source, mirror->get(), names, progress);
    auto revisions = fetch.run(listing);
    if (hasFoundDamage)
        *hasFoundDamage = fetch.hasFoundDamage();
    return revisions;
}

//! In a folder of its own, so that the damaged one serves what it still can until this is whole.
Result<QList<Result<Revision>>> fetchAnew(const QString& folder, Source& source,
                                          const Remote& remote, const Listing& listing,
                                          const QStringList& names, const ProgressFn& progress)
{
    qCWarning(log::git) << "the mirror of" << remote.url.toString() << "is fetched anew";
    const QString fresh = folder + u".new"_s;
    if (const auto removed = removeMirror(fresh); !removed)
        return Failure {removed.error()};
    auto revisions = fetchInto(fresh, source, remote, listing, names, progress);
    if (!revisions) {
        (void)removeMirror(fresh); // the next try removes it, too
        return revisions;
    }
    if (const auto replaced = replaceMirror(folder, fresh); !replaced)
        return Failure {replaced.error()};
    return revisions;
}

} // namespace

QString mirrorDir(const QString& cacheDir, const GitUrl& url)
{
    const QByteArray hash
        = QCryptographicHash::hash(url.identity().toUtf8(), QCryptographicHash::Sha256);
    return cacheDir + u"/git/"_s + QString::fromLatin1(hash.toHex().left(40));
}

Result<QList<Result<Revision>>> fetch(const Remote& remote, const QString& mirrorDir,
                                      const QStringList& names, const CancelToken& cancel,
                                      const ProgressFn& progress)
{
    const Library library;
    const auto lock = MirrorLock::take(mirrorDir, cancel, kLockLimit);
    if (!lock)
        return named(remote, lock.error());
    const auto source = makeSource(remote, cancel);
    const auto listing = source->list();
    if (!listing)
        return named(remote, listing.error());

    const ProgressFn report = throttled(progress);
    removeLeftovers(mirrorDir);
    bool startsAnew = isDamaged(mirrorDir);
    auto revisions = startsAnew
        ? Result<QList<Result<Revision>>>(fail(ErrorKind::Io, {}))
        : fetchInto(mirrorDir, *source, remote, *listing, names, report, &startsAnew);
    if (startsAnew)
        revisions = fetchAnew(mirrorDir, *source, remote, *listing, names, report);
    if (!revisions)
        return named(remote, revisions.error());
    for (auto& revision : *revisions) {
        if (!revision)
            revision = named(remote, revision.error());
    }
    return revisions;
}

} // namespace cauce::git
