#pragma once

#include "core/sync/syncplan.h"

namespace cauce {

//! What a person wants a plan for; values only, made in the GUI thread.
struct PlanRequest
{
    QString application;
    bool prune = false;
    bool allowEmpty = false;
    int rollbackTo = -1; //!< HistoryEntry::id; -1: the target revision
    QList<object::ResourceKey> only = {}; //!< empty: all
    //! Of SyncPlan::protectedDeletions of the plan before: a person confirmed each of them.
    QList<object::ResourceKey> confirmedDeletions = {};
    bool takeOver = false; //!< objects that another application's tracking id claims, too
};

//! Run exactly this plan. It is refused when the world has moved since.
struct SyncRequest
{
    sync::SyncPlanPtr plan;
    bool dryRun = false; //!< ask the server for every step, write nothing
    QString initiatedBy = {}; //!< user name
};

} // namespace cauce
