#include "app/cli/cli.h"

#include "app/cli/console.h"
#include "app/cli/diffcommand.h"
#include "app/cli/getcommand.h"
#include "app/cli/listcommand.h"
#include "app/cli/opencommand.h"
#include "app/cli/sandboxcommand.h"
#include "app/cli/synccommand.h"
#include "app/cli/waitcommand.h"
#include "core/base/text.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QLoggingCategory>
#include <QRegularExpression>

#include <cstdio>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;

namespace cauce::cli {

namespace {

std::vector<std::unique_ptr<Command>> makeCommands()
{
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(std::make_unique<OpenCommand>());
    commands.push_back(std::make_unique<ListCommand>());
    commands.push_back(std::make_unique<GetCommand>());
    commands.push_back(std::make_unique<DiffCommand>());
    commands.push_back(std::make_unique<SyncCommand>());
    commands.push_back(std::make_unique<RefreshCommand>());
    commands.push_back(std::make_unique<WaitCommand>());
    commands.push_back(std::make_unique<ResourcesCommand>());
    commands.push_back(std::make_unique<HistoryCommand>());
    commands.push_back(std::make_unique<RollbackCommand>());
    commands.push_back(std::make_unique<WatchCommand>());
    commands.push_back(std::make_unique<SandboxCommand>());
    return commands;
}

QString version()
{
    return QLatin1StringView(CAUCE_VERSION);
}

void printHelp(const std::vector<std::unique_ptr<Command>>& commands)
{
    printLine(
        u"Usage: cauce                     open the window\n"
        "       cauce --demo              the window on a cluster and a repository of its own\n"
        "       cauce COMMAND [options]   the same without a display\n\n"
        "Shows what Git asks for, what runs in the cluster and how they differ, and syncs.\n\n"
        "Commands:"_s);
    for (const auto& command : commands)
        printLine(u"  "_s + command->name().leftJustified(11) + command->summary());
    printLine(u"\n`cauce COMMAND --help` says more. Files: workspaces in $XDG_CONFIG_HOME/cauce, "
              "history in\n$XDG_STATE_HOME/cauce, mirrors in $XDG_CACHE_HOME/cauce."_s);
}

void printHelp(const Command& command, const QCommandLineParser& parser)
{
    QString usage = u"Usage: cauce %1 [options]"_s.arg(command.name());
    for (const Command::Argument& argument : command.arguments())
        usage += u' ' + argument.name;
    // Qt's own first lines name the program only; what follows "Options:" is as wanted.
    const QString help = parser.helpText();
    const qsizetype options = help.indexOf("Options:"_L1);
    printLine(usage + "\n\n"_L1 + command.description() + "\n\n"_L1
              + help.mid(qMax<qsizetype>(options, 0)).trimmed());
}

// The number of arguments against what the command declares; empty: it fits.
QString argumentProblem(const Command& command, const QStringList& given)
{
    const QList<Command::Argument> wanted = command.arguments();
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        if (i >= given.size() && !wanted.at(i).name.startsWith(u'['))
            return u"%1 is missing (see `cauce %2 --help`)"_s.arg(wanted.at(i).name,
                                                                  command.name());
        if (i < given.size() && given.at(i).isEmpty())
            return u"%1 is empty"_s.arg(wanted.at(i).name);
    }
    if (given.size() > wanted.size())
        return u"\"%1\" is one argument too many (see `cauce %2 --help`)"_s.arg(
            given.at(wanted.size()), command.name());
    return {};
}

int runCommand(Command& command, const QStringList& arguments)
{
    QCommandLineParser parser;
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    parser.addOption({{u"h"_s, u"help"_s}, u"Say what this command does."_s});
    command.declare(parser);
    for (const Command::Argument& argument : command.arguments())
        parser.addPositionalArgument(argument.name, argument.description, argument.name);
    const auto refuse = [&command](QString message) {
        while (message.endsWith(u'.'))
            message.chop(1);
        printError(u"cauce %1: %2"_s.arg(command.name(), message));
        return int(Failed);
    };
    if (!parser.parse(arguments))
        return refuse(parser.errorText());
    if (parser.isSet(u"help"_s)) {
        printHelp(command, parser);
        return Done;
    }
    if (const QString problem = argumentProblem(command, parser.positionalArguments());
        !problem.isEmpty())
        return refuse(problem);
    if (const auto prepared = command.prepare(parser); !prepared)
        return refuse(prepared.error().message);

    // Queued: a command may finish within start(), before the event loop runs.
    QObject::connect(
        &command, &Command::finished, QCoreApplication::instance(),
        [](int code) { QCoreApplication::exit(code); }, Qt::QueuedConnection);
    QMetaObject::invokeMethod(&command, &Command::start, Qt::QueuedConnection);
    return QCoreApplication::exec();
}

int runAsked(QStringList arguments)
{
    // As kubectl takes it, too: -ojson.
    static const QRegularExpression joined(u"\\A-o=?(json|yaml|wide|name)\\z"_s);
    arguments.replaceInStrings(joined, u"--output=\\1"_s);
    const QString name = arguments.value(1);
    const auto commands = makeCommands();
    if (name == "--version"_L1 || name == "-v"_L1 || name == "version"_L1) {
        printLine(u"cauce "_s + version());
        return Done;
    }
    if (name == "--help"_L1 || name == "-h"_L1 || (name == "help"_L1 && arguments.size() == 2)) {
        printHelp(commands);
        return Done;
    }
    const bool help = name == "help"_L1;
    const QString wanted = help ? arguments.value(2) : name;
    for (const auto& command : commands) {
        if (command->name() != wanted)
            continue;
        if (help)
            arguments = {arguments.constFirst(), u"--help"_s};
        else
            arguments.removeAt(1);
        return runCommand(*command, arguments);
    }
    printError(u"cauce: there is no command \"%1\": `cauce --help` lists them"_s.arg(
        text::singleLine(wanted, 60)));
    return Failed;
}

} // namespace

bool isCommandLine(const QStringList& arguments)
{
    if (arguments.isEmpty())
        return false;
    const QString& first = arguments.constFirst();
    return !first.startsWith(u'-') || first == "--help"_L1 || first == "-h"_L1
        || first == "--version"_L1 || first == "-v"_L1;
}

void run(int& argc, char** argv)
{
    prepareStreams();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"cauce"_s);
    QCoreApplication::setApplicationVersion(version());
    // What a person must know is said by the commands; QT_LOGGING_RULES turns the rest on.
    QLoggingCategory::setFilterRules(u"cauce.*=false\ncauce.*.critical=true"_s);
    int code = runAsked(QCoreApplication::arguments());
    if (outputState() == Output::Failed) {
        printError(u"cauce: cannot write to the standard output: "_s + outputFailure());
        code = Failed;
    }
    // All is written and recorded. Qt's network threads may be in the middle of a handshake, and
    // OpenSSL must not be taken down under them: they end with the process.
    std::fflush(nullptr);
    ::_exit(code);
}

} // namespace cauce::cli
