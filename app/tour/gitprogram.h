#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QStringList>

namespace cauce::tour {

//! \brief Runs the `git` program in \p folder, with no configuration but the repository's own.
//!
//! Only for the demo's repository, and only here: core writes Git in core/edit alone. Blocks some
//! ten milliseconds. \return what it printed; NotFound when git is not installed, Io with its words
//! when it fails
Result<QByteArray> git(const QString& folder, const QStringList& arguments,
                       const QByteArray& input = {});

} // namespace cauce::tour
