#include "core/engine/appspecreader.h"

#include "core/base/text.h"
#include "core/engine/goduration.h"
#include "core/object/jsonpointer.h"
#include "core/object/yamlreader.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

using object::Json;
using object::Manifest;

constexpr qsizetype kMaxPadding = 64 << 20;

// Reads members of a spec, and turns what is of the wrong type or unknown into conditions.
class SpecReader
{
public:
    explicit SpecReader(AppSpec& spec)
        : m_spec(spec)
    { }

    void invalid(const QString& message) { add(u"InvalidSpecError"_s, message); }
    void unsupported(const QString& what)
    {
        add(u"InvalidSpecError"_s, what + " is not supported yet"_L1);
    }
    void ignored(const QString& what, const QString& consequence)
    {
        add(u"UnsupportedFieldWarning"_s, u"%1 is not supported yet: %2"_s.arg(what, consequence));
    }

    void hasNoEffect(const QString& what, const QString& why)
    {
        add(u"UnsupportedFieldWarning"_s, u"%1 has no effect %2"_s.arg(what, why));
    }

    QString text(const Json& of, QStringView key, const QString& path)
    {
        const Json* value = of.find(key);
        if (value && !value->isNull() && !value->isString())
            wrongType(path, key, u"a string");
        return value ? value->toString() : QString();
    }
    bool flag(const Json& of, QStringView key, const QString& path, bool fallback = false)
    {
        const Json* value = of.find(key);
        if (!value || value->isNull())
            return fallback;
        if (!value->isBool())
            wrongType(path, key, u"true or false");
        return value->toBool(fallback);
    }
    int number(const Json& of, QStringView key, const QString& path, int fallback)
    {
        const Json* value = of.find(key);
        if (!value || value->isNull())
            return fallback;
        const auto integer = value->toInteger();
        if (!integer || qAbs(*integer) > std::numeric_limits<int>::max()) {
            wrongType(path, key, u"a whole number");
            return fallback;
        }
        return int(*integer);
    }
    //! The member as an object; a null value when it is absent or of another type (then it says so)
    const Json& section(const Json& of, QStringView key, const QString& path)
    {
        static const Json none;
        const Json* value = of.find(key);
        if (!value || value->isNull())
            return none;
        if (!value->isObject()) {
            wrongType(path, key, u"a mapping");
            return none;
        }
        return *value;
    }
    //! Names every member of \p of that is not in \p known.
    void checkKeys(const Json& of, const QString& path, std::initializer_list<QStringView> known)
    {
        for (const auto& [key, value] : of.members()) {
            if (std::find(known.begin(), known.end(), key) == known.end())
                add(u"UnknownFieldWarning"_s, u"unknown field %1.%2"_s.arg(path, key));
        }
    }

private:
    void wrongType(const QString& path, QStringView key, QStringView wanted)
    {
        invalid(u"%1.%2 must be %3"_s.arg(path, key, wanted));
    }
    void add(const QString& type, const QString& message)
    {
        m_spec.conditions.append({type, text::singleLine(message)});
    }

    AppSpec& m_spec;
};

void readDirectory(SpecReader& reader, const Json& directory, AppSource& source)
{
    const QString path = u"spec.source.directory"_s;
    source.recurse = reader.flag(directory, u"recurse", path);
    source.include = reader.text(directory, u"include", path);
    source.exclude = reader.text(directory, u"exclude", path);
    if (reader.flag(directory, u"disableExtensionFilter", path))
        reader.ignored(path + ".disableExtensionFilter"_L1,
                       u"only .yaml, .yml and .json files are read"_s);
    for (const auto& [key, value] : directory[u"jsonnet"].members()) {
        if (value.size() > 0)
            return reader.unsupported(u"a jsonnet source (%1.jsonnet.%2)"_s.arg(path, key));
    }
    reader.checkKeys(directory, path,
                     {u"recurse", u"include", u"exclude", u"jsonnet", u"disableExtensionFilter"});
}

void readSource(SpecReader& reader, const Json& spec, AppSource& source)
{
    if (spec[u"sourceHydrator"].isObject())
        return reader.unsupported(u"spec.sourceHydrator"_s);
    if (spec[u"sources"].size() > 0)
        return reader.unsupported(u"an application with several sources (spec.sources)"_s);

    const QString path = u"spec.source"_s;
    const Json& json = reader.section(spec, u"source", u"spec"_s);
    source.repoUrl = reader.text(json, u"repoURL", path);
    source.targetRevision = reader.text(json, u"targetRevision", path);
    source.path = reader.text(json, u"path", path);
    const QString chart = reader.text(json, u"chart", path);
    if (source.repoUrl.isEmpty() || (source.path.isEmpty() && chart.isEmpty()))
        reader.invalid(u"spec.source.repoURL and either spec.source.path or spec.source.chart are "
                       "required"_s);
    if (!chart.isEmpty() && source.targetRevision.isEmpty())
        reader.invalid(u"spec.source.targetRevision is required if the manifest source is a helm "
                       "chart"_s);

    QStringList tools;
    for (const auto& [key, name] :
         {std::pair {u"helm"_s, u"Helm"_s}, std::pair {u"kustomize"_s, u"Kustomize"_s},
          std::pair {u"directory"_s, u"Directory"_s}, std::pair {u"plugin"_s, u"Plugin"_s}}) {
        if (reader.section(json, key, path).size() > 0)
            tools.append(name);
    }
    if (tools.size() > 1)
        reader.invalid(u"multiple application sources defined: "_s + tools.join(u','));
    if (!chart.isEmpty())
        reader.unsupported(u"a Helm chart source (spec.source.chart)"_s);
    else if (source.repoUrl.startsWith("oci://"_L1))
        reader.unsupported(u"an OCI source (spec.source.repoURL)"_s);
    for (const QString& tool : std::as_const(tools)) {
        if (tool != "Directory"_L1)
            reader.unsupported(u"a %1 source (spec.source.%2)"_s.arg(tool, tool.toLower()));
    }
    if (!reader.text(json, u"tagPrefix", path).isEmpty())
        reader.unsupported(u"spec.source.tagPrefix"_s);
    reader.checkKeys(json, path,
                     {u"repoURL", u"targetRevision", u"path", u"chart", u"ref", u"name",
                      u"tagPrefix", u"helm", u"kustomize", u"directory", u"plugin"});
    readDirectory(reader, reader.section(json, u"directory", path), source);
}

void readDestination(SpecReader& reader, const Json& spec, AppSpec& app)
{
    const QString path = u"spec.destination"_s;
    const Json& json = reader.section(spec, u"destination", u"spec"_s);
    app.destinationServer = reader.text(json, u"server", path);
    app.destinationName = reader.text(json, u"name", path);
    app.destinationNamespace = reader.text(json, u"namespace", path);
    if (!app.destinationServer.isEmpty() && !app.destinationName.isEmpty())
        reader.invalid(
            u"application destination can't have both name and server defined: %1 %2"_s.arg(
                app.destinationName, app.destinationServer));
    else if (app.destinationServer.isEmpty() && app.destinationName.isEmpty())
        reader.invalid(u"Destination server missing from app spec"_s);
    reader.checkKeys(json, path, {u"server", u"name", u"namespace"});
}

// What a sync here does whatever the option says, or does not do at all.
bool isObeyed(const QString& option)
{
    static const QStringList obeyed {u"CreateNamespace=true"_s,
                                     u"CreateNamespace=false"_s,
                                     u"PruneLast=true"_s,
                                     u"PruneLast=false"_s,
                                     u"ServerSideApply=true"_s,
                                     u"ApplyOutOfSyncOnly=true"_s,
                                     u"Validate=true"_s,
                                     u"Replace=false"_s,
                                     u"FailOnSharedResource=false"_s,
                                     u"RespectIgnoreDifferences=true"_s,
                                     u"RespectIgnoreDifferences=false"_s,
                                     u"PrunePropagationPolicy=background"_s};
    return obeyed.contains(option);
}

// A Go duration ("1m30s"); a bare number is seconds.
std::chrono::milliseconds duration(SpecReader& reader, const Json& of, QStringView key,
                                   const QString& path, std::chrono::milliseconds fallback)
{
    const Json* value = of.find(key);
    if (!value || value->isNull())
        return fallback;
    const auto seconds = value->isString() ? std::nullopt : value->toInteger();
    const auto parsed = value->isString() ? goDuration(value->toString()) : std::nullopt;
    if (parsed)
        return *parsed;
    if (seconds && *seconds >= 0 && *seconds <= 86'400)
        return std::chrono::seconds(*seconds);
    reader.invalid(u"%1.%2 must be a duration such as 5s or 3m, at most a day"_s.arg(path, key));
    return fallback;
}

void readRetry(SpecReader& reader, const Json& policy, SyncPolicy& out)
{
    const Json* block = policy.find(u"retry");
    if (!block || block->isNull())
        return;
    const QString path = u"spec.syncPolicy.retry"_s;
    const Json& json = reader.section(policy, u"retry", u"spec.syncPolicy"_s);
    RetryPolicy retry;
    retry.limit = reader.number(json, u"limit", path, 0);
    const QString inside = path + ".backoff"_L1;
    const Json& backoff = reader.section(json, u"backoff", path);
    retry.duration = duration(reader, backoff, u"duration", inside, retry.duration);
    retry.factor = qBound(1, reader.number(backoff, u"factor", inside, retry.factor), 1'000);
    retry.maxDuration = duration(reader, backoff, u"maxDuration", inside, retry.maxDuration);
    (void)reader.flag(json, u"refresh", path); // what Git asks for now is tried again in any case
    reader.checkKeys(json, path, {u"limit", u"backoff", u"refresh"});
    reader.checkKeys(backoff, inside, {u"duration", u"factor", u"maxDuration"});
    out.retry = retry;
}

QStringList texts(const Json& list)
{
    QStringList all;
    for (const Json& item : list.items())
        all.append(item.toString());
    return all;
}

void readIgnored(SpecReader& reader, const Json& spec, AppSpec& app)
{
    int index = 0;
    for (const Json& item : spec[u"ignoreDifferences"].items()) {
        const QString path = u"spec.ignoreDifferences[%1]"_s.arg(index++);
        diff::IgnoreRule rule;
        rule.group = reader.text(item, u"group", path);
        rule.kind = reader.text(item, u"kind", path);
        rule.name = reader.text(item, u"name", path);
        rule.nameSpace = reader.text(item, u"namespace", path);
        rule.managers = texts(item[u"managedFieldsManagers"]);
        for (const QString& text : texts(item[u"jsonPointers"])) {
            const auto pointer = object::JsonPointer::parse(text);
            if (pointer && !pointer->tokens.isEmpty())
                rule.pointers.append(*pointer);
            else
                reader.invalid(u"%1.jsonPointers: \"%2\" is no JSON pointer"_s.arg(path, text));
        }
        if (rule.kind.isEmpty())
            reader.invalid(path + ".kind is required"_L1);
        for (const QString& text : texts(item[u"jqPathExpressions"])) {
            if (const auto jq = diff::JqPath::parse(text)) {
                rule.paths.append(*jq);
                continue;
            }
            const QString where = u"%1.jqPathExpressions \"%2\""_s.arg(path, text);
            reader.ignored(where,
                           u"what it names is shown as a difference, and automation leaves "
                           "the application alone"_s);
            app.automationHindrance = text::singleLine(QString(where + " is not supported yet"_L1));
        }
        reader.checkKeys(item, path,
                         {u"group", u"kind", u"name", u"namespace", u"jsonPointers",
                          u"jqPathExpressions", u"managedFieldsManagers"});
        app.ignoreDifferences.append(rule);
    }
}

QMap<QString, QString> textMap(SpecReader& reader, const Json& of, QStringView key,
                               const QString& path)
{
    QMap<QString, QString> map;
    for (const auto& [name, value] : reader.section(of, key, path).members()) {
        if (!value.isString())
            reader.invalid(u"%1.%2.%3 must be a string"_s.arg(path, key, name));
        map.insert(name, value.toString());
    }
    return map;
}

void readNamespaceMetadata(SpecReader& reader, const Json& policy, SyncPolicy& out)
{
    const Json* block = policy.find(u"managedNamespaceMetadata");
    if (!block || block->isNull())
        return;
    const QString path = u"spec.syncPolicy.managedNamespaceMetadata"_s;
    const Json& json = reader.section(policy, u"managedNamespaceMetadata", u"spec.syncPolicy"_s);
    out.managedNamespace = desired::NamespaceMetadata {textMap(reader, json, u"labels", path),
                                                       textMap(reader, json, u"annotations", path)};
    reader.checkKeys(json, path, {u"labels", u"annotations"});
    if (!out.createNamespace())
        reader.hasNoEffect(path, u"without the sync option CreateNamespace=true"_s);
}

void readSyncPolicy(SpecReader& reader, const Json& spec, SyncPolicy& policy)
{
    const QString path = u"spec.syncPolicy"_s;
    const Json& json = reader.section(spec, u"syncPolicy", u"spec"_s);
    const Json* block = json.find(u"automated");
    if (block && !block->isNull()) {
        const QString inside = path + ".automated"_L1;
        const Json& automated = reader.section(json, u"automated", path);
        policy.automated = block->isObject() && reader.flag(automated, u"enabled", inside, true);
        policy.prune = reader.flag(automated, u"prune", inside);
        policy.selfHeal = reader.flag(automated, u"selfHeal", inside);
        policy.allowEmpty = reader.flag(automated, u"allowEmpty", inside);
        reader.checkKeys(automated, inside, {u"enabled", u"prune", u"selfHeal", u"allowEmpty"});
    }
    for (const Json& option : json[u"syncOptions"].items()) {
        policy.syncOptions.append(option.toString());
        if (!option.isString())
            reader.invalid(path + ".syncOptions must be a list of strings"_L1);
        else if (!isObeyed(option.toString()))
            reader.ignored(u"the sync option \"%1\""_s.arg(option.toString()),
                           u"syncs here do without it"_s);
    }
    readRetry(reader, json, policy);
    readNamespaceMetadata(reader, json, policy);
    reader.checkKeys(json, path,
                     {u"automated", u"syncOptions", u"retry", u"managedNamespaceMetadata"});
}

bool hasResourcesFinalizer(const Json& json)
{
    for (const Json& finalizer : json.path({u"metadata", u"finalizers"}).items()) {
        if (finalizer.toString().startsWith("resources-finalizer.argocd.argoproj.io"_L1))
            return true;
    }
    return false;
}

// One document of a stream, by its place in the text.
struct Chunk
{
    qsizetype begin = 0;
    qsizetype end = 0;
    int line = 1; // of its first character
};

// A line that begins with "---" ends a document wherever it stands (YAML 1.2, section 9.1.2), even
// in a block scalar; so the text can be cut there without understanding it.
QList<Chunk> documentsOf(const QByteArray& text)
{
    QList<Chunk> chunks;
    chunks.append(Chunk {});
    qsizetype begin = 0;
    for (int line = 1; begin < text.size(); ++line) {
        const qsizetype newline = text.indexOf('\n', begin);
        const qsizetype end = newline < 0 ? text.size() : newline + 1;
        const QByteArrayView row = QByteArrayView(text).sliced(begin, end - begin);
        const bool marker = row.startsWith("---")
            && (row.size() == 3 || QByteArrayView(" \t\r\n").contains(row.at(3)));
        if (marker)
            chunks.append({begin, begin, line});
        chunks.last().end = end;
        begin = end;
    }
    return chunks;
}

bool looksLikeObject(const QByteArray& text)
{
    return text.contains("apiVersion") || text.contains("kind");
}

void take(const QList<Manifest>& manifests, const QString& parent, ApplicationList& list)
{
    for (const Manifest& manifest : manifests) {
        if (isApplication(manifest)) {
            list.applications.append(readApplication(manifest, parent));
        } else if (manifest.type().groupKind()
                   == object::GroupKind {u"argoproj.io"_s, u"ApplicationSet"_s}) {
            list.problems.append({u"UnsupportedKindWarning"_s,
                                  u"%1: ApplicationSet %2 is not supported yet: its applications "
                                  "are not shown"_s.arg(manifest.location().toString(),
                                                        text::singleLine(manifest.name()))});
        }
    }
}

void readFile(const git::SourceFile& file, const QString& parent, ApplicationList& list)
{
    const auto whole = object::readManifests(file.content, file.path);
    if (whole)
        return take(*whole, parent, list);
    const auto report = [&](const QByteArray& text, const Error& error) {
        if (!looksLikeObject(text))
            return; // a values file or the like: not ours
        list.problems.append({u"ComparisonError"_s, error.message});
        list.unreadableFiles.insert(file.path);
    };
    const QList<Chunk> chunks = documentsOf(file.content);
    // Each document is moved down by blank lines, so that its positions stay true; the square of a
    // hostile file is not worth it.
    const qsizetype padding = chunks.size() * chunks.last().line;
    if (chunks.size() < 2 || padding > kMaxPadding || file.path.endsWith(".json"_L1))
        return report(file.content, whole.error());
    for (const Chunk& chunk : chunks) {
        const QByteArray text = QByteArray(chunk.line - 1, '\n')
            + file.content.mid(chunk.begin, chunk.end - chunk.begin);
        const auto part = object::readManifests(text, file.path);
        if (part)
            take(*part, parent, list);
        else
            report(text, part.error());
    }
}

} // namespace

bool isApplication(const Manifest& manifest)
{
    return manifest.type().kind == "Application"_L1 && manifest.type().group == "argoproj.io"_L1;
}

AppSpec readApplication(const Manifest& manifest, const QString& parent)
{
    static const QRegularExpression dnsName(u"\\A[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\\z"_s);
    AppSpec app;
    SpecReader reader(app);
    const Json& json = manifest.json();
    app.name = manifest.name();
    app.nameSpace = manifest.nameSpace();
    app.parent = parent;
    app.location = manifest.location();
    app.manifest = manifest;
    app.cascadeDelete = hasResourcesFinalizer(json);
    if (manifest.type().version != "v1alpha1"_L1)
        reader.invalid(u"apiVersion %1 is not supported: it must be argoproj.io/v1alpha1"_s.arg(
            manifest.type().apiVersion()));
    if (!dnsName.match(app.name).hasMatch())
        reader.invalid(u"metadata.name \"%1\" is no DNS name (RFC 1123)"_s.arg(app.name));

    const Json& spec = json[u"spec"];
    if (!spec.isObject())
        reader.invalid(u"the Application has no spec"_s);
    app.project = reader.text(spec, u"project", u"spec"_s);
    app.revisionHistoryLimit = qMax(0, reader.number(spec, u"revisionHistoryLimit", u"spec"_s, 10));
    readSource(reader, spec, app.source);
    readDestination(reader, spec, app);
    readSyncPolicy(reader, spec, app.syncPolicy);
    readIgnored(reader, spec, app);
    reader.checkKeys(spec, u"spec"_s,
                     {u"project", u"destination", u"source", u"sources", u"sourceHydrator",
                      u"syncPolicy", u"ignoreDifferences", u"info", u"revisionHistoryLimit"});
    reader.checkKeys(json, manifest.type().kind,
                     {u"apiVersion", u"kind", u"metadata", u"spec", u"status", u"operation"});
    return app;
}

ApplicationList readApplications(const git::SourceTree& tree, const QString& parent)
{
    ApplicationList list;
    for (const git::SourceFile& file : tree.files)
        readFile(file, parent, list);
    for (const QString& skipped : tree.skipped)
        list.problems.append({u"ExcludedResourceWarning"_s, u"left out: "_s + skipped});
    return list;
}

std::optional<AppCondition> destinationProblem(const AppSpec& spec, const QString& server)
{
    const auto bare = [](QString url) {
        while (url.endsWith(u'/'))
            url.chop(1);
        return url;
    };
    if (!spec.destinationServer.isEmpty()) {
        const QString wanted = bare(spec.destinationServer);
        if (wanted == "https://kubernetes.default.svc"_L1
            || (!server.isEmpty() && wanted == bare(server)))
            return {};
        return AppCondition {u"InvalidSpecError"_s, u"cluster \"%1\" not found"_s.arg(wanted)};
    }
    if (spec.destinationName.isEmpty() || spec.destinationName == "in-cluster"_L1)
        return {}; // neither: readApplication() has said so
    return AppCondition {u"InvalidSpecError"_s,
                         u"there are no clusters with this name: "_s + spec.destinationName};
}

} // namespace cauce
