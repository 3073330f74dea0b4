#include "core/git/revision.h"
#include "core/git/torevision.h"
#include "core/git/treepath.h"

#include <QSet>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

// A path that nobody touched for so long is not searched further: about three seconds.
constexpr int kMaxVisited = 200'000;

struct Candidate
{
    CommitHandle commit;

    friend bool operator<(const Candidate& a, const Candidate& b)
    {
        return git_commit_time(a.commit.get()) < git_commit_time(b.commit.get());
    }
};

//! The commits reachable from one, newest first, as far as they are here.
class Walk
{
public:
    explicit Walk(QString path)
        : m_path(std::move(path))
    { }

    void add(CommitHandle commit)
    {
        const QString name = nameOf(*git_commit_id(commit.get()));
        if (m_seen.contains(name))
            return;
        m_seen.insert(name);
        m_queue.push_back({std::move(commit)});
        std::push_heap(m_queue.begin(), m_queue.end());
    }

    bool isAtEnd() const { return m_queue.empty() || m_seen.size() > kMaxVisited; }

    CommitHandle next()
    {
        std::pop_heap(m_queue.begin(), m_queue.end());
        CommitHandle commit = std::move(m_queue.back().commit);
        m_queue.pop_back();
        return commit;
    }

    //! Adds the parents of \p commit that matter. \return whether \p commit changed the path
    bool step(git_commit* commit)
    {
        const QByteArray own = idAt(commit);
        std::vector<CommitHandle> parents;
        for (unsigned i = 0; i < git_commit_parentcount(commit); ++i) {
            // A parent that is not here is the edge of a shallow repository: a root.
            auto parent = take<CommitHandle>(u"read a parent", git_commit_parent, commit, i);
            if (!parent)
                continue;
            // As git log does: where one side of a merge has the same files, the other is no cause.
            if (!m_path.isEmpty() && idAt(parent->get()) == own) {
                add(std::move(*parent));
                return false;
            }
            parents.push_back(std::move(*parent));
        }
        const bool changed = m_path.isEmpty() || !parents.empty() || !own.isEmpty();
        for (CommitHandle& parent : parents)
            add(std::move(parent));
        return changed;
    }

private:
    QByteArray idAt(git_commit* commit) const
    {
        return m_path.isEmpty() ? QByteArray() : plainIdAt(commit, m_path);
    }

    QString m_path;
    QSet<QString> m_seen;
    std::vector<Candidate> m_queue; // a heap: priority_queue cannot give up what it holds
};

} // namespace

Result<QList<Revision>> history(const QString& mirrorDir, const QString& commit,
                                const QString& path, int limit)
{
    const Library library;
    const auto steps = pathSteps(path);
    if (!steps)
        return Failure {steps.error()};
    const auto repository = openMirror(mirrorDir);
    if (!repository)
        return Failure {repository.error()};
    auto first = commitOf(repository->get(), commit);
    if (!first)
        return Failure {first.error()};

    QList<Revision> found;
    Walk walk(steps->join(u'/'));
    walk.add(std::move(*first));
    while (found.size() < limit && !walk.isAtEnd()) {
        const CommitHandle next = walk.next();
        if (walk.step(next.get()))
            found.append(toRevision(next.get(), nameOf(*git_commit_id(next.get()))));
    }
    return found;
}

} // namespace cauce::git
