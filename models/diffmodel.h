#pragma once

#include "core/base/clock.h"
#include "models/diffdocuments.h"
#include "models/differencewords.h"
#include "models/rowmodel.h"

namespace cauce {

//! One line in the list of compared objects.
struct DiffRow
{
    enum class Kind { Object, Caption };

    Kind kind = Kind::Object;
    object::ResourceKey object; //!< empty for the caption
    diff::Change change = diff::Change::None;
    StatusMark mark; //!< of the object's sync status
    QString label; //!< of a caption, translated
    Sentence differs;
    int added = -1; //!< lines; -1: not known yet
    int removed = -1;

    const object::ResourceKey& key() const { return object; }
    friend bool operator==(const DiffRow&, const DiffRow&) = default;
};

//! \brief What differs first, what does not below under a caption. GUI thread.
class DiffModel : public RowModel<DiffRow>
{
    Q_OBJECT

public:
    enum Role { RowRole = Qt::UserRole };

    explicit DiffModel(Clock clock = {}, QObject* parent = nullptr);

    void setState(const AppStatePtr& state);
    //! Line counts; null: none are known.
    void setDocuments(const DiffDocumentsPtr& documents);
    void setFilter(const QString& text);
    //! Shows or hides the unchanged objects.
    void setUnchangedShown(bool shown);
    bool isUnchangedShown() const { return m_unchangedShown; }

    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    void rebuild();
    DiffRow rowOf(const ResourceState& state) const;

    Clock m_clock;
    AppStatePtr m_state;
    DiffDocumentsPtr m_documents;
    QString m_filter;
    bool m_unchangedShown = true;
};

} // namespace cauce

Q_DECLARE_METATYPE(cauce::DiffRow)
