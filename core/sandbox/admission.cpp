#include "core/sandbox/admission.h"

#include "core/sandbox/jsonedit.h"
#include "core/sandbox/servicerules.h"

using namespace Qt::StringLiterals;
using cauce::object::GroupKind;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

using CreationRule = void (*)(Json& object, const Surroundings& surroundings);

QString nameIn(const Json& object)
{
    return object.path({u"metadata", u"name"}).toString();
}

void addFinalizer(Json& object, const QString& finalizer)
{
    editOrMake(object, u"metadata"_s, [&finalizer](Json& metadata) {
        editOrMake(metadata, u"finalizers"_s, [&finalizer](Json& list) {
            for (const Json& known : list.items()) {
                if (known.toString() == finalizer)
                    return;
            }
            list.append(Json(finalizer));
        });
    });
}

QString said(const std::function<QString()>& answer)
{
    return answer ? answer() : QString();
}

// ---- at creation

void createNamespace(Json& object, const Surroundings&)
{
    const QString name = nameIn(object);
    object.setPath({u"metadata", u"labels", u"kubernetes.io/metadata.name"}, name);
    object.setPath({u"spec", u"finalizers"}, Json(Json::Items {Json(u"kubernetes"_s)}));
    object.setPath({u"status", u"phase"}, u"Active"_s);
}

bool tolerates(const Json& toleration, const QString& key)
{
    const QString effect = toleration[u"effect"].toString();
    const QString tolerated = toleration[u"key"].toString();
    return (tolerated == key || tolerated.isEmpty())
        && (effect.isEmpty() || effect == "NoExecute"_L1);
}

// Rule: the DefaultTolerationSeconds admission plugin.
void addDefaultTolerations(Json& spec)
{
    Json tolerations = spec[u"tolerations"];
    for (const QString& key :
         {u"node.kubernetes.io/not-ready"_s, u"node.kubernetes.io/unreachable"_s}) {
        bool isTolerated = false;
        for (const Json& toleration : tolerations.items())
            isTolerated = isTolerated || tolerates(toleration, key);
        if (isTolerated)
            continue;
        tolerations.append(Json(Json::Members {{u"effect"_s, u"NoExecute"_s},
                                               {u"key"_s, key},
                                               {u"operator"_s, u"Exists"_s},
                                               {u"tolerationSeconds"_s, Json(qint64(300))}}));
    }
    if (tolerations.size() > 0)
        spec.set(u"tolerations"_s, std::move(tolerations));
}

qint64 priorityOf(const QString& className)
{
    if (className == "system-node-critical"_L1)
        return 2'000'001'000;
    return className == "system-cluster-critical"_L1 ? 2'000'000'000 : 0;
}

void createPod(Json& object, const Surroundings&)
{
    editMember(object, u"spec"_s, [](Json& spec) {
        addDefaultTolerations(spec);
        fill(spec, u"preemptionPolicy"_s, u"PreemptLowerPriority"_s);
        fill(spec, u"priority"_s, Json(priorityOf(spec[u"priorityClassName"].toString())));
    });
    Json status = Json::emptyObject();
    status.set(u"phase"_s, u"Pending"_s);
    status.set(u"qosClass"_s, qosClass(object[u"spec"]));
    object.set(u"status"_s, std::move(status));
}

// A new node is not ready, and tainted so. Rule: the TaintNodesByCondition admission plugin.
void createNode(Json& object, const Surroundings&)
{
    constexpr auto kNotReady = "node.kubernetes.io/not-ready"_L1;
    Json taints = object.path({u"spec", u"taints"});
    for (const Json& taint : taints.items()) {
        if (taint[u"key"].toString() == kNotReady)
            return;
    }
    taints.append(
        Json(Json::Members {{u"effect"_s, u"NoSchedule"_s}, {u"key"_s, QString(kNotReady)}}));
    object.setPath({u"spec", u"taints"}, std::move(taints));
}

void createService(Json& object, const Surroundings& surroundings)
{
    allocateService(object, surroundings);
}

void createClaim(Json& object, const Surroundings& surroundings)
{
    addFinalizer(object, u"kubernetes.io/pvc-protection"_s);
    const QString storageClass = said(surroundings.defaultStorageClass);
    const bool hasClass = object[u"spec"].contains(u"storageClassName")
        || object.path({u"metadata", u"annotations"})
               .contains(u"volume.beta.kubernetes.io/storage-class");
    if (!storageClass.isEmpty() && !hasClass)
        object.setPath({u"spec", u"storageClassName"}, storageClass);
    object.setPath({u"status", u"phase"}, u"Pending"_s);
}

void createVolume(Json& object, const Surroundings& surroundings)
{
    addFinalizer(object, u"kubernetes.io/pv-protection"_s);
    object.setPath({u"status", u"phase"}, u"Pending"_s);
    if (surroundings.now.isValid()) {
        object.setPath({u"status", u"lastPhaseTransitionTime"},
                       surroundings.now.toUTC().toString(u"yyyy-MM-dd'T'HH:mm:ss'Z'"));
    }
}

void createIngress(Json& object, const Surroundings& surroundings)
{
    const QString ingressClass = said(surroundings.defaultIngressClass);
    const bool hasClass = !object.path({u"spec", u"ingressClassName"}).toString().isEmpty()
        || object.path({u"metadata", u"annotations"}).contains(u"kubernetes.io/ingress.class");
    if (!ingressClass.isEmpty() && !hasClass)
        object.setPath({u"spec", u"ingressClassName"}, ingressClass);
}

constexpr QStringView kTemplateGeneration = u"deprecated.daemonset.template.generation";

void createDaemonSet(Json& object, const Surroundings&)
{
    object.setPath({u"metadata", u"annotations", kTemplateGeneration}, u"1"_s);
}

// A Job chooses its Pods by its own uid, unless it says how itself.
void createJob(Json& object, const Surroundings&)
{
    if (object.path({u"spec", u"manualSelector"}).toBool())
        return;
    const QString uid = object.path({u"metadata", u"uid"}).toString();
    const QString name = nameIn(object);
    const auto label = [&](Json& labels) {
        fill(labels, u"job-name"_s, name);
        fill(labels, u"batch.kubernetes.io/job-name"_s, name);
        fill(labels, u"controller-uid"_s, uid);
        labels.set(u"batch.kubernetes.io/controller-uid"_s, uid);
    };
    // Labels that were taken from the template are the same map in the server, and change with it.
    const Json& own = object.path({u"metadata", u"labels"});
    const bool sharesLabels
        = own.size() == 0 || own == object.path({u"spec", u"template", u"metadata", u"labels"});
    editMember(object, u"spec"_s, [&](Json& spec) {
        spec.setPath({u"selector", u"matchLabels", u"batch.kubernetes.io/controller-uid"}, uid);
        editOrMake(spec, u"template"_s, [&](Json& pod) {
            editOrMake(pod, u"metadata"_s,
                       [&](Json& metadata) { editOrMake(metadata, u"labels"_s, label); });
        });
    });
    if (sharesLabels) {
        object.setPath({u"metadata", u"labels"},
                       Json(object.path({u"spec", u"template", u"metadata", u"labels"})));
    }
}

void createDefinition(Json& object, const Surroundings&)
{
    QString stored;
    for (const Json& version : object.path({u"spec", u"versions"}).items()) {
        if (version[u"storage"].toBool())
            stored = version[u"name"].toString();
    }
    object.setPath({u"status", u"acceptedNames", u"kind"}, u""_s);
    object.setPath({u"status", u"acceptedNames", u"plural"}, u""_s);
    object.setPath({u"status", u"conditions"}, Json());
    object.setPath({u"status", u"storedVersions"},
                   stored.isEmpty() ? Json() : Json(Json::Items {Json(stored)}));
}

// ---- at a change

void updateDaemonSet(Json& object, const Json& before)
{
    const Json& old = before.path({u"metadata", u"annotations", kTemplateGeneration});
    qint64 generation = old.toString().toLongLong();
    if (object.path({u"spec", u"template"}) != before.path({u"spec", u"template"}))
        ++generation;
    object.setPath({u"metadata", u"annotations", kTemplateGeneration}, QString::number(generation));
}

const QHash<GroupKind, CreationRule>& creationRules()
{
    static const QHash<GroupKind, CreationRule> rules {
        {{u""_s, u"Namespace"_s}, createNamespace},
        {{u""_s, u"Node"_s}, createNode},
        {{u""_s, u"Pod"_s}, createPod},
        {{u""_s, u"Service"_s}, createService},
        {{u""_s, u"PersistentVolumeClaim"_s}, createClaim},
        {{u""_s, u"PersistentVolume"_s}, createVolume},
        {{u"networking.k8s.io"_s, u"Ingress"_s}, createIngress},
        {{u"apps"_s, u"DaemonSet"_s}, createDaemonSet},
        {{u"batch"_s, u"Job"_s}, createJob},
        {{u"apiextensions.k8s.io"_s, u"CustomResourceDefinition"_s}, createDefinition},
    };
    return rules;
}

// A node says itself how it is when it registers.
bool keepsStatusAtCreation(const ServedKind& kind)
{
    return kind.type.kind == "Node"_L1;
}

// \p object with a status as new objects of \p kind have it.
Json withNewStatus(const ServedKind& kind, Json object)
{
    if (!kind.hasStatus || keepsStatusAtCreation(kind))
        return object;
    object.remove(u"status");
    return kind.isCustom ? object : kind.structure->pruned(object);
}

} // namespace

QString qosClass(const Json& podSpec)
{
    bool isSet = false;
    bool isGuaranteed = true;
    for (const QString& list : {u"containers"_s, u"initContainers"_s}) {
        for (const Json& container : podSpec[list].items()) {
            const Json& limits = container.path({u"resources", u"limits"});
            const Json& requests = container.path({u"resources", u"requests"});
            for (const QString& resource : {u"cpu"_s, u"memory"_s}) {
                const Json& limit = limits[resource];
                const Json& request = requests[resource];
                isSet = isSet || !limit.isNull() || !request.isNull();
                isGuaranteed
                    = isGuaranteed && !limit.isNull() && (request.isNull() || request == limit);
            }
        }
    }
    if (!isSet)
        return u"BestEffort"_s;
    return isGuaranteed ? u"Guaranteed"_s : u"Burstable"_s;
}

Json asCreated(const ServedKind& kind, Json object, const Surroundings& surroundings)
{
    object = withNewStatus(kind, std::move(object));
    const CreationRule rule
        = kind.isCustom ? nullptr : creationRules().value(kind.type.groupKind());
    if (!rule)
        return object;
    rule(object, surroundings);
    return object::withSortedKeys(object);
}

Json asUpdated(const ServedKind& kind, Json object, const Json& before,
               const Surroundings& surroundings)
{
    if (kind.hasStatus) {
        if (const Json* status = before.find(u"status"))
            object.set(u"status"_s, *status);
        else
            object.remove(u"status");
    }
    if (kind.isCustom)
        return object;
    const GroupKind type = kind.type.groupKind();
    if (type == GroupKind {u""_s, u"Service"_s}) {
        carryService(object, before);
        allocateService(object, surroundings);
        if (object.path({u"spec", u"type"}).toString() != "LoadBalancer"_L1)
            object.setPath({u"status", u"loadBalancer"}, Json::emptyObject());
    } else if (type == GroupKind {u"apps"_s, u"DaemonSet"_s}) {
        updateDaemonSet(object, before);
    }
    return object::withSortedKeys(object);
}

} // namespace cauce::sandbox
