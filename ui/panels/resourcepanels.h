#pragma once

#include "models/resourcelistmodel.h"
#include "models/resourcetreemodel.h"
#include "models/store.h"

#include <QWidget>

class QTableView;
class QTreeView;

namespace cauce {

class TableHeader;

//! \brief The tree tab: owners and what they made, as an outline.
class TreePanel : public QWidget
{
    Q_OBJECT

public:
    explicit TreePanel(Store& store, QWidget* parent = nullptr);
    void setState(const AppStatePtr& state);
    void focusList();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; // the room for the columns

private:
    void sizeColumns();

    ResourceTreeModel m_model;
    QTreeView* m_view;
    TableHeader* m_header;
    QString m_name;
};

//! \brief The resources tab: every managed object in one table.
class ResourcesPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ResourcesPanel(Store& store, QWidget* parent = nullptr);
    void setState(const AppStatePtr& state);
    void focusList();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; // the room for the columns

private:
    void sizeColumns();

    ResourceListModel m_model;
    QTableView* m_view;
    TableHeader* m_header;
};

} // namespace cauce
