#pragma once

// Private to core/sandbox: a Service's addresses and ports.

#include "core/sandbox/admission.h"

namespace cauce::sandbox {

//! Gives \p service what it needs and does not say: an address of 10.96.0.0/16, node ports of
//! 30000 to 32767.
void allocateService(object::Json& service, const Surroundings& surroundings);
//! Takes what \p service does not say and still needs from \p before, and drops what it needs no
//! more.
void carryService(object::Json& service, const object::Json& before);

} // namespace cauce::sandbox
