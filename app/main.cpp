#include "app/cli/cli.h"
#include "app/gui.h"

#include <QStringList>

int main(int argc, char** argv)
{
    // Decided before any application object exists: the command line needs no display.
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    if (cauce::cli::isCommandLine(arguments))
        cauce::cli::run(argc, argv);
    return cauce::runGui(argc, argv);
}
