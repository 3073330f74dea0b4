#pragma once

#include "core/engine/appspec.h"

#include <QMap>

namespace cauce {

//! \brief All applications of a workspace in one list, parents before children, one of each name.
//!
//! Pure. What is declared at the root path comes first; then, level by level, what applications
//! declare ("app of apps"). An application that declares itself or one above it is a cycle: the
//! declaration is not followed, with a condition CyclicApplicationWarning on the application whose
//! files hold it. A name that is declared twice with different content (or twice at the root) is a
//! condition InvalidSpecError that names both places, on the first, which is kept.
//! \param root from the workspace's path
//! \param childrenOf application to what its files declare; entries of unknown ones are not used
QList<AppSpec> arrange(const QList<AppSpec>& root, const QMap<QString, QList<AppSpec>>& childrenOf);

//! Whether two lists declare the same applications in the same places with the same content.
bool sameDeclarations(const QList<AppSpec>& a, const QList<AppSpec>& b);

} // namespace cauce
