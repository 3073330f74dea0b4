#include "core/tree/children.h"

#include "core/object/annotations.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::tree {

namespace {

using cluster::LiveObject;

bool isKind(const LiveObject& object, QLatin1StringView group, QLatin1StringView kind)
{
    return object.key.group == group && object.key.kind == kind;
}

bool isNobodysChild(const LiveObject& object)
{
    return object.key.kind == "Event"_L1 || isKind(object, "coordination.k8s.io"_L1, "Lease"_L1);
}

//! Whether \p name is "<template>-<set>-<number>". Argo CD accepts other words before that too; no
//! such claim belongs to the set.
bool isClaimOf(const QString& name, const QString& claimTemplate, const QString& set)
{
    const QString start = claimTemplate + u'-' + set + u'-';
    const QStringView number = QStringView(name).mid(start.size());
    return name.startsWith(start) && !number.isEmpty()
        && std::all_of(number.begin(), number.end(),
                       [](QChar c) { return c >= u'0' && c <= u'9'; });
}

} // namespace

QList<cluster::LiveObjectPtr> Children::of(const LiveObject& owner) const
{
    Objects children = owned(owner) + inferred(owner);
    std::sort(children.begin(), children.end(),
              [](const auto& a, const auto& b) { return a->key < b->key; });
    children.erase(std::unique(children.begin(), children.end()), children.end());
    return children;
}

Children::Objects Children::owned(const LiveObject& owner) const
{
    if (owner.uid.isEmpty())
        return {};
    Objects children = m_live.children(owner.uid);
    children.removeIf([&owner](const auto& child) {
        const bool elsewhere = child->key.nameSpace != owner.key.nameSpace;
        return isNobodysChild(*child) || (elsewhere && !owner.key.nameSpace.isEmpty());
    });
    return children;
}

Children::Objects Children::inferred(const LiveObject& owner) const
{
    if (isKind(owner, ""_L1, "Service"_L1))
        return endpoints(owner);
    if (isKind(owner, "apps"_L1, "StatefulSet"_L1))
        return claims(owner);
    if (isKind(owner, ""_L1, "ServiceAccount"_L1))
        return tokens(owner);
    if (isKind(owner, "operators.coreos.com"_L1, "OperatorGroup"_L1))
        return operators(owner);
    return {};
}

Children::Objects Children::endpoints(const LiveObject& service) const
{
    const auto found = m_live.find({{}, u"Endpoints"_s, service.key.nameSpace, service.key.name});
    return found && found->owners.isEmpty() ? Objects {found} : Objects();
}

Children::Objects Children::claims(const LiveObject& set) const
{
    const auto manifest = set.manifest();
    if (!manifest)
        return {};
    QStringList templates;
    for (const object::Json& one :
         manifest->json().path({u"spec", u"volumeClaimTemplates"}).items())
        templates << one.path({u"metadata", u"name"}).toString();
    return inNamespace(
        {{}, u"PersistentVolumeClaim"_s}, set.key.nameSpace, [&](const LiveObject& claim) {
            return std::any_of(templates.cbegin(), templates.cend(), [&](const QString& one) {
                return isClaimOf(claim.key.name, one, set.key.name);
            });
        });
}

Children::Objects Children::tokens(const LiveObject& account) const
{
    static const QByteArray type = "kubernetes.io/service-account-token";
    return inNamespace({{}, u"Secret"_s}, account.key.nameSpace, [&](const LiveObject& secret) {
        if (!secret.json.contains(type)) // most are something else: do not read them
            return false;
        const auto manifest = secret.manifest();
        return manifest && manifest->json()[u"type"].toString() == QLatin1StringView(type)
            && manifest->annotation(QString(object::annotation::serviceAccountName))
            == account.key.name
            && manifest->annotation(QString(object::annotation::serviceAccountUid)) == account.uid;
    });
}

Children::Objects Children::operators(const LiveObject& group) const
{
    return inNamespace({u"operators.coreos.com"_s, u"ClusterServiceVersion"_s}, group.key.nameSpace,
                       [&](const LiveObject& version) {
                           const auto manifest = version.manifest();
                           return manifest
                               && manifest->annotation(QString(object::annotation::operatorGroup))
                               == group.key.name;
                       });
}

template <typename Fn>
Children::Objects Children::inNamespace(const object::GroupKind& kind, const QString& nameSpace,
                                        Fn wanted) const
{
    Objects found;
    if (const auto* snapshot = m_live.kind(kind).loaded()) {
        for (const auto& object : (*snapshot)->objects) {
            if (object->key.nameSpace == nameSpace && wanted(*object))
                found.append(object);
        }
    }
    return found;
}

} // namespace cauce::tree
