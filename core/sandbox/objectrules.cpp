#include "core/sandbox/objectrules.h"

#include "core/sandbox/structuralschema.h"
#include "core/sandbox/validation.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

bool isReserved(const QString& member)
{
    return member == "metadata"_L1 || member == "apiVersion"_L1 || member == "kind"_L1;
}

// Everything but metadata and, where it is a subresource, status.
Json content(const ServedKind& kind, const Json& object)
{
    Json::Members members;
    for (const auto& [key, value] : object.members()) {
        if (!isReserved(key) && !(kind.hasStatus && key == "status"_L1))
            members.emplace_back(key, value);
    }
    return Json(std::move(members));
}

bool isNewGeneration(const ServedKind& kind, const Json& before, const Json& after)
{
    if (content(kind, before) != content(kind, after))
        return true;
    return kind.type.kind == "Deployment"_L1 && !kind.isCustom
        && before.path({u"metadata", u"annotations"}) != after.path({u"metadata", u"annotations"});
}

// A write to the status leaves all else; of a built-in kind's metadata only the labels.
Json onlyStatus(const ServedKind& kind, const Json& before, const Json& after)
{
    Json result = before;
    copyMember(result, after, u"status");
    Json metadata = kind.isCustom ? before[u"metadata"] : after[u"metadata"];
    if (kind.isCustom)
        copyMember(metadata, after[u"metadata"], u"managedFields");
    else
        copyMember(metadata, before[u"metadata"], u"labels");
    result.set(u"metadata"_s, std::move(metadata));
    return result;
}

// What frees a namespace of its finalizers may change all but the status.
Json allButStatus(const Json& before, Json after)
{
    copyMember(after, before, u"status");
    return after;
}

void checkName(const Json& metadata, Causes& causes)
{
    if (metadata[u"name"].toString().isEmpty() && metadata[u"generateName"].toString().isEmpty())
        causes.push_back(
            Cause::required(u"metadata.name"_s, u"name or generateName is required"_s));
}

void checkSame(const QString& field, const Json& before, const Json& after, Causes& causes)
{
    if (before != after)
        causes.push_back(Cause::invalid(field, after, u"field is immutable"_s));
}

void checkOwners(const Json& metadata, Causes& causes)
{
    const QString field = u"metadata.ownerReferences"_s;
    for (const Json& owner : metadata[u"ownerReferences"].items()) {
        if (owner[u"apiVersion"].toString().isEmpty())
            causes.push_back(Cause::invalid(field + u".apiVersion"_s, Json(QString()),
                                            u"version must not be empty"_s));
        for (const QString& key : {u"kind"_s, u"name"_s, u"uid"_s}) {
            if (owner[key].toString().isEmpty())
                causes.push_back(
                    Cause::invalid(field + u'.' + key, Json(QString()), u"must not be empty"_s));
        }
    }
}

// An object that is being deleted may lose finalizers, and gain none.
void checkFinalizers(const Json& before, const Json& after, Causes& causes)
{
    if (before[u"deletionTimestamp"].isNull())
        return;
    QStringList added;
    for (const Json& finalizer : after[u"finalizers"].items()) {
        const auto known = before[u"finalizers"].items();
        if (std::ranges::find(known, finalizer) == known.end())
            added.append(u'"' + finalizer.toString() + u'"');
    }
    if (!added.isEmpty())
        causes.push_back(Cause::forbidden(
            u"metadata.finalizers"_s,
            u"no new finalizers can be added if the object is being deleted, found new finalizers "
            "[]string{%1}"_s.arg(added.join(u", "_s))));
}

} // namespace

void copyMember(Json& to, const Json& from, QStringView key)
{
    if (const Json* value = from.find(key))
        to.set(key.toString(), *value);
    else
        to.remove(key);
}

bool isNamespace(const ServedKind& kind)
{
    return kind.type.kind == "Namespace"_L1 && kind.type.group.isEmpty();
}

bool isPod(const ServedKind& kind)
{
    return kind.type.kind == "Pod"_L1 && kind.type.group.isEmpty();
}

bool countsGenerations(const ServedKind& kind)
{
    return kind.isCustom || kind.hasGeneration;
}

Json withChangeRules(const ServedKind& kind, const QString& subresource, const Json& before,
                     Json after, const Surroundings& surroundings)
{
    if (subresource == "status"_L1)
        return onlyStatus(kind, before, after);
    if (subresource == "finalize"_L1)
        return allButStatus(before, std::move(after));
    after = asUpdated(kind, std::move(after), before, surroundings);
    if (isNamespace(kind)) { // whose finalizers have an endpoint of their own
        Json spec = after[u"spec"];
        copyMember(spec, before[u"spec"], u"finalizers");
        after.set(u"spec"_s, std::move(spec));
    }
    if (countsGenerations(kind) && isNewGeneration(kind, before, after)) {
        const qint64 last = before.path({u"metadata", u"generation"}).toInteger().value_or(0);
        after.setPath({u"metadata", u"generation"}, Json(last + 1));
    }
    return after;
}

Causes problemsOf(const ServedKind& kind, const Json& object, const Json& before)
{
    Causes causes;
    const Json& metadata = object[u"metadata"];
    if (before.isNull()) {
        checkName(metadata, causes);
    } else {
        checkSame(u"metadata.name"_s, before.path({u"metadata", u"name"}), metadata[u"name"],
                  causes);
        // A server checks the metadata of its own kinds twice, and says so twice.
        for (int i = 0; i < (kind.isCustom ? 1 : 2); ++i) {
            checkSame(u"metadata.uid"_s, before.path({u"metadata", u"uid"}), metadata[u"uid"],
                      causes);
            checkFinalizers(before[u"metadata"], metadata, causes);
        }
    }
    checkOwners(metadata, causes);
    const Causes rules = validationProblems(kind, object, before);
    causes.insert(causes.end(), rules.begin(), rules.end());
    if (kind.structure) {
        const Causes more = kind.structure->problems(object);
        causes.insert(causes.end(), more.begin(), more.end());
    }
    return causes;
}

} // namespace cauce::sandbox
