#include "core/sandbox/control/endpoints.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

// The port at which a Pod answers for a Service's port; nothing when it has none of that name.
std::optional<qint64> portAt(const Json& servicePort, const Backend* backend)
{
    const Json& target = servicePort[u"targetPort"];
    if (const auto number = target.toInteger())
        return number;
    if (target.toString().isEmpty())
        return servicePort[u"port"].toInteger();
    if (!backend)
        return std::nullopt;
    const QString protocol = servicePort[u"protocol"].toString();
    for (const NamedPort& port : backend->ports) {
        if (port.name == target.toString() && (protocol.isEmpty() || port.protocol == protocol))
            return port.port;
    }
    return std::nullopt;
}

bool publishesUnready(const Json& service)
{
    return service.path({u"spec", u"publishNotReadyAddresses"}).toBool();
}

bool hasAddress(const Backend& backend)
{
    return !backend.pod->ip.isEmpty() && !backend.pod->isOver();
}

Json targetOf(const PodFacts& pod)
{
    Json target = Json::emptyObject();
    target.set(u"kind"_s, u"Pod"_s);
    target.set(u"name"_s, pod.name);
    target.set(u"namespace"_s, pod.nameSpace);
    target.set(u"uid"_s, pod.uid);
    return target;
}

Json sliceEndpoint(const PodFacts& pod, bool always)
{
    Json conditions = Json::emptyObject();
    conditions.set(u"ready"_s, Json(always || (pod.isReady && !pod.isDeleting)));
    conditions.set(u"serving"_s, Json(pod.isReady));
    conditions.set(u"terminating"_s, Json(pod.isDeleting));
    Json endpoint = Json::emptyObject();
    endpoint.set(u"addresses"_s, Json(Json::Items {Json(pod.ip)}));
    endpoint.set(u"conditions"_s, conditions);
    endpoint.set(u"nodeName"_s, pod.node);
    endpoint.set(u"targetRef"_s, targetOf(pod));
    return endpoint;
}

} // namespace

std::vector<NamedPort> namedPorts(const Json& pod)
{
    std::vector<NamedPort> ports;
    for (const Json& container : pod.path({u"spec", u"containers"}).items()) {
        for (const Json& port : container[u"ports"].items()) {
            if (port.contains(u"name"))
                ports.push_back({port[u"name"].toString(), port[u"protocol"].toString(),
                                 integer(port[u"containerPort"])});
        }
    }
    return ports;
}

Json sliceContent(const Json& service, const std::vector<Backend>& backends)
{
    const auto first = std::ranges::find_if(backends, hasAddress);
    Json ports = Json::emptyArray();
    for (const Json& each : service.path({u"spec", u"ports"}).items()) {
        const auto number = portAt(each, first == backends.end() ? nullptr : &*first);
        if (!number || first == backends.end())
            continue;
        Json port = Json::emptyObject();
        port.set(u"name"_s, each[u"name"].toString());
        port.set(u"port"_s, Json(*number));
        port.set(u"protocol"_s, each.contains(u"protocol") ? each[u"protocol"] : Json(u"TCP"_s));
        if (each.contains(u"appProtocol"))
            port.set(u"appProtocol"_s, each[u"appProtocol"]);
        ports.append(std::move(port));
    }
    Json endpoints = Json::emptyArray();
    for (const Backend& backend : backends) {
        if (hasAddress(backend))
            endpoints.append(sliceEndpoint(*backend.pod, publishesUnready(service)));
    }
    Json content = Json::emptyObject();
    content.set(u"endpoints"_s, endpoints);
    content.set(u"ports"_s, ports.size() > 0 ? ports : Json());
    return content;
}

Json endpointSubsets(const Json& service, const std::vector<Backend>& backends)
{
    Json ready = Json::emptyArray(), notReady = Json::emptyArray();
    const Backend* first = nullptr;
    for (const Backend& backend : backends) {
        if (!hasAddress(backend) || backend.pod->isDeleting)
            continue;
        first = first ? first : &backend;
        Json address = Json::emptyObject();
        address.set(u"ip"_s, backend.pod->ip);
        address.set(u"nodeName"_s, backend.pod->node);
        address.set(u"targetRef"_s, targetOf(*backend.pod));
        (backend.pod->isReady || publishesUnready(service) ? ready : notReady)
            .append(std::move(address));
    }
    Json subsets = Json::emptyArray();
    if (!first)
        return subsets;
    Json ports = Json::emptyArray();
    for (const Json& each : service.path({u"spec", u"ports"}).items()) {
        const auto number = portAt(each, first);
        if (!number)
            continue;
        Json port = Json::emptyObject();
        if (each.contains(u"name"))
            port.set(u"name"_s, each[u"name"]);
        port.set(u"port"_s, Json(*number));
        port.set(u"protocol"_s, each.contains(u"protocol") ? each[u"protocol"] : Json(u"TCP"_s));
        ports.append(std::move(port));
    }
    Json subset = Json::emptyObject();
    if (ready.size() > 0)
        subset.set(u"addresses"_s, ready);
    if (notReady.size() > 0)
        subset.set(u"notReadyAddresses"_s, notReady);
    if (ports.size() > 0)
        subset.set(u"ports"_s, ports);
    subsets.append(std::move(subset));
    return subsets;
}

} // namespace cauce::sandbox::control
