#include "core/diff/ignore.h"

#include "core/diff/attribution.h"
#include "core/object/annotations.h"
#include "core/object/glob.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

using object::Json;

bool isLike(const QString& pattern, const QString& text)
{
    static const QString special = u"*?[{\\"_s;
    const bool plain = std::none_of(pattern.cbegin(), pattern.cend(),
                                    [](QChar c) { return special.contains(c); });
    if (plain)
        return pattern == text;
    const auto glob = object::Glob::compile(pattern);
    return glob && glob->matches(text);
}

// The last first, so that the places of the others stay.
Json withoutNamed(Json document, const JqPath& path)
{
    const QList<object::JsonPointer> named = path.in(document);
    for (auto pointer = named.crbegin(); pointer != named.crend(); ++pointer)
        document = object::without(document, *pointer);
    return document;
}

// What the server keeps by itself; it is not for an apply to say.
bool isServers(const object::JsonPointer& pointer)
{
    if (pointer.tokens.value(0) == "status"_L1)
        return true;
    static const QStringList kept {u"managedFields"_s, u"resourceVersion"_s, u"uid"_s,
                                   u"generation"_s, u"creationTimestamp"_s};
    return pointer.tokens.value(0) == "metadata"_L1 && kept.contains(pointer.tokens.value(1));
}

// \p target with the value of \p live at \p path; parents that only live has are made when they are
// mappings.
Json withValueFrom(const Json& live, const Json& target, QList<QString> path)
{
    if (path.isEmpty())
        return live;
    const QString token = path.takeFirst();
    if (target.isArray()) {
        bool isIndex = false;
        const qsizetype index = token.toLongLong(&isIndex);
        if (!isIndex || index < 0 || index >= target.size() || !live.isArray())
            return target;
        Json out = target;
        out.replace(index, withValueFrom(live.at(index), target.at(index), path));
        return out;
    }
    const Json* there = live.find(token);
    if (!there || (!target.isObject() && !(target.isNull() && live.isObject())))
        return target;
    Json out = target.isNull() ? Json::emptyObject() : target;
    out.set(token, withValueFrom(*there, target[token], path));
    return out;
}

} // namespace

bool IgnoreRule::matches(const object::ResourceKey& key) const
{
    return isLike(group, key.group) && isLike(kind, key.kind)
        && (name.isEmpty() || name == key.name)
        && (nameSpace.isEmpty() || nameSpace == key.nameSpace);
}

QList<IgnoreRule> rulesFor(const QList<IgnoreRule>& rules, const object::ResourceKey& key)
{
    QList<IgnoreRule> found;
    for (const IgnoreRule& rule : rules) {
        if (rule.matches(key))
            found.append(rule);
    }
    return found;
}

std::pair<Json, Json> withoutIgnored(const QList<IgnoreRule>& rules, const Json& live,
                                     const Json& target, const Json& managedFields)
{
    Json left = live;
    Json right = target;
    for (const IgnoreRule& rule : rules) {
        for (const Json& entry : managedFields.items()) {
            if (rule.managers.contains(entry[u"manager"].toString()))
                right = withOwnedFrom(left, right, entry[u"fieldsV1"]);
        }
    }
    for (const IgnoreRule& rule : rules) {
        for (const object::JsonPointer& pointer : rule.pointers) {
            left = object::without(left, pointer);
            right = object::without(right, pointer);
        }
        for (const JqPath& path : rule.paths) {
            left = withoutNamed(std::move(left), path);
            right = withoutNamed(std::move(right), path);
        }
    }
    return {left, right};
}

object::Manifest withIgnoredFromLive(const QList<IgnoreRule>& rules, const object::Manifest& live,
                                     const object::Manifest& desired)
{
    Json target = desired.json();
    const Json& managedFields = live.json().path({u"metadata", u"managedFields"});
    for (const IgnoreRule& rule : rules) {
        for (const Json& entry : managedFields.items()) {
            if (rule.managers.contains(entry[u"manager"].toString()))
                target = withOwnedFrom(live.json(), target, entry[u"fieldsV1"]);
        }
        QList<object::JsonPointer> pointers = rule.pointers;
        for (const JqPath& path : rule.paths) {
            const QList<object::JsonPointer> named = path.in(live.json());
            if (named == path.in(target) || !path.hasItems())
                pointers += named.isEmpty() ? path.in(target) : named;
        }
        for (const object::JsonPointer& pointer : std::as_const(pointers)) {
            if (isServers(pointer))
                continue;
            target = object::valueAt(live.json(), pointer)
                ? withValueFrom(live.json(), target, pointer.tokens)
                : object::without(target, pointer);
        }
    }
    const object::Manifest out = desired.withJson(std::move(target));
    const QString id(object::annotation::trackingId);
    return desired.hasAnnotation(id) ? out.withAnnotation(id, desired.annotation(id)) : out;
}

} // namespace cauce::diff
