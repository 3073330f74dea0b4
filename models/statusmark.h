#pragma once

#include "core/diff/compare.h"
#include "core/health/health.h"
#include "core/sync/operationstate.h"

#include <QString>

namespace cauce {

//! What a colour means; ui/theme has the colours. Shapes carry the meaning, colour repeats it.
enum class Tone { Neutral, Ok, Warning, Bad, Running, Suspended, Unknown };

//! The symbols of the program, by shape; ui/theme draws them.
enum class Glyph {
    None,
    Heart,
    BrokenHeart,
    Ghost,
    TurningRing,
    Pause,
    Question,
    DiscTick,
    DiscArrow,
    OpenRing,
    DiscCross,
    DiscMinus,
    Warning,
    Dot
};

//! A status as a person sees it: shape, meaning of the colour, word.
struct StatusMark
{
    Glyph glyph = Glyph::None;
    Tone tone = Tone::Neutral;
    QString word; //!< translated

    friend bool operator==(const StatusMark&, const StatusMark&) = default;
};

StatusMark markOf(health::HealthStatus status);
StatusMark markOf(diff::SyncStatus status);
//! Argo CD's words for an operation: "Syncing", "Sync OK", "Sync failed", "Sync error".
StatusMark markOf(sync::OperationPhase phase);
//! What became of one step: "created", "updated", "deleted", "failed", "not known", "skipped" ...
StatusMark markOf(sync::StepOutcome outcome, diff::Change change);
//! What a plan does with an object: "Create", "Update", "Delete", "Unchanged".
StatusMark markOf(diff::Change change);

} // namespace cauce
