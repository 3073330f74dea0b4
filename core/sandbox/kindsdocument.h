#pragma once

// Private to core/sandbox: the OpenAPI documents that a server serves of its kinds.

#include "core/sandbox/kinds.h"

namespace cauce::sandbox {

//! One document: types by name, and for each kind in it where it is served.
struct DocumentParts
{
    StructuralSchema::Types types; //!< all that may be referred to
    QStringList roots; //!< the types that must be in it, with all they refer to
    std::vector<const ServedKind*> kinds;
    QString version; //!< v1.35.4
};

//! The document, its members sorted.
object::Json openApiDocument(const DocumentParts& parts);

//! "api/v1", "apis/apps/v1".
QString openApiPath(const object::GroupVersionKind& type);

//! Adds the types of one version of \p crd (the kind and its list) to \p types.
//! \return their names
QStringList addCrdTypes(const object::Json& crd, const object::Json& version,
                        StructuralSchema::Types& types);

} // namespace cauce::sandbox
