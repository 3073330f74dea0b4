#include "core/sandbox/fieldchecks.h"
#include "core/sandbox/namerules.h"

#include <QHostAddress>
#include <QSet>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

const QString kBadAddress = u"must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"_s;
const QString kBadRange = u"must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"_s;
const QString kOnlyBalanced = u"may only be used when `type` is 'LoadBalancer'"_s;

bool isAddress(const QString& text)
{
    const QHostAddress address(text);
    // Qt reads "1.2" as an address, too.
    return !address.isNull() && (text.contains(u':') || text.count(u'.') == 3);
}

bool isRange(const QString& text)
{
    return text.contains(u'/') && isAddress(text.section(u'/', 0, 0))
        && !QHostAddress::parseSubnet(text).first.isNull();
}

// A port as the server's own struct shows it.
Json internalPort(const Json& port)
{
    return Json(Json::Members {{u"Name"_s, u""_s},
                               {u"Protocol"_s, port[u"protocol"]},
                               {u"AppProtocol"_s, Json()},
                               {u"Port"_s, port[u"port"]},
                               {u"TargetPort"_s, Json(qint64(0))},
                               {u"NodePort"_s, Json(qint64(0))}});
}

void checkPortName(FieldChecks& checks, const Json& port, const QString& at, bool isOnlyPort,
                   QSet<QString>& names)
{
    const QString name = port[u"name"].toString();
    if (name.isEmpty()) {
        if (!isOnlyPort)
            checks.required(at + u".name"_s);
        return;
    }
    const QStringList problems = labelNameProblems(name);
    checks.invalidAll(at + u".name"_s, name, problems);
    if (problems.isEmpty() && names.contains(name))
        checks.add(Cause::duplicate(at + u".name"_s, name));
    names.insert(name);
}

void checkServicePorts(FieldChecks& checks, const Json& spec, const QString& type)
{
    const Json& ports = spec[u"ports"];
    QSet<QString> names;
    QSet<QString> used;
    Causes duplicates; // come last
    for (qsizetype i = 0; i < ports.size(); ++i) {
        const Json& port = ports.at(i);
        const QString at = u"spec.ports[%1]"_s.arg(i);
        checkPortName(checks, port, at, ports.size() == 1, names);
        checks.port(at + u".port"_s, port[u"port"]);
        checks.oneOf(port, at, u"protocol"_s, {u"SCTP"_s, u"TCP"_s, u"UDP"_s});
        checks.portOrName(at + u".targetPort"_s, port[u"targetPort"]);
        const QString identity
            = port[u"protocol"].toString() + QString::fromLatin1(port[u"port"].numberText());
        if (used.contains(identity))
            duplicates.push_back(Cause::duplicate(at, internalPort(port)));
        used.insert(identity);
        if (type == "ClusterIP"_L1 && port[u"nodePort"].toInteger().value_or(0) != 0)
            checks.forbidden(at + u".nodePort"_s, u"may not be used when `type` is 'ClusterIP'"_s);
    }
    for (Cause& duplicate : duplicates)
        checks.add(std::move(duplicate));
}

void checkClusterAddress(FieldChecks& checks, const Json& spec, const QString& type)
{
    const QString address = spec[u"clusterIP"].toString();
    if (type == "ExternalName"_L1) {
        if (!address.isEmpty())
            checks.forbidden(u"spec.clusterIPs"_s, u"may not be set for ExternalName services"_s);
        return;
    }
    if (address.isEmpty())
        return;
    if (address == "None"_L1) {
        if (type != "ClusterIP"_L1)
            checks.invalid(u"spec.clusterIPs[0]"_s, address,
                           u"may not be set to 'None' for %1 services"_s.arg(type));
    } else if (!isAddress(address)) {
        checks.invalid(u"spec.clusterIPs[0]"_s, address, kBadAddress);
    } else if (!address.startsWith("10.96."_L1)) {
        checks.invalid(u"spec.clusterIPs"_s, spec[u"clusterIPs"],
                       u"failed to allocate IP %1: the provided IP (%1) is not in the valid range. "
                       "The range of valid IPs is 10.96.0.0/16"_s.arg(address));
    }
}

void checkBalancerFields(FieldChecks& checks, const Json& spec, const QString& type)
{
    const Json& ranges = spec[u"loadBalancerSourceRanges"];
    const bool isBalanced = type == "LoadBalancer"_L1;
    if (!isBalanced && ranges.size() > 0)
        checks.forbidden(u"spec.LoadBalancerSourceRanges"_s, kOnlyBalanced);
    for (qsizetype i = 0; i < ranges.size(); ++i) {
        if (!isRange(ranges.at(i).toString()))
            checks.invalid(u"spec.LoadBalancerSourceRanges[%1]"_s.arg(i), ranges.at(i), kBadRange);
    }
    for (const QString& key : {u"allocateLoadBalancerNodePorts"_s, u"loadBalancerClass"_s}) {
        if (!isBalanced && spec.contains(key))
            checks.forbidden(u"spec."_s + key, kOnlyBalanced);
    }
    const bool isLocal = spec[u"externalTrafficPolicy"].toString() == "Local"_L1;
    if (spec.contains(u"healthCheckNodePort") && !(isBalanced && isLocal)) {
        checks.invalid(u"spec.healthCheckNodePort"_s, spec[u"healthCheckNodePort"],
                       u"may only be set when `type` is 'LoadBalancer' and "
                       "`externalTrafficPolicy` is 'Local'"_s);
    }
}

void checkTrafficPolicies(FieldChecks& checks, const Json& spec, const QString& type)
{
    const QStringList known {u"Cluster"_s, u"Local"_s};
    const bool isExternal = type == "LoadBalancer"_L1 || type == "NodePort"_L1
        || (type == "ClusterIP"_L1 && spec[u"externalIPs"].size() > 0);
    if (!isExternal && spec.contains(u"externalTrafficPolicy"))
        checks.invalid(u"spec.externalTrafficPolicy"_s, spec[u"externalTrafficPolicy"],
                       u"may only be set for externally-accessible services"_s);
    else
        checks.oneOf(spec, u"spec"_s, u"externalTrafficPolicy"_s, known);
    checks.oneOf(spec, u"spec"_s, u"internalTrafficPolicy"_s, known);
}

void checkSameAddress(FieldChecks& checks, const Json& spec, const Json& old)
{
    const QString was = old[u"clusterIP"].toString();
    const bool hadAddress = old[u"type"].toString() != "ExternalName"_L1 && !was.isEmpty();
    const bool hasAddress = spec[u"type"].toString() != "ExternalName"_L1;
    if (hadAddress && hasAddress && spec[u"clusterIP"].toString() != was)
        checks.invalid(u"spec.clusterIPs[0]"_s, spec[u"clusterIPs"], u"may not change once set"_s);
}

} // namespace

void checkService(FieldChecks& checks, const Json& object, const Json& before)
{
    const Json& spec = object[u"spec"];
    const QString type = spec[u"type"].toString();
    const bool isHeadless = spec[u"clusterIP"].toString() == "None"_L1;
    if (!before.isNull())
        checkSameAddress(checks, spec, before[u"spec"]);
    if (spec[u"ports"].size() == 0 && !isHeadless && type != "ExternalName"_L1)
        checks.required(u"spec.ports"_s);
    if (before.isNull() || type == "ExternalName"_L1)
        checkClusterAddress(checks, spec, type);
    if (type == "ExternalName"_L1) {
        QString name = spec[u"externalName"].toString();
        if (name.endsWith(u'.'))
            name.chop(1);
        if (name.isEmpty())
            checks.required(u"spec.externalName"_s);
        else
            checks.invalidAll(u"spec.externalName"_s, name, subdomainProblems(name));
    }
    checkServicePorts(checks, spec, type);
    checks.labels(u"spec.selector"_s, spec[u"selector"]);
    checks.oneOf(spec, u"spec"_s, u"sessionAffinity"_s, {u"ClientIP"_s, u"None"_s});
    const Json& addresses = spec[u"externalIPs"];
    for (qsizetype i = 0; i < addresses.size(); ++i) {
        if (!isAddress(addresses.at(i).toString()))
            checks.invalid(u"spec.externalIPs[%1]"_s.arg(i), addresses.at(i), kBadAddress);
    }
    checks.oneOf(spec, u"spec"_s, u"type"_s,
                 {u"ClusterIP"_s, u"ExternalName"_s, u"LoadBalancer"_s, u"NodePort"_s});
    checkBalancerFields(checks, spec, type);
    checkTrafficPolicies(checks, spec, type);
}

// ---- Ingress

namespace {

void checkBackend(FieldChecks& checks, const Json& backend, const QString& at)
{
    const Json& service = backend[u"service"];
    if (service.isObject() && backend[u"resource"].isObject()) {
        checks.invalid(at, u""_s, u"cannot set both resource and service backends"_s);
        return;
    }
    if (!service.isObject())
        return;
    const QString name = service[u"name"].toString();
    if (name.isEmpty())
        checks.required(at + u".service.name"_s);
    else
        checks.invalidAll(at + u".service.name"_s, name, serviceNameProblems(name));
    const QString portName = service.path({u"port", u"name"}).toString();
    const qint64 number = service.path({u"port", u"number"}).toInteger().value_or(0);
    if (!portName.isEmpty() && number != 0)
        checks.invalid(at, u""_s, u"cannot set both port name & port number"_s);
    else if (!portName.isEmpty())
        checks.invalidAll(at + u".service.port.name"_s, portName, portNameProblems(portName));
    else if (number == 0)
        checks.required(at, u"port name or number is required"_s);
    else
        checks.port(at + u".service.port.number"_s, Json(number));
}

void checkIngressPath(FieldChecks& checks, const Json& path, const QString& at)
{
    const QString type = path[u"pathType"].toString();
    const QString text = path[u"path"].toString();
    if (type.isEmpty()) {
        checks.required(at + u".pathType"_s, u"pathType must be specified"_s);
    } else if (type == "Exact"_L1 || type == "Prefix"_L1) {
        if (!text.startsWith(u'/'))
            checks.invalid(at + u".path"_s, text, u"must be an absolute path"_s);
        for (const QString& sequence : {u"//"_s, u"/./"_s, u"/../"_s, u"%2f"_s, u"%2F"_s}) {
            if (!text.isEmpty() && text.contains(sequence))
                checks.invalid(at + u".path"_s, text, u"must not contain '%1'"_s.arg(sequence));
        }
    } else if (type == "ImplementationSpecific"_L1) {
        if (!text.isEmpty() && !text.startsWith(u'/'))
            checks.invalid(at + u".path"_s, text, u"must be an absolute path"_s);
    } else {
        checks.add(Cause::notSupported(at + u".pathType"_s, type,
                                       {u"Exact"_s, u"ImplementationSpecific"_s, u"Prefix"_s}));
    }
    checkBackend(checks, path[u"backend"], at + u".backend"_s);
}

void checkHost(FieldChecks& checks, const QString& host, const QString& at)
{
    if (isAddress(host))
        checks.invalid(at, host, u"must be a DNS name, not an IP address"_s);
    else if (host.contains(u'*'))
        checks.invalidAll(at, host, wildcardProblems(host));
    else
        checks.invalidAll(at, host, subdomainProblems(host));
}

} // namespace

void checkIngress(FieldChecks& checks, const Json& object, const Json&)
{
    const Json& spec = object[u"spec"];
    const Json& rules = spec[u"rules"];
    const Json& backend = spec[u"defaultBackend"];
    if (rules.size() == 0 && !backend.isObject())
        checks.invalid(u"spec"_s, Json(),
                       u"either `defaultBackend` or `rules` must be specified"_s);
    if (backend.isObject())
        checkBackend(checks, backend, u"spec.defaultBackend"_s);
    for (qsizetype i = 0; i < rules.size(); ++i) {
        const QString at = u"spec.rules[%1]"_s.arg(i);
        if (const QString host = rules.at(i)[u"host"].toString(); !host.isEmpty())
            checkHost(checks, host, at + u".host"_s);
        const Json& http = rules.at(i)[u"http"];
        if (http.isObject() && http[u"paths"].size() == 0)
            checks.required(at + u".http.paths"_s);
        for (qsizetype j = 0; j < http[u"paths"].size(); ++j)
            checkIngressPath(checks, http[u"paths"].at(j), u"%1.http.paths[%2]"_s.arg(at).arg(j));
    }
    const Json& tls = spec[u"tls"];
    for (qsizetype i = 0; i < tls.size(); ++i) {
        const Json& hosts = tls.at(i)[u"hosts"];
        for (qsizetype j = 0; j < hosts.size(); ++j) {
            const QString host = hosts.at(j).toString();
            checks.invalidAll(u"spec.tls[%1].hosts[%2]"_s.arg(i).arg(j), host,
                              host.contains(u'*') ? wildcardProblems(host)
                                                  : subdomainProblems(host));
        }
        if (const QString secret = tls.at(i)[u"secretName"].toString(); !secret.isEmpty())
            checks.invalidAll(u"spec.tls[%1].secretName"_s.arg(i), secret,
                              subdomainProblems(secret));
    }
    if (const QString name = spec[u"ingressClassName"].toString(); !name.isEmpty())
        checks.invalidAll(u"spec.ingressClassName"_s, name, subdomainProblems(name));
}

// ---- NetworkPolicy

namespace {

void checkPeer(FieldChecks& checks, const Json& peer, const QString& at)
{
    int parts = 0;
    for (const QString& key : {u"podSelector"_s, u"namespaceSelector"_s}) {
        if (!peer[key].isObject())
            continue;
        ++parts;
        checks.selector(at + u'.' + key, peer[key]);
    }
    const Json& block = peer[u"ipBlock"];
    if (block.isObject()) {
        const QString range = block[u"cidr"].toString();
        if (range.isEmpty())
            checks.required(at + u".ipBlock.cidr"_s);
        else if (!isRange(range))
            checks.invalid(at + u".ipBlock.cidr"_s, range, kBadRange);
        if (parts > 0)
            checks.forbidden(at, u"may not specify both ipBlock and another peer"_s);
        ++parts;
    }
    if (parts == 0)
        checks.required(at, u"must specify a peer"_s);
}

void checkPolicyRules(FieldChecks& checks, const Json& rules, const QString& path,
                      const QString& peers)
{
    for (qsizetype i = 0; i < rules.size(); ++i) {
        const QString at = u"%1[%2]"_s.arg(path).arg(i);
        const Json& ports = rules.at(i)[u"ports"];
        for (qsizetype j = 0; j < ports.size(); ++j) {
            const QString portAt = u"%1.ports[%2]"_s.arg(at).arg(j);
            checks.oneOf(ports.at(j), portAt, u"protocol"_s, {u"TCP"_s, u"UDP"_s, u"SCTP"_s});
            if (ports.at(j).contains(u"port"))
                checks.portOrName(portAt + u".port"_s, ports.at(j)[u"port"]);
        }
        for (qsizetype j = 0; j < rules.at(i)[peers].size(); ++j)
            checkPeer(checks, rules.at(i)[peers].at(j), u"%1.%2[%3]"_s.arg(at, peers).arg(j));
    }
}

} // namespace

void checkNetworkPolicy(FieldChecks& checks, const Json& object, const Json&)
{
    const Json& spec = object[u"spec"];
    checks.selector(u"spec.podSelector"_s, spec[u"podSelector"]);
    checkPolicyRules(checks, spec[u"ingress"], u"spec.ingress"_s, u"from"_s);
    checkPolicyRules(checks, spec[u"egress"], u"spec.egress"_s, u"to"_s);
    const QStringList known {u"Ingress"_s, u"Egress"_s};
    const Json& types = spec[u"policyTypes"];
    for (qsizetype i = 0; i < types.size(); ++i) {
        if (!known.contains(types.at(i).toString()))
            checks.add(Cause::notSupported(u"spec.policyTypes[%1]"_s.arg(i), types.at(i), known));
    }
}

} // namespace cauce::sandbox
