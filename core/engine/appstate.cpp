#include "core/engine/appstate.h"

#include <algorithm>

namespace cauce {

int AppState::count(diff::Change change) const
{
    return int(std::count_if(resources.cbegin(), resources.cend(),
                             [change](const ResourceState& resource) {
                                 return !resource.hook && resource.change == change;
                             }));
}

} // namespace cauce
