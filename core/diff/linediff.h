#pragma once

#include "core/diff/compare.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace cauce::diff {

//! One line of a shown difference.
struct DiffLine
{
    enum class Kind { Context, Removed, Added };
    struct Range
    {
        int start = 0; //!< in characters of text
        int length = 0;
        friend bool operator==(const Range&, const Range&) = default;
    };
    Kind kind = Kind::Context;
    int liveLine = 0; //!< from 1; 0 for an added line
    int desiredLine = 0; //!< from 1; 0 for a removed line
    QString text;
    QList<Range> words; //!< what differs within the line, for a removed and added pair
};

struct DiffHunk
{
    QString path; //!< for people: "spec › template › spec › containers[name=nginx]"; may be empty
    QList<DiffLine> lines;
};

//! \brief The two texts of one object and their difference. A value.
struct LineDiff
{
    QList<DiffHunk> hunks;
    int added = 0;
    int removed = 0;
    int unchangedAbove = 0; //!< lines before the first hunk
    int unchangedBelow = 0; //!< lines after the last one
};

//! \brief Myers' difference of two texts, with \p context unchanged lines around each hunk.
//!
//! Pure; any thread; bounded work (very different large texts fall back to "all removed, all
//! added").
LineDiff lineDiff(const QString& live, const QString& desired, int context = 3);

//! \brief What a person is shown of one object: live and to-be YAML, noise hidden, Secrets masked,
//! keys of both in one order, so that unchanged parts line up.
struct ObjectText
{
    QString live; //!< empty when the object is not there
    QString desired; //!< after a sync, as the server predicted it; empty when it would be pruned
};
ObjectText objectText(const ObjectDiff& diff);

//! Unified hunks as `diff -u` prints them, without a file header.
QString unified(const LineDiff& diff);

} // namespace cauce::diff
