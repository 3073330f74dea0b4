#include "core/engine/automation.h"
#include "core/engine/autopilot.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace cauce;
using Action = automation::Decision::Action;

class TestAutomation : public QObject
{
    Q_OBJECT

private:
    static automation::Input drifted()
    {
        automation::Input in;
        in.enabled = true;
        in.usable = true;
        in.policy.automated = true;
        in.policy.selfHeal = true;
        in.policy.prune = true;
        in.status = diff::SyncStatus::OutOfSync;
        in.commit = QString(40, u'a');
        in.resources = 3;
        in.outOfSync = 1;
        in.now = QDateTime(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);
        return in;
    }
    static automation::LastOperation last(const automation::Input& in, sync::OperationPhase phase)
    {
        automation::LastOperation operation;
        operation.commit = in.commit;
        operation.sameContent = true;
        operation.phase = phase;
        operation.message = u"it broke"_s;
        operation.finishedAt = in.now.addSecs(-3600);
        return operation;
    }

private slots:
    void whatFailedIsTriedAgainAsThePolicySays()
    {
        automation::Input in = drifted();
        in.last = last(in, sync::OperationPhase::Failed);
        in.last->automated = true;
        in.last->failures = 1;
        QVERIFY(automation::decide(in).action == Action::Nothing); // without a policy: never
        in.policy.retry = RetryPolicy {2, 5s, 2, 3min};
        QVERIFY(automation::decide(in).action == Action::Sync); // an hour later
        in.last->finishedAt = in.now.addSecs(-4);
        const auto waits = automation::decide(in);
        QVERIFY(waits.action == Action::Wait);
        QCOMPARE(waits.delay, 6'000ms);
        QVERIFY2(waits.syncError.contains(u"Retrying attempt #1"_s), qPrintable(waits.syncError));
        in.last->failures = 2;
        QCOMPARE(automation::decide(in).delay, 16'000ms);
        in.last->failures = 3;
        const auto ended = automation::decide(in);
        QVERIFY(ended.action == Action::Nothing);
        QVERIFY2(ended.syncError.endsWith(u"(retried 2 times)."_s), qPrintable(ended.syncError));
        in.policy.retry->limit = -1;
        in.last->failures = 500;
        QCOMPARE(automation::decide(in).delay, 176'000ms); // three minutes at most
        in.policy.retry->limit = 0;
        in.last->failures = 1;
        QVERIFY(automation::decide(in).action == Action::Nothing);
    }

    void whatAPersonDidIsNotTriedAgain()
    {
        automation::Input in = drifted();
        in.policy.retry = RetryPolicy {5, 5s, 2, 3min};
        in.last = last(in, sync::OperationPhase::Failed);
        in.last->failures = 1;
        QVERIFY(automation::decide(in).action == Action::Nothing);
        in.last->automated = true;
        in.last->cancelled = true;
        QVERIFY(automation::decide(in).action == Action::Nothing);
        in.last->phase = sync::OperationPhase::Error; // stopped while an answer was awaited
        QVERIFY(automation::decide(in).action == Action::Nothing);
        in.policy.retry.reset();
        QVERIFY(automation::decide(in).action == Action::Nothing);
        in.last->cancelled = false;
        QVERIFY(automation::decide(in).action == Action::Sync);
    }

    void aNewStateIsSyncedAsThePolicySays()
    {
        const auto decision = automation::decide(drifted());
        QVERIFY(decision.action == Action::Sync);
        QVERIFY(decision.prune);
        QVERIFY(decision.reason.isEmpty());
    }

    void nothingIsDone_data()
    {
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("reason");
        QTest::newRow("policy is manual") << 0 << u"no automated sync policy"_s;
        QTest::newRow("off on this workstation") << 1 << u"off for this workspace"_s;
        QTest::newRow("broken spec") << 2 << u"spec has errors"_s;
        QTest::newRow("paused") << 3 << u"rolled back to abc"_s;
        QTest::newRow("old state") << 4 << u"no fetch yet"_s;
        QTest::newRow("running") << 5 << QString();
        QTest::newRow("synced") << 6 << QString();
        QTest::newRow("unknown") << 7 << QString();
        QTest::newRow("only prunes and no prune") << 8 << u"does not prune"_s;
        QTest::newRow("drift without self-heal") << 9 << u"does not self-heal"_s;
    }
    void nothingIsDone()
    {
        QFETCH(int, what);
        QFETCH(QString, reason);
        automation::Input in = drifted();
        in.policy.automated = what != 0;
        in.enabled = what != 1;
        in.usable = what != 2;
        if (what == 3)
            in.paused = u"rolled back to abc"_s;
        if (what == 4)
            in.stale = u"no fetch yet"_s;
        in.operationRunning = what == 5;
        if (what == 6)
            in.status = diff::SyncStatus::Synced;
        if (what == 7)
            in.status = diff::SyncStatus::Unknown;
        if (what == 8) {
            in.policy.prune = false;
            in.toPrune = in.outOfSync;
        }
        if (what == 9) {
            in.policy.selfHeal = false;
            in.syncedBefore = true;
        }
        const auto decision = automation::decide(in);
        QVERIFY(decision.action == Action::Nothing);
        QVERIFY2(decision.reason.contains(reason) && decision.reason.isEmpty() == reason.isEmpty(),
                 qPrintable(decision.reason));
        QVERIFY(decision.syncError.isEmpty());
    }

    void aFailedStateIsNeverTriedAgain()
    {
        automation::Input in = drifted();
        in.last = last(in, sync::OperationPhase::Failed);
        const auto decision = automation::decide(in);
        QVERIFY(decision.action == Action::Nothing);
        QCOMPARE(decision.syncError,
                 u"Failed last sync attempt to [%1]: it broke"_s.arg(in.commit));

        in.last->sameContent = false; // Git asks for something else now
        QVERIFY(automation::decide(in).action == Action::Sync);
    }

    void whatCouldNotGoOnIsTriedFiveTimesMoreAndMoreSlowly()
    {
        automation::Input in = drifted();
        in.last = last(in, sync::OperationPhase::Error);
        in.last->finishedAt = in.now.addSecs(-4);
        in.last->errors = 1;
        auto decision = automation::decide(in);
        QVERIFY(decision.action == Action::Wait);
        QCOMPARE(decision.delay, 6'000ms);
        in.last->finishedAt = in.now.addSecs(-10);
        QVERIFY(automation::decide(in).action == Action::Sync);
        in.last->errors = 3;
        decision = automation::decide(in);
        QVERIFY(decision.action == Action::Wait);
        QCOMPARE(decision.delay, 30'000ms);
        in.last->errors = 5;
        decision = automation::decide(in);
        QVERIFY(decision.action == Action::Nothing);
        QVERIFY(decision.syncError.endsWith(u"(retried 5 times)."_s));
    }

    void healingSlowsDown_data()
    {
        QTest::addColumn<int>("attempts");
        QTest::addColumn<int>("seconds");
        const QList<int> delays {0, 2, 6, 18, 54, 162, 300, 300};
        for (int i = 0; i < delays.size(); ++i)
            QTest::addRow("attempt %d", i) << i << delays.at(i);
        QTest::newRow("a thousand") << 1000 << 300;
    }
    void healingSlowsDown()
    {
        QFETCH(int, attempts);
        QFETCH(int, seconds);
        automation::Input in = drifted();
        in.syncedBefore = true;
        in.healAttempts = attempts;
        in.lastHealAt = in.now.addSecs(-seconds);
        QVERIFY(automation::decide(in).action == Action::Heal);
        if (seconds == 0)
            return;
        in.lastHealAt = in.now.addMSecs(-1000 * seconds + 250);
        const auto decision = automation::decide(in);
        QVERIFY(decision.action == Action::Wait);
        QCOMPARE(decision.delay, 250ms);
    }

    void aClockThatWasSetBackDoesNotLengthenTheWait()
    {
        automation::Input in = drifted();
        in.syncedBefore = true;
        in.healAttempts = 2;
        in.lastHealAt = in.now.addDays(1);
        const auto decision = automation::decide(in);
        QVERIFY(decision.action == Action::Wait);
        QCOMPARE(decision.delay, 6'000ms);
    }

    void aClockThatWasSetBackDoesNotStopAutomation()
    {
        automation::Input in = drifted();
        QDateTime now = in.now;
        Clock clock;
        clock.now = [&now] { return now; };
        Autopilot autopilot(clock);
        in.last = last(in, sync::OperationPhase::Succeeded);
        in.last->finishedAt = now.addYears(1); // before the clock was set right
        in.syncedBefore = true;
        QVERIFY(autopilot.consider(u"shop"_s, "hash", in).action == Action::Wait);
        now = now.addSecs(3);
        QVERIFY(autopilot.consider(u"shop"_s, "hash", in).action == Action::Heal);
        now = now.addYears(-1); // and once more
        QVERIFY(autopilot.consider(u"shop"_s, "hash", in).action == Action::Wait);
        now = now.addSecs(3);
        QVERIFY(autopilot.consider(u"shop"_s, "hash", in).action == Action::Heal);
    }

    void everythingIsNotDeletedUnlessAllowed()
    {
        automation::Input in = drifted();
        in.outOfSync = in.toPrune = in.resources;
        const auto decision = automation::decide(in);
        QVERIFY(decision.action == Action::Nothing);
        QVERIFY(decision.syncError.contains(u"will wipe out all resources"_s));
        in.policy.allowEmpty = true;
        QVERIFY(automation::decide(in).action == Action::Sync);
    }
};

QTEST_GUILESS_MAIN(TestAutomation)
#include "tst_automation.moc"
