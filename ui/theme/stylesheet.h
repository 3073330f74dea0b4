#pragma once

#include <QString>

namespace cauce {

class Theme;

//! The style sheet of the ordinary controls, made from the theme's tokens and sizes.
QString styleSheetOf(const Theme& theme);

} // namespace cauce
