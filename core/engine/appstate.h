#pragma once

#include "core/diff/compare.h"
#include "core/engine/appspec.h"
#include "core/health/health.h"
#include "core/sync/operationstate.h"
#include "core/tree/resourcetree.h"

#include <QDateTime>

#include <memory>

namespace cauce {

//! A commit as a view shows it; a copy of what git says, so that views need not know git.
struct CommitInfo
{
    QString commit; //!< full object name; empty while not known
    QString summary; //!< untrusted text
    QString author; //!< untrusted text
    QDateTime committedAt; //!< UTC

    QString shortCommit() const { return commit.left(7); }
    friend bool operator==(const CommitInfo&, const CommitInfo&) = default;
};

//! One managed object as lists show it.
struct ResourceState
{
    object::ResourceKey key;
    object::GroupVersionKind type;
    diff::SyncStatus sync = diff::SyncStatus::Unknown;
    diff::Change change = diff::Change::Unknown;
    std::optional<health::Health>
        health; //!< nothing for a kind that has none; Missing when not live
    bool hook = false;
    int wave = 0;
    QList<diff::FieldChange> fields; //!< what differs, Secret values masked
    Error error; //!< why it is Unknown, or the server's refusal of the dry run
    object::SourceLocation location; //!< in Git; empty for a prune
    QDateTime createdAt; //!< of the live object
};

//! \brief What a view shows of one application. Immutable snapshot; safe in any thread.
struct AppState
{
    AppSpec spec;
    diff::SyncStatus sync = diff::SyncStatus::Unknown;
    health::Health health;
    CommitInfo revision; //!< the target revision as it resolves now: what sync is compared to
    CommitInfo synced; //!< of the last successful sync; empty commit: never
    QList<ResourceState> resources; //!< in Argo CD's order
    QList<tree::TreeNode> tree;
    QList<AppCondition> conditions;
    sync::OperationStatePtr operation; //!< running, or the last one; null: never
    QList<sync::HistoryEntry> history; //!< oldest first
    QDateTime evaluatedAt; //!< UTC, of this comparison; invalid: none yet
    QDateTime fetchedAt; //!< UTC, when Git last answered
    bool refreshing = false;
    bool stale = false; //!< Git or the cluster cannot be reached now: shown as it was
    QString staleReason; //!< English; may quote untrusted text
    bool automationPaused = false; //!< by a rollback on this workstation, or by rewritten history
    QString automationReason; //!< why automation does nothing here; empty when it may act

    const QString& name() const { return spec.name; }
    int count(diff::Change change) const;
};
using AppStatePtr = std::shared_ptr<const AppState>;

//! The comparison of one application for the diff tab: whole objects, already masked text on
//! demand.
struct AppDiff
{
    QString application;
    CommitInfo revision;
    QList<diff::ObjectDiff> objects;
    QDateTime comparedAt; //!< UTC
};
using AppDiffPtr = std::shared_ptr<const AppDiff>;

//! \brief The workspace as a whole. Immutable snapshot.
struct WorkspaceState
{
    enum class Link { Connecting, Live, Delayed, Disconnected };

    QString name;
    QString repoUrl; //!< without credentials
    QString revisionName; //!< "main"
    QString path; //!< where Applications are read from
    CommitInfo revision;
    QDateTime polledAt; //!< UTC; invalid: never
    QDateTime nextPollAt; //!< UTC
    Link git = Link::Connecting;
    Error gitError;
    QString context;
    QString server;
    QString serverVersion;
    Link cluster = Link::Connecting;
    Error clusterError;
    QDateTime clusterRetryAt;
    bool insecureTls = false;
    int kindsLoaded = 0;
    int kindsWanted = 0;
    bool applicationsLoaded = false; //!< the root path has been read: an empty list means none
    bool automation = false; //!< on for this workspace on this workstation
    Error historyError; //!< why the record of operations could not be read; then "none" is unknown
    QList<AppCondition> conditions; //!< unreadable files of the root path ...

    friend bool operator==(const WorkspaceState&, const WorkspaceState&) = default;
};
using WorkspaceStatePtr = std::shared_ptr<const WorkspaceState>;

} // namespace cauce
