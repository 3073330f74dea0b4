#pragma once

#include "models/diffdocuments.h"
#include "models/operationmodel.h"
#include "models/planmodel.h"
#include "models/store.h"
#include "ui/commands.h"

#include <QWidget>

class QBoxLayout;
class QLineEdit;
class QListView;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace cauce {

class DiffCards;
class EmptyState;
class Label;
class Surface;
class ToggleSwitch;

//! \brief Sync and rollback: the plan first, then the operation as it runs, then its result.
//!
//! The plan is the page, the panel at the right decides. What is run is exactly the plan that was
//! on the screen when the button went down.
class SyncPage : public QWidget
{
    Q_OBJECT

public:
    SyncPage(Store& store, Commands& commands, QWidget* parent = nullptr);

    //! Asks for a plan. \param rollbackTo a deployment's id, or -1 to sync
    void begin(const QString& application, int rollbackTo = -1);
    //! Shows the operation that runs or ran last.
    void showOperation(const QString& application);
    //! New snapshot of the application.
    void refresh();
    const QString& application() const { return m_name; }
    //! Presses the button of the current step, for Ctrl+Return.
    void confirm();

signals:
    void left();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Step { Preparing, Failed, Plan, Operation };

    QWidget* makePlanSide();
    QWidget* makeOperationSide();
    QWidget* makePanel();
    void connectPanel();
    void setStep(Step step);
    void askPlan();
    void onPlan(quint64 ticket, const sync::SyncPlanPtr& plan);
    void onPlanFailed(quint64 ticket, const Error& error);
    void onRefused(const QString& application, const Error& error);
    void showPlan();
    void showSentences(const QList<Sentence>& sentences);
    void showProtected();
    void updateButtons();
    void updateOperation();
    void run();
    bool hasMoved() const;

    Store& m_store;
    Commands& m_commands;
    QString m_name;
    int m_rollbackTo = -1;
    Step m_step = Step::Preparing;
    quint64 m_ticket = 0;
    sync::SyncPlanPtr m_plan;
    sync::SyncPlanPtr m_pressed; // the plan that was shown when the button went down
    QString m_awaited; // id of the operation before ours: until another comes, ours has not begun
    QList<object::ResourceKey> m_allowed; // protected deletions that the person has ticked
    PlanModel m_model;
    OperationModel m_operations;
    DiffWorker m_worker;

    QStackedWidget* m_stack;
    EmptyState* m_waiting;
    QListView* m_list;
    Label* m_planText;
    Label* m_planCount;
    DiffCards* m_cards;
    QListView* m_operationList;
    Label* m_operationTitle;
    Label* m_operationText;
    QWidget* m_panel;
    Label* m_title;
    Label* m_revisionCaption;
    Label* m_revision;
    Label* m_summary;
    Label* m_happens;
    QVBoxLayout* m_sentences;
    QList<Sentence> m_shownSentences;
    QWidget* m_options;
    ToggleSwitch* m_prune;
    Label* m_pruneText;
    QWidget* m_protected;
    QVBoxLayout* m_protectedRows;
    QWidget* m_guard;
    Label* m_guardText;
    QLineEdit* m_typed;
    Label* m_moved;
    QBoxLayout* m_buttons;
    QPushButton* m_cancel;
    QPushButton* m_run;
};

} // namespace cauce
