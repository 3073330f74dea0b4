#include "core/sandbox/discovery.h"

#include "core/object/jsoncodec.h"

#include <QCryptographicHash>
#include <QMap>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::discovery {

namespace {

using object::Json;

Json text(const QString& value)
{
    return Json(value);
}

Json texts(const QStringList& values)
{
    Json list = Json::emptyArray();
    for (const QString& value : values)
        list.append(Json(value));
    return list;
}

//! A subresource of a kind: its name, its kind and what can be done with it.
struct Subresource
{
    QString name;
    object::GroupVersionKind type;
    QStringList verbs;
};

std::vector<Subresource> subresourcesOf(const ServedKind& kind)
{
    const QStringList change {u"get"_s, u"patch"_s, u"update"_s};
    std::vector<Subresource> found;
    if (kind.type.groupKind() == object::GroupKind {{}, u"Namespace"_s})
        found.push_back({u"finalize"_s, kind.type, {u"update"_s}});
    if (kind.type.groupKind() == object::GroupKind {{}, u"Pod"_s})
        found.push_back({u"log"_s, kind.type, {u"get"_s}});
    if (kind.hasScale)
        found.push_back({u"scale"_s, {u"autoscaling"_s, u"v1"_s, u"Scale"_s}, change});
    if (kind.hasStatus)
        found.push_back({u"status"_s, kind.type, change});
    return found;
}

void setUnlessEmpty(Json& json, const QString& key, const QStringList& values)
{
    if (!values.isEmpty())
        json.set(key, texts(values));
}

Json responseKind(const object::GroupVersionKind& type, const object::GroupVersionKind& own)
{
    // As a server has it: group and version are empty where they are those of the document.
    const bool isOwn = type.group == own.group && type.version == own.version;
    Json json = Json::emptyObject();
    json.set(u"group"_s, text(isOwn ? QString() : type.group));
    json.set(u"version"_s, text(isOwn ? QString() : type.version));
    json.set(u"kind"_s, text(type.kind));
    return json;
}

Json aggregatedResource(const ServedKind& kind)
{
    Json json = Json::emptyObject();
    json.set(u"resource"_s, text(kind.plural));
    json.set(u"responseKind"_s, responseKind(kind.type, kind.type));
    json.set(u"scope"_s, text(kind.isNamespaced ? u"Namespaced"_s : u"Cluster"_s));
    json.set(u"singularResource"_s, text(kind.singular));
    json.set(u"verbs"_s, texts(kind.verbs));
    setUnlessEmpty(json, u"shortNames"_s, kind.shortNames);
    setUnlessEmpty(json, u"categories"_s, kind.categories);
    Json subresources = Json::emptyArray();
    for (const Subresource& sub : subresourcesOf(kind)) {
        Json one = Json::emptyObject();
        one.set(u"subresource"_s, text(sub.name));
        one.set(u"responseKind"_s, responseKind(sub.type, kind.type));
        one.set(u"verbs"_s, texts(sub.verbs));
        subresources.append(one);
    }
    if (subresources.size() > 0)
        json.set(u"subresources"_s, subresources);
    return json;
}

Json plainResource(const ServedKind& kind)
{
    Json json = Json::emptyObject();
    json.set(u"name"_s, text(kind.plural));
    json.set(u"singularName"_s, text(kind.singular));
    json.set(u"namespaced"_s, Json(kind.isNamespaced));
    json.set(u"kind"_s, text(kind.type.kind));
    json.set(u"verbs"_s, texts(kind.verbs));
    setUnlessEmpty(json, u"shortNames"_s, kind.shortNames);
    setUnlessEmpty(json, u"categories"_s, kind.categories);
    return json;
}

Json plainSubresource(const ServedKind& kind, const Subresource& sub)
{
    Json json = Json::emptyObject();
    json.set(u"name"_s, text(kind.plural + u'/' + sub.name));
    json.set(u"singularName"_s, text({}));
    json.set(u"namespaced"_s, Json(kind.isNamespaced));
    if (sub.type.group != kind.type.group || sub.type.version != kind.type.version) {
        json.set(u"group"_s, text(sub.type.group));
        json.set(u"version"_s, text(sub.type.version));
    }
    json.set(u"kind"_s, text(sub.type.kind));
    json.set(u"verbs"_s, texts(sub.verbs));
    return json;
}

//! Stable versions before beta, beta before alpha, higher numbers first: as the server prefers.
int rankOf(const QString& version)
{
    const int stage = version.contains("alpha"_L1) ? 0 : version.contains("beta"_L1) ? 1 : 2;
    qsizetype end = 1;
    while (end < version.size() && version.at(end).isDigit())
        ++end;
    return stage * 1000 + version.mid(1, end - 1).toInt();
}

//! The versions of each group, the preferred one first.
QMap<QString, QStringList> versionsByGroup(const Kinds& kinds)
{
    QMap<QString, QStringList> versions;
    for (const ServedKind* kind : kinds.all()) {
        QStringList& known = versions[kind->type.group];
        if (!known.contains(kind->type.version))
            known.append(kind->type.version);
    }
    for (QStringList& known : versions) {
        std::stable_sort(known.begin(), known.end(),
                         [](const QString& a, const QString& b) { return rankOf(a) > rankOf(b); });
    }
    return versions;
}

Json groupVersion(const QString& group, const QString& version)
{
    Json json = Json::emptyObject();
    json.set(u"groupVersion"_s, text(group.isEmpty() ? version : group + u'/' + version));
    json.set(u"version"_s, text(version));
    return json;
}

Json apiGroup(const QString& name, const QStringList& versions)
{
    Json list = Json::emptyArray();
    for (const QString& version : versions)
        list.append(groupVersion(name, version));
    Json json = Json::emptyObject();
    json.set(u"name"_s, text(name));
    json.set(u"versions"_s, list);
    json.set(u"preferredVersion"_s, groupVersion(name, versions.first()));
    return json;
}

Json typed(QStringView kind, const QString& apiVersion)
{
    Json json = Json::emptyObject();
    json.set(u"kind"_s, text(kind.toString()));
    json.set(u"apiVersion"_s, text(apiVersion));
    return json;
}

Json aggregatedVersion(const Kinds& kinds, const QString& group, const QString& version)
{
    Json resources = Json::emptyArray();
    for (const ServedKind* kind : kinds.all()) {
        if (kind->type.group == group && kind->type.version == version)
            resources.append(aggregatedResource(*kind));
    }
    Json json = Json::emptyObject();
    json.set(u"version"_s, text(version));
    json.set(u"resources"_s, resources);
    json.set(u"freshness"_s, text(u"Current"_s));
    return json;
}

} // namespace

Json aggregated(const Kinds& kinds, bool isCore)
{
    Json items = Json::emptyArray();
    const QMap<QString, QStringList> groups = versionsByGroup(kinds);
    for (auto it = groups.cbegin(); it != groups.cend(); ++it) {
        if (it.key().isEmpty() != isCore)
            continue;
        Json metadata = Json::emptyObject();
        if (!isCore)
            metadata.set(u"name"_s, text(it.key()));
        Json versions = Json::emptyArray();
        for (const QString& version : it.value())
            versions.append(aggregatedVersion(kinds, it.key(), version));
        Json item = Json::emptyObject();
        item.set(u"metadata"_s, metadata);
        item.set(u"versions"_s, versions);
        items.append(item);
    }
    Json json = typed(u"APIGroupDiscoveryList", u"apidiscovery.k8s.io/v2"_s);
    json.set(u"metadata"_s, Json::emptyObject());
    json.set(u"items"_s, items);
    return json;
}

Json coreVersions(const QString& address)
{
    Json server = Json::emptyObject();
    server.set(u"clientCIDR"_s, text(u"0.0.0.0/0"_s));
    server.set(u"serverAddress"_s, text(address));
    Json json = Json::emptyObject();
    json.set(u"kind"_s, text(u"APIVersions"_s));
    json.set(u"versions"_s, texts({u"v1"_s}));
    json.set(u"serverAddressByClientCIDRs"_s, Json(Json::Items {server}));
    return json;
}

Json groups(const Kinds& kinds)
{
    Json list = Json::emptyArray();
    const QMap<QString, QStringList> all = versionsByGroup(kinds);
    for (auto it = all.cbegin(); it != all.cend(); ++it) {
        if (!it.key().isEmpty())
            list.append(apiGroup(it.key(), it.value()));
    }
    Json json = typed(u"APIGroupList", u"v1"_s);
    json.set(u"groups"_s, list);
    return json;
}

Json group(const Kinds& kinds, const QString& name)
{
    const QStringList versions = versionsByGroup(kinds).value(name);
    if (name.isEmpty() || versions.isEmpty())
        return {};
    Json json = typed(u"APIGroup", u"v1"_s);
    const Json described = apiGroup(name, versions);
    for (const auto& [key, value] : described.members())
        json.set(key, value);
    return json;
}

bool hasGroup(const Kinds& kinds, const QString& group)
{
    for (const ServedKind* kind : kinds.all()) {
        if (kind->type.group == group)
            return true;
    }
    return false;
}

Json resources(const Kinds& kinds, const QString& group, const QString& version)
{
    Json list = Json::emptyArray();
    for (const ServedKind* kind : kinds.all()) {
        if (kind->type.group != group || kind->type.version != version)
            continue;
        list.append(plainResource(*kind));
        for (const Subresource& sub : subresourcesOf(*kind))
            list.append(plainSubresource(*kind, sub));
    }
    if (list.size() == 0)
        return {};
    Json json = typed(u"APIResourceList", u"v1"_s);
    json.set(u"groupVersion"_s, text(group.isEmpty() ? version : group + u'/' + version));
    json.set(u"resources"_s, list);
    return json;
}

Json openApiIndex(const Kinds& kinds)
{
    Json paths = Json::emptyObject();
    for (const QString& path : kinds.openApiPaths()) {
        const QByteArray document = object::toJson(kinds.openApi(path));
        const QByteArray hash
            = QCryptographicHash::hash(document, QCryptographicHash::Sha256).toHex().toUpper();
        Json entry = Json::emptyObject();
        entry.set(u"serverRelativeURL"_s,
                  text(u"/openapi/v3/%1?hash=%2"_s.arg(path, QString::fromLatin1(hash))));
        paths.set(path, entry);
    }
    Json json = Json::emptyObject();
    json.set(u"paths"_s, paths);
    return json;
}

} // namespace cauce::sandbox::discovery
