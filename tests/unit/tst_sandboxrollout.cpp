#include "core/object/jsoncodec.h"
#include "core/sandbox/control/duequeue.h"
#include "core/sandbox/control/rollout.h"
#include "core/sandbox/control/view.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce::sandbox::control;
using cauce::object::Json;
using Scalings = std::vector<Scaling>;

namespace {

Json json(const QByteArray& text)
{
    return *cauce::object::parseJson(text);
}

ReplicaSetFacts setOf(const char* name, qint64 wanted, qint64 available, qint64 createdAt,
                      qint64 max = -1)
{
    ReplicaSetFacts facts;
    facts.name = QString::fromLatin1(name);
    facts.wanted = wanted;
    facts.replicas = wanted;
    facts.ready = available;
    facts.available = available;
    facts.createdAt = createdAt;
    facts.revision = createdAt;
    facts.maxAnnotation = max;
    return facts;
}

QString text(const Scalings& steps)
{
    QStringList all;
    for (const Scaling& step : steps)
        all << u"%1:%2>%3"_s.arg(step.replicaSet).arg(step.from).arg(step.to);
    return all.join(u' ');
}

DeploymentSpec specOf(qint64 replicas, qint64 surge, qint64 unavailable)
{
    DeploymentSpec spec;
    spec.replicas = replicas;
    spec.maxSurge = surge;
    spec.maxUnavailable = unavailable;
    spec.progressDeadline = 600;
    return spec;
}

const QDateTime kNow(QDate(2026, 1, 2), QTime(3, 4, 5), Qt::UTC);

} // namespace

class TestSandboxRollout : public QObject
{
    Q_OBJECT

private slots:
    void percentagesRound_data()
    {
        QTest::addColumn<int>("replicas");
        QTest::addColumn<QByteArray>("surge");
        QTest::addColumn<QByteArray>("unavailable");
        QTest::addColumn<int>("surgePods");
        QTest::addColumn<int>("unavailablePods");
        QTest::newRow("25 % of 3: up and down")
            << 3 << QByteArray(R"("25%")") << QByteArray(R"("25%")") << 1 << 0;
        QTest::newRow("25 % of 10")
            << 10 << QByteArray(R"("25%")") << QByteArray(R"("25%")") << 3 << 2;
        QTest::newRow("numbers") << 3 << QByteArray("2") << QByteArray("1") << 2 << 1;
        QTest::newRow("nothing at all would never move")
            << 3 << QByteArray("0") << QByteArray(R"("10%")") << 0 << 1;
        QTest::newRow("not more than there are")
            << 2 << QByteArray("1") << QByteArray("5") << 1 << 2;
        QTest::newRow("no replicas")
            << 0 << QByteArray(R"("25%")") << QByteArray(R"("25%")") << 0 << 0;
    }

    void percentagesRound()
    {
        QFETCH(int, replicas);
        QFETCH(QByteArray, surge);
        QFETCH(QByteArray, unavailable);
        const DeploymentSpec spec = DeploymentSpec::of(
            json(R"({"spec":{"replicas":)" + QByteArray::number(replicas)
                 + R"(,"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":)" + surge
                 + R"(,"maxUnavailable":)" + unavailable + "}}}}"));
        QTEST(int(spec.maxSurge), "surgePods");
        QTEST(int(spec.maxUnavailable), "unavailablePods");
    }

    void steps_data()
    {
        QTest::addColumn<DeploymentSpec>("spec");
        QTest::addColumn<ReplicaSetFacts>("current");
        QTest::addColumn<std::vector<ReplicaSetFacts>>("old");
        QTest::addColumn<QString>("expected");
        using Sets = std::vector<ReplicaSetFacts>;
        QTest::newRow("up by the surge") << specOf(3, 1, 0) << setOf("new", 0, 0, 2)
                                         << Sets {setOf("old", 3, 3, 1)} << u"new:0>1"_s;
        QTest::newRow("wait until it is available") << specOf(3, 1, 0) << setOf("new", 1, 0, 2)
                                                    << Sets {setOf("old", 3, 3, 1)} << QString();
        QTest::newRow("then down") << specOf(3, 1, 0) << setOf("new", 1, 1, 2)
                                   << Sets {setOf("old", 3, 3, 1)} << u"old:3>2"_s;
        QTest::newRow("down at once by what may be unavailable")
            << specOf(4, 0, 2) << setOf("new", 0, 0, 2) << Sets {setOf("old", 4, 4, 1)}
            << u"old:4>2"_s;
        QTest::newRow("sick Pods of old ones go first")
            << specOf(3, 1, 0) << setOf("new", 1, 0, 3)
            << Sets {setOf("older", 2, 1, 1), setOf("old", 1, 1, 2)} << QString();
        QTest::newRow("a sick old one goes while the new one is not yet there")
            << specOf(2, 1, 1) << setOf("new", 2, 0, 3)
            << Sets {setOf("bad", 1, 0, 1), setOf("old", 1, 1, 2)} << u"bad:1>0"_s;
        QTest::newRow("two old ones, the oldest first")
            << specOf(4, 2, 0) << setOf("new", 2, 2, 3)
            << Sets {setOf("old", 2, 2, 2), setOf("older", 2, 2, 1)} << u"older:2>0"_s;
        QTest::newRow("too many new ones")
            << specOf(2, 1, 0) << setOf("new", 5, 5, 2) << Sets {} << u"new:5>2"_s;
        QTest::newRow("done") << specOf(3, 1, 0) << setOf("new", 3, 3, 2)
                              << Sets {setOf("old", 0, 0, 1)} << QString();
    }

    void steps()
    {
        QFETCH(DeploymentSpec, spec);
        QFETCH(ReplicaSetFacts, current);
        QFETCH(std::vector<ReplicaSetFacts>, old);
        QFETCH(QString, expected);
        QCOMPARE(text(rollingStep(spec, current, old)), expected);
    }

    void scalingInMidRolloutIsInProportion_data()
    {
        QTest::addColumn<int>("replicas");
        QTest::addColumn<QString>("expected");
        QTest::newRow("up: 10 + 3 to 15 + 3") << 15 << u"old:8>11 new:5>7"_s;
        QTest::newRow("down") << 5 << u"old:8>5 new:5>3"_s;
        QTest::newRow("to none") << 0 << u"old:8>0 new:5>0"_s;
    }

    // The first row is the example of Kubernetes' own documentation (Deployment, proportional
    // scaling).
    void scalingInMidRolloutIsInProportion()
    {
        QFETCH(int, replicas);
        QFETCH(QString, expected);
        const ReplicaSetFacts current = setOf("new", 5, 0, 2, 13);
        const auto steps
            = scaleStep(specOf(replicas, 3, 2), 13, &current, {setOf("old", 8, 8, 1, 13)});
        QCOMPARE(text(steps), expected);
    }

    void oneReplicaSetTakesTheWholeChange()
    {
        const ReplicaSetFacts current = setOf("new", 3, 3, 2);
        QCOMPARE(text(scaleStep(specOf(7, 1, 1), 3, &current, {setOf("old", 0, 0, 1)})),
                 u"new:3>7"_s);
        QCOMPARE(text(scaleStep(specOf(4, 1, 1), 3, nullptr, {setOf("old", 2, 2, 1)})),
                 u"old:2>4"_s);
    }

    void aScalingEventIsSeenByTheAnnotation()
    {
        ReplicaSetFacts set = setOf("a", 3, 3, 1);
        set.desiredAnnotation = 3;
        QVERIFY(!isScalingEvent(specOf(3, 1, 1), {set}));
        QVERIFY(isScalingEvent(specOf(4, 1, 1), {set}));
        set.wanted = 0;
        QVERIFY(!isScalingEvent(specOf(4, 1, 1), {set}));
    }

    void theDeadlineCountsFromTheLastProgress()
    {
        DeploymentSpec spec = specOf(2, 1, 0);
        spec.progressDeadline = 10;
        const ReplicaSetFacts none = setOf("new", 2, 0, 1);
        Json status = Json::emptyObject();
        setDeploymentCondition(status, u"Progressing"_s, u"True"_s, u"NewReplicaSetCreated"_s,
                               u"m"_s, kNow);
        status = rolloutStatus(spec, u"d"_s, status, 1, &none, {none}, kNow);
        ReplicaSetFacts one = none;
        one.ready = one.available = 1;
        status = rolloutStatus(spec, u"d"_s, status, 1, &one, {one}, kNow.addSecs(8));
        QCOMPARE(condition(status, u"Progressing")[u"reason"].toString(), u"ReplicaSetUpdated"_s);
        QCOMPARE(condition(status, u"Progressing")[u"lastTransitionTime"].toString(), stamp(kNow));
        status = rolloutStatus(spec, u"d"_s, status, 1, &one, {one}, kNow.addSecs(18));
        QCOMPARE(condition(status, u"Progressing")[u"status"].toString(), u"True"_s);
        status = rolloutStatus(spec, u"d"_s, status, 1, &one, {one}, kNow.addSecs(19));
        QCOMPARE(condition(status, u"Progressing")[u"reason"].toString(),
                 u"ProgressDeadlineExceeded"_s);
        ReplicaSetFacts both = none;
        both.ready = both.available = 2;
        status = rolloutStatus(spec, u"d"_s, status, 1, &both, {both}, kNow.addSecs(60));
        QCOMPARE(condition(status, u"Progressing")[u"reason"].toString(),
                 u"NewReplicaSetAvailable"_s);
    }

    void equalTemplatesHaveEqualHashes()
    {
        const Json a = json(R"({"spec":{"containers":[{"name":"c","image":"x"}]}})");
        const Json b = json(R"({"spec":{"containers":[{"image":"x","name":"c"}]}})");
        const Json c = json(R"({"spec":{"containers":[{"image":"y","name":"c"}]}})");
        QCOMPARE(templateHash(a, 0), templateHash(b, 0));
        QVERIFY(templateHash(a, 0) != templateHash(c, 0));
        QVERIFY(templateHash(a, 0) != templateHash(a, 1));
    }

    void selectors_data()
    {
        QTest::addColumn<QByteArray>("selector");
        QTest::addColumn<bool>("fits");
        QTest::newRow("labels") << QByteArray(R"({"matchLabels":{"app":"web"}})") << true;
        QTest::newRow("another value") << QByteArray(R"({"matchLabels":{"app":"db"}})") << false;
        QTest::newRow("in") << QByteArray(
            R"({"matchExpressions":[{"key":"app","operator":"In","values":["a","web"]}]})")
                            << true;
        QTest::newRow("not in what is absent") << QByteArray(
            R"({"matchExpressions":[{"key":"tier","operator":"NotIn","values":["a"]}]})")
                                               << true;
        QTest::newRow("exists") << QByteArray(
            R"({"matchExpressions":[{"key":"tier","operator":"Exists"}]})")
                                << false;
        QTest::newRow("does not exist")
            << QByteArray(R"({"matchExpressions":[{"key":"tier","operator":"DoesNotExist"}]})")
            << true;
        QTest::newRow("empty fits nobody") << QByteArray("{}") << false;
        QTest::newRow("unknown operator")
            << QByteArray(R"({"matchExpressions":[{"key":"app","operator":"Like"}]})") << false;
    }

    void selectors()
    {
        QFETCH(QByteArray, selector);
        QFETCH(bool, fits);
        QCOMPARE(Selector(json(selector)).fits({{u"app"_s, u"web"_s}, {u"x"_s, u"y"_s}}), fits);
    }

    void quantities()
    {
        QCOMPARE(milliValue(u"250m"_s), 250);
        QCOMPARE(milliValue(u"2"_s), 2000);
        QCOMPARE(milliValue(u"0.5"_s), 500);
        QCOMPARE(milliValue(u"1Ki"_s), 1'024'000);
        QCOMPARE(milliValue(u"1k"_s), 1'000'000);
        QCOMPARE(milliValue(u""_s), 0);
    }

    void aTaskIsDoneOnceAtTheEarliestTime()
    {
        using std::chrono::milliseconds;
        DueQueue queue;
        const Task a {0, u"n"_s, u"a"_s};
        const Task b {0, u"n"_s, u"b"_s};
        QVERIFY(queue.add(a, milliseconds(50)));
        QVERIFY(!queue.add(b, milliseconds(60)));
        QVERIFY(queue.add(b, milliseconds(10)));
        QVERIFY(!queue.add(b, milliseconds(90)));
        QCOMPARE(queue.size(), 2);
        QVERIFY(!queue.take(milliseconds(9)));
        QCOMPARE(queue.take(milliseconds(100))->name, u"b"_s);
        QCOMPARE(queue.take(milliseconds(100))->name, u"a"_s);
        QVERIFY(!queue.take(milliseconds(100)));
        QVERIFY(!queue.next());
    }
};

QTEST_GUILESS_MAIN(TestSandboxRollout)
#include "tst_sandboxrollout.moc"
