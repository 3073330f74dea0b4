#include "core/sandbox/tablecolumns.h"

#include <algorithm>

using namespace Qt::StringLiterals;

// The kinds whose cells take more than a path to find.
namespace cauce::sandbox::columns {

namespace {

using object::Json;

bool isConditionTrue(const Json& object, QStringView type)
{
    const auto conditions = object.path({u"status", u"conditions"}).items();
    return std::any_of(conditions.begin(), conditions.end(), [&](const Json& condition) {
        return condition[u"type"].toString() == type
            && condition[u"status"].toString() == "True"_L1;
    });
}

QString exitText(const Json& terminated)
{
    if (const QString reason = terminated[u"reason"].toString(); !reason.isEmpty())
        return reason;
    if (const qint64 signal = terminated[u"signal"].toInteger().value_or(0); signal != 0)
        return u"Signal:%1"_s.arg(signal);
    return u"ExitCode:%1"_s.arg(terminated[u"exitCode"].toInteger().value_or(0));
}

//! What the init containers say, as long as they are not all done; else empty.
QString initReason(const Json& pod)
{
    const auto statuses = pod.path({u"status", u"initContainerStatuses"}).items();
    const qsizetype all = pod.path({u"spec", u"initContainers"}).size();
    qsizetype done = 0;
    for (const Json& status : statuses) {
        const Json& state = status[u"state"];
        const Json& terminated = state[u"terminated"];
        if (terminated.isObject() && terminated[u"exitCode"].toInteger() == 0) {
            ++done;
            continue;
        }
        if (terminated.isObject())
            return u"Init:"_s + exitText(terminated);
        const QString waiting = state.path({u"waiting", u"reason"}).toString();
        if (!waiting.isEmpty() && waiting != "PodInitializing"_L1)
            return u"Init:"_s + waiting;
        return u"Init:%1/%2"_s.arg(done).arg(all);
    }
    return {};
}

QString containersReason(const Json& pod, const QString& phaseReason)
{
    QString reason = phaseReason;
    bool isAnyRunning = false;
    const auto statuses = pod.path({u"status", u"containerStatuses"}).items();
    for (auto status = statuses.rbegin(); status != statuses.rend(); ++status) {
        const Json& state = (*status)[u"state"];
        const QString waiting = state.path({u"waiting", u"reason"}).toString();
        if (!waiting.isEmpty())
            reason = waiting;
        else if (state[u"terminated"].isObject())
            reason = exitText(state[u"terminated"]);
        else if ((*status)[u"ready"].toBool() && state[u"running"].isObject())
            isAnyRunning = true;
    }
    if (reason == "Completed"_L1 && isAnyRunning)
        return isConditionTrue(pod, u"Ready") ? u"Running"_s : u"NotReady"_s;
    return reason;
}

QString podStatus(const Json& pod)
{
    const Json& status = pod[u"status"];
    QString reason = status[u"phase"].toString();
    if (const QString own = status[u"reason"].toString(); !own.isEmpty())
        reason = own;
    for (const Json& condition : status[u"conditions"].items()) {
        if (condition[u"type"].toString() == "PodScheduled"_L1
            && condition[u"reason"].toString() == "SchedulingGated"_L1)
            reason = u"SchedulingGated"_s;
    }
    const QString init = initReason(pod);
    reason = init.isEmpty() ? containersReason(pod, reason) : init;
    if (pod.path({u"metadata", u"deletionTimestamp"}).isNull())
        return reason;
    return status[u"reason"].toString() == "NodeLost"_L1 ? u"Unknown"_s : u"Terminating"_s;
}

QString podReady(const Json& pod)
{
    const auto statuses = pod.path({u"status", u"containerStatuses"}).items();
    const auto ready = std::count_if(statuses.begin(), statuses.end(), [](const Json& status) {
        return status[u"ready"].toBool() && status.path({u"state", u"running"}).isObject();
    });
    return u"%1/%2"_s.arg(ready).arg(pod.path({u"spec", u"containers"}).size());
}

Json podRestarts(const Json& pod, const QDateTime& now)
{
    qint64 restarts = 0;
    QString last;
    for (const Json& status : pod.path({u"status", u"containerStatuses"}).items()) {
        restarts += status[u"restartCount"].toInteger().value_or(0);
        const QString ended = status.path({u"lastState", u"terminated", u"finishedAt"}).toString();
        last = std::max(last, ended); // RFC 3339 in UTC sorts as text
    }
    if (restarts == 0 || last.isEmpty())
        return text(QString::number(restarts));
    return text(u"%1 (%2 ago)"_s.arg(restarts).arg(ageText(last, now)));
}

QString readinessGates(const Json& pod)
{
    const auto gates = pod.path({u"spec", u"readinessGates"}).items();
    if (gates.empty())
        return u"<none>"_s;
    const auto open = std::count_if(gates.begin(), gates.end(), [&](const Json& gate) {
        return isConditionTrue(pod, gate[u"conditionType"].toString());
    });
    return u"%1/%2"_s.arg(open).arg(gates.size());
}

QString involved(const Json& event)
{
    const Json& core = event[u"involvedObject"];
    const Json& object = core.isObject() ? core : event[u"regarding"];
    return object[u"kind"].toString().toLower() + u'/' + object[u"name"].toString();
}

QString eventSource(const Json& event)
{
    const Json& core = event[u"source"];
    const Json& source = core.isObject() ? core : event[u"deprecatedSource"];
    QString component = source[u"component"].toString();
    if (component.isEmpty())
        component = event[u"reportingComponent"].toString();
    QString host = source[u"host"].toString();
    if (host.isEmpty())
        host = event[u"reportingInstance"].toString();
    return host.isEmpty() ? component : component + ", "_L1 + host;
}

//! The first of \p keys that \p event has a time under.
Json eventAge(const Json& event, const QDateTime& now, std::initializer_list<QStringView> keys)
{
    for (const QStringView key : keys) {
        if (const QString time = event[key].toString(); !time.isEmpty())
            return text(ageText(time, now));
    }
    return text(u"<unknown>"_s);
}

QString nodeStatus(const Json& node)
{
    const QString ready = isConditionTrue(node, u"Ready") ? u"Ready"_s : u"NotReady"_s;
    return node.path({u"spec", u"unschedulable"}).toBool() ? ready + ",SchedulingDisabled"_L1
                                                           : ready;
}

QString nodeRoles(const Json& node)
{
    constexpr auto prefix = "node-role.kubernetes.io/"_L1;
    QStringList roles;
    for (const auto& [key, value] : node.path({u"metadata", u"labels"}).members()) {
        if (key.startsWith(prefix))
            roles.append(key.mid(prefix.size()));
    }
    roles.sort();
    return noneIfEmpty(joined(roles));
}

QString nodeAddress(const Json& node, QStringView type)
{
    for (const Json& address : node.path({u"status", u"addresses"}).items()) {
        if (address[u"type"].toString() == type)
            return address[u"address"].toString();
    }
    return u"<none>"_s;
}

QString servicePorts(const Json& service)
{
    QStringList ports;
    for (const Json& port : service.path({u"spec", u"ports"}).items()) {
        QString shown = QString::number(port[u"port"].toInteger().value_or(0));
        if (const qint64 node = port[u"nodePort"].toInteger().value_or(0); node > 0)
            shown += u':' + QString::number(node);
        const QString protocol = port[u"protocol"].toString();
        ports.append(shown + u'/' + (protocol.isEmpty() ? u"TCP"_s : protocol));
    }
    return noneIfEmpty(joined(ports));
}

QString balancerAddresses(const Json& object)
{
    QStringList addresses;
    for (const Json& ingress : object.path({u"status", u"loadBalancer", u"ingress"}).items()) {
        const QString ip = ingress[u"ip"].toString();
        addresses.append(ip.isEmpty() ? ingress[u"hostname"].toString() : ip);
    }
    return joined(addresses);
}

QString serviceExternal(const Json& service)
{
    const QString type = service.path({u"spec", u"type"}).toString();
    if (type == "ExternalName"_L1)
        return service.path({u"spec", u"externalName"}).toString();
    QStringList addresses;
    if (type == "LoadBalancer"_L1) {
        if (const QString given = balancerAddresses(service); !given.isEmpty())
            addresses.append(given);
    }
    for (const Json& ip : service.path({u"spec", u"externalIPs"}).items())
        addresses.append(ip.toString());
    if (addresses.isEmpty() && type == "LoadBalancer"_L1)
        return u"<pending>"_s;
    return noneIfEmpty(joined(addresses));
}

QString ingressHosts(const Json& ingress)
{
    QStringList hosts;
    for (const Json& rule : ingress.path({u"spec", u"rules"}).items()) {
        if (const QString host = rule[u"host"].toString(); !host.isEmpty())
            hosts.append(host);
    }
    return hosts.isEmpty() ? u"*"_s : joined(hosts);
}

QString accessModes(const Json& object)
{
    const Json& bound = object.path({u"status", u"accessModes"});
    QStringList modes;
    for (const Json& mode :
         (bound.isArray() ? bound : object.path({u"spec", u"accessModes"})).items()) {
        QString shortened = mode.toString();
        shortened.replace("ReadWriteOncePod"_L1, "RWOP"_L1)
            .replace("ReadWriteOnce"_L1, "RWO"_L1)
            .replace("ReadOnlyMany"_L1, "ROX"_L1)
            .replace("ReadWriteMany"_L1, "RWX"_L1);
        modes.append(shortened);
    }
    return joined(modes);
}

//! As of a claim: only a bound one shows what it got.
QString claimModes(const Json& claim)
{
    return claim.path({u"spec", u"volumeName"}).toString().isEmpty() ? QString()
                                                                     : accessModes(claim);
}

QString claimCapacity(const Json& claim)
{
    if (claim.path({u"spec", u"volumeName"}).toString().isEmpty())
        return {};
    return claim.path({u"status", u"capacity", u"storage"}).toString();
}

QString claimStatus(const Json& claim)
{
    return claim.path({u"metadata", u"deletionTimestamp"}).isNull()
        ? claim.path({u"status", u"phase"}).toString()
        : u"Terminating"_s;
}

QString volumeClaim(const Json& volume)
{
    const Json& ref = volume.path({u"spec", u"claimRef"});
    return ref.isObject() ? ref[u"namespace"].toString() + u'/' + ref[u"name"].toString()
                          : QString();
}

QString slicePorts(const Json& slice)
{
    QStringList ports;
    for (const Json& port : slice[u"ports"].items()) {
        if (const auto number = port[u"port"].toInteger())
            ports.append(QString::number(*number));
    }
    return ports.isEmpty() ? u"<unset>"_s : joined(ports);
}

QString sliceEndpoints(const Json& slice)
{
    QStringList addresses;
    for (const Json& endpoint : slice[u"endpoints"].items()) {
        for (const Json& address : endpoint[u"addresses"].items())
            addresses.append(address.toString());
    }
    if (addresses.isEmpty())
        return u"<unset>"_s;
    if (addresses.size() <= 3)
        return joined(addresses);
    return joined(addresses.mid(0, 3)) + u" + %1 more..."_s.arg(addresses.size() - 3);
}

} // namespace

Columns ofPod()
{
    const auto ip = [](const Json& pod) {
        return noneIfEmpty(pod.path({u"status", u"podIP"}).toString());
    };
    return {computed(u"Ready"_s, podReady),
            computed(u"Status"_s, podStatus),
            Column {u"Restarts"_s, u"string"_s, podRestarts},
            age(),
            computed(u"IP"_s, ip, 1),
            field(u"Node"_s, {u"spec"_s, u"nodeName"_s}, u"<none>"_s, 1),
            field(u"Nominated Node"_s, {u"status"_s, u"nominatedNodeName"_s}, u"<none>"_s, 1),
            computed(u"Readiness Gates"_s, readinessGates, 1)};
}

Columns ofEvent()
{
    const auto lastSeen = [](const Json& e, const QDateTime& now) {
        return eventAge(e, now,
                        {u"lastTimestamp", u"deprecatedLastTimestamp", u"eventTime",
                         u"firstTimestamp", u"deprecatedFirstTimestamp"});
    };
    const auto firstSeen = [](const Json& e, const QDateTime& now) {
        return eventAge(e, now, {u"firstTimestamp", u"deprecatedFirstTimestamp", u"eventTime"});
    };
    const auto message = [](const Json& e) {
        const QString note = e[u"note"].toString();
        return (note.isEmpty() ? e[u"message"].toString() : note).trimmed();
    };
    const auto count = [](const Json& e, const QDateTime&) {
        const qint64 times
            = e[u"count"].toInteger().value_or(e[u"deprecatedCount"].toInteger().value_or(0));
        return Json(qMax<qint64>(1, times));
    };
    Column name = field(u"Name"_s, {u"metadata"_s, u"name"_s}, {}, 1);
    name.format = u"name"_s;
    return {Column {u"Last Seen"_s, u"string"_s, lastSeen},
            field(u"Type"_s, {u"type"_s}),
            field(u"Reason"_s, {u"reason"_s}),
            computed(u"Object"_s, involved),
            field(u"Subobject"_s, {u"involvedObject"_s, u"fieldPath"_s}, {}, 1),
            computed(u"Source"_s, eventSource, 1),
            computed(u"Message"_s, message),
            Column {u"First Seen"_s, u"string"_s, firstSeen, 1},
            Column {u"Count"_s, u"string"_s, count, 1},
            name};
}

Columns ofNode()
{
    const auto internal = [](const Json& node) { return nodeAddress(node, u"InternalIP"); };
    const auto external = [](const Json& node) { return nodeAddress(node, u"ExternalIP"); };
    const auto info = [](const QString& name, const QString& key) {
        return field(name, {u"status"_s, u"nodeInfo"_s, key}, u"<unknown>"_s, 1);
    };
    return {computed(u"Status"_s, nodeStatus),
            computed(u"Roles"_s, nodeRoles),
            age(),
            field(u"Version"_s, {u"status"_s, u"nodeInfo"_s, u"kubeletVersion"_s}),
            computed(u"Internal-IP"_s, internal, 1),
            computed(u"External-IP"_s, external, 1),
            info(u"OS-Image"_s, u"osImage"_s),
            info(u"Kernel-Version"_s, u"kernelVersion"_s),
            info(u"Container-Runtime"_s, u"containerRuntimeVersion"_s)};
}

Columns ofService()
{
    const auto selector = [](const Json& service) {
        return labelsText(service.path({u"spec", u"selector"}));
    };
    return {field(u"Type"_s, {u"spec"_s, u"type"_s}),
            field(u"Cluster-IP"_s, {u"spec"_s, u"clusterIP"_s}, u"<none>"_s),
            computed(u"External-IP"_s, serviceExternal),
            computed(u"Port(s)"_s, servicePorts),
            age(),
            computed(u"Selector"_s, selector, 1)};
}

Columns ofIngress()
{
    const auto ports = [](const Json& ingress) {
        return ingress.path({u"spec", u"tls"}).size() > 0 ? u"80, 443"_s : u"80"_s;
    };
    return {field(u"Class"_s, {u"spec"_s, u"ingressClassName"_s}, u"<none>"_s),
            computed(u"Hosts"_s, ingressHosts), computed(u"Address"_s, balancerAddresses),
            computed(u"Ports"_s, ports), age()};
}

Columns ofClaim()
{
    return {computed(u"Status"_s, claimStatus),
            field(u"Volume"_s, {u"spec"_s, u"volumeName"_s}),
            computed(u"Capacity"_s, claimCapacity),
            computed(u"Access Modes"_s, claimModes),
            field(u"StorageClass"_s, {u"spec"_s, u"storageClassName"_s}),
            field(u"VolumeAttributesClass"_s, {u"spec"_s, u"volumeAttributesClassName"_s},
                  u"<unset>"_s),
            age(),
            field(u"VolumeMode"_s, {u"spec"_s, u"volumeMode"_s}, u"<unset>"_s, 1)};
}

Columns ofVolume()
{
    return {field(u"Capacity"_s, {u"spec"_s, u"capacity"_s, u"storage"_s}),
            computed(u"Access Modes"_s, accessModes),
            field(u"Reclaim Policy"_s, {u"spec"_s, u"persistentVolumeReclaimPolicy"_s}),
            field(u"Status"_s, {u"status"_s, u"phase"_s}),
            computed(u"Claim"_s, volumeClaim),
            field(u"StorageClass"_s, {u"spec"_s, u"storageClassName"_s}),
            field(u"VolumeAttributesClass"_s, {u"spec"_s, u"volumeAttributesClassName"_s},
                  u"<unset>"_s),
            field(u"Reason"_s, {u"status"_s, u"reason"_s}),
            age(),
            field(u"VolumeMode"_s, {u"spec"_s, u"volumeMode"_s}, u"<unset>"_s, 1)};
}

Columns ofEndpointSlice()
{
    return {field(u"AddressType"_s, {u"addressType"_s}), computed(u"Ports"_s, slicePorts),
            computed(u"Endpoints"_s, sliceEndpoints), age()};
}

} // namespace cauce::sandbox::columns
