#pragma once

#include "core/sync/syncplan.h"

namespace cauce::sync {

//! \brief What a server said about \p step, as it may be shown and kept: without credentials, and
//! for a Secret without anything that may be a value of it. Pure.
//!
//! A server quotes what it refuses: `expected string, got &value{Value:12345}`.
QString serverWords(const PlanStep& step, const QString& message);

} // namespace cauce::sync
