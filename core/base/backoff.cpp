#include "core/base/backoff.h"

#include <algorithm>

namespace cauce {

std::chrono::milliseconds Backoff::delay(int failures, double jitter) const
{
    auto wait = first;
    for (int i = 1; i < failures && wait < cap; ++i)
        wait *= 2;
    wait = std::min(wait, cap);
    const auto extra = double(wait.count()) * 0.2 * jitter;
    return wait + std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(extra));
}

} // namespace cauce
