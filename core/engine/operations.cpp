#include "core/engine/operations.h"

#include "core/base/log.h"

using namespace Qt::StringLiterals;

namespace cauce {

Operations::Operations(QString workspace, sync::Ledger* ledger, Clock clock, QObject* parent)
    : QObject(parent)
    , m_workspace(std::move(workspace))
    , m_ledger(ledger)
    , m_clock(std::move(clock))
{ }

Operations::~Operations() = default;

Result<void> Operations::start(const SyncRequest& request, const sync::ClusterAccess& cluster)
{
    const QString application = request.plan->application;
    if (isRunning(application))
        return fail(ErrorKind::Conflict,
                    u"another operation of %1 is running: wait for its end"_s.arg(application));
    if (!m_ledger && !request.dryRun)
        return fail(ErrorKind::Io,
                    u"the history cannot be written, so nothing is changed in the cluster"_s);
    sync::OperationOptions options;
    options.workspace = m_workspace;
    options.initiatedBy = request.initiatedBy;
    options.dryRun = request.dryRun;
    auto operation
        = std::make_unique<sync::SyncOperation>(request.plan, cluster, m_ledger, options, m_clock);
    connect(operation.get(), &sync::SyncOperation::stateChanged, this, &Operations::changed);
    connect(operation.get(), &sync::SyncOperation::finished, this, &Operations::onFinished);
    sync::SyncOperation* started = operation.get();
    m_running[application] = {std::move(operation), request.dryRun};
    const auto result = started->start();
    if (!result)
        m_running.erase(application);
    return result;
}

void Operations::cancel(const QString& application)
{
    const auto running = m_running.find(application);
    if (running != m_running.end())
        running->second.operation->cancel();
}

void Operations::onLiveChanged()
{
    // An operation that sees its end in the new state leaves m_running at once.
    QStringList names;
    for (const auto& [application, running] : m_running)
        names.append(application);
    for (const QString& name : std::as_const(names)) {
        const auto running = m_running.find(name);
        if (running != m_running.end())
            running->second.operation->onLiveChanged();
    }
}

void Operations::onFinished(const sync::OperationStatePtr& operation)
{
    const auto running = m_running.find(operation->application);
    if (running == m_running.end())
        return;
    // It is still on the stack: it told us.
    running->second.operation.release()->deleteLater();
    m_running.erase(running);
    if (!operation->dryRun)
        recall(operation->application, m_limits.value(operation->application, 10));
    emit finished(operation);
}

void Operations::recall(const QString& application, int historyLimit)
{
    m_limits.insert(application, historyLimit);
    if (!m_ledger)
        return;
    const auto history = m_ledger->history(m_workspace, application, historyLimit);
    const auto last = m_ledger->lastOperation(m_workspace, application);
    m_recordErrors.remove(application);
    if (!history || !last) {
        const Error error = history ? last.error() : history.error();
        qCWarning(log::engine).noquote() << error.message;
        m_recordErrors.insert(application, error);
    }
    if (history)
        m_history.insert(application, *history);
    if (last && *last)
        m_last.insert(application, std::make_shared<const sync::OperationState>(**last));
}

Error Operations::recordError() const
{
    return m_recordErrors.isEmpty() ? Error {} : m_recordErrors.first();
}

sync::OperationStatePtr Operations::last(const QString& application) const
{
    const auto running = m_running.find(application);
    if (running != m_running.end() && !running->second.dryRun)
        return running->second.operation->state();
    return m_last.value(application);
}

QList<sync::HistoryEntry> Operations::history(const QString& application) const
{
    return m_history.value(application);
}

sync::PlanAttempts Operations::attempts(const QString& application, const QString& commit,
                                        const QString& planId) const
{
    if (!m_ledger)
        return {};
    const auto attempts = m_ledger->attempts(m_workspace, application, commit, planId);
    return attempts ? *attempts : sync::PlanAttempts {};
}

} // namespace cauce
