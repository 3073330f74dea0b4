#include "core/object/jsoncodec.h"
#include "core/sandbox/fieldchecks.h"
#include "core/sandbox/namerules.h"

#include <QHash>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

const QString kImmutable = u"field is immutable when `immutable` is set"_s;

// What an immutable ConfigMap or Secret may not change.
void checkFrozen(FieldChecks& checks, const Json& object, const Json& before)
{
    if (!before[u"immutable"].toBool())
        return;
    if (!object[u"immutable"].toBool())
        checks.forbidden(u"immutable"_s, kImmutable);
    for (const QString& key : {u"data"_s, u"binaryData"_s}) {
        if (object[key] != before[key])
            checks.forbidden(key, kImmutable);
    }
}

// The keys that a Secret of a type must have.
QStringList requiredKeys(const QString& type)
{
    static const QHash<QString, QStringList> required {
        {u"kubernetes.io/tls"_s, {u"tls.crt"_s, u"tls.key"_s}},
        {u"kubernetes.io/dockercfg"_s, {u".dockercfg"_s}},
        {u"kubernetes.io/dockerconfigjson"_s, {u".dockerconfigjson"_s}},
        {u"kubernetes.io/ssh-auth"_s, {u"ssh-privatekey"_s}},
    };
    return required.value(type);
}

// Why \p text is no JSON; in the server's words where it does not even begin as one.
QString jsonProblem(const QByteArray& text)
{
    const QByteArray trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return u"unexpected end of JSON input"_s;
    if (!QByteArray("{[\"-0123456789tfn").contains(trimmed.front())) {
        return u"invalid character '%1' looking for beginning of value"_s.arg(
            QLatin1Char(trimmed.front()));
    }
    const auto json = object::parseJson(text);
    return json ? QString() : json.error().message;
}

void checkSecretType(FieldChecks& checks, const Json& object)
{
    const QString type = object[u"type"].toString();
    const Json& data = object[u"data"];
    for (const QString& key : requiredKeys(type)) {
        const QString at = u"data[%1]"_s.arg(key);
        if (!data.contains(key)) {
            checks.required(at);
        } else if (key.startsWith(u'.')) { // a JSON text
            const QByteArray text = QByteArray::fromBase64(data[key].toString().toLatin1());
            if (const QString problem = jsonProblem(text); !problem.isEmpty())
                checks.invalid(at, u"<secret contents redacted>"_s, problem);
        }
    }
    if (type == "kubernetes.io/basic-auth"_L1 && !data.contains(u"username")
        && !data.contains(u"password")) {
        checks.required(u"data[username]"_s);
        checks.required(u"data[password]"_s);
    }
    constexpr QStringView account = u"kubernetes.io/service-account.name";
    if (type == "kubernetes.io/service-account-token"_L1
        && object.path({u"metadata", u"annotations", account}).toString().isEmpty())
        checks.required(u"metadata.annotations[%1]"_s.arg(account));
}

} // namespace

void checkConfigMap(FieldChecks& checks, const Json& object, const Json& before)
{
    checkFrozen(checks, object, before);
    for (const auto& [key, value] : object[u"data"].members()) {
        const QString at = u"data[%1]"_s.arg(key);
        checks.invalidAll(at, key, configKeyProblems(key));
        if (object[u"binaryData"].contains(key))
            checks.invalid(at, key, u"duplicate of key present in binaryData"_s);
    }
    for (const auto& [key, value] : object[u"binaryData"].members())
        checks.invalidAll(u"binaryData[%1]"_s.arg(key), key, configKeyProblems(key));
}

void checkSecret(FieldChecks& checks, const Json& object, const Json& before)
{
    if (!before.isNull() && object[u"type"] != before[u"type"])
        checks.invalid(u"type"_s, object[u"type"], u"field is immutable"_s);
    checkFrozen(checks, object, before);
    for (const auto& [key, value] : object[u"data"].members())
        checks.invalidAll(u"data[%1]"_s.arg(key), key, configKeyProblems(key));
    checkSecretType(checks, object);
}

void checkAutoscaler(FieldChecks& checks, const Json& object, const Json&)
{
    const Json& spec = object[u"spec"];
    const qint64 least = spec[u"minReplicas"].toInteger().value_or(1);
    const qint64 most = spec[u"maxReplicas"].toInteger().value_or(0);
    if (least < 1)
        checks.invalid(u"spec.minReplicas"_s, Json(least), u"must be greater than or equal to 1"_s);
    if (most < 1)
        checks.invalid(u"spec.maxReplicas"_s, Json(most), u"must be greater than 0"_s);
    if (most < least)
        checks.invalid(u"spec.maxReplicas"_s, Json(most),
                       u"must be greater than or equal to `minReplicas`"_s);
    const Json& target = spec[u"scaleTargetRef"];
    for (const QString& key : {u"kind"_s, u"name"_s}) {
        const QString text = target[key].toString();
        const QString at = u"spec.scaleTargetRef."_s + key;
        if (text.isEmpty())
            checks.required(at);
        else
            checks.invalidAll(at, text, pathSegmentProblems(text));
    }
    const QString version = target[u"apiVersion"].toString();
    const bool needsGroup = target[u"kind"].toString() != "ReplicationController"_L1;
    if (needsGroup && !version.contains(u'/'))
        checks.invalid(u"spec.scaleTargetRef.apiVersion"_s, version,
                       u"apiVersion must specify API group"_s);
}

void checkDisruptionBudget(FieldChecks& checks, const Json& object, const Json&)
{
    const Json& spec = object[u"spec"];
    if (spec.contains(u"minAvailable") && spec.contains(u"maxUnavailable")) {
        const Json internal(
            Json::Members {{u"MinAvailable"_s, spec[u"minAvailable"]},
                           {u"Selector"_s, spec[u"selector"]},
                           {u"MaxUnavailable"_s, spec[u"maxUnavailable"]},
                           {u"UnhealthyPodEvictionPolicy"_s, spec[u"unhealthyPodEvictionPolicy"]}});
        checks.invalid(u"spec"_s, internal,
                       u"minAvailable and maxUnavailable cannot be both set"_s);
    }
    for (const QString& key : {u"minAvailable"_s, u"maxUnavailable"_s}) {
        if (spec.contains(key))
            checks.numberOrPercent(u"spec."_s + key, spec[key], true);
    }
    checks.selector(u"spec.selector"_s, spec[u"selector"]);
}

void checkRole(FieldChecks& checks, const Json& object, const Json&)
{
    const bool isNamespaced = object[u"kind"].toString() == "Role"_L1;
    const Json& rules = object[u"rules"];
    for (qsizetype i = 0; i < rules.size(); ++i) {
        const Json& rule = rules.at(i);
        const QString at = u"rules[%1]"_s.arg(i);
        if (rule[u"verbs"].size() == 0)
            checks.required(at + u".verbs"_s, u"verbs must contain at least one value"_s);
        if (const Json& urls = rule[u"nonResourceURLs"]; urls.size() > 0) {
            if (isNamespaced)
                checks.invalid(at + u".nonResourceURLs"_s, urls,
                               u"namespaced rules cannot apply to non-resource URLs"_s);
            if (rule[u"apiGroups"].size() + rule[u"resources"].size()
                    + rule[u"resourceNames"].size()
                > 0)
                checks.invalid(at + u".nonResourceURLs"_s, urls,
                               u"rules cannot apply to both regular resources and non-resource "
                               "URLs"_s);
            continue;
        }
        if (rule[u"apiGroups"].size() == 0)
            checks.required(at + u".apiGroups"_s,
                            u"resource rules must supply at least one api group"_s);
        if (rule[u"resources"].size() == 0)
            checks.required(at + u".resources"_s,
                            u"resource rules must supply at least one resource"_s);
    }
}

void checkBinding(FieldChecks& checks, const Json& object, const Json& before)
{
    const Json& role = object[u"roleRef"];
    const bool isNamespaced = object[u"kind"].toString() == "RoleBinding"_L1;
    QStringList kinds {u"ClusterRole"_s};
    if (isNamespaced)
        kinds.prepend(u"Role"_s);
    if (!kinds.contains(role[u"kind"].toString()))
        checks.add(Cause::notSupported(u"roleRef.kind"_s, role[u"kind"], kinds));
    const QString name = role[u"name"].toString();
    if (name.isEmpty())
        checks.required(u"roleRef.name"_s);
    else
        checks.invalidAll(u"roleRef.name"_s, name, pathSegmentProblems(name));
    const QStringList known {u"ServiceAccount"_s, u"User"_s, u"Group"_s};
    const Json& subjects = object[u"subjects"];
    for (qsizetype i = 0; i < subjects.size(); ++i) {
        const Json& subject = subjects.at(i);
        const QString at = u"subjects[%1]"_s.arg(i);
        if (subject[u"name"].toString().isEmpty())
            checks.required(at + u".name"_s);
        const QString kind = subject[u"kind"].toString();
        if (!known.contains(kind))
            checks.add(Cause::notSupported(at + u".kind"_s, kind, known));
        if (kind == "ServiceAccount"_L1 && !isNamespaced
            && subject[u"namespace"].toString().isEmpty())
            checks.required(at + u".namespace"_s);
    }
    if (!before.isNull() && role != before[u"roleRef"]) {
        const Json internal(Json::Members {{u"APIGroup"_s, role[u"apiGroup"]},
                                           {u"Kind"_s, role[u"kind"]},
                                           {u"Name"_s, role[u"name"]}});
        checks.invalid(u"roleRef"_s, internal, u"cannot change roleRef"_s);
    }
}

void checkPriorityClass(FieldChecks& checks, const Json& object, const Json& before)
{
    const QString name = object.path({u"metadata", u"name"}).toString();
    const bool isKnown = name == "system-node-critical"_L1 || name == "system-cluster-critical"_L1;
    if (name.startsWith("system-"_L1) && !isKnown) {
        checks.forbidden(u"metadata.name"_s,
                         u"priority class names with 'system-' prefix are reserved for system use "
                         "only. error: %1 is not a known system priority class"_s.arg(name));
    } else if (!isKnown && object[u"value"].toInteger().value_or(0) > 1'000'000'000) {
        checks.forbidden(u"value"_s,
                         u"maximum allowed value of a user defined priority is 1000000000"_s);
    }
    if (!before.isNull() && object[u"value"] != before[u"value"])
        checks.invalid(u"value"_s, object[u"value"], u"field is immutable"_s);
}

void checkStorageClass(FieldChecks& checks, const Json& object, const Json& before)
{
    const QString provisioner = object[u"provisioner"].toString();
    if (provisioner.isEmpty())
        checks.required(u"provisioner"_s);
    else
        checks.invalidAll(u"provisioner"_s, provisioner,
                          qualifiedNameProblems(provisioner.toLower()));
    checks.oneOf(object, {}, u"reclaimPolicy"_s, {u"Delete"_s, u"Retain"_s});
    checks.oneOf(object, {}, u"volumeBindingMode"_s, {u"Immediate"_s, u"WaitForFirstConsumer"_s});
    if (before.isNull())
        return;
    for (const QString& key : {u"parameters"_s, u"provisioner"_s, u"reclaimPolicy"_s}) {
        if (object[key] != before[key])
            checks.forbidden(key, u"updates to %1 are forbidden."_s.arg(key));
    }
    if (object[u"volumeBindingMode"] != before[u"volumeBindingMode"])
        checks.invalid(u"volumeBindingMode"_s, object[u"volumeBindingMode"],
                       u"field is immutable"_s);
}

// ---- CustomResourceDefinition

namespace {

void checkDefinitionName(FieldChecks& checks, const Json& names, const QString& key, bool isKind)
{
    const QString at = u"spec.names."_s + key;
    const QString text = names[key].toString();
    if (text.isEmpty()) {
        checks.required(at);
        return;
    }
    for (const QString& problem : serviceNameProblems(isKind ? text.toLower() : text)) {
        const QString rule = u"may have mixed case, but should otherwise match: "_s + problem;
        checks.invalid(at, text, isKind ? rule : problem);
    }
}

// The parts of a structural schema: each says its type, and lists what their items are.
void checkSchemaNode(FieldChecks& checks, const Json& schema, const QString& at)
{
    static const QStringList known {u"array"_s,  u"boolean"_s, u"integer"_s,
                                    u"number"_s, u"object"_s,  u"string"_s};
    const QString type = schema[u"type"].toString();
    const bool isFree = schema[u"x-kubernetes-int-or-string"].toBool()
        || schema[u"x-kubernetes-preserve-unknown-fields"].toBool();
    if (!type.isEmpty() && !known.contains(type))
        checks.add(Cause::notSupported(at + u".type"_s, type, known));
    if (type == "array"_L1 && !schema[u"items"].isObject())
        checks.required(at + u".items"_s, u"must be specified"_s);
    if (type.isEmpty() && !isFree)
        checks.required(at + u".type"_s, u"must not be empty for specified object fields"_s);
    for (const auto& [name, property] : schema[u"properties"].members())
        checkSchemaNode(checks, property, u"%1.properties[%2]"_s.arg(at, name));
    if (const Json& items = schema[u"items"]; items.isObject())
        checkSchemaNode(checks, items, at + u".items"_s);
    if (const Json& values = schema[u"additionalProperties"]; values.isObject())
        checkSchemaNode(checks, values, at + u".additionalProperties"_s);
}

void checkDefinitionVersions(FieldChecks& checks, const Json& versions)
{
    QStringList names;
    int stored = 0;
    for (qsizetype i = 0; i < versions.size(); ++i) {
        const QString at = u"spec.versions[%1].schema.openAPIV3Schema"_s.arg(i);
        const Json& version = versions.at(i);
        const Json& schema = version.path({u"schema", u"openAPIV3Schema"});
        if (!schema.isObject())
            checks.required(at);
        else if (schema[u"type"].toString() != "object"_L1)
            checks.invalid(at + u".type"_s, schema[u"type"], u"must be object at the root"_s);
        else
            checkSchemaNode(checks, schema,
                            versions.size() == 1 ? u"spec.validation.openAPIV3Schema"_s : at);
        names.append(version[u"name"].toString());
        stored += version[u"storage"].toBool() ? 1 : 0;
    }
    if (names.removeDuplicates() > 0)
        checks.invalid(u"spec.versions"_s, versions, u"must contain unique version names"_s);
    if (stored != 1)
        checks.invalid(u"spec.versions"_s, versions,
                       u"must have exactly one version marked as storage version"_s);
}

} // namespace

void checkDefinition(FieldChecks& checks, const Json& object, const Json& before)
{
    const Json& spec = object[u"spec"];
    const Json& names = spec[u"names"];
    const QString group = spec[u"group"].toString();
    const QString name = object.path({u"metadata", u"name"}).toString();
    if (name != names[u"plural"].toString() + u'.' + group)
        checks.invalid(u"metadata.name"_s, name, u"must be spec.names.plural+\".\"+spec.group"_s);
    if (group.isEmpty())
        checks.required(u"spec.group"_s);
    else
        checks.invalidAll(u"spec.group"_s, group, subdomainProblems(group));
    if (spec[u"scope"].toString().isEmpty())
        checks.required(u"spec.scope"_s);
    checks.oneOf(spec, u"spec"_s, u"scope"_s, {u"Cluster"_s, u"Namespaced"_s});
    checkDefinitionVersions(checks, spec[u"versions"]);
    checkDefinitionName(checks, names, u"plural"_s, false);
    checkDefinitionName(checks, names, u"singular"_s, false);
    checkDefinitionName(checks, names, u"kind"_s, true);
    checkDefinitionName(checks, names, u"listKind"_s, true);
    if (object.path({u"status", u"storedVersions"}).size() == 0)
        checks.invalid(u"status.storedVersions"_s, Json(),
                       u"must have at least one stored version"_s);
    for (const QString& key : {u"group"_s, u"scope"_s}) {
        if (!before.isNull() && spec[key] != before.path({u"spec", key}))
            checks.invalid(u"spec."_s + key, spec[key], u"field is immutable"_s);
    }
    const QString kind = names[u"kind"].toString();
    const QString wasKind = before.path({u"spec", u"names", u"kind"}).toString();
    if (!wasKind.isEmpty() && kind != wasKind)
        checks.invalid(u"spec.names.kind"_s, kind, u"field is immutable"_s);
}

} // namespace cauce::sandbox
