#include "core/merge/managedfields.h"

#include "core/merge/fieldsv1.h"
#include "core/object/jsoncodec.h"

#include <QDateTime>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

namespace {

constexpr auto kFolded = "ancient-changes"_L1; // a server's name for them
constexpr auto kApply = "Apply"_L1;
constexpr auto kUpdate = "Update"_L1;

Json identityJson(const QString& identity)
{
    const Result<Json> json = object::parseJson(identity.toUtf8());
    return json ? *json : Json();
}

qint64 seconds(const QString& time)
{
    return time.isEmpty() ? 0 : QDateTime::fromString(time, Qt::ISODate).toSecsSinceEpoch();
}

QString timeOf(const ManagedFields& fields, const QString& identity)
{
    const auto found = fields.times.find(identity);
    return found == fields.times.end() ? QString() : found->second;
}

Failure badEntry(qsizetype number, const QString& problem)
{
    return fail(ErrorKind::Invalid, u"managedFields entry %1: %2"_s.arg(number).arg(problem));
}

Json entryJson(const QString& identity, const OwnedFields& owned, const QString& time)
{
    const Json known = identityJson(identity);
    Json entry = Json::emptyObject();
    entry.set(u"manager"_s, known[u"manager"]);
    entry.set(u"operation"_s, owned.isApplied ? Json(QString(kApply)) : known[u"operation"]);
    entry.set(u"apiVersion"_s, Json(owned.version));
    if (!time.isEmpty())
        entry.set(u"time"_s, Json(time));
    entry.set(u"fieldsType"_s, Json(u"FieldsV1"_s));
    entry.set(u"fieldsV1"_s, toFieldsV1(owned.fields));
    if (known.contains(u"subresource"))
        entry.set(u"subresource"_s, known[u"subresource"]);
    return entry;
}

bool isBefore(const Json& a, const Json& b)
{
    const auto rank = [](const Json& entry) {
        return std::tuple(entry[u"operation"].toString(), seconds(entry[u"time"].toString()),
                          entry[u"manager"].toString(), entry[u"apiVersion"].toString(),
                          entry[u"subresource"].toString());
    };
    return rank(a) < rank(b);
}

std::vector<QString> updatersByAge(const ManagedFields& fields)
{
    std::vector<QString> updaters;
    for (const auto& [identity, owned] : fields.managers) {
        if (!owned.isApplied)
            updaters.push_back(identity);
    }
    std::ranges::stable_sort(updaters, {}, [&fields](const QString& identity) {
        return seconds(timeOf(fields, identity));
    });
    return updaters;
}

} // namespace

QString managerIdentity(const QString& manager, Operation operation, const QString& apiVersion,
                        const QString& subresource)
{
    const bool isApply = operation == Operation::Apply;
    Json identity = Json::emptyObject();
    if (!manager.isEmpty())
        identity.set(u"manager"_s, Json(manager));
    identity.set(u"operation"_s, Json(QString(isApply ? kApply : kUpdate)));
    if (!isApply && !apiVersion.isEmpty())
        identity.set(u"apiVersion"_s, Json(apiVersion));
    if (!subresource.isEmpty())
        identity.set(u"subresource"_s, Json(subresource));
    return QString::fromUtf8(object::toJson(identity));
}

QString managerName(const QString& identity)
{
    return identityJson(identity)[u"manager"].toString();
}

Result<ManagedFields> readManagedFields(const Json& entries)
{
    ManagedFields result;
    if (!entries.isArray() && !entries.isNull())
        return fail(ErrorKind::Invalid, u"managedFields is no list"_s);
    for (qsizetype i = 0; i < entries.size(); ++i) {
        const Json& entry = entries.at(i);
        const QString operation = entry[u"operation"].toString();
        const QString version = entry[u"apiVersion"].toString();
        if (operation != kApply && operation != kUpdate)
            return badEntry(i, u"operation must be `Apply` or `Update`"_s);
        if (version.isEmpty())
            return badEntry(i, u"apiVersion must not be empty"_s);
        if (entry[u"fieldsType"].toString() != "FieldsV1"_L1)
            return badEntry(i, u"fieldsType must be `FieldsV1`"_s);
        Result<FieldSet> fields = readFieldsV1(entry[u"fieldsV1"]);
        if (!fields)
            return badEntry(i, fields.error().message);
        const bool isApply = operation == kApply;
        const QString identity = managerIdentity(entry[u"manager"].toString(),
                                                 isApply ? Operation::Apply : Operation::Update,
                                                 version, entry[u"subresource"].toString());
        result.managers[identity] = OwnedFields {*std::move(fields), version, isApply};
        if (const QString time = entry[u"time"].toString(); !time.isEmpty())
            result.times[identity] = time;
    }
    return result;
}

Json writeManagedFields(const ManagedFields& fields)
{
    Json::Items entries;
    for (const auto& [identity, owned] : fields.managers)
        entries.push_back(entryJson(identity, owned, timeOf(fields, identity)));
    std::ranges::stable_sort(entries, isBefore);
    return Json(std::move(entries));
}

FieldSet withoutIdentityFields(const FieldSet& fields)
{
    static const FieldSet nobodys = [] {
        const PathElement metadata = PathElement::field(u"metadata"_s);
        FieldSet set {
            {PathElement::field(u"apiVersion"_s)}, {PathElement::field(u"kind"_s)}, {metadata}};
        for (const QString& name :
             {u"name"_s, u"namespace"_s, u"creationTimestamp"_s, u"selfLink"_s, u"uid"_s,
              u"clusterName"_s, u"generation"_s, u"managedFields"_s, u"resourceVersion"_s})
            set.insert(FieldPath {metadata, PathElement::field(name)});
        return set;
    }();
    return fields.without(nobodys);
}

ManagedFields withFewUpdaters(ManagedFields fields, qsizetype limit)
{
    const std::vector<QString> updaters = updatersByAge(fields);
    qsizetype count = qsizetype(updaters.size());
    std::map<QString, QString> firstOf; // by version: the oldest, which waits for a second
    for (const QString& identity : updaters) {
        if (count <= limit)
            break;
        const OwnedFields owned = fields.managers[identity];
        const auto [first, isFirst] = firstOf.emplace(owned.version, identity);
        if (isFirst)
            continue;
        const QString folded = managerIdentity(kFolded, Operation::Update, owned.version);
        if (!fields.managers.contains(folded)) {
            fields.managers[folded] = fields.managers[first->second];
            fields.managers.erase(first->second);
            fields.times.erase(first->second);
        }
        // The newest of what is folded gives it its time.
        const QString time = timeOf(fields, identity);
        fields.managers[folded].fields = owned.fields.united(fields.managers[folded].fields);
        if (identity != folded) {
            fields.managers.erase(identity);
            fields.times.erase(identity);
        }
        if (time.isEmpty())
            fields.times.erase(folded);
        else
            fields.times[folded] = time;
        --count;
    }
    return fields;
}

} // namespace cauce::merge
