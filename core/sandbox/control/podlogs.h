#pragma once

#include "core/sandbox/control/kubelet.h"

namespace cauce::sandbox::control {

//! \brief What `kubectl logs` shows of a simulated container: the lines that such an image writes,
//! one more each ten seconds, always the same for the same Pod and time.
//! \return text, or the refusals that a kubelet words (no such container, not started yet)
Answer podLog(const Request& request, const Json& pod, const Kubelet& kubelet,
              const QDateTime& now);

} // namespace cauce::sandbox::control
