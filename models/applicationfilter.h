#pragma once

#include "models/applicationmodel.h"
#include "models/rowmodel.h"

namespace cauce {

//! \brief What the Applications page is narrowed to. A value; empty sets mean "all".
struct ApplicationQuery
{
    QString text; //!< words that must all occur, whatever their case
    bool attention = false; //!< only what is more than synced and healthy
    QSet<diff::SyncStatus> sync;
    QSet<health::HealthStatus> health;
    QSet<QString> projects;
    QSet<QString> namespaces;

    bool isEmpty() const
    {
        return text.isEmpty() && !attention && sync.isEmpty() && health.isEmpty()
            && projects.isEmpty() && namespaces.isEmpty();
    }
    bool matches(const ApplicationRow& row) const;
    friend bool operator==(const ApplicationQuery&, const ApplicationQuery&) = default;
};

//! \brief A query made ready to be asked of many rows: its words are split once.
class ApplicationMatcher
{
public:
    //! What a row must satisfy, each apart, so that facets can leave one out.
    enum Part { Text = 1, Attention = 2, Sync = 4, Health = 8, Project = 16, Namespace = 32 };
    static constexpr int kAll = Text | Attention | Sync | Health | Project | Namespace;

    explicit ApplicationMatcher(const ApplicationQuery& query);
    int parts(const ApplicationRow& row) const; //!< those that \p row satisfies
    bool matches(const ApplicationRow& row) const { return parts(row) == kAll; }

private:
    ApplicationQuery m_query;
    QStringList m_words;
};

//! The name of the project as facets show it: "default" when the application names none.
QString projectOf(const AppState& state);

//! How applications are ordered; the name decides between equals.
enum class ApplicationOrder { WorstFirst, Name, Namespace, Health, Sync, Revision, LastSync };

//! One row of the filtered list.
struct FilteredApplication
{
    ApplicationRowPtr application;

    const QString& key() const { return application->state->spec.name; }
    friend bool operator==(const FilteredApplication&, const FilteredApplication&) = default;
};

//! \brief The applications that match a query, in order: the model behind tiles and table.
//!
//! Own filter and sort instead of QSortFilterProxyModel, which sorts on every change. Follows an
//! ApplicationModel once for each batch of snapshots; rows that stay keep selection and place.
class ApplicationFilter : public RowModel<FilteredApplication>
{
    Q_OBJECT

public:
    enum Column { Name, Namespace, Health, Sync, Differs, Revision, LastSync, ColumnCount };

    //! \param source not owned; must outlive the filter
    explicit ApplicationFilter(ApplicationModel& source, QObject* parent = nullptr);

    const ApplicationQuery& query() const { return m_query; }
    void setQuery(const ApplicationQuery& query);
    ApplicationOrder order() const { return m_order; }
    bool isDescending() const { return m_descending; }
    void setOrder(ApplicationOrder order, bool descending = false);
    const ApplicationModel& source() const { return m_source; }

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

signals:
    void queryChanged();
    //! After each rebuild: counts may have changed.
    void rebuilt();

private:
    void rebuild();
    bool comesBefore(const ApplicationRow& a, const ApplicationRow& b) const;

    ApplicationModel& m_source;
    ApplicationQuery m_query;
    ApplicationOrder m_order = ApplicationOrder::WorstFirst;
    bool m_descending = false;
};

} // namespace cauce
