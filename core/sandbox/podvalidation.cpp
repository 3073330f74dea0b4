#include "core/object/quantity.h"
#include "core/sandbox/fieldchecks.h"
#include "core/sandbox/namerules.h"

#include <QSet>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

struct ContainerPlace
{
    QString path;
    const Json& volumes;
    bool isInit = false;
};

void checkContainerPorts(FieldChecks& checks, const Json& ports, const QString& path)
{
    QSet<QString> names;
    for (qsizetype i = 0; i < ports.size(); ++i) {
        const Json& port = ports.at(i);
        const QString at = u"%1[%2]"_s.arg(path).arg(i);
        if (const QString name = port[u"name"].toString(); !name.isEmpty()) {
            const QStringList problems = portNameProblems(name);
            checks.invalidAll(at + u".name"_s, name, problems);
            if (problems.isEmpty() && names.contains(name))
                checks.add(Cause::duplicate(at + u".name"_s, name));
            names.insert(name);
        }
        if (port[u"containerPort"].toInteger().value_or(0) == 0)
            checks.required(at + u".containerPort"_s);
        else
            checks.port(at + u".containerPort"_s, port[u"containerPort"]);
        if (port[u"hostPort"].toInteger().value_or(0) != 0)
            checks.port(at + u".hostPort"_s, port[u"hostPort"]);
        checks.oneOf(port, at, u"protocol"_s, {u"SCTP"_s, u"TCP"_s, u"UDP"_s});
    }
}

// Fields of a Pod that its containers may be told.
bool isKnownPodField(const QString& field)
{
    static const QSet<QString> known {u"metadata.name"_s,
                                      u"metadata.namespace"_s,
                                      u"metadata.uid"_s,
                                      u"metadata.labels"_s,
                                      u"metadata.annotations"_s,
                                      u"spec.nodeName"_s,
                                      u"spec.host"_s,
                                      u"status.phase"_s,
                                      u"spec.serviceAccountName"_s,
                                      u"spec.restartPolicy"_s,
                                      u"spec.schedulerName"_s,
                                      u"status.hostIP"_s,
                                      u"status.podIP"_s,
                                      u"status.podIPs"_s,
                                      u"status.hostIPs"_s,
                                      u"status.nominatedNodeName"_s};
    return known.contains(field) || field.startsWith("metadata.labels['"_L1)
        || field.startsWith("metadata.annotations['"_L1);
}

void checkKeyReference(FieldChecks& checks, const Json& reference, const QString& path)
{
    if (!reference.isObject())
        return;
    const QString key = reference[u"key"].toString();
    if (key.isEmpty())
        checks.required(path + u".key"_s);
    else
        checks.invalidAll(path + u".key"_s, key, configKeyProblems(key));
}

void checkVariableSource(FieldChecks& checks, const Json& variable, const QString& path)
{
    const Json& source = variable[u"valueFrom"];
    if (!source.isObject())
        return;
    const QString at = path + u".valueFrom"_s;
    if (source.size() == 0) {
        checks.invalid(at, u""_s,
                       u"must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, "
                       "`secretKeyRef` or `fileKeyRef`"_s);
    } else if (!variable[u"value"].toString().isEmpty()) {
        checks.invalid(at, u""_s, u"may not be specified when `value` is not empty"_s);
    } else if (source.size() > 1) {
        checks.invalid(at, u""_s, u"may not have more than one field specified at a time"_s);
    }
    const QString field = source.path({u"fieldRef", u"fieldPath"}).toString();
    if (!field.isEmpty() && !isKnownPodField(field)) {
        checks.invalid(at + u".fieldRef.fieldPath"_s, field,
                       u"error converting fieldPath: field label not supported: %1"_s.arg(field));
    }
    checkKeyReference(checks, source[u"configMapKeyRef"], at + u".configMapKeyRef"_s);
    checkKeyReference(checks, source[u"secretKeyRef"], at + u".secretKeyRef"_s);
}

void checkVariables(FieldChecks& checks, const Json& variables, const QString& path)
{
    for (qsizetype i = 0; i < variables.size(); ++i) {
        const Json& variable = variables.at(i);
        const QString at = u"%1[%2]"_s.arg(path).arg(i);
        const QString name = variable[u"name"].toString();
        if (name.isEmpty())
            checks.required(at + u".name"_s);
        else
            checks.invalidAll(at + u".name"_s, name, environmentNameProblems(name));
        checkVariableSource(checks, variable, at);
    }
}

void checkMounts(FieldChecks& checks, const Json& mounts, const ContainerPlace& place)
{
    QSet<QString> known;
    for (const Json& volume : place.volumes.items())
        known.insert(volume[u"name"].toString());
    QSet<QString> used;
    for (qsizetype i = 0; i < mounts.size(); ++i) {
        const QString at = u"%1.volumeMounts[%2]"_s.arg(place.path).arg(i);
        const QString name = mounts.at(i)[u"name"].toString();
        const QString target = mounts.at(i)[u"mountPath"].toString();
        if (name.isEmpty())
            checks.required(at + u".name"_s);
        if (!known.contains(name)) {
            checks.add(
                {u"FieldValueNotFound"_s, at + u".name"_s, u"Not found: \"%1\""_s.arg(name)});
        }
        if (target.isEmpty())
            checks.required(at + u".mountPath"_s);
        else if (used.contains(target))
            checks.invalid(at + u".mountPath"_s, target, u"must be unique"_s);
        used.insert(target);
    }
}

// ---- resources

bool isContainerResource(const QString& name)
{
    return name == "cpu"_L1 || name == "memory"_L1 || name == "ephemeral-storage"_L1
        || name.startsWith("hugepages-"_L1);
}

void checkResourceAmounts(FieldChecks& checks, const Json& amounts, const QString& path)
{
    static const auto zero = object::Quantity::parse(u"0"_s);
    for (const auto& [name, amount] : amounts.members()) {
        const QString at = u"%1[%2]"_s.arg(path, name);
        if (!name.contains(u'/') && !isContainerResource(name)) {
            checks.invalid(at, name, u"must be a standard resource type or fully qualified"_s);
            checks.invalid(at, name, u"must be a standard resource for containers"_s);
        }
        const auto quantity = object::Quantity::parse(amount.toString());
        if (quantity && zero && quantity->compare(*zero) < 0)
            checks.invalid(at, amount, u"must be greater than or equal to 0"_s);
    }
}

void checkResources(FieldChecks& checks, const Json& resources, const QString& path)
{
    const Json& limits = resources[u"limits"];
    checkResourceAmounts(checks, limits, path + u".limits"_s);
    const Json& requests = resources[u"requests"];
    checkResourceAmounts(checks, requests, path + u".requests"_s);
    for (const auto& [name, amount] : requests.members()) {
        const Json& limit = limits[name];
        const auto wanted = object::Quantity::parse(amount.toString());
        const auto most = object::Quantity::parse(limit.toString());
        if (wanted && most && wanted->compare(*most) > 0) {
            checks.invalid(
                path + u".requests"_s, amount,
                u"must be less than or equal to %1 limit of %2"_s.arg(name, limit.toString()));
        }
    }
}

// ---- probes

int checkHandler(FieldChecks& checks, const Json& handler, const QString& path)
{
    int handlers = 0;
    for (const QString& kind : {u"exec"_s, u"httpGet"_s, u"tcpSocket"_s, u"grpc"_s, u"sleep"_s}) {
        const Json& part = handler[kind];
        if (!part.isObject())
            continue;
        const QString at = path + u'.' + kind;
        if (handlers++ > 0) {
            checks.forbidden(at, u"may not specify more than 1 handler type"_s);
            continue;
        }
        if (kind == "exec"_L1 && part[u"command"].size() == 0)
            checks.required(at + u".command"_s);
        if (kind == "httpGet"_L1 || kind == "tcpSocket"_L1)
            checks.portOrName(at + u".port"_s, part[u"port"]);
        if (kind == "grpc"_L1)
            checks.port(at + u".port"_s, part[u"port"]);
        if (kind == "httpGet"_L1)
            checks.oneOf(part, at, u"scheme"_s, {u"HTTP"_s, u"HTTPS"_s});
    }
    if (handlers == 0)
        checks.required(path, u"must specify a handler type"_s);
    return handlers;
}

void checkProbe(FieldChecks& checks, const Json& container, const QString& path,
                const QString& name)
{
    const Json& probe = container[name];
    if (!probe.isObject())
        return;
    const QString at = path + u'.' + name;
    checkHandler(checks, probe, at);
    for (const QString& key : {u"initialDelaySeconds"_s, u"timeoutSeconds"_s, u"periodSeconds"_s,
                               u"successThreshold"_s, u"failureThreshold"_s})
        checks.nonNegative(probe, at, key);
    if (name != "readinessProbe"_L1 && probe[u"successThreshold"].toInteger().value_or(1) != 1)
        checks.invalid(at + u".successThreshold"_s, probe[u"successThreshold"], u"must be 1"_s);
}

void checkContainer(FieldChecks& checks, const Json& container, const ContainerPlace& place,
                    QSet<QString>& names)
{
    const QString& path = place.path;
    const QString name = container[u"name"].toString();
    if (name.isEmpty()) {
        checks.required(path + u".name"_s);
    } else {
        checks.invalidAll(path + u".name"_s, name, labelNameProblems(name));
        if (names.contains(name))
            checks.add(Cause::duplicate(path + u".name"_s, name));
    }
    names.insert(name);
    const QString image = container[u"image"].toString();
    if (image.isEmpty())
        checks.required(path + u".image"_s);
    else if (image != image.trimmed())
        checks.invalid(path + u".image"_s, image,
                       u"must not have leading or trailing whitespace"_s);
    checks.oneOf(container, path, u"imagePullPolicy"_s,
                 {u"Always"_s, u"IfNotPresent"_s, u"Never"_s});
    checks.oneOf(container, path, u"terminationMessagePolicy"_s,
                 {u"FallbackToLogsOnError"_s, u"File"_s});
    checkContainerPorts(checks, container[u"ports"], path + u".ports"_s);
    checkVariables(checks, container[u"env"], path + u".env"_s);
    checkMounts(checks, container[u"volumeMounts"], place);
    checkResources(checks, container[u"resources"], path + u".resources"_s);
    if (place.isInit && container[u"restartPolicy"].toString() != "Always"_L1)
        return;
    for (const QString& probe : {u"livenessProbe"_s, u"readinessProbe"_s, u"startupProbe"_s})
        checkProbe(checks, container, path, probe);
    for (const QString& hook : {u"postStart"_s, u"preStop"_s}) {
        if (const Json& handler = container.path({u"lifecycle", hook}); handler.isObject())
            checkHandler(checks, handler, path + u".lifecycle."_s + hook);
    }
}

void checkTolerations(FieldChecks& checks, const Json& tolerations, const QString& path)
{
    for (qsizetype i = 0; i < tolerations.size(); ++i) {
        const Json& toleration = tolerations.at(i);
        const QString at = u"%1[%2]"_s.arg(path).arg(i);
        const QString key = toleration[u"key"].toString();
        const QString name = toleration[u"operator"].toString();
        if (!key.isEmpty())
            checks.invalidAll(at + u".key"_s, key, qualifiedNameProblems(key));
        else if (name != "Exists"_L1)
            checks.invalid(at + u".operator"_s, name,
                           u"operator must be Exists when `key` is empty, which means \"match all "
                           "values and all keys\""_s);
        if (name == "Exists"_L1 && !toleration[u"value"].toString().isEmpty())
            checks.invalid(at + u".operator"_s, toleration[u"value"],
                           u"value must be empty when `operator` is 'Exists'"_s);
        checks.oneOf(toleration, at, u"operator"_s, {u"Equal"_s, u"Exists"_s});
        checks.oneOf(toleration, at, u"effect"_s,
                     {u"NoSchedule"_s, u"PreferNoSchedule"_s, u"NoExecute"_s});
    }
}

void checkPodNames(FieldChecks& checks, const Json& spec, const QString& path)
{
    const auto check = [&](const QString& key, QStringList (*problems)(const QString&)) {
        if (const QString text = spec[key].toString(); !text.isEmpty())
            checks.invalidAll(path + u'.' + key, text, problems(text));
    };
    check(u"serviceAccountName"_s, subdomainProblems);
    check(u"nodeName"_s, subdomainProblems);
    check(u"hostname"_s, labelNameProblems);
    check(u"subdomain"_s, labelNameProblems);
    check(u"priorityClassName"_s, subdomainProblems);
    check(u"runtimeClassName"_s, subdomainProblems);
}

} // namespace

void checkPodSpec(FieldChecks& checks, const Json& spec, const QString& path)
{
    checkVolumes(checks, spec, path);
    QSet<QString> names;
    const Json& containers = spec[u"containers"];
    if (containers.size() == 0)
        checks.required(path + u".containers"_s);
    const auto checkList = [&](const QString& list, bool isInit) {
        for (qsizetype i = 0; i < spec[list].size(); ++i) {
            const ContainerPlace place {u"%1.%2[%3]"_s.arg(path, list).arg(i), spec[u"volumes"],
                                        isInit};
            checkContainer(checks, spec[list].at(i), place, names);
        }
    };
    checkList(u"containers"_s, false);
    checkList(u"initContainers"_s, true);
    checks.oneOf(spec, path, u"restartPolicy"_s, {u"Always"_s, u"OnFailure"_s, u"Never"_s});
    checks.oneOf(spec, path, u"dnsPolicy"_s,
                 {u"ClusterFirstWithHostNet"_s, u"ClusterFirst"_s, u"Default"_s, u"None"_s});
    checks.labels(path + u".nodeSelector"_s, spec[u"nodeSelector"]);
    checkPodNames(checks, spec, path);
    checkTolerations(checks, spec[u"tolerations"], path + u".tolerations"_s);
    const Json& deadline = spec[u"activeDeadlineSeconds"];
    if (deadline.isNumber() && deadline.toInteger().value_or(0) < 1)
        checks.invalid(path + u".activeDeadlineSeconds"_s, deadline,
                       u"must be between 1 and 2147483647, inclusive"_s);
}

void checkPodTemplate(FieldChecks& checks, const Json& pod, const QString& path)
{
    checks.labels(path + u".metadata.labels"_s, pod.path({u"metadata", u"labels"}));
    for (const auto& [key, value] : pod.path({u"metadata", u"annotations"}).members()) {
        checks.invalidAll(path + u".metadata.annotations"_s, key,
                          qualifiedNameProblems(key.toLower()));
    }
    checkPodSpec(checks, pod[u"spec"], path + u".spec"_s);
}

namespace {

// What of a Pod may change once it is there, made the same.
Json withoutMutable(const Json& spec)
{
    Json fixed = spec;
    for (const QString& list : {u"containers"_s, u"initContainers"_s}) {
        Json::Items items;
        for (Json container : spec[list].items()) {
            container.remove(u"image");
            container.remove(u"resources"); // through its own subresource
            items.push_back(std::move(container));
        }
        fixed.set(list, Json(std::move(items)));
    }
    for (const QStringView key : {u"activeDeadlineSeconds", u"tolerations", u"nodeName",
                                  u"terminationGracePeriodSeconds", u"schedulingGates"})
        fixed.remove(key);
    return fixed;
}

} // namespace

void checkPod(FieldChecks& checks, const Json& object, const Json& before)
{
    checkPodSpec(checks, object[u"spec"], u"spec"_s);
    if (before.isNull() || withoutMutable(object[u"spec"]) == withoutMutable(before[u"spec"]))
        return;
    checks.forbidden(
        u"spec"_s,
        u"pod updates may not change fields other than "
        "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
        "`spec.tolerations` (only additions to existing "
        "tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was "
        "previously negative)"_s);
}

} // namespace cauce::sandbox
