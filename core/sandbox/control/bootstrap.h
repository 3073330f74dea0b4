#pragma once

#include "core/sandbox/api.h"

namespace cauce::sandbox::control {

//! \brief Makes what a fresh cluster has, where it is not there yet: two nodes with their leases,
//! the four namespaces, a default StorageClass, the Service kubernetes.
//!
//! The nodes are as large as a laptop's imagination: 50,000 objects must fit.
void furnishCluster(Api& api);

} // namespace cauce::sandbox::control
