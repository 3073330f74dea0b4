#pragma once

// Private to core/sandbox: objects as bytes.

#include "core/sandbox/store.h"

namespace cauce::sandbox {

//! \brief \p object as it is kept: kind, apiVersion and metadata first, as a server writes them,
//! and \p revision as its metadata.resourceVersion.
StoredPtr storedObject(object::Json object, qint64 revision);

} // namespace cauce::sandbox
