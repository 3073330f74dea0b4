#include "core/merge/listitems.h"
#include "core/merge/problems.h"
#include "core/merge/typed.h"

#include <map>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

namespace {

// What one value adds: itself, and what is below it.
struct Owned
{
    bool isMember = false;
    FieldSet below;
};

class FieldWalk
{
public:
    explicit FieldWalk(const Schema& schema)
        : m_schema(schema)
    { }

    Owned owned(const TypeRef& type, const Json& value)
    {
        const std::optional<Atom> atom = resolved(m_schema, type);
        if (!atom) {
            m_problems.add(m_path, missingTypeText(m_schema, type));
            return {};
        }
        const Atom shape = deduced(*atom, &value);
        switch (shape.form()) {
        case Atom::Form::Map:
            return shape.isAtomicMap ? Owned {true, {}} : ownedOfMap(*shape.map, value);
        case Atom::Form::List:
            return shape.isAtomicList ? Owned {true, {}} : ownedOfList(*shape.list, value);
        case Atom::Form::Scalar:
        case Atom::Form::None:
            break;
        }
        return Owned {true, {}};
    }

    const Problems& problems() const { return m_problems; }

private:
    Owned ownedOfMap(const MapShape& map, const Json& value)
    {
        std::vector<PathElement> members;
        std::vector<FieldSet::Child> children;
        for (const auto& [key, member] : value.members()) {
            const PathElement element = PathElement::field(key);
            const Descent descent(m_path, element);
            Owned part = owned(memberType(map, key), member);
            const bool isEmpty = member.isNull() || (member.isObject() && member.size() == 0);
            if (part.isMember || isEmpty || !map.find(key))
                members.push_back(element);
            children.emplace_back(element, std::move(part.below));
        }
        return Owned {false, FieldSet(std::move(members), std::move(children))};
    }

    Owned ownedOfList(const ListShape& list, const Json& value)
    {
        // Elements of one identity are owned together, and nothing below them.
        std::map<PathElement, std::pair<const Json*, int>> items;
        for (const Json& item : value.items()) {
            // Pruning may leave null, or an element without its keys: no error, and enough to keep
            // the list that it stands in.
            const Result<PathElement> known = itemElement(m_schema, list, item);
            const PathElement element = known ? *known : PathElement::value(Json());
            auto& [first, count] = items[element];
            first = count++ == 0 ? &item : first;
        }
        std::vector<PathElement> members;
        std::vector<FieldSet::Child> children;
        for (const auto& [element, known] : items) {
            const Descent descent(m_path, element);
            members.push_back(element);
            if (known.second == 1)
                children.emplace_back(element, owned(list.element, *known.first).below);
        }
        return Owned {false, FieldSet(std::move(members), std::move(children))};
    }

    const Schema& m_schema;
    FieldPath m_path;
    Problems m_problems;
};

} // namespace

Result<FieldSet> fieldSet(const ObjectType& type, const Json& value)
{
    FieldWalk walk(*type.schema);
    Owned owned = walk.owned(type.type, value);
    if (!walk.problems().isEmpty())
        return walk.problems().toFailure();
    return std::move(owned.below);
}

} // namespace cauce::merge
