#include "core/diff/attribution.h"

#include "core/diff/shapes.h"
#include "core/object/jsoncodec.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

using object::Json;

enum class Ownership { None, Below, Around, Exact };

std::optional<Json> payload(const QString& key)
{
    auto value = object::parseJson(key.mid(2).toUtf8());
    if (!value)
        return std::nullopt;
    return *std::move(value);
}

//! Whether the trie's `k:{...}` names \p item. A key that the item leaves out has its default.
bool isNamedBy(const Json& item, const Json& keys)
{
    return item.isObject() && keys.isObject()
        && std::all_of(keys.members().begin(), keys.members().end(), [&item](const auto& key) {
               return keyValue(item, key.first) == key.second;
           });
}

bool isStepKey(const QString& key, const FieldStep& step)
{
    if (key.startsWith("k:"_L1)) {
        const auto keys = payload(key);
        return keys && isNamedBy(*step.item, *keys);
    }
    if (key.startsWith("v:"_L1)) {
        const auto value = payload(key);
        return value && *value == *step.item;
    }
    return key.startsWith("i:"_L1) && QStringView(key).mid(2).toLongLong() == step.index;
}

const Json* childOf(const Json& trie, const FieldStep& step)
{
    if (!step.isItem())
        return trie.find(QString(u"f:"_s + step.field));
    for (const auto& [key, child] : trie.members()) {
        if (isStepKey(key, step))
            return &child;
    }
    return nullptr;
}

Ownership ownership(const Json& fields, const FieldPath& path)
{
    const Json* at = &fields;
    for (const FieldStep& step : path) {
        const Json* child = childOf(*at, step);
        if (!child) {
            const bool isLeaf = at != &fields && at->size() == 0;
            return isLeaf ? Ownership::Around : Ownership::None;
        }
        at = child;
    }
    return at->size() == 0 || at->contains(u".") ? Ownership::Exact : Ownership::Below;
}

const Json* itemNamedBy(const Json& list, const QString& key)
{
    const bool isKeyed = key.startsWith("k:"_L1);
    const auto wanted = payload(key);
    if (!wanted)
        return nullptr;
    for (const Json& item : list.items()) {
        if (isKeyed ? isNamedBy(item, *wanted) : item == *wanted)
            return &item;
    }
    return nullptr;
}

//! Walks a trie with the object it is about, and takes out what is in the trie and not in Git.
class Abandoned
{
public:
    //! \param desired null when Git does not mention this place at all
    //! \return what is left of \p value; nothing when it stays as it is
    std::optional<Json> prune(const Json& value, const Json& trie, const Json* desired)
    {
        if (value.isObject())
            return pruneMembers(value, trie, desired);
        if (value.isArray())
            return pruneItems(value, trie, desired);
        return std::nullopt;
    }

private:
    //! Whether the place that \p trie names is its owner's as a whole and Git no longer mentions
    //! it.
    static bool isAbandoned(const Json& trie, const Json* desired)
    {
        return !desired && (trie.size() == 0 || trie.contains(u"."));
    }

    std::optional<Json> pruneMembers(const Json& value, const Json& trie, const Json* desired)
    {
        std::optional<Json> left;
        const auto change = [&]() -> Json& { return left ? *left : left.emplace(value); };
        for (const auto& [key, child] : trie.members()) {
            if (!key.startsWith("f:"_L1))
                continue;
            const QString name = key.mid(2);
            const Json* member = value.find(name);
            if (!member)
                continue;
            const Json* wanted = desired ? desired->find(name) : nullptr;
            auto rest = prune(*member, child, wanted);
            const bool goes = isAbandoned(child, wanted) && isEmptyOrScalar(rest, *member, child);
            if (goes || (rest && !wanted && rest->size() == 0))
                change().remove(name);
            else if (rest)
                change().set(name, *std::move(rest));
        }
        return left;
    }

    //! What of a whole-owned place is not in our trie was put there by others, and stays.
    static bool isEmptyOrScalar(const std::optional<Json>& rest, const Json& value,
                                const Json& trie)
    {
        if (trie.size() == 0)
            return true;
        return (rest ? *rest : value).size() == 0;
    }

    std::optional<Json> pruneItems(const Json& value, const Json& trie, const Json* desired)
    {
        std::optional<Json> left;
        for (const auto& [key, child] : trie.members()) {
            if (!key.startsWith("k:"_L1) && !key.startsWith("v:"_L1))
                continue;
            const Json* item = itemNamedBy(left ? *left : value, key);
            if (!item)
                continue;
            const Json* wanted = desired ? itemNamedBy(*desired, key) : nullptr;
            auto rest = prune(*item, child, wanted);
            const bool goes = isAbandoned(child, wanted);
            if (!goes && !rest)
                continue;
            const qsizetype index = item - (left ? *left : value).items().data();
            if (!left)
                left = value;
            if (goes)
                left->removeAt(index);
            else
                left->replace(index, *std::move(rest));
        }
        return left;
    }
};

} // namespace

FieldOwners::FieldOwners(const Json& managedFields)
{
    for (const Json& entry : managedFields.items()) {
        const Json& fields = entry[u"fieldsV1"];
        if (!fields.isObject())
            continue;
        FieldOwner owner;
        owner.manager = entry[u"manager"].toString();
        owner.applied = entry[u"operation"].toString() == "Apply"_L1;
        owner.subresource = entry[u"subresource"].toString();
        owner.at = QDateTime::fromString(entry[u"time"].toString(), Qt::ISODate);
        m_entries.push_back({std::move(owner), fields});
    }
}

std::optional<FieldOwner> FieldOwners::ownerOf(const FieldPath& path) const
{
    const Entry* best = nullptr;
    Ownership bestIs = Ownership::None;
    for (const Entry& entry : m_entries) {
        const Ownership is = ownership(entry.fields, path);
        if (is == Ownership::None || is < bestIs)
            continue;
        if (is > bestIs || !best || entry.owner.at > best->owner.at) {
            best = &entry;
            bestIs = is;
        }
    }
    return best ? std::optional(best->owner) : std::nullopt;
}

const Json* FieldOwners::ours() const
{
    for (const Entry& entry : m_entries) {
        if (entry.owner.applied && entry.owner.manager == ourManager
            && entry.owner.subresource.isEmpty())
            return &entry.fields;
    }
    return nullptr;
}

bool FieldOwners::isApplied(const FieldPath& path) const
{
    const Json* fields = ours();
    if (!fields)
        return false;
    return ownership(*fields, path) == Ownership::Exact;
}

std::optional<Json> FieldOwners::withoutAbandoned(const Json& object, const Json& desired) const
{
    const Json* fields = ours();
    return fields ? withoutUnmentioned(object, *fields, desired) : std::nullopt;
}

std::optional<Json> withoutUnmentioned(const Json& object, const Json& fields, const Json& desired)
{
    return Abandoned().prune(object, fields, &desired);
}

Json mentionedFields(const Json& fields, const Json& said)
{
    Json out = Json::emptyObject();
    for (const auto& [key, child] : fields.members()) {
        const Json* there = key == "."_L1 ? &said
            : key.startsWith("f:"_L1)     ? said.find(key.mid(2))
                                          : itemNamedBy(said, key);
        if (there)
            out.set(key, mentionedFields(child, *there));
    }
    return out;
}

Json withOwnedFrom(const Json& live, const Json& target, const Json& fields)
{
    if (fields.size() == 0)
        return live;
    Json out = target;
    for (const auto& [key, child] : fields.members()) {
        if (key.startsWith("f:"_L1)) {
            const QString name = key.mid(2);
            const Json* there = live.find(name);
            const Json* wanted = target.find(name);
            if (there && wanted && *there != *wanted)
                out.set(name, withOwnedFrom(*there, *wanted, child));
        } else if (key.startsWith("k:"_L1)) {
            const Json* there = itemNamedBy(live, key);
            const Json* wanted = itemNamedBy(target, key);
            if (there && wanted && *there != *wanted)
                out.replace(wanted - target.items().data(), withOwnedFrom(*there, *wanted, child));
        }
    }
    return out;
}

} // namespace cauce::diff
