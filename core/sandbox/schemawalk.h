#pragma once

// Private to core/sandbox: what the walks of StructuralSchema are made of. Pure functions.

#include "core/sandbox/cause.h"
#include "core/sandbox/schemanode.h"

#include <optional>

namespace cauce::sandbox {

// ---- built-in kinds

//! \p value as the server's own structs write it after they have read it.
object::Json written(const SchemaNode& node, const object::Json& value);
//! Why \p value cannot be read into the server's own structs, in Go's words.
std::optional<QString> wrongTypeIn(const SchemaNode& node, const object::Json& value);
//! Adds the paths of what the structs do not have to \p found.
void collectUnknown(const SchemaNode& node, const object::Json& value, const QString& path,
                    QStringList& found);

// ---- custom kinds

//! \p value without what the schema does not know; the paths of that go to \p dropped.
//! \param metadata the node of ObjectMeta
object::Json prunedCustom(const SchemaNode& node, const object::Json& value,
                          const SchemaNode& metadata, QStringList* dropped);
//! \p value without nulls that are neither allowed nor replaced by a default.
object::Json withoutForbiddenNulls(const SchemaNode& node, const object::Json& value);
//! \p value with the schema's defaults.
object::Json withSchemaDefaults(const SchemaNode& node, const object::Json& value);
//! What is wrong with \p value by its schema.
Causes schemaProblems(const SchemaNode& node, const object::Json& value);

} // namespace cauce::sandbox
