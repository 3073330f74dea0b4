#pragma once

#include "core/sync/syncplan.h"

#include <optional>

namespace cauce::sync {

//! \brief Puts what is applied in order: wave, then Argo CD's kind order, then name.
//!
//! With Argo CD's two corrections: a namespace or CRD that comes too late goes before the first
//! object that needs it, in that one's wave. Pure.
void orderSteps(QList<PlanStep>& steps);

//! \brief Puts deletions in order, the way back: the highest wave first, in it what was created
//! last. Pure.
//! \param lastWave the wave that all of them get; nothing: the mirrored one of each
void orderPrunes(QList<PlanStep>& prunes, const std::optional<int>& lastWave);

} // namespace cauce::sync
