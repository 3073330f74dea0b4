#pragma once

#include "core/merge/schema.h"

#include <QHash>

namespace cauce::merge {

//! \brief The schema of one OpenAPI document, and which of its types the kinds are.
//!
//! A value; any thread.
struct OpenApiSchema
{
    std::shared_ptr<const Schema> schema;
    //! Type names by kindKey(); a kind that several types claim keeps the last by name.
    QHash<QString, QString> kinds;

    static QString kindKey(const QString& apiVersion, const QString& kind);
    //! The type of \p kind at \p apiVersion ("apps/v1"), or nothing when the document has none.
    std::optional<ObjectType> typeOf(const QString& apiVersion, const QString& kind) const;
};

//! \brief Compiles an OpenAPI v3 document as a server serves it (`/openapi/v3/apis/apps/v1`).
//!
//! Reads what a server's own compiler reads: types, `$ref` (also as a lone `allOf`), the
//! `x-kubernetes-` extensions of lists and maps, defaults, preserved unknown fields. Quantities are
//! scalars of any type, raw extensions are atomic.
//! \return Invalid, naming the types, when one cannot be compiled
Result<OpenApiSchema> compileOpenApi(const object::Json& document);

//! \brief Compiles the schema of one version of a CustomResourceDefinition, as its server does:
//! with apiVersion, kind and metadata, and with those of embedded resources.
//! \param crd the whole CustomResourceDefinition (apiextensions.k8s.io/v1)
//! \return NotFound when it has no such version, Invalid when its schema cannot be compiled
Result<ObjectType> compileCrd(const object::Json& crd, const QString& version);

} // namespace cauce::merge
