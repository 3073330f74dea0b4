#pragma once

#include "core/engine/appstate.h"

namespace cauce::cli {

//! \brief \p state as an Argo CD Application: its field names, so that scripts go on working.
//!
//! Source: Argo CD's Application resource, `status`. Added, never moved: `commit` beside a
//! revision, `status.resources[].change` and `message`. Values of Secrets are not part of it.
object::Json toArgoJson(const AppState& state);

//! Just `status.resources` and `status.history`, as lists.
object::Json resourcesJson(const AppState& state);
object::Json historyJson(const AppState& state);

//! Sync words for people: "2 changed, 1 new, 1 to prune"; empty when nothing differs.
QString differenceWords(const AppState& state);

} // namespace cauce::cli
