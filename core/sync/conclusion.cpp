#include "core/sync/conclusion.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

QString messagesOf(const QList<StepResult>& steps, StepOutcome outcome)
{
    QStringList messages;
    for (const StepResult& step : steps) {
        if (step.outcome == outcome)
            messages.append(step.key.toString() + ": "_L1 + step.message);
    }
    return messages.join(", "_L1);
}

Conclusion withoutAPerson(const QList<StepResult>& steps, const Ending& ending)
{
    if (!ending.stopMessage.isEmpty())
        return {ending.stopPhase, ending.stopMessage};
    const QString failed = messagesOf(steps, StepOutcome::Failed);
    if (!failed.isEmpty())
        return {OperationPhase::Failed,
                u"one or more objects failed to apply, reason: "_s + failed};
    const QString unknown = messagesOf(steps, StepOutcome::Unknown);
    if (!unknown.isEmpty())
        return {OperationPhase::Error, u"no answer came for "_s + unknown};
    const bool any = std::any_of(steps.cbegin(), steps.cend(), [](const StepResult& step) {
        return step.change != diff::Change::None;
    });
    return {OperationPhase::Succeeded,
            any ? u"successfully synced (all tasks run)"_s
                : u"successfully synced (no more tasks)"_s};
}

} // namespace

Conclusion conclusionOf(const QList<StepResult>& steps, const Ending& ending)
{
    const Conclusion conclusion = withoutAPerson(steps, ending);
    if (!ending.cancelled)
        return conclusion;
    if (conclusion.phase == OperationPhase::Error)
        return {conclusion.phase, u"Operation terminated with errors: "_s + conclusion.message};
    if (conclusion.phase != OperationPhase::Succeeded)
        return {conclusion.phase, u"Operation terminated: "_s + conclusion.message};
    const bool left = std::any_of(steps.cbegin(), steps.cend(), [](const StepResult& step) {
        return step.outcome == StepOutcome::Pending;
    });
    if (left || ending.awaits)
        return {OperationPhase::Failed, u"Operation terminated"_s};
    return conclusion; // it came too late to stop anything
}

} // namespace cauce::sync
