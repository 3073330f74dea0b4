#pragma once

// Private to core/sandbox: the defaults of Pods and of what makes them.

#include "core/object/json.h"

namespace cauce::sandbox {

//! Of any pod spec, in a template or in a Pod.
void setPodSpecDefaults(object::Json& spec);
//! In addition, of a Pod itself.
void setPodDefaults(object::Json& pod);
//! Of a claim's spec, in a template or in a claim.
void setClaimSpecDefaults(object::Json& spec);
//! Always for the tag latest or none, else IfNotPresent. Rule: SetDefaults_Container.
QString pullPolicyOf(const QString& image);

} // namespace cauce::sandbox
