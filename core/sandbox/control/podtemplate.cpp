#include "core/sandbox/control/podtemplate.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

QString metaText(const Json& object, QStringView key)
{
    return object[u"metadata"][key].toString();
}

int phaseRank(const PodFacts& pod)
{
    return pod.phase == "Pending"_L1 ? 0 : pod.phase == "Running"_L1 ? 2 : 1;
}

} // namespace

Json podFromTemplate(const Json& owner, const Json& podTemplate, const QString& name,
                     bool generated)
{
    const Json& given = podTemplate[u"metadata"];
    Json metadata = Json::emptyObject();
    metadata.set(u"name"_s, name);
    if (generated)
        metadata.set(u"generateName"_s, name.chopped(5));
    metadata.set(u"namespace"_s, owner.path({u"metadata", u"namespace"}));
    for (const QString& key : {u"labels"_s, u"annotations"_s, u"finalizers"_s}) {
        if (given[key].size() > 0)
            metadata.set(key, given[key]);
    }
    metadata.set(u"ownerReferences"_s, Json(Json::Items {controllerReference(owner)}));
    Json pod = Json::emptyObject();
    pod.set(u"apiVersion"_s, u"v1"_s);
    pod.set(u"kind"_s, u"Pod"_s);
    pod.set(u"metadata"_s, metadata);
    pod.set(u"spec"_s, podTemplate[u"spec"]);
    return pod;
}

QString createPod(Loop& loop, const Json& owner, const Json& pod, const QString& component)
{
    const Answer answer = loop.create(pod);
    if (answer.isOk()) {
        loop.events().tell(owner, {component, {}}, false, u"SuccessfulCreate"_s,
                           u"Created pod: "_s + metaText(pod, u"name"));
        return {};
    }
    const QString message = answer.body[u"message"].toString();
    loop.events().tell(owner, {component, {}}, true, u"FailedCreate"_s,
                       u"Error creating: "_s + message);
    return message.isEmpty() ? u"HTTP %1"_s.arg(answer.code) : message;
}

void deletePod(Loop& loop, const Json& owner, const QString& pod, const QString& component)
{
    loop.remove(resource::pods, metaText(owner, u"namespace"), pod);
    loop.events().tell(owner, {component, {}}, false, u"SuccessfulDelete"_s,
                       u"Deleted pod: "_s + pod);
}

bool adopt(Loop& loop, const Json& owner, const ResourceName& resource, const QString& name)
{
    Json object = loop.read(resource, owner.path({u"metadata", u"namespace"}).toString(), name);
    if (object.isNull() || object[u"metadata"].contains(u"deletionTimestamp"))
        return false;
    Json owners = object.path({u"metadata", u"ownerReferences"});
    owners.append(controllerReference(owner));
    object.setPath({u"metadata", u"ownerReferences"}, owners);
    return loop.update(object);
}

void release(Loop& loop, const Json& owner, const ResourceName& resource, const QString& name)
{
    Json object = loop.read(resource, owner.path({u"metadata", u"namespace"}).toString(), name);
    const Json& uid = owner.path({u"metadata", u"uid"});
    Json kept = Json::emptyArray();
    for (const Json& reference : object.path({u"metadata", u"ownerReferences"}).items()) {
        if (reference[u"uid"] != uid)
            kept.append(reference);
    }
    Json metadata = object[u"metadata"];
    if (kept.size() > 0)
        metadata.set(u"ownerReferences"_s, kept);
    else
        metadata.remove(u"ownerReferences");
    object.set(u"metadata"_s, metadata);
    loop.update(object);
}

void claimPods(Loop& loop, const Json& owner, const Selector& selector)
{
    const QString nameSpace = owner.path({u"metadata", u"namespace"}).toString();
    const QString uid = owner.path({u"metadata", u"uid"}).toString();
    for (const PodPtr& pod : loop.view().orphanPods(nameSpace)) {
        if (pod->isActive() && selector.fits(pod->labels))
            adopt(loop, owner, resource::pods, pod->name);
    }
    const PodMap owned = loop.view().podsOf(uid); // a copy: releasing changes it
    for (const PodPtr& pod : owned) {
        if (!pod->isDeleting && !selector.fits(pod->labels))
            release(loop, owner, resource::pods, pod->name);
    }
}

std::vector<PodPtr> inOrderOfDeletion(std::vector<PodPtr> pods)
{
    QHash<QString, int> onNode;
    for (const PodPtr& pod : pods)
        ++onNode[pod->node];
    std::ranges::stable_sort(pods, [&onNode](const PodPtr& a, const PodPtr& b) {
        if (a->node.isEmpty() != b->node.isEmpty())
            return a->node.isEmpty();
        if (phaseRank(*a) != phaseRank(*b))
            return phaseRank(*a) < phaseRank(*b);
        if (a->isReady != b->isReady)
            return b->isReady;
        if (a->deletionCost != b->deletionCost)
            return a->deletionCost < b->deletionCost;
        if (onNode.value(a->node) != onNode.value(b->node))
            return onNode.value(a->node) > onNode.value(b->node);
        if (a->isReady && a->readySince != b->readySince)
            return a->readySince > b->readySince;
        if (a->restarts != b->restarts)
            return a->restarts > b->restarts;
        return a->createdAt > b->createdAt;
    });
    return pods;
}

} // namespace cauce::sandbox::control
