#pragma once

namespace cauce {

//! \brief The program with a window, or one picture of it with --screenshot; with --demo on a
//! cluster and a repository of its own. \return the exit status: 0, 1 when a picture or the demo
//! could not be made, 2 for wrong arguments, no display or no font
int runGui(int argc, char** argv);

} // namespace cauce
