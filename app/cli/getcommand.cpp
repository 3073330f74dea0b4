#include "app/cli/getcommand.h"

#include "app/cli/argojson.h"
#include "app/cli/words.h"
#include "core/base/text.h"
#include "core/diff/redact.h"
#include "core/object/jsoncodec.h"
#include "core/object/yamlwriter.h"

#include <QCommandLineParser>

using namespace Qt::StringLiterals;

namespace cauce::cli {

namespace {

QList<Command::Argument> application()
{
    return {{u"APP"_s, u"Application."_s}};
}

void declareFormat(QCommandLineParser& parser)
{
    parser.addOption({{u"o"_s, u"output"_s}, u"json, yaml, wide or name."_s, u"FORMAT"_s});
}

Result<void> takeFormat(const QCommandLineParser& parser, Format& into)
{
    const auto format = parseFormat(parser.value(u"o"_s));
    if (!format)
        return Failure {format.error()};
    into = *format;
    return {};
}

void printPair(const QString& label, const QString& value)
{
    if (!value.isEmpty())
        printLine(QString(label + u':').leftJustified(17) + text::singleLine(value));
}

void printResources(const QList<ResourceState>& resources, bool wide)
{
    QStringList headings {u"RESOURCE"_s, u"SYNC"_s, u"CHANGE"_s, u"HEALTH"_s};
    if (wide)
        headings += {u"WAVE"_s, u"GIT"_s, u"MESSAGE"_s};
    Table table(headings);
    for (const ResourceState& resource : resources) {
        QStringList cells {
            resource.key.toString(), resource.hook ? u"hook"_s : diff::nameOf(resource.sync),
            resource.change == diff::Change::None ? QString() : changeWord(resource.change),
            resource.health ? health::nameOf(resource.health->status) : QString()};
        if (wide) {
            QString message = resource.error.message;
            if (message.isEmpty() && resource.health)
                message = resource.health->message;
            cells += {QString::number(resource.wave), resource.location.toString(), message};
        }
        table.add(cells);
    }
    printLine(table.toString());
}

QString operationWords(const sync::OperationState& operation)
{
    return u"%1 %2 at %3 by %4"_s.arg(
        sync::nameOf(operation.phase), operation.commit.left(7),
        timeWords(operation.isFinished() ? operation.finishedAt : operation.startedAt),
        operation.automated ? u"automation"_s : operation.initiatedBy);
}

void printHead(const AppState& state)
{
    const AppSpec& spec = state.spec;
    printPair(u"Name"_s, spec.name);
    printPair(u"Project"_s, spec.project.isEmpty() ? u"default"_s : spec.project);
    printPair(u"Declared in"_s, spec.location.toString());
    printPair(u"Part of"_s, spec.parent);
    printPair(u"Server"_s,
              spec.destinationServer.isEmpty() ? spec.destinationName : spec.destinationServer);
    printPair(u"Namespace"_s, spec.destinationNamespace);
    printPair(u"Repository"_s, text::redacted(spec.source.repoUrl));
    printPair(u"Path"_s, spec.source.path);
    printPair(u"Target"_s,
              spec.source.targetRevision.isEmpty() ? u"HEAD"_s : spec.source.targetRevision);
    printPair(u"Sync policy"_s, policyWords(spec.syncPolicy));
    if (spec.syncPolicy.automated)
        printPair(u"Automation"_s, state.automationReason);
    QString sync = diff::nameOf(state.sync);
    if (const QString commit = commitWords(state.revision); !commit.isEmpty())
        sync += (state.sync == diff::SyncStatus::Synced ? u" to "_s : u" from "_s) + commit;
    printPair(u"Sync status"_s, sync);
    printPair(u"Difference"_s, differenceWords(state));
    printPair(u"Health"_s,
              health::nameOf(state.health.status)
                  + (state.health.message.isEmpty() ? QString() : ": "_L1 + state.health.message));
    printPair(u"Last synced"_s, commitWords(state.synced));
    if (state.operation) {
        printPair(u"Operation"_s, operationWords(*state.operation));
        printPair(u"Message"_s, state.operation->message);
    }
    if (state.stale)
        printPair(u"Stale"_s, state.staleReason);
    for (const AppCondition& condition : state.conditions)
        printPair(condition.type, condition.message);
}

} // namespace

QString GetCommand::summary() const
{
    return u"Show one application, or the manifests that Git asks for."_s;
}

QList<Command::Argument> GetCommand::arguments() const
{
    return application();
}

void GetCommand::declare(QCommandLineParser& parser) const
{
    SessionCommand::declare(parser);
    declareFormat(parser);
    parser.addOption({u"desired"_s, u"Print the rendered manifests; Secrets are masked."_s});
}

Result<void> GetCommand::prepare(const QCommandLineParser& parser)
{
    if (const auto taken = takeFormat(parser, m_format); !taken)
        return taken;
    m_desired = parser.isSet(u"desired"_s);
    return SessionCommand::prepare(parser);
}

void GetCommand::onOpening()
{
    connect(&session().engine(), &Engine::desiredReady, this,
            [this](quint64, const QList<object::Manifest>& manifests) { printDesired(manifests); });
    connect(&session().engine(), &Engine::desiredFailed, this,
            [this](quint64, const Error& error) { giveUp(error.message); });
}

void GetCommand::onSettled()
{
    const AppStatePtr state = requireApplication();
    if (!state)
        return;
    reportProblems();
    if (m_desired)
        return session().engine().requestDesired(state->name(), 1);
    switch (m_format) {
    case Format::Json:
    case Format::Yaml:
        printValue(toArgoJson(*state), m_format);
        break;
    case Format::Name:
        printLine(text::singleLine(state->name()));
        break;
    case Format::Table:
    case Format::Wide:
        printHead(*state);
        if (!state->resources.isEmpty()) {
            printLine({});
            printResources(state->resources, m_format == Format::Wide);
        }
        break;
    }
    emit finished(codeUnlessCutOff(Done));
}

void GetCommand::printDesired(const QList<object::Manifest>& manifests)
{
    bool secrets = false;
    object::Json list = object::Json::emptyArray();
    for (const object::Manifest& manifest : manifests) {
        secrets = secrets || manifest.type().groupKind() == object::GroupKind {{}, u"Secret"_s};
        const object::Json shown = diff::masked(manifest.json());
        if (m_format == Format::Json)
            list.append(shown);
        else if (m_format == Format::Name)
            printLine(text::singleLine(manifest.key().toString()));
        else
            printRaw("---\n" + object::toYaml(shown));
    }
    if (m_format == Format::Json)
        printValue(list, m_format);
    if (secrets)
        complain(u"the values of Secrets are masked"_s);
    emit finished(Done);
}

QString ResourcesCommand::summary() const
{
    return u"List the objects of an application."_s;
}

QList<Command::Argument> ResourcesCommand::arguments() const
{
    return application();
}

void ResourcesCommand::declare(QCommandLineParser& parser) const
{
    SessionCommand::declare(parser);
    declareFormat(parser);
}

Result<void> ResourcesCommand::prepare(const QCommandLineParser& parser)
{
    if (const auto taken = takeFormat(parser, m_format); !taken)
        return taken;
    return SessionCommand::prepare(parser);
}

void ResourcesCommand::onSettled()
{
    const AppStatePtr state = requireApplication();
    if (!state)
        return;
    reportProblems();
    if (m_format == Format::Json || m_format == Format::Yaml) {
        printValue(resourcesJson(*state), m_format);
    } else if (m_format == Format::Name) {
        for (const ResourceState& resource : state->resources)
            printLine(text::singleLine(resource.key.toString()));
    } else {
        printResources(state->resources, m_format == Format::Wide);
    }
    emit finished(codeUnlessCutOff(Done));
}

QString HistoryCommand::summary() const
{
    return u"List what was deployed, oldest first."_s;
}

QList<Command::Argument> HistoryCommand::arguments() const
{
    return application();
}

void HistoryCommand::declare(QCommandLineParser& parser) const
{
    SessionCommand::declare(parser);
    declareFormat(parser);
}

Result<void> HistoryCommand::prepare(const QCommandLineParser& parser)
{
    if (const auto taken = takeFormat(parser, m_format); !taken)
        return taken;
    return SessionCommand::prepare(parser);
}

void HistoryCommand::onSettled()
{
    const AppStatePtr state = requireApplication();
    if (!state)
        return;
    const Error& unreadable = session().workspace()->historyError;
    if (!unreadable.message.isEmpty()) // which is not the same as none
        return giveUp(u"the history cannot be read: "_s + unreadable.message);
    reportProblems();
    if (m_format == Format::Json || m_format == Format::Yaml) {
        printValue(historyJson(*state), m_format);
    } else if (m_format == Format::Name) {
        for (const sync::HistoryEntry& entry : state->history)
            printLine(QString::number(entry.id));
    } else {
        const bool wide = m_format == Format::Wide;
        QStringList headings {u"ID"_s, u"DATE"_s, u"REVISION"_s, u"BY"_s, u"MESSAGE"_s};
        if (wide)
            headings += {u"AUTHOR"_s, u"PATH"_s};
        Table table(headings);
        for (const sync::HistoryEntry& entry : state->history) {
            QStringList cells {QString::number(entry.id), timeWords(entry.deployedAt),
                               entry.commit.left(7),
                               entry.automated ? u"automation"_s : entry.initiatedBy,
                               (entry.rollback ? u"(rollback) "_s : QString()) + entry.summary};
            if (wide)
                cells += {entry.author, entry.path};
            table.add(cells);
        }
        printLine(table.toString());
    }
    emit finished(Done);
}

} // namespace cauce::cli
