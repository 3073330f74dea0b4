#pragma once

#include <QLoggingCategory>

//! Every category of the program, one place. `QT_LOGGING_RULES="cauce.git.debug=true"` turns one
//! on.
namespace cauce::log {

Q_DECLARE_LOGGING_CATEGORY(git) //!< fetch, resolve, read
Q_DECLARE_LOGGING_CATEGORY(kube) //!< requests, watches; never a body, never a header
Q_DECLARE_LOGGING_CATEGORY(engine) //!< what was evaluated and why
Q_DECLARE_LOGGING_CATEGORY(sync) //!< one line for each object written
Q_DECLARE_LOGGING_CATEGORY(perf) //!< durations in milliseconds, one per evaluation

} // namespace cauce::log
