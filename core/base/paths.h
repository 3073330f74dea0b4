#pragma once

#include "core/base/result.h"

#include <QString>

//! \brief The program's own folders. Each is made on first use with mode 0700.
//!
//! XDG_CONFIG_HOME, XDG_CACHE_HOME and XDG_STATE_HOME are honoured, so that a test has folders of
//! its own. Any thread.
namespace cauce::paths {

QString config(); //!< workspaces and settings: `$XDG_CONFIG_HOME/cauce`
QString cache(); //!< bare mirrors: `$XDG_CACHE_HOME/cauce`; safe to delete
QString state(); //!< history, consents, known hosts: `$XDG_STATE_HOME/cauce`

//! \brief Makes \p folder, private to us.
//! \return Io when it cannot be made or belongs to somebody else
Result<void> makePrivate(const QString& folder);

//! \brief Writes a whole file atomically (temporary file, flush, rename), mode 0600.
//! \return Io naming the file and the reason; an existing file is then as it was
Result<void> writeFile(const QString& path, const QByteArray& content);

} // namespace cauce::paths
