#pragma once

#include "core/base/backoff.h"

#include <chrono>
#include <optional>

namespace cauce::cluster {

//! \brief Deadlines, bounds and intervals on the way to one API server. A value.
//!
//! The defaults are the program's; tests shorten them.
struct ClusterLimits
{
    using Time = std::chrono::milliseconds;

    Time idle = std::chrono::seconds(30); //!< no byte for so long ends a request
    Time total = std::chrono::seconds(60); //!< one command, from sending to its last byte
    Time listTotal = std::chrono::seconds(120); //!< one page of a LIST
    Time watchSilence = std::chrono::seconds(120); //!< no whole line for so long: the watch is dead
    Time watchLifetime = std::chrono::minutes(25); //!< asked of the server; jitter adds a fifth
    Time shortWatch = std::chrono::seconds(5); //!< one that ends sooner counts as a failure
    Time minListInterval = std::chrono::seconds(10); //!< from one good LIST of a kind to the next
    Time forbiddenRetry = std::chrono::minutes(5); //!< what was refused (401, 403, 404)
    Time discoveryRetry = std::chrono::seconds(30); //!< while a wanted kind is not served
    Time discoveryRefresh = std::chrono::minutes(5); //!< otherwise; costs one 304
    Time maxRetryAfter = std::chrono::minutes(5); //!< a Retry-After is believed up to here
    Time coalesce = std::chrono::milliseconds(50); //!< between two snapshots
    Time keepUnwanted = std::chrono::seconds(60); //!< a kind is watched on after nobody wants it
    Time tokenFileAge = std::chrono::seconds(60); //!< a token file is read again after so long
    Time execTimeout = std::chrono::seconds(30); //!< of a credential plugin
    Backoff backoff; //!< after failures
    qint64 maxBody = 64 << 20; //!< bytes of one answer, decompressed
    qint64 maxLine = 8 << 20; //!< bytes of one watch event
    int pageSize = 500; //!< objects in a page of a LIST
    //! Ask for compressed answers; nothing: unless the server is on this machine, where it only
    //! costs.
    std::optional<bool> compress;
};

} // namespace cauce::cluster
