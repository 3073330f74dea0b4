#include "core/cluster/discovery.h"

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

QStringList stringsOf(const object::Json& list)
{
    QStringList strings;
    for (const object::Json& item : list.items())
        strings.append(item.toString());
    return strings;
}

QString groupName(const QString& group)
{
    return group.isEmpty() ? u"the core API group"_s : u"the API group %1"_s.arg(group);
}

Result<ApiResource> notThere(const QHash<QString, Error>& failed, const QString& group,
                             const QString& what)
{
    if (const auto error = failed.constFind(group); error != failed.cend())
        return Failure {*error};
    return fail(
        ErrorKind::NotFound,
        u"the server does not serve %1: is its CustomResourceDefinition installed?"_s.arg(what));
}

void addAggregatedVersion(const object::Json& version, const QString& group, Discovery* out)
{
    const QString name = version[u"version"].toString();
    if (version[u"freshness"].toString() == "Stale"_L1) {
        out->failed.insert(group,
                           Error {ErrorKind::Network,
                                  u"%1 cannot be reached at the moment (its APIService does not "
                                  "answer the server)"_s.arg(groupName(group))});
    }
    for (const object::Json& item : version[u"resources"].items()) {
        const object::Json& kind = item[u"responseKind"];
        ApiResource resource;
        resource.type = {group, name, kind[u"kind"].toString()};
        resource.plural = item[u"resource"].toString();
        resource.namespaced = item[u"scope"].toString() == "Namespaced"_L1;
        resource.verbs = stringsOf(item[u"verbs"]);
        out->add(resource);
    }
}

} // namespace

Result<ApiResource> Discovery::find(const object::GroupKind& kind) const
{
    if (const auto found = preferred.constFind(kind); found != preferred.cend())
        return *found;
    return notThere(failed, kind.group,
                    kind.group.isEmpty() ? kind.kind : kind.group + u'/' + kind.kind);
}

Result<ApiResource> Discovery::find(const object::GroupVersionKind& type) const
{
    if (const auto found = versions.constFind(type); found != versions.cend())
        return *found;
    if (const auto other = preferred.constFind(type.groupKind());
        other != preferred.cend() && !failed.contains(type.group)) {
        return fail(ErrorKind::NotFound,
                    u"the server does not serve %1 in version %2, but in %3"_s.arg(
                        type.kind, type.apiVersion(), other->type.apiVersion()));
    }
    return notThere(failed, type.group, type.apiVersion() + u'/' + type.kind);
}

void Discovery::add(const ApiResource& resource)
{
    if (resource.type.kind.isEmpty() || resource.plural.isEmpty() || resource.plural.contains(u'/'))
        return; // a subresource, or something we could not use
    const auto listable = [](const ApiResource& r) { return r.verbs.contains("list"_L1); };
    const auto known = versions.constFind(resource.type);
    if (known == versions.cend() || (!listable(*known) && listable(resource)))
        versions.insert(resource.type, resource);
    const auto first = preferred.constFind(resource.type.groupKind());
    if (first == preferred.cend()
        || (first->type == resource.type && !listable(*first) && listable(resource))) {
        preferred.insert(resource.type.groupKind(), resource);
    }
}

void Discovery::add(const Discovery& other)
{
    preferred.insert(other.preferred);
    versions.insert(other.versions);
    failed.insert(other.failed);
}

Result<Discovery> readAggregatedDiscovery(const object::Json& document)
{
    if (document[u"kind"].toString() != "APIGroupDiscoveryList"_L1)
        return fail(ErrorKind::Invalid, u"is no APIGroupDiscoveryList"_s);
    Discovery discovery;
    for (const object::Json& group : document[u"items"].items()) {
        const QString name = group.path({u"metadata", u"name"}).toString();
        for (const object::Json& version : group[u"versions"].items())
            addAggregatedVersion(version, name, &discovery);
    }
    return discovery;
}

Result<Discovery> readResourceList(const object::Json& document, const QString& group,
                                   const QString& version)
{
    if (document[u"kind"].toString() != "APIResourceList"_L1)
        return fail(ErrorKind::Invalid, u"is no APIResourceList"_s);
    Discovery discovery;
    for (const object::Json& item : document[u"resources"].items()) {
        ApiResource resource;
        resource.type = {group, version, item[u"kind"].toString()};
        resource.plural = item[u"name"].toString();
        resource.namespaced = item[u"namespaced"].toBool();
        resource.verbs = stringsOf(item[u"verbs"]);
        discovery.add(resource);
    }
    return discovery;
}

Result<QList<ApiGroupVersions>> readGroupList(const object::Json& document)
{
    if (document[u"kind"].toString() == "APIVersions"_L1)
        return QList<ApiGroupVersions> {{{}, stringsOf(document[u"versions"])}};
    if (document[u"kind"].toString() != "APIGroupList"_L1)
        return fail(ErrorKind::Invalid, u"is no list of API groups"_s);
    QList<ApiGroupVersions> groups;
    for (const object::Json& group : document[u"groups"].items()) {
        ApiGroupVersions out;
        out.group = group[u"name"].toString();
        out.versions.append(group.path({u"preferredVersion", u"version"}).toString());
        for (const object::Json& version : group[u"versions"].items())
            out.versions.append(version[u"version"].toString());
        out.versions.removeAll({});
        out.versions.removeDuplicates();
        groups.append(out);
    }
    return groups;
}

} // namespace cauce::cluster
