#include "core/engine/appspec.h"

#include <algorithm>

namespace cauce {

bool AppSpec::isUsable() const
{
    return std::none_of(conditions.cbegin(), conditions.cend(),
                        [](const AppCondition& condition) { return condition.isError(); });
}

} // namespace cauce
