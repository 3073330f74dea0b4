#pragma once

#include "core/engine/appstate.h"
#include "core/engine/requests.h"
#include "core/engine/workspace.h"

#include <QFuture>
#include <QObject>

namespace cauce {

//! How the engine is made; tests give clocks, folders and intervals of their own.
struct EngineOptions
{
    QString cacheDir; //!< bare mirrors; empty: paths::cache()
    QString stateDir; //!< ledger, consents; empty: paths::state()
    //! Whether automated syncs may happen while this engine runs.
    enum class Automation {
        AsKept, //!< as the person left it for the workspace on this workstation
        Off, //!< never: a command that only looks
        On //!< for this run only; nothing is kept
    };
    Automation automation = Automation::AsKept;
};

//! \brief The hub: decides when to poll, evaluate, sync and heal. One workspace at a time.
//!
//! Lives in the engine thread; call it through EngineThread::post(). Answers come as signals with
//! immutable snapshots. Every member returns at once.
class Engine : public QObject
{
    Q_OBJECT

public:
    explicit Engine(EngineOptions options = {}, QObject* parent = nullptr);
    ~Engine() override;

    //! Opens \p workspace, closing the one before. Errors show in workspaceChanged().
    void open(const Workspace& workspace);
    void close();

    //! Polls Git now and compares again; empty: every application. \sa refreshed()
    void refresh(const QString& application = {});
    //! Turns automation on or off for the workspace on this workstation; kept in the state folder.
    void setAutomation(bool on);
    //! Lifts the pause that a rollback or rewritten history put on one application's automation.
    void resumeAutomation(const QString& application);

    //! Makes a plan against the state right now. Answers with planReady() or planFailed(), tagged
    //! with \p ticket, which the caller chooses.
    void preparePlan(const PlanRequest& request, quint64 ticket);
    //! Runs a plan; progress comes as applicationChanged() and operationChanged(). A refusal
    //! (moved, another operation runs) is operationRefused().
    void sync(const SyncRequest& request);
    //! Stops the running operation before its next write.
    void cancel(const QString& application);

    //! Sends the whole comparison of one application with diffReady(), now and after each
    //! evaluation, until another one (or none: empty) is asked for.
    void followDiff(const QString& application);
    //! The rendered manifests of an application, or why not.
    void requestDesired(const QString& application, quint64 ticket);
    //! Records that the person agreed to this context's exec plugin, then connects again.
    void grantExecConsent();
    //! Accepts the unknown ssh host key of the workspace's repository (as last reported), then
    //! polls.
    void trustHostKey(const QString& fingerprint);

signals:
    void workspaceChanged(const cauce::WorkspaceStatePtr& workspace);
    void applicationChanged(const cauce::AppStatePtr& application);
    void applicationRemoved(const QString& name);
    //! Every application has been compared since the last refresh() (or open): the answer is
    //! complete.
    void refreshed();
    void diffReady(const cauce::AppDiffPtr& diff);
    void planReady(quint64 ticket, const cauce::sync::SyncPlanPtr& plan);
    void planFailed(quint64 ticket, const cauce::Error& error);
    void operationChanged(const cauce::sync::OperationStatePtr& operation);
    void operationRefused(const QString& application, const cauce::Error& error);
    void desiredReady(quint64 ticket, const QList<cauce::object::Manifest>& manifests);
    void desiredFailed(quint64 ticket, const cauce::Error& error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace cauce
