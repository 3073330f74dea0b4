#pragma once

// Private to core/sandbox: objects as bytes.

#include "core/sandbox/store.h"

namespace cauce::sandbox {

//! \brief \p object as it is kept: kind, apiVersion and metadata first, as a server writes them,
//! and \p revision as its metadata.resourceVersion.
StoredPtr storedObject(object::Json object, qint64 revision);

//! \brief The same object at \p apiVersion: every conversion is None, only the name differs.
StoredPtr atApiVersion(const StoredPtr& stored, const QString& apiVersion);

//! What a StoredObject takes of memory, about: its bytes and what is kept beside them.
qsizetype memoryOf(const StoredObject& object);

} // namespace cauce::sandbox
