#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace cauce::diff {

//! \brief Where lines of a YAML text (as yamlwriter lays it out) stand, for people: "spec ›
//! template › spec › containers[name=nginx]"; empty at the top level. Pure; any thread.
//! \param indexes of the lines asked for, ascending
QStringList yamlPathsOf(const QStringList& lines, const QList<int>& indexes);

//! The key that a line of YAML sets, with its indentation and list marks: "  - image"; empty when
//! it sets none.
QString yamlLeadOf(const QString& line);

} // namespace cauce::diff
