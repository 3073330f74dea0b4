#pragma once

#include "core/desired/loader.h"

namespace cauce::desired {

//! \brief Which kinds live in a namespace: discovery, then \p manifests' own definitions, then the
//! kinds of Kubernetes itself. A kind that nobody knows is taken as namespaced (rule: Argo CD).
class Scopes
{
public:
    Scopes(const QHash<object::GroupKind, bool>& discovered,
           const QList<object::Manifest>& manifests);

    bool isNamespaced(const object::GroupKind& kind) const;

private:
    QHash<object::GroupKind, bool> m_namespaced;
};

//! \brief \p manifest in its namespace and marked as \p input's application's.
//!
//! A CustomResourceDefinition gets no mark (rule: Argo CD); a forged mark from Git is replaced, or
//! removed where none belongs.
//! \return Invalid naming file:line when metadata.annotations is no map
Result<object::Manifest> tracked(const object::Manifest& manifest, const RenderInput& input,
                                 const Scopes& scopes);

} // namespace cauce::desired
