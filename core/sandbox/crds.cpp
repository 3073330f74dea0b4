// CustomResourceDefinitions: what they define is served as long as they are there.

#include "core/sandbox/apistate.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

const QString kGroup = u"apiextensions.k8s.io"_s;
const QString kPlural = u"customresourcedefinitions"_s;
const QString kCleanup = u"customresourcecleanup.apiextensions.k8s.io"_s;

Json condition(const QString& type, const QString& reason, const QString& message,
               const QString& now)
{
    Json result = Json::emptyObject();
    result.set(u"type"_s, Json(type));
    result.set(u"status"_s, Json(u"True"_s));
    result.set(u"lastTransitionTime"_s, Json(now));
    result.set(u"reason"_s, Json(reason));
    result.set(u"message"_s, Json(message));
    return result;
}

bool isEstablished(const Json& crd)
{
    for (const Json& entry : crd.path({u"status", u"conditions"}).items()) {
        if (entry[u"type"].toString() == "Established"_L1
            && entry[u"status"].toString() == "True"_L1)
            return true;
    }
    return false;
}

QString storageVersion(const Json& crd)
{
    for (const Json& version : crd.path({u"spec", u"versions"}).items()) {
        if (version[u"storage"].toBool())
            return version[u"name"].toString();
    }
    return {};
}

Json establishedStatus(const Json& crd, const QString& now)
{
    Json stored = crd.path({u"status", u"storedVersions"});
    const Json version(storageVersion(crd));
    const auto known = stored.items();
    if (std::ranges::find(known, version) == known.end())
        stored.append(version);
    Json status = crd[u"status"];
    status.set(u"conditions"_s,
               Json(Json::Items {
                   condition(u"NamesAccepted"_s, u"NoConflicts"_s, u"no conflicts found"_s, now),
                   condition(u"Established"_s, u"InitialNamesAccepted"_s,
                             u"the initial names have been accepted"_s, now)}));
    status.set(u"acceptedNames"_s, crd.path({u"spec", u"names"}));
    status.set(u"storedVersions"_s, std::move(stored));
    return status;
}

// Whether the status says what the definition is now.
bool isCurrent(const Json& crd)
{
    const Json& status = crd[u"status"];
    const auto stored = status[u"storedVersions"].items();
    return isEstablished(crd) && status[u"acceptedNames"] == crd.path({u"spec", u"names"})
        && std::ranges::find(stored, Json(storageVersion(crd))) != stored.end();
}

Request serverRequest(const QString& name)
{
    Request request;
    request.verb = Verb::Update;
    request.group = kGroup;
    request.version = u"v1"_s;
    request.resource = kPlural;
    request.name = name;
    request.fieldManager = u"kube-apiserver"_s;
    return request;
}

// What the server's own controller writes once the names are accepted.
void establish(ApiState& state, const Json& crd)
{
    const ServedKind* found = state.kinds.find(kGroup, u"v1"_s, kPlural);
    if (!found || isCurrent(crd))
        return;
    const ServedKind kind = *found;
    Request request = serverRequest(crd.path({u"metadata", u"name"}).toString());
    request.subresource = u"status"_s;
    Write write(state, request, kind, u"update"_s);
    const StoredPtr before = write.find(request.name);
    Json after = crd;
    after.set(u"status"_s, establishedStatus(crd, write.writer.now));
    after = withUpdateTracked(state.kinds, kind, crd, std::move(after), write.writer);
    storeChange(write, before, std::move(after));
}

// Without the server's own finalizer; true when it was there.
bool removeCleanup(Json& crd)
{
    Json::Items left;
    for (const Json& finalizer : crd.path({u"metadata", u"finalizers"}).items()) {
        if (finalizer.toString() != kCleanup)
            left.push_back(finalizer);
    }
    const bool was = qsizetype(left.size()) < crd.path({u"metadata", u"finalizers"}).size();
    Json metadata = crd[u"metadata"];
    if (left.empty())
        metadata.remove(u"finalizers");
    else
        metadata.set(u"finalizers"_s, Json(std::move(left)));
    crd.set(u"metadata"_s, std::move(metadata));
    return was;
}

} // namespace

bool isCrd(const ServedKind& kind)
{
    return kind.type.group == kGroup && kind.plural == kPlural;
}

Causes unservable(const ApiState& state, const Json& crd)
{
    Kinds trial = state.kinds;
    const Result<void> served = trial.serveCrd(crd);
    if (served)
        return {};
    return {{u"FieldValueInvalid"_s, u"spec.versions"_s,
             u"Invalid value: "_s + served.error().message}};
}

void followCrd(ApiState& state, const Json& crd)
{
    const QString group = crd.path({u"spec", u"group"}).toString();
    const QString plural = crd.path({u"spec", u"names", u"plural"}).toString();
    if (crd.path({u"spec", u"versions"}).size() == 0) {
        state.kinds.removeCrd(group, plural);
        return;
    }
    if (!state.kinds.serveCrd(crd))
        return; // it was checked before it was stored
    if (crd.path({u"metadata", u"deletionTimestamp"}).isNull())
        establish(state, crd);
}

Json withoutCustomObjects(ApiState& state, Json crd)
{
    const ResourceName resource {crd.path({u"spec", u"group"}).toString(),
                                 crd.path({u"spec", u"names", u"plural"}).toString()};
    const ServedKind* found = state.kinds.storage(resource);
    if (!found)
        return crd;
    const ServedKind kind = *found;
    for (const StoredPtr& object : state.store.list(resource)) {
        Request request;
        request.verb = Verb::Delete;
        request.group = resource.group;
        request.version = kind.type.version;
        request.resource = resource.plural;
        request.nameSpace = object->nameSpace;
        request.name = object->name;
        request.fieldManager = u"kube-apiserver"_s;
        remove(state, request, kind);
    }
    removeCleanup(crd);
    if (state.store.count(resource) == 0)
        return crd;
    Json finalizers = crd.path({u"metadata", u"finalizers"});
    finalizers.append(Json(kCleanup));
    crd.setPath({u"metadata", u"finalizers"}, std::move(finalizers));
    Json conditions = crd.path({u"status", u"conditions"});
    conditions.append(condition(u"Terminating"_s, u"InstanceDeletionInProgress"_s,
                                u"CustomResource deletion is in progress"_s, state.now()));
    crd.setPath({u"status", u"conditions"}, std::move(conditions));
    return crd;
}

bool isEnding(const ApiState& state, const ServedKind& kind)
{
    const StoredPtr crd
        = state.store.find({kGroup, kPlural}, {}, kind.plural + u'.' + kind.type.group);
    return crd && crd->bytes.contains("\"deletionTimestamp\":")
        && !crd->json().path({u"metadata", u"deletionTimestamp"}).isNull();
}

void finishCrds(ApiState& state, const ServedKind& kind)
{
    const ResourceName resource = kind.resource();
    const ServedKind* found = state.kinds.find(kGroup, u"v1"_s, kPlural);
    if (!found || state.store.count(resource) > 0)
        return;
    const ServedKind crdKind = *found;
    const QString name = resource.plural + u'.' + resource.group;
    const StoredPtr stored = state.store.find(crdKind.resource(), {}, name);
    if (!stored)
        return;
    Json crd = stored->json();
    if (crd.path({u"metadata", u"deletionTimestamp"}).isNull() || !removeCleanup(crd))
        return;
    const Request request = serverRequest(name);
    Write write(state, request, crdKind, u"update"_s);
    storeChange(write, stored, std::move(crd)); // goes when nothing else holds it
}

} // namespace cauce::sandbox
