#include <QCoreApplication>
#include <QTextStream>

using namespace Qt::StringLiterals;

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QTextStream(stderr) << "cauce " << CAUCE_VERSION << ": nothing to run yet\n"_L1;
    return 2;
}
