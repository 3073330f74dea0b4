#include "core/sandbox/kinds.h"

#include "core/merge/openapi.h"
#include "core/sandbox/builtinkinds.h"
#include "core/sandbox/kindsdocument.h"

#include <algorithm>
#include <map>
#include <tuple>

using namespace Qt::StringLiterals;
using cauce::object::GroupVersionKind;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

using KindPtr = std::shared_ptr<const ServedKind>;
using Place = std::tuple<QString, QString, QString>; // group, version, plural

QStringList listOfNames(const Json& list)
{
    QStringList names;
    for (const Json& name : list.items())
        names.append(name.toString());
    return names;
}

// One version of a definition.
Result<KindPtr> customKind(const Json& crd, const Json& version, const StructuralSchema& meta)
{
    const Json& spec = crd[u"spec"];
    const Json& names = spec[u"names"];
    const Json& subresources = version[u"subresources"];
    auto kind = std::make_shared<ServedKind>();
    kind->type
        = {spec[u"group"].toString(), version[u"name"].toString(), names[u"kind"].toString()};
    kind->plural = names[u"plural"].toString();
    kind->singular = names[u"singular"].toString();
    if (kind->singular.isEmpty())
        kind->singular = kind->type.kind.toLower();
    kind->shortNames = listOfNames(names[u"shortNames"]);
    kind->categories = listOfNames(names[u"categories"]);
    // In a server's own order.
    kind->verbs = {u"delete"_s, u"deletecollection"_s, u"get"_s,    u"list"_s,
                   u"patch"_s,  u"create"_s,           u"update"_s, u"watch"_s};
    kind->isNamespaced = spec[u"scope"].toString() == "Namespaced"_L1;
    kind->hasScale = subresources[u"scale"].isObject();
    kind->hasStatus = subresources[u"status"].isObject();
    if (kind->hasScale)
        kind->subresources.append(u"scale"_s);
    if (kind->hasStatus)
        kind->subresources.append(u"status"_s);
    kind->isCustom = true;
    kind->isStorage = version[u"storage"].toBool();
    kind->hasGeneration = true;
    kind->printerColumns = version[u"additionalPrinterColumns"];
    kind->scalePaths = subresources[u"scale"];
    auto schema = merge::compileCrd(crd, kind->type.version);
    if (!schema)
        return fail(ErrorKind::Invalid, schema.error().message);
    kind->schema = *std::move(schema);
    kind->structure = StructuralSchema::ofCrd(version.path({u"schema", u"openAPIV3Schema"}), meta,
                                              spec[u"preserveUnknownFields"].toBool());
    return KindPtr(std::move(kind));
}

} // namespace

struct Kinds::Private
{
    std::shared_ptr<const BuiltInKinds> builtIn;
    std::map<Place, KindPtr> kinds;
    QHash<GroupVersionKind, const ServedKind*> byType;
    std::map<std::pair<QString, QString>, Json> definitions; // by group and plural

    void add(const KindPtr& kind)
    {
        kinds[{kind->type.group, kind->type.version, kind->plural}] = kind;
        byType.insert(kind->type, kind.get());
    }
    void remove(const QString& group, const QString& plural)
    {
        std::erase_if(kinds, [&](const auto& entry) {
            const KindPtr& kind = entry.second;
            if (!kind->isCustom || kind->type.group != group || kind->plural != plural)
                return false;
            byType.remove(kind->type);
            return true;
        });
        definitions.erase({group, plural});
    }
};

Result<Kinds> Kinds::builtIn()
{
    static const Result<Kinds> loaded = []() -> Result<Kinds> {
        auto data = readBuiltInKinds();
        if (!data)
            return Failure {data.error()};
        Kinds kinds;
        kinds.d = std::make_shared<Private>();
        for (const KindPtr& kind : (*data)->kinds)
            kinds.d->add(kind);
        kinds.d->builtIn = *std::move(data);
        return kinds;
    }();
    return loaded;
}

Json Kinds::version() const
{
    return d->builtIn->version;
}

const ServedKind* Kinds::find(const QString& group, const QString& version,
                              const QString& plural) const
{
    const auto found = d->kinds.find({group, version, plural});
    return found == d->kinds.end() ? nullptr : found->second.get();
}

const ServedKind* Kinds::findKind(const GroupVersionKind& type) const
{
    return d->byType.value(type, nullptr);
}

const ServedKind* Kinds::storage(const ResourceName& resource) const
{
    auto at = d->kinds.lower_bound({resource.group, QString(), QString()});
    for (; at != d->kinds.end() && std::get<0>(at->first) == resource.group; ++at) {
        if (at->second->plural == resource.plural && at->second->isStorage)
            return at->second.get();
    }
    return nullptr;
}

std::vector<const ServedKind*> Kinds::all() const
{
    std::vector<const ServedKind*> all;
    for (const auto& [place, kind] : d->kinds)
        all.push_back(kind.get());
    return all;
}

Result<void> Kinds::serveCrd(const Json& crd)
{
    const StructuralSchema& meta = *d->builtIn->kinds.front()->structure;
    std::vector<KindPtr> made;
    for (const Json& version : crd.path({u"spec", u"versions"}).items()) {
        if (!version[u"served"].toBool())
            continue;
        auto kind = customKind(crd, version, meta);
        if (!kind)
            return Failure {kind.error()};
        made.push_back(*std::move(kind));
    }
    const QString group = crd.path({u"spec", u"group"}).toString();
    const QString plural = crd.path({u"spec", u"names", u"plural"}).toString();
    if (d.use_count() > 1)
        d = std::make_shared<Private>(*d);
    d->remove(group, plural);
    for (const KindPtr& kind : made)
        d->add(kind);
    d->definitions[{group, plural}] = crd;
    return {};
}

void Kinds::removeCrd(const QString& group, const QString& plural)
{
    if (d.use_count() > 1)
        d = std::make_shared<Private>(*d);
    d->remove(group, plural);
}

Json Kinds::openApi(const QString& path) const
{
    DocumentParts parts;
    parts.types = d->builtIn->types;
    parts.version = d->builtIn->version[u"gitVersion"].toString();
    for (const auto& [place, kind] : d->kinds) {
        if (openApiPath(kind->type) != path)
            continue;
        parts.kinds.push_back(kind.get());
        if (kind->isCustom)
            continue;
        for (const QString& suffix : {QString(), u"List"_s}) {
            GroupVersionKind type = kind->type;
            type.kind += suffix;
            parts.roots.append(d->builtIn->typeNames.value(type));
        }
    }
    if (parts.kinds.empty())
        return {};
    const bool hasScale = std::any_of(parts.kinds.begin(), parts.kinds.end(),
                                      [](const ServedKind* kind) { return kind->hasScale; });
    if (hasScale)
        parts.roots.append(d->builtIn->typeNames.value({u"autoscaling"_s, u"v1"_s, u"Scale"_s}));
    for (const auto& [name, crd] : d->definitions) {
        for (const Json& version : crd.path({u"spec", u"versions"}).items()) {
            const GroupVersionKind type {name.first, version[u"name"].toString(), {}};
            if (openApiPath(type) == path && find(type.group, type.version, name.second))
                parts.roots += addCrdTypes(crd, version, parts.types);
        }
    }
    return openApiDocument(parts);
}

QStringList Kinds::openApiPaths() const
{
    QStringList paths;
    for (const auto& [place, kind] : d->kinds) {
        const QString path = openApiPath(kind->type);
        if (!paths.contains(path))
            paths.append(path);
    }
    paths.sort();
    return paths;
}

} // namespace cauce::sandbox
