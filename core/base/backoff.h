#pragma once

#include <chrono>

namespace cauce {

//! \brief How long to wait before trying again: doubles with each failure, up to a cap, with
//! jitter.
//!
//! A value without state, so that a decision about time can be tested without a clock.
struct Backoff
{
    std::chrono::milliseconds first {800};
    std::chrono::milliseconds cap {30'000};

    //! \param failures in a row so far, >= 1 (less is read as one)
    //! \param jitter in [0, 1): adds at most a fifth, so that many clients do not come back at once
    std::chrono::milliseconds delay(int failures, double jitter) const;
};

} // namespace cauce
