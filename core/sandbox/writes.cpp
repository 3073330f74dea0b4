// The end of every write: identity, rules, validation, and what is recorded of it.

#include "core/object/jsoncodec.h"
#include "core/sandbox/apistate.h"
#include "core/sandbox/decode.h"
#include "core/sandbox/objectrules.h"
#include "core/sandbox/refusals.h"
#include "core/sandbox/storedobject.h"

#include <QRandomGenerator>
#include <QUuid>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

// Effects keep their objects up to this much; of older ones only the rest is known.
constexpr qsizetype kEffectBytes = 64 << 20;
constexpr int kNameTries = 8; // as many as a server makes

const QString kNamespaces = u"namespaces"_s;

QString randomSuffix()
{
    // Without vowels and what looks alike, as a server's.
    constexpr auto letters = "bcdfghjklmnpqrstvwxz2456789"_L1;
    QString suffix;
    for (int i = 0; i < 5; ++i)
        suffix += letters[QRandomGenerator::global()->bounded(int(letters.size()))];
    return suffix;
}

QByteArray effectBytes(const ServedKind& kind, const StoredPtr& stored)
{
    if (kind.type.kind != "Secret"_L1 || !kind.type.group.isEmpty())
        return stored->bytes;
    Json secret = stored->json();
    secret.remove(u"data");
    secret.remove(u"stringData");
    Json metadata = secret[u"metadata"];
    Json annotations = metadata[u"annotations"];
    // kubectl keeps a copy of all that was applied in it.
    if (annotations.remove(u"kubectl.kubernetes.io/last-applied-configuration"))
        metadata.set(u"annotations"_s, std::move(annotations));
    secret.set(u"metadata"_s, std::move(metadata));
    return object::toJson(secret);
}

void record(Write& write, const QString& verb, const StoredPtr& stored)
{
    ApiState& state = write.state;
    Effect effect;
    effect.revision = stored->revision;
    effect.at = state.clock.now().toUTC();
    effect.verb = verb;
    effect.key = {write.kind.type.group, write.kind.type.kind, stored->nameSpace, stored->name};
    effect.subresource = write.request.subresource;
    effect.manager = write.writer.manager;
    effect.bytes = effectBytes(write.kind, stored);
    state.effectBytes += effect.bytes.size();
    // Who was told of this write may have written, too, before it is recorded here.
    const auto place
        = std::ranges::upper_bound(state.effects, effect.revision, {}, &Effect::revision);
    const Effect copy = effect; // who is told of it may write as well
    state.effects.insert(place, std::move(effect));
    while (state.effectBytes > kEffectBytes) {
        QByteArray& oldest = state.effects[state.firstEffectWithBytes++].bytes;
        state.effectBytes -= oldest.size();
        oldest.clear();
    }
    if (state.told)
        state.told(copy);
}

Json atStorageVersion(const Write& write, Json object)
{
    const ServedKind* storage = write.state.kinds.storage(write.resource());
    return storage ? atVersion(*storage, std::move(object)) : object;
}

// metadata.name, made from generateName when it is missing.
QString nameFor(const Write& write, const Json& metadata)
{
    const QString name = metadata[u"name"].toString();
    const QString prefix = metadata[u"generateName"].toString();
    if (!name.isEmpty() || prefix.isEmpty())
        return name;
    QString made = prefix.left(58) + randomSuffix();
    for (int i = 1; i < kNameTries && write.find(made); ++i)
        made = prefix.left(58) + randomSuffix();
    return made;
}

Json newMetadata(const Write& write, const Json& sent)
{
    Json metadata = sent;
    for (const QStringView key : {u"resourceVersion", u"deletionTimestamp",
                                  u"deletionGracePeriodSeconds", u"selfLink", u"generation"})
        metadata.remove(key);
    if (const QString name = nameFor(write, sent); !name.isEmpty())
        metadata.set(u"name"_s, Json(name));
    metadata.set(u"uid"_s, Json(QUuid::createUuid().toString(QUuid::WithoutBraces)));
    metadata.set(u"creationTimestamp"_s, Json(write.writer.now));
    if (countsGenerations(write.kind))
        metadata.set(u"generation"_s, Json(qint64(1)));
    return metadata;
}

// What only the server sets comes from \p old.
Json keptMetadata(const Json& old, Json metadata)
{
    for (const QString& key : {u"creationTimestamp"_s, u"deletionTimestamp"_s,
                               u"deletionGracePeriodSeconds"_s, u"generation"_s, u"namespace"_s})
        copyMember(metadata, old, key);
    if (metadata[u"uid"].toString().isEmpty())
        copyMember(metadata, old, u"uid"_s);
    metadata.set(u"resourceVersion"_s, old[u"resourceVersion"]);
    return metadata;
}

bool isStale(const Json& old, const Json& sent)
{
    const QString seen = sent[u"resourceVersion"].toString();
    return !seen.isEmpty() && seen != "0"_L1 && seen != old[u"resourceVersion"].toString();
}

Causes allProblems(const Write& write, const Json& object, const Json& before)
{
    Causes causes = problemsOf(write.kind, object, before);
    if (causes.empty() && isCrd(write.kind))
        causes = unservable(write.state, object);
    return causes;
}

// Whether nothing keeps an object that is being deleted any longer.
bool isDeleted(const ServedKind& kind, const Json& object)
{
    const Json& metadata = object[u"metadata"];
    if (metadata[u"deletionTimestamp"].isNull() || metadata[u"finalizers"].size() > 0
        || metadata[u"deletionGracePeriodSeconds"].toInteger().value_or(0) > 0)
        return false;
    return !isNamespace(kind) || object.path({u"spec", u"finalizers"}).size() == 0;
}

} // namespace

QString ApiState::now() const
{
    return clock.now().toUTC().toString(u"yyyy-MM-dd'T'HH:mm:ss'Z'");
}

Write::Write(ApiState& of, const Request& asked, const ServedKind& written,
             const QString& effectVerb)
    : state(of)
    , request(asked)
    , kind(written)
    , writer {asked.fieldManager.isEmpty() ? managerOf(asked.userAgent) : asked.fieldManager,
              asked.subresource, of.now()}
    , verb(effectVerb)
{ }

StoredPtr Write::find(const QString& name) const
{
    return state.store.find(resource(), request.nameSpace, name);
}

Answer Write::answer(int code, const Json& object) const
{
    Answer answer;
    answer.code = code;
    answer.body = atVersion(kind, object);
    answer.warnings = warnings;
    return answer;
}

std::optional<Answer> namespaceProblem(const Write& write, const QString& name)
{
    const QString& nameSpace = write.request.nameSpace;
    if (!write.kind.isNamespaced)
        return std::nullopt;
    const StoredPtr stored = write.state.store.find({{}, kNamespaces}, {}, nameSpace);
    if (!stored)
        return notFound({{}, kNamespaces}, nameSpace);
    // A namespace that ends has it in its bytes; most have not, and need no parsing.
    if (!stored->bytes.contains("\"deletionTimestamp\":"))
        return std::nullopt;
    if (stored->json().path({u"metadata", u"deletionTimestamp"}).isNull())
        return std::nullopt;
    Answer refused = forbidden(
        write.resource(), name,
        u"unable to create new content in namespace %1 because it is being terminated"_s.arg(
            nameSpace));
    Json cause = Json::emptyObject();
    cause.set(u"reason"_s, Json(u"NamespaceTerminating"_s));
    cause.set(u"message"_s, Json(u"namespace %1 is being terminated"_s.arg(nameSpace)));
    cause.set(u"field"_s, Json(u"metadata.namespace"_s));
    refused.body.setPath({u"details", u"causes"}, Json(Json::Items {cause}));
    return refused;
}

StoredPtr put(Write& write, Json object)
{
    const bool isServedElsewhere = isCrd(write.kind);
    const StoredPtr stored
        = write.state.store.put(write.resource(), atStorageVersion(write, std::move(object)));
    record(write, write.verb, stored);
    if (isServedElsewhere)
        followCrd(write.state, stored->json());
    return stored;
}

void erase(Write& write, const StoredPtr& object)
{
    const StoredPtr last
        = write.state.store.remove(write.resource(), object->nameSpace, object->name);
    if (!last)
        return;
    record(write, u"delete"_s, last);
    if (isCrd(write.kind)) {
        Json gone = last->json();
        gone.setPath({u"spec", u"versions"}, Json::emptyArray());
        followCrd(write.state, gone);
    } else if (write.kind.isCustom) {
        finishCrds(write.state, write.kind);
    }
}

Answer storeNew(Write& write, Json object)
{
    const Json sent = object[u"metadata"];
    const QString asked = sent[u"name"].toString();
    if (const auto refused = namespaceProblem(write, asked))
        return *refused;
    if (write.kind.isCustom && isEnding(write.state, write.kind))
        return forbidden(write.resource(), asked,
                         u"create not allowed while custom resource definition is terminating"_s);
    object.set(u"metadata"_s, newMetadata(write, sent));
    object = asCreated(write.kind, std::move(object), surroundingsOf(write.state));
    const QString name = object.path({u"metadata", u"name"}).toString();
    if (const Causes causes = allProblems(write, object, Json()); !causes.empty())
        return invalid(write.kind.type.groupKind(), name, causes);
    if (write.find(name))
        return alreadyExists(write.resource(), name);
    if (write.request.verb == Verb::Create && !sent[u"resourceVersion"].toString().isEmpty())
        return serverError(u"resourceVersion should not be set on objects to be created"_s);
    if (write.request.dryRun)
        return write.answer(201, object);
    const StoredPtr stored = put(write, std::move(object));
    return write.answer(201, stored->json());
}

Answer storeChange(Write& write, const StoredPtr& before, Json after)
{
    const Json old = atVersion(write.kind, before->json());
    const Json sent = after[u"metadata"];
    if (isStale(old[u"metadata"], sent))
        return modifiedMeanwhile(write.resource(), before->name);
    after.set(u"metadata"_s, keptMetadata(old[u"metadata"], sent));
    after = withChangeRules(write.kind, write.request.subresource, old, std::move(after),
                            surroundingsOf(write.state));
    if (isSameObject(old, after))
        return write.answer(200, old);
    if (const Causes causes = allProblems(write, after, old); !causes.empty())
        return invalid(write.kind.type.groupKind(), before->name, causes);
    if (write.request.dryRun)
        return write.answer(200, after);
    if (isDeleted(write.kind, after)) {
        erase(write, before);
        return write.answer(200, after);
    }
    const StoredPtr stored = put(write, std::move(after));
    return write.answer(200, stored->json());
}

} // namespace cauce::sandbox
