#include "core/sandbox/fieldchecks.h"
#include "core/sandbox/namerules.h"

#include <QSet>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

const QString kMismatch = u"`selector` does not match template `labels`"_s;

// A server shows its own form of the value in some messages: every field, by its own name.
Json internalStrategy(const Json& strategy)
{
    return Json(Json::Members {{u"Type"_s, strategy[u"type"]},
                               {u"RollingUpdate"_s, strategy[u"rollingUpdate"]}});
}

const Json& templateLabels(const Json& spec)
{
    return spec.path({u"template", u"metadata", u"labels"});
}

void checkMatches(FieldChecks& checks, const Json& spec, bool isGood)
{
    if (isGood && !selects(spec[u"selector"], templateLabels(spec)))
        checks.invalid(u"spec.template.metadata.labels"_s, templateLabels(spec), kMismatch);
}

void checkAlwaysRestarts(FieldChecks& checks, const Json& spec)
{
    const QString policy = spec.path({u"template", u"spec", u"restartPolicy"}).toString();
    if (policy != "Always"_L1) {
        checks.add(
            Cause::notSupported(u"spec.template.spec.restartPolicy"_s, policy, {u"Always"_s}));
    }
}

// The selector of a Deployment and its like: there, not empty, and good.
bool checkSelector(FieldChecks& checks, const Json& spec, const QString& kind)
{
    const Json& selector = spec[u"selector"];
    if (!selector.isObject()) {
        checks.required(u"spec.selector"_s);
        return true;
    }
    const bool isGood = checks.selector(u"spec.selector"_s, selector);
    if (selector.size() == 0)
        checks.invalid(u"spec.selector"_s, selector,
                       u"empty selector is invalid for %1"_s.arg(kind));
    return isGood;
}

void checkTemplateOf(FieldChecks& checks, const Json& spec, bool isSelectorGood)
{
    const bool isSelectorMissing = !spec[u"selector"].isObject();
    if (isSelectorMissing)
        checks.invalid(u"spec.template.metadata.labels"_s, templateLabels(spec), kMismatch);
    else if (spec[u"selector"].size() > 0)
        checkMatches(checks, spec, isSelectorGood);
    checkPodTemplate(checks, spec[u"template"], u"spec.template"_s);
    checkAlwaysRestarts(checks, spec);
}

void checkImmutable(FieldChecks& checks, const Json& object, const Json& before, const QString& key)
{
    if (before.isNull())
        return;
    const Json& now = object.path({u"spec", key});
    if (now != before.path({u"spec", key}))
        checks.invalid(u"spec."_s + key, now, u"field is immutable"_s);
}

void checkRollingUpdate(FieldChecks& checks, const Json& spec)
{
    const Json& strategy = spec[u"strategy"];
    const QString type = strategy[u"type"].toString();
    const Json& update = strategy[u"rollingUpdate"];
    if (type == "Recreate"_L1) {
        if (update.isObject())
            checks.forbidden(u"spec.strategy.rollingUpdate"_s,
                             u"may not be specified when strategy `type` is 'Recreate'"_s);
        return;
    }
    if (type != "RollingUpdate"_L1) {
        checks.add(Cause::notSupported(u"spec.strategy"_s, internalStrategy(strategy),
                                       {u"Recreate"_s, u"RollingUpdate"_s}));
        return;
    }
    const QString at = u"spec.strategy.rollingUpdate"_s;
    checks.numberOrPercent(at + u".maxUnavailable"_s, update[u"maxUnavailable"], true);
    checks.numberOrPercent(at + u".maxSurge"_s, update[u"maxSurge"], false);
    const auto isZero = [&update](QStringView key) {
        const Json& value = update[key];
        return value.isString() ? value.toString() == "0%"_L1 : value.toInteger() == 0;
    };
    if (isZero(u"maxUnavailable") && isZero(u"maxSurge"))
        checks.invalid(at + u".maxUnavailable"_s, update[u"maxUnavailable"],
                       u"may not be 0 when `maxSurge` is 0"_s);
}

} // namespace

void checkDeployment(FieldChecks& checks, const Json& object, const Json& before)
{
    const Json& spec = object[u"spec"];
    checks.nonNegative(spec, u"spec"_s, u"replicas"_s);
    const bool isGood = checkSelector(checks, spec, u"deployment"_s);
    if (!isGood) {
        Json shown = Json::emptyObject(); // in the order of the server's struct
        for (const QString& key : {u"matchLabels"_s, u"matchExpressions"_s}) {
            if (spec[u"selector"].contains(key))
                shown.set(key, spec[u"selector"][key]);
        }
        checks.invalid(u"spec.selector"_s, shown, u"invalid label selector"_s);
    }
    checkTemplateOf(checks, spec, isGood);
    checkRollingUpdate(checks, spec);
    checks.nonNegative(spec, u"spec"_s, u"minReadySeconds"_s);
    checks.nonNegative(spec, u"spec"_s, u"revisionHistoryLimit"_s);
    checks.nonNegative(spec, u"spec"_s, u"progressDeadlineSeconds"_s);
    const qint64 deadline = spec[u"progressDeadlineSeconds"].toInteger().value_or(0);
    if (deadline > 0 && deadline <= spec[u"minReadySeconds"].toInteger().value_or(0))
        checks.invalid(u"spec.progressDeadlineSeconds"_s, spec[u"progressDeadlineSeconds"],
                       u"must be greater than minReadySeconds"_s);
    checkImmutable(checks, object, before, u"selector"_s);
}

void checkReplicaSet(FieldChecks& checks, const Json& object, const Json& before)
{
    const Json& spec = object[u"spec"];
    checks.nonNegative(spec, u"spec"_s, u"replicas"_s);
    checks.nonNegative(spec, u"spec"_s, u"minReadySeconds"_s);
    checkTemplateOf(checks, spec, checkSelector(checks, spec, u"deployment"_s));
    checkImmutable(checks, object, before, u"selector"_s);
}

namespace {

void checkStatefulUpdate(FieldChecks& checks, const Json& spec)
{
    const Json& strategy = spec[u"updateStrategy"];
    const QString type = strategy[u"type"].toString();
    if (type == "OnDelete"_L1) {
        const Json& update = strategy[u"rollingUpdate"];
        if (!update.isObject())
            return;
        const Json internal(Json::Members {{u"Partition"_s, update[u"partition"]},
                                           {u"MaxUnavailable"_s, update[u"maxUnavailable"]}});
        checks.invalid(u"spec.updateStrategy.rollingUpdate"_s, internal,
                       u"only allowed for updateStrategy 'RollingUpdate'"_s);
    } else if (type != "RollingUpdate"_L1) {
        checks.invalid(u"spec.updateStrategy"_s, internalStrategy(strategy),
                       u"must be 'RollingUpdate' or 'OnDelete'"_s);
    }
}

// What of a StatefulSet may change once it is there, taken away.
Json fixedStatefulSpec(const Json& spec)
{
    Json fixed = spec;
    for (const QStringView key :
         {u"replicas", u"ordinals", u"template", u"updateStrategy", u"revisionHistoryLimit",
          u"persistentVolumeClaimRetentionPolicy", u"minReadySeconds"})
        fixed.remove(key);
    return fixed;
}

// Each claim is a volume of the Pods to come, which their containers may mount.
Json withClaimsMounted(const Json& spec)
{
    Json volumes = spec.path({u"template", u"spec", u"volumes"});
    QSet<QString> known;
    for (const Json& volume : volumes.items())
        known.insert(volume[u"name"].toString());
    for (const Json& claim : spec[u"volumeClaimTemplates"].items()) {
        const Json& name = claim.path({u"metadata", u"name"});
        if (name.toString().isEmpty() || known.contains(name.toString()))
            continue;
        Json volume;
        volume.set(u"name"_s, name);
        volume.setPath({u"persistentVolumeClaim", u"claimName"}, name);
        volumes.append(volume);
    }
    if (volumes.isNull())
        return spec;
    Json mounted = spec;
    mounted.setPath({u"template", u"spec", u"volumes"}, volumes);
    return mounted;
}

} // namespace

void checkStatefulSet(FieldChecks& checks, const Json& object, const Json& before)
{
    const Json& spec = object[u"spec"];
    const QString management = spec[u"podManagementPolicy"].toString();
    if (management != "OrderedReady"_L1 && management != "Parallel"_L1)
        checks.invalid(u"spec.podManagementPolicy"_s, management,
                       u"must be 'OrderedReady' or 'Parallel'"_s);
    checkStatefulUpdate(checks, spec);
    for (const QString& key : {u"whenDeleted"_s, u"whenScaled"_s}) {
        checks.oneOf(spec[u"persistentVolumeClaimRetentionPolicy"],
                     u"spec.persistentVolumeClaimRetentionPolicy"_s, key,
                     {u"Retain"_s, u"Delete"_s});
    }
    checks.nonNegative(spec, u"spec"_s, u"replicas"_s);
    checks.nonNegative(spec, u"spec"_s, u"minReadySeconds"_s);
    if (const QString service = spec[u"serviceName"].toString(); !service.isEmpty())
        checks.invalidAll(u"spec.serviceName"_s, service, labelNameProblems(service));
    checkTemplateOf(checks, withClaimsMounted(spec), checkSelector(checks, spec, u"statefulset"_s));
    if (!before.isNull() && fixedStatefulSpec(spec) != fixedStatefulSpec(before[u"spec"])) {
        checks.forbidden(
            u"spec"_s,
            u"updates to statefulset spec for fields other than 'replicas', 'ordinals', "
            "'template', 'updateStrategy', 'revisionHistoryLimit', "
            "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"_s);
    }
}

void checkDaemonSet(FieldChecks& checks, const Json& object, const Json& before)
{
    const Json& spec = object[u"spec"];
    const Json& selector = spec[u"selector"];
    const bool isGood = checks.selector(u"spec.selector"_s, selector);
    if (selector.isObject() && selector.size() == 0)
        checks.invalid(u"spec.selector"_s, selector, u"empty selector is invalid for daemonset"_s);
    checkTemplateOf(checks, spec, isGood);
    checks.nonNegative(spec, u"spec"_s, u"minReadySeconds"_s);
    checks.nonNegative(spec, u"spec"_s, u"revisionHistoryLimit"_s);
    const Json& strategy = spec[u"updateStrategy"];
    const QString type = strategy[u"type"].toString();
    const Json& update = strategy[u"rollingUpdate"];
    if (type != "RollingUpdate"_L1 && type != "OnDelete"_L1) {
        checks.add(Cause::notSupported(u"spec.updateStrategy"_s, internalStrategy(strategy),
                                       {u"RollingUpdate"_s, u"OnDelete"_s}));
    } else if (type == "RollingUpdate"_L1) {
        const QString at = u"spec.updateStrategy.rollingUpdate"_s;
        checks.numberOrPercent(at + u".maxUnavailable"_s, update[u"maxUnavailable"], true);
        checks.numberOrPercent(at + u".maxSurge"_s, update[u"maxSurge"], true);
        if (update[u"maxUnavailable"].toInteger() == 0 && update[u"maxSurge"].toInteger() == 0)
            checks.required(at + u".maxUnavailable"_s, u"cannot be 0 when maxSurge is 0"_s);
    }
    checkImmutable(checks, object, before, u"selector"_s);
}

namespace {

void checkJobRestarts(FieldChecks& checks, const Json& spec, const QString& path)
{
    const QString policy = spec.path({u"template", u"spec", u"restartPolicy"}).toString();
    if (policy != "OnFailure"_L1 && policy != "Never"_L1)
        checks.required(path + u".template.spec.restartPolicy"_s,
                        u"valid values: \"OnFailure\", \"Never\""_s);
}

void checkJobSpec(FieldChecks& checks, const Json& spec, const QString& path)
{
    for (const QString& key :
         {u"parallelism"_s, u"completions"_s, u"activeDeadlineSeconds"_s, u"backoffLimit"_s,
          u"ttlSecondsAfterFinished"_s, u"backoffLimitPerIndex"_s, u"maxFailedIndexes"_s})
        checks.nonNegative(spec, path, key);
    checks.oneOf(spec, path, u"completionMode"_s, {u"NonIndexed"_s, u"Indexed"_s});
    checkPodTemplate(checks, spec[u"template"], path + u".template"_s);
    checkJobRestarts(checks, spec, path);
}

void checkGeneratedSelector(FieldChecks& checks, const Json& object)
{
    const Json& spec = object[u"spec"];
    if (spec[u"manualSelector"].toBool())
        return;
    const Json wanted(Json::Members {
        {u"batch.kubernetes.io/controller-uid"_s, object.path({u"metadata", u"uid"})}});
    if (spec.path({u"selector", u"matchLabels"}) != wanted)
        checks.invalid(u"spec.selector"_s, spec[u"selector"], u"`selector` not auto-generated"_s);
}

} // namespace

void checkJob(FieldChecks& checks, const Json& object, const Json& before)
{
    const Json& spec = object[u"spec"];
    checkGeneratedSelector(checks, object);
    checkJobSpec(checks, spec, u"spec"_s);
    checkMatches(checks, spec, true);
    if (before.isNull())
        return;
    const bool isIndexed = spec[u"completionMode"].toString() == "Indexed"_L1;
    if (!isIndexed)
        checkImmutable(checks, object, before, u"completions"_s);
    for (const QString& key : {u"selector"_s, u"template"_s, u"completionMode"_s,
                               u"podFailurePolicy"_s, u"backoffLimitPerIndex"_s})
        checkImmutable(checks, object, before, key);
}

void checkCronJob(FieldChecks& checks, const Json& object, const Json& before)
{
    const Json& spec = object[u"spec"];
    const QString schedule = spec[u"schedule"].toString();
    if (schedule.isEmpty())
        checks.required(u"spec.schedule"_s);
    else
        checks.invalidAll(u"spec.schedule"_s, schedule, cronScheduleProblems(schedule));
    checks.nonNegative(spec, u"spec"_s, u"startingDeadlineSeconds"_s);
    const Json& zone = spec[u"timeZone"];
    if (zone.isString() && !QTimeZone(zone.toString().toUtf8()).isValid())
        checks.invalid(u"spec.timeZone"_s, zone, u"unknown time zone %1"_s.arg(zone.toString()));
    checks.oneOf(spec, u"spec"_s, u"concurrencyPolicy"_s, {u"Allow"_s, u"Forbid"_s, u"Replace"_s});
    checkJobSpec(checks, spec.path({u"jobTemplate", u"spec"}), u"spec.jobTemplate.spec"_s);
    checks.nonNegative(spec, u"spec"_s, u"successfulJobsHistoryLimit"_s);
    checks.nonNegative(spec, u"spec"_s, u"failedJobsHistoryLimit"_s);
    const Json& name = object.path({u"metadata", u"name"});
    if (before.isNull() && name.toString().size() > 52)
        checks.invalid(u"metadata.name"_s, name, u"must be no more than 52 characters"_s);
}

} // namespace cauce::sandbox
