#pragma once

#include "core/sync/ledger.h"
#include "core/sync/syncoperation.h"
#include "tests/unit/fakecluster.h"

#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace cauce::test {

using namespace sync;
using namespace std::chrono_literals;

//! A fake cluster, a ledger of its own and an operation between them; for one test at a time.
class OperationBench
{
protected:
    void setUp()
    {
        // In memory where that is possible: thousands of operations flush to the disk here.
        const QString memory = u"/dev/shm"_s;
        m_dir = QFileInfo(memory).isWritable()
            ? std::make_unique<QTemporaryDir>(memory + u"/cauce-test-XXXXXX"_s)
            : std::make_unique<QTemporaryDir>();
        m_ledger = *Ledger::open(m_dir->filePath(u"state"_s));
        m_cluster = std::make_unique<FakeCluster>();
        m_cluster->put({u"v1"_s, u"Namespace"_s, {}, u"shop"_s});
        for (const char* kind : {"ConfigMap", "Service"})
            m_cluster->serve({{}, QString::fromLatin1(kind)});
        m_cluster->serve({u"apps"_s, u"Deployment"_s});
        m_cluster->changed = [this] {
            if (m_operation)
                m_operation->onLiveChanged();
        };
    }

    void tearDown()
    {
        m_operation.reset();
        m_ledger.reset();
    }

    static Thing deployment(const char* name, const char* wave = "0")
    {
        return tracked({u"apps/v1"_s,
                        u"Deployment"_s,
                        u"shop"_s,
                        QString::fromLatin1(name),
                        {{object::annotation::syncWave, QString::fromLatin1(wave)}},
                        R"({"replicas":1})"},
                       u"shop"_s);
    }

    static Thing config(const char* name, const char* wave = "0")
    {
        return tracked({u"v1"_s,
                        u"ConfigMap"_s,
                        u"shop"_s,
                        QString::fromLatin1(name),
                        {{object::annotation::syncWave, QString::fromLatin1(wave)}}},
                       u"shop"_s);
    }

    //! The object is there as \p thing says; Git wants other \p content.
    diff::ObjectDiff update(const Thing& thing, const QByteArray& content)
    {
        if (!m_cluster->has(thing.key()))
            m_cluster->put(thing);
        Thing desired = thing;
        desired.content = content;
        return updated(desired, m_cluster->seen(thing.key()));
    }

    SyncPlanPtr plan(
        const QList<diff::ObjectDiff>& objects,
        const std::function<void(PlanInput&)>& more = [](PlanInput&) {})
    {
        PlanInput input = inputFor({}, objects);
        input.live = m_cluster->live();
        input.now = m_now;
        input.prune = true;
        more(input);
        return std::make_shared<const SyncPlan>(makePlan(input));
    }

    SyncOperation& operation(const SyncPlanPtr& plan, bool dryRun = false)
    {
        OperationOptions options;
        options.workspace = u"ws"_s;
        options.initiatedBy = u"anna"_s;
        options.dryRun = dryRun;
        options.retry = {1ms, 1ms};
        options.recheck = 1ms;
        Clock clock;
        clock.now = [this] { return m_now; };
        m_operation = std::make_unique<SyncOperation>(
            plan, m_cluster->access(), dryRun ? nullptr : m_ledger.get(), options, clock);
        return *m_operation;
    }

    OperationStatePtr run(const SyncPlanPtr& plan)
    {
        SyncOperation& running = operation(plan);
        QSignalSpy finished(&running, &SyncOperation::finished);
        if (const auto started = running.start(); !started)
            qFatal("%s", qPrintable(started.error().message));
        if (!finished.wait(10'000)) // qWaitFor sleeps between its looks
            qFatal("%s", qPrintable(running.state()->message));
        return running.state();
    }

    QStringList written() const
    {
        QStringList names;
        for (const FakeCluster::Request& effect : m_cluster->effects)
            names.append(effect.verb + u' ' + effect.key.toString());
        return names;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Ledger> m_ledger;
    std::unique_ptr<FakeCluster> m_cluster;
    std::unique_ptr<SyncOperation> m_operation;
    QDateTime m_now {QDate(2026, 1, 2), QTime(3, 4, 5), Qt::UTC};
};

} // namespace cauce::test
