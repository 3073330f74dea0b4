#pragma once

#include "core/object/json.h"
#include "core/sandbox/kinds.h"

#include <QString>

namespace cauce::sandbox::discovery {

//! \brief APIGroupDiscoveryList (v2) of `/api` or of `/apis`.
object::Json aggregated(const Kinds& kinds, bool isCore);
//! APIVersions, of `/api`. \param address 127.0.0.1:PORT
object::Json coreVersions(const QString& address);
object::Json groups(const Kinds& kinds); //!< APIGroupList, of `/apis`
object::Json group(const Kinds& kinds, const QString& name); //!< APIGroup; null when not served
//! APIResourceList of `/api/v1` or `/apis/GROUP/VERSION`; null when not served.
object::Json resources(const Kinds& kinds, const QString& group, const QString& version);
bool hasGroup(const Kinds& kinds, const QString& group);

//! \brief The index of `/openapi/v3`: where each document is, its hash in the query.
object::Json openApiIndex(const Kinds& kinds);

} // namespace cauce::sandbox::discovery
