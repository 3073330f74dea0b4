#include "core/cluster/watchdecoder.h"

#include "core/base/text.h"
#include "core/object/annotations.h"

#include <simdjson.h>

#include <QSet>

#include <string>
#include <string_view>
#include <vector>

// On-Demand reads only what is asked for, an order of magnitude faster than any tree. Every level
// is first cut into the raw texts of its members, then the few that matter are read on.

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

namespace sj = simdjson;

//! Thrown within this file only, on JSON that is not what it must be.
struct NotJson
{
    const char* what;
};

//! A text within a buffer that is readable for SIMDJSON_PADDING bytes beyond it.
using Raw = std::string_view;

struct Field
{
    std::string key;
    Raw value;
};

Raw trimmed(Raw text)
{
    while (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != Raw::npos)
        text.remove_suffix(1);
    return text;
}

Raw rawOf(sj::ondemand::value value)
{
    switch (value.type()) {
    case sj::ondemand::json_type::object:
        return trimmed(sj::ondemand::object(value.get_object()).raw_json());
    case sj::ondemand::json_type::array:
        return trimmed(sj::ondemand::array(value.get_array()).raw_json());
    default:
        return trimmed(value.raw_json_token());
    }
}

sj::padded_string_view padded(Raw text)
{
    return sj::padded_string_view(text.data(), text.size(), text.size() + sj::SIMDJSON_PADDING);
}

//! Calls \p read with a parser for \p text: the thread's, but one of its own for a text so large
//! that the thread would keep megabytes of buffers for ever.
template <typename Fn>
void withParser(Raw text, Fn read)
{
    if (text.size() > (1 << 20)) {
        sj::ondemand::parser large;
        read(large);
    } else {
        static thread_local sj::ondemand::parser parser;
        read(parser);
    }
}

bool isObject(Raw text)
{
    return text.starts_with('{');
}

//! The members of an object; none for anything else (`metadata: 5` is harmless).
std::vector<Field> fieldsOf(Raw text)
{
    std::vector<Field> fields;
    if (!isObject(text))
        return fields;
    withParser(text, [&](sj::ondemand::parser& parser) {
        sj::ondemand::document document = parser.iterate(padded(text));
        for (auto field : document.get_object()) {
            std::string key(std::string_view(field.unescaped_key()));
            fields.push_back({std::move(key), rawOf(field.value())});
        }
    });
    return fields;
}

std::vector<Raw> itemsOf(Raw text)
{
    std::vector<Raw> items;
    if (!text.starts_with('['))
        return items;
    withParser(text, [&](sj::ondemand::parser& parser) {
        sj::ondemand::document document = parser.iterate(padded(text));
        for (auto item : document.get_array())
            items.push_back(rawOf(item.value()));
    });
    return items;
}

Raw find(const std::vector<Field>& fields, std::string_view key)
{
    for (const Field& field : fields) {
        if (field.key == key)
            return field.value;
    }
    return {};
}

//! The string that \p text is as JSON; empty for anything else.
QString stringOf(Raw text)
{
    if (!text.starts_with('"'))
        return {};
    if (text.size() >= 2 && text.find('\\') == Raw::npos) // as good as always
        return QString::fromUtf8(text.data() + 1, qsizetype(text.size()) - 2);
    QString string;
    withParser(text, [&](sj::ondemand::parser& parser) {
        sj::ondemand::document document = parser.iterate(padded(text));
        const std::string_view unescaped = document.get_string();
        string = QString::fromUtf8(unescaped.data(), qsizetype(unescaped.size()));
    });
    return string;
}

int intOf(Raw text)
{
    return QByteArray(text.data(), qsizetype(text.size())).toInt();
}

QByteArray bytesOf(Raw text)
{
    return {text.data(), qsizetype(text.size())};
}

QList<OwnerReference> ownersOf(Raw text)
{
    QList<OwnerReference> owners;
    for (const Raw item : itemsOf(text)) {
        const auto fields = fieldsOf(item);
        OwnerReference owner;
        owner.type = object::groupVersionKind(stringOf(find(fields, "apiVersion")),
                                              stringOf(find(fields, "kind")))
                         .groupKind();
        owner.name = stringOf(find(fields, "name"));
        owner.uid = stringOf(find(fields, "uid"));
        owner.controller = find(fields, "controller") == "true";
        if (!owner.uid.isEmpty())
            owners.append(owner);
    }
    return owners;
}

QString trackingIdOf(Raw annotations)
{
    const auto name = object::annotation::trackingId;
    if (annotations.find(std::string_view(name.data(), size_t(name.size()))) == Raw::npos)
        return {};
    return stringOf(find(fieldsOf(annotations), {name.data(), size_t(name.size())}));
}

// --- what is kept of an object nobody declares ---------------------------------------------------

void appendMember(QByteArray* out, std::string_view key, const QByteArray& value)
{
    if (value.isEmpty() || key.find_first_of("\"\\\n") != Raw::npos)
        return; // no such key is needed
    if (!out->endsWith('{'))
        *out += ',';
    *out += '"';
    out->append(key.data(), qsizetype(key.size()));
    *out += "\":";
    *out += value;
}

//! Those members of an object whose names \p keys holds; empty when there are none.
QByteArray only(Raw object, std::initializer_list<std::string_view> keys)
{
    QByteArray out = "{";
    for (const Field& field : fieldsOf(object)) {
        for (const std::string_view key : keys) {
            if (field.key == key)
                appendMember(&out, key, bytesOf(field.value));
        }
    }
    return out.size() == 1 ? QByteArray() : out + '}';
}

QByteArray reducedContainers(Raw containers)
{
    QByteArray out = "[";
    for (const Raw container : itemsOf(containers)) {
        const QByteArray kept = only(container, {"name", "image", "restartPolicy"});
        if (!kept.isEmpty())
            out += (out.size() == 1 ? "" : ",") + kept;
    }
    return out.size() == 1 ? QByteArray() : out + ']';
}

//! The spec of a Pod, or of a workload around `template.spec`.
QByteArray reducedSpec(Raw spec)
{
    QByteArray out = "{";
    for (const Field& field : fieldsOf(spec)) {
        static const std::string_view plain[] = {
            "replicas",    "restartPolicy", "nodeName",        "suspend",        "completions",
            "parallelism", "backoffLimit",  "minReadySeconds", "readinessGates", "schedulingGates"};
        if (field.key == "containers" || field.key == "initContainers")
            appendMember(&out, field.key, reducedContainers(field.value));
        else if (std::find(std::begin(plain), std::end(plain), field.key) != std::end(plain))
            appendMember(&out, field.key, bytesOf(field.value));
        else if (field.key == "template") {
            const QByteArray inner = reducedSpec(find(fieldsOf(field.value), "spec"));
            if (!inner.isEmpty())
                appendMember(&out, field.key, "{\"spec\":" + inner + '}');
        }
    }
    return out.size() == 1 ? QByteArray() : out + '}';
}

//! Those that tell of revision and health, and the links for people.
QByteArray reducedAnnotations(Raw annotations)
{
    namespace name = object::annotation;
    static const QLatin1StringView kept[] = {name::deploymentRevision, name::rolloutRevision,
                                             name::ignoreRestartPolicy, name::hook, name::helmHook};
    QByteArray out = "{";
    for (const Field& field : fieldsOf(annotations)) {
        const QLatin1StringView key(field.key.data(), qsizetype(field.key.size()));
        if (key.startsWith(name::linkPrefix)
            || std::find(std::begin(kept), std::end(kept), key) != std::end(kept))
            appendMember(&out, field.key, bytesOf(field.value));
    }
    return out.size() == 1 ? QByteArray() : out + '}';
}

QByteArray reducedMetadata(Raw metadata)
{
    QByteArray out = "{";
    for (const Field& field : fieldsOf(metadata)) {
        if (field.key == "managedFields")
            continue;
        if (field.key == "annotations")
            appendMember(&out, field.key, reducedAnnotations(field.value));
        else
            appendMember(&out, field.key, bytesOf(field.value));
    }
    return out + '}';
}

//! Made by a controller of Kubernetes in numbers: of these only what is shown is kept.
bool isBulk(const object::GroupVersionKind& type)
{
    return (type.group.isEmpty() && type.kind == "Pod"_L1)
        || (type.group == "apps"_L1
            && (type.kind == "ReplicaSet"_L1 || type.kind == "ControllerRevision"_L1))
        || (type.group == "batch"_L1 && type.kind == "Job"_L1)
        || (type.group == "discovery.k8s.io"_L1 && type.kind == "EndpointSlice"_L1);
}

QByteArray reduced(const std::vector<Field>& fields, const object::GroupVersionKind& type)
{
    const bool bulk = isBulk(type) || type.kind == "Secret"_L1;
    QByteArray out = "{";
    for (const Field& field : fields) {
        if (field.key == "metadata")
            appendMember(&out, field.key, reducedMetadata(field.value));
        else if (!bulk || field.key == "status" || field.key == "kind" || field.key == "apiVersion"
                 || field.key == "type" || field.key == "revision" || field.key == "addressType")
            appendMember(&out, field.key, bytesOf(field.value));
        else if (field.key == "spec")
            appendMember(&out, field.key, reducedSpec(field.value));
    }
    return out + '}';
}

bool isReduced(const LiveObject& object, const std::vector<Field>& fields)
{
    if (!object.trackingId.isEmpty())
        return false;
    if (object.type.group.isEmpty() && object.type.kind == "Secret"_L1
        && stringOf(find(fields, "type")) == "helm.sh/release.v1"_L1) {
        return true; // a megabyte each, and nobody declares one
    }
    for (const OwnerReference& owner : object.owners) {
        if (owner.controller || isBulk(object.type))
            return true;
    }
    return false;
}

// --- objects, lists, events ----------------------------------------------------------------------

//! Gives equal strings of one page one memory: a thousand objects share few namespaces.
class Interner
{
public:
    QString of(const QString& text) { return *m_known.insert(text); }

private:
    QSet<QString> m_known;
};

QString quotedType(const object::GroupVersionKind& type)
{
    return u"{\"apiVersion\":\"%1\",\"kind\":\"%2\""_s.arg(type.apiVersion(), type.kind);
}

LiveObjectPtr decodeObject(Raw text, const ApiResource& resource, Interner* interner)
{
    const auto fields = fieldsOf(text);
    const auto metadata = fieldsOf(find(fields, "metadata"));
    auto live = std::make_shared<LiveObject>();
    live->type = resource.type;
    live->key
        = {resource.type.group, resource.type.kind,
           interner->of(stringOf(find(metadata, "namespace"))), stringOf(find(metadata, "name"))};
    if (live->key.name.isEmpty())
        throw NotJson {"an object has no metadata.name"};
    live->uid = stringOf(find(metadata, "uid"));
    live->resourceVersion = stringOf(find(metadata, "resourceVersion"));
    live->createdAt
        = QDateTime::fromString(stringOf(find(metadata, "creationTimestamp")), Qt::ISODate);
    live->deleting = find(metadata, "deletionTimestamp").starts_with('"');
    live->owners = ownersOf(find(metadata, "ownerReferences"));
    live->trackingId = trackingIdOf(find(metadata, "annotations"));
    live->isWhole = !isReduced(*live, fields);
    live->json = live->isWhole ? bytesOf(text) : reduced(fields, resource.type);
    if (find(fields, "kind").empty() || find(fields, "apiVersion").empty()) {
        // Servers leave both out of the items of a built-in kind's list.
        live->json.remove(0, 1);
        live->json.prepend(quotedType(resource.type).toUtf8() + (live->json == "}" ? "" : ","));
    }
    live->json.squeeze();
    return live;
}

//! \p bytes followed by what simdjson may read beyond their end.
Raw withPadding(QByteArray* bytes)
{
    const auto size = size_t(bytes->size());
    bytes->append(qsizetype(sj::SIMDJSON_PADDING), '\0');
    return trimmed({bytes->constData(), size});
}

struct ListParts
{
    QString resourceVersion;
    QString continueToken;
    std::vector<Raw> items;
};

ListParts partsOf(Raw body)
{
    const auto fields = fieldsOf(body);
    if (!stringOf(find(fields, "kind")).endsWith("List"_L1))
        throw NotJson {"the answer is no list"};
    const Raw items = find(fields, "items");
    if (!items.starts_with('[') && items != "null" && !items.empty())
        throw NotJson {"the list's items are no array"};
    const auto metadata = fieldsOf(find(fields, "metadata"));
    return {stringOf(find(metadata, "resourceVersion")), stringOf(find(metadata, "continue")),
            itemsOf(items)};
}

WatchEventType eventType(const QString& name)
{
    if (name == "ADDED"_L1)
        return WatchEventType::Added;
    if (name == "MODIFIED"_L1)
        return WatchEventType::Modified;
    if (name == "DELETED"_L1)
        return WatchEventType::Deleted;
    if (name == "BOOKMARK"_L1)
        return WatchEventType::Bookmark;
    if (name == "ERROR"_L1)
        return WatchEventType::Error;
    throw NotJson {"the event has no known type"};
}

QString plural(const ApiResource& resource)
{
    return resource.type.group.isEmpty() ? resource.plural
                                         : resource.plural + u'.' + resource.type.group;
}

//! Calls \p decode and turns what it throws into an Error.
template <typename T, typename Fn>
Result<T> guarded(const QString& doing, Fn decode)
{
    try {
        return decode();
    } catch (const NotJson& error) {
        return fail(ErrorKind::Invalid, doing + u": "_s + QLatin1String(error.what));
    } catch (const sj::simdjson_error& error) {
        return fail(ErrorKind::Invalid,
                    doing + u": the answer is not JSON (%1)"_s.arg(QLatin1String(error.what())));
    }
}

} // namespace

Result<ListPage> decodeList(QByteArray body, const ApiResource& resource)
{
    return guarded<ListPage>(u"list "_s + plural(resource), [&] {
        const ListParts parts = partsOf(withPadding(&body));
        if (parts.resourceVersion.isEmpty())
            throw NotJson {"the list has no resourceVersion"};
        ListPage page {parts.resourceVersion, parts.continueToken, {}};
        page.objects.reserve(qsizetype(parts.items.size()));
        Interner interner;
        for (const Raw item : parts.items)
            page.objects.append(decodeObject(item, resource, &interner));
        return page;
    });
}

Result<WatchEvent> decodeEvent(QByteArray line, const ApiResource& resource)
{
    return guarded<WatchEvent>(u"watch "_s + plural(resource), [&] {
        const auto fields = fieldsOf(withPadding(&line));
        const Raw body = find(fields, "object");
        WatchEvent event;
        event.type = eventType(stringOf(find(fields, "type")));
        if (!isObject(body))
            throw NotJson {"the event has no object"};
        if (event.type == WatchEventType::Error) {
            const auto status = fieldsOf(body);
            event.code = intOf(find(status, "code"));
            event.message = text::plain(stringOf(find(status, "message")));
        } else if (event.type == WatchEventType::Bookmark) {
            const auto metadata = fieldsOf(find(fieldsOf(body), "metadata"));
            event.resourceVersion = stringOf(find(metadata, "resourceVersion"));
        } else {
            Interner interner;
            event.object = decodeObject(body, resource, &interner);
            event.resourceVersion = event.object->resourceVersion;
        }
        if (event.type != WatchEventType::Error && event.resourceVersion.isEmpty())
            throw NotJson {"the event has no resourceVersion"};
        return event;
    });
}

Result<TrackingPage> decodeTracking(QByteArray body)
{
    return guarded<TrackingPage>(u"list metadata"_s, [&] {
        const ListParts parts = partsOf(withPadding(&body));
        TrackingPage page {parts.continueToken, {}};
        for (const Raw item : parts.items) {
            const auto metadata = fieldsOf(find(fieldsOf(item), "metadata"));
            const QString id = trackingIdOf(find(metadata, "annotations"));
            if (!id.isEmpty())
                page.trackingIds.append(id);
        }
        return page;
    });
}

} // namespace cauce::cluster
