#include "core/sandbox/control/bootstrap.h"

#include "core/sandbox/control/resources.h"
#include "core/sandbox/control/values.h"

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

constexpr auto kVersion = "v1.35.4"_L1; // the release whose behaviour is simulated

Json basicObject(const QString& apiVersion, const QString& kind, const QString& name,
                 const QString& nameSpace = {})
{
    Json object = Json::emptyObject();
    object.set(u"apiVersion"_s, apiVersion);
    object.set(u"kind"_s, kind);
    object.setPath({u"metadata", u"name"}, name);
    if (!nameSpace.isEmpty())
        object.setPath({u"metadata", u"namespace"}, nameSpace);
    return object;
}

Json nodeConditions(const QDateTime& now)
{
    struct Known
    {
        QLatin1String type;
        QLatin1String status;
        QLatin1String reason;
        QLatin1String message;
    };
    static constexpr Known known[] {
        {"MemoryPressure"_L1, "False"_L1, "KubeletHasSufficientMemory"_L1,
         "kubelet has sufficient memory available"_L1},
        {"DiskPressure"_L1, "False"_L1, "KubeletHasNoDiskPressure"_L1,
         "kubelet has no disk pressure"_L1},
        {"PIDPressure"_L1, "False"_L1, "KubeletHasSufficientPID"_L1,
         "kubelet has sufficient PID available"_L1},
        {"Ready"_L1, "True"_L1, "KubeletReady"_L1, "kubelet is posting ready status"_L1}};
    Json list = Json::emptyArray();
    for (const Known& each : known) {
        Json made = Json::emptyObject();
        made.set(u"type"_s, QString(each.type));
        made.set(u"status"_s, QString(each.status));
        made.set(u"lastHeartbeatTime"_s, stamp(now));
        made.set(u"lastTransitionTime"_s, stamp(now));
        made.set(u"reason"_s, QString(each.reason));
        made.set(u"message"_s, QString(each.message));
        list.append(std::move(made));
    }
    return list;
}

Json nodeStatus(const QString& name, int number, const QDateTime& now)
{
    Json room = Json::emptyObject();
    room.set(u"cpu"_s, u"512"_s);
    room.set(u"ephemeral-storage"_s, u"64Ti"_s);
    room.set(u"memory"_s, u"8Ti"_s);
    room.set(u"pods"_s, u"30k"_s);
    Json addresses = Json::emptyArray();
    for (const auto& [type, address] : {std::pair(u"InternalIP"_s, u"192.168.50.1%1"_s.arg(number)),
                                        std::pair(u"Hostname"_s, name)}) {
        Json made = Json::emptyObject();
        made.set(u"type"_s, type);
        made.set(u"address"_s, address);
        addresses.append(std::move(made));
    }
    Json info = Json::emptyObject();
    info.set(u"architecture"_s, u"amd64"_s);
    info.set(u"bootID"_s, u"simulated"_s);
    info.set(u"containerRuntimeVersion"_s, u"containerd://2.1.0-simulated"_s);
    info.set(u"kernelVersion"_s, u"6.1.0"_s);
    info.set(u"kubeProxyVersion"_s, QString());
    info.set(u"kubeletVersion"_s, QString(kVersion));
    info.set(u"machineID"_s, name);
    info.set(u"operatingSystem"_s, u"linux"_s);
    info.set(u"osImage"_s, u"Cauce sandbox (simulated)"_s);
    info.set(u"systemUUID"_s, name);
    Json status = Json::emptyObject();
    status.set(u"capacity"_s, room);
    status.set(u"allocatable"_s, room);
    status.set(u"conditions"_s, nodeConditions(now));
    status.set(u"addresses"_s, addresses);
    status.setPath({u"daemonEndpoints", u"kubeletEndpoint", u"Port"}, Json(qint64(10250)));
    status.set(u"nodeInfo"_s, info);
    return status;
}

void furnishNode(Api& api, int number)
{
    const QString name = u"sandbox-%1"_s.arg(number);
    if (api.store().find(resource::nodes, {}, name))
        return;
    const QDateTime now = api.clock().now();
    Json node = basicObject(u"v1"_s, u"Node"_s, name);
    Json labels = Json::emptyObject();
    labels.set(u"kubernetes.io/arch"_s, u"amd64"_s);
    labels.set(u"kubernetes.io/hostname"_s, name);
    labels.set(u"kubernetes.io/os"_s, u"linux"_s);
    if (number == 1)
        labels.set(u"node-role.kubernetes.io/control-plane"_s, u"true"_s);
    node.setPath({u"metadata", u"labels"}, labels);
    node.setPath({u"spec", u"podCIDR"}, u"10.42.%1.0/17"_s.arg(128 * (number - 1)));
    node.setPath({u"spec", u"providerID"}, QString(u"sandbox://"_s + name));
    const Answer made = api.create(node, u"kubelet"_s);
    Json whole = made.body;
    whole.set(u"status"_s, nodeStatus(name, number, now));
    api.update(whole, u"kubelet"_s, u"status"_s);

    Json lease = basicObject(u"coordination.k8s.io/v1"_s, u"Lease"_s, name, u"kube-node-lease"_s);
    Json owner = Json::emptyObject();
    owner.set(u"apiVersion"_s, u"v1"_s);
    owner.set(u"kind"_s, u"Node"_s);
    owner.set(u"name"_s, name);
    owner.set(u"uid"_s, made.body.path({u"metadata", u"uid"}));
    lease.setPath({u"metadata", u"ownerReferences"}, Json(Json::Items {owner}));
    lease.setPath({u"spec", u"holderIdentity"}, name);
    lease.setPath({u"spec", u"leaseDurationSeconds"}, Json(qint64(40)));
    lease.setPath({u"spec", u"renewTime"}, microStamp(now));
    api.create(lease, u"kubelet"_s);
}

void furnishStorage(Api& api)
{
    Json storage = basicObject(u"storage.k8s.io/v1"_s, u"StorageClass"_s, u"local-path"_s);
    storage.setPath({u"metadata", u"annotations", u"storageclass.kubernetes.io/is-default-class"},
                    u"true"_s);
    storage.set(u"provisioner"_s, u"rancher.io/local-path"_s);
    storage.set(u"reclaimPolicy"_s, u"Delete"_s);
    storage.set(u"volumeBindingMode"_s, u"WaitForFirstConsumer"_s);
    api.create(storage, u"k3s"_s);
}

void furnishService(Api& api)
{
    Json port = Json::emptyObject();
    port.set(u"name"_s, u"https"_s);
    port.set(u"protocol"_s, u"TCP"_s);
    port.set(u"port"_s, Json(qint64(443)));
    port.set(u"targetPort"_s, Json(qint64(6443)));
    Json service = basicObject(u"v1"_s, u"Service"_s, u"kubernetes"_s, u"default"_s);
    service.setPath({u"metadata", u"labels", u"component"}, u"apiserver"_s);
    service.setPath({u"metadata", u"labels", u"provider"}, u"kubernetes"_s);
    service.setPath({u"spec", u"ports"}, Json(Json::Items {port}));
    service.setPath({u"spec", u"type"}, u"ClusterIP"_s);
    api.create(service, u"kube-apiserver"_s);
}

} // namespace

void furnishCluster(Api& api)
{
    for (const QString& name :
         {u"default"_s, u"kube-system"_s, u"kube-public"_s, u"kube-node-lease"_s}) {
        if (!api.store().find(resource::namespaces, {}, name))
            api.create(basicObject(u"v1"_s, u"Namespace"_s, name), u"kube-apiserver"_s);
    }
    for (const int number : {1, 2})
        furnishNode(api, number);
    if (!api.store().find(resource::storageClasses, {}, u"local-path"_s))
        furnishStorage(api);
    if (!api.store().find(resource::services, u"default"_s, u"kubernetes"_s))
        furnishService(api);
}

} // namespace cauce::sandbox::control
