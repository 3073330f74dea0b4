#include "core/sandbox/control/cronjobcontroller.h"
#include "core/sandbox/control/jobplan.h"
#include "tests/unit/workloadfixture.h"

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox;
using namespace cauce::sandbox::control;
using cauce::object::Json;
using cauce::test::WorkloadFixture;

namespace {

Json job(const QString& image, const QByteArray& more = "{}",
         const QString& restartPolicy = u"Never"_s)
{
    Json object = WorkloadFixture::json(R"({"apiVersion":"batch/v1","kind":"Job",
        "metadata":{"name":"migrate","namespace":"apps"},
        "spec":{"template":{"spec":{"containers":[{"name":"c"}]}}}})");
    Json container = object.path({u"spec", u"template", u"spec", u"containers"}).at(0);
    container.set(u"image"_s, image);
    object.setPath({u"spec", u"template", u"spec", u"containers"}, Json(Json::Items {container}));
    object.setPath({u"spec", u"template", u"spec", u"restartPolicy"}, restartPolicy);
    const Json extra = WorkloadFixture::json(more);
    for (const auto& [key, value] : extra.members())
        object.setPath({u"spec", key}, value);
    return object;
}

Json cronJob(const QByteArray& more = "{}", const QString& image = u"busybox"_s)
{
    Json object = WorkloadFixture::json(R"({"apiVersion":"batch/v1","kind":"CronJob",
        "metadata":{"name":"tick","namespace":"apps"},"spec":{"schedule":"* * * * *"}})");
    object.setPath({u"spec", u"jobTemplate", u"spec"}, job(image)[u"spec"]);
    const Json extra = WorkloadFixture::json(more);
    for (const auto& [key, value] : extra.members())
        object.setPath({u"spec", key}, value);
    return object;
}

QDateTime utc(const char* text)
{
    return QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toUTC();
}

} // namespace

class TestSandboxJobs : public QObject
{
    Q_OBJECT

private slots:
    void aJobCompletes()
    {
        WorkloadFixture f;
        f.apply(job(u"busybox"_s));
        f.pass(500);
        const Json early = f.get(resource::jobs, u"migrate"_s)[u"status"];
        QCOMPARE(integer(early[u"active"]), 1);
        QVERIFY(early.contains(u"startTime"));
        const Json pod = f.list(resource::pods).at(0);
        QCOMPARE(pod.path({u"metadata", u"finalizers"}).at(0).toString(),
                 u"batch.kubernetes.io/job-tracking"_s);
        QCOMPARE(pod.path({u"metadata", u"labels", u"batch.kubernetes.io/job-name"}).toString(),
                 u"migrate"_s);
        f.pass(2000);
        const Json late = f.get(resource::jobs, u"migrate"_s)[u"status"];
        QCOMPARE(integer(late[u"succeeded"]), 1);
        QVERIFY(!late.contains(u"active"));
        QVERIFY(late.contains(u"completionTime"));
        QStringList types;
        for (const Json& each : late[u"conditions"].items())
            types << each[u"type"].toString();
        QCOMPARE(types, (QStringList {u"SuccessCriteriaMet"_s, u"Complete"_s}));
        const Json done = f.list(resource::pods).at(0);
        QCOMPARE(done.path({u"status", u"phase"}).toString(), u"Succeeded"_s);
        QVERIFY(!done[u"metadata"].contains(u"finalizers"));
        QCOMPARE(f.reasons(u"Job"_s, u"migrate"_s),
                 (QStringList {u"SuccessfulCreate"_s, u"Completed"_s}));
    }

    void completionsAreReachedInParallel()
    {
        WorkloadFixture f;
        f.apply(job(u"busybox"_s, R"({"completions":5,"parallelism":2})"));
        qint64 most = 0;
        for (int step = 0; step < 100; ++step) {
            f.pass(100);
            most = qMax(most, f.statusOf(resource::jobs, u"migrate"_s, u"active"));
        }
        QCOMPARE(most, 2);
        QCOMPARE(f.statusOf(resource::jobs, u"migrate"_s, u"succeeded"), 5);
        QVERIFY(isTrue(f.get(resource::jobs, u"migrate"_s)[u"status"], u"Complete"));
        QCOMPARE(f.count(resource::pods), 5);
    }

    void tooManyFailuresFailTheJob()
    {
        WorkloadFixture f;
        f.apply(job(u"app:crash"_s, R"({"backoffLimit":2})"));
        f.pass(5000);
        QCOMPARE(f.statusOf(resource::jobs, u"migrate"_s, u"failed"), 1);
        QCOMPARE(f.count(resource::pods), 1); // the next one waits ten seconds
        f.pass(60'000);
        const Json status = f.get(resource::jobs, u"migrate"_s)[u"status"];
        QCOMPARE(integer(status[u"failed"]), 3);
        QCOMPARE(condition(status, u"Failed")[u"reason"].toString(), u"BackoffLimitExceeded"_s);
        QVERIFY(isTrue(status, u"FailureTarget"));
        QVERIFY(!status.contains(u"completionTime"));
    }

    void restartsInPlaceCountAgainstTheLimit()
    {
        WorkloadFixture f;
        f.apply(job(u"app:crash"_s, R"({"backoffLimit":2})", u"OnFailure"_s));
        f.pass(60'000);
        const Json status = f.get(resource::jobs, u"migrate"_s)[u"status"];
        QCOMPARE(condition(status, u"Failed")[u"reason"].toString(), u"BackoffLimitExceeded"_s);
        QCOMPARE(f.count(resource::pods), 0);
    }

    void aJobThatTakesTooLongFails()
    {
        WorkloadFixture f;
        f.apply(job(u"app:broken"_s, R"({"activeDeadlineSeconds":30})"));
        f.pass(29'000);
        QVERIFY(!isTrue(f.get(resource::jobs, u"migrate"_s)[u"status"], u"Failed"));
        f.pass(5000);
        const Json status = f.get(resource::jobs, u"migrate"_s)[u"status"];
        QCOMPARE(condition(status, u"Failed")[u"reason"].toString(), u"DeadlineExceeded"_s);
        QCOMPARE(f.count(resource::pods), 0);
    }

    void aSuspendedJobWaits()
    {
        WorkloadFixture f;
        f.apply(job(u"busybox"_s, R"({"suspend":true})"));
        f.pass(5000);
        QCOMPARE(f.count(resource::pods), 0);
        QVERIFY(isTrue(f.get(resource::jobs, u"migrate"_s)[u"status"], u"Suspended"));
        f.apply(job(u"busybox"_s, R"({"suspend":false})"));
        f.pass(3000);
        const Json status = f.get(resource::jobs, u"migrate"_s)[u"status"];
        QVERIFY(isTrue(status, u"Complete"));
        QCOMPARE(condition(status, u"Suspended")[u"status"].toString(), u"False"_s);
    }

    void aFinishedJobGoesAfterItsTime()
    {
        WorkloadFixture f;
        f.apply(job(u"busybox"_s, R"({"ttlSecondsAfterFinished":20})"));
        f.pass(15'000);
        QVERIFY(isTrue(f.get(resource::jobs, u"migrate"_s)[u"status"], u"Complete"));
        f.pass(10'000);
        QVERIFY(f.get(resource::jobs, u"migrate"_s).isNull());
        QCOMPARE(f.count(resource::pods), 0);
    }

    void aJobDeletedInMidRunTakesItsPodsAlong()
    {
        WorkloadFixture f;
        f.apply(job(u"busybox"_s));
        f.pass(1200);
        f.remove(resource::jobs, u"migrate"_s);
        f.pass(2000);
        QCOMPARE(f.count(resource::pods), 0); // no finalizer holds them
    }

    void aCronJobRunsEveryMinuteAndKeepsThree()
    {
        WorkloadFixture f; // begins at 03:04:05
        f.apply(cronJob());
        f.pass(50'000);
        QCOMPARE(f.count(resource::jobs), 0);
        f.pass(6000);
        QCOMPARE(f.count(resource::jobs), 1);
        const Json first = f.list(resource::jobs).at(0);
        QCOMPARE(first.path({u"metadata", u"name"}).toString(),
                 u"tick-%1"_s.arg(utc("2026-01-02T03:05:00Z").toSecsSinceEpoch() / 60));
        QCOMPARE(first
                     .path({u"metadata", u"annotations",
                            u"batch.kubernetes.io/cronjob-scheduled-timestamp"})
                     .toString(),
                 u"2026-01-02T03:05:00Z"_s);
        f.pass(605'000);
        QCOMPARE(f.count(resource::jobs), 3);
        const Json status = f.get(resource::cronJobs, u"tick"_s)[u"status"];
        QCOMPARE(status[u"lastScheduleTime"].toString(), u"2026-01-02T03:15:00Z"_s);
        QVERIFY(status.contains(u"lastSuccessfulTime"));
        QVERIFY(!status.contains(u"active"));
    }

    void concurrencyPolicies_data()
    {
        QTest::addColumn<QByteArray>("policy");
        QTest::addColumn<int>("jobs");
        QTest::newRow("allow") << QByteArray("Allow") << 3;
        QTest::newRow("forbid") << QByteArray("Forbid") << 1;
        QTest::newRow("replace") << QByteArray("Replace") << 1;
    }

    void concurrencyPolicies()
    {
        QFETCH(QByteArray, policy);
        QFETCH(int, jobs);
        WorkloadFixture f;
        f.apply(cronJob("{\"concurrencyPolicy\":\"" + policy + "\"}", u"app:broken"_s));
        f.pass(180'000);
        QCOMPARE(f.count(resource::jobs), jobs);
        QCOMPARE(f.get(resource::cronJobs, u"tick"_s)[u"status"][u"active"].size(), jobs);
        const bool isFirst = f.list(resource::jobs).at(0).path({u"metadata", u"name"}).toString()
            == u"tick-%1"_s.arg(utc("2026-01-02T03:05:00Z").toSecsSinceEpoch() / 60);
        QCOMPARE(isFirst, policy != "Replace");
    }

    void aSuspendedCronJobRunsNothing()
    {
        WorkloadFixture f;
        f.apply(cronJob(R"({"suspend":true})"));
        f.pass(300'000);
        QCOMPARE(f.count(resource::jobs), 0);
    }

    void schedules_data()
    {
        QTest::addColumn<QString>("schedule");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("next");
        const auto row
            = [](const char* name, const char* schedule, const char* after, const char* next) {
                  QTest::newRow(name) << QString::fromLatin1(schedule) << QString::fromLatin1(after)
                                      << QString::fromLatin1(next);
              };
        row("every minute", "* * * * *", "2026-01-02T03:04:05Z", "2026-01-02T03:05:00Z");
        row("on the minute is the next one", "* * * * *", "2026-01-02T03:04:00Z",
            "2026-01-02T03:05:00Z");
        row("steps", "*/15 * * * *", "2026-01-02T03:46:00Z", "2026-01-02T04:00:00Z");
        row("range with steps", "10-30/10 2 * * *", "2026-01-02T02:20:00Z", "2026-01-02T02:30:00Z");
        row("open range with steps", "5/20 * * * *", "2026-01-02T02:06:00Z",
            "2026-01-02T02:25:00Z");
        row("list", "0 6,18 * * *", "2026-01-02T07:00:00Z", "2026-01-02T18:00:00Z");
        row("name of a day", "0 0 * * sun", "2026-01-02T00:00:00Z", "2026-01-04T00:00:00Z");
        row("name of a month", "0 0 1 MAR *", "2026-01-02T00:00:00Z", "2026-03-01T00:00:00Z");
        row("either day fits", "0 0 13 * 5", "2026-01-02T00:00:00Z", "2026-01-09T00:00:00Z");
        row("leap day", "0 0 29 2 *", "2026-01-02T00:00:00Z", "2028-02-29T00:00:00Z");
        row("macro", "@weekly", "2026-01-02T00:00:00Z", "2026-01-04T00:00:00Z");
        row("question mark", "30 4 ? * ?", "2026-01-02T05:00:00Z", "2026-01-03T04:30:00Z");
        row("never", "0 0 30 2 *", "2026-01-02T00:00:00Z", "");
    }

    void schedules()
    {
        QFETCH(QString, schedule);
        QFETCH(QString, after);
        QFETCH(QString, next);
        const auto parsed = CronSchedule::parse(schedule);
        QVERIFY(parsed);
        const QDateTime found = parsed->next(parseStamp(after));
        QCOMPARE(found.isValid() ? stamp(found) : QString(), next);
    }

    void badSchedulesAreRefused_data()
    {
        QTest::addColumn<QString>("schedule");
        QTest::newRow("four fields") << u"* * * *"_s;
        QTest::newRow("minute 60") << u"60 * * * *"_s;
        QTest::newRow("day 0") << u"0 0 0 * *"_s;
        QTest::newRow("Sunday is 0 only") << u"0 0 * * 7"_s;
        QTest::newRow("backwards") << u"30-10 * * * *"_s;
        QTest::newRow("no step") << u"*/0 * * * *"_s;
        QTest::newRow("a word") << u"now * * * *"_s;
        QTest::newRow("empty item") << u"1,,2 * * * *"_s;
    }

    void badSchedulesAreRefused()
    {
        QFETCH(QString, schedule);
        QVERIFY(!CronSchedule::parse(schedule));
    }

    void aScheduleIsReadInItsZone()
    {
        const auto schedule = CronSchedule::parse(u"30 9 * * *"_s);
        const QTimeZone madrid("Europe/Madrid");
        if (!madrid.isValid())
            QSKIP("no time zone data here");
        QCOMPARE(stamp(schedule->next(parseStamp(u"2026-01-02T03:00:00Z"_s), madrid)),
                 u"2026-01-02T08:30:00Z"_s);
        QCOMPARE(stamp(schedule->next(parseStamp(u"2026-07-02T03:00:00Z"_s), madrid)),
                 u"2026-07-02T07:30:00Z"_s);
    }

    void afterALongSleepOnlyTheLastMissedRunCounts()
    {
        const auto schedule = CronSchedule::parse(u"*/5 * * * *"_s);
        const DueRun due = dueRun(*schedule, QTimeZone::utc(), utc("2025-01-01T00:00:00Z"),
                                  utc("2026-01-02T03:04:05Z"));
        QCOMPARE(stamp(due.missed), u"2026-01-02T03:00:00Z"_s);
        QCOMPARE(stamp(due.next), u"2026-01-02T03:05:00Z"_s);
    }

    void plans_data()
    {
        QTest::addColumn<JobSpec>("spec");
        QTest::addColumn<JobCounts>("counts");
        QTest::addColumn<int>("create");
        QTest::addColumn<int>("remove");
        QTest::addColumn<QString>("outcome");
        JobSpec spec;
        spec.completions = 5;
        spec.parallelism = 3;
        const auto counts = [](qint64 active, qint64 succeeded, qint64 failed, qint64 ending = 0) {
            JobCounts c;
            c.active = active;
            c.succeeded = succeeded;
            c.failed = failed;
            c.ending = ending;
            return c;
        };
        QTest::newRow("at first") << spec << counts(0, 0, 0) << 3 << 0 << QString();
        QTest::newRow("the last ones") << spec << counts(0, 4, 0) << 1 << 0 << QString();
        QTest::newRow("an ending Pod has its place")
            << spec << counts(1, 0, 0, 1) << 1 << 0 << QString();
        QTest::newRow("enough") << spec << counts(0, 5, 1) << 0 << 0 << u"Complete"_s;
        QTest::newRow("failed at the limit goes on")
            << spec << counts(0, 0, 6) << 3 << 0 << QString();
        QTest::newRow("failed beyond") << spec << counts(2, 0, 7) << 0 << 2 << u"Failed"_s;
        JobSpec queue;
        queue.parallelism = 2;
        QTest::newRow("queue") << queue << counts(0, 0, 0) << 2 << 0 << QString();
        QTest::newRow("queue, one is done") << queue << counts(1, 1, 0) << 0 << 0 << QString();
        QTest::newRow("queue, all are done") << queue << counts(0, 2, 0) << 0 << 0 << u"Complete"_s;
    }

    void plans()
    {
        QFETCH(JobSpec, spec);
        QFETCH(JobCounts, counts);
        QFETCH(int, create);
        QFETCH(int, remove);
        QFETCH(QString, outcome);
        const JobPlan plan = planJob(spec, counts, 0);
        QCOMPARE(plan.toCreate, create);
        QCOMPARE(plan.toDelete, remove);
        QCOMPARE(plan.outcome, outcome);
    }
};

QTEST_GUILESS_MAIN(TestSandboxJobs)
#include "tst_sandboxjobs.moc"
