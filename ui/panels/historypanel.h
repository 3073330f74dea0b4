#pragma once

#include "models/diffdocuments.h"
#include "models/historymodel.h"
#include "models/store.h"
#include "ui/commands.h"

#include <QWidget>

class QListView;
class QPushButton;
class QStackedWidget;

namespace cauce {

class DiffCards;
class EmptyState;
class Label;
class Surface;

//! \brief The history tab: deployments at the left, what a rollback would change at the right.
class HistoryPanel : public QWidget
{
    Q_OBJECT

public:
    HistoryPanel(Store& store, Commands& commands, QWidget* parent = nullptr);

    void setApplication(const QString& name);
    void refresh();
    void focusList();

signals:
    //! Roll back to the entry with this id: the plan comes first.
    void rollbackPressed(int id);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeRight();
    void onCurrent();
    void askPlan();
    void onPlan(quint64 ticket, const sync::SyncPlanPtr& plan);
    void onPlanFailed(quint64 ticket, const Error& error);
    const HistoryRow* current() const;

    Store& m_store;
    Commands& m_commands;
    QString m_name;
    HistoryModel m_model;
    DiffWorker m_worker;
    quint64 m_ticket = 0;
    int m_shownId = -2;
    bool m_shownLive = false;
    int m_pressedId = -1; // what the button was pressed for: a row may move meanwhile
    QListView* m_list;
    Label* m_title;
    Label* m_text;
    Surface* m_note;
    QPushButton* m_rollback;
    DiffCards* m_cards;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
};

} // namespace cauce
