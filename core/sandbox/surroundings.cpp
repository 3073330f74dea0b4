#include "core/sandbox/apistate.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

// Whether the bytes of a Service have \p text: these are asked for rarely, and parsed never.
bool someServiceHas(const Store& store, const QByteArray& text)
{
    const std::vector<StoredPtr> services = store.list({{}, u"services"_s});
    return std::ranges::any_of(
        services, [&text](const StoredPtr& service) { return service->bytes.contains(text); });
}

// The class of that kind which an annotation makes the default; the newest where several are.
QString defaultClass(const Store& store, const ResourceName& resource, QStringView annotation)
{
    StoredPtr found;
    for (const StoredPtr& object : store.list(resource)) {
        const Json json = object->json();
        const Json& annotations = json.path({u"metadata", u"annotations"});
        if (annotations[annotation].toString() == "true"_L1
            && (!found || object->revision > found->revision))
            found = object;
    }
    return found ? found->name : QString();
}

} // namespace

Surroundings surroundingsOf(const ApiState& state)
{
    const Store* store = &state.store;
    Surroundings around;
    around.now = state.clock.now().toUTC();
    around.isAddressTaken = [store](const QString& address) {
        return someServiceHas(*store, "\"clusterIP\":\"" + address.toLatin1() + '"');
    };
    around.isNodePortTaken = [store](int port) {
        const QByteArray text = "\"nodePort\":" + QByteArray::number(port);
        return someServiceHas(*store, text + ',') || someServiceHas(*store, text + '}');
    };
    around.defaultStorageClass = [store] {
        return defaultClass(*store, {u"storage.k8s.io"_s, u"storageclasses"_s},
                            u"storageclass.kubernetes.io/is-default-class");
    };
    around.defaultIngressClass = [store] {
        return defaultClass(*store, {u"networking.k8s.io"_s, u"ingressclasses"_s},
                            u"ingressclass.kubernetes.io/is-default-class");
    };
    return around;
}

} // namespace cauce::sandbox
