#include "core/base/log.h"

namespace cauce::log {

// Warnings and worse by default: a dashboard's standard error is read when something is wrong.
Q_LOGGING_CATEGORY(git, "cauce.git", QtWarningMsg)
Q_LOGGING_CATEGORY(kube, "cauce.kube", QtWarningMsg)
Q_LOGGING_CATEGORY(engine, "cauce.engine", QtWarningMsg)
Q_LOGGING_CATEGORY(sync, "cauce.sync", QtWarningMsg)
Q_LOGGING_CATEGORY(perf, "cauce.perf", QtWarningMsg)

} // namespace cauce::log
