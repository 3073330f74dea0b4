#pragma once

#include "core/diff/attribution.h"
#include "core/diff/compare.h"
#include "core/diff/shapes.h"

namespace cauce::diff {

//! What is compared field by field: both sides from normalize.h, those of a Secret masked.
struct ChangeInput
{
    const object::Json& live;
    const object::Json& target; //!< what a sync makes of it
    const object::Manifest& desired; //!< as Git wants it: for the order, pointers and locations
    const Shapes& shapes;
    const FieldOwners& owners; //!< of the live object
};

//! The fields that differ.
struct FieldChanges
{
    QList<FieldChange> list; //!< in the order of the desired document
    //! Some change is Git's doing: a field that Git mentions, or one that goes away. Else the
    //! server or an admission plugin alone would change it, or it has moved since it was read.
    bool hasOurs = false;
};

//! \brief What differs between live and target, with who set the live value and where Git says
//! otherwise. Pure; any thread.
FieldChanges fieldChanges(const ChangeInput& input);

} // namespace cauce::diff
