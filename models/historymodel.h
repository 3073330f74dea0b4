#pragma once

#include "core/base/clock.h"
#include "core/engine/appstate.h"
#include "models/rowmodel.h"

namespace cauce {

//! One deployment, or what Git has and nobody deployed yet.
struct HistoryRow
{
    sync::HistoryEntry entry; //!< id is -1 for what is only in Git
    bool live = false; //!< the newest deployment
    bool onlyInGit = false;

    int key() const { return entry.id; }
    friend bool operator==(const HistoryRow& a, const HistoryRow& b)
    {
        return a.entry.id == b.entry.id && a.entry.operationId == b.entry.operationId
            && a.entry.commit == b.entry.commit && a.entry.deployedAt == b.entry.deployedAt
            && a.live == b.live && a.onlyInGit == b.onlyInGit;
    }
};

//! \brief Deployments, newest first. GUI thread.
class HistoryModel : public RowModel<HistoryRow>
{
    Q_OBJECT

public:
    enum Role { RowRole = Qt::UserRole };

    explicit HistoryModel(Clock clock = {}, QObject* parent = nullptr);

    void setState(const AppStatePtr& state); //!< null empties it
    //! The second line of a row: "51c0d77  shop team · 6 days ago · took 9 s", without the commit.
    QString details(const HistoryRow& row) const;

    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    Clock m_clock;
};

} // namespace cauce

Q_DECLARE_METATYPE(cauce::HistoryRow)
