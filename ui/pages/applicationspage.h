#pragma once

#include "models/facets.h"
#include "models/store.h"
#include "ui/commands.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QAbstractItemView;

namespace cauce {

class EmptyState;
class FacetsPanel;
class HealthBar;
class Label;
class SearchField;
class Segmented;
class Skeleton;
class TableHeader;
class TileView;

//! \brief The start page: every application as a tile or a row, narrowed by search and facets.
class ApplicationsPage : public QWidget
{
    Q_OBJECT

public:
    ApplicationsPage(Store& store, Commands& commands, QWidget* parent = nullptr);

    QWidget* topBar() const { return m_topBar; }
    QPushButton* workspaceButton() const { return m_workspace; } //!< its menu is the window's
    void setTable(bool table);
    bool isTable() const;
    void focusSearch();
    void focusList();
    QString currentApplication() const; //!< empty: none

signals:
    void opened(const QString& application);
    void viewChanged(bool table);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeTopBar();
    QWidget* makeHeader();
    void makeTable();
    QAbstractItemView* view() const;
    void onRebuilt();
    void showState();
    void sizeColumns();
    void chooseOrder(ApplicationOrder order, bool descending);
    void openIndex(const QModelIndex& index);

    Store& m_store;
    Commands& m_commands;
    ApplicationFilter m_filter;
    Facets m_facets;
    QWidget* m_topBar;
    QPushButton* m_workspace;
    QPushButton* m_refresh;
    QPushButton* m_fold; // shows the facets when the window is narrow
    SearchField* m_search;
    FacetsPanel* m_facetsPanel;
    HealthBar* m_bar;
    QPushButton* m_order;
    Segmented* m_choice = nullptr;
    QStackedWidget* m_stack;
    TileView* m_tiles;
    QTableView* m_table;
    QWidget* m_tableCard;
    TableHeader* m_header;
    Skeleton* m_skeleton;
    EmptyState* m_empty;
    QTimer m_patience; // a skeleton for the first moments, words after that
    bool m_facetsAsked = false;
    bool m_touched = false; // the person has chosen a tile: it stays chosen
};

} // namespace cauce
