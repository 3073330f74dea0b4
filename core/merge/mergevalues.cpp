#include "core/merge/listitems.h"
#include "core/merge/problems.h"
#include "core/merge/typed.h"

#include <deque>
#include <map>
#include <set>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

namespace {

using Outcome = std::optional<Json>; // nothing: the value is not there

// The elements of a list in order, and the value that each identity stands for. One that stands
// there twice stands for null, so that nothing is merged into it.
struct IndexedList
{
    std::vector<PathElement> order;
    std::map<PathElement, Json> known;

    const Json* find(const PathElement& element) const
    {
        const auto found = known.find(element);
        return found == known.end() ? nullptr : &found->second;
    }
};

bool isEmptyOrNull(const Json* value)
{
    return !value || value->size() == 0;
}

const Json* listOrNothing(const Json* value)
{
    return value && value->isArray() ? value : nullptr;
}

const Json* mapOrNothing(const Json* value)
{
    return value && value->isObject() ? value : nullptr;
}

class MergeWalk
{
public:
    explicit MergeWalk(const Schema& schema)
        : m_schema(schema)
    { }

    // At least one of the two is there.
    Outcome merge(const TypeRef& type, const Json* live, const Json* desired)
    {
        const std::optional<Atom> atom = resolved(m_schema, type);
        if (!atom) {
            m_problems.add(m_path, missingTypeText(m_schema, type));
            return {};
        }
        const Atom ofLive = deduced(*atom, live);
        const Atom ofDesired = deduced(*atom, desired);
        if (!desired)
            return mergeAs(ofLive, live, desired);
        // A changed shape is walked as both, for its problems; the desired one is what stays.
        if (live && !ofLive.sameShapes(ofDesired))
            mergeAs(ofLive, live, desired);
        return mergeAs(ofDesired, live, desired);
    }

    const Problems& problems() const { return m_problems; }

private:
    Outcome mergeAs(const Atom& shape, const Json* live, const Json* desired)
    {
        switch (shape.form()) {
        case Atom::Form::Map:
            return mergeMaps(shape, live, desired);
        case Atom::Form::Scalar:
            return mergeScalars(shape.scalar, live, desired);
        case Atom::Form::List:
            return mergeLists(shape, live, desired);
        case Atom::Form::None:
            m_problems.add(m_path, u"schema error: invalid atom"_s);
            break;
        }
        return {};
    }

    static Outcome leaf(const Json* live, const Json* desired)
    {
        return desired ? *desired : *live;
    }

    Outcome mergeScalars(Scalar scalar, const Json* live, const Json* desired)
    {
        const QString bad = live ? scalarProblem(scalar, *live) : QString();
        const QString worse = desired ? scalarProblem(scalar, *desired) : QString();
        if (!bad.isEmpty() && !worse.isEmpty()) {
            m_problems.add(m_path, u"lhs: "_s % bad);
            m_problems.add(m_path, u"rhs: "_s % worse);
            return {};
        }
        return leaf(live, desired);
    }

    Outcome mergeMaps(const Atom& shape, const Json* live, const Json* desired)
    {
        const Json* old = mapOrNothing(live);
        const Json* set = mapOrNothing(desired);
        // Two that are empty are a leaf: null and {} stay what they are.
        if (shape.isAtomicMap || (isEmptyOrNull(old) && isEmptyOrNull(set)))
            return leaf(live, desired);
        Json::Members out;
        const auto add = [&](const QString& key, const Json* before, const Json* after) {
            const Descent descent(m_path, PathElement::field(key));
            if (Outcome value = merge(memberType(*shape.map, key), before, after))
                out.emplace_back(key, *std::move(value));
        };
        if (old) {
            for (const auto& [key, value] : old->members())
                add(key, &value, set ? set->find(key) : nullptr);
        }
        if (set) {
            for (const auto& [key, value] : set->members()) {
                if (!old || !old->contains(key))
                    add(key, nullptr, &value);
            }
        }
        return out.empty() ? Outcome() : Outcome(Json(std::move(out)));
    }

    Outcome mergeLists(const Atom& shape, const Json* live, const Json* desired)
    {
        const Json* old = listOrNothing(live);
        const Json* set = listOrNothing(desired);
        if (shape.isAtomicList || (isEmptyOrNull(old) && isEmptyOrNull(set)))
            return leaf(live, desired);
        const qsizetype before = m_problems.count();
        const IndexedList wanted = indexed(*shape.list, set, Duplicates::Refused);
        const IndexedList known = indexed(*shape.list, old, Duplicates::Allowed);
        if (m_problems.count() != before)
            return {};
        Json::Items out = interleaved(*shape.list, known, wanted, old);
        return out.empty() ? Outcome() : Outcome(Json(std::move(out)));
    }

    IndexedList indexed(const ListShape& list, const Json* value, Duplicates duplicates)
    {
        IndexedList result;
        if (!value)
            return result;
        for (qsizetype i = 0; i < value->size(); ++i) {
            const Result<PathElement> element = itemElement(m_schema, list, value->at(i));
            if (!element) {
                m_problems.add(m_path, u"element %1: %2"_s.arg(i).arg(element.error().message));
                continue;
            }
            const auto [place, isNew] = result.known.emplace(*element, value->at(i));
            if (!isNew && duplicates == Duplicates::Refused) {
                m_problems.add(m_path, u"duplicate entries for key %1"_s.arg(element->toString()));
                continue;
            }
            if (!isNew)
                place->second = Json();
            result.order.push_back(*element);
        }
        return result;
    }

    // Where elements that only the live list knows end up is defined by this very walk: a server
    // that walks otherwise has another order, which is another object.
    Json::Items interleaved(const ListShape& list, const IndexedList& known,
                            const IndexedList& wanted, const Json* old)
    {
        std::deque<PathElement> shared;
        for (const PathElement& element : wanted.order) {
            if (known.find(element))
                shared.push_back(element);
        }
        Json::Items out;
        std::set<PathElement> taken;
        size_t l = 0;
        size_t r = 0;
        while (l < known.order.size() || r < wanted.order.size()) {
            if (l < known.order.size() && r < wanted.order.size()) {
                const PathElement& element = known.order[l];
                if (element == wanted.order[r]) {
                    taken.insert(element);
                    addItem(out, list, element, known.find(element), wanted.find(element));
                    ++l;
                    ++r;
                    if (!shared.empty())
                        shared.pop_front();
                    continue;
                }
                if (wanted.find(element) && !shared.empty() && shared.front() != element) {
                    ++l; // it comes later, where the desired list has it
                    continue;
                }
            }
            if (l < known.order.size()) {
                const PathElement& element = known.order[l];
                if (!wanted.find(element)) {
                    addItem(out, list, element, &old->at(qsizetype(l)), nullptr);
                    ++l;
                    continue;
                }
                if (taken.contains(element))
                    ++l;
            }
            if (r < wanted.order.size()) {
                const PathElement& element = wanted.order[r++];
                taken.insert(element);
                addItem(out, list, element, known.find(element), wanted.find(element));
                if (!shared.empty() && shared.front() == element)
                    shared.pop_front();
            }
        }
        return out;
    }

    void addItem(Json::Items& out, const ListShape& list, const PathElement& element,
                 const Json* live, const Json* desired)
    {
        const Descent descent(m_path, element);
        if (Outcome value = merge(list.element, live, desired))
            out.push_back(*std::move(value));
    }

    const Schema& m_schema;
    FieldPath m_path;
    Problems m_problems;
};

} // namespace

Result<Json> merged(const ObjectType& type, const Json& live, const Json& desired)
{
    MergeWalk walk(*type.schema);
    Outcome value = walk.merge(type.type, &live, &desired);
    if (!walk.problems().isEmpty())
        return walk.problems().toFailure();
    return value ? *std::move(value) : Json();
}

} // namespace cauce::merge
