#pragma once

#include "core/base/clock.h"
#include "models/differencewords.h"
#include "models/rowmodel.h"

namespace cauce {

//! One managed object with its words.
struct ResourceRow
{
    ResourceState state;
    Sentence differs;

    const object::ResourceKey& key() const { return state.key; }
    //! What a list shows of it; the values of fields are within the sentence.
    friend bool operator==(const ResourceRow& a, const ResourceRow& b)
    {
        return a.state.key == b.state.key && a.state.type == b.state.type
            && a.state.sync == b.state.sync && a.state.change == b.state.change
            && a.state.health == b.state.health && a.state.hook == b.state.hook
            && a.state.wave == b.state.wave && a.state.createdAt == b.state.createdAt
            && a.state.location == b.state.location && a.differs == b.differs;
    }
};

//! \brief The managed objects of one application as a flat table. GUI thread.
class ResourceListModel : public RowModel<ResourceRow>
{
    Q_OBJECT

public:
    enum Column { Kind, Name, Namespace, Health, Sync, Differs, Age, ColumnCount };
    enum Role { RowRole = Qt::UserRole };

    explicit ResourceListModel(Clock clock = {}, QObject* parent = nullptr);

    //! Shows the objects of \p state whose kind, name or namespace contains every word of the
    //! filter.
    void setState(const AppStatePtr& state);
    void setFilter(const QString& text);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    void rebuild();

    Clock m_clock;
    AppStatePtr m_state;
    QString m_filter;
};

} // namespace cauce

Q_DECLARE_METATYPE(cauce::ResourceRow)
