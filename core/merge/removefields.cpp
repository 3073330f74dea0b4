#include "core/merge/listitems.h"
#include "core/merge/typed.h"

using cauce::object::Json;

namespace cauce::merge {

namespace {

enum class Taking { Removing, Extracting };

class RemoveWalk
{
public:
    RemoveWalk(const Schema& schema, Taking taking)
        : m_schema(schema)
        , m_isExtracting(taking == Taking::Extracting)
    { }

    Json walk(const TypeRef& type, const Json& value, const FieldSet& set)
    {
        const std::optional<Atom> atom = resolved(m_schema, type);
        if (!atom)
            return {};
        const Atom shape = deduced(*atom, &value);
        switch (shape.form()) {
        case Atom::Form::Scalar:
            return value;
        case Atom::Form::Map:
            if (!value.isObject())
                return {};
            return shape.isAtomicMap || value.size() == 0 ? whole(value)
                                                          : walkMap(*shape.map, value, set);
        case Atom::Form::List:
            if (!value.isArray())
                return {};
            return shape.isAtomicList || value.size() == 0 ? whole(value)
                                                           : walkList(*shape.list, value, set);
        case Atom::Form::None:
            break;
        }
        return {};
    }

private:
    // Something below what has no parts is to be taken: that takes it whole.
    Json whole(const Json& value) const { return m_isExtracting ? value : Json(); }

    Json walkMap(const MapShape& map, const Json& value, const FieldSet& set)
    {
        Json::Members out;
        for (const auto& [key, member] : value.members()) {
            const PathElement element = PathElement::field(key);
            const TypeRef type = memberType(map, key);
            const FieldSet below = set.below(element);
            if (set.contains(element)) {
                // With the set of this level, as the server does it: a leaf is taken whole, and a
                // container that is a leaf of the set was owned while it was empty.
                if (m_isExtracting)
                    out.emplace_back(key, walk(type, member, set));
            } else if (!below.isEmpty()) {
                out.emplace_back(key, walk(type, member, below));
            } else if (!m_isExtracting) {
                out.emplace_back(key, member);
            }
        }
        return out.empty() ? Json() : Json(std::move(out));
    }

    Json walkList(const ListShape& list, const Json& value, const FieldSet& set)
    {
        Json::Items out;
        for (const Json& item : value.items()) {
            const Result<PathElement> element = itemElement(m_schema, list, item);
            const bool isMember = element && set.contains(*element);
            if (isMember && !m_isExtracting)
                continue;
            const FieldSet below = element ? set.below(*element) : FieldSet();
            if (!below.isEmpty())
                out.push_back(walk(list.element, item, below));
            else if (isMember || !m_isExtracting)
                out.push_back(item);
        }
        return out.empty() ? Json() : Json(std::move(out));
    }

    const Schema& m_schema;
    bool m_isExtracting;
};

} // namespace

Json removed(const ObjectType& type, const Json& value, const FieldSet& set)
{
    return RemoveWalk(*type.schema, Taking::Removing).walk(type.type, value, set);
}

Json extracted(const ObjectType& type, const Json& value, const FieldSet& set)
{
    return RemoveWalk(*type.schema, Taking::Extracting).walk(type.type, value, set);
}

} // namespace cauce::merge
