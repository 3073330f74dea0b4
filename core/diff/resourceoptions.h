#pragma once

#include "core/object/manifest.h"

namespace cauce::diff {

//! \brief What the annotation \p name of \p object lists: split at commas, trimmed, without empty
//! ones (rule: every comma list of Argo CD).
QStringList optionsOf(const object::Manifest& object, QLatin1StringView name);

//! \brief Whether \p object is a hook: Argo CD's annotation whatever it says, or Helm's unless it
//! is `crd-install`. A hook takes no part in a comparison.
bool isHook(const object::Manifest& object);

//! \brief The sync wave: Argo CD's annotation, else Helm's hook weight; 0 when neither is an
//! integer.
int waveOf(const object::Manifest& object);

//! `Prune=false` among the sync options of \p live; the first word on pruning counts.
bool isPruneDisabled(const object::Manifest& live);

//! `IgnoreExtraneous` among the compare options of \p live: it does not make the application
//! OutOfSync when Git does not want it.
bool isExtraneousIgnored(const object::Manifest& live);

} // namespace cauce::diff
