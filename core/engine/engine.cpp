#include "core/engine/engine.h"

#include "core/base/paths.h"
#include "core/engine/conductor.h"

#include <QThread>
#include <QThreadPool>

namespace cauce {

namespace {

constexpr uint kStackBytes = 4 << 20; // parsers of untrusted text want at least 1 MiB
constexpr int kParallelFetches = 4;

} // namespace

struct Engine::Private
{
    EngineOptions options;
    // Pools are first, so that they are last to go: their jobs hold values only, and the pool waits
    // for them.
    QThreadPool gitPool;
    QThreadPool computePool;
    std::unique_ptr<sync::Ledger> ledger;
    Error ledgerError;
    std::unique_ptr<Conductor> conductor;

    void openLedger()
    {
        if (ledger)
            return;
        auto opened
            = sync::Ledger::open(options.stateDir.isEmpty() ? paths::state() : options.stateDir);
        ledgerError = opened ? Error {} : opened.error();
        if (opened)
            ledger = std::move(*opened);
    }
};

Engine::Engine(EngineOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->options = std::move(options);
    d->gitPool.setMaxThreadCount(kParallelFetches);
    d->gitPool.setStackSize(kStackBytes);
    d->computePool.setMaxThreadCount(qMax(1, QThread::idealThreadCount() - 1));
    d->computePool.setStackSize(kStackBytes);
}

Engine::~Engine()
{
    d->conductor.reset();
    d->gitPool.clear(); // what has not begun need not begin
    d->computePool.clear();
}

void Engine::open(const Workspace& workspace)
{
    d->conductor.reset();
    d->openLedger();
    Conductor::Services services;
    services.gitPool = &d->gitPool;
    services.computePool = &d->computePool;
    services.ledger = d->ledger.get();
    services.ledgerError = d->ledgerError;
    services.cacheDir = d->options.cacheDir.isEmpty() ? paths::cache() : d->options.cacheDir;
    services.automation = d->options.automation;
    d->conductor = std::make_unique<Conductor>(workspace, services, nullptr);
    const Conductor* from = d->conductor.get();
    connect(from, &Conductor::workspaceChanged, this, &Engine::workspaceChanged);
    connect(from, &Conductor::applicationChanged, this, &Engine::applicationChanged);
    connect(from, &Conductor::applicationRemoved, this, &Engine::applicationRemoved);
    connect(from, &Conductor::refreshed, this, &Engine::refreshed);
    connect(from, &Conductor::diffReady, this, &Engine::diffReady);
    connect(from, &Conductor::planReady, this, &Engine::planReady);
    connect(from, &Conductor::planFailed, this, &Engine::planFailed);
    connect(from, &Conductor::operationChanged, this, &Engine::operationChanged);
    connect(from, &Conductor::operationRefused, this, &Engine::operationRefused);
    connect(from, &Conductor::desiredReady, this, &Engine::desiredReady);
    connect(from, &Conductor::desiredFailed, this, &Engine::desiredFailed);
    d->conductor->open();
}

void Engine::close()
{
    d->conductor.reset();
}

void Engine::refresh(const QString& application)
{
    if (d->conductor)
        d->conductor->refresh(application);
}

void Engine::setAutomation(bool on)
{
    if (d->conductor)
        d->conductor->setAutomation(on);
}

void Engine::resumeAutomation(const QString& application)
{
    if (d->conductor)
        d->conductor->resumeAutomation(application);
}

void Engine::preparePlan(const PlanRequest& request, quint64 ticket)
{
    if (d->conductor)
        d->conductor->preparePlan(request, ticket);
    else
        emit planFailed(ticket, {ErrorKind::Invalid, QStringLiteral("no workspace is open")});
}

void Engine::sync(const SyncRequest& request)
{
    if (d->conductor)
        d->conductor->sync(request);
    else
        emit operationRefused(request.plan->application,
                              {ErrorKind::Invalid, QStringLiteral("no workspace is open")});
}

void Engine::cancel(const QString& application)
{
    if (d->conductor)
        d->conductor->cancel(application);
}

void Engine::followDiff(const QString& application)
{
    if (d->conductor)
        d->conductor->followDiff(application);
}

void Engine::requestDesired(const QString& application, quint64 ticket)
{
    if (d->conductor)
        d->conductor->requestDesired(application, ticket);
    else
        emit desiredFailed(ticket, {ErrorKind::Invalid, QStringLiteral("no workspace is open")});
}

void Engine::grantExecConsent()
{
    if (d->conductor)
        d->conductor->grantExecConsent();
}

void Engine::trustHostKey(const QString& fingerprint)
{
    if (d->conductor)
        d->conductor->trustHostKey(fingerprint);
}

} // namespace cauce
