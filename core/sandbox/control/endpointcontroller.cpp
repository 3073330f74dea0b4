#include "core/sandbox/control/endpointcontroller.h"

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

QString pairKey(const QString& nameSpace, const QString& key, const QString& value)
{
    return nameSpace + u'\n' + key + u'\n' + value;
}

constexpr auto kSliceManager = "endpointslice-controller.k8s.io"_L1;
const QString kServiceName = u"kubernetes.io/service-name"_s;
const QString kEndpointsManagedBy = u"endpoints.kubernetes.io/managed-by"_s;
const QString kEndpointsManager = u"endpoint-controller"_s;
const QString kManagedBy = u"endpointslice.kubernetes.io/managed-by"_s;

} // namespace

void EndpointController::observe(const Change& change)
{
    if (change.resource() == resource::services) {
        index(change);
        m_loop.enqueue(*this, change.nameSpace(), change.name());
        return;
    }
    if (change.resource() == resource::endpointSlices) {
        const Labels& labels = change.event().object->labels;
        const QString service = labelOf(labels, kServiceName);
        if (service.isEmpty() || labelOf(labels, kManagedBy) != kSliceManager)
            return;
        const QString key = change.nameSpace() + u'/' + service;
        if (change.isDeleted())
            m_slices.remove(key);
        else
            m_slices.insert(key, change.name());
        if (change.isDeleted()) // by somebody else: it is made again
            m_loop.enqueue(*this, change.nameSpace(), service);
        return;
    }
    const StoredObject& pod = *change.event().object;
    const PodPtr facts = m_loop.view().findPod(pod.nameSpace, pod.name);
    if (facts && facts->ip.isEmpty())
        return; // it has no address yet, so nobody is told of it
    for (const auto& [key, value] : pod.labels) {
        for (const QString& service : m_services.value(pairKey(pod.nameSpace, key, value)))
            m_loop.enqueue(*this, pod.nameSpace, service);
    }
}

void EndpointController::index(const Change& change)
{
    const QString name = change.nameSpace() + u'/' + change.name();
    if (const auto before = m_indexedAt.constFind(name); before != m_indexedAt.cend()) {
        const auto names = m_services.find(*before);
        names->erase(change.name());
        if (names->empty())
            m_services.erase(names);
        m_indexedAt.erase(before);
    }
    if (change.isDeleted())
        return;
    const auto pair = Selector::ofMap(change.object().path({u"spec", u"selector"})).firstPair();
    if (!pair)
        return;
    const QString key = pairKey(change.nameSpace(), pair->first, pair->second);
    m_indexedAt.insert(name, key);
    m_services[key].insert(change.name());
}

std::vector<Backend> EndpointController::backendsOf(const Json& service) const
{
    bool needsNames = false; // only then must the Pods be read
    for (const Json& port : service.path({u"spec", u"ports"}).items())
        needsNames = needsNames || port[u"targetPort"].isString();
    const QString nameSpace = service.path({u"metadata", u"namespace"}).toString();
    std::vector<Backend> backends;
    for (const PodPtr& pod :
         m_loop.view().podsFor(nameSpace, Selector::ofMap(service.path({u"spec", u"selector"})))) {
        Backend backend {pod, {}};
        if (needsNames)
            backend.ports = namedPorts(m_loop.read(resource::pods, nameSpace, pod->name));
        // One that counts is enough.
        needsNames = needsNames && (pod->ip.isEmpty() || pod->isOver());
        backends.push_back(std::move(backend));
    }
    return backends;
}

void EndpointController::sync(const QString& nameSpace, const QString& name)
{
    const Json service = m_loop.read(resource::services, nameSpace, name);
    if (service.isNull()) { // Endpoints have no owner; the slice has, and is collected
        const StoredPtr left = m_loop.api().store().find(resource::endpoints, nameSpace, name);
        if (left && labelOf(left->labels, kEndpointsManagedBy) == kEndpointsManager)
            m_loop.remove(resource::endpoints, nameSpace, name);
        return;
    }
    if (service[u"metadata"].contains(u"deletionTimestamp"))
        return;
    if (service.path({u"spec", u"selector"}).size() == 0
        || service.path({u"spec", u"type"}).toString() == "ExternalName"_L1)
        return;
    const std::vector<Backend> backends = backendsOf(service);
    writeSlice(service, backends);
    writeEndpoints(service, backends);
}

void EndpointController::writeSlice(const Json& service, const std::vector<Backend>& backends)
{
    const QString nameSpace = service.path({u"metadata", u"namespace"}).toString();
    const QString name = service.path({u"metadata", u"name"}).toString();
    const Json content = sliceContent(service, backends);
    const QString known = m_slices.value(nameSpace + u'/' + name);
    Json slice = known.isEmpty() ? Json() : m_loop.read(resource::endpointSlices, nameSpace, known);
    if (!slice.isNull()) {
        if (slice[u"endpoints"] == content[u"endpoints"] && slice[u"ports"] == content[u"ports"])
            return;
        slice.set(u"endpoints"_s, content[u"endpoints"]);
        slice.set(u"ports"_s, content[u"ports"]);
        slice.setPath(
            {u"metadata", u"annotations", u"endpoints.kubernetes.io/last-change-trigger-time"},
            stamp(m_loop.now()));
        m_loop.update(slice);
        return;
    }
    Json labels = service.path({u"metadata", u"labels"});
    labels.set(kManagedBy, QString(kSliceManager));
    labels.set(kServiceName, name);
    if (service.path({u"spec", u"clusterIP"}).toString() == "None"_L1)
        labels.set(u"service.kubernetes.io/headless"_s, QString());
    slice = Json::emptyObject();
    slice.set(u"apiVersion"_s, u"discovery.k8s.io/v1"_s);
    slice.set(u"kind"_s, u"EndpointSlice"_s);
    slice.setPath({u"metadata", u"name"}, QString(name + u'-' + m_loop.suffix()));
    slice.setPath({u"metadata", u"generateName"}, QString(name + u'-'));
    slice.setPath({u"metadata", u"namespace"}, nameSpace);
    slice.setPath({u"metadata", u"labels"}, labels);
    slice.setPath({u"metadata", u"ownerReferences"},
                  Json(Json::Items {controllerReference(service)}));
    slice.set(u"addressType"_s, u"IPv4"_s);
    slice.set(u"endpoints"_s, content[u"endpoints"]);
    slice.set(u"ports"_s, content[u"ports"]);
    m_loop.create(slice);
}

void EndpointController::writeEndpoints(const Json& service, const std::vector<Backend>& backends)
{
    const QString nameSpace = service.path({u"metadata", u"namespace"}).toString();
    const QString name = service.path({u"metadata", u"name"}).toString();
    const Json subsets = endpointSubsets(service, backends);
    const Json before = m_loop.read(resource::endpoints, nameSpace, name);
    Json made = before;
    if (before.isNull()) {
        made.set(u"apiVersion"_s, u"v1"_s);
        made.set(u"kind"_s, u"Endpoints"_s);
        made.setPath({u"metadata", u"name"}, name);
        made.setPath({u"metadata", u"namespace"}, nameSpace);
    }
    Json labels = service.path({u"metadata", u"labels"});
    labels.set(kEndpointsManagedBy, kEndpointsManager);
    made.setPath({u"metadata", u"labels"}, labels);
    made.remove(u"subsets");
    if (subsets.size() > 0)
        made.set(u"subsets"_s, subsets);
    if (before.isNull())
        m_loop.create(made);
    else if (made != before)
        m_loop.update(made);
}

} // namespace cauce::sandbox::control
