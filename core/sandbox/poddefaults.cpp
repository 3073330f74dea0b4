#include "core/sandbox/poddefaults.h"

#include "core/sandbox/jsonedit.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

constexpr qint64 kDefaultMode = 0644;

void setFieldRefDefaults(Json& selector)
{
    fill(selector, u"apiVersion"_s, u"v1"_s);
}

void setHttpGetDefaults(Json& get)
{
    fill(get, u"path"_s, u"/"_s);
    fill(get, u"scheme"_s, u"HTTP"_s);
}

void setProbeDefaults(Json& probe)
{
    fill(probe, u"timeoutSeconds"_s, Json(qint64(1)));
    fill(probe, u"periodSeconds"_s, Json(qint64(10)));
    fill(probe, u"successThreshold"_s, Json(qint64(1)));
    fill(probe, u"failureThreshold"_s, Json(qint64(3)));
    editMember(probe, u"httpGet"_s, setHttpGetDefaults);
    editMember(probe, u"grpc"_s, [](Json& grpc) { fill(grpc, u"service"_s, u""_s); });
}

void setContainerDefaults(Json& container)
{
    fill(container, u"imagePullPolicy"_s, pullPolicyOf(container[u"image"].toString()));
    fill(container, u"terminationMessagePath"_s, u"/dev/termination-log"_s);
    fill(container, u"terminationMessagePolicy"_s, u"File"_s);
    fill(container, u"resources"_s, Json::emptyObject());
    for (const QString& probe : {u"livenessProbe"_s, u"readinessProbe"_s, u"startupProbe"_s})
        editMember(container, probe, setProbeDefaults);
    editMember(container, u"lifecycle"_s, [](Json& lifecycle) {
        for (const QString& hook : {u"postStart"_s, u"preStop"_s}) {
            editMember(lifecycle, hook, [](Json& handler) {
                editMember(handler, u"httpGet"_s, setHttpGetDefaults);
            });
        }
    });
    editItems(container, u"ports"_s, [](Json& port) { fill(port, u"protocol"_s, u"TCP"_s); });
    editItems(container, u"env"_s, [](Json& variable) {
        editMember(variable, u"valueFrom"_s,
                   [](Json& source) { editMember(source, u"fieldRef"_s, setFieldRefDefaults); });
    });
}

void setDownwardDefaults(Json& downward)
{
    editItems(downward, u"items"_s,
              [](Json& item) { editMember(item, u"fieldRef"_s, setFieldRefDefaults); });
}

void setProjectionDefaults(Json& projection)
{
    editMember(projection, u"serviceAccountToken"_s,
               [](Json& token) { fill(token, u"expirationSeconds"_s, Json(qint64(3600))); });
    editMember(projection, u"downwardAPI"_s, setDownwardDefaults);
}

// Of the sources that leave a field out.
void setVolumeDefaults(Json& volume)
{
    if (volume.size() == (volume.contains(u"name") ? 1 : 0))
        volume.set(u"emptyDir"_s, Json::emptyObject());
    for (const QString& source : {u"secret"_s, u"configMap"_s, u"downwardAPI"_s, u"projected"_s}) {
        editMember(volume, source,
                   [](Json& from) { fill(from, u"defaultMode"_s, Json(kDefaultMode)); });
    }
    editMember(volume, u"downwardAPI"_s, setDownwardDefaults);
    editMember(volume, u"projected"_s,
               [](Json& projected) { editItems(projected, u"sources"_s, setProjectionDefaults); });
    editMember(volume, u"hostPath"_s, [](Json& path) { fill(path, u"type"_s, u""_s); });
    editMember(volume, u"image"_s, [](Json& image) {
        fill(image, u"pullPolicy"_s, pullPolicyOf(image[u"reference"].toString()));
    });
    editMember(volume, u"ephemeral"_s, [](Json& ephemeral) {
        editMember(ephemeral, u"volumeClaimTemplate"_s,
                   [](Json& claim) { editMember(claim, u"spec"_s, setClaimSpecDefaults); });
    });
}

// Requests that are not said are what the limits are.
void setRequestsFromLimits(Json& container)
{
    editMember(container, u"resources"_s, [](Json& resources) {
        const Json limits = resources[u"limits"];
        if (limits.size() == 0)
            return;
        editOrMake(resources, u"requests"_s, [&limits](Json& requests) {
            for (const auto& [name, amount] : limits.members())
                fill(requests, name, amount);
        });
    });
}

void setHostPorts(Json& container)
{
    editItems(container, u"ports"_s,
              [](Json& port) { fill(port, u"hostPort"_s, port[u"containerPort"]); });
}

} // namespace

QString pullPolicyOf(const QString& image)
{
    const QString withoutDigest = image.section(u'@', 0, 0);
    const QString last = withoutDigest.mid(withoutDigest.lastIndexOf(u'/') + 1);
    const QString tag = last.contains(u':') ? last.section(u':', 1) : QString();
    const bool isLatest = tag == "latest"_L1 || (tag.isEmpty() && !image.contains(u'@'));
    return isLatest ? u"Always"_s : u"IfNotPresent"_s;
}

void setClaimSpecDefaults(Json& spec)
{
    fill(spec, u"volumeMode"_s, u"Filesystem"_s);
}

void setPodSpecDefaults(Json& spec)
{
    fill(spec, u"dnsPolicy"_s, u"ClusterFirst"_s);
    fill(spec, u"restartPolicy"_s, u"Always"_s);
    fill(spec, u"securityContext"_s, Json::emptyObject());
    fill(spec, u"terminationGracePeriodSeconds"_s, Json(qint64(30)));
    fill(spec, u"schedulerName"_s, u"default-scheduler"_s);
    // The old name of the field goes along with the new one.
    const QString account = spec[u"serviceAccountName"].toString();
    const QString oldAccount = spec[u"serviceAccount"].toString();
    if (!account.isEmpty() || !oldAccount.isEmpty()) {
        const QString name = account.isEmpty() ? oldAccount : account;
        spec.set(u"serviceAccountName"_s, name);
        spec.set(u"serviceAccount"_s, name);
    }
    for (const QString& list : {u"containers"_s, u"initContainers"_s, u"ephemeralContainers"_s})
        editItems(spec, list, setContainerDefaults);
    editItems(spec, u"volumes"_s, setVolumeDefaults);
    if (spec[u"hostNetwork"].toBool()) {
        editItems(spec, u"containers"_s, setHostPorts);
        editItems(spec, u"initContainers"_s, setHostPorts);
    }
}

void setPodDefaults(Json& pod)
{
    editMember(pod, u"spec"_s, [](Json& spec) {
        editItems(spec, u"containers"_s, setRequestsFromLimits);
        editItems(spec, u"initContainers"_s, setRequestsFromLimits);
        fill(spec, u"enableServiceLinks"_s, Json(true));
    });
    editMember(pod, u"status"_s, [](Json& status) { fill(status, u"phase"_s, u"Pending"_s); });
}

} // namespace cauce::sandbox
