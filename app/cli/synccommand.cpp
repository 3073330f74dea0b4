#include "app/cli/synccommand.h"

#include "app/cli/words.h"
#include "core/base/text.h"

#include <QCommandLineParser>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace cauce::cli {

namespace {

// Enough to recognise a change; `cauce diff` shows all of it.
constexpr qsizetype kFieldsShown = 6;

QString stepLine(const sync::PlanStep& step)
{
    QString line = u"  %1 %2"_s.arg(changeWord(step.change).leftJustified(7),
                                    text::singleLine(step.key.toString()));
    if (step.wave != 0)
        line += u" (wave %1)"_s.arg(step.wave);
    if (step.generated)
        line += " (CreateNamespace=true)"_L1;
    return line;
}

QString userName()
{
    const QString user = qEnvironmentVariable("USER");
    return user.isEmpty() ? u"uid %1"_s.arg(::getuid()) : user;
}

// "Namespace/shop", and for one of several namesakes "PersistentVolumeClaim/apps/data".
QString deletionName(const object::ResourceKey& key, bool withNamespace)
{
    return withNamespace && !key.nameSpace.isEmpty()
        ? u"%1/%2/%3"_s.arg(key.kind, key.nameSpace, key.name)
        : u"%1/%2"_s.arg(key.kind, key.name);
}

QList<object::ResourceKey> deletionsNamed(const QList<object::ResourceKey>& keys,
                                          const QString& name)
{
    QList<object::ResourceKey> found;
    for (const object::ResourceKey& key : keys) {
        if (name.compare(deletionName(key, false), Qt::CaseInsensitive) == 0
            || name.compare(deletionName(key, true), Qt::CaseInsensitive) == 0)
            found.append(key);
    }
    return found;
}

QString namesOf(const QList<object::ResourceKey>& keys)
{
    QStringList names;
    for (const object::ResourceKey& key : keys)
        names.append(text::singleLine(deletionName(key, true)));
    return names.isEmpty() ? u"there is none"_s : names.join(", "_L1);
}

bool isFinal(sync::StepOutcome outcome)
{
    return outcome != sync::StepOutcome::Pending && outcome != sync::StepOutcome::Running;
}

} // namespace

void PlanCommand::declare(QCommandLineParser& parser) const
{
    SessionCommand::declare(parser);
    parser.addOption({u"prune"_s, u"Also delete what is no longer in Git."_s});
    parser.addOption({u"dry-run"_s, u"Ask the server about every step and write nothing."_s});
    parser.addOption({u"yes"_s, u"Do not ask."_s});
    parser.addOption({u"confirm"_s,
                      u"The application's name once more: --yes needs it for a large deletion."_s,
                      u"app"_s});
    parser.addOption({u"confirm-delete"_s,
                      u"Let --prune delete this Namespace, CustomResourceDefinition, volume, claim "
                      "or object with Prune=confirm, too. May be repeated."_s,
                      u"KIND/NAME"_s});
}

Result<void> PlanCommand::prepare(const QCommandLineParser& parser)
{
    m_yes = parser.isSet(u"yes"_s);
    m_dryRun = parser.isSet(u"dry-run"_s);
    m_confirmed = parser.value(u"confirm"_s);
    m_deletions = parser.values(u"confirm-delete"_s);
    if (!m_deletions.isEmpty() && !parser.isSet(u"prune"_s))
        return fail(ErrorKind::Invalid, u"--confirm-delete is for deletions: say --prune, too"_s);
    if (parser.isSet(u"timeout"_s)) {
        m_limit.setSingleShot(true);
        connect(&m_limit, &QTimer::timeout, this, [this] {
            complain(u"stopping after %1 s"_s.arg(timeout().count()));
            session().engine().cancel(applicationName());
        });
    }
    return SessionCommand::prepare(parser);
}

void PlanCommand::onOpening()
{
    Engine& engine = session().engine();
    connect(&engine, &Engine::planReady, this,
            [this](quint64, const sync::SyncPlanPtr& plan) { onPlan(plan); });
    connect(&engine, &Engine::planFailed, this,
            [this](quint64, const Error& error) { giveUp(error.message); });
    connect(&engine, &Engine::operationRefused, this,
            [this](const QString&, const Error& error) { giveUp(error.message); });
    connect(&engine, &Engine::operationChanged, this,
            [this](const sync::OperationStatePtr& operation) {
                if (m_running && operation->application == applicationName())
                    onOperation(*operation);
            });
}

void PlanCommand::onSettled()
{
    const AppStatePtr state = requireApplication();
    if (!state)
        return;
    reportProblems();
    session().engine().preparePlan(request(*state), 1);
}

void PlanCommand::onPlan(const sync::SyncPlanPtr& plan)
{
    const AppStatePtr state = session().application(plan->application);
    if (!state || m_running)
        return;
    if (!std::exchange(m_deletionsAsked, true) && confirmsDeletions(*plan))
        return; // another plan follows, or the end
    printPlan(*plan);
    for (const QString& warning : warnings(*state, *plan))
        printLine(text::singleLine(warning, 1000));
    for (const object::ResourceKey& key : plan->protectedDeletions)
        printLine(u"To delete it, too: --confirm-delete %1"_s.arg(
            text::singleLine(deletionName(key, true))));
    if (!plan->isRunnable()) {
        for (const QString& problem : plan->problems)
            complain(problem);
        return giveUp(u"cannot %1: nothing was written"_s.arg(verb()));
    }
    const bool writes = std::any_of(plan->steps.cbegin(), plan->steps.cend(),
                                    [](const sync::PlanStep& step) { return step.isWrite(); });
    if (!writes) {
        printLine(u"Nothing to do."_s);
        emit finished(Done);
        return;
    }
    if (m_dryRun)
        return run(plan);
    if (plan->largeDeletion)
        return askToDelete(plan);
    if (m_yes)
        return run(plan);
    if (!isTerminal(STDIN_FILENO))
        return giveUp(u"there is no terminal to ask on: say --yes, or --dry-run to look only"_s);
    ask(plan,
        u"%1 %2? [y/N] "_s.arg(verb() == "sync"_L1 ? u"Sync"_s : u"Roll back"_s,
                               text::singleLine(plan->application)),
        {u"y"_s, u"yes"_s});
}

//! What destroys more than itself is named one by one, by option or on the terminal.
bool PlanCommand::confirmsDeletions(const sync::SyncPlan& plan)
{
    for (const QString& name : std::as_const(m_deletions)) {
        const auto named = deletionsNamed(plan.protectedDeletions, name);
        if (named.size() != 1) {
            giveUp(u"--confirm-delete %1: %2 (%3). Nothing was written"_s.arg(
                text::singleLine(name, 200),
                named.isEmpty() ? u"no deletion that waits for it has that name"_s
                                : u"say which one, with its namespace"_s,
                namesOf(named.isEmpty() ? plan.protectedDeletions : named)));
            return true;
        }
        if (!m_confirmedDeletions.contains(named.constFirst()))
            m_confirmedDeletions.append(named.constFirst());
    }
    if (!m_confirmedDeletions.isEmpty()) {
        planAgain();
        return true;
    }
    const bool canAsk = !m_yes && !m_dryRun && isTerminal(STDIN_FILENO);
    if (!canAsk || plan.protectedDeletions.isEmpty())
        return false;
    printLine(u"These are deleted only when you name each of them:"_s);
    askNextDeletion(plan.protectedDeletions);
    return true;
}

void PlanCommand::askNextDeletion(QList<object::ResourceKey> left)
{
    if (left.isEmpty())
        return planAgain();
    const object::ResourceKey key = left.takeFirst();
    const QString text
        = u"  %1: type its name to delete it with all that it holds, Enter to keep it: "_s.arg(
            text::singleLine(key.toString()));
    m_question = std::make_unique<Question>(
        text, QStringList {key.name}, this, [this, key, left](bool yes) {
            if (yes)
                m_confirmedDeletions.append(key);
            // Not from within the question, which is replaced by the next.
            QMetaObject::invokeMethod(
                this, [this, left] { askNextDeletion(left); }, Qt::QueuedConnection);
        });
}

void PlanCommand::planAgain()
{
    const AppStatePtr state = requireApplication();
    if (!state)
        return;
    PlanRequest again = request(*state);
    again.confirmedDeletions = m_confirmedDeletions;
    session().engine().preparePlan(again, 2);
}

//! A deletion of many objects is no matter of habit: the name is wanted, not a "yes".
void PlanCommand::askToDelete(const sync::SyncPlanPtr& plan)
{
    const QString name = text::singleLine(plan->application);
    const QString deletes
        = u"this deletes %1 objects of %2"_s.arg(plan->count(diff::Change::Prune)).arg(name);
    if (m_yes && m_confirmed == plan->application)
        return run(plan);
    if (m_yes || !isTerminal(STDIN_FILENO))
        return giveUp(u"%1: nothing was written. If you mean it, say --yes --confirm %2"_s.arg(
            deletes, name));
    ask(plan, u"%1. Type its name to go on: "_s.arg(deletes), {plan->application});
}

void PlanCommand::printPlan(const sync::SyncPlan& plan) const
{
    printLine(
        u"Plan to %1 %2 to %3:"_s.arg(verb(), text::singleLine(plan.application),
                                      commitWords({plan.commit, plan.summary, plan.author, {}})));
    int unchanged = 0;
    for (const sync::PlanStep& step : plan.steps) {
        if (!step.isWrite()) {
            ++unchanged;
            continue;
        }
        printLine(stepLine(step));
        if (!step.refusal.isEmpty())
            printLine("          cannot work: "_L1 + text::singleLine(step.refusal, 1000));
        for (const diff::FieldChange& field : step.fields.mid(0, kFieldsShown))
            printLine("          "_L1 + fieldWords(field));
        if (step.fields.size() > kFieldsShown)
            printLine(u"          and %1 more"_s.arg(step.fields.size() - kFieldsShown));
    }
    if (unchanged > 0)
        printLine(u"  %1 unchanged"_s.arg(unchanged));
    for (const QString& note : plan.leftOut + plan.notes)
        printLine(u"Note: "_s + text::singleLine(note, 1000));
}

void PlanCommand::ask(const sync::SyncPlanPtr& plan, const QString& question,
                      const QStringList& agreeing)
{
    m_question = std::make_unique<Question>(question, agreeing, this, [this, plan](bool yes) {
        if (yes)
            return run(plan);
        printLine(u"Nothing was written."_s);
        emit finished(Differs);
    });
}

void PlanCommand::run(const sync::SyncPlanPtr& plan)
{
    m_running = true;
    if (m_limit.isSingleShot())
        m_limit.start(timeout());
    m_stop = std::make_unique<StopSignals>(this, [this] {
        complain(u"stopping before the next write; once more ends at once"_s);
        session().engine().cancel(applicationName());
    });
    session().engine().sync({plan, m_dryRun, userName()});
}

void PlanCommand::onOperation(const sync::OperationState& operation)
{
    m_printed.resize(operation.steps.size(), sync::StepOutcome::Pending);
    for (qsizetype i = 0; i < operation.steps.size(); ++i) {
        const sync::StepResult& step = operation.steps.at(i);
        if (step.change == diff::Change::None || !isFinal(step.outcome)
            || m_printed.at(i) == step.outcome)
            continue;
        m_printed[i] = step.outcome;
        printLine((operation.dryRun ? u"  (dry run) "_s : u"  "_s) + stepWords(step));
    }
    if (operation.isFinished())
        return onOperationEnd(operation);
    if (operation.message != m_waiting) {
        m_waiting = operation.message;
        if (!m_waiting.isEmpty())
            printLine(u"  "_s + text::singleLine(m_waiting, 1000));
    }
}

void PlanCommand::onOperationEnd(const sync::OperationState& operation)
{
    m_running = false;
    const bool good = operation.phase == sync::OperationPhase::Succeeded;
    const QString message = text::singleLine(operation.message, 1000);
    if (good) {
        printLine(operation.dryRun ? u"Dry run: the server would accept it."_s
                                   : sync::nameOf(operation.phase) + u": "_s + message);
        emit finished(Done);
        return;
    }
    giveUp(sync::nameOf(operation.phase) + u": "_s + message);
}

QString SyncCommand::summary() const
{
    return u"Make the cluster what Git says."_s;
}

QString SyncCommand::description() const
{
    return u"Makes the cluster what Git says: shows the plan, asks, then applies it step by step.\n"
           "What is no longer in Git stays unless --prune is given. Exit code: 0 only when "
           "everything\nwas done, 1 when you said no, 2 otherwise."_s;
}

QList<Command::Argument> SyncCommand::arguments() const
{
    return {{u"APP"_s, u"Application."_s}};
}

void SyncCommand::declare(QCommandLineParser& parser) const
{
    PlanCommand::declare(parser);
}

Result<void> SyncCommand::prepare(const QCommandLineParser& parser)
{
    m_prune = parser.isSet(u"prune"_s);
    return PlanCommand::prepare(parser);
}

PlanRequest SyncCommand::request(const AppState& state) const
{
    PlanRequest request;
    request.application = state.name();
    request.prune = m_prune;
    request.allowEmpty = state.spec.syncPolicy.allowEmpty; // the name is asked for all the same
    return request;
}

QStringList SyncCommand::warnings(const AppState& state, const sync::SyncPlan&) const
{
    const int extra = state.count(diff::Change::Prune);
    if (extra == 0 || m_prune)
        return {};
    return {u"%1 no longer in Git: kept. To delete, say --prune."_s.arg(
        extra == 1 ? u"1 object is"_s : u"%1 objects are"_s.arg(extra))};
}

QString RollbackCommand::summary() const
{
    return u"Go back to an earlier deployment."_s;
}

QString RollbackCommand::description() const
{
    return u"Makes the cluster what Git said at an earlier deployment (`cauce history APP` lists "
           "them).\nGit is not changed, so the application is OutOfSync afterwards; its automation "
           "is paused on\nthis workstation. Exit codes as for `cauce sync`."_s;
}

QList<Command::Argument> RollbackCommand::arguments() const
{
    return {{u"APP"_s, u"Application."_s}, {u"ID"_s, u"Number in the history."_s}};
}

void RollbackCommand::declare(QCommandLineParser& parser) const
{
    PlanCommand::declare(parser);
}

Result<void> RollbackCommand::prepare(const QCommandLineParser& parser)
{
    const QString id = parser.positionalArguments().value(1);
    bool good = false;
    m_id = id.toInt(&good);
    if (!good || m_id < 0)
        return fail(ErrorKind::Invalid,
                    u"\"%1\" is no number of the history"_s.arg(text::singleLine(id, 40)));
    m_prune = parser.isSet(u"prune"_s);
    return PlanCommand::prepare(parser);
}

PlanRequest RollbackCommand::request(const AppState& state) const
{
    PlanRequest request;
    request.application = state.name();
    request.prune = m_prune;
    request.rollbackTo = m_id;
    return request;
}

QStringList RollbackCommand::warnings(const AppState& state, const sync::SyncPlan&) const
{
    QStringList lines {u"Git is not changed: %1 will be OutOfSync afterwards."_s.arg(state.name())};
    if (state.spec.syncPolicy.automated)
        lines.append(u"Automation of %1 will be paused on this workstation."_s.arg(state.name()));
    return lines;
}

} // namespace cauce::cli
