#pragma once

// Private to core/sandbox: why a server (Go) cannot read a text as what it should be.

#include <QString>

#include <optional>

namespace cauce::sandbox {

//! \p text as base64, with padding; line breaks do not count.
std::optional<QString> base64Problem(const QString& text);
//! \p text as a time of RFC 3339.
std::optional<QString> timeProblem(const QString& text);

} // namespace cauce::sandbox
