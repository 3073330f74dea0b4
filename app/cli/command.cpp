#include "app/cli/command.h"

#include "app/cli/console.h"

using namespace Qt::StringLiterals;

namespace cauce::cli {

void Command::complain(const QString& message) const
{
    printError(u"cauce %1: %2"_s.arg(name(), message));
}

void Command::giveUp(const QString& message)
{
    complain(message);
    emit finished(Failed);
}

} // namespace cauce::cli
