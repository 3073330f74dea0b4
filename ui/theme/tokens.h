#pragma once

#include "models/statusmark.h"

#include <QColor>

namespace cauce {

//! \brief The colours of the program by what they mean; no other file names a colour.
//!
//! Source: design/window.md. tests/ui/tst_theme computes the contrast of every pair that is used.
struct Tokens
{
    QColor background; //!< of the page
    QColor surface; //!< cards and bars
    QColor sunken; //!< hunk headers, wells
    QColor line; //!< hairlines
    QColor lineStrong; //!< borders of buttons
    QColor lineInput; //!< borders of text fields and check boxes, 3:1
    QColor text;
    QColor secondary;
    QColor tertiary;
    QColor accent;
    QColor accentWash; //!< selection
    QColor onAccent;
    QColor ok, okWash;
    QColor warning, warningWash;
    QColor bad, badWash;
    QColor running, runningWash;
    QColor suspended, suspendedWash;
    QColor unknown, unknownWash;
    QColor addedLine, addedWord;
    QColor removedLine, removedWord;

    const QColor& of(Tone tone) const; //!< for text and glyphs
    const QColor& washOf(Tone tone) const; //!< a ground for of(tone)
};

const Tokens& lightTokens();
const Tokens& darkTokens();

//! Contrast of two colours by WCAG 2: 1 to 21.
double contrast(const QColor& a, const QColor& b);

} // namespace cauce
