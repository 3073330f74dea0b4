#pragma once

// Private to core/sandbox: the compiled-in data of the kinds that every server has.

#include "core/sandbox/kinds.h"

namespace cauce::sandbox {

//! What resources/sandbox/ says, read and compiled once.
struct BuiltInKinds
{
    std::vector<std::shared_ptr<const ServedKind>> kinds;
    StructuralSchema::Types types; //!< components.schemas of all groups, by name, as served
    QHash<object::GroupVersionKind, QString> typeNames; //!< lists and Scale, too
    object::Json version; //!< as `/version` answers it
};

//! \return Internal when the data does not fit the program
Result<std::shared_ptr<const BuiltInKinds>> readBuiltInKinds();

} // namespace cauce::sandbox
