#include "models/operationmodel.h"

#include "models/format.h"

using namespace Qt::StringLiterals;

namespace cauce {

OperationProgress progressOf(const sync::OperationState& operation)
{
    OperationProgress progress;
    for (const sync::StepResult& step : operation.steps) {
        if (step.change == diff::Change::None)
            continue;
        ++progress.all;
        progress.failed += step.outcome == sync::StepOutcome::Failed;
        progress.unknown += step.outcome == sync::StepOutcome::Unknown;
        progress.skipped += step.outcome == sync::StepOutcome::Skipped;
        progress.done += step.outcome == sync::StepOutcome::Succeeded
            || step.outcome == sync::StepOutcome::Failed;
    }
    return progress;
}

void OperationModel::setOperation(const sync::OperationStatePtr& operation)
{
    QList<OperationRow> next;
    if (operation) {
        for (const sync::StepResult& step : operation->steps) {
            if (step.change != diff::Change::None)
                next.append({step});
        }
    }
    setRows(std::move(next));
}

QVariant OperationModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const sync::StepResult& step = row(index.row()).step;
    switch (role) {
    case RowRole:
        return QVariant::fromValue(row(index.row()));
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return QString(format::line(step.key.kind % u' ' % step.key.name) % u", "_s
                       % markOf(step.outcome, step.change).word % u' '
                       % format::line(step.message));
    default:
        return {};
    }
}

} // namespace cauce
