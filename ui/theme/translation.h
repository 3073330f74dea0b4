#pragma once

#include <QString>

namespace cauce {

//! \brief Makes the program speak \p language ("en", "es", "es_ES"); English when it is not known.
//!
//! Also sets QLocale's default, so that numbers and dates follow. GUI thread, before the window.
void speak(const QString& language);

} // namespace cauce
