#pragma once

#include "core/sandbox/control/view.h"

namespace cauce::sandbox::control {

//! What of a Pod's containers a Service can name as its target port. A value.
struct NamedPort
{
    QString name;
    QString protocol;
    qint64 port = 0;
};
std::vector<NamedPort> namedPorts(const Json& pod);

//! One Pod behind a Service.
struct Backend
{
    PodPtr pod;
    std::vector<NamedPort> ports;
};

//! \brief The `ports` and `endpoints` of a Service's EndpointSlice, as the endpointslice controller
//! makes them of the Pods it selects. Pure.
Json sliceContent(const Json& service, const std::vector<Backend>& backends);
//! The `subsets` of its Endpoints; an empty array when no Pod has an address.
Json endpointSubsets(const Json& service, const std::vector<Backend>& backends);

} // namespace cauce::sandbox::control
