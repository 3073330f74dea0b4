#include "core/sandbox/servicerules.h"

#include "core/sandbox/jsonedit.h"

#include <QHash>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

constexpr int kFirstNodePort = 30'000;
constexpr int kNodePorts = 2768;
// The lower addresses are left to those who choose one, as a server leaves them.
constexpr uint kFirstHost = 256;
constexpr uint kHosts = 65'534 - kFirstHost;

QString typeOfService(const Json& spec)
{
    return spec[u"type"].toString();
}

bool needsAddress(const Json& spec)
{
    return typeOfService(spec) != "ExternalName"_L1;
}

bool needsNodePorts(const Json& spec)
{
    if (typeOfService(spec) == "NodePort"_L1)
        return true;
    return typeOfService(spec) == "LoadBalancer"_L1
        && spec[u"allocateLoadBalancerNodePorts"].toBool(true);
}

bool needsHealthPort(const Json& spec)
{
    return typeOfService(spec) == "LoadBalancer"_L1
        && spec[u"externalTrafficPolicy"].toString() == "Local"_L1;
}

QString freeAddress(size_t start, const Surroundings& surroundings)
{
    for (uint i = 0; i < kHosts; ++i) {
        const uint host = kFirstHost + uint((start + i) % kHosts);
        const QString address = u"10.96.%1.%2"_s.arg(host / 256).arg(host % 256);
        if (!surroundings.isAddressTaken || !surroundings.isAddressTaken(address))
            return address;
    }
    return {};
}

// Which node ports one Service is given.
class NodePorts
{
public:
    NodePorts(size_t start, const Surroundings& surroundings)
        : m_start(start)
        , m_surroundings(surroundings)
    { }

    void use(qint64 port) { m_own.insert(int(port)); }
    qint64 next()
    {
        for (int i = 0; i < kNodePorts; ++i) {
            const int port = kFirstNodePort + int((m_start + size_t(i)) % kNodePorts);
            const bool isTaken = m_own.contains(port)
                || (m_surroundings.isNodePortTaken && m_surroundings.isNodePortTaken(port));
            if (isTaken)
                continue;
            m_own.insert(port);
            return port;
        }
        return 0;
    }

private:
    size_t m_start;
    const Surroundings& m_surroundings;
    QSet<int> m_own;
};

qint64 portNumber(const Json& port, QStringView key)
{
    return port[key].toInteger().value_or(0);
}

void allocateNodePorts(Json& spec, size_t start, const Surroundings& surroundings)
{
    NodePorts ports(start, surroundings);
    QHash<qint64, qint64> byPort; // one port number of two protocols has one node port
    for (const Json& port : spec[u"ports"].items()) {
        if (const qint64 given = portNumber(port, u"nodePort"))
            ports.use(given);
    }
    editItems(spec, u"ports"_s, [&](Json& port) {
        const qint64 number = portNumber(port, u"port");
        qint64 node = portNumber(port, u"nodePort");
        if (node == 0)
            node = byPort.contains(number) ? byPort.value(number) : ports.next();
        byPort.insert(number, node);
        if (node > 0)
            port.set(u"nodePort"_s, Json(node));
    });
    if (needsHealthPort(spec) && portNumber(spec, u"healthCheckNodePort") == 0)
        spec.set(u"healthCheckNodePort"_s, Json(ports.next()));
}

void allocateAddress(Json& spec, size_t start, const Surroundings& surroundings)
{
    const QString stated = spec[u"clusterIP"].toString();
    if (stated.isEmpty() && spec[u"clusterIPs"].size() > 0)
        spec.set(u"clusterIP"_s, spec[u"clusterIPs"].at(0));
    if (spec[u"clusterIP"].toString().isEmpty())
        spec.set(u"clusterIP"_s, freeAddress(start, surroundings));
    fill(spec, u"clusterIPs"_s, Json(Json::Items {spec[u"clusterIP"]}));
    fill(spec, u"ipFamilies"_s, Json(Json::Items {Json(u"IPv4"_s)}));
    const bool isHeadlessWithoutSelector
        = spec[u"clusterIP"].toString() == "None"_L1 && spec[u"selector"].size() == 0;
    if (isHeadlessWithoutSelector && !spec.contains(u"ipFamilyPolicy")
        && spec[u"ipFamilies"].size() == 1) {
        // Nobody knows which families the endpoints will have.
        spec.set(u"ipFamilyPolicy"_s, u"RequireDualStack"_s);
        spec.set(u"ipFamilies"_s, Json(Json::Items {Json(u"IPv4"_s), Json(u"IPv6"_s)}));
    }
    fill(spec, u"ipFamilyPolicy"_s, u"SingleStack"_s);
}

// The node ports of \p before for the ports that are still there.
void carryNodePorts(Json& spec, const Json& before)
{
    QHash<std::pair<QString, qint64>, qint64> known;
    const auto keyOf = [](const Json& port) {
        return std::pair(port[u"protocol"].toString(), portNumber(port, u"port"));
    };
    QSet<qint64> inUse;
    for (const Json& port : before[u"ports"].items())
        known.insert(keyOf(port), portNumber(port, u"nodePort"));
    for (const Json& port : spec[u"ports"].items())
        inUse.insert(portNumber(port, u"nodePort"));
    editItems(spec, u"ports"_s, [&](Json& port) {
        const qint64 node = known.value(keyOf(port));
        if (portNumber(port, u"nodePort") == 0 && node != 0 && !inUse.contains(node))
            port.set(u"nodePort"_s, Json(node));
    });
}

void removeIfSame(Json& spec, const Json& before, QStringView key)
{
    if (spec[key] == before[key])
        spec.remove(key);
}

bool hasSameNodePorts(const Json& spec, const Json& before)
{
    QSet<qint64> now;
    QSet<qint64> then;
    for (const Json& port : spec[u"ports"].items())
        now.insert(portNumber(port, u"nodePort"));
    for (const Json& port : before[u"ports"].items())
        then.insert(portNumber(port, u"nodePort"));
    return now == then;
}

// What belonged to another type of Service and was not touched by who changed the type.
void dropOfOtherType(Json& spec, const Json& before)
{
    if (needsAddress(before) && !needsAddress(spec)) {
        if (spec[u"clusterIP"] == before[u"clusterIP"]) {
            spec.remove(u"clusterIP");
            spec.remove(u"clusterIPs");
        }
        removeIfSame(spec, before, u"ipFamilies");
        removeIfSame(spec, before, u"ipFamilyPolicy");
        removeIfSame(spec, before, u"internalTrafficPolicy");
    }
    if (needsNodePorts(before) && !needsNodePorts(spec) && hasSameNodePorts(spec, before))
        editItems(spec, u"ports"_s, [](Json& port) { port.remove(u"nodePort"); });
    if (needsHealthPort(before) && !needsHealthPort(spec))
        removeIfSame(spec, before, u"healthCheckNodePort");
    const bool wasBalanced = typeOfService(before) == "LoadBalancer"_L1;
    const bool isBalanced = typeOfService(spec) == "LoadBalancer"_L1;
    if (wasBalanced && !isBalanced) {
        removeIfSame(spec, before, u"allocateLoadBalancerNodePorts");
        removeIfSame(spec, before, u"loadBalancerClass");
    }
    const bool isExternal
        = isBalanced || typeOfService(spec) == "NodePort"_L1 || spec[u"externalIPs"].size() > 0;
    if (!isExternal)
        removeIfSame(spec, before, u"externalTrafficPolicy");
}

} // namespace

void allocateService(Json& service, const Surroundings& surroundings)
{
    const QString name = service.path({u"metadata", u"namespace"}).toString() + u'/'
        + service.path({u"metadata", u"name"}).toString();
    const size_t start = ::qHash(name, 0); // the same Service is given the same, when it is free
    editMember(service, u"spec"_s, [&](Json& spec) {
        if (needsAddress(spec))
            allocateAddress(spec, start, surroundings);
        if (needsNodePorts(spec))
            allocateNodePorts(spec, start, surroundings);
    });
}

void carryService(Json& service, const Json& before)
{
    const Json& old = before[u"spec"];
    editMember(service, u"spec"_s, [&old](Json& spec) {
        if (needsAddress(old) && needsAddress(spec)) {
            if (spec[u"clusterIP"].toString().isEmpty() && old.contains(u"clusterIP"))
                spec.set(u"clusterIP"_s, old[u"clusterIP"]);
            // Who changes only the one means both.
            if (spec[u"clusterIP"] != old[u"clusterIP"]
                && spec[u"clusterIPs"] == old[u"clusterIPs"])
                spec.set(u"clusterIPs"_s, Json(Json::Items {spec[u"clusterIP"]}));
            for (const QString& key : {u"clusterIPs"_s, u"ipFamilies"_s, u"ipFamilyPolicy"_s}) {
                if (old.contains(key) && spec[u"clusterIP"] == old[u"clusterIP"])
                    fill(spec, key, old[key]);
            }
        }
        if (needsNodePorts(old) && needsNodePorts(spec))
            carryNodePorts(spec, old);
        if (needsHealthPort(old) && needsHealthPort(spec) && old.contains(u"healthCheckNodePort"))
            fill(spec, u"healthCheckNodePort"_s, old[u"healthCheckNodePort"]);
        dropOfOtherType(spec, old);
    });
}

} // namespace cauce::sandbox
