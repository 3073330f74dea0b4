#pragma once

#include "core/base/result.h"
#include "core/merge/schema.h"
#include "core/object/resourcekey.h"
#include "core/sandbox/store.h"
#include "core/sandbox/structuralschema.h"

#include <QStringList>

#include <memory>
#include <vector>

namespace cauce::sandbox {

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
    bool hasGeneration = false; //!< metadata.generation counts the changes of what is wanted
    QStringList
        subresources; //!< all that a real server has for it, sorted: log, scale, status, ...
    merge::ObjectType schema; //!< for server-side apply
    std::shared_ptr<const StructuralSchema> structure; //!< for defaults, pruning and validation
    object::Json printerColumns; //!< additionalPrinterColumns of a CRD; null for built-in kinds
    object::Json scalePaths; //!< subresources.scale of a CRD (specReplicasPath, ...); else null

    ResourceName resource() const { return {type.group, plural}; }
};

//! \brief What the server serves: the built-in kinds (data, taken from a real server), and those of
//! CustomResourceDefinitions. One thread.
//!
//! A value whose copies are cheap and go their own ways; pointers to kinds are valid until the next
//! serveCrd() or removeCrd() of that kind.
class Kinds
{
public:
    //! \brief The built-in kinds from the compiled-in data.
    //!
    //! The first call of the process reads it (some 20 ms optimised); any thread.
    //! \return Internal when the data does not fit the program
    static Result<Kinds> builtIn();

    //! The version of Kubernetes that the data was taken from, as `/version` answers it.
    object::Json version() const;

    const ServedKind* find(const QString& group, const QString& version,
                           const QString& plural) const; //!< nullptr when not served
    const ServedKind* findKind(const object::GroupVersionKind& type) const;
    //! The version in which \p resource is kept; nullptr when not served.
    const ServedKind* storage(const ResourceName& resource) const;
    std::vector<const ServedKind*> all() const; //!< by group, version, plural

    //! Serves the versions of \p crd (those with served: true), in place of what it served before.
    //! \return Invalid when its schema cannot be compiled; nothing has changed then
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
