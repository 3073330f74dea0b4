#include "core/sandbox/control/addresscontroller.h"

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

void AddressController::observe(const Change& change)
{
    if (change.isDeleted())
        return;
    if (change.resource() == resource::services
        && !change.event().object->bytes.contains("LoadBalancer"))
        return; // most; they need no look
    m_loop.enqueue(*this, change.nameSpace(), change.name());
}

void AddressController::sync(const QString& nameSpace, const QString& name)
{
    const Json service = m_loop.read(resource::services, nameSpace, name);
    if (service.path({u"spec", u"type"}).toString() == "LoadBalancer"_L1)
        give(service, true);
    const Json ingress = m_loop.read(resource::ingresses, nameSpace, name);
    if (!ingress.isNull())
        give(ingress, false);
}

void AddressController::give(const Json& object, bool isService)
{
    if (object.path({u"status", u"loadBalancer", u"ingress"}).size() > 0)
        return;
    Json entries = Json::emptyArray();
    for (const StoredPtr& node : m_loop.api().store().list(resource::nodes)) {
        const Json addresses = node->json().path({u"status", u"addresses"});
        for (const Json& address : addresses.items()) {
            if (address[u"type"].toString() != "InternalIP"_L1)
                continue;
            Json entry = Json::emptyObject();
            entry.set(u"ip"_s, address[u"address"]);
            if (isService)
                entry.set(u"ipMode"_s, u"VIP"_s);
            entries.append(std::move(entry));
        }
    }
    Json status = object[u"status"];
    status.setPath({u"loadBalancer", u"ingress"}, entries);
    m_loop.writeStatus(object, status, isService ? u"k3s"_s : u"traefik"_s);
}

} // namespace cauce::sandbox::control
