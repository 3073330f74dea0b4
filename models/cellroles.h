#pragma once

#include "models/statusmark.h"

#include <QMetaType>

namespace cauce {

//! What a cell of a table says besides its text; roles that tables and trees share.
enum CellRole {
    MarkRole = 0x0200, //!< StatusMark of the cell; invalid: none
    ToneRole //!< int of Tone for the text; invalid: ordinary
};

} // namespace cauce

Q_DECLARE_METATYPE(cauce::StatusMark)
