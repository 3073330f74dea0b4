// POST .../pods/NAME/binding: how a scheduler gives a Pod its node.

#include "core/sandbox/apistate.h"
#include "core/sandbox/refusals.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

Answer bind(ApiState& state, const Request& request, const ServedKind& kind)
{
    Write write(state, request, kind, u"create"_s);
    const StoredPtr before = write.find(request.name);
    if (!before)
        return notFound(kind.resource(), request.name);
    Json pod = before->json();
    const QString node = request.body.path({u"target", u"name"}).toString();
    const QString placed = pod.path({u"spec", u"nodeName"}).toString();
    if (node.isEmpty())
        return badRequest(u"target.name is required: the node that the pod goes to"_s);
    if (!pod.path({u"metadata", u"deletionTimestamp"}).isNull())
        return conflict(
            kind.resource(), request.name,
            u"pod %1 is being deleted, cannot be assigned to a host"_s.arg(request.name));
    if (!placed.isEmpty())
        return conflict(kind.resource(), request.name,
                        u"pod %1 is already assigned to node \"%2\""_s.arg(request.name, placed));
    Json scheduled = Json::emptyObject();
    scheduled.set(u"type"_s, Json(u"PodScheduled"_s));
    scheduled.set(u"status"_s, Json(u"True"_s));
    scheduled.set(u"lastProbeTime"_s, Json());
    scheduled.set(u"lastTransitionTime"_s, Json(write.writer.now));
    Json conditions = Json::emptyArray();
    for (const Json& known : pod.path({u"status", u"conditions"}).items()) {
        if (known[u"type"] != scheduled[u"type"])
            conditions.append(known);
    }
    conditions.append(std::move(scheduled));
    pod.setPath({u"spec", u"nodeName"}, Json(node));
    pod.setPath({u"status", u"conditions"}, std::move(conditions));
    // A server counts no generation for this, and notes no manager.
    if (!request.dryRun)
        put(write, std::move(pod));
    Answer answer;
    answer.code = 201;
    answer.body.set(u"kind"_s, Json(u"Status"_s));
    answer.body.set(u"apiVersion"_s, Json(u"v1"_s));
    answer.body.set(u"metadata"_s, Json::emptyObject());
    answer.body.set(u"status"_s, Json(u"Success"_s));
    answer.body.set(u"code"_s, Json(qint64(201)));
    return answer;
}

} // namespace cauce::sandbox
