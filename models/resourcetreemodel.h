#pragma once

#include "core/base/clock.h"
#include "core/engine/appstate.h"
#include "models/statusmark.h"

#include <QAbstractItemModel>

#include <memory>
#include <vector>

namespace cauce {

//! One node of the tree as a view shows it.
struct TreeRow
{
    object::ResourceKey key;
    QString uid;
    bool managed = false;
    bool deleting = false;
    std::optional<health::Health> health;
    std::optional<diff::SyncStatus> sync; //!< nothing for what is not in Git
    QString info; //!< one line
    QDateTime createdAt;

    friend bool operator==(const TreeRow&, const TreeRow&) = default;
};

//! \brief The resource tree of one application: the outline for keyboard and screen readers.
//!
//! Goes from one snapshot to the next node by node, so that what is unfolded and selected stays so.
//! GUI thread.
class ResourceTreeModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { Name, Kind, Health, Sync, Info, Age, ColumnCount };
    enum Role { RowRole = Qt::UserRole };

    explicit ResourceTreeModel(Clock clock = {}, QObject* parent = nullptr);
    ~ResourceTreeModel() override;

    //! Null empties it. Another application than before resets the model.
    void setState(const AppStatePtr& state);

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Node;
    struct Wanted; // the next tree: rows with the indexes of their children

    Node* nodeOf(const QModelIndex& index) const;
    QModelIndex indexOf(const Node* node, int column = 0) const;
    void merge(Node& node, const Wanted& wanted, int number);
    void removeMissing(Node& node, const Wanted& wanted, const QList<int>& children);
    void reorder(Node& node, const Wanted& wanted, const QList<int>& children);
    std::unique_ptr<Node> makeNode(Node& parent, const Wanted& wanted, int number) const;
    QVariant display(const TreeRow& row, int column) const;

    Clock m_clock;
    AppStatePtr m_state;
    std::unique_ptr<Node> m_root;
};

} // namespace cauce

Q_DECLARE_METATYPE(cauce::TreeRow)
