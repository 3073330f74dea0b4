#pragma once

#include "core/object/manifest.h"

namespace cauce::object {

//! Whether \p manifest is a core Secret that carries `stringData`.
bool hasStringData(const Manifest& manifest);

//! \brief A Secret as the server stores it: each `stringData` value base64 in `data`, where it
//! wins.
//!
//! Server-side apply tracks ownership of what is sent, and `stringData` is never stored, so that a
//! key dropped from it would stay in the cluster for ever. A `stringData` that the server will
//! refuse (a number, say) is left as it is, so that it does. Any thread.
Json withStringDataFolded(const Json& secret);

} // namespace cauce::object
