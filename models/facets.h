#pragma once

#include "models/applicationfilter.h"

namespace cauce {

//! One line of the facets: a caption or something to narrow the list to.
struct FacetRow
{
    enum class Kind { All, Attention, Caption, Sync, Health, Project, Namespace, More };

    Kind kind = Kind::Caption;
    QString id; //!< unique within kind; the project's or namespace's own name
    QString label; //!< translated, or the name made safe to draw
    int status = -1; //!< of the enum, for Sync and Health
    StatusMark mark;
    int count = 0;
    bool checked = false;

    QString key() const { return QString::number(int(kind)) + u'/' + id; }
    bool isChoice() const { return kind != Kind::Caption; }
    friend bool operator==(const FacetRow&, const FacetRow&) = default;
};

//! \brief The facets of the Applications page with live counts.
//!
//! A count says how many applications there would be with that choice, all other facets as they
//! are; zero is shown. GUI thread.
class Facets : public RowModel<FacetRow>
{
    Q_OBJECT

public:
    enum Role { RowRole = Qt::UserRole };

    //! \param filter not owned; its query is what is chosen
    explicit Facets(ApplicationFilter& filter, QObject* parent = nullptr);

    //! Turns the choice at \p row on or off ("more..." unfolds).
    void toggle(int row);

    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    void rebuild();
    struct Counts;
    Counts count() const;
    QList<FacetRow> statusRows(const Counts& counts) const;
    QList<FacetRow> nameRows(FacetRow::Kind kind, const QString& caption,
                             const Counts& counts) const;

    ApplicationFilter& m_filter;
    bool m_unfolded = false; // namespaces and projects beyond the first few are shown
};

} // namespace cauce

Q_DECLARE_METATYPE(cauce::FacetRow)
