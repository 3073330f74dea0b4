#include "core/merge/listitems.h"
#include "core/merge/problems.h"
#include "core/merge/typed.h"

#include <array>
#include <map>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

namespace {

enum Side { Removed, Modified, Added, SideCount };

// What the comparison of one pair of values says: of the value itself, and of what is below it.
struct Part
{
    std::array<bool, SideCount> self {};
    std::array<FieldSet, SideCount> below;

    static Part of(Side side)
    {
        Part part;
        part.self[side] = true;
        return part;
    }

    void unite(const Part& other)
    {
        for (int side = 0; side < SideCount; ++side) {
            self[side] = self[side] || other.self[side];
            below[side] = below[side].united(other.below[side]);
        }
    }
};

// Collects the parts of a map or list.
class Gathering
{
public:
    void add(const PathElement& element, Part part)
    {
        for (int side = 0; side < SideCount; ++side) {
            if (part.self[side])
                m_members[side].push_back(element);
            if (!part.below[side].isEmpty())
                m_children[side].emplace_back(element, std::move(part.below[side]));
        }
    }

    Part part()
    {
        Part part;
        for (int side = 0; side < SideCount; ++side)
            part.below[side] = FieldSet(std::move(m_members[side]), std::move(m_children[side]));
        return part;
    }

private:
    std::array<std::vector<PathElement>, SideCount> m_members;
    std::array<std::vector<FieldSet::Child>, SideCount> m_children;
};

// The elements of one identity, before and after.
struct Occurrences
{
    std::vector<const Json*> before;
    std::vector<const Json*> after;
};

const Json* only(const std::vector<const Json*>& items)
{
    return items.empty() ? nullptr : items.front();
}

bool hasParts(const Json* value)
{
    return value && value->size() > 0;
}

class CompareWalk
{
public:
    explicit CompareWalk(const Schema& schema)
        : m_schema(schema)
    { }

    // At least one of the two is there.
    Part compare(const TypeRef& type, const Json* before, const Json* after)
    {
        const std::optional<Atom> atom = resolved(m_schema, type);
        if (!atom) {
            m_problems.add(m_path, missingTypeText(m_schema, type));
            return {};
        }
        const Atom old = deduced(*atom, before);
        const Atom now = deduced(*atom, after);
        if (!after)
            return compareAs(old, before, after);
        Part part;
        // A changed shape counts as both: as the old one and as the new one.
        if (before && !old.sameShapes(now))
            part = compareAs(old, before, after);
        part.unite(compareAs(now, before, after));
        return part;
    }

    const Problems& problems() const { return m_problems; }

private:
    Part compareAs(const Atom& shape, const Json* before, const Json* after)
    {
        switch (shape.form()) {
        case Atom::Form::Map:
            return compareMaps(shape, before, after);
        case Atom::Form::Scalar:
            return compareScalars(shape.scalar, before, after);
        case Atom::Form::List:
            return compareLists(shape, before, after);
        case Atom::Form::None:
            m_problems.add(m_path, u"schema error: invalid atom"_s);
            break;
        }
        return {};
    }

    static Part leaf(const Json* before, const Json* after)
    {
        if (!before)
            return Part::of(Added);
        if (!after)
            return Part::of(Removed);
        return *before == *after ? Part() : Part::of(Modified);
    }

    // A container that came or went is itself a member, besides what is in it.
    static Part container(Part part, const Json* before, const Json* after)
    {
        if (!before)
            part.self[Added] = true;
        else if (!after)
            part.self[Removed] = true;
        return part;
    }

    Part compareScalars(Scalar scalar, const Json* before, const Json* after)
    {
        const QString bad = before ? scalarProblem(scalar, *before) : QString();
        const QString worse = after ? scalarProblem(scalar, *after) : QString();
        if (!bad.isEmpty() && !worse.isEmpty()) {
            m_problems.add(m_path, u"lhs: "_s % bad);
            m_problems.add(m_path, u"rhs: "_s % worse);
            return {};
        }
        return leaf(before, after);
    }

    Part compareMaps(const Atom& shape, const Json* before, const Json* after)
    {
        const Json* old = before && before->isObject() ? before : nullptr;
        const Json* now = after && after->isObject() ? after : nullptr;
        if (shape.isAtomicMap || (!hasParts(old) && !hasParts(now)))
            return leaf(before, after);
        Gathering parts;
        const auto add = [&](const QString& key, const Json* x, const Json* y) {
            const PathElement element = PathElement::field(key);
            const Descent descent(m_path, element);
            parts.add(element, compare(memberType(*shape.map, key), x, y));
        };
        if (old) {
            for (const auto& [key, value] : old->members())
                add(key, &value, now ? now->find(key) : nullptr);
        }
        if (now) {
            for (const auto& [key, value] : now->members()) {
                if (!old || !old->contains(key))
                    add(key, nullptr, &value);
            }
        }
        return container(parts.part(), before, after);
    }

    Part compareLists(const Atom& shape, const Json* before, const Json* after)
    {
        const Json* old = before && before->isArray() ? before : nullptr;
        const Json* now = after && after->isArray() ? after : nullptr;
        if (shape.isAtomicList || (!hasParts(old) && !hasParts(now)))
            return leaf(before, after);
        std::map<PathElement, Occurrences> items;
        index(*shape.list, old, items, &Occurrences::before);
        index(*shape.list, now, items, &Occurrences::after);
        Gathering parts;
        for (const auto& [element, found] : items) {
            const Descent descent(m_path, element);
            parts.add(element, compareOccurrences(shape.list->element, found));
        }
        return container(parts.part(), before, after);
    }

    void index(const ListShape& list, const Json* value, std::map<PathElement, Occurrences>& items,
               std::vector<const Json*> Occurrences::*side)
    {
        if (!value)
            return;
        for (qsizetype i = 0; i < value->size(); ++i) {
            const Result<PathElement> element = itemElement(m_schema, list, value->at(i));
            if (element)
                (items[*element].*side).push_back(&value->at(i));
            else
                m_problems.add(m_path, u"element %1: %2"_s.arg(i).arg(element.error().message));
        }
    }

    // Elements of one identity are one unit, owned by whoever owns the identity.
    Part compareOccurrences(const TypeRef& type, const Occurrences& found)
    {
        const bool wasMany = found.before.size() > 1;
        const bool isMany = found.after.size() > 1;
        if (!wasMany && !isMany)
            return compare(type, only(found.before), only(found.after));
        if (wasMany && isMany) {
            const bool isSame = std::ranges::equal(
                found.before, found.after, [](const Json* a, const Json* b) { return *a == *b; });
            return isSame ? Part() : Part::of(Modified);
        }
        Part part;
        if (wasMany && !found.after.empty())
            part = compare(type, nullptr, only(found.after));
        if (isMany && !found.before.empty())
            part = compare(type, only(found.before), nullptr);
        part.self[wasMany ? Removed : Added] = true;
        return part;
    }

    const Schema& m_schema;
    FieldPath m_path;
    Problems m_problems;
};

} // namespace

Result<Comparison> compare(const ObjectType& type, const Json& before, const Json& after)
{
    CompareWalk walk(*type.schema);
    Part part = walk.compare(type.type, &before, &after);
    if (!walk.problems().isEmpty())
        return walk.problems().toFailure();
    return Comparison {std::move(part.below[Removed]), std::move(part.below[Modified]),
                       std::move(part.below[Added])};
}

} // namespace cauce::merge
