#include "core/sandbox/api.h"

#include "core/sandbox/apistate.h"
#include "core/sandbox/decode.h"
#include "core/sandbox/refusals.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

struct Api::Private
{
    ApiState state;
};

namespace {

bool isWholeCollection(Verb verb)
{
    return verb == Verb::List || verb == Verb::Create || verb == Verb::DeleteCollection;
}

// What is not there at all: the kind, its subresource, or an address that no client can write.
std::optional<Answer> unknownPlace(const Request& request, const ServedKind* kind)
{
    if (!kind)
        return noSuchResource();
    const QString& sub = request.subresource;
    const bool hasSub = sub.isEmpty() || (sub == "status"_L1 && kind->hasStatus)
        || (sub == "scale"_L1 && kind->hasScale) || kind->subresources.contains(sub);
    if (!hasSub && kind->isCustom)
        return notFound(kind->resource(), request.name); // as the server of custom kinds says it
    if (!hasSub)
        return noSuchResource();
    const bool needsNamespace = kind->isNamespaced && request.verb != Verb::List
        && request.verb != Verb::DeleteCollection;
    if ((needsNamespace && request.nameSpace.isEmpty())
        || (!kind->isNamespaced && !request.nameSpace.isEmpty()))
        return noSuchResource();
    const bool isBinding = sub == "binding"_L1 && request.verb == Verb::Create;
    if (!isBinding && isWholeCollection(request.verb) == !request.name.isEmpty())
        return methodNotAllowed();
    if (sub.isEmpty() && !kind->verbs.contains(verbName(request.verb)))
        return methodNotAllowed();
    return std::nullopt;
}

Answer got(ApiState& state, const Request& request, const ServedKind& kind)
{
    const StoredPtr stored = state.store.find(kind.resource(), request.nameSpace, request.name);
    if (!stored)
        return notFound(kind.resource(), request.name);
    Answer answer;
    answer.body = atVersion(kind, stored->json());
    return answer;
}

Answer listed(ApiState& state, const Request& request, const ServedKind& kind)
{
    const auto result = page(state, request, kind);
    const Answer* refused = std::get_if<Answer>(&result);
    return refused ? *refused : listAnswer(kind, *std::get_if<Api::Page>(&result));
}

Answer byVerb(ApiState& state, const Request& request, const ServedKind& kind)
{
    switch (request.verb) {
    case Verb::Get:
        return got(state, request, kind);
    case Verb::List:
        return listed(state, request, kind);
    case Verb::Create:
        return create(state, request, kind);
    case Verb::Update:
        return update(state, request, kind);
    case Verb::Patch:
        return patch(state, request, kind);
    case Verb::Delete:
        return remove(state, request, kind);
    case Verb::DeleteCollection:
        return removeCollection(state, request, kind);
    }
    return methodNotAllowed();
}

Answer bySubresource(ApiState& state, const Request& request, const ServedKind& kind)
{
    const QString& sub = request.subresource;
    const Verb verb = request.verb;
    const bool isChange = verb == Verb::Update || verb == Verb::Patch;
    if (sub == "status"_L1 && (verb == Verb::Get || isChange))
        return byVerb(state, request, kind);
    if (sub == "finalize"_L1 && verb == Verb::Update)
        return update(state, request, kind);
    if (sub == "scale"_L1 && (verb == Verb::Get || isChange))
        return scale(state, request, kind);
    if (sub == "binding"_L1 && verb == Verb::Create && !request.name.isEmpty())
        return bind(state, request, kind);
    if (sub == "status"_L1 || sub == "finalize"_L1 || sub == "scale"_L1)
        return methodNotAllowed();
    return refusal(501, u"NotImplemented"_s,
                   u"the subresource \"%1\" is not supported yet"_s.arg(sub));
}

// The request of a controller for \p object.
Request controllerRequest(const ServedKind& kind, const Json& object, const QString& manager)
{
    Request request;
    request.group = kind.type.group;
    request.version = kind.type.version;
    request.resource = kind.plural;
    if (kind.isNamespaced)
        request.nameSpace = object.path({u"metadata", u"namespace"}).toString();
    request.body = object;
    request.fieldManager = manager;
    request.fieldValidation = FieldValidation::Ignore;
    return request;
}

const ServedKind* kindOf(const Kinds& kinds, const Json& object)
{
    return kinds.findKind(
        object::groupVersionKind(object[u"apiVersion"].toString(), object[u"kind"].toString()));
}

} // namespace

Api::Api(Kinds kinds, Clock clock)
    : d(new Private {{std::move(kinds), std::move(clock), Store(), {}, 0, 0, {}}})
{ }

Api::~Api() = default;

Answer Api::answer(const Request& request)
{
    if (const std::optional<Answer> reviewed = review(d->state, request))
        return *reviewed;
    if (const std::optional<Answer> refused = withoutRight(request))
        return *refused;
    const ServedKind* found = d->state.kinds.find(request.group, request.version, request.resource);
    if (const std::optional<Answer> refused = unknownPlace(request, found))
        return *refused;
    const ServedKind kind = *found; // a write may end what is served
    if (request.subresource.isEmpty())
        return byVerb(d->state, request, kind);
    if (request.subresource != "log"_L1)
        return bySubresource(d->state, request, kind);
    if (request.verb != Verb::Get)
        return methodNotAllowed();
    const Answer pod = got(d->state, request, kind);
    if (!pod.isOk())
        return pod;
    return podLog ? podLog(request, pod.body) : noSuchResource();
}

std::variant<Api::Page, Answer> Api::page(const Request& request)
{
    if (const std::optional<Answer> refused = withoutRight(request))
        return *refused;
    const ServedKind* kind = d->state.kinds.find(request.group, request.version, request.resource);
    if (const std::optional<Answer> refused = unknownPlace(request, kind))
        return *refused;
    return sandbox::page(d->state, request, *kind);
}

const Kinds& Api::kinds() const
{
    return d->state.kinds;
}

Store& Api::store()
{
    return d->state.store;
}

const Clock& Api::clock() const
{
    return d->state.clock;
}

Answer Api::create(const Json& object, const QString& manager)
{
    const ServedKind* kind = kindOf(d->state.kinds, object);
    if (!kind)
        return noSuchResource();
    Request request = controllerRequest(*kind, object, manager);
    request.verb = Verb::Create;
    return answer(request);
}

Answer Api::update(const Json& object, const QString& manager, const QString& subresource)
{
    const ServedKind* kind = kindOf(d->state.kinds, object);
    if (!kind)
        return noSuchResource();
    Request request = controllerRequest(*kind, object, manager);
    request.verb = Verb::Update;
    request.name = object.path({u"metadata", u"name"}).toString();
    request.subresource = subresource;
    return answer(request);
}

Answer Api::remove(const ResourceName& resource, const QString& nameSpace, const QString& name,
                   Propagation propagation)
{
    const ServedKind* kind = d->state.kinds.storage(resource);
    if (!kind)
        return noSuchResource();
    Request request = controllerRequest(*kind, Json(), u"kube-controller-manager"_s);
    request.verb = Verb::Delete;
    request.nameSpace = nameSpace;
    request.name = name;
    request.propagation = propagation;
    return answer(request);
}

const std::vector<Effect>& Api::effects() const
{
    return d->state.effects;
}

void Api::onEffect(std::function<void(const Effect&)> told)
{
    d->state.told = std::move(told);
}

} // namespace cauce::sandbox
