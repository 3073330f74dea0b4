#pragma once

#include <QStringView>

#include <chrono>
#include <optional>

namespace cauce {

//! \brief A duration as Go writes it: numbers with units (h, m, s, ms), such as "1h30m" or "1.5s".
//!
//! Without a unit it is seconds, as Argo CD reads `retry.backoff`. Pure. \return nothing for
//! anything else, for a negative one and for more than a day
std::optional<std::chrono::milliseconds> goDuration(QStringView text);

} // namespace cauce
