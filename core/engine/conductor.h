#pragma once

#include "core/engine/appcontroller.h"
#include "core/engine/appsnapshot.h"
#include "core/engine/appspecreader.h"
#include "core/engine/autopilot.h"
#include "core/engine/clusterhub.h"
#include "core/engine/engine.h"
#include "core/engine/operations.h"
#include "core/engine/planner.h"
#include "core/engine/repohub.h"

#include <QTimer>

namespace cauce {

//! \brief One open workspace: joins repositories, cluster, applications, operations and automation,
//! and decides when what is done. The Engine's inside; engine thread.
//!
//! Everything that happens marks what it concerns and asks for one flush(), in which all decisions
//! are made in a fixed order.
class Conductor : public QObject
{
    Q_OBJECT

public:
    //! What outlives an open workspace. Not owned.
    struct Services
    {
        QThreadPool* gitPool = nullptr;
        QThreadPool* computePool = nullptr;
        sync::Ledger* ledger = nullptr; //!< null: could not be opened
        Error ledgerError;
        QString cacheDir;
        EngineOptions::Automation automation = EngineOptions::Automation::AsKept;
        Clock clock;
    };

    Conductor(const Workspace& workspace, const Services& services, QObject* parent);
    ~Conductor() override;

    void open();
    void refresh(const QString& application);
    void setAutomation(bool on);
    void resumeAutomation(const QString& application);
    void preparePlan(const PlanRequest& request, quint64 ticket);
    void sync(const SyncRequest& request);
    void cancel(const QString& application);
    void followDiff(const QString& application);
    void requestDesired(const QString& application, quint64 ticket);
    void grantExecConsent();
    void trustHostKey(const QString& fingerprint);

signals:
    void workspaceChanged(const cauce::WorkspaceStatePtr& workspace);
    void applicationChanged(const cauce::AppStatePtr& application);
    void applicationRemoved(const QString& name);
    void refreshed();
    void diffReady(const cauce::AppDiffPtr& diff);
    void planReady(quint64 ticket, const cauce::sync::SyncPlanPtr& plan);
    void planFailed(quint64 ticket, const cauce::Error& error);
    void operationChanged(const cauce::sync::OperationStatePtr& operation);
    void operationRefused(const QString& application, const cauce::Error& error);
    void desiredReady(quint64 ticket, const QList<cauce::object::Manifest>& manifests);
    void desiredFailed(quint64 ticket, const cauce::Error& error);

private:
    struct App
    {
        std::unique_ptr<AppController> controller;
        AppSpec spec; // with what the workspace has to say about it
        QString repository; // identity; empty when its address is none
        QString paused;
        QSet<QString> seenRewrites; // commits that a forced push led to
        automation::Decision decision;
        QString refusedPlan; // why automation's own plan was not run; until something changes
        QString healing; // id of the running self-heal
        bool planning = false; // automation's
        AppStatePtr published;
    };
    struct PendingPlan
    {
        PlanRequest request;
        quint64 ticket = 0;
    };

    // conductor.cpp: what happens, and the one place where decisions are made
    void connectParts();
    void markAll();
    void mark(const QString& application);
    void flushSoon();
    void flush();
    bool isSettled() const;
    WorkspaceState workspaceState() const;
    WorkspaceState::Link gitLink() const;
    WorkspaceState::Link clusterLink() const;
    void onLive(const LiveChange& change);
    void onOperationFinished(const sync::OperationStatePtr& operation);

    // conductorapps.cpp: which applications there are, and what they depend on
    void onRepository(const QString& identity);
    void readRoot(const git::Revision& revision);
    void onRoot(const git::Revision& revision, const Result<ApplicationList>& list);
    void arrangeApps();
    void keepUnreadable(const ApplicationList& list);
    void followRepositories();
    void updateInput(App& app);
    Loadable<git::Revision> revisionOf(const App& app) const;
    void onEvaluation(const QString& name);
    bool kindsArePending(const App& app) const;
    void useKinds();
    QString staleReason(const App& app) const;
    AppFacts factsOf(const App& app) const;
    void publish(App& app);
    void sendDiff(const App& app);

    // conductorplans.cpp: what is written
    void answerPlans();
    Error obstacle(const App& app, bool needsDesired) const;
    Result<PlanSubject> subjectOf(const App& app, const PlanRequest& request) const;
    Result<void> begin(const SyncRequest& request);
    bool automationIsOn() const;
    automation::Input automationInput(const App& app) const;
    void considerAutomation(App& app);
    void planForAutomation(App& app, const automation::Decision& decision);
    void onAutomationPlan(const QString& application, const automation::Decision& decision,
                          const Result<sync::SyncPlanPtr>& plan);
    void pause(App& app, const QString& reason);
    void recallMemory();
    void takeInterrupted();
    bool isRunningElsewhere(const QString& application) const;
    bool lookForOthers();
    void noteRewrites(const QString& identity);
    void pauseIfRewritten(App& app, const QString& commit);

    Workspace m_workspace;
    Services m_services;
    Predictor m_predictor;
    Planner m_planner;
    RepoHub m_repos;
    ClusterHub m_cluster;
    Operations m_operations;
    Autopilot m_autopilot;
    QString m_rootRepository;
    Error m_rootError; // of the workspace's address or root path
    QString m_rootCommit; // that was read or is being read
    CommitInfo m_rootRevision;
    bool m_readingRoot = false;
    bool m_rootRead = false;
    ApplicationList m_root;
    QMap<QString, QList<AppSpec>> m_children;
    std::map<QString, App> m_apps;
    QHash<object::GroupKind, bool> m_namespaced;
    QMap<QString, QString> m_pausedOnRecord;
    QMap<QString, QMap<QString, QString>> m_rewrites; // identity -> commit -> what happened
    QMap<QString, AppCondition> m_interrupted; // by application
    QMap<QString, QString> m_unrecordedPauses; // that could not be written down
    QTimer m_others {this};
    bool m_automation = false;
    QSet<QString> m_marked;
    bool m_arrange = false;
    bool m_flushing = false;
    bool m_awaiting = false; // a refreshed() is owed
    QList<PendingPlan> m_plans;
    QString m_followed;
    std::shared_ptr<const Evaluation> m_followedSent;
    QString m_staleCluster; // as it was last told to applications
    WorkspaceStatePtr m_published;
};

} // namespace cauce
