#pragma once

#include "core/sandbox/control/loop.h"

namespace cauce::sandbox::control {

//! A ControllerRevision of a StatefulSet or DaemonSet. A value.
struct Revision
{
    QString name;
    qint64 number = 0;
    Json podTemplate;
};

//! \brief The ControllerRevision of \p owner's present template, made when it is new; an earlier
//! one that is wanted again gets the highest number. \param hashLabel the label under which the
//! hash stands
Revision presentRevision(Loop& loop, const Json& owner, const QString& hashLabel);
//! The one of that name; an empty name when it is gone.
Revision findRevision(Loop& loop, const Json& owner, const QString& name);
//! Deletes the oldest beyond the owner's revisionHistoryLimit that are not \p used.
void dropOldRevisions(Loop& loop, const Json& owner, const QStringList& used);

} // namespace cauce::sandbox::control
