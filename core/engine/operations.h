#pragma once

#include "core/engine/requests.h"
#include "core/sync/clusteraccess.h"
#include "core/sync/ledger.h"
#include "core/sync/syncoperation.h"

#include <QMap>
#include <QObject>

#include <map>
#include <memory>

namespace cauce {

//! \brief Runs plans, at most one for each application, and remembers how they ended. Engine
//! thread.
class Operations : public QObject
{
    Q_OBJECT

public:
    //! \param ledger not owned; null when it could not be opened: then nothing is written
    Operations(QString workspace, sync::Ledger* ledger, Clock clock, QObject* parent = nullptr);
    ~Operations() override;

    //! \brief Begins \p request against \p cluster.
    //! \return Conflict when another operation of this application runs or the world has moved,
    //! Invalid when the plan cannot run, Io when there is no ledger to record it in
    Result<void> start(const SyncRequest& request, const sync::ClusterAccess& cluster);
    void cancel(const QString& application);
    bool isRunning(const QString& application) const { return m_running.count(application) > 0; }
    bool isAnyRunning() const { return !m_running.empty(); }
    void onLiveChanged();

    //! The running operation, else the last one on record; null: never.
    sync::OperationStatePtr last(const QString& application) const;
    //! Deployments on record, oldest first.
    QList<sync::HistoryEntry> history(const QString& application) const;
    //! How often a plan (empty: any) for \p commit failed or could not go on since the last
    //! success.
    sync::PlanAttempts attempts(const QString& application, const QString& commit,
                                const QString& planId) const;
    //! Why the last recall() of \p application failed; without a message: it did not.
    Error recordError(const QString& application) const
    {
        return m_recordErrors.value(application);
    }
    //! The same of any application.
    Error recordError() const;
    //! Reads what is on record for an application; again when it has changed.
    void recall(const QString& application, int historyLimit);

signals:
    void changed(const cauce::sync::OperationStatePtr& operation);
    //! After it was recorded; last() and history() know it already.
    void finished(const cauce::sync::OperationStatePtr& operation);

private:
    struct Running
    {
        std::unique_ptr<sync::SyncOperation> operation;
        bool dryRun = false;
    };
    void onFinished(const sync::OperationStatePtr& operation);

    QString m_workspace;
    sync::Ledger* m_ledger;
    Clock m_clock;
    std::map<QString, Running> m_running;
    QMap<QString, sync::OperationStatePtr> m_last;
    QMap<QString, QList<sync::HistoryEntry>> m_history;
    QMap<QString, int> m_limits;
    QMap<QString, Error> m_recordErrors; // of those whose last recall() failed
};

} // namespace cauce
