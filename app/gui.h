#pragma once

namespace cauce {

//! \brief The program with a window, or one picture of it with --screenshot.
//! \return the exit status: 0, 1 when a picture could not be made, 2 for wrong arguments or no
//! display
int runGui(int argc, char** argv);

} // namespace cauce
