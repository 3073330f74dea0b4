#pragma once

namespace cauce {

//! \brief Tells screen readers what the widgets that paint themselves are and say: switches, tabs,
//! choices, the bar of health and the difference.
//!
//! Lists need none of it: their models answer with Qt::AccessibleTextRole. Call it once, after the
//! QApplication is made; calling it again does nothing. GUI thread.
void installAccessibility();

} // namespace cauce
