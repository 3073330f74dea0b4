#include "core/sandbox/apistate.h"
#include "core/sandbox/objectrules.h"
#include "core/sandbox/refusals.h"

#include <QSet>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

const QString kForeground = u"foregroundDeletion"_s;
const QString kOrphan = u"orphan"_s;

// How an object is to go: the request's parameters, then what the body says.
struct Deletion
{
    Propagation propagation = Propagation::Background;
    bool isPropagationGiven = false;
    std::optional<qint64> graceSeconds;
    QString uid; // preconditions
    QString resourceVersion;
};

std::optional<Answer> badOption(const Cause& cause)
{
    return invalid({u"meta.k8s.io"_s, u"DeleteOptions"_s}, {}, {cause});
}

std::optional<Answer> readPropagation(const Json& options, Deletion& deletion)
{
    const Json& policy = options[u"propagationPolicy"];
    if (policy.isNull() && !options[u"orphanDependents"].isBool())
        return std::nullopt;
    deletion.isPropagationGiven = true;
    const QString name = policy.toString();
    if (policy.isNull()) {
        deletion.propagation
            = options[u"orphanDependents"].toBool() ? Propagation::Orphan : Propagation::Background;
    } else if (name == "Foreground"_L1) {
        deletion.propagation = Propagation::Foreground;
    } else if (name == "Orphan"_L1) {
        deletion.propagation = Propagation::Orphan;
    } else if (name == "Background"_L1) {
        deletion.propagation = Propagation::Background;
    } else {
        return badOption(
            Cause::notSupported(u"propagationPolicy"_s, policy,
                                {u"Foreground"_s, u"Background"_s, u"Orphan"_s, u"nil"_s}));
    }
    return std::nullopt;
}

std::variant<Deletion, Answer> deletionOf(const Request& request)
{
    Deletion deletion;
    const Json& options = request.body;
    if (const auto refused = readPropagation(options, deletion))
        return *refused;
    if (request.propagation) {
        deletion.propagation = *request.propagation;
        deletion.isPropagationGiven = true;
    }
    deletion.graceSeconds = options[u"gracePeriodSeconds"].toInteger();
    if (request.graceSeconds)
        deletion.graceSeconds = request.graceSeconds;
    deletion.uid = options.path({u"preconditions", u"uid"}).toString();
    deletion.resourceVersion = options.path({u"preconditions", u"resourceVersion"}).toString();
    return deletion;
}

std::optional<Answer> failedPrecondition(const Write& write, const Deletion& deletion,
                                         const StoredPtr& object)
{
    const ResourceName byKind {write.kind.type.group, write.kind.type.kind};
    if (!deletion.uid.isEmpty() && deletion.uid != object->uid)
        return conflict(byKind, object->name,
                        u"the UID in the precondition (%1) does not match the UID in record (%2). "
                        "The object might have been deleted and then recreated"_s.arg(deletion.uid,
                                                                                      object->uid));
    if (!deletion.resourceVersion.isEmpty()
        && deletion.resourceVersion != QString::number(object->revision))
        return conflict(byKind, object->name,
                        u"the ResourceVersion in the precondition (%1) does not match the "
                        "ResourceVersion in record (%2). The object might have been modified"_s
                            .arg(deletion.resourceVersion)
                            .arg(object->revision));
    return std::nullopt;
}

// Two old kinds leave what they have made behind unless they are told otherwise.
bool orphansByDefault(const ServedKind& kind)
{
    return (kind.type.group == "batch"_L1 && kind.type.kind == "Job"_L1)
        || (kind.type.group.isEmpty() && kind.type.kind == "ReplicationController"_L1);
}

// The finalizers that the propagation asks for, in place of those of another.
void setPropagation(const Deletion& deletion, Json& metadata)
{
    if (!deletion.isPropagationGiven)
        return;
    Json::Items finalizers;
    for (const Json& finalizer : metadata[u"finalizers"].items()) {
        if (finalizer.toString() != kForeground && finalizer.toString() != kOrphan)
            finalizers.push_back(finalizer);
    }
    if (deletion.propagation == Propagation::Foreground)
        finalizers.emplace_back(kForeground);
    else if (deletion.propagation == Propagation::Orphan)
        finalizers.emplace_back(kOrphan);
    if (finalizers.empty())
        metadata.remove(u"finalizers");
    else
        metadata.set(u"finalizers"_s, Json(std::move(finalizers)));
}

// How long an object may take to go; 0 for all but Pods that run.
qint64 graceOf(const ServedKind& kind, const Deletion& deletion, const Json& object)
{
    if (!isPod(kind))
        return 0;
    const QString phase = object.path({u"status", u"phase"}).toString();
    if (object.path({u"spec", u"nodeName"}).toString().isEmpty() || phase == "Failed"_L1
        || phase == "Succeeded"_L1)
        return 0;
    const qint64 usual
        = object.path({u"spec", u"terminationGracePeriodSeconds"}).toInteger().value_or(30);
    return std::max(qint64(0), deletion.graceSeconds.value_or(usual));
}

// Marks \p object as being deleted; a grace period can only become shorter.
Json marked(const Write& write, Json object, qint64 grace)
{
    Json metadata = object[u"metadata"];
    const bool isFirst = metadata[u"deletionTimestamp"].isNull();
    const qint64 last = metadata[u"deletionGracePeriodSeconds"].toInteger().value_or(0);
    const qint64 generation = metadata[u"generation"].toInteger().value_or(0);
    if (isFirst && generation > 0 && !isCrd(write.kind))
        metadata.set(u"generation"_s, Json(generation + 1));
    if (isFirst || grace < last) {
        const QDateTime at = write.state.clock.now().toUTC().addSecs(grace);
        metadata.set(u"deletionTimestamp"_s, Json(at.toString(u"yyyy-MM-dd'T'HH:mm:ss'Z'")));
        metadata.set(u"deletionGracePeriodSeconds"_s, Json(grace));
    }
    if (isCrd(write.kind))
        metadata.remove(u"deletionGracePeriodSeconds");
    if (isNamespace(write.kind)) {
        metadata.remove(u"deletionGracePeriodSeconds");
        object.setPath({u"status", u"phase"}, Json(u"Terminating"_s));
    }
    object.set(u"metadata"_s, std::move(metadata));
    return object;
}

// Some kinds answer with the object that is gone, the others with a Status.
bool answersWithObject(const ServedKind& kind)
{
    static const QSet<QString> kinds {u"Pod"_s,
                                      u"Service"_s,
                                      u"ServiceAccount"_s,
                                      u"PersistentVolume"_s,
                                      u"PersistentVolumeClaim"_s,
                                      u"PodTemplate"_s,
                                      u"ResourceQuota"_s,
                                      u"Namespace"_s};
    return isCrd(kind) || (kind.type.group.isEmpty() && kinds.contains(kind.type.kind));
}

Answer gone(const Write& write, const StoredPtr& object, const Json& last)
{
    if (answersWithObject(write.kind) || isCrd(write.kind))
        return write.answer(200, last);
    Json details = Json::emptyObject();
    details.set(u"name"_s, Json(object->name));
    if (!write.kind.type.group.isEmpty())
        details.set(u"group"_s, Json(write.kind.type.group));
    details.set(u"kind"_s, Json(write.kind.plural));
    details.set(u"uid"_s, Json(object->uid));
    Json status = Json::emptyObject();
    status.set(u"kind"_s, Json(u"Status"_s));
    status.set(u"apiVersion"_s, Json(u"v1"_s));
    status.set(u"metadata"_s, Json::emptyObject());
    status.set(u"status"_s, Json(u"Success"_s));
    status.set(u"details"_s, std::move(details));
    Answer answer;
    answer.body = std::move(status);
    return answer;
}

// Whether something must be done, by others or in time, before \p object can go.
bool mustWait(const ServedKind& kind, const Json& object, qint64 grace)
{
    return grace > 0 || object.path({u"metadata", u"finalizers"}).size() > 0
        || (isNamespace(kind) && object.path({u"spec", u"finalizers"}).size() > 0);
}

Answer removed(Write& write, Deletion deletion, const StoredPtr& before)
{
    if (const auto refused = failedPrecondition(write, deletion, before))
        return *refused;
    if (!deletion.isPropagationGiven && orphansByDefault(write.kind)) {
        deletion.propagation = Propagation::Orphan;
        deletion.isPropagationGiven = true;
        if (write.kind.type.kind == "Job"_L1)
            write.warnings.append(
                u"child pods are preserved by default when jobs are deleted; set "
                "propagationPolicy=Background to remove them or set propagationPolicy=Orphan to "
                "suppress this warning"_s);
    }
    const Json old = before->json();
    Json object = old;
    Json metadata = object[u"metadata"];
    setPropagation(deletion, metadata);
    object.set(u"metadata"_s, std::move(metadata));
    if (isCrd(write.kind) && !write.request.dryRun)
        object = withoutCustomObjects(write.state, std::move(object));
    const qint64 grace = graceOf(write.kind, deletion, object);
    if (!mustWait(write.kind, object, grace)) {
        if (!write.request.dryRun)
            erase(write, before);
        // These are always marked first, even if nothing holds them.
        const bool isMarked = isPod(write.kind) || isCrd(write.kind);
        return gone(write, before, isMarked ? marked(write, object, 0) : old);
    }
    object = marked(write, std::move(object), grace);
    if (write.request.dryRun || isSameObject(old, object))
        return write.answer(200, object);
    return write.answer(200, put(write, std::move(object))->json());
}

bool isKept(const ServedKind& kind, const QString& name)
{
    static const QSet<QString> names {u"default"_s, u"kube-system"_s, u"kube-public"_s};
    return isNamespace(kind) && names.contains(name);
}

} // namespace

Answer remove(ApiState& state, const Request& request, const ServedKind& kind)
{
    Write write(state, request, kind, u"delete"_s);
    const auto deletion = deletionOf(request);
    if (const Answer* refused = std::get_if<Answer>(&deletion))
        return *refused;
    if (isKept(kind, request.name))
        return forbidden(kind.resource(), request.name, u"this namespace may not be deleted"_s);
    const StoredPtr before = write.find(request.name);
    if (!before)
        return notFound(kind.resource(), request.name);
    return removed(write, *std::get_if<Deletion>(&deletion), before);
}

Answer removeCollection(ApiState& state, const Request& request, const ServedKind& kind)
{
    const auto deletion = deletionOf(request);
    if (const Answer* refused = std::get_if<Answer>(&deletion))
        return *refused;
    const auto listed = page(state, request, kind);
    if (const Answer* refused = std::get_if<Answer>(&listed))
        return *refused;
    const Api::Page& all = *std::get_if<Api::Page>(&listed);
    for (const StoredPtr& item : all.items) {
        Request one = request;
        one.nameSpace = item->nameSpace;
        one.name = item->name;
        Write write(state, one, kind, u"delete"_s);
        // One that has gone meanwhile, as a dependent of another, is no failure.
        if (const StoredPtr before = write.find(item->name))
            removed(write, *std::get_if<Deletion>(&deletion), before);
    }
    return listAnswer(kind, all);
}

} // namespace cauce::sandbox
