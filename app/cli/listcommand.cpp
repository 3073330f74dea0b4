#include "app/cli/listcommand.h"

#include "app/cli/argojson.h"
#include "app/cli/hostkeyoption.h"
#include "app/cli/words.h"
#include "core/base/async.h"
#include "core/base/text.h"

#include <QCommandLineParser>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace cauce::cli {

namespace {

QString qualifiedName(const AppState& state)
{
    const QString nameSpace = state.spec.nameSpace.isEmpty() ? u"argocd"_s : state.spec.nameSpace;
    return nameSpace + u'/' + state.name();
}

QString statusWords(const AppState& state)
{
    const QString status = diff::nameOf(state.sync);
    return state.stale ? status + " (stale)"_L1 : status;
}

} // namespace

void printApplications(const QList<AppStatePtr>& states, bool wide)
{
    QStringList headings {u"NAME"_s,     u"SYNC"_s,       u"HEALTH"_s,
                          u"REVISION"_s, u"DIFFERENCE"_s, u"LAST SYNC"_s};
    if (wide)
        headings += {u"NAMESPACE"_s, u"PROJECT"_s, u"POLICY"_s,    u"REPO"_s,
                     u"PATH"_s,      u"TARGET"_s,  u"CONDITIONS"_s};
    Table table(headings);
    for (const AppStatePtr& state : states) {
        const AppSpec& spec = state->spec;
        QStringList cells {spec.name,
                           statusWords(*state),
                           health::nameOf(state->health.status),
                           state->revision.shortCommit(),
                           differenceWords(*state),
                           state->history.isEmpty()
                               ? QString()
                               : timeWords(state->history.constLast().deployedAt)};
        if (wide) {
            QStringList conditions;
            for (const AppCondition& condition : state->conditions)
                conditions.append(condition.type);
            conditions.removeDuplicates();
            cells += {spec.destinationNamespace,
                      spec.project.isEmpty() ? u"default"_s : spec.project,
                      policyWords(spec.syncPolicy),
                      text::redacted(spec.source.repoUrl),
                      spec.source.path,
                      spec.source.targetRevision.isEmpty() ? u"HEAD"_s : spec.source.targetRevision,
                      conditions.join(u',')};
        }
        table.add(cells);
    }
    printLine(table.toString());
}

QString ListCommand::summary() const
{
    return u"List the applications and their state."_s;
}

void ListCommand::declare(QCommandLineParser& parser) const
{
    SessionCommand::declare(parser);
    parser.addOption({{u"o"_s, u"output"_s}, u"json, yaml, wide or name."_s, u"FORMAT"_s});
}

Result<void> ListCommand::prepare(const QCommandLineParser& parser)
{
    const auto format = parseFormat(parser.value(u"o"_s));
    if (!format)
        return Failure {format.error()};
    m_format = *format;
    return SessionCommand::prepare(parser);
}

void ListCommand::onSettled()
{
    reportProblems();
    const QList<AppStatePtr> states = session().applications().values();
    if (m_format == Format::Json || m_format == Format::Yaml) {
        object::Json list = object::Json::emptyArray();
        for (const AppStatePtr& state : states)
            list.append(toArgoJson(*state));
        printValue(list, m_format);
    } else if (m_format == Format::Name) {
        for (const AppStatePtr& state : states)
            printLine(text::singleLine(qualifiedName(*state)));
    } else if (states.isEmpty()) {
        if (session().workspace()->applicationsLoaded)
            printLine(u"No applications at \"%1\" of %2."_s.arg(
                text::singleLine(session().workspace()->path),
                text::singleLine(session().workspace()->repoUrl)));
    } else {
        printApplications(states, m_format == Format::Wide);
    }
    emit finished(codeUnlessCutOff(Done));
}

QString RefreshCommand::summary() const
{
    return u"Ask Git and the cluster now and compare again."_s;
}

QList<Command::Argument> RefreshCommand::arguments() const
{
    return {{u"[APP]"_s, u"Application; all when left out."_s}};
}

void RefreshCommand::declare(QCommandLineParser& parser) const
{
    SessionCommand::declare(parser);
    declareHostKeyOption(parser);
}

Result<void> RefreshCommand::prepare(const QCommandLineParser& parser)
{
    const auto fingerprint = hostKeyOption(parser);
    if (!fingerprint)
        return Failure {fingerprint.error()};
    m_acceptedKey = *fingerprint;
    return SessionCommand::prepare(parser);
}

void RefreshCommand::onSettled()
{
    const QList<git::HostKeyQuestion> questions = session().hostKeyQuestions();
    if (!m_acceptedKey.isEmpty() && !questions.isEmpty())
        return accept(questions);
    if (!m_acceptedKey.isEmpty())
        printLine(u"No key was accepted: every ssh server of this workspace is known."_s);
    report();
}

void RefreshCommand::accept(const QList<git::HostKeyQuestion>& questions)
{
    const auto chosen = chooseHostKey(questions, m_acceptedKey);
    if (!chosen)
        return giveUp(chosen.error().message);
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] { onTimeout(); });
    m_limit.start(timeout());
    const auto job = [question = *chosen] { return git::acceptHostKey(question, CancelToken()); };
    onResult(QtConcurrent::run(job), this,
             [this, question = *chosen](const Result<void>& accepted) {
                 if (!accepted)
                     return giveUp(accepted.error().message);
                 printLine(acceptedWords(question));
                 connect(&session().engine(), &Engine::refreshed, this, [this] { report(); });
                 session().engine().refresh();
             });
}

void RefreshCommand::report()
{
    if (applicationName().isEmpty()) {
        reportProblems();
        if (!session().applications().isEmpty())
            printApplications(session().applications().values(), false);
    } else {
        const AppStatePtr state = requireApplication();
        if (!state)
            return;
        reportProblems();
        printApplications({state}, false);
    }
    emit finished(codeUnlessCutOff(Done));
}

} // namespace cauce::cli
