#pragma once

#include "core/sync/operationstate.h"
#include "models/rowmodel.h"
#include "models/statusmark.h"

namespace cauce {

//! One step of an operation as a row.
struct OperationRow
{
    sync::StepResult step;

    const object::ResourceKey& key() const { return step.key; }
    friend bool operator==(const OperationRow& a, const OperationRow& b)
    {
        return a.step.key == b.step.key && a.step.outcome == b.step.outcome
            && a.step.message == b.step.message && a.step.change == b.step.change
            && a.step.wave == b.step.wave;
    }
};

//! How far an operation is; unchanged objects do not count.
struct OperationProgress
{
    int done = 0; //!< with an answer, good or bad
    int failed = 0;
    int unknown = 0; //!< no answer came
    int skipped = 0;
    int all = 0;

    friend bool operator==(const OperationProgress&, const OperationProgress&) = default;
};
OperationProgress progressOf(const sync::OperationState& operation);

//! \brief A row per object that an operation writes, with live outcomes. GUI thread.
class OperationModel : public RowModel<OperationRow>
{
    Q_OBJECT

public:
    enum Role { RowRole = Qt::UserRole };
    using RowModel::RowModel;

    void setOperation(const sync::OperationStatePtr& operation); //!< null empties it

    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
};

} // namespace cauce

Q_DECLARE_METATYPE(cauce::OperationRow)
