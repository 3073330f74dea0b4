#include "core/sync/operationstate.h"

using namespace Qt::StringLiterals;

namespace cauce::sync {

QString nameOf(StepOutcome outcome)
{
    switch (outcome) {
    case StepOutcome::Pending:
        return u"Pending"_s;
    case StepOutcome::Running:
        return u"Running"_s;
    case StepOutcome::Succeeded:
        return u"Succeeded"_s;
    case StepOutcome::Failed:
        return u"Failed"_s;
    case StepOutcome::Skipped:
        return u"Skipped"_s;
    case StepOutcome::Unknown:
        break;
    }
    return u"Unknown"_s;
}

QString nameOf(OperationPhase phase)
{
    switch (phase) {
    case OperationPhase::Running:
        return u"Running"_s;
    case OperationPhase::Terminating:
        return u"Terminating"_s;
    case OperationPhase::Succeeded:
        return u"Succeeded"_s;
    case OperationPhase::Failed:
        return u"Failed"_s;
    case OperationPhase::Interrupted:
        return u"Interrupted"_s;
    case OperationPhase::Error:
        break;
    }
    return u"Error"_s;
}

bool wasTerminated(const OperationState& operation)
{
    return operation.message.startsWith("Operation terminated"_L1);
}

} // namespace cauce::sync
