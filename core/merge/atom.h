#pragma once

// Private to core/merge: what a reference comes to, and which of its shapes a value takes.

#include "core/merge/schema.h"

namespace cauce::merge {

//! A type as seen from one place: shapes that do not apply are gone, overrides are in.
struct Atom
{
    //! Which of the shapes a value is walked as; a map before a scalar before a list.
    enum class Form { Map, Scalar, List, None };

    Scalar scalar = Scalar::None;
    const ListShape* list = nullptr;
    const MapShape* map = nullptr;
    bool isAtomicList = false;
    bool isAtomicMap = false;

    Form form() const;
    //! The same shapes are left; only for atoms of one type.
    bool sameShapes(const Atom& other) const;
};

//! \return nothing when the reference is invalid, undeclared, or overrides what has no parts
std::optional<Atom> resolved(const Schema& schema, const TypeRef& ref);
//! \p atom reduced to the shape that \p value has; as it is when \p value is absent (nullptr), null
//! or of no shape that \p atom has
Atom deduced(const Atom& atom, const object::Json* value);
//! `schema error: no type found matching: name`
QString missingTypeText(const Schema& schema, const TypeRef& ref);

//! The type of the member \p key of a map.
inline TypeRef memberType(const MapShape& map, QStringView key)
{
    const Field* field = map.find(key);
    return field ? field->type : map.element;
}

} // namespace cauce::merge
