#include "core/diff/overlay.h"

#include "core/object/quantity.h"

#include <QHash>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

using object::Json;

std::optional<object::Quantity> quantityOf(const Json& value)
{
    if (value.isNumber())
        return object::Quantity::parse(QString::fromLatin1(value.numberText()));
    return value.isString() ? object::Quantity::parse(value.toString()) : std::nullopt;
}

bool sameQuantity(const Json& a, const Json& b)
{
    const auto x = quantityOf(a);
    const auto y = quantityOf(b);
    return x && y && *x == *y;
}

bool isZeroValue(const Json& value)
{
    switch (value.type()) {
    case Json::Type::Null:
        return true;
    case Json::Type::Bool:
        return !value.toBool();
    case Json::Type::Number:
        return value.toDouble() == 0;
    case Json::Type::String:
        return value.toString().isEmpty();
    case Json::Type::Array:
    case Json::Type::Object:
        return value.size() == 0;
    }
    return false;
}

class Overlay
{
public:
    Overlay(const Shapes& shapes, const FieldOwners& owners)
        : m_shapes(shapes)
        , m_owners(owners)
    { }

    std::optional<Json> value(const Json& live, const Json& desired)
    {
        if (live.isObject() && desired.isObject() && !m_shapes.isAtomicMap(m_path))
            return members(live, desired);
        if (live.isArray() && desired.isArray())
            return list(live, desired);
        return isSame(live, desired) ? std::nullopt : std::optional(desired);
    }

private:
    std::optional<Json> members(const Json& live, const Json& desired)
    {
        std::optional<Json> out;
        const auto change = [&]() -> Json& { return out ? *out : out.emplace(live); };
        for (const auto& [key, wanted] : desired.members()) {
            const StepInto step(m_path, {key, nullptr, 0});
            const Json* there = live.find(key);
            if (!there || there->isNull()) {
                if (!isAsGoodAsNone(wanted))
                    change().set(key, wanted);
            } else if (wanted.isNull()) {
                change().remove(key);
            } else if (auto merged = value(*there, wanted)) {
                change().set(key, *std::move(merged));
            }
        }
        return out;
    }

    //! Whether the server stores nothing for \p wanted at this place, where live has nothing.
    bool isAsGoodAsNone(const Json& wanted)
    {
        if (wanted.isNull() || m_shapes.isDroppedWhenEmpty(m_path, wanted))
            return true;
        // We applied it and it is not there: the server dropped the zero value then, and will now.
        return isZeroValue(wanted) && m_owners.isApplied(m_path);
    }

    std::optional<Json> list(const Json& live, const Json& desired)
    {
        const ListShape shape = m_shapes.list(m_path);
        if (shape.kind == ListShape::Kind::Set)
            return united(live, desired);
        if (shape.kind == ListShape::Kind::Keyed) {
            const auto wanted = identities(desired, shape.keys);
            const auto there = identities(live, shape.keys);
            if (qsizetype(wanted.size()) == desired.size()
                && qsizetype(there.size()) == live.size())
                return merged(live, there, desired, wanted);
        }
        return isSame(live, desired) ? std::nullopt : std::optional(desired);
    }

    static std::optional<Json> united(const Json& live, const Json& desired)
    {
        std::optional<Json> out;
        for (const Json& wanted : desired.items()) {
            const auto items = live.items();
            if (std::find(items.begin(), items.end(), wanted) != items.end())
                continue;
            if (!out)
                out = live;
            out->append(wanted);
        }
        return out;
    }

    //! Items of both in the order of \p desired; those that only live has stay where they are.
    std::optional<Json> merged(const Json& live, const std::vector<QByteArray>& liveIds,
                               const Json& desired, const std::vector<QByteArray>& desiredIds)
    {
        QHash<QByteArray, qsizetype> liveIndex;
        for (size_t i = 0; i < liveIds.size(); ++i)
            liveIndex.insert(liveIds[i], qsizetype(i));
        const QSet<QByteArray> shared(desiredIds.begin(), desiredIds.end());
        Json::Items items;
        qsizetype next = 0;
        const auto keepOwnBefore = [&](qsizetype end) {
            for (; next < end; ++next) {
                if (!shared.contains(liveIds[size_t(next)]))
                    items.push_back(live.at(next));
            }
        };
        bool changed = false;
        qsizetype last = -1;
        for (size_t i = 0; i < desiredIds.size(); ++i) {
            const Json& wanted = desired.at(qsizetype(i));
            const auto at = liveIndex.constFind(desiredIds[i]);
            if (at == liveIndex.cend()) {
                changed = true;
                items.push_back(wanted);
                continue;
            }
            keepOwnBefore(*at);
            changed = changed || *at < last; // another order is another value
            last = std::max(last, *at);
            const Json& there = live.at(*at);
            const StepInto step(m_path, {{}, &there, *at});
            auto both = value(there, wanted);
            changed = changed || both.has_value();
            items.push_back(both ? *std::move(both) : there);
        }
        keepOwnBefore(live.size());
        return changed ? std::optional(Json(std::move(items))) : std::nullopt;
    }

    //! Equal as a whole, but for what the server fills in by itself.
    bool isSame(const Json& live, const Json& desired)
    {
        if (live.isObject() && desired.isObject())
            return areSameMembers(live, desired);
        if (live.isArray() && desired.isArray()) {
            if (live.size() != desired.size())
                return false;
            for (qsizetype i = 0; i < live.size(); ++i) {
                const StepInto step(m_path, {{}, &live.at(i), i});
                if (!isSame(live.at(i), desired.at(i)))
                    return false;
            }
            return true;
        }
        return live == desired || (m_shapes.isQuantity(m_path) && sameQuantity(live, desired));
    }

    bool areSameMembers(const Json& live, const Json& desired)
    {
        for (const auto& [key, wanted] : desired.members()) {
            const StepInto step(m_path, {key, nullptr, 0});
            const Json& there = live[key];
            const bool same = there.isNull() ? isAsGoodAsNone(wanted) : isSame(there, wanted);
            if (!same)
                return false;
        }
        for (const auto& [key, there] : live.members()) {
            const StepInto step(m_path, {key, nullptr, 0});
            if (desired[key].isNull() && !m_shapes.isDefault(m_path, there))
                return false;
        }
        return true;
    }

    const Shapes& m_shapes;
    const FieldOwners& m_owners;
    FieldPath m_path;
};

} // namespace

std::optional<Json> laidOver(const Json& live, const Json& desired, const Shapes& shapes,
                             const FieldOwners& owners)
{
    auto out = Overlay(shapes, owners).value(live, desired);
    auto pruned = owners.withoutAbandoned(out ? *out : live, desired);
    return pruned ? pruned : out;
}

} // namespace cauce::diff
