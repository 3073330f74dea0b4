#include "core/merge/gotext.h"
#include "core/merge/listitems.h"
#include "core/merge/problems.h"
#include "core/merge/typed.h"

#include <set>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::merge {

namespace {

class Validator
{
public:
    Validator(const Schema& schema, Duplicates duplicates)
        : m_schema(schema)
        , m_duplicates(duplicates)
    { }

    void check(const TypeRef& type, const Json& value)
    {
        const std::optional<Atom> atom = resolved(m_schema, type);
        if (!atom) {
            m_problems.add(m_path, missingTypeText(m_schema, type));
            return;
        }
        const Atom shape = deduced(*atom, &value);
        switch (shape.form()) {
        case Atom::Form::Map:
            checkMap(*shape.map, value);
            break;
        case Atom::Form::Scalar:
            if (const QString problem = scalarProblem(shape.scalar, value); !problem.isEmpty())
                m_problems.add(m_path, problem);
            break;
        case Atom::Form::List:
            checkList(shape, value);
            break;
        case Atom::Form::None:
            m_problems.add(m_path, u"schema error: invalid atom"_s);
            break;
        }
    }

    Result<void> outcome() const
    {
        if (!m_problems.isEmpty())
            return m_problems.toFailure();
        return {};
    }

private:
    void checkMap(const MapShape& map, const Json& value)
    {
        if (value.isNull())
            return;
        if (!value.isObject()) {
            m_problems.add(m_path, u"expected map, got &{%1}"_s.arg(goPlain(value)));
            return;
        }
        for (const auto& [key, member] : value.members()) {
            const Descent descent(m_path, PathElement::field(key));
            const TypeRef type = memberType(map, key);
            if (!type.isValid())
                m_problems.add(m_path, u"field not declared in schema"_s);
            else
                check(type, member);
        }
    }

    void checkList(const Atom& shape, const Json& value)
    {
        if (value.isNull())
            return;
        if (!value.isArray()) {
            m_problems.add(m_path, u"expected list, got &{%1}"_s.arg(goPlain(value)));
            return;
        }
        std::set<PathElement> seen;
        for (qsizetype i = 0; i < value.size(); ++i) {
            PathElement element = PathElement::index(i);
            if (!shape.isAtomicList) {
                Result<PathElement> known = itemElement(m_schema, *shape.list, value.at(i));
                if (!known) {
                    m_problems.add(m_path, u"element %1: %2"_s.arg(i).arg(known.error().message));
                    return;
                }
                element = *std::move(known);
                if (!seen.insert(element).second && m_duplicates == Duplicates::Refused) {
                    m_problems.add(m_path,
                                   u"duplicate entries for key %1"_s.arg(element.toString()));
                }
            }
            const Descent descent(m_path, std::move(element));
            check(shape.list->element, value.at(i));
        }
    }

    const Schema& m_schema;
    Duplicates m_duplicates;
    FieldPath m_path;
    Problems m_problems;
};

} // namespace

Result<void> validate(const ObjectType& type, const Json& value, Duplicates duplicates)
{
    Validator validator(*type.schema, duplicates);
    validator.check(type.type, value);
    return validator.outcome();
}

} // namespace cauce::merge
