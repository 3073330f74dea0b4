#pragma once

#include "core/base/result.h"
#include "core/object/json.h"
#include "core/sandbox/cause.h"

#include <QHash>
#include <QStringList>

#include <memory>
#include <optional>

namespace cauce::sandbox {

struct SchemaNode;
struct SchemaArena;

//! \brief What a kind's objects look like: their fields, the defaults that the schema carries, and
//! what is wrong with one.
//!
//! Two sorts: a built-in kind, which a server keeps in structs of its own, and a custom kind, which
//! it keeps as it came and pruned by the schema of its CustomResourceDefinition. Immutable; any
//! thread with at least 1 MiB of stack.
//!
//! The way of a write: wrongType() (400), unknownFields() (warned of, or 400 when strict),
//! pruned(), defaulted() (custom kinds only: a built-in kind's are in pruned() and in
//! withServerDefaults()), problems() (422), and for built-in kinds the rules of validation.h (422).
class StructuralSchema
{
public:
    using Types = QHash<QString, object::Json>; //!< components.schemas, by name

    //! \brief The built-in kinds: \p names of \p types; one of each comes back, in their order.
    //! \return Internal when a type is missing
    static Result<std::vector<std::shared_ptr<const StructuralSchema>>>
    ofTypes(const Types& types, const QStringList& names);
    //! \brief A custom kind.
    //! \param openApiV3Schema of one version; null: everything is kept, nothing is checked
    //! \param metaTypes a built-in kind, for its metadata
    //! \param preservesUnknown spec.preserveUnknownFields of the definition
    static std::shared_ptr<const StructuralSchema> ofCrd(const object::Json& openApiV3Schema,
                                                         const StructuralSchema& metaTypes,
                                                         bool preservesUnknown = false);

    bool isBuiltIn() const;

    //! \brief Why \p object cannot be read as this kind at all, such as "json: cannot unmarshal
    //! string into Go struct field DeploymentSpec.spec.replicas of type int32"; nothing when it
    //! can. Only for built-in kinds, and for the metadata of custom ones.
    std::optional<QString> wrongType(const object::Json& object) const;
    //! \brief The paths of the fields that the kind does not have: `spec.foo`, `spec.ports[0].bar`;
    //! a server says `unknown field "spec.foo"`, in this order.
    QStringList unknownFields(const object::Json& object) const;
    //! \brief \p object as a server keeps it.
    //!
    //! Custom kinds: without unknown fields, but where the schema preserves them, and without nulls
    //! that it does not allow. Built-in kinds: also without what their structs leave out when it is
    //! zero or empty, with what these always write, with canonical quantities, and with the
    //! defaults that the schema carries. Members come sorted. \p object must have no wrongType().
    object::Json pruned(const object::Json& object) const;
    //! \p object with the defaults of the schema in place of what is missing.
    object::Json defaulted(const object::Json& object) const;
    //! \brief What a server answers with 422 because of the schema of a custom kind: types,
    //! required fields, enums, numbers, lengths, patterns, list types. Empty for built-in kinds.
    //! Rules in the Common Expression Language (x-kubernetes-validations) are not evaluated.
    Causes problems(const object::Json& object) const;

private:
    StructuralSchema(std::shared_ptr<const SchemaArena> arena, const SchemaNode* root)
        : m_arena(std::move(arena))
        , m_root(root)
    { }

    std::shared_ptr<const SchemaArena> m_arena; // keeps the nodes
    const SchemaNode* m_root;
};

} // namespace cauce::sandbox
