#pragma once

#include "core/desired/loader.h"

namespace cauce::desired {

//! The objects of a directory as they are written, before they are placed and tracked.
struct RawManifests
{
    QList<object::Manifest> manifests; //!< in the order of their files
    QStringList warnings; //!< English sentences naming the file
};

//! \brief Reads the manifests of a directory source (rule: Argo CD's directory reader).
//!
//! Files by name (`.yaml`, `.yml`, `.json`) and by include and exclude, in path order; a file that
//! holds `+argocd:skip-file-rendering` is left out, and one that is no manifest by its looks
//! (values, dashboards in YAML) is ignored. Any thread with at least 1 MiB of stack.
//! \return Invalid naming file:line for anything else, for Jsonnet (not supported yet), for a bad
//!         pattern and when the files are larger than RenderInput::maxBytes together
Result<RawManifests> readDirectory(const RenderInput& input, const git::SourceTree& tree);

//! \p path of a file below the path of \p tree; the file's own name when the path names the file.
QString pathBelow(const git::SourceTree& tree, const QString& path);

} // namespace cauce::desired
