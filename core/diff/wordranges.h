#pragma once

#include "core/diff/linediff.h"

namespace cauce::diff {

//! What differs within a removed line and the line added in its place.
struct WordRanges
{
    QList<DiffLine::Range> removed;
    QList<DiffLine::Range> added;
};

//! \brief Compares two lines word by word; a word is a run of letters, digits, '.' and '_', so that
//! of `nginx:1.25-alpine` only the version is marked. Empty when they have next to nothing in
//! common. Pure; any thread.
WordRanges wordRanges(const QString& removed, const QString& added);

} // namespace cauce::diff
