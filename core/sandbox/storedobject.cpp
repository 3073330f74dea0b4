#include "core/sandbox/storedobject.h"

#include "core/object/jsoncodec.h"
#include "core/object/keycache.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

// Labels and namespaces repeat from object to object: one copy of each serves all.
QString shared(const QString& text)
{
    return object::KeyCache::ofThisThread().key(text.toUtf8());
}

// The server's order of the members that every object has; the rest follows as it is.
Json inServersOrder(const Json& value, std::initializer_list<QStringView> first)
{
    Json::Members members;
    members.reserve(size_t(value.size()));
    for (const QStringView key : first) {
        if (const Json* member = value.find(key))
            members.emplace_back(shared(key.toString()), *member);
    }
    for (const Json::Member& member : value.members()) {
        if (std::ranges::find(first, QStringView(member.first)) == first.end())
            members.push_back(member);
    }
    return Json(std::move(members));
}

Json metadataInOrder(const Json& metadata)
{
    return inServersOrder(metadata,
                          {u"name", u"generateName", u"namespace", u"uid", u"resourceVersion",
                           u"generation", u"creationTimestamp", u"deletionTimestamp",
                           u"deletionGracePeriodSeconds", u"labels", u"annotations",
                           u"ownerReferences", u"finalizers", u"managedFields"});
}

} // namespace

Json StoredObject::json() const
{
    Result<Json> json = object::parseJson(bytes);
    Q_ASSERT_X(json, "StoredObject", "what the store wrote cannot be read");
    return json ? *std::move(json) : Json();
}

StoredPtr storedObject(Json object, qint64 revision)
{
    Json metadata = object[u"metadata"];
    metadata.set(u"resourceVersion"_s, Json(QString::number(revision)));
    auto stored = std::make_shared<StoredObject>();
    stored->nameSpace = shared(metadata[u"namespace"].toString());
    stored->name = metadata[u"name"].toString();
    stored->uid = metadata[u"uid"].toString();
    stored->revision = revision;
    for (const auto& [key, value] : metadata[u"labels"].members())
        stored->labels.emplace_back(shared(key), shared(value.toString()));
    for (const Json& owner : metadata[u"ownerReferences"].items())
        stored->ownerUids.push_back(owner[u"uid"].toString());
    object.set(u"metadata"_s, metadataInOrder(metadata));
    stored->bytes = object::toJson(inServersOrder(object, {u"kind", u"apiVersion", u"metadata"}));
    stored->bytes.squeeze();
    return stored;
}

} // namespace cauce::sandbox
