#include "core/sync/binding.h"

#include "core/object/annotations.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

// No object has this version: etcd counts from 1 and gives the first write 2. "0" would not do, it
// stands for "any" and overwrites.
constexpr QLatin1StringView kAbsent = "1"_L1;

void removeFrom(object::Json& parent, const QString& key,
                std::initializer_list<QStringView> members)
{
    const object::Json* found = parent.find(key);
    if (!found || !found->isObject())
        return;
    object::Json child = *found;
    for (const QStringView member : members)
        child.remove(member);
    if (child.size() == 0)
        parent.remove(key);
    else
        parent.set(key, std::move(child));
}

} // namespace

object::Json essence(const object::Json& object)
{
    object::Json kept = object;
    kept.remove(u"status");
    object::Json metadata = kept[u"metadata"];
    if (!metadata.isObject())
        return kept;
    for (const QStringView member : {u"resourceVersion", u"managedFields", u"generation",
                                     u"creationTimestamp", u"selfLink", u"uid"})
        metadata.remove(member);
    // Written by controllers as they work: the Deployment's revision, and the status of a
    // HorizontalPodAutoscaler as autoscaling/v1 has it.
    const QString revision = object::annotation::deploymentRevision;
    removeFrom(metadata, u"annotations"_s,
               {revision, u"autoscaling.alpha.kubernetes.io/conditions",
                u"autoscaling.alpha.kubernetes.io/current-metrics"});
    kept.set(u"metadata"_s, std::move(metadata));
    return kept;
}

object::Manifest boundBody(const PlanStep& step, const QString& uid, const QString& resourceVersion)
{
    Q_ASSERT_X(step.desired, "boundBody", "a prune has no body");
    object::Json body = step.desired->json();
    if (uid.isEmpty()) {
        body.setPath({u"metadata", u"resourceVersion"}, object::Json(QString(kAbsent)));
    } else {
        body.setPath({u"metadata", u"uid"}, object::Json(uid));
        body.setPath({u"metadata", u"resourceVersion"}, object::Json(resourceVersion));
    }
    return step.desired->withJson(std::move(body));
}

object::GroupKind definedBy(const PlanStep& step)
{
    const bool crd = step.key.group == "apiextensions.k8s.io"_L1
        && step.key.kind == "CustomResourceDefinition"_L1;
    if (!crd || !step.desired)
        return {};
    const object::Json& spec = step.desired->json()[u"spec"];
    return {spec[u"group"].toString(), spec.path({u"names", u"kind"}).toString()};
}

bool changesKind(const SyncPlan& plan, const object::GroupKind& kind)
{
    return std::any_of(plan.steps.cbegin(), plan.steps.cend(), [&kind](const PlanStep& step) {
        return step.isWrite() && definedBy(step) == kind;
    });
}

bool isAsSeen(const cluster::LiveObject& seen, const object::Manifest& now)
{
    if (seen.uid != now.uid())
        return false;
    if (seen.resourceVersion == now.resourceVersion())
        return true;
    if (!seen.isWhole || seen.type != now.type())
        return false; // nothing to compare with
    const auto before = seen.manifest();
    return before && essence(before->json()) == essence(now.json());
}

} // namespace cauce::sync
