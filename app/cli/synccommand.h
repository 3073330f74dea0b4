#pragma once

#include "app/cli/sessioncommand.h"

namespace cauce::cli {

//! \brief Plan, ask, run: what `sync` and `rollback` have in common.
//!
//! The plan is printed before anything is asked or written. Without a terminal and without --yes
//! nothing is written.
class PlanCommand : public SessionCommand
{
    Q_OBJECT

public:
    void declare(QCommandLineParser& parser) const override;
    Result<void> prepare(const QCommandLineParser& parser) override;

protected:
    void onOpening() override;
    void onSettled() override;
    virtual PlanRequest request(const AppState& state) const = 0;
    virtual QString verb() const = 0; //!< "sync", "roll back"
    //! What else the person must know before saying yes, one line each.
    virtual QStringList warnings(const AppState&, const sync::SyncPlan&) const { return {}; }
    bool isDryRun() const { return m_dryRun; }

private:
    void onPlan(const sync::SyncPlanPtr& plan);
    void printPlan(const sync::SyncPlan& plan) const;
    bool confirmsDeletions(const sync::SyncPlan& plan);
    void askNextDeletion(QList<object::ResourceKey> left);
    void planAgain();
    void askToDelete(const sync::SyncPlanPtr& plan);
    void ask(const sync::SyncPlanPtr& plan, const QString& question, const QStringList& agreeing);
    void run(const sync::SyncPlanPtr& plan);
    void onOperation(const sync::OperationState& operation);
    void onOperationEnd(const sync::OperationState& operation);

    bool m_yes = false;
    QString m_confirmed; // the name that a large deletion wants
    QStringList m_deletions; // --confirm-delete, as typed
    QList<object::ResourceKey> m_confirmedDeletions;
    bool m_deletionsAsked = false;
    bool m_dryRun = false;
    bool m_running = false;
    QList<sync::StepOutcome> m_printed; // by step
    QString m_waiting; // the last message about what is waited for
    std::unique_ptr<Question> m_question;
    std::unique_ptr<StopSignals> m_stop;
    QTimer m_limit;
};

//! `cauce sync APP`: makes the cluster what Git says.
class SyncCommand : public PlanCommand
{
    Q_OBJECT

public:
    QString name() const override { return QStringLiteral("sync"); }
    QString summary() const override;
    QString description() const override;
    QList<Argument> arguments() const override;
    void declare(QCommandLineParser& parser) const override;
    Result<void> prepare(const QCommandLineParser& parser) override;

protected:
    PlanRequest request(const AppState& state) const override;
    QString verb() const override { return QStringLiteral("sync"); }
    QStringList warnings(const AppState& state, const sync::SyncPlan& plan) const override;

private:
    bool m_prune = false;
};

//! `cauce rollback APP ID`: makes the cluster what Git said at a deployment before.
class RollbackCommand : public PlanCommand
{
    Q_OBJECT

public:
    QString name() const override { return QStringLiteral("rollback"); }
    QString summary() const override;
    QString description() const override;
    QList<Argument> arguments() const override;
    void declare(QCommandLineParser& parser) const override;
    Result<void> prepare(const QCommandLineParser& parser) override;

protected:
    PlanRequest request(const AppState& state) const override;
    QString verb() const override { return QStringLiteral("roll back"); }
    QStringList warnings(const AppState& state, const sync::SyncPlan& plan) const override;

private:
    int m_id = -1;
    bool m_prune = false;
};

} // namespace cauce::cli
