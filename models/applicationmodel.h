#pragma once

#include "core/base/clock.h"
#include "core/engine/appstate.h"
#include "models/differencewords.h"

#include <QAbstractListModel>
#include <QCollator>
#include <QHash>
#include <QSet>

namespace cauce {

//! \brief An application with what views derive from it, worked out once for each snapshot.
struct ApplicationRow
{
    AppStatePtr state; //!< never null
    Sentence differs; //!< what differs, in words
    QDateTime lastSyncAt; //!< UTC, of the last deployment; invalid: never
    bool syncing = false; //!< an operation runs
    int rank = 0; //!< higher is worse, see rankOf()
    QString searchText; //!< lower case: everything that the search looks at
    std::optional<QCollatorSortKey> nameOrder; //!< of the name, as the language orders; always set
};
using ApplicationRowPtr = std::shared_ptr<const ApplicationRow>;

//! How much attention an application needs; higher is worse. Degraded, then missing, then what
//! could not be compared, then OutOfSync, then progressing, unknown, suspended, healthy.
int rankOf(const AppState& state);
//! Whether it is more than synced and healthy (or suspended on purpose).
bool needsAttention(const AppState& state);

//! \brief All applications of the workspace, in the order in which they came.
//!
//! GUI thread. Holds snapshots only. Views look at an ApplicationFilter over it.
class ApplicationModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        NameRole = Qt::UserRole,
        NamespaceRole,
        HealthRole, //!< int of health::HealthStatus
        SyncRole, //!< int of diff::SyncStatus
        DiffersRole,
        CommitRole,
        LastSyncRole,
        OperationRole, //!< int of sync::OperationPhase, or -1
        StaleRole,
        OtherRole, //!< something that only a page shows
        RowRole //!< ApplicationRowPtr
    };

    explicit ApplicationModel(Clock clock = {}, QObject* parent = nullptr);

    //! Takes in many snapshots and removals, then emits applied() once.
    void apply(const QList<AppStatePtr>& changed, const QStringList& removed);
    void clear();

    ApplicationRowPtr row(const QString& name) const; //!< null when there is none
    const QList<ApplicationRowPtr>& rows() const { return m_rows; }
    const Clock& clock() const { return m_clock; }

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

signals:
    //! After each apply() or clear(): the model stands still.
    void applied();

private:
    void put(const AppStatePtr& state);
    void remove(const QString& name);
    ApplicationRowPtr makeRow(const AppStatePtr& state) const;

    Clock m_clock;
    QList<ApplicationRowPtr> m_rows;
    QHash<QString, int> m_rowOf; // by name
    QCollator m_collator;
};

} // namespace cauce

Q_DECLARE_METATYPE(cauce::ApplicationRowPtr)
