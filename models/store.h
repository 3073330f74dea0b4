#pragma once

#include "core/sync/syncplan.h"
#include "models/applicationmodel.h"

#include <QTimer>

namespace cauce {

//! \brief What the window knows: the newest snapshot of everything, for all views.
//!
//! GUI thread. Its put functions are connected to the engine's signals; what comes within one
//! frame is passed on once, so that a storm of snapshots costs one update of the models.
class Store : public QObject
{
    Q_OBJECT

public:
    explicit Store(Clock clock = {}, QObject* parent = nullptr);

    const WorkspaceStatePtr& workspace() const { return m_workspace; } //!< null: none is open
    AppStatePtr application(const QString& name) const; //!< null when there is none
    ApplicationModel& applications() { return m_applications; }
    const AppDiffPtr& diff() const { return m_diff; } //!< of the application last followed, or null
    QDateTime now() const { return m_clock.now(); }
    const Clock& clock() const { return m_clock; }

    //! Passes on at once what waits for the next frame.
    void flush();

public slots:
    void setWorkspace(const cauce::WorkspaceStatePtr& workspace);
    void putApplication(const cauce::AppStatePtr& application);
    void removeApplication(const QString& name);
    void setDiff(const cauce::AppDiffPtr& diff);
    //! Forgets everything: the workspace was closed.
    void clear();

signals:
    void workspaceChanged();
    //! One signal a batch: the names that changed or went.
    void applicationsChanged(const QStringList& names);
    void diffChanged();
    void planReady(quint64 ticket, const cauce::sync::SyncPlanPtr& plan);
    void planFailed(quint64 ticket, const cauce::Error& error);
    void operationChanged(const cauce::sync::OperationStatePtr& operation);
    void operationRefused(const QString& application, const cauce::Error& error);
    //! Every few seconds: ages may read differently.
    void ticked();

private:
    void take(qsizetype most);

    Clock m_clock;
    ApplicationModel m_applications;
    WorkspaceStatePtr m_workspace;
    AppDiffPtr m_diff;
    QHash<QString, AppStatePtr> m_pending; // null: removed
    QTimer m_frame {this};
    QTimer m_tick {this};
    bool m_workspacePending = false;
};

} // namespace cauce
