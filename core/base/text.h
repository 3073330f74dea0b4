#pragma once

#include <QString>

//! \brief The one text sink: what comes from Git, a cluster or a child process passes here before a
//! person sees it. Pure functions, any thread.
namespace cauce::text {

//! \brief \p untrusted made safe to show on one or many lines.
//!
//! Control characters (but newline and tab), bidirectional overrides and zero-width characters are
//! shown as \\u{XXXX}; the result is cut at \p maxLength characters with an ellipsis. Idempotent.
QString plain(QStringView untrusted, qsizetype maxLength = 2000);

//! plain() on a single line: newlines and tabs become a space.
QString singleLine(QStringView untrusted, qsizetype maxLength = 400);

//! plain() escaped and wrapped for QToolTip, which cannot be switched to plain text.
QString toolTip(QStringView untrusted);

//! \brief \p text without credentials: user:password@ in URLs, bearer and basic tokens, PEM keys.
//!
//! For error messages and logs; it errs on the side of hiding.
QString redacted(QStringView text);

} // namespace cauce::text
