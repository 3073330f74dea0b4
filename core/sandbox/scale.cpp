#include "core/object/jsonpointer.h"
#include "core/sandbox/apistate.h"
#include "core/sandbox/decode.h"
#include "core/sandbox/objectrules.h"
#include "core/sandbox/patches.h"
#include "core/sandbox/refusals.h"

using namespace Qt::StringLiterals;
using cauce::object::Json;
using cauce::object::JsonPointer;

namespace cauce::sandbox {

namespace {

// A CRD's `.spec.replicas` as a pointer.
JsonPointer pointer(const Json& paths, QStringView key, const QString& usual)
{
    const QString path = paths.isNull() ? usual : paths[key].toString();
    return JsonPointer {path.split(u'.', Qt::SkipEmptyParts)};
}

qint64 numberAt(const Json& object, const JsonPointer& at)
{
    const Json* value = object::valueAt(object, at);
    return value ? value->toInteger().value_or(0) : 0;
}

QString expressionText(const Json& expression)
{
    QStringList values;
    for (const Json& value : expression[u"values"].items())
        values.append(value.toString());
    values.sort();
    const QString key = expression[u"key"].toString();
    const QString operation = expression[u"operator"].toString();
    if (operation == "Exists"_L1)
        return key;
    if (operation == "DoesNotExist"_L1)
        return u'!' + key;
    return u"%1 %2 (%3)"_s.arg(key, operation == "In"_L1 ? u"in"_s : u"notin"_s, values.join(u','));
}

// A label selector as the text that it is in a query.
QString selectorText(const Json& selector)
{
    if (selector.isString())
        return selector.toString();
    QStringList terms;
    for (const auto& [key, value] : selector[u"matchLabels"].members())
        terms.append(key + u'=' + value.toString());
    for (const Json& expression : selector[u"matchExpressions"].items())
        terms.append(expressionText(expression));
    terms.sort();
    return terms.join(u',');
}

Json scaleOf(const ServedKind& kind, const Json& object)
{
    const Json& paths = kind.scalePaths;
    Json metadata = Json::emptyObject();
    for (const QString& key :
         {u"name"_s, u"namespace"_s, u"uid"_s, u"resourceVersion"_s, u"creationTimestamp"_s}) {
        if (const Json* value = object[u"metadata"].find(key))
            metadata.set(key, *value);
    }
    Json scale = Json::emptyObject();
    scale.set(u"kind"_s, Json(u"Scale"_s));
    scale.set(u"apiVersion"_s, Json(u"autoscaling/v1"_s));
    scale.set(u"metadata"_s, std::move(metadata));
    scale.set(u"spec"_s, Json::emptyObject());
    if (const qint64 wanted
        = numberAt(object, pointer(paths, u"specReplicasPath", u".spec.replicas"_s)))
        scale.setPath({u"spec", u"replicas"}, Json(wanted));
    scale.setPath(
        {u"status", u"replicas"},
        Json(numberAt(object, pointer(paths, u"statusReplicasPath", u".status.replicas"_s))));
    const Json* selector
        = object::valueAt(object, pointer(paths, u"labelSelectorPath", u".spec.selector"_s));
    if (selector && !selector->isObject() && !selector->isString())
        selector = nullptr;
    const bool hasPath = paths.isNull() || !paths[u"labelSelectorPath"].toString().isEmpty();
    if (selector && hasPath)
        scale.setPath({u"status", u"selector"}, Json(selectorText(*selector)));
    return scale;
}

Json withReplicas(Json object, std::span<const QString> path, qint64 replicas)
{
    if (path.empty())
        return Json(replicas);
    object.set(path.front(), withReplicas(object[path.front()], path.subspan(1), replicas));
    return object;
}

// The Scale that is wanted.
std::variant<Json, Answer> wantedScale(const Request& request, const Json& current)
{
    const Json& body = request.body;
    if (request.verb == Verb::Update)
        return body;
    if (request.patch == PatchType::Apply)
        return badRequest(u"server-side apply of the scale subresource is not supported yet"_s);
    if (request.patch != PatchType::Json)
        return mergePatched(current, body); // a Scale has no list that would be merged
    const Result<Json> patched = jsonPatched(current, body);
    if (!patched)
        return refusal(422, u"Invalid"_s,
                       u"the server rejected our request due to an error in our request"_s,
                       Json::emptyObject());
    return *patched;
}

std::optional<Answer> badScale(const Request& request, const Json& wanted)
{
    const object::GroupKind kind {u"autoscaling"_s, u"Scale"_s};
    const Json& replicas = wanted.path({u"spec", u"replicas"});
    if (!replicas.isNull() && !replicas.toInteger())
        return badRequest(u"Scale in version \"v1\" cannot be handled as a Scale: json: cannot "
                          "unmarshal into Go struct field ScaleSpec.spec.replicas of type int32"_s);
    if (replicas.toInteger().value_or(0) < 0)
        return invalid(kind, request.name,
                       {Cause::invalid(u"spec.replicas"_s, replicas,
                                       u"must be greater than or equal to 0"_s)});
    return std::nullopt;
}

} // namespace

Answer scale(ApiState& state, const Request& request, const ServedKind& kind)
{
    Write write(state, request, kind, request.verb == Verb::Update ? u"update"_s : u"patch"_s);
    const StoredPtr before = write.find(request.name);
    if (!before)
        return notFound(kind.resource(), request.name);
    const Json live = atVersion(kind, before->json());
    const Json current = scaleOf(kind, live);
    if (request.verb == Verb::Get)
        return Answer {200, current, {}, {}};
    const auto made = wantedScale(request, current);
    if (const Answer* refused = std::get_if<Answer>(&made))
        return *refused;
    const Json& wanted = *std::get_if<Json>(&made);
    if (const auto refused = badScale(request, wanted))
        return *refused;
    const JsonPointer path = pointer(kind.scalePaths, u"specReplicasPath", u".spec.replicas"_s);
    const qint64 replicas = wanted.path({u"spec", u"replicas"}).toInteger().value_or(0);
    Json after = withReplicas(live, path.tokens, replicas);
    Json metadata = after[u"metadata"];
    metadata.set(u"resourceVersion"_s, wanted.path({u"metadata", u"resourceVersion"}));
    after.set(u"metadata"_s, std::move(metadata));
    after = admitted(kind, after);
    write.writer.now.clear(); // a server keeps no time of it
    // A Scale leaves out zero, so that for a server nobody owns it then.
    const Json counted = replicas == 0 ? object::without(after, path) : after;
    const Json tracked = withUpdateTracked(state.kinds, kind, live, counted, write.writer);
    metadata = after[u"metadata"];
    copyMember(metadata, tracked[u"metadata"], u"managedFields");
    after.set(u"metadata"_s, std::move(metadata));
    Answer answer = storeChange(write, before, std::move(after));
    if (answer.isOk())
        answer.body = scaleOf(kind, answer.body);
    return answer;
}

} // namespace cauce::sandbox
