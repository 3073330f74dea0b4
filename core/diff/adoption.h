#pragma once

#include "core/object/manifest.h"

#include <optional>

namespace cauce::diff {

//! \brief The fields of tools that applied an object before us, made ours.
//!
//! What such a tool applied stays for ever when Git drops it, because the tool still owns it.
//! Taking its ownership over first makes the next apply remove it (rule: kubectl's own way from
//! client-side to server-side apply). Pure.
struct Adoption
{
    object::Json managedFields; //!< to be written in place of the object's
    QStringList managers; //!< whose fields become ours; untrusted text
};

//! \brief What to write so that we own what earlier tools applied of \p live.
//! \return nothing when no earlier tool owns anything, or what is there cannot be read
std::optional<Adoption> adoptionOf(const object::Manifest& live);

//! \brief The entries of \p managedFields that are an earlier tool's, at the version that ours are
//! in (or, before our first apply, at the newest of theirs).
//!
//! `argocd-controller` and `kubectl` that apply on the server, and whoever applied on the client's
//! side: `kubectl-client-side-apply`, `argocd-controller`, or the owner of kubectl's annotation.
QList<qsizetype> earlierAppliers(const object::Json& managedFields);

//! \brief \p object without what earlier tools applied, \p desired no longer mentions and nobody
//! else owns: what a sync takes away beyond a plain apply.
//! \param live as the cluster has it, with managedFields and annotations
//! \param object like \p live, perhaps in a form of normalize.h; \p desired likewise
//! \return nothing when there is nothing of the kind
std::optional<object::Json> withoutLeftBehind(const object::Json& object,
                                              const object::Json& desired,
                                              const object::Json& live);

} // namespace cauce::diff
