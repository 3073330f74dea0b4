#include "app/tour/gitprogram.h"

#include "core/base/processrunner.h"
#include "core/base/text.h"

#include <QProcessEnvironment>

using namespace Qt::StringLiterals;

namespace cauce::tour {

Result<QByteArray> git(const QString& folder, const QStringList& arguments, const QByteArray& input)
{
    ProcessRequest request;
    request.program = u"git"_s;
    request.arguments = arguments;
    request.workingFolder = folder;
    request.input = input;
    for (const QString& name : QProcessEnvironment::systemEnvironment().keys()) {
        if (name.startsWith("GIT_"_L1))
            request.environment.insert(name, QString());
    }
    request.environment.insert(u"GIT_CONFIG_NOSYSTEM"_s, u"1"_s);
    request.environment.insert(u"GIT_CONFIG_GLOBAL"_s, u"/dev/null"_s);
    request.environment.insert(u"GIT_TERMINAL_PROMPT"_s, u"0"_s);
    request.environment.insert(u"LC_ALL"_s, u"C"_s);
    const auto outcome = runProcess(request, CancelToken());
    if (!outcome) {
        if (outcome.error().kind == ErrorKind::NotFound)
            return fail(ErrorKind::NotFound,
                        u"the demo needs the program git, which is not installed: "
                        "apt-get install git"_s);
        return Failure {outcome.error()};
    }
    if (outcome->exitCode != 0)
        return fail(ErrorKind::Io,
                    u"git %1 in %2 failed: %3"_s.arg(
                        arguments.value(0), folder,
                        text::singleLine(QString::fromUtf8(outcome->errorOutput).trimmed(), 300)));
    return outcome->output;
}

} // namespace cauce::tour
