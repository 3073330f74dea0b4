#pragma once

#include "core/desired/namespacemetadata.h"
#include "core/git/sourcetree.h"
#include "core/object/manifestset.h"

#include <QHash>

#include <optional>

namespace cauce::desired {

//! \brief How the files of one path become one application's desired state. A value.
struct RenderInput
{
    QString application; //!< the tracking name
    QString destinationNamespace; //!< for namespaced objects that name none; may be empty
    bool recurse = false; //!< directory.recurse
    QString include; //!< directory.include, see Glob; empty: all
    QString exclude; //!< directory.exclude; empty: none
    //! From discovery; a kind that is not in it is looked up in the manifests' own
    //! CustomResourceDefinitions, then among the kinds of Kubernetes itself, and is namespaced if
    //! nobody knows it (rule: Argo CD).
    QHash<object::GroupKind, bool> namespaced;
    //! With it the destination namespace is one of the objects, unless Git has it as a file.
    std::optional<NamespaceMetadata> managedNamespace;
    qint64 maxBytes = 10'000'000; //!< of all manifests together (Argo CD's default, "10M")

    friend bool operator==(const RenderInput&, const RenderInput&) = default;
};

//! \brief Which files load() wants to see: manifests, and the files that tell the kind of source.
git::TreeFilter filterFor(const RenderInput& input);

//! \brief Renders a directory source: reads, flattens, places and tracks every object.
//!
//! Pure: equal input gives an equal set with an equal hash, whatever the order of the files. All or
//! nothing: one bad document fails the whole, so that nothing is taken for removed. Namespaced
//! objects without a namespace get the destination's, cluster-scoped ones lose theirs; every object
//! but a CustomResourceDefinition gets Argo CD's tracking annotation, and what Git says of tracking
//! is dropped; `stringData` of a Secret is folded into `data`, as the server stores it. The
//! namespace of RenderInput::managedNamespace carries no tracking id, so that it is never pruned
//! (rule: Argo CD). Any thread with at least 1 MiB of stack. A path without manifests is an empty
//! set with a warning.
//! \return Invalid naming file:line: unreadable or unsupported content, two objects with one
//!         identity, more than maxBytes
Result<object::ManifestSet> load(const RenderInput& input, const git::SourceTree& tree);

} // namespace cauce::desired
