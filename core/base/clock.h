#pragma once

#include <QDateTime>

#include <chrono>
#include <functional>

namespace cauce {

//! \brief The time as the program sees it; tests set it.
//!
//! `now` is for showing and recording (UTC, may jump); `steady` is for durations and never goes
//! back. A value: copies ask the same source. Callable from any thread.
struct Clock
{
    std::function<QDateTime()> now = [] { return QDateTime::currentDateTimeUtc(); };
    std::function<std::chrono::milliseconds()> steady = [] {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now().time_since_epoch());
    };
};

} // namespace cauce
