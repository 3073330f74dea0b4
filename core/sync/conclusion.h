#pragma once

#include "core/sync/operationstate.h"

namespace cauce::sync {

//! What an operation ended on, besides its steps.
struct Ending
{
    OperationPhase stopPhase = OperationPhase::Succeeded; //!< other than that: it was stopped
    QString stopMessage; //!< why; empty: the steps say
    bool cancelled = false; //!< a person stopped it
    bool awaits = false; //!< something that was done is not known to be as wanted yet
};

//! How it is recorded.
struct Conclusion
{
    OperationPhase phase = OperationPhase::Succeeded;
    QString message;
};

//! \brief What an operation came to, from its steps: all that was begun must have its outcome.
//!
//! What a person stopped begins with Argo CD's "Operation terminated" whatever else went wrong, so
//! that nobody begins it again by himself: see wasTerminated(). Pure.
Conclusion conclusionOf(const QList<StepResult>& steps, const Ending& ending);

} // namespace cauce::sync
