#include "core/desired/tracking.h"

#include "core/object/annotations.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace cauce::desired {

namespace {

using object::GroupKind;

const GroupKind& definitionKind()
{
    static const GroupKind kind {u"apiextensions.k8s.io"_s, u"CustomResourceDefinition"_s};
    return kind;
}

// For the time before discovery has answered: the cluster-scoped kinds of Kubernetes' GA groups.
const QSet<GroupKind>& clusterKinds()
{
    static const QSet<GroupKind> kinds {
        {{}, u"Namespace"_s},
        {{}, u"Node"_s},
        {{}, u"PersistentVolume"_s},
        {u"admissionregistration.k8s.io"_s, u"MutatingWebhookConfiguration"_s},
        {u"admissionregistration.k8s.io"_s, u"ValidatingAdmissionPolicy"_s},
        {u"admissionregistration.k8s.io"_s, u"ValidatingAdmissionPolicyBinding"_s},
        {u"admissionregistration.k8s.io"_s, u"ValidatingWebhookConfiguration"_s},
        definitionKind(),
        {u"apiregistration.k8s.io"_s, u"APIService"_s},
        {u"certificates.k8s.io"_s, u"CertificateSigningRequest"_s},
        {u"flowcontrol.apiserver.k8s.io"_s, u"FlowSchema"_s},
        {u"flowcontrol.apiserver.k8s.io"_s, u"PriorityLevelConfiguration"_s},
        {u"networking.k8s.io"_s, u"IPAddress"_s},
        {u"networking.k8s.io"_s, u"IngressClass"_s},
        {u"networking.k8s.io"_s, u"ServiceCIDR"_s},
        {u"node.k8s.io"_s, u"RuntimeClass"_s},
        {u"rbac.authorization.k8s.io"_s, u"ClusterRole"_s},
        {u"rbac.authorization.k8s.io"_s, u"ClusterRoleBinding"_s},
        {u"scheduling.k8s.io"_s, u"PriorityClass"_s},
        {u"storage.k8s.io"_s, u"CSIDriver"_s},
        {u"storage.k8s.io"_s, u"CSINode"_s},
        {u"storage.k8s.io"_s, u"StorageClass"_s},
        {u"storage.k8s.io"_s, u"VolumeAttachment"_s},
        {u"storage.k8s.io"_s, u"VolumeAttributesClass"_s},
    };
    return kinds;
}

object::Manifest withoutMarks(const object::Manifest& manifest)
{
    const QString id(object::annotation::trackingId);
    const QString installation(object::annotation::installationId);
    if (!manifest.hasAnnotation(id) && !manifest.hasAnnotation(installation))
        return manifest;
    object::Json json = manifest.json();
    object::Json annotations = json.path({u"metadata", u"annotations"});
    annotations.remove(id);
    annotations.remove(installation);
    json.setPath({u"metadata", u"annotations"}, annotations);
    return manifest.withJson(std::move(json));
}

QString trackingId(const object::Manifest& manifest, const RenderInput& input)
{
    object::ResourceKey object = manifest.key();
    // An object that is only given a generateName has no name in Argo CD's id.
    object.name = manifest.json().path({u"metadata", u"name"}).toString();
    if (object.nameSpace.isEmpty())
        object.nameSpace = input.destinationNamespace;
    return object::TrackingId {input.application, object}.toString();
}

} // namespace

Scopes::Scopes(const QHash<GroupKind, bool>& discovered, const QList<object::Manifest>& manifests)
    : m_namespaced(discovered)
{
    for (const object::Manifest& manifest : manifests) {
        if (manifest.type().groupKind() != definitionKind())
            continue;
        const object::Json& spec = manifest.json()[u"spec"];
        const GroupKind kind {spec[u"group"].toString(), spec.path({u"names", u"kind"}).toString()};
        const QString scope = spec[u"scope"].toString();
        if (!m_namespaced.contains(kind) && !scope.isEmpty())
            m_namespaced.insert(kind, scope == "Namespaced"_L1);
    }
}

bool Scopes::isNamespaced(const GroupKind& kind) const
{
    const auto known = m_namespaced.constFind(kind);
    return known != m_namespaced.cend() ? *known : !clusterKinds().contains(kind);
}

Result<object::Manifest> tracked(const object::Manifest& manifest, const RenderInput& input,
                                 const Scopes& scopes)
{
    const object::Json& annotations = manifest.json().path({u"metadata", u"annotations"});
    if (!annotations.isNull() && !annotations.isObject()) {
        return fail(ErrorKind::Invalid,
                    manifest.location().toString() + u": metadata.annotations of "_s
                        + manifest.key().toString() + u" is not a map"_s);
    }
    object::Manifest placed = withoutMarks(manifest);
    const GroupKind kind = manifest.type().groupKind();
    if (!scopes.isNamespaced(kind))
        placed = placed.withNamespace({});
    else if (placed.nameSpace().isEmpty())
        placed = placed.withNamespace(input.destinationNamespace);
    if (kind == definitionKind())
        return placed;
    return placed.withAnnotation(object::annotation::trackingId, trackingId(placed, input));
}

} // namespace cauce::desired
