#include "core/sandbox/representation.h"

#include "core/object/jsoncodec.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sandbox {

namespace {

using object::Json;

//! One media range of an Accept header.
struct MediaRange
{
    QByteArray type;
    QList<std::pair<QByteArray, QByteArray>> parameters; // but for q
    double quality = 1;

    QByteArray parameter(QByteArrayView name) const
    {
        for (const auto& [key, value] : parameters) {
            if (key == name)
                return value;
        }
        return {};
    }
};

QList<MediaRange> readAccept(const QByteArray& accept)
{
    QList<MediaRange> ranges;
    for (const QByteArray& part : accept.split(',')) {
        QList<QByteArray> words = part.split(';');
        MediaRange range;
        range.type = words.takeFirst().trimmed().toLower();
        for (const QByteArray& word : words) {
            const qsizetype equals = word.indexOf('=');
            const QByteArray key = word.split('=').first().trimmed().toLower();
            const QByteArray value = equals < 0 ? QByteArray() : word.mid(equals + 1).trimmed();
            if (key == "q")
                range.quality = value.toDouble();
            else
                range.parameters.append({key, value});
        }
        if (!range.type.isEmpty() && range.quality > 0)
            ranges.append(range);
    }
    std::stable_sort(ranges.begin(), ranges.end(), [](const MediaRange& a, const MediaRange& b) {
        return a.quality > b.quality;
    });
    return ranges;
}

bool isJsonRange(const QByteArray& type)
{
    return type == "*/*" || type == "application/*" || type == "application/json";
}

//! The form that a range's `as` names; nothing when the server does not know it.
std::optional<Representation::Form> formOf(const MediaRange& range)
{
    const QByteArray as = range.parameter("as");
    if (as.isEmpty())
        return Representation::Form::Whole;
    const QByteArray version = range.parameter("v");
    if (range.parameter("g") != "meta.k8s.io" || (version != "v1" && version != "v1beta1"))
        return {};
    if (as == "Table")
        return Representation::Form::Table;
    if (as == "PartialObjectMetadata")
        return Representation::Form::Partial;
    if (as == "PartialObjectMetadataList")
        return Representation::Form::PartialList;
    return {};
}

//! What compact JSON of ours begins with, in either order, up to the next member.
QList<QByteArray> typePrefixes(const ServedKind& kind)
{
    const QByteArray apiVersion = "\"apiVersion\":\"" + kind.type.apiVersion().toUtf8() + '"';
    const QByteArray name = "\"kind\":\"" + kind.type.kind.toUtf8() + '"';
    return {'{' + apiVersion + ',' + name + ',', '{' + name + ',' + apiVersion + ','};
}

//! \p bytes without kind and apiVersion.
QByteArray withoutType(const QByteArray& bytes, const QList<QByteArray>& prefixes)
{
    for (const QByteArray& prefix : prefixes) {
        if (bytes.startsWith(prefix))
            return '{' + bytes.mid(prefix.size());
    }
    auto json = object::parseJson(bytes);
    if (!json)
        return bytes;
    json->remove(u"kind");
    json->remove(u"apiVersion");
    return object::toJson(*json);
}

} // namespace

std::variant<Representation, Answer> negotiate(const QByteArray& accept)
{
    if (accept.trimmed().isEmpty())
        return Representation {};
    bool isTypeKnown = false;
    for (const MediaRange& range : readAccept(accept)) {
        const bool isYaml = range.type == "application/yaml";
        if (!isYaml && !isJsonRange(range.type))
            continue;
        isTypeKnown = true;
        if (const auto form = formOf(range))
            return Representation {*form, isYaml};
    }
    if (isTypeKnown)
        return refusal(406, u"NotAcceptable"_s,
                       u"only the following media types are accepted: application/json, "
                       "application/yaml"_s);
    return refusal(406, u"NotAcceptable"_s,
                   u"406: Not Acceptable\n\nAvailable representations: application/json, "
                   "application/yaml, application/json;stream=watch"_s,
                   Json::emptyObject());
}

bool wantsAggregatedDiscovery(const QByteArray& accept)
{
    for (const MediaRange& range : readAccept(accept)) {
        if (range.parameter("g") == "apidiscovery.k8s.io") {
            if (range.type == "application/json" && range.parameter("v") == "v2"
                && range.parameter("as") == "APIGroupDiscoveryList")
                return true;
        } else if (isJsonRange(range.type) && range.parameter("as").isEmpty()) {
            return false;
        }
    }
    return false;
}

Json partialObject(const Json& object)
{
    Json partial = Json::emptyObject();
    partial.set(u"kind"_s, Json(u"PartialObjectMetadata"_s));
    partial.set(u"apiVersion"_s, Json(u"meta.k8s.io/v1"_s));
    partial.set(u"metadata"_s, object[u"metadata"]);
    return partial;
}

Json listMetadata(const Api::Page& page)
{
    Json metadata = Json::emptyObject();
    metadata.set(u"resourceVersion"_s, Json(QString::number(page.revision)));
    if (!page.continueToken.isEmpty())
        metadata.set(u"continue"_s, Json(page.continueToken));
    if (page.remaining)
        metadata.set(u"remainingItemCount"_s, Json(*page.remaining));
    return metadata;
}

QByteArray listBytes(const ServedKind& kind, const Api::Page& page)
{
    Json head = Json::emptyObject();
    head.set(u"kind"_s, Json(QString(kind.type.kind + "List"_L1)));
    head.set(u"apiVersion"_s, Json(kind.type.apiVersion()));
    head.set(u"metadata"_s, listMetadata(page));
    QByteArray bytes = object::toJson(head);
    bytes.chop(1);
    bytes += ",\"items\":[";

    qsizetype size = bytes.size() + 3;
    for (const StoredPtr& item : page.items)
        size += item->bytes.size() + 1;
    bytes.reserve(size);
    const QList<QByteArray> prefixes = typePrefixes(kind);
    for (const StoredPtr& item : page.items) {
        if (!bytes.endsWith('['))
            bytes += ',';
        bytes += kind.isCustom ? item->bytes : withoutType(item->bytes, prefixes);
    }
    return bytes += "]}\n";
}

} // namespace cauce::sandbox
