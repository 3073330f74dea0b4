#include "core/merge/reconcile.h"

#include "core/merge/atom.h"
#include "core/merge/problems.h"

namespace cauce::merge {

namespace {

class ReconcileWalk
{
public:
    explicit ReconcileWalk(const Schema& schema)
        : m_schema(schema)
    { }

    // \param isWhole the place itself is owned, and nothing below it
    void walk(const TypeRef& type, const FieldSet& fields, bool isWhole)
    {
        const std::optional<Atom> atom = resolved(m_schema, type);
        if (!atom) {
            m_problems.add(m_path, missingTypeText(m_schema, type));
            return;
        }
        switch (atom->form()) {
        case Atom::Form::Map:
            walkMap(*atom, fields, isWhole);
            break;
        case Atom::Form::List:
            if (!isWhole && atom->isAtomicList) {
                takeWhole();
                break;
            }
            forParts(fields, [&](const PathElement&) { return atom->list->element; });
            break;
        case Atom::Form::Scalar:
        case Atom::Form::None:
            break;
        }
    }

    Result<FieldSet> outcome(const FieldSet& fields) const
    {
        if (!m_problems.isEmpty())
            return m_problems.toFailure();
        return m_whole.isEmpty() ? fields : fields.withoutTree(m_whole).united(m_whole);
    }

private:
    void walkMap(const Atom& atom, const FieldSet& fields, bool isWhole)
    {
        if (isFree(*atom.map))
            return;
        if (!isWhole && atom.isAtomicMap) {
            if (!fields.isEmpty())
                takeWhole();
            return;
        }
        forParts(fields, [&](const PathElement& element) {
            return memberType(*atom.map, element.fieldName());
        });
    }

    // A map of which nothing is described has no relationship that could change.
    bool isFree(const MapShape& map) const
    {
        const Type* element = m_schema.type(map.element);
        if (!map.fields.empty() || !element)
            return false;
        if (!element->name.isEmpty())
            return element->name == Schema::deducedName();
        return element->scalar == Scalar::Untyped;
    }

    template <typename TypeOf>
    void forParts(const FieldSet& fields, TypeOf typeOf)
    {
        const auto part = [&](const PathElement& element, const FieldSet& below, bool isMember) {
            const TypeRef type = typeOf(element);
            if (!type.isValid())
                return; // the schema knows it no more
            const Descent descent(m_path, element);
            walk(type, below, isMember && below.isEmpty());
        };
        for (const auto& [element, below] : fields.children()) {
            if (!fields.contains(element))
                part(element, below, false);
        }
        for (const PathElement& element : fields.members())
            part(element, fields.below(element), true);
    }

    void takeWhole() { m_whole.insert(m_path); }

    const Schema& m_schema;
    FieldPath m_path;
    FieldSet m_whole; // what has become atomic
    Problems m_problems;
};

} // namespace

Result<FieldSet> reconciled(const Schema& schema, const TypeRef& type, const FieldSet& fields)
{
    ReconcileWalk walk(schema);
    walk.walk(type, fields, false);
    return walk.outcome(fields);
}

} // namespace cauce::merge
