#pragma once

#include "core/base/result.h"
#include "core/object/textposition.h"

namespace cauce::object {

//! Invalid: "file:line:column: what".
Failure yamlFailure(const QString& file, TextPosition at, const QString& what);

//! \brief Refuses, before anything is parsed, what no YAML parser should see: a text that is too
//! large, no UTF-8, has NUL characters, is a Git LFS pointer, or has directives without end.
Result<void> checkYamlText(const QByteArray& text, const QString& file, qsizetype maxBytes);

//! \brief Says what a syntax error at \p at most likely is, and what to do about it.
//!
//! Knows merge conflicts, unrendered Helm templates, tabs, and values that want quotes. \param what
//! the parser's own words
Failure explainedYamlFailure(const QByteArray& text, const QString& file, TextPosition at,
                             const QString& what);

} // namespace cauce::object
