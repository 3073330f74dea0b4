#pragma once

// Private to core/sandbox: who owns what, kept in metadata.managedFields.

#include "core/merge/ownership.h"
#include "core/sandbox/kinds.h"

#include <variant>

namespace cauce::sandbox {

//! Who writes, through which endpoint, and when.
struct Writer
{
    QString manager;
    QString subresource; //!< empty for the object itself
    QString now; //!< RFC 3339, UTC, whole seconds
};

//! A program's default field manager: its user agent up to the first slash.
QString managerOf(const QString& userAgent);

//! \brief \p updated with the managedFields that a replacement of \p live by it leaves.
//!
//! managedFields that \p updated brings along count instead of the live ones, as on a server, and a
//! single empty entry drops them all. \param live null for a create
object::Json withUpdateTracked(const Kinds& kinds, const ServedKind& kind, const object::Json& live,
                               object::Json updated, const Writer& writer);

//! What an apply came to.
struct ApplyOutcome
{
    object::Json object; //!< with its managedFields; not yet defaulted
    std::vector<merge::Conflict> conflicts; //!< nothing was done when there are any
};

//! \brief What a server-side apply of \p config makes of \p live (null: it does not exist).
//! \return Invalid in a server's words when \p config is not of its kind's type
Result<ApplyOutcome> withApplied(const Kinds& kinds, const ServedKind& kind,
                                 const object::Json& live, const object::Json& config,
                                 const Writer& writer, merge::Force force);

//! `Apply failed with 1 conflict: ...`
QString conflictText(const std::vector<merge::Conflict>& conflicts);
//! `conflict with "kubectl" using apps/v1`
QString conflictCause(const merge::Conflict& conflict);

//! Whether the objects differ in more than resourceVersion and the times of managedFields.
bool isSameObject(const object::Json& before, const object::Json& after);

} // namespace cauce::sandbox
