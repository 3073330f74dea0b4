#pragma once

#include "core/desired/loader.h"

namespace cauce::desired {

//! What renders an application's path.
enum class SourceType { Directory, Kustomize, Helm };

//! \brief What the files at the application's path ask for (rule: Argo CD's discovery, where
//! Kustomize wins over Helm). A source with directory options is a directory whatever it holds.
SourceType sourceTypeOf(const RenderInput& input, const git::SourceTree& tree);

//! \brief Refuses what is not supported yet, in words.
//! \return Invalid for Kustomize, for Helm, and for a `.argocd-source.yaml`, which changes the
//!         source's options in a way that we do not follow
Result<void> checkSupported(const RenderInput& input, const git::SourceTree& tree);

} // namespace cauce::desired
