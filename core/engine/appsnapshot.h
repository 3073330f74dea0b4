#pragma once

#include "core/engine/appstate.h"
#include "core/engine/evaluate.h"

namespace cauce {

//! Everything that is known of one application at one moment, from wherever it comes.
struct AppFacts
{
    AppSpec spec;
    std::shared_ptr<const Evaluation> evaluation; //!< null: none yet
    Error loadError; //!< why Git could not be read or rendered; message empty: it could
    QString incomplete; //!< why the cluster could not be asked; empty: it could
    QDateTime evaluatedAt; //!< UTC
    QDateTime fetchedAt; //!< UTC
    bool refreshing = false;
    //! Leftovers have not been looked for in the whole cluster yet: Synced would be a guess.
    bool leftoversUnknown = false;
    QString staleReason; //!< empty: repository and cluster answer
    sync::OperationStatePtr operation;
    QList<sync::HistoryEntry> history; //!< oldest first
    QString pausedReason; //!< why automation is paused for it; empty: it is not
    QString automationReason; //!< why automation does nothing
    QString syncError; //!< of automation
    QList<AppCondition> conditions; //!< of the engine: destination, rewritten history
    QHash<QString, health::Health> children; //!< health of the applications that it declares
};

//! What a view shows of \p facts. Pure.
AppState makeState(const AppFacts& facts);

//! A revision of git as views know it.
CommitInfo commitInfo(const git::Revision& revision);

} // namespace cauce
