#pragma once

#include "core/sync/syncplan.h"

namespace cauce::sync {

//! \brief \p object without what the server and its controllers keep beside it: status,
//! managedFields, resourceVersion, generation, creation time, revision and metrics annotations.
//!
//! Two equal ones are the same object to whoever looked at a plan. Pure.
object::Json essence(const object::Json& object);

//! \brief The body of an apply of \p step that works on the very object that was seen, or on none.
//!
//! With \p uid and \p resourceVersion of the object for an update. For a create both are empty and
//! the body asks for resourceVersion "1", which no object ever has: the server then creates, and
//! answers 409 when the object exists (kube-apiserver 1.35, built-in and custom resources alike).
//! Pure; \p step must have a desired object.
object::Manifest boundBody(const PlanStep& step, const QString& uid,
                           const QString& resourceVersion);

//! What a CustomResourceDefinition among the steps defines; an empty kind for any other object.
object::GroupKind definedBy(const PlanStep& step);

//! Whether \p plan writes the CustomResourceDefinition of \p kind.
bool changesKind(const SyncPlan& plan, const object::GroupKind& kind);

//! Whether \p now is the object that \p seen was, with nothing changed that a person was shown.
bool isAsSeen(const cluster::LiveObject& seen, const object::Manifest& now);

} // namespace cauce::sync
