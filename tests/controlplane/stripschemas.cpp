// Makes the sandbox's data of what a real server says of itself; see the script `schemas`.
//
// usage: stripschemas FROM TO | --groups | --shapes DATA
//   FROM      a folder with version.json, api.json, apis.json (aggregated discovery), one OpenAPI
//   v3
//             document a group and version (apps.v1.json, v1.json), and goshapes.txt
//   TO        the folder to write: one file a group and version, and shared.json
//   --groups  prints the groups with their versions, but for the core group
//   --shapes  prints what goshapes.txt said when the files in DATA were made

#include "core/object/jsoncodec.h"

#include <QDir>
#include <QFile>
#include <QMap>
#include <QSet>

#include <cstdio>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace {

// What the sandbox serves, by group and version.
const QMap<QString, QStringList>& servedPlurals()
{
    static const QMap<QString, QStringList> served {
        {u"v1"_s,
         {u"configmaps"_s, u"endpoints"_s, u"events"_s, u"limitranges"_s, u"namespaces"_s,
          u"nodes"_s, u"persistentvolumeclaims"_s, u"persistentvolumes"_s, u"pods"_s,
          u"podtemplates"_s, u"replicationcontrollers"_s, u"resourcequotas"_s, u"secrets"_s,
          u"serviceaccounts"_s, u"services"_s}},
        {u"apps/v1"_s,
         {u"controllerrevisions"_s, u"daemonsets"_s, u"deployments"_s, u"replicasets"_s,
          u"statefulsets"_s}},
        {u"batch/v1"_s, {u"cronjobs"_s, u"jobs"_s}},
        {u"networking.k8s.io/v1"_s, {u"ingresses"_s, u"ingressclasses"_s, u"networkpolicies"_s}},
        {u"discovery.k8s.io/v1"_s, {u"endpointslices"_s}},
        {u"policy/v1"_s, {u"poddisruptionbudgets"_s}},
        {u"autoscaling/v2"_s, {u"horizontalpodautoscalers"_s}},
        {u"rbac.authorization.k8s.io/v1"_s,
         {u"clusterrolebindings"_s, u"clusterroles"_s, u"rolebindings"_s, u"roles"_s}},
        {u"storage.k8s.io/v1"_s, {u"storageclasses"_s}},
        {u"scheduling.k8s.io/v1"_s, {u"priorityclasses"_s}},
        {u"coordination.k8s.io/v1"_s, {u"leases"_s}},
        {u"events.k8s.io/v1"_s, {u"events"_s}},
        {u"apiextensions.k8s.io/v1"_s, {u"customresourcedefinitions"_s}},
        {u"authorization.k8s.io/v1"_s,
         {u"selfsubjectaccessreviews"_s, u"selfsubjectrulesreviews"_s}},
        {u"authentication.k8s.io/v1"_s, {u"selfsubjectreviews"_s}},
        {u"admissionregistration.k8s.io/v1"_s,
         {u"mutatingwebhookconfigurations"_s, u"validatingwebhookconfigurations"_s}},
    };
    return served;
}

[[noreturn]] void die(const QString& why)
{
    std::fprintf(stderr, "stripschemas: %s\n", qPrintable(why));
    std::exit(1);
}

Json readJson(const QDir& folder, const QString& name)
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::ReadOnly))
        die(u"%1: %2"_s.arg(file.fileName(), file.errorString()));
    auto json = cauce::object::parseJson(file.readAll());
    if (!json)
        die(u"%1: %2"_s.arg(file.fileName(), json.error().message));
    return *std::move(json);
}

QString fileName(const QString& groupVersion)
{
    return QString(groupVersion).replace(u'/', u'.') + u".json"_s;
}

QString lastPart(const QString& text, QChar separator)
{
    return text.mid(text.lastIndexOf(separator) + 1);
}

// ---- schemas

// What is said to people only. As keywords: a property may be called "description".
bool isForPeople(const QString& keyword)
{
    static const QSet<QString> forPeople {u"description"_s, u"example"_s, u"title"_s,
                                          u"externalDocs"_s, u"x-kubernetes-unions"_s};
    return forPeople.contains(keyword);
}

// A schema without what is for people, and the names of the types that it needs.
Json stripped(const Json& schema, QSet<QString>& needs)
{
    if (!schema.isObject())
        return schema; // additionalProperties: true
    Json result = Json::emptyObject();
    for (const auto& [keyword, value] : schema.members()) {
        if (isForPeople(keyword))
            continue;
        Json kept = value;
        if (keyword == "properties"_L1) {
            kept = Json::emptyObject();
            for (const auto& [name, property] : value.members())
                kept.set(name, stripped(property, needs));
        } else if (keyword == "allOf"_L1 || keyword == "oneOf"_L1 || keyword == "anyOf"_L1) {
            kept = Json::emptyArray();
            for (const Json& part : value.items())
                kept.append(stripped(part, needs));
        } else if (keyword == "items"_L1 || keyword == "additionalProperties"_L1) {
            kept = stripped(value, needs);
        } else if (keyword == "$ref"_L1) {
            needs.insert(lastPart(value.toString(), u'/'));
        }
        result.set(keyword, std::move(kept));
    }
    return result;
}

// The fields of the server's own structs that it writes otherwise than their schema tells.
using GoShapes = QMap<QString, QMap<QString, QStringList>>; // type, "zero" or "null", fields

GoShapes readGoShapes(const QDir& folder)
{
    QFile file(folder.filePath(u"goshapes.txt"_s));
    if (!file.open(QIODevice::ReadOnly))
        die(u"%1: %2"_s.arg(file.fileName(), file.errorString()));
    GoShapes shapes;
    for (const QString& line : QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts)) {
        const QStringList words = line.split(u' ');
        if (words.size() != 3)
            die(u"%1: not three words: %2"_s.arg(file.fileName(), line));
        shapes[words.at(0)][words.at(2)].append(words.at(1));
    }
    return shapes;
}

struct Types
{
    QMap<QString, Json> schemas;
    QMap<QString, QSet<QString>> needs; // type, types
    QMap<QString, QSet<QString>> users; // type, groups and versions

    void add(const QString& name, const QString& groupVersion, const Json& documented,
             const GoShapes& shapes);
};

void Types::add(const QString& name, const QString& groupVersion, const Json& documented,
                const GoShapes& shapes)
{
    if (users[name].contains(groupVersion))
        return;
    users[name].insert(groupVersion);
    const Json& schema = documented[name];
    if (!schema.isObject())
        die(u"%1: the document has no type %2"_s.arg(groupVersion, name));
    QSet<QString> used;
    Json clean = stripped(schema, used);
    const QMap<QString, QStringList> shape = shapes.value(name);
    for (const auto& [what, fields] : shape.asKeyValueRange()) {
        Json::Items names;
        for (const QString& field : fields) {
            if (clean[u"properties"].contains(field))
                names.emplace_back(field);
        }
        if (!names.empty())
            clean.set(u"x-cauce-"_s + what, Json(std::move(names)));
    }
    if (schemas.contains(name) && !(schemas[name] == clean))
        die(u"%1: %2 is another type than in another document"_s.arg(groupVersion, name));
    schemas.insert(name, clean);
    needs.insert(name, used);
    for (const QString& next : used)
        add(next, groupVersion, documented, shapes);
}

// ---- resources

Json stringsOf(const Json& list)
{
    return list.isArray() ? list : Json::emptyArray();
}

Json resourceOf(const Json& discovered)
{
    Json resource = Json::emptyObject();
    resource.set(u"plural"_s, discovered[u"resource"]);
    resource.set(u"kind"_s, discovered.path({u"responseKind", u"kind"}));
    resource.set(u"singular"_s, discovered[u"singularResource"]);
    resource.set(u"namespaced"_s, Json(discovered[u"scope"].toString() == "Namespaced"_L1));
    resource.set(u"shortNames"_s, stringsOf(discovered[u"shortNames"]));
    resource.set(u"categories"_s, stringsOf(discovered[u"categories"]));
    resource.set(u"verbs"_s, stringsOf(discovered[u"verbs"]));
    Json::Items subresources;
    for (const Json& sub : discovered[u"subresources"].items())
        subresources.push_back(sub[u"subresource"]);
    resource.set(u"subresources"_s, Json(std::move(subresources)));
    return resource;
}

// The resources of \p groupVersion in \p discovery, those that are served.
Json::Items resourcesOf(const Json& discovery, const QString& groupVersion)
{
    const QStringList wanted = servedPlurals().value(groupVersion);
    QMap<QString, Json> found;
    for (const Json& group : discovery[u"items"].items()) {
        const QString name = group.path({u"metadata", u"name"}).toString();
        for (const Json& version : group[u"versions"].items()) {
            const QString number = version[u"version"].toString();
            if ((name.isEmpty() ? number : name + u'/' + number) != groupVersion)
                continue;
            for (const Json& resource : version[u"resources"].items()) {
                const QString plural = resource[u"resource"].toString();
                if (wanted.contains(plural))
                    found.insert(plural, resourceOf(resource));
            }
        }
    }
    for (const QString& plural : wanted) {
        if (!found.contains(plural))
            die(u"the server serves no %1 of %2"_s.arg(plural, groupVersion));
    }
    return {found.cbegin(), found.cend()};
}

// The type names of a document's kinds that \p resources and their lists are.
QStringList rootsOf(const Json& schemas, const QString& groupVersion, const Json::Items& resources)
{
    QSet<QString> kinds;
    for (const Json& resource : resources) {
        kinds.insert(resource[u"kind"].toString());
        kinds.insert(resource[u"kind"].toString() + u"List"_s);
    }
    QStringList roots;
    for (const auto& [name, schema] : schemas.members()) {
        for (const Json& kind : schema[u"x-kubernetes-group-version-kind"].items()) {
            const QString group = kind[u"group"].toString();
            const QString version = kind[u"version"].toString();
            const bool isOurs = (group.isEmpty() ? version : group + u'/' + version) == groupVersion
                && kinds.contains(kind[u"kind"].toString());
            const bool isScale
                = kind[u"kind"].toString() == "Scale"_L1 && group == "autoscaling"_L1;
            if (isOurs || isScale)
                roots.append(name);
        }
    }
    return roots;
}

// ---- files

// One resource or type a line, so that a change of a version can be read.
QByteArray fileText(const Json& head, const Json::Items& resources,
                    const QMap<QString, Json>& types)
{
    QByteArray text = "{";
    for (const auto& [key, value] : head.members())
        text += cauce::object::toJson(Json(key)) + ':' + cauce::object::toJson(value) + ",\n";
    text += "\"resources\":[\n";
    for (size_t i = 0; i < resources.size(); ++i)
        text += toCanonicalJson(resources[i]) + (i + 1 < resources.size() ? ",\n" : "\n");
    text += "],\n\"types\":{\n";
    for (auto type = types.cbegin(); type != types.cend(); ++type) {
        text += cauce::object::toJson(Json(type.key())) + ':' + toCanonicalJson(*type);
        text += std::next(type) == types.cend() ? "\n" : ",\n";
    }
    return text + "}}\n";
}

void write(const QDir& folder, const QString& name, const QByteArray& text)
{
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.flush())
        die(u"%1: %2"_s.arg(file.fileName(), file.errorString()));
}

void printGroups()
{
    for (const QString& groupVersion : servedPlurals().keys()) {
        if (groupVersion.contains(u'/'))
            std::printf("%s\n", qPrintable(groupVersion));
    }
}

void printShapes(const QDir& data)
{
    for (const QString& name : data.entryList({u"*.json"_s})) {
        const Json file = readJson(data, name);
        for (const auto& [type, schema] : file[u"types"].members()) {
            for (const char* what : {"null", "zero"}) {
                const QString shape = QLatin1StringView(what);
                for (const Json& field : schema[QString(u"x-cauce-"_s + shape)].items())
                    std::printf("%s %s %s\n", qPrintable(type), qPrintable(field.toString()), what);
            }
        }
    }
}

void strip(const QDir& from, const QDir& to)
{
    const GoShapes shapes = readGoShapes(from);
    Json discovery = readJson(from, u"apis.json"_s);
    Json groups = discovery[u"items"];
    const Json api = readJson(from, u"api.json"_s);
    for (const Json& core : api[u"items"].items())
        groups.append(core);
    discovery.set(u"items"_s, groups);

    Types types;
    QMap<QString, Json::Items> resources;
    for (const QString& groupVersion : servedPlurals().keys()) {
        resources[groupVersion] = resourcesOf(discovery, groupVersion);
        const Json document = readJson(from, fileName(groupVersion));
        const Json& schemas = document.path({u"components", u"schemas"});
        for (const QString& root : rootsOf(schemas, groupVersion, resources[groupVersion]))
            types.add(root, groupVersion, schemas, shapes);
    }

    const QString version = readJson(from, u"version.json"_s)[u"gitVersion"].toString();
    Json head = Json::emptyObject();
    head.set(u"generated"_s,
             u"from Kubernetes %1 by tests/controlplane/schemas; do not edit"_s.arg(version));
    QMap<QString, QMap<QString, Json>> typesOf; // by file
    for (const auto& [name, users] : types.users.asKeyValueRange()) {
        const QString home = users.size() == 1 ? *users.cbegin() : u"shared"_s;
        typesOf[home].insert(name, types.schemas[name]);
    }
    for (const QString& groupVersion : servedPlurals().keys()) {
        Json own = head;
        own.set(u"groupVersion"_s, groupVersion);
        write(to, fileName(groupVersion),
              fileText(own, resources[groupVersion], typesOf[groupVersion]));
    }
    Json shared = head;
    shared.set(u"version"_s, readJson(from, u"version.json"_s));
    write(to, u"shared.json"_s, fileText(shared, {}, typesOf[u"shared"_s]));
}

} // namespace

int main(int argc, char** argv)
{
    const QString first = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QString();
    if (argc == 2 && first == "--groups"_L1)
        printGroups();
    else if (argc == 3 && first == "--shapes"_L1)
        printShapes(QDir(QString::fromLocal8Bit(argv[2])));
    else if (argc == 3)
        strip(QDir(first), QDir(QString::fromLocal8Bit(argv[2])));
    else
        die(u"usage: stripschemas FROM TO | --groups | --shapes DATA"_s);
    return 0;
}
