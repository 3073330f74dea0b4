#include "core/sandbox/fieldmanager.h"

#include "core/merge/managedfields.h"
#include "core/merge/typed.h"
#include "core/object/jsoncodec.h"
#include "core/sandbox/decode.h"
#include "core/sandbox/structuralschema.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

// Neither can be a manager's identity, which is a JSON text.
const QString kSelf = u"current operation"_s;

merge::PathElement field(const QString& name)
{
    return merge::PathElement::field(name);
}

Json withoutManagedFields(const Json& object)
{
    if (!object[u"metadata"].contains(u"managedFields"))
        return object;
    Json metadata = object[u"metadata"];
    metadata.remove(u"managedFields");
    Json result = object;
    result.set(u"metadata"_s, std::move(metadata));
    return result;
}

Json withManagedFields(Json object, const merge::ManagedFields& fields)
{
    Json metadata = object[u"metadata"];
    if (fields.managers.empty())
        metadata.remove(u"managedFields");
    else
        metadata.set(u"managedFields"_s, merge::writeManagedFields(fields));
    object.set(u"metadata"_s, std::move(metadata));
    return object;
}

// What a write through the endpoint neither sets nor owns.
merge::FieldSet resetFields(const ServedKind& kind, const QString& subresource, const Json& object)
{
    merge::FieldSet reset;
    if (subresource == "status"_L1) {
        for (const auto& [name, value] : object.members()) {
            if (name != "status"_L1 && name != "metadata"_L1)
                reset.insert(merge::FieldPath {field(name)});
        }
        if (!kind.isCustom)
            reset.insert(merge::FieldPath {field(u"metadata"_s), field(u"labels"_s)});
    } else if (subresource != "scale"_L1 && kind.hasStatus) {
        reset.insert(merge::FieldPath {field(u"status"_s)});
    }
    if (kind.type.kind == "Namespace"_L1 && kind.type.group.isEmpty())
        reset.insert(merge::FieldPath {field(u"spec"_s), field(u"finalizers"_s)});
    return reset;
}

merge::Converter converter(const Kinds& kinds, const QString& kindName)
{
    return [&kinds, kindName](const merge::VersionedObject& object,
                              const QString& version) -> std::optional<merge::VersionedObject> {
        const ServedKind* kind = kinds.findKind(object::groupVersionKind(version, kindName));
        if (!kind)
            return std::nullopt;
        return merge::VersionedObject {
            kind->schema, object.value.isObject() ? atVersion(*kind, object.value) : object.value,
            version};
    };
}

merge::OwnershipRules rulesFor(const Kinds& kinds, const ServedKind& kind,
                               const QString& subresource, const Json& object)
{
    merge::OwnershipRules rules;
    rules.convert = converter(kinds, kind.type.kind);
    rules.resetFields[kind.type.apiVersion()] = resetFields(kind, subresource, object);
    return rules;
}

merge::VersionedObject versioned(const ServedKind& kind, const Json& object)
{
    return {kind.schema, object, kind.type.apiVersion()};
}

// What a built-in kind is before anything is set: the members that its struct always writes, which
// nobody creates by filling them.
Json nothingYet(const ServedKind& kind)
{
    if (kind.isCustom || !kind.structure)
        return {};
    return kind.structure->pruned(Json::emptyObject());
}

bool isReset(const Json& entries)
{
    return entries.isArray() && entries.size() == 1 && entries.at(0).isObject()
        && entries.at(0).size() == 0;
}

merge::ManagedFields read(const Json& entries)
{
    Result<merge::ManagedFields> fields = merge::readManagedFields(entries);
    return fields ? *std::move(fields) : merge::ManagedFields();
}

// Which managedFields count before an update: those that came, unless they are nothing or bad.
merge::ManagedFields fieldsBefore(const Json& live, const Json& updated, const QString& subresource)
{
    const Json& sent = updated.path({u"metadata", u"managedFields"});
    const Json& known = live.path({u"metadata", u"managedFields"});
    if (!subresource.isEmpty())
        return read(known);
    if (isReset(sent))
        return {};
    merge::ManagedFields fields = read(sent);
    return fields.managers.empty() ? read(known) : fields;
}

// Nobody owns names, times and the like: \p fields without them and without who is left empty.
void stripIdentity(merge::ManagedFields& fields)
{
    for (auto& [identity, owned] : fields.managers)
        owned.fields = merge::withoutIdentityFields(owned.fields);
    std::erase_if(fields.managers, [](const auto& entry) { return entry.second.fields.isEmpty(); });
}

// Gives \p identity what the current operation took.
void take(merge::ManagedFields& fields, const QString& identity, const QString& now)
{
    const auto self = fields.managers.find(kSelf);
    if (self == fields.managers.end())
        return;
    merge::OwnedFields taken = self->second;
    fields.managers.erase(self);
    taken.fields = merge::withoutIdentityFields(taken.fields);
    if (taken.fields.isEmpty())
        return;
    const auto before = fields.managers.find(identity);
    if (before != fields.managers.end())
        taken.fields = taken.fields.united(before->second.fields);
    fields.managers[identity] = std::move(taken);
    if (now.isEmpty())
        fields.times.erase(identity);
    else
        fields.times[identity] = now;
}

void update(merge::ManagedFields& fields, const Kinds& kinds, const ServedKind& kind,
            const Json& live, const Json& updated, const Writer& writer)
{
    const QString version = kind.type.apiVersion();
    Result<merge::Managers> after
        = merge::updatedManagers(versioned(kind, live), versioned(kind, updated), fields.managers,
                                 kSelf, rulesFor(kinds, kind, writer.subresource, updated));
    if (!after)
        return; // an object that is not of its type has no owners that could be told
    fields.managers = *std::move(after);
    take(fields,
         merge::managerIdentity(writer.manager, merge::Operation::Update, version,
                                writer.subresource),
         writer.now);
}

Json withoutTimes(const Json& object)
{
    Json metadata = object[u"metadata"];
    metadata.remove(u"resourceVersion");
    Json entries = metadata[u"managedFields"];
    for (qsizetype i = 0; i < entries.size(); ++i) {
        Json entry = entries.at(i);
        entry.remove(u"time");
        entries.replace(i, std::move(entry));
    }
    if (!entries.isNull())
        metadata.set(u"managedFields"_s, std::move(entries));
    Json result = object;
    result.set(u"metadata"_s, std::move(metadata));
    return result;
}

QString managerText(const QString& identity)
{
    const Result<Json> json = object::parseJson(identity.toUtf8());
    if (!json || !json->isObject())
        return u'"' + identity + u'"';
    QString text = u'"' + (*json)[u"manager"].toString() + u'"';
    if (const QString subresource = (*json)[u"subresource"].toString(); !subresource.isEmpty())
        text += u" with subresource \""_s + subresource + u'"';
    if ((*json)[u"operation"].toString() == "Update"_L1)
        text += u" using "_s + (*json)[u"apiVersion"].toString();
    return text;
}

//! A server names the fields of a place before what lies deeper.
bool isToldBefore(const merge::Conflict& a, const merge::Conflict& b)
{
    if (a.manager != b.manager)
        return a.manager < b.manager;
    const auto [x, y] = std::ranges::mismatch(a.path, b.path);
    if (x == a.path.end() || y == b.path.end())
        return x == a.path.end() && y != b.path.end();
    const bool isLast = std::next(x) == a.path.end();
    if (isLast != (std::next(y) == b.path.end()))
        return isLast;
    return *x < *y;
}

} // namespace

QString managerOf(const QString& userAgent)
{
    return userAgent.section(u'/', 0, 0).left(128);
}

Json withUpdateTracked(const Kinds& kinds, const ServedKind& kind, const Json& live, Json updated,
                       const Writer& writer)
{
    merge::ManagedFields fields = fieldsBefore(live, updated, writer.subresource);
    const Json plain = withoutManagedFields(updated);
    const Json before = live.isNull() ? nothingYet(kind) : withoutManagedFields(live);
    // Nobody is told of an object's fields before its first apply once they have been dropped.
    if (live.isNull() || !fields.managers.empty()) {
        update(fields, kinds, kind, before, plain, writer);
        stripIdentity(fields);
        fields = merge::withFewUpdaters(std::move(fields));
    }
    return withManagedFields(plain, fields);
}

Result<ApplyOutcome> withApplied(const Kinds& kinds, const ServedKind& kind, const Json& live,
                                 const Json& config, const Writer& writer, merge::Force force)
{
    const Json plain = withoutManagedFields(live);
    merge::ManagedFields fields = read(live.path({u"metadata", u"managedFields"}));
    if (!live.isNull() && fields.managers.empty()) {
        const Writer first {u"before-first-apply"_s, {}, writer.now};
        update(fields, kinds, kind, nothingYet(kind), plain, first);
        stripIdentity(fields);
    }
    const QString identity = merge::managerIdentity(writer.manager, merge::Operation::Apply,
                                                    kind.type.apiVersion(), writer.subresource);
    Result<merge::Applied> applied
        = merge::applied(versioned(kind, plain), versioned(kind, config), fields.managers, identity,
                         force, rulesFor(kinds, kind, writer.subresource, config));
    if (!applied)
        return Failure {applied.error()};
    if (applied->isRefused) {
        std::ranges::sort(applied->conflicts, isToldBefore);
        return ApplyOutcome {live, std::move(applied->conflicts)};
    }
    fields.managers = std::move(applied->managers);
    stripIdentity(fields);
    // An apply that changes nothing but owners has no time of its own, as on a server.
    if (!applied->isUnchanged || live.isNull())
        fields.times[identity] = writer.now;
    return ApplyOutcome {withManagedFields(std::move(applied->object), fields), {}};
}

QString conflictCause(const merge::Conflict& conflict)
{
    return u"conflict with "_s + managerText(conflict.manager);
}

QString conflictText(const std::vector<merge::Conflict>& conflicts)
{
    if (conflicts.size() == 1)
        return u"Apply failed with 1 conflict: %1: %2"_s.arg(conflictCause(conflicts[0]),
                                                             merge::pathText(conflicts[0].path));
    std::map<QString, QStringList> paths;
    for (const merge::Conflict& conflict : conflicts)
        paths[conflict.manager].append(u"- "_s + merge::pathText(conflict.path));
    QStringList lines;
    for (const auto& [manager, ofIt] : paths)
        lines << u"conflicts with %1:"_s.arg(managerText(manager)) << ofIt;
    return u"Apply failed with %1 conflicts: "_s.arg(conflicts.size()) + lines.join(u'\n');
}

bool isSameObject(const Json& before, const Json& after)
{
    return withoutTimes(before) == withoutTimes(after);
}

} // namespace cauce::sandbox
