#pragma once

#include "core/object/resourcekey.h"

#include <QString>

#include <chrono>
#include <optional>

namespace cauce::sandbox {

//! \brief What the server does wrong on purpose. A value; all off by default.
struct Faults
{
    std::chrono::milliseconds latency {0}; //!< before each answer
    std::chrono::milliseconds listLatency {0}; //!< before each LIST, in addition
    int cutConnections = 0; //!< the next N requests end without an answer
    int cutWatchesInMidLine = 0; //!< the next N watch events break off within their line
    int gone = 0; //!< the next N watches and continued LISTs answer 410
    int tooMany = 0; //!< the next N requests answer 429
    std::chrono::seconds retryAfter {1}; //!< the 429's Retry-After
    int failAfterEffect = 0; //!< the next N writes are done and answered with 500
    std::optional<object::GroupKind> forbidden; //!< 403 on every request for this kind
    int unauthorizedAfter = -1; //!< 401 from the Nth request on; below 0: never
    bool silentWatches = false; //!< watches stay open and say nothing, not even bookmarks
};

} // namespace cauce::sandbox
