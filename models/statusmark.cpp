#include "models/statusmark.h"

#include <QCoreApplication>

namespace cauce {

namespace {

struct StatusWords
{
    Q_DECLARE_TR_FUNCTIONS(StatusWords)
};

StatusMark succeededMark(diff::Change change)
{
    switch (change) {
    case diff::Change::Create:
        return {Glyph::DiscTick, Tone::Ok, StatusWords::tr("created")};
    case diff::Change::Update:
        return {Glyph::DiscTick, Tone::Ok, StatusWords::tr("updated")};
    case diff::Change::Prune:
        return {Glyph::DiscTick, Tone::Ok, StatusWords::tr("deleted")};
    case diff::Change::None:
    case diff::Change::Unknown:
        break;
    }
    return {Glyph::DiscTick, Tone::Ok, StatusWords::tr("unchanged")};
}

} // namespace

StatusMark markOf(health::HealthStatus status)
{
    switch (status) {
    case health::HealthStatus::Healthy:
        return {Glyph::Heart, Tone::Ok, StatusWords::tr("Healthy")};
    case health::HealthStatus::Suspended:
        return {Glyph::Pause, Tone::Suspended, StatusWords::tr("Suspended")};
    case health::HealthStatus::Progressing:
        return {Glyph::TurningRing, Tone::Running, StatusWords::tr("Progressing")};
    case health::HealthStatus::Missing:
        return {Glyph::Ghost, Tone::Warning, StatusWords::tr("Missing")};
    case health::HealthStatus::Degraded:
        return {Glyph::BrokenHeart, Tone::Bad, StatusWords::tr("Degraded")};
    case health::HealthStatus::Unknown:
        break;
    }
    return {Glyph::Question, Tone::Unknown, StatusWords::tr("Unknown", "health")};
}

StatusMark markOf(diff::SyncStatus status)
{
    switch (status) {
    case diff::SyncStatus::Synced:
        return {Glyph::DiscTick, Tone::Ok, StatusWords::tr("Synced")};
    case diff::SyncStatus::OutOfSync:
        return {Glyph::DiscArrow, Tone::Warning, StatusWords::tr("OutOfSync")};
    case diff::SyncStatus::Unknown:
        break;
    }
    return {Glyph::OpenRing, Tone::Unknown, StatusWords::tr("Unknown", "sync")};
}

StatusMark markOf(sync::OperationPhase phase)
{
    switch (phase) {
    case sync::OperationPhase::Running:
        return {Glyph::TurningRing, Tone::Running, StatusWords::tr("Syncing")};
    case sync::OperationPhase::Terminating:
        return {Glyph::TurningRing, Tone::Running, StatusWords::tr("Stopping")};
    case sync::OperationPhase::Succeeded:
        return {Glyph::DiscTick, Tone::Ok, StatusWords::tr("Sync OK")};
    case sync::OperationPhase::Failed:
        return {Glyph::DiscCross, Tone::Bad, StatusWords::tr("Sync failed")};
    case sync::OperationPhase::Error:
        return {Glyph::DiscCross, Tone::Bad, StatusWords::tr("Sync error")};
    case sync::OperationPhase::Interrupted:
        break;
    }
    return {Glyph::Question, Tone::Warning, StatusWords::tr("Interrupted")};
}

StatusMark markOf(sync::StepOutcome outcome, diff::Change change)
{
    switch (outcome) {
    case sync::StepOutcome::Pending:
        return {Glyph::OpenRing, Tone::Unknown, StatusWords::tr("waiting")};
    case sync::StepOutcome::Running:
        return {Glyph::TurningRing, Tone::Running, StatusWords::tr("running")};
    case sync::StepOutcome::Succeeded:
        return succeededMark(change);
    case sync::StepOutcome::Failed:
        return {Glyph::DiscCross, Tone::Bad, StatusWords::tr("failed")};
    case sync::StepOutcome::Unknown:
        return {Glyph::Question, Tone::Warning, StatusWords::tr("no answer")};
    case sync::StepOutcome::Skipped:
        break;
    }
    return {Glyph::DiscMinus, Tone::Unknown, StatusWords::tr("not begun")};
}

StatusMark markOf(diff::Change change)
{
    switch (change) {
    case diff::Change::None:
        return {Glyph::DiscTick, Tone::Ok, StatusWords::tr("Unchanged")};
    case diff::Change::Create:
        return {Glyph::Ghost, Tone::Ok, StatusWords::tr("Create")};
    case diff::Change::Update:
        return {Glyph::DiscArrow, Tone::Warning, StatusWords::tr("Update")};
    case diff::Change::Prune:
        return {Glyph::DiscCross, Tone::Bad, StatusWords::tr("Delete")};
    case diff::Change::Unknown:
        break;
    }
    return {Glyph::Question, Tone::Unknown, StatusWords::tr("Not known")};
}

} // namespace cauce
