#pragma once

#include "models/store.h"
#include "ui/commands.h"

#include <QWidget>

class QPushButton;
class QStackedWidget;

namespace cauce {

class DiffPanel;
class HistoryPanel;
class Label;
class ResourcesPanel;
class StatusStrip;
class SyncPage;
class TabStrip;
class TreePanel;

//! \brief One application: status cells, tabs, and sync or rollback in place of a tab.
class ApplicationPage : public QWidget
{
    Q_OBJECT

public:
    enum Tab { Diff, Tree, Resources, History, TabCount };

    ApplicationPage(Store& store, Commands& commands, QWidget* parent = nullptr);

    QWidget* topBar() const { return m_topBar; }
    //! Shows \p name; the diff first when something differs, else the tree.
    void setApplication(const QString& name);
    const QString& application() const { return m_name; }
    void setTab(int tab);
    int tab() const;
    void beginSync();
    void beginRollback(int id);
    bool isSyncing() const; //!< the sync page is shown
    void goToChange(int step);
    void toggleSideBySide();
    void confirm();

    //! Leaves the sync page. \return false when there was none: the page itself is to be left
    bool goBack();

signals:
    //! Another tab, or a sync in its place, or the page itself came or went.
    void shownChanged();
    void left();
    void automationPressed();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void makeTopBar();
    void refresh();
    void showTab(int tab);
    void refreshPanel(int panel);

    Store& m_store;
    Commands& m_commands;
    QString m_name;
    QWidget* m_topBar;
    Label* m_title;
    Label* m_place;
    QPushButton* m_refresh;
    QPushButton* m_sync;
    QPushButton* m_rollback;
    StatusStrip* m_strip;
    TabStrip* m_tabs;
    QStackedWidget* m_stack;
    DiffPanel* m_diff;
    TreePanel* m_tree;
    ResourcesPanel* m_resources;
    HistoryPanel* m_history;
    SyncPage* m_syncPage;
    bool m_chosen = false; // the person has chosen a tab: it stays
};

} // namespace cauce
