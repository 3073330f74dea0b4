#include "core/sync/ledger.h"

#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/sync/automationmemory.h"
#include "core/sync/database.h"
#include "core/sync/ownerlock.h"

#include <QRegularExpression>
#include <QUuid>

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace cauce::sync {

namespace {

constexpr qint32 kApplicationId = 0x43617563; // "Cauc"

// A released script is never changed; a new one is appended.
const QList<const char*> kMigrations {
    R"(
CREATE TABLE operations(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, workspace TEXT NOT NULL,
  cluster TEXT NOT NULL, application TEXT NOT NULL, plan TEXT NOT NULL, revision TEXT NOT NULL,
  summary TEXT NOT NULL, author TEXT NOT NULL, path TEXT NOT NULL, repo_url TEXT NOT NULL,
  initiated_by TEXT NOT NULL, automated INTEGER NOT NULL, rollback INTEGER NOT NULL,
  prune INTEGER NOT NULL, selective INTEGER NOT NULL, owner INTEGER NOT NULL,
  phase TEXT NOT NULL, message TEXT NOT NULL, started INTEGER NOT NULL, finished INTEGER,
  history INTEGER, reported INTEGER NOT NULL DEFAULT 1);
CREATE UNIQUE INDEX one_running ON operations(cluster, application) WHERE finished IS NULL;
CREATE INDEX by_application ON operations(workspace, application, seq);
CREATE TABLE steps(
  operation INTEGER NOT NULL REFERENCES operations(seq), place INTEGER NOT NULL,
  api_group TEXT NOT NULL, version TEXT NOT NULL, kind TEXT NOT NULL, namespace TEXT NOT NULL,
  name TEXT NOT NULL, change TEXT NOT NULL, wave INTEGER NOT NULL, outcome TEXT NOT NULL,
  message TEXT NOT NULL, PRIMARY KEY(operation, place)) WITHOUT ROWID;
CREATE TABLE kinds(
  workspace TEXT NOT NULL, api_group TEXT NOT NULL, kind TEXT NOT NULL,
  PRIMARY KEY(workspace, api_group, kind)) WITHOUT ROWID;
CREATE TABLE automation(workspace TEXT PRIMARY KEY, is_on INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE paused(
  workspace TEXT NOT NULL, application TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY(workspace, application)) WITHOUT ROWID;
)",
    "ALTER TABLE operations ADD COLUMN render TEXT NOT NULL DEFAULT ''",
};

QString changeText(diff::Change change)
{
    switch (change) {
    case diff::Change::Create:
        return u"Create"_s;
    case diff::Change::Update:
        return u"Update"_s;
    case diff::Change::Prune:
        return u"Prune"_s;
    case diff::Change::None:
        return u"None"_s;
    case diff::Change::Unknown:
        break;
    }
    return u"Unknown"_s;
}

diff::Change changeNamed(const QString& text)
{
    using diff::Change;
    for (const Change change : {Change::Create, Change::Update, Change::Prune, Change::None}) {
        if (changeText(change) == text)
            return change;
    }
    return Change::Unknown;
}

StepOutcome outcomeNamed(const QString& text)
{
    for (int i = 0; i <= int(StepOutcome::Skipped); ++i) {
        if (nameOf(StepOutcome(i)) == text)
            return StepOutcome(i);
    }
    return StepOutcome::Unknown;
}

OperationPhase phaseNamed(const QString& text)
{
    for (int i = 0; i <= int(OperationPhase::Interrupted); ++i) {
        if (nameOf(OperationPhase(i)) == text)
            return OperationPhase(i);
    }
    return OperationPhase::Error;
}

QString recorded(const QString& message)
{
    return text::plain(text::redacted(message));
}

// A rollback finds its repository by this, so an ssh user stays; what may be a password does not.
QString withoutPassword(const QString& url)
{
    static const QRegularExpression sshUser(u"^(ssh://[^:@/]*):[^@/]*@"_s);
    return url.startsWith("ssh://"_L1) ? QString(url).replace(sshUser, u"\\1@"_s)
                                       : text::redacted(url);
}

QDateTime timeOf(const QVariant& value)
{
    if (!value.isValid())
        return {};
    return QDateTime::fromMSecsSinceEpoch(value.toLongLong(), Qt::UTC);
}

// Of the columns that Private::operations() selects.
OperationState operationOf(const Database::Row& row)
{
    OperationState state;
    state.id = row.value(1).toString();
    state.application = row.value(2).toString();
    state.planId = row.value(3).toString();
    state.commit = row.value(4).toString();
    state.summary = row.value(5).toString();
    state.author = row.value(6).toString();
    state.initiatedBy = row.value(7).toString();
    state.automated = row.value(8).toBool();
    state.rollback = row.value(9).toBool();
    state.prune = row.value(10).toBool();
    state.phase = phaseNamed(row.value(11).toString());
    state.message = row.value(12).toString();
    state.startedAt = timeOf(row.value(13));
    state.finishedAt = timeOf(row.value(14));
    state.renderHash = row.value(15).toString().toLatin1();
    return state;
}

StepResult stepOf(const Database::Row& row)
{
    StepResult step;
    step.type = {row.value(0).toString(), row.value(1).toString(), row.value(2).toString()};
    step.key = {step.type.group, step.type.kind, row.value(3).toString(), row.value(4).toString()};
    step.change = changeNamed(row.value(5).toString());
    step.wave = row.value(6).toInt();
    step.outcome = outcomeNamed(row.value(7).toString());
    step.message = row.value(8).toString();
    return step;
}

// Two workspaces may show one cluster: what must not run twice at a time is the application there.
QString clusterOf(const SyncPlan& plan, const QString& workspace)
{
    return plan.clusterId.isEmpty() ? "workspace:"_L1 + workspace : plan.clusterId;
}

} // namespace

struct Ledger::Private
{
    std::unique_ptr<Database> database;
    std::unique_ptr<OwnerLock> owner;
    Clock clock;
    AutomationMemory automation {*database};
    qint64 seenVersion = 0; // of the file, as this connection counts

    qint64 now() const { return clock.now().toMSecsSinceEpoch(); }
    Result<void> insert(const SyncPlan& plan, const QString& workspace, const QString& initiatedBy,
                        const QString& id);
    Result<void> insertSteps(const SyncPlan& plan, const QString& workspace, const QString& id);
    Result<void> closeSteps(qint64 seq);
    Result<void> closeDead();
    Result<void> closeInterrupted(qint64 seq);
    Result<QList<OperationState>> operations(const char* where, const QVariantList& values);
};

Ledger::Ledger(std::unique_ptr<Private> p)
    : d(std::move(p))
{ }

Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::open(const QString& folder, Clock clock)
{
    if (const auto made = paths::makePrivate(folder); !made)
        return Failure {made.error()};
    auto owner = OwnerLock::take(folder + "/ledger.lock"_L1);
    if (!owner)
        return Failure {owner.error()};
    auto database = Database::open(folder + "/ledger.sqlite"_L1, kApplicationId, kMigrations);
    if (!database)
        return Failure {database.error()};
    std::unique_ptr<Private> p(
        new Private {*std::move(database), *std::move(owner), std::move(clock)});
    const auto closed = p->database->transaction([&p] { return p->closeDead(); });
    if (!closed)
        return Failure {closed.error()};
    std::unique_ptr<Ledger> ledger(new Ledger(std::move(p)));
    (void)ledger->hasChangedElsewhere();
    return ledger;
}

Result<QString> Ledger::begin(const SyncPlan& plan, const QString& workspace,
                              const QString& initiatedBy)
{
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const auto begun = d->database->transaction([&]() -> Result<void> {
        if (const auto closed = d->closeDead(); !closed)
            return closed;
        const auto running
            = d->database->rows("SELECT initiated_by FROM operations "
                                "WHERE cluster=? AND application=? AND finished IS NULL",
                                {clusterOf(plan, workspace), plan.application});
        if (!running)
            return Failure {running.error()};
        if (!running->isEmpty()) {
            return fail(ErrorKind::Conflict,
                        u"%1 is being synced already (by %2): wait until that has ended, or cancel "
                        "it"_s.arg(plan.application, running->first().value(0).toString()));
        }
        if (const auto done = d->insert(plan, workspace, initiatedBy, id); !done)
            return done;
        return d->insertSteps(plan, workspace, id);
    });
    if (!begun)
        return Failure {begun.error()};
    return id;
}

Result<void> Ledger::Private::insert(const SyncPlan& plan, const QString& workspace,
                                     const QString& initiatedBy, const QString& id)
{
    return database->run(
        "INSERT INTO operations(id, workspace, cluster, application, plan, revision, summary, "
        "author, path, repo_url, initiated_by, automated, rollback, prune, selective, owner, "
        "phase, message, started, render) "
        "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?)",
        {id, workspace, clusterOf(plan, workspace), plan.application, plan.id, plan.commit,
         text::singleLine(plan.summary), text::singleLine(plan.author), plan.path,
         withoutPassword(plan.repoUrl), text::singleLine(initiatedBy), plan.automated,
         plan.rollback, plan.prune, plan.selective, owner->id(), nameOf(OperationPhase::Running),
         now(), QString::fromLatin1(plan.renderHash)});
}

Result<void> Ledger::Private::insertSteps(const SyncPlan& plan, const QString& workspace,
                                          const QString& id)
{
    for (qsizetype i = 0; i < plan.steps.size(); ++i) {
        const PlanStep& step = plan.steps.at(i);
        const auto kind = database->run("INSERT OR IGNORE INTO kinds VALUES(?, ?, ?)",
                                        {workspace, step.key.group, step.key.kind});
        if (!kind)
            return kind;
        if (!step.isWrite())
            continue;
        const auto done = database->run(
            "INSERT INTO steps SELECT seq, ?, ?, ?, ?, ?, ?, ?, ?, 'Pending', '' "
            "FROM operations WHERE id=?",
            {i, step.key.group, step.type.version, step.key.kind, step.key.nameSpace, step.key.name,
             changeText(step.change), step.wave, id});
        if (!done)
            return done;
    }
    return {};
}

Result<void> Ledger::stepStarted(const QString& operation, int index)
{
    return stepFinished(operation, index, StepOutcome::Running, {});
}

Result<void> Ledger::stepFinished(const QString& operation, int index, StepOutcome outcome,
                                  const QString& message)
{
    const auto changed = d->database->rows(
        "UPDATE steps SET outcome=?, message=? WHERE place=? AND operation="
        "(SELECT seq FROM operations WHERE id=? AND finished IS NULL) RETURNING place",
        {nameOf(outcome), recorded(message), index, operation});
    if (!changed)
        return Failure {changed.error()};
    if (changed->isEmpty()) {
        return fail(ErrorKind::Io,
                    u"the journal %1 has no running operation with this step: it was changed from "
                    "outside; nothing more is written to the cluster"_s.arg(d->database->file()));
    }
    return {};
}

Result<void> Ledger::finish(const QString& operation, OperationPhase phase, const QString& message)
{
    return d->database->transaction([&]() -> Result<void> {
        const auto found
            = d->database->rows("SELECT seq, workspace, application, selective FROM operations "
                                "WHERE id=? AND finished IS NULL",
                                {operation});
        if (!found)
            return Failure {found.error()};
        if (found->isEmpty()) {
            return fail(ErrorKind::Io,
                        u"the journal %1 has no such running operation: it was changed from "
                        "outside"_s.arg(d->database->file()));
        }
        const Database::Row& row = found->first();
        if (const auto closed = d->closeSteps(row.value(0).toLongLong()); !closed)
            return closed;
        const auto done
            = d->database->run("UPDATE operations SET phase=?, message=?, finished=? WHERE seq=?",
                               {nameOf(phase), recorded(message), d->now(), row.value(0)});
        if (!done || phase != OperationPhase::Succeeded || row.value(3).toBool())
            return done;
        return d->database->run(
            "UPDATE operations SET history=(SELECT coalesce(max(history) + 1, 0) FROM operations "
            "WHERE workspace=? AND application=?) WHERE seq=?",
            {row.value(1), row.value(2), row.value(0)});
    });
}

Result<void> Ledger::Private::closeSteps(qint64 seq)
{
    const auto unknown = database->run(
        "UPDATE steps SET outcome='Unknown', message='no answer was recorded: it may or may not "
        "have been applied' WHERE operation=? AND outcome='Running'",
        {seq});
    if (!unknown)
        return unknown;
    return database->run(
        "UPDATE steps SET outcome='Skipped' WHERE operation=? AND outcome='Pending'", {seq});
}

// Inside a transaction: what is found dead is closed before anybody else can look.
Result<void> Ledger::Private::closeDead()
{
    const auto running = database->rows("SELECT seq, owner FROM operations WHERE finished IS NULL");
    if (!running)
        return Failure {running.error()};
    for (const Database::Row& row : *running) {
        if (owner->isAlive(row.value(1).toLongLong()))
            continue;
        if (const auto closed = closeInterrupted(row.value(0).toLongLong()); !closed)
            return closed;
    }
    return {};
}

Result<void> Ledger::Private::closeInterrupted(qint64 seq)
{
    const auto counted = database->rows(
        "SELECT count(*), coalesce(sum(outcome IN ('Succeeded', 'Failed')), 0) FROM steps "
        "WHERE operation=?",
        {seq});
    if (!counted)
        return Failure {counted.error()};
    const int all = counted->first().value(0).toInt();
    const int done = counted->first().value(1).toInt();
    if (const auto closed = closeSteps(seq); !closed)
        return closed;
    const QString message
        = u"Interrupted at step %1 of %2: the program ended before the operation did; refresh to "
          "see what is there"_s.arg(std::min(done + 1, all))
              .arg(all);
    qCWarning(log::sync) << "an operation was left without an end:" << done << "of" << all
                         << "steps had an answer";
    return database->run("UPDATE operations SET phase=?, message=?, finished=?, reported=0 "
                         "WHERE seq=?",
                         {nameOf(OperationPhase::Interrupted), message, now(), seq});
}

Result<QList<OperationState>> Ledger::Private::operations(const char* where,
                                                          const QVariantList& values)
{
    const QByteArray select
        = "SELECT seq, id, application, plan, revision, summary, author, initiated_by, automated, "
          "rollback, prune, phase, message, started, finished, render FROM operations ";
    const auto found = database->rows(QByteArray(select + where).constData(), values);
    if (!found)
        return Failure {found.error()};
    QList<OperationState> states;
    for (const Database::Row& row : *found) {
        OperationState state = operationOf(row);
        const auto steps = database->rows(
            "SELECT api_group, version, kind, namespace, name, change, wave, outcome, message "
            "FROM steps WHERE operation=? ORDER BY place",
            {row.value(0)});
        if (!steps)
            return Failure {steps.error()};
        std::transform(steps->begin(), steps->end(), std::back_inserter(state.steps), stepOf);
        states.append(std::move(state));
    }
    return states;
}

Result<QList<OperationState>> Ledger::interrupted(const QString& workspace)
{
    QList<OperationState> states;
    const auto done = d->database->transaction([&]() -> Result<void> {
        if (const auto closed = d->closeDead(); !closed)
            return closed;
        auto found
            = d->operations("WHERE workspace=? AND reported=0 ORDER BY seq DESC", {workspace});
        if (!found)
            return Failure {found.error()};
        states = *std::move(found);
        return d->database->run("UPDATE operations SET reported=1 WHERE workspace=?", {workspace});
    });
    if (!done)
        return Failure {done.error()};
    return states;
}

Result<QList<HistoryEntry>> Ledger::history(const QString& workspace, const QString& application,
                                            int limit)
{
    const auto rows = d->database->rows(
        "SELECT history, id, revision, summary, author, path, repo_url, started, finished, "
        "initiated_by, automated, rollback, render FROM operations "
        "WHERE workspace=? AND application=? AND history IS NOT NULL "
        "ORDER BY history DESC LIMIT ?",
        {workspace, application, limit});
    if (!rows)
        return Failure {rows.error()};
    QList<HistoryEntry> entries;
    for (auto row = rows->crbegin(); row != rows->crend(); ++row) {
        entries.append({row->value(0).toInt(), row->value(1).toString(), row->value(2).toString(),
                        row->value(3).toString(), row->value(4).toString(),
                        row->value(5).toString(), row->value(6).toString(), timeOf(row->value(7)),
                        timeOf(row->value(8)), row->value(9).toString(), row->value(10).toBool(),
                        row->value(11).toBool(), row->value(12).toString().toLatin1()});
    }
    return entries;
}

Result<std::optional<OperationState>> Ledger::lastOperation(const QString& workspace,
                                                            const QString& application)
{
    auto found = d->operations("WHERE workspace=? AND application=? ORDER BY seq DESC LIMIT 1",
                               {workspace, application});
    if (!found)
        return Failure {found.error()};
    if (found->isEmpty())
        return std::optional<OperationState>();
    return std::optional<OperationState>(std::move(found->first()));
}

Result<QSet<object::GroupKind>> Ledger::kindsUsed(const QString& workspace)
{
    const auto rows
        = d->database->rows("SELECT api_group, kind FROM kinds WHERE workspace=?", {workspace});
    if (!rows)
        return Failure {rows.error()};
    QSet<object::GroupKind> kinds;
    for (const Database::Row& row : *rows)
        kinds.insert({row.value(0).toString(), row.value(1).toString()});
    return kinds;
}

Result<PlanAttempts> Ledger::attempts(const QString& workspace, const QString& application,
                                      const QString& commit, const QString& planId)
{
    const auto rows = d->database->rows(
        "SELECT phase FROM operations WHERE workspace=? AND application=? AND revision=? "
        "AND (?='' OR plan=?) AND finished IS NOT NULL ORDER BY seq DESC",
        {workspace, application, commit, planId, planId});
    if (!rows)
        return Failure {rows.error()};
    PlanAttempts attempts;
    for (const Database::Row& row : *rows) {
        const OperationPhase phase = phaseNamed(row.value(0).toString());
        if (phase == OperationPhase::Succeeded)
            break;
        attempts.failed += phase == OperationPhase::Failed ? 1 : 0;
        attempts.errors += phase == OperationPhase::Error ? 1 : 0;
    }
    return attempts;
}

bool Ledger::hasChangedElsewhere()
{
    const auto rows = d->database->rows("PRAGMA data_version");
    if (!rows || rows->isEmpty())
        return true;
    const qint64 version = rows->first().value(0).toLongLong();
    return std::exchange(d->seenVersion, version) != version;
}

AutomationMemory& Ledger::automation()
{
    return d->automation;
}

} // namespace cauce::sync
