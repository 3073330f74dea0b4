#include "app/cli/diffcommand.h"

#include "app/cli/words.h"
#include "core/base/text.h"
#include "core/diff/linediff.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace cauce::cli {

QString diffText(const diff::ObjectDiff& object)
{
    const diff::ObjectText texts = diff::objectText(object);
    const diff::LineDiff lines = diff::lineDiff(texts.live, texts.desired);
    const QString heading = u"===== %1 (%2) ====="_s.arg(text::singleLine(object.key.toString()),
                                                         changeWord(object.change));
    return heading + u'\n' + text::plain(diff::unified(lines), std::numeric_limits<int>::max());
}

QString DiffCommand::summary() const
{
    return u"Show what differs between the cluster and Git."_s;
}

QString DiffCommand::description() const
{
    return u"Shows what differs between the cluster (-) and Git (+), one object after the other.\n"
           "Exit code: 0 nothing differs, 1 something does, 2 it could not be compared."_s;
}

QList<Command::Argument> DiffCommand::arguments() const
{
    return {{u"APP"_s, u"Application."_s}};
}

void DiffCommand::onSettled()
{
    const AppStatePtr state = requireApplication();
    if (!state)
        return;
    reportProblems();
    if (!state->spec.isUsable() || !state->evaluatedAt.isValid()) { // no difference will come
        for (const AppCondition& condition : state->conditions) {
            if (condition.isError())
                complain(condition.message);
        }
        return giveUp(u"%1 could not be compared"_s.arg(text::singleLine(state->name())));
    }
    connect(&session().engine(), &Engine::diffReady, this,
            [this](const AppDiffPtr& diff) { print(*diff); });
    session().engine().followDiff(state->name());
}

void DiffCommand::print(const AppDiff& diff)
{
    bool differs = false;
    bool unknown = diff.objects.isEmpty() || session().isCutOff();
    if (const AppStatePtr state = session().application(diff.application)) {
        unknown = session().isCutOff() || state->stale || state->sync == diff::SyncStatus::Unknown;
        for (const AppCondition& condition : state->conditions) {
            if (condition.isError())
                complain(condition.message);
        }
    }
    for (const diff::ObjectDiff& object : diff.objects) {
        if (object.hook || object.change == diff::Change::None)
            continue;
        if (object.change == diff::Change::Unknown) {
            complain(
                u"%1 could not be compared: %2"_s.arg(object.key.toString(), object.error.message));
            continue;
        }
        differs = true;
        printRaw(diffText(object).toUtf8());
        if (!object.error.message.isEmpty())
            complain(u"%1: the server would refuse it: %2"_s.arg(object.key.toString(),
                                                                 object.error.message));
    }
    emit finished(unknown ? Failed : differs ? Differs : Done);
}

} // namespace cauce::cli
