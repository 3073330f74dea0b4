#pragma once

#include "core/base/result.h"
#include "core/merge/schema.h"
#include "core/object/resourcekey.h"
#include "core/sandbox/store.h"

#include <QStringList>

#include <memory>
#include <vector>

namespace cauce::sandbox {

class StructuralSchema; // types, defaults and what is pruned; see structuralschema.h

//! \brief One kind at one version that the server serves. A value; immutable.
struct ServedKind
{
    object::GroupVersionKind type;
    QString plural;
    QString singular;
    QStringList shortNames;
    QStringList categories;
    QStringList verbs; //!< discovery's: create, delete, deletecollection, get, list, patch, ...
    bool isNamespaced = true;
    bool hasStatus = false; //!< a status subresource
    bool hasScale = false;
    bool isCustom = false; //!< from a CustomResourceDefinition
    bool isStorage = true; //!< the version in which the kind is kept
    merge::ObjectType schema; //!< for server-side apply
    std::shared_ptr<const StructuralSchema> structure; //!< for defaults, pruning and validation
    object::Json printerColumns; //!< additionalPrinterColumns of a CRD; null for built-in kinds

    ResourceName resource() const { return {type.group, plural}; }
};

//! \brief What the server serves: the built-in kinds (data, taken from a real server), and those of
//! CustomResourceDefinitions. One thread.
class Kinds
{
public:
    //! \brief The built-in kinds from the compiled-in data.
    //! \return Internal when the data does not fit the program
    static Result<Kinds> builtIn();

    const ServedKind* find(const QString& group, const QString& version,
                           const QString& plural) const; //!< nullptr when not served
    const ServedKind* findKind(const object::GroupVersionKind& type) const;
    //! The version in which \p resource is kept; nullptr when not served.
    const ServedKind* storage(const ResourceName& resource) const;
    std::vector<const ServedKind*> all() const; //!< by group, version, plural

    //! Serves the versions of \p crd, in place of what it served before.
    //! \return Invalid when its schema cannot be compiled
    Result<void> serveCrd(const object::Json& crd);
    void removeCrd(const QString& group, const QString& plural);

    //! The OpenAPI v3 document of "api/v1", "apis/apps/v1", ...; null when not served.
    object::Json openApi(const QString& path) const;
    QStringList openApiPaths() const; //!< of `/openapi/v3`, sorted

private:
    struct Private;
    std::shared_ptr<Private> d;
};

} // namespace cauce::sandbox
