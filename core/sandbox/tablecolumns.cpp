#include "core/sandbox/tablecolumns.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::columns {

namespace {

using object::GroupKind;
using object::Json;

const std::vector<QString> kTemplateSpec {u"spec"_s, u"template"_s, u"spec"_s};

QString selectorOf(const Json& object)
{
    return selectorText(object.path({u"spec", u"selector"}));
}

Columns operator+(Columns a, const Columns& b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

QString readyOf(const Json& object)
{
    return u"%1/%2"_s.arg(integer(object, {u"status"_s, u"readyReplicas"_s}))
        .arg(integer(object, {u"spec"_s, u"replicas"_s}, 1));
}

Columns ofDeployment()
{
    return Columns {computed(u"Ready"_s, readyOf),
                    number(u"Up-to-date"_s, {u"status"_s, u"updatedReplicas"_s}, u"string"_s),
                    number(u"Available"_s, {u"status"_s, u"availableReplicas"_s}, u"string"_s),
                    age()}
    + containers(kTemplateSpec) + Columns {computed(u"Selector"_s, selectorOf, 1)};
}

Columns ofReplicaSet()
{
    return Columns {number(u"Desired"_s, {u"spec"_s, u"replicas"_s}, u"integer"_s, 1),
                    number(u"Current"_s, {u"status"_s, u"replicas"_s}),
                    number(u"Ready"_s, {u"status"_s, u"readyReplicas"_s}), age()}
    + containers(kTemplateSpec) + Columns {computed(u"Selector"_s, selectorOf, 1)};
}

Columns ofStatefulSet()
{
    return Columns {computed(u"Ready"_s, readyOf), age()} + containers(kTemplateSpec);
}

Columns ofDaemonSet()
{
    const auto nodes = [](const Json& object) {
        return labelsText(object.path({u"spec", u"template", u"spec", u"nodeSelector"}));
    };
    return Columns {number(u"Desired"_s, {u"status"_s, u"desiredNumberScheduled"_s}),
                    number(u"Current"_s, {u"status"_s, u"currentNumberScheduled"_s}),
                    number(u"Ready"_s, {u"status"_s, u"numberReady"_s}),
                    number(u"Up-to-date"_s, {u"status"_s, u"updatedNumberScheduled"_s}),
                    number(u"Available"_s, {u"status"_s, u"numberAvailable"_s}),
                    computed(u"Node Selector"_s, nodes),
                    age()}
    + containers(kTemplateSpec) + Columns {computed(u"Selector"_s, selectorOf, 1)};
}

bool hasCondition(const Json& object, QStringView type)
{
    for (const Json& condition : object.path({u"status", u"conditions"}).items()) {
        if (condition[u"type"].toString() == type && condition[u"status"].toString() == "True"_L1)
            return true;
    }
    return false;
}

QString jobStatus(const Json& job)
{
    if (hasCondition(job, u"Complete"))
        return u"Complete"_s;
    if (hasCondition(job, u"Failed"))
        return u"Failed"_s;
    if (!job.path({u"metadata", u"deletionTimestamp"}).isNull())
        return u"Terminating"_s;
    if (hasCondition(job, u"Suspended"))
        return u"Suspended"_s;
    if (hasCondition(job, u"FailureTarget"))
        return u"FailureTarget"_s;
    if (hasCondition(job, u"SuccessCriteriaMet"))
        return u"SuccessCriteriaMet"_s;
    return u"Running"_s;
}

QString jobCompletions(const Json& job)
{
    const qint64 done = integer(job, {u"status"_s, u"succeeded"_s});
    if (const auto wanted = job.path({u"spec", u"completions"}).toInteger())
        return u"%1/%2"_s.arg(done).arg(*wanted);
    const qint64 parallel = integer(job, {u"spec"_s, u"parallelism"_s});
    return parallel > 1 ? u"%1/1 of %2"_s.arg(done).arg(parallel) : u"%1/1"_s.arg(done);
}

Json jobDuration(const Json& job, const QDateTime& now)
{
    const QString started = job.path({u"status", u"startTime"}).toString();
    if (started.isEmpty())
        return text({});
    const QDateTime ended = QDateTime::fromString(
        job.path({u"status", u"completionTime"}).toString(), Qt::ISODateWithMs);
    return text(ageText(started, ended.isValid() ? ended : now));
}

Columns ofJob()
{
    return Columns {computed(u"Status"_s, jobStatus), computed(u"Completions"_s, jobCompletions),
                    Column {u"Duration"_s, u"string"_s, jobDuration}, age()}
    + containers(kTemplateSpec) + Columns {computed(u"Selector"_s, selectorOf, 1)};
}

Columns ofCronJob()
{
    const auto suspend = [](const Json& job, const QDateTime&) {
        return text(job.path({u"spec", u"suspend"}).toBool() ? u"True"_s : u"False"_s);
    };
    const auto active = [](const Json& job, const QDateTime&) {
        return Json(qint64(job.path({u"status", u"active"}).size()));
    };
    const auto last = [](const Json& job, const QDateTime& now) {
        const QString time = job.path({u"status", u"lastScheduleTime"}).toString();
        return text(time.isEmpty() ? u"<none>"_s : ageText(time, now));
    };
    const auto selector = [](const Json& job) {
        return selectorText(job.path({u"spec", u"jobTemplate", u"spec", u"selector"}));
    };
    return Columns {field(u"Schedule"_s, {u"spec"_s, u"schedule"_s}),
                    field(u"Timezone"_s, {u"spec"_s, u"timeZone"_s}, u"<none>"_s),
                    Column {u"Suspend"_s, u"boolean"_s, suspend},
                    Column {u"Active"_s, u"integer"_s, active},
                    Column {u"Last Schedule"_s, u"string"_s, last},
                    age()}
    + containers({u"spec"_s, u"jobTemplate"_s, u"spec"_s, u"template"_s, u"spec"_s})
        + Columns {computed(u"Selector"_s, selector, 1)};
}

Column dataCount(bool withBinary)
{
    return {u"Data"_s, u"string"_s, [withBinary](const Json& object, const QDateTime&) {
                const qsizetype binary = withBinary ? object[u"binaryData"].size() : 0;
                return Json(qint64(object[u"data"].size() + binary));
            }};
}

QString roleRef(const Json& binding)
{
    const Json& ref = binding[u"roleRef"];
    return ref[u"kind"].toString() + u'/' + ref[u"name"].toString();
}

QString subjects(const Json& binding, QStringView kind)
{
    QStringList names;
    for (const Json& subject : binding[u"subjects"].items()) {
        if (subject[u"kind"].toString() != kind)
            continue;
        const QString nameSpace = subject[u"namespace"].toString();
        const QString name = subject[u"name"].toString();
        names.append(kind == u"ServiceAccount" ? nameSpace + u'/' + name : name);
    }
    return names.join(", "_L1);
}

Columns ofBinding()
{
    const auto users = [](const Json& b) { return subjects(b, u"User"); };
    const auto groups = [](const Json& b) { return subjects(b, u"Group"); };
    const auto accounts = [](const Json& b) { return subjects(b, u"ServiceAccount"); };
    return {computed(u"Role"_s, roleRef), age(), computed(u"Users"_s, users, 1),
            computed(u"Groups"_s, groups, 1), computed(u"ServiceAccounts"_s, accounts, 1)};
}

Columns ofPolicy()
{
    const auto selector = [](const Json& policy) {
        return selectorText(policy.path({u"spec", u"podSelector"}));
    };
    return {computed(u"Pod-Selector"_s, selector), age()};
}

//! A count or a percentage as text.
QString intOrText(const Json& value)
{
    if (value.isNull())
        return u"N/A"_s;
    return value.isString() ? value.toString() : QString::fromLatin1(value.numberText());
}

Columns ofBudget()
{
    const auto least = [](const Json& o) { return intOrText(o.path({u"spec", u"minAvailable"})); };
    const auto most = [](const Json& o) { return intOrText(o.path({u"spec", u"maxUnavailable"})); };
    return {computed(u"Min Available"_s, least), computed(u"Max Unavailable"_s, most),
            number(u"Allowed Disruptions"_s, {u"status"_s, u"disruptionsAllowed"_s}), age()};
}

Columns ofStorageClass()
{
    const auto expansion
        = [](const Json& o, const QDateTime&) { return Json(o[u"allowVolumeExpansion"].toBool()); };
    return {field(u"Provisioner"_s, {u"provisioner"_s}),
            field(u"ReclaimPolicy"_s, {u"reclaimPolicy"_s}),
            field(u"VolumeBindingMode"_s, {u"volumeBindingMode"_s}),
            Column {u"AllowVolumeExpansion"_s, u"string"_s, expansion}, age()};
}

Columns ofRevision()
{
    const auto controller = [](const Json& object) -> QString {
        for (const Json& owner : object.path({u"metadata", u"ownerReferences"}).items()) {
            if (!owner[u"controller"].toBool())
                continue;
            const auto type = object::groupVersionKind(owner[u"apiVersion"].toString(),
                                                       owner[u"kind"].toString());
            const QString kind = type.kind.toLower();
            return (type.group.isEmpty() ? kind : kind + u'.' + type.group) + u'/'
                + owner[u"name"].toString();
        }
        return u"<none>"_s;
    };
    return {computed(u"Controller"_s, controller),
            number(u"Revision"_s, {u"revision"_s}, u"string"_s), age()};
}

using Maker = Columns (*)();

const QHash<GroupKind, Maker>& makers()
{
    static const QHash<GroupKind, Maker> known {
        {{u"apps"_s, u"Deployment"_s}, ofDeployment},
        {{u"apps"_s, u"ReplicaSet"_s}, ofReplicaSet},
        {{u"apps"_s, u"StatefulSet"_s}, ofStatefulSet},
        {{u"apps"_s, u"DaemonSet"_s}, ofDaemonSet},
        {{u"apps"_s, u"ControllerRevision"_s}, ofRevision},
        {{u"batch"_s, u"Job"_s}, ofJob},
        {{u"batch"_s, u"CronJob"_s}, ofCronJob},
        {{{}, u"Pod"_s}, ofPod},
        {{{}, u"Event"_s}, ofEvent},
        {{u"events.k8s.io"_s, u"Event"_s}, ofEvent},
        {{{}, u"Node"_s}, ofNode},
        {{{}, u"Service"_s}, ofService},
        {{{}, u"PersistentVolumeClaim"_s}, ofClaim},
        {{{}, u"PersistentVolume"_s}, ofVolume},
        {{{}, u"ConfigMap"_s},
         [] {
             return Columns {dataCount(true), age()};
         }},
        {{{}, u"Secret"_s},
         [] {
             return Columns {field(u"Type"_s, {u"type"_s}), dataCount(false), age()};
         }},
        {{{}, u"ServiceAccount"_s}, [] { return Columns {age()}; }},
        {{{}, u"Namespace"_s},
         [] {
             return Columns {field(u"Status"_s, {u"status"_s, u"phase"_s}), age()};
         }},
        {{u"discovery.k8s.io"_s, u"EndpointSlice"_s}, ofEndpointSlice},
        {{u"networking.k8s.io"_s, u"Ingress"_s}, ofIngress},
        {{u"networking.k8s.io"_s, u"NetworkPolicy"_s}, ofPolicy},
        {{u"policy"_s, u"PodDisruptionBudget"_s}, ofBudget},
        {{u"rbac.authorization.k8s.io"_s, u"RoleBinding"_s}, ofBinding},
        {{u"rbac.authorization.k8s.io"_s, u"ClusterRoleBinding"_s}, ofBinding},
        {{u"storage.k8s.io"_s, u"StorageClass"_s}, ofStorageClass},
        {{u"coordination.k8s.io"_s, u"Lease"_s}, [] {
             return Columns {field(u"Holder"_s, {u"spec"_s, u"holderIdentity"_s}), age()};
         }}};
    return known;
}

} // namespace

Json text(const QString& value)
{
    return Json(value);
}

const Json& walk(const Json& object, const std::vector<QString>& path)
{
    const Json* at = &object;
    for (const QString& key : path)
        at = &(*at)[key];
    return *at;
}

qint64 integer(const Json& object, const std::vector<QString>& path, qint64 fallback)
{
    return walk(object, path).toInteger().value_or(fallback);
}

Column age()
{
    return {
        u"Age"_s, u"string"_s, [](const Json& object, const QDateTime& now) {
            return text(ageText(object.path({u"metadata", u"creationTimestamp"}).toString(), now));
        }};
}

Column field(const QString& name, const std::vector<QString>& path, const QString& fallback,
             int priority)
{
    return {name, u"string"_s,
            [path, fallback](const Json& object, const QDateTime&) {
                const QString value = walk(object, path).toString();
                return text(value.isEmpty() ? fallback : value);
            },
            priority};
}

Column number(const QString& name, const std::vector<QString>& path, const QString& type,
              qint64 fallback)
{
    return {name, type, [path, fallback](const Json& object, const QDateTime&) {
                return Json(integer(object, path, fallback));
            }};
}

Column computed(const QString& name, QString (*cell)(const Json&), int priority)
{
    return {name, u"string"_s,
            [cell](const Json& object, const QDateTime&) { return text(cell(object)); }, priority};
}

QString noneIfEmpty(const QString& value)
{
    return value.isEmpty() ? u"<none>"_s : value;
}

QString joined(const QStringList& values)
{
    return values.join(u',');
}

QString labelsText(const Json& labels)
{
    QStringList pairs;
    for (const auto& [key, value] : labels.members())
        pairs.append(key + u'=' + value.toString());
    pairs.sort();
    return noneIfEmpty(joined(pairs));
}

QString selectorText(const Json& selector)
{
    QStringList parts;
    for (const auto& [key, value] : selector[u"matchLabels"].members())
        parts.append(key + u'=' + value.toString());
    for (const Json& expression : selector[u"matchExpressions"].items()) {
        const QString key = expression[u"key"].toString();
        const QString op = expression[u"operator"].toString();
        QStringList values;
        for (const Json& value : expression[u"values"].items())
            values.append(value.toString());
        values.sort();
        if (op == "Exists"_L1)
            parts.append(key);
        else if (op == "DoesNotExist"_L1)
            parts.append(u'!' + key);
        else
            parts.append(
                u"%1 %2 (%3)"_s.arg(key, op == "In"_L1 ? u"in"_s : u"notin"_s, joined(values)));
    }
    parts.sort();
    return noneIfEmpty(joined(parts));
}

Columns containers(const std::vector<QString>& podSpec)
{
    const auto column = [&](const QString& name, const QString& key) {
        return Column {name, u"string"_s,
                       [podSpec, key](const Json& object, const QDateTime&) {
                           QStringList values;
                           for (const Json& container :
                                walk(object, podSpec)[u"containers"].items())
                               values.append(container[key].toString());
                           return text(joined(values));
                       },
                       1};
    };
    return {column(u"Containers"_s, u"name"_s), column(u"Images"_s, u"image"_s)};
}

} // namespace cauce::sandbox::columns

namespace cauce::sandbox {

std::vector<Column> builtInColumns(const object::GroupKind& kind)
{
    const auto maker = columns::makers().value(kind, nullptr);
    return maker ? maker() : std::vector<Column>();
}

} // namespace cauce::sandbox
