#pragma once

#include <QStringList>

//! The command line: the same core, no display. Main thread.
namespace cauce::cli {

//! Whether \p arguments (without the program) ask for the command line and not for the window.
bool isCommandLine(const QStringList& arguments);

//! \brief Runs one command to its end with its own QCoreApplication, then ends the process.
//!
//! The exit code is the command's; every wrong use is one line on standard error and Failed.
[[noreturn]] void run(int& argc, char** argv);

} // namespace cauce::cli
