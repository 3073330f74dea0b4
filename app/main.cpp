#include "app/cli/cli.h"

#if __has_include("app/gui.h")
#include "app/gui.h"
#define CAUCE_HAS_WINDOW 1
#endif

#include <QStringList>

#include <cstdio>

int main(int argc, char** argv)
{
    // Decided before any application object exists: the command line needs no display.
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    if (cauce::cli::isCommandLine(arguments))
        return cauce::cli::run(argc, argv);
#ifdef CAUCE_HAS_WINDOW
    return cauce::runGui(argc, argv);
#else
    std::fputs("cauce: the window is not built yet; `cauce --help` lists the commands\n", stderr);
    return 2;
#endif
}
