#pragma once

#include "core/object/manifest.h"

namespace cauce::diff {

//! \brief \p desired without what an apply ignores: server-set metadata, status, last-applied; a
//! Secret's `stringData` folded into `data`, its base64 in one form.
object::Json comparableDesired(const object::Json& desired);

//! \brief \p live (or what a dry run answered) without what the server sets by itself.
//!
//! Gone: managedFields, resourceVersion, generation, uid, creationTimestamp, selfLink, deletion
//! fields, status, last-applied; the Deployment revision unless \p desired mentions it.
object::Json comparableLive(const object::Json& live, const object::Json& desired);

} // namespace cauce::diff
