#pragma once

#include "core/engine/workspace.h"

#include <QStringList>

//! The workspace files of this user. Any thread; blocks on the disk.
namespace cauce::workspaces {

QStringList names();
//! \return NotFound, or Invalid with file:line
Result<Workspace> load(const QString& name);
//! Checks and writes it, atomically. \return Invalid for a name or a number out of range, or Io
Result<void> save(const Workspace& workspace);
Result<void> remove(const QString& name);

} // namespace cauce::workspaces
