#include "core/git/revision.h"

#include "core/git/references.h"
#include "core/git/torevision.h"

using namespace Qt::StringLiterals;

namespace cauce::git {

Revision toRevision(git_commit* commit, const QString& name)
{
    const git_signature* author = git_commit_author(commit);
    return Revision {nameOf(*git_commit_id(commit)), name,
                     QString::fromUtf8(git_commit_summary(commit)),
                     author ? QString::fromUtf8(author->name) : QString(),
                     QDateTime::fromSecsSinceEpoch(git_commit_time(commit), Qt::UTC)};
}

Result<Revision> resolveIn(git_repository* repository, const Choice& choice, const QString& name)
{
    QString object = choice.object;
    if (choice.reference.isEmpty() && object.size() < GIT_OID_HEXSZ) {
        const auto full = completed(repository, object);
        if (!full)
            return Failure {full.error()};
        object = *full;
    }
    const auto commit = peeled(repository, object);
    if (!commit)
        return Failure {commit.error()};
    return toRevision(commit->get(), name);
}

Result<Revision> resolve(const QString& mirrorDir, const QString& name)
{
    const Library library;
    const auto repository = openMirror(mirrorDir);
    if (!repository)
        return Failure {repository.error()};
    const auto choice = choose(listingOf(repository->get()), name);
    if (!choice)
        return Failure {choice.error()};
    return resolveIn(repository->get(), *choice, name);
}

Result<bool> isAncestor(const QString& mirrorDir, const QString& ancestor,
                        const QString& descendant)
{
    const Library library;
    const auto repository = openMirror(mirrorDir);
    if (!repository)
        return Failure {repository.error()};
    const auto older = commitOf(repository->get(), ancestor);
    const auto newer = commitOf(repository->get(), descendant);
    for (const auto* commit : {&older, &newer}) {
        if (!*commit)
            return Failure {commit->error()};
    }
    if (ancestor.compare(descendant, Qt::CaseInsensitive) == 0)
        return true;
    const int answer = git_graph_descendant_of(repository->get(), git_commit_id(newer->get()),
                                               git_commit_id(older->get()));
    if (answer < 0)
        return gitFailure(answer, u"compare the history of two commits");
    return answer == 1;
}

} // namespace cauce::git
