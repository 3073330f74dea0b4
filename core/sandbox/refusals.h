#pragma once

// Private to core/sandbox: a server's refusals in its own words.

#include "core/sandbox/cause.h"
#include "core/sandbox/kinds.h"
#include "core/sandbox/request.h"

namespace cauce::sandbox {

//! "deployments.apps", or "pods" in the core group.
QString qualified(const ResourceName& resource);

Answer noSuchResource();
Answer methodNotAllowed();
Answer badRequest(const QString& message);
//! Status 500 without a reason: what a server answers where it has no better words.
Answer serverError(const QString& message);
Answer notFound(const ResourceName& resource, const QString& name);
Answer alreadyExists(const ResourceName& resource, const QString& name);
//! `Operation cannot be fulfilled on deployments.apps "x": ` and \p why
Answer conflict(const ResourceName& resource, const QString& name, const QString& why);
//! The conflict of a stale resourceVersion.
Answer modifiedMeanwhile(const ResourceName& resource, const QString& name);
Answer invalid(const object::GroupKind& kind, const QString& name, const Causes& causes);
Answer forbidden(const ResourceName& resource, const QString& name, const QString& why);
//! 410 with reason Expired.
Answer expired(const QString& message);

} // namespace cauce::sandbox
