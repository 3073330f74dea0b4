#include "core/diff/shapes.h"

#include "core/object/jsoncodec.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

using object::Json;

bool isBuiltInGroup(const QString& group)
{
    static const QSet<QString> groups {
        u"apps"_s,
        u"autoscaling"_s,
        u"batch"_s,
        u"extensions"_s,
        u"policy"_s,
        u"admissionregistration.k8s.io"_s,
        u"apiextensions.k8s.io"_s,
        u"apiregistration.k8s.io"_s,
        u"certificates.k8s.io"_s,
        u"coordination.k8s.io"_s,
        u"discovery.k8s.io"_s,
        u"flowcontrol.apiserver.k8s.io"_s,
        u"networking.k8s.io"_s,
        u"node.k8s.io"_s,
        u"rbac.authorization.k8s.io"_s,
        u"resource.k8s.io"_s,
        u"scheduling.k8s.io"_s,
        u"storage.k8s.io"_s,
    };
    return group.isEmpty() || groups.contains(group);
}

// Keyed lists whose field has one meaning wherever it stands.
const QHash<QString, QStringList>& keyedLists()
{
    static const QHash<QString, QStringList> lists {
        {u"claims"_s, {u"name"_s}},
        {u"containers"_s, {u"name"_s}},
        {u"drivers"_s, {u"name"_s}},
        {u"env"_s, {u"name"_s}},
        {u"ephemeralContainers"_s, {u"name"_s}},
        {u"hostAliases"_s, {u"ip"_s}},
        {u"initContainers"_s, {u"name"_s}},
        {u"matchConditions"_s, {u"name"_s}},
        {u"ownerReferences"_s, {u"uid"_s}},
        {u"resourceClaims"_s, {u"name"_s}},
        {u"schedulingGates"_s, {u"name"_s}},
        {u"topologySpreadConstraints"_s, {u"topologyKey"_s, u"whenUnsatisfiable"_s}},
        {u"variables"_s, {u"name"_s}},
        {u"volumeDevices"_s, {u"devicePath"_s}},
        {u"volumeMounts"_s, {u"mountPath"_s}},
        {u"volumes"_s, {u"name"_s}},
        {u"webhooks"_s, {u"name"_s}},
    };
    return lists;
}

const QSet<QStringView>& atomicMaps()
{
    static const QSet<QStringView> maps {
        u"claimRef",
        u"configMapKeyRef",
        u"dataSource",
        u"fieldRef",
        u"fileKeyRef",
        u"labelSelector",
        u"matchConstraints",
        u"matchResources",
        u"namespaceSelector",
        u"nodeSelector",
        u"nodeTopology",
        u"objectSelector",
        u"paramKind",
        u"paramRef",
        u"podSelector",
        u"preference",
        u"required",
        u"requiredDuringSchedulingIgnoredDuringExecution",
        u"resource",
        u"resourceFieldRef",
        u"roleRef",
        u"scaleTargetRef",
        u"scopeSelector",
        u"secretKeyRef",
        u"secretRef",
        u"selector",
        u"targetRef",
        u"port",
        u"controllerExpandSecretRef",
        u"controllerPublishSecretRef",
        u"nodeExpandSecretRef",
        u"nodePublishSecretRef",
        u"nodeStageSecretRef",
    };
    return maps;
}

// Maps of scalars, which the server does not store when they are empty.
const QSet<QStringView>& scalarMaps()
{
    static const QSet<QStringView> maps {
        u"annotations", u"binaryData",   u"capacity",
        u"data",        u"default",      u"defaultRequest",
        u"hard",        u"labels",       u"limits",
        u"matchLabels", u"max",          u"maxLimitRequestRatio",
        u"min",         u"nodeSelector", u"options",
        u"overhead",    u"parameters",   u"podFixed",
        u"requests",    u"stringData",   u"volumeAttributes",
    };
    return maps;
}

const QSet<QStringView>& quantityMaps()
{
    static const QSet<QStringView> maps {
        u"capacity", u"default",  u"defaultRequest",       u"hard",     u"limits",   u"max",
        u"min",      u"overhead", u"maxLimitRequestRatio", u"podFixed", u"requests",
    };
    return maps;
}

struct KnownDefault
{
    QStringView parent; // the field that holds it; empty: any
    QStringView field;
    Json value; // null: whatever the server says
};

const std::vector<KnownDefault>& knownDefaults()
{
    static const std::vector<KnownDefault> defaults {
        {u"fieldRef", u"apiVersion", Json(u"v1"_s)},
        {u"resourceFieldRef", u"divisor", Json(u"0"_s)},
        {{}, u"protocol", Json(u"TCP"_s)},
        {u"roleRef", u"apiGroup", Json(u"rbac.authorization.k8s.io"_s)},
        {u"subjects", u"apiGroup", Json(u"rbac.authorization.k8s.io"_s)},
        {u"subjects", u"apiGroup", Json(QString(u""_s))},
        {u"serviceAccountToken", u"expirationSeconds", Json(qint64(3600))},
        {u"rules", u"scope", Json(u"*"_s)},
        {u"volumeClaimTemplates", u"apiVersion", Json(u"v1"_s)},
        {u"volumeClaimTemplates", u"kind", Json(u"PersistentVolumeClaim"_s)},
        {u"volumeClaimTemplates", u"status", Json()},
        {u"spec", u"volumeMode", Json(u"Filesystem"_s)},
    };
    return defaults;
}

ListShape keyed(QStringList keys)
{
    return {ListShape::Kind::Keyed, std::move(keys)};
}

} // namespace

Shapes::Shapes(const object::GroupKind& kind)
    : m_builtIn(isBuiltInGroup(kind.group))
    , m_kind(kind)
{ }

ListShape Shapes::list(const FieldPath& path) const
{
    const QStringView field = fieldFromEnd(path, 0);
    const QStringView parent = fieldFromEnd(path, 1);
    if (field == u"finalizers" && parent == u"metadata")
        return {ListShape::Kind::Set, {}};
    if (field == u"ownerReferences" && parent == u"metadata")
        return keyed({u"uid"_s});
    // A definition's schema may have properties of any name; it is one atomic list's content.
    if (!m_builtIn || m_kind.group == "apiextensions.k8s.io"_L1)
        return {};
    if (field == u"ports") {
        if (parent == u"containers" || parent == u"initContainers"
            || parent == u"ephemeralContainers")
            return keyed({u"containerPort"_s, u"protocol"_s});
        return m_kind == object::GroupKind {{}, u"Service"_s} ? keyed({u"port"_s, u"protocol"_s})
                                                              : ListShape {};
    }
    if (field == u"imagePullSecrets") // of a ServiceAccount it is atomic
        return parent.isEmpty() ? ListShape {} : keyed({u"name"_s});
    if (field == u"secrets" && parent.isEmpty())
        return keyed({u"name"_s});
    const auto known = keyedLists().constFind(field.toString());
    return known != keyedLists().cend() ? keyed(*known) : ListShape {};
}

bool Shapes::isAtomicMap(const FieldPath& path) const
{
    return m_builtIn && !path.empty() && !path.back().isItem()
        && atomicMaps().contains(path.back().field);
}

bool Shapes::isQuantity(const FieldPath& path) const
{
    const QStringView field = fieldFromEnd(path, 0);
    const QStringView parent = fieldFromEnd(path, 1);
    const bool ofContainer
        = (parent == u"limits" || parent == u"requests") && fieldFromEnd(path, 2) == u"resources";
    if (!m_builtIn)
        return ofContainer;
    if (m_kind.group == "apiextensions.k8s.io"_L1)
        return false;
    return ofContainer || quantityMaps().contains(parent) || field == u"sizeLimit"
        || field == u"divisor" || field == u"averageValue" || field == u"tolerance"
        || field == u"maximumVolumeSize" || (field == u"value" && parent == u"target");
}

bool Shapes::isDroppedWhenEmpty(const FieldPath& path, const Json& value) const
{
    if (value.size() != 0)
        return false;
    const QStringView field = fieldFromEnd(path, 0);
    if (value.isArray())
        return m_builtIn || field == u"finalizers" || field == u"ownerReferences";
    if (!value.isObject())
        return false;
    if ((field == u"labels" || field == u"annotations") && fieldFromEnd(path, 1) == u"metadata")
        return true;
    return m_builtIn && scalarMaps().contains(field);
}

bool Shapes::isDefault(const FieldPath& path, const Json& value) const
{
    if (!m_builtIn)
        return false;
    if (value.isNull() || (value.isArray() && value.size() == 0))
        return true;
    const QStringView field = fieldFromEnd(path, 0);
    const QStringView parent = fieldFromEnd(path, 1);
    return std::any_of(
        knownDefaults().begin(), knownDefaults().end(), [&](const KnownDefault& known) {
            return known.field == field && (known.parent.isEmpty() || known.parent == parent)
                && (known.value.isNull() || known.value == value);
        });
}

Json keyValue(const Json& item, const QString& key)
{
    const Json& value = item[key];
    if (value.isNull() && key == "protocol"_L1)
        return Json(u"TCP"_s);
    return value;
}

std::optional<QByteArray> identityOf(const Json& item, const QStringList& keys)
{
    if (!item.isObject())
        return std::nullopt;
    Json identity = Json::emptyObject();
    bool any = false;
    for (const QString& key : keys) {
        any = any || item.contains(key);
        if (const Json value = keyValue(item, key); !value.isNull())
            identity.set(key, value);
    }
    if (!any)
        return std::nullopt;
    return object::toCanonicalJson(identity);
}

std::vector<QByteArray> identities(const Json& list, const QStringList& keys)
{
    std::vector<QByteArray> found;
    QSet<QByteArray> seen;
    for (const Json& item : list.items()) {
        const auto identity = identityOf(item, keys);
        if (!identity || seen.contains(*identity))
            return {};
        seen.insert(*identity);
        found.push_back(*identity);
    }
    return found;
}

} // namespace cauce::diff
