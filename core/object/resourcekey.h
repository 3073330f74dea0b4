#pragma once

#include <QHash>
#include <QString>

#include <tuple>

namespace cauce::object {

//! Group and kind: what a rule of Kubernetes or Argo CD is about, whatever the version.
struct GroupKind
{
    QString group; //!< empty for the core group
    QString kind;

    friend bool operator==(const GroupKind&, const GroupKind&) = default;
    friend bool operator<(const GroupKind& a, const GroupKind& b)
    {
        return std::tie(a.group, a.kind) < std::tie(b.group, b.kind);
    }
};

//! Group, version and kind of one manifest.
struct GroupVersionKind
{
    QString group;
    QString version;
    QString kind;

    GroupKind groupKind() const { return {group, kind}; }
    //! "apps/v1", or "v1" in the core group.
    QString apiVersion() const { return group.isEmpty() ? version : group + u'/' + version; }

    friend bool operator==(const GroupVersionKind&, const GroupVersionKind&) = default;
    friend bool operator<(const GroupVersionKind& a, const GroupVersionKind& b)
    {
        return std::tie(a.group, a.version, a.kind) < std::tie(b.group, b.version, b.kind);
    }
};

//! \brief Names one object of a cluster: group, kind, namespace, name. The version is not part of
//! it.
struct ResourceKey
{
    QString group; //!< empty for the core group
    QString kind;
    QString nameSpace; //!< empty when cluster-scoped
    QString name;

    GroupKind groupKind() const { return {group, kind}; }
    //! "apps/Deployment shop/cart"; for messages. Core group: "Service shop/cart".
    QString toString() const;

    friend bool operator==(const ResourceKey&, const ResourceKey&) = default;
    //! Argo CD's order of status.resources: group, kind, namespace, name.
    friend bool operator<(const ResourceKey& a, const ResourceKey& b)
    {
        return std::tie(a.group, a.kind, a.nameSpace, a.name)
            < std::tie(b.group, b.kind, b.nameSpace, b.name);
    }
};

size_t qHash(const GroupKind& key, size_t seed = 0);
size_t qHash(const GroupVersionKind& key, size_t seed = 0);
size_t qHash(const ResourceKey& key, size_t seed = 0);

//! Splits "apps/v1" into group and version; "v1" has the empty group.
GroupVersionKind groupVersionKind(QStringView apiVersion, QStringView kind);

} // namespace cauce::object
