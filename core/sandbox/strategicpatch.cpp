#include "core/object/jsoncodec.h"
#include "core/sandbox/patches.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

const QString kPatch = u"$patch"_s;
const QString kRetainKeys = u"$retainKeys"_s;
const QString kElementOrder = u"$setElementOrder/"_s;
const QString kDeleteFrom = u"$deleteFromPrimitiveList/"_s;

bool isDirective(const QString& key)
{
    return key == kPatch || key == kRetainKeys || key.startsWith(kElementOrder)
        || key.startsWith(kDeleteFrom);
}

QString mapText(const Json& value)
{
    return u"map: "_s + goText(value);
}

qsizetype indexOf(const Json::Items& items, const Json& item, const QString& key)
{
    const auto found = std::ranges::find_if(items, [&](const Json& other) {
        return key.isEmpty() ? other == item : other[key] == item[key];
    });
    return found == items.end() ? -1 : found - items.begin();
}

Json::Items itemsOf(const Json& list)
{
    return Json::Items(list.items().begin(), list.items().end());
}

// \p items as \p order has them; those that it does not know stay behind.
Json::Items sortedLike(Json::Items items, const Json::Items& order, const QString& key)
{
    std::ranges::stable_sort(items, {}, [&](const Json& item) {
        const qsizetype at = indexOf(order, item, key);
        return at < 0 ? qsizetype(order.size()) : at;
    });
    return items;
}

// The patch's elements in its order, the others where the live list had them, as far as both fit.
Json::Items inPatchOrder(const Json::Items& merged, const Json::Items& patchOrder,
                         const Json::Items& liveOrder, const QString& key)
{
    Json::Items own;
    Json::Items others;
    for (const Json& item : merged)
        (indexOf(patchOrder, item, key) >= 0 ? own : others).push_back(item);
    own = sortedLike(std::move(own), patchOrder, key);
    others = sortedLike(std::move(others), liveOrder, key);

    Json::Items result;
    auto left = others.begin();
    auto right = own.begin();
    while (left != others.end() || right != own.end()) {
        bool takesLeft = right == own.end();
        if (!takesLeft && left != others.end()) {
            const qsizetype l = indexOf(liveOrder, *left, key);
            const qsizetype r = indexOf(liveOrder, *right, key);
            takesLeft = l >= 0 && r >= 0 && l < r;
        }
        result.push_back(takesLeft ? *left++ : *right++);
    }
    return result;
}

class StrategicMerge
{
public:
    explicit StrategicMerge(const merge::Schema& schema)
        : m_schema(schema)
    { }

    Result<Json> merged(const Json& live, const Json& patch, const merge::TypeRef& ref) const
    {
        if (!patch.isObject())
            return patch;
        if (const Json* directive = patch.find(kPatch))
            return whole(patch, directive->toString());
        const Json start = live.isObject() ? live : Json::emptyObject();
        Json result = withRetainedKeys(start, patch[kRetainKeys]);
        for (const auto& [key, value] : patch.members()) {
            if (isDirective(key))
                continue;
            if (value.isNull()) {
                result.remove(key);
                continue;
            }
            Result<Json> member = mergedMember(start, patch, key, value, memberType(ref, key));
            if (!member)
                return member;
            result.set(key, *std::move(member));
        }
        return withLists(start, std::move(result), patch, ref);
    }

private:
    merge::TypeRef memberType(const merge::TypeRef& ref, const QString& key) const
    {
        const merge::Type* type = m_schema.type(ref);
        if (!type || !type->map)
            return {};
        const merge::Field* field = type->map->find(key);
        return field ? field->type : type->map->element;
    }

    const merge::ListShape* mergedList(const merge::TypeRef& ref) const
    {
        const merge::Type* type = m_schema.type(ref);
        if (!type || !type->list)
            return nullptr;
        const auto relationship = ref.relationship.value_or(type->list->relationship);
        return relationship == merge::Relationship::Granular ? &*type->list : nullptr;
    }

    static QString keyOf(const merge::ListShape& list)
    {
        return list.keys.isEmpty() ? QString() : list.keys.first();
    }

    static Result<Json> whole(const Json& patch, const QString& directive)
    {
        Json rest = patch;
        rest.remove(kPatch);
        if (directive == "replace"_L1)
            return rest;
        if (directive == "delete"_L1)
            return Json::emptyObject();
        return unknownDirective(patch, directive);
    }

    static Failure unknownDirective(const Json& patch, const QString& directive)
    {
        return fail(ErrorKind::Invalid,
                    u"unknown patch type: %1 in %2"_s.arg(directive, mapText(patch)));
    }

    static Json withRetainedKeys(const Json& live, const Json& retained)
    {
        if (!retained.isArray())
            return live;
        Json::Members members;
        for (const Json::Member& member : live.members()) {
            if (indexOf(itemsOf(retained), Json(member.first), {}) >= 0)
                members.push_back(member);
        }
        return Json(std::move(members));
    }

    Result<Json> mergedMember(const Json& live, const Json& patch, const QString& key,
                              const Json& value, const merge::TypeRef& type) const
    {
        const Json& before = live[key];
        if (value.isObject())
            return merged(before, value, type);
        const merge::ListShape* list = mergedList(type);
        if (!value.isArray() || !list)
            return value;
        Result<Json> items = mergedItems(before, value, *list);
        if (!items)
            return items;
        const Json& order = patch[QString(kElementOrder + key)];
        return Json(inPatchOrder(itemsOf(*items), itemsOf(order.isArray() ? order : value),
                                 itemsOf(before), keyOf(*list)));
    }

    // What directives say of lists that the patch itself does not have.
    Result<Json> withLists(const Json& live, Json result, const Json& patch,
                           const merge::TypeRef& ref) const
    {
        for (const auto& [directive, value] : patch.members()) {
            if (directive.startsWith(kDeleteFrom)) {
                const QString key = directive.mid(kDeleteFrom.size());
                Json::Items left = itemsOf(result[key]);
                std::erase_if(left, [&value = value](const Json& item) {
                    return indexOf(itemsOf(value), item, {}) >= 0;
                });
                result.set(key, Json(std::move(left)));
            }
        }
        for (const auto& [directive, value] : patch.members()) {
            const QString key = directive.startsWith(kElementOrder)
                ? directive.mid(kElementOrder.size())
                : QString();
            const merge::ListShape* list = mergedList(memberType(ref, key));
            if (!key.isEmpty() && list && !patch.contains(key) && result.contains(key))
                result.set(key,
                           Json(inPatchOrder(itemsOf(result[key]), itemsOf(value),
                                             itemsOf(live[key]), keyOf(*list))));
        }
        return result;
    }

    Result<Json> mergedItems(const Json& live, const Json& patch,
                             const merge::ListShape& list) const
    {
        Json::Items result = itemsOf(live);
        if (list.keys.isEmpty()) {
            for (const Json& item : patch.items()) {
                if (indexOf(result, item, {}) < 0)
                    result.push_back(item);
            }
            return Json(std::move(result));
        }
        const QString key = keyOf(list);
        Json::Items plain;
        if (Result<void> directed = obeyDirectives(patch, key, result, plain); !directed)
            return Failure {directed.error()};
        for (const Json& item : plain) {
            if (!item.contains(key))
                return fail(
                    ErrorKind::Invalid,
                    u"%1 does not contain declared merge key: %2"_s.arg(mapText(item), key));
            const qsizetype at = indexOf(result, item, key);
            Result<Json> merge = merged(at < 0 ? Json() : result[size_t(at)], item, list.element);
            if (!merge)
                return merge;
            if (at < 0)
                result.push_back(*std::move(merge));
            else
                result[size_t(at)] = *std::move(merge);
        }
        return Json(std::move(result));
    }

    // Elements that say what is to be done instead of what is to be there.
    static Result<void> obeyDirectives(const Json& patch, const QString& key, Json::Items& result,
                                       Json::Items& plain)
    {
        bool replaces = false;
        for (const Json& item : patch.items()) {
            const Json* directive = item.find(kPatch);
            if (!directive) {
                plain.push_back(item);
            } else if (directive->toString() == "replace"_L1) {
                replaces = true;
            } else if (directive->toString() != "delete"_L1) {
                return unknownDirective(item, directive->toString());
            } else if (!item.contains(key)) {
                return fail(
                    ErrorKind::Invalid,
                    u"%1 does not contain declared merge key: %2"_s.arg(mapText(item), key));
            } else {
                std::erase_if(result, [&](const Json& other) { return other[key] == item[key]; });
            }
        }
        if (replaces)
            result.clear();
        return {};
    }

    const merge::Schema& m_schema;
};

} // namespace

QString goText(const Json& value)
{
    QStringList parts;
    if (value.isArray()) {
        for (const Json& item : value.items())
            parts.append(goText(item));
        return u'[' + parts.join(u' ') + u']';
    }
    if (!value.isObject())
        return value.isNull()  ? u"<nil>"_s
            : value.isString() ? value.toString()
                               : QString::fromUtf8(object::toJson(value));
    const Json sorted = object::withSortedKeys(value);
    for (const auto& [key, member] : sorted.members())
        parts.append(key + u':' + goText(member));
    return u"map["_s + parts.join(u' ') + u']';
}

Result<Json> strategicPatched(const merge::ObjectType& type, const Json& document,
                              const Json& patch)
{
    if (!patch.isObject())
        return fail(ErrorKind::Invalid, u"a strategic merge patch is an object"_s);
    return StrategicMerge(*type.schema).merged(document, patch, type.type);
}

} // namespace cauce::sandbox
