#pragma once

#include "core/base/result.h"
#include "core/object/json.h"
#include "core/object/jsonpointer.h"
#include "core/object/resourcekey.h"

#include <memory>

namespace cauce::object {

//! Where a value stands in the repository. Line and column count from 1; line 0 means "not known".
struct SourceLocation
{
    QString file; //!< path below the repository's root, with '/'
    int line = 0;
    int column = 0;

    //! "apps/cart/deployment.yaml:19", or only the file when the line is not known.
    QString toString() const;

    friend bool operator==(const SourceLocation&, const SourceLocation&) = default;
};

//! Positions of a document's values by JSON pointer; shared by the manifests made from it.
class SourceMap;

//! \brief One Kubernetes object, immutable: what Git wants or what a cluster holds.
//!
//! A value: copies share their content and may cross threads. There is no half-filled Manifest: it
//! always has apiVersion, kind and a name or generateName.
class Manifest
{
public:
    //! \brief Takes \p json as an object.
    //! \return Invalid ("deployment.yaml:1: no kind") when apiVersion, kind or metadata.name (or
    //!         generateName) is missing or of the wrong type
    static Result<Manifest> fromJson(Json json, std::shared_ptr<const SourceMap> source = nullptr);

    const Json& json() const { return d->json; }
    const ResourceKey& key() const { return d->key; }
    const GroupVersionKind& type() const { return d->type; }
    const QString& name() const { return d->key.name; } //!< metadata.name, else generateName
    const QString& nameSpace() const { return d->key.nameSpace; }
    QString uid() const;
    QString resourceVersion() const;
    QString annotation(QStringView name) const; //!< empty when absent or not a string
    QString label(QStringView name) const;
    bool hasAnnotation(QStringView name) const;

    //! Where this object begins in the repository, or an empty location for a live object.
    SourceLocation location() const;
    //! Where the value at \p pointer stands; its nearest known parent when it has no place of its
    //! own.
    SourceLocation location(const JsonPointer& pointer) const;

    //! The same object (with its source positions) and other content; key and type follow \p json.
    Manifest withJson(Json json) const;
    Manifest withNamespace(const QString& nameSpace) const; //!< empty removes it
    Manifest withAnnotation(const QString& name, const QString& value) const;

    friend bool operator==(const Manifest& a, const Manifest& b) { return a.json() == b.json(); }

private:
    struct Data
    {
        Json json;
        ResourceKey key;
        GroupVersionKind type;
        std::shared_ptr<const SourceMap> source;
    };
    explicit Manifest(std::shared_ptr<const Data> data)
        : d(std::move(data))
    { }
    std::shared_ptr<const Data> d;
};

//! \brief Whether \p manifest can be named as it is: the rules a server has for metadata.name.
//!
//! For what comes from Git; what a cluster holds is never refused. Built-in kinds: a DNS-1123
//! subdomain of at most 253 characters (RBAC kinds and kinds of others' groups: apimachinery's path
//! segment, which a CustomResourceDefinition's server narrows itself); a namespace: a DNS-1123
//! label. \return Invalid with file:line, the name and the rule
Result<void> validate(const Manifest& manifest);

} // namespace cauce::object
