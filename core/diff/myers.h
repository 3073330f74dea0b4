#pragma once

#include <QtGlobal>

#include <span>
#include <vector>

namespace cauce::diff {

//! A stretch of two sequences that differs: [liveStart, liveEnd) is replaced by [desiredStart,
//! desiredEnd). One of the two may be empty.
struct Replacement
{
    int liveStart = 0;
    int liveEnd = 0;
    int desiredStart = 0;
    int desiredEnd = 0;

    friend bool operator==(const Replacement&, const Replacement&) = default;
};

//! \brief A shortest edit script between two sequences of numbers that stand for lines or words.
//!
//! Myers' algorithm in linear space. The work is bounded by \p budget steps: what is left then is
//! reported as replaced, so that the answer is always right, if no longer the shortest. In order,
//! never touching each other. Pure; any thread.
std::vector<Replacement> shortestEdits(std::span<const int> live, std::span<const int> desired,
                                       qint64 budget = 8'000'000);

} // namespace cauce::diff
