#include "core/base/async.h"
#include "core/cluster/cluster.h"
#include "tests/contract/fakecontext.h"
#include "tests/support/fakekind.h"

#include <QElapsedTimer>
#include <QSignalSpy>

using namespace cauce;
using namespace cauce::cluster;
using namespace cauce::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kPods = u"/api/v1/pods"_s;
const object::GroupKind kPodKind {{}, u"Pod"_s};

} // namespace

//! What a cluster tells of one kind while the server does everything a server may do, and more.
class TestWatcher : public QObject
{
    Q_OBJECT

    static ClusterLimits quickLimits()
    {
        ClusterLimits limits;
        limits.backoff = {20ms, 200ms};
        limits.minListInterval = 50ms;
        limits.shortWatch = 30ms;
        limits.coalesce = 5ms;
        limits.watchSilence = 2s;
        limits.pageSize = 2;
        limits.keepUnwanted = 100ms;
        limits.discoveryRetry = 200ms;
        return limits;
    }

    //! The names in the snapshot, sorted; "?" while the kind is not loaded.
    QStringList names() const
    {
        const auto* snapshot = m_cluster->state()->kind(kPodKind).loaded();
        if (!snapshot)
            return {u"?"_s};
        QStringList found;
        for (const LiveObjectPtr& object : (*snapshot)->objects)
            found.append(object->key.name);
        found.sort();
        return found;
    }

    QString phaseOf(const QString& name) const
    {
        const LiveObjectPtr pod = m_cluster->state()->find({{}, u"Pod"_s, u"shop"_s, name});
        return pod ? pod->manifest()->json().path({u"status", u"phase"}).toString() : QString();
    }

    bool isStale() const
    {
        const auto* snapshot = m_cluster->state()->kind(kPodKind).loaded();
        return snapshot && (*snapshot)->stale;
    }

    const Error* failure() const { return m_cluster->state()->kind(kPodKind).failed(); }

    int lists() const
    {
        int n = 0;
        for (const FakeRequest& request : m_server->requests("GET", kPods))
            n += !request.isWatch() && request.parameter(u"continue"_s).isEmpty() ? 1 : 0;
        return n;
    }

    int watches() const
    {
        int n = 0;
        for (const FakeRequest& request : m_server->requests("GET", kPods))
            n += request.isWatch() ? 1 : 0;
        return n;
    }

    void start(const ClusterLimits& limits = quickLimits())
    {
        m_cluster = std::make_unique<Cluster>(contextOf(*m_server), limits);
        m_cluster->setWantedKinds({kPodKind});
        m_cluster->start();
    }

    //! Starts with the Pods a, b and c, and waits until they are there and watched.
    void startWithThree(const ClusterLimits& limits = quickLimits())
    {
        for (const char* name : {"a", "b", "c"})
            m_pods->put("shop", name, R"("status":{"phase":"Running"})");
        start(limits);
        QTRY_COMPARE(names(), (QStringList {u"a"_s, u"b"_s, u"c"_s}));
        QTRY_COMPARE(m_pods->openWatches(), 1);
        QTRY_COMPARE(m_cluster->connection().phase, ConnectionState::Phase::Live);
    }

private slots:
    void init()
    {
        m_server = std::make_unique<FakeApiServer>();
        serveDiscovery(m_server.get(),
                       {{"", "v1", "Pod", "pods"}, {"", "v1", "Secret", "secrets"}});
        m_pods = std::make_unique<FakeKind>(m_server.get(), kPods, "v1", "Pod");
    }

    void cleanup()
    {
        m_cluster.reset();
        m_pods.reset();
        m_server.reset();
    }

    void pagesAreShownOnlyWhenAllAreThere()
    {
        QList<QStringList> seen;
        for (const char* name : {"a", "b", "c", "d", "e"})
            m_pods->put("shop", name);
        start();
        connect(m_cluster.get(), &Cluster::stateChanged, this, [&] { seen.append(names()); });
        QTRY_COMPARE(names().size(), 5);
        for (const QStringList& one : seen)
            QVERIFY2(one == QStringList {u"?"_s} || one.size() == 5, qPrintable(one.join(u',')));
        QCOMPARE(m_server->requests("GET", kPods).at(0).parameter(u"limit"_s), u"2"_s);
        QCOMPARE(m_server->requests("GET", kPods).at(2).parameter(u"continue"_s), u"4"_s);
        QVERIFY(!m_server->requests("GET", kPods).at(0).query.contains("resourceVersion"));
    }

    void eventsChangeWhatIsShown()
    {
        startWithThree();
        m_pods->put("shop", "d");
        QTRY_COMPARE(names(), (QStringList {u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
        m_pods->put("shop", "a", R"("status":{"phase":"Failed"})");
        QTRY_COMPARE(phaseOf(u"a"_s), u"Failed"_s);
        m_pods->remove("shop", "b");
        QTRY_COMPARE(names(), (QStringList {u"a"_s, u"c"_s, u"d"_s}));
        QCOMPARE(lists(), 1);
        const FakeRequest watch = m_server->requests("GET", kPods).last();
        QCOMPARE(watch.parameter(u"allowWatchBookmarks"_s), u"true"_s);
        QCOMPARE(watch.parameter(u"resourceVersion"_s), u"103"_s);
        QVERIFY(watch.parameter(u"timeoutSeconds"_s).toInt() >= 60);
    }

    void aWatchThatEndsProperlyIsResumedWithoutAList()
    {
        startWithThree();
        m_pods->put("shop", "d");
        QTRY_COMPARE(names().size(), 4);
        QTest::qWait(40); // longer than a short watch
        QSignalSpy changes(m_cluster.get(), &Cluster::connectionChanged);
        m_pods->endWatches();
        QTRY_COMPARE(m_pods->openWatches(), 1);
        QCOMPARE(m_server->requests("GET", kPods).last().parameter(u"resourceVersion"_s), u"104"_s);
        QCOMPARE(lists(), 1);
        QCOMPARE(changes.size(), 0); // this is everyday life, not a disturbance
    }

    void aBookmarkMovesTheVersionToResumeFrom()
    {
        startWithThree();
        for (int i = 0; i < 7; ++i) // versions pass that are of other objects, as on a real server
            m_pods->put("shop", "x");
        m_pods->bookmark();
        QTRY_COMPARE(names().size(), 4);
        m_pods->cutWatches();
        QTRY_COMPARE(m_pods->openWatches(), 1);
        QCOMPARE(m_server->requests("GET", kPods).last().parameter(u"resourceVersion"_s), u"110"_s);
        QCOMPARE(lists(), 1);
    }

    void onlyBookmarksKeepAWatchAlive()
    {
        ClusterLimits limits = quickLimits();
        limits.watchSilence = 300ms;
        startWithThree(limits);
        for (int i = 0; i < 8; ++i) {
            QTest::qWait(100);
            m_pods->bookmark();
        }
        QCOMPARE(watches(), 1);
        QVERIFY(!isStale());
    }

    void aSilentWatchIsOpenedAgain()
    {
        ClusterLimits limits = quickLimits();
        limits.watchSilence = 200ms;
        startWithThree(limits);
        QTRY_VERIFY(watches() >= 3);
        QCOMPARE(lists(), 1);
        QTRY_COMPARE(m_cluster->connection().phase, ConnectionState::Phase::Live);
    }

    void whatWasDeletedDuringAGapIsGoneAfter410_data()
    {
        QTest::addColumn<bool>("asEvent");
        QTest::newRow("ERROR event with code 410") << true;
        QTest::newRow("HTTP 410") << false;
    }

    void whatWasDeletedDuringAGapIsGoneAfter410()
    {
        QFETCH(bool, asEvent);
        startWithThree();
        if (!asEvent) {
            m_server->onWatch(kPods, [this, first = true](const ExchangePtr& exchange) mutable {
                if (std::exchange(first, false))
                    fault::status(410, "Expired", "too old")(exchange);
                else
                    m_pods->answerWatch(exchange);
            });
        }
        QList<QStringList> seen;
        connect(m_cluster.get(), &Cluster::stateChanged, this, [&] { seen.append(names()); });
        m_pods->cutWatches();
        m_pods->remove("shop", "b");
        m_pods->put("shop", "z");
        m_pods->compact();
        QTRY_COMPARE(names(), (QStringList {u"a"_s, u"c"_s, u"z"_s}));
        QCOMPARE(lists(), 2);
        for (const QStringList& one : seen)
            QVERIFY(one.size() == 3); // never empty in between
        QTRY_COMPARE(m_cluster->connection().phase, ConnectionState::Phase::Live);
    }

    void anEventThatCannotBeReadMakesItListAgain_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("garbage") << QByteArray("}{ what\n");
        QTest::newRow("an unknown type") << QByteArray("{\"type\":\"MOVED\",\"object\":{}}\n");
        QTest::newRow("an object without a name")
            << QByteArray("{\"type\":\"ADDED\",\"object\":{\"metadata\":{}}}\n");
    }

    void anEventThatCannotBeReadMakesItListAgain()
    {
        QFETCH(QByteArray, line);
        startWithThree();
        m_pods->sendToWatches(line);
        QTRY_COMPARE(lists(), 2);
        QTRY_COMPARE(m_pods->openWatches(), 1);
        m_pods->put("shop", "d");
        QTRY_COMPARE(names().size(), 4);
        QTRY_COMPARE(m_cluster->connection().phase, ConnectionState::Phase::Live);
    }

    void halfALineIsReadAgainFromItsVersion()
    {
        startWithThree();
        m_pods->sendToWatches("{\"type\":\"DELETED\",\"object\":{\"metadata\":{\"name\":\"a\"");
        m_pods->cutWatches();
        m_pods->put("shop", "d");
        QTRY_COMPARE(names(), (QStringList {u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
        QCOMPARE(lists(), 1);
    }

    void aCharacterCutInTwoArrivesWhole()
    {
        startWithThree();
        const QByteArray line
            = "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"d\",\"namespace\":\"shop\","
              "\"uid\":\"u\",\"resourceVersion\":\"200\"},\"status\":{\"phase\":\"\xc3\xa9\"}}}\n";
        const qsizetype middle = line.indexOf('\xc3') + 1;
        m_pods->sendToWatches(line.left(middle));
        QTest::qWait(30); // so that they travel apart
        QCOMPARE(names().size(), 3);
        m_pods->sendToWatches(line.mid(middle));
        QTRY_COMPARE(phaseOf(u"d"_s), u"\u00e9"_s);
    }

    void anEventOlderThanWhatIsKnownIsIgnored()
    {
        startWithThree();
        m_pods->put("shop", "a", R"("status":{"phase":"Failed"})");
        QTRY_COMPARE(phaseOf(u"a"_s), u"Failed"_s);
        m_pods->sendToWatches(
            "{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"name\":\"a\","
            "\"namespace\":\"shop\",\"uid\":\"uid-a-1\",\"resourceVersion\":\"101\"},"
            "\"status\":{\"phase\":\"Old\"}}}\n");
        m_pods->put("shop", "d");
        QTRY_COMPARE(names().size(), 4);
        QCOMPARE(phaseOf(u"a"_s), u"Failed"_s);
    }

    void theDeletionOfAnEarlierNamesakeIsIgnored()
    {
        startWithThree();
        m_pods->sendToWatches(
            "{\"type\":\"DELETED\",\"object\":{\"metadata\":{\"name\":\"a\","
            "\"namespace\":\"shop\",\"uid\":\"another\",\"resourceVersion\":\"200\"}}}\n");
        m_pods->put("shop", "d");
        QTRY_COMPARE(names(), (QStringList {u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
    }

    void aListOlderThanWhatWasSeenIsNotShown()
    {
        startWithThree();
        m_pods->remove("shop", "b");
        QTRY_COMPARE(names().size(), 2);
        int old = 1;
        m_server->onList(kPods, [&](const ExchangePtr& exchange) {
            if (old-- > 0) // a server behind the others: b is still there
                exchange->reply(
                    200,
                    R"({"kind":"PodList","metadata":{"resourceVersion":"103"},"items":[)"
                    R"({"metadata":{"name":"b","namespace":"shop","uid":"uid-b-2"}}]})");
            else
                m_pods->answerList(exchange);
        });
        QList<QStringList> seen;
        connect(m_cluster.get(), &Cluster::stateChanged, this, [&] { seen.append(names()); });
        m_pods->cutWatches();
        m_pods->put("shop", "d");
        m_pods->compact();
        QTRY_VERIFY(old < 0);
        QTRY_COMPARE(names(), (QStringList {u"a"_s, u"c"_s, u"d"_s}));
        for (const QStringList& one : seen)
            QVERIFY(!one.contains(u"b"_s));
    }

    void aServerRestoredFromABackupIsBelievedInTheEnd()
    {
        startWithThree();
        m_server->onList(
            kPods, answer(R"({"kind":"PodList","metadata":{"resourceVersion":"5"},"items":[]})"));
        m_server->onWatch(kPods, fault::status(410, "Expired", "too old"));
        m_pods->cutWatches();
        QTRY_COMPARE(names(), QStringList());
    }

    void aWatchThatEndsAtOnceIsNotReopenedInALoop()
    {
        m_server->onWatch(kPods, [](const ExchangePtr& exchange) {
            exchange->begin();
            exchange->end();
        });
        ClusterLimits limits = quickLimits();
        limits.backoff = {50ms, 5s};
        start(limits);
        QTRY_VERIFY(watches() >= 2);
        QElapsedTimer clock;
        clock.start();
        QTRY_COMPARE_WITH_TIMEOUT(watches(), 5, 10'000);
        QVERIFY2(clock.elapsed() >= 100 + 200 + 400, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(lists(), 1);
        QTRY_COMPARE(m_cluster->connection().phase, ConnectionState::Phase::Delayed);
        QVERIFY(m_cluster->connection().error.message.contains(u"again and again"_s));
    }

    void aBusyServerMakesItWaitWithoutListingAgain()
    {
        startWithThree();
        int busy = 2;
        m_server->onWatch(kPods, [&](const ExchangePtr& exchange) {
            if (busy-- > 0)
                fault::status(429, "TooManyRequests", "slow", {{"Retry-After", "1"}})(exchange);
            else
                m_pods->answerWatch(exchange);
        });
        QElapsedTimer clock;
        clock.start();
        m_pods->cutWatches();
        m_pods->remove("shop", "a");
        QTRY_COMPARE(names(), (QStringList {u"b"_s, u"c"_s}));
        QVERIFY(clock.elapsed() >= 2000);
        QCOMPARE(lists(), 1);
    }

    void otherErrorsOfAWatchComeToAListInTheEnd()
    {
        startWithThree();
        int errors = 3;
        m_server->onWatch(kPods, [&](const ExchangePtr& exchange) {
            if (errors-- > 0) {
                exchange->begin();
                exchange->send("{\"type\":\"ERROR\",\"object\":"
                               + statusJson(504, "Timeout", "Too large resource version") + "}\n");
                exchange->end();
            } else {
                m_pods->answerWatch(exchange);
            }
        });
        m_pods->cutWatches();
        QTRY_COMPARE(m_pods->openWatches(), 1);
        QCOMPARE(lists(), 2);
        QTRY_VERIFY(!isStale());
    }

    void anErrorOnALaterPageIsAnErrorOfTheList_data()
    {
        QTest::addColumn<int>("code");
        QTest::newRow("500") << 500;
        QTest::newRow("410, the token has expired") << 410;
        QTest::newRow("it is cut") << 0;
    }

    void anErrorOnALaterPageIsAnErrorOfTheList()
    {
        QFETCH(int, code);
        for (const char* name : {"a", "b", "c"})
            m_pods->put("shop", name);
        int good = 0;
        m_server->onList(kPods, [&, faults = 2](const ExchangePtr& exchange) mutable {
            if (exchange->request().parameter(u"continue"_s).isEmpty() || faults-- <= 0) {
                ++good;
                m_pods->answerList(exchange);
            } else if (code == 0) {
                exchange->cut();
                faults = 0; // the client asks a broken connection's question again by itself
            } else {
                fault::status(code, "Expired", "no")(exchange);
            }
        });
        QList<QStringList> seen;
        start();
        connect(m_cluster.get(), &Cluster::stateChanged, this, [&] { seen.append(names()); });
        QTRY_COMPARE(names(), (QStringList {u"a"_s, u"b"_s, u"c"_s}));
        for (const QStringList& one : seen)
            QVERIFY(one == QStringList {u"?"_s} || one.size() == 3);
        if (code == 410) // the second time it asks for everything at once
            QVERIFY(m_server->requests("GET", kPods).at(4).parameter(u"limit"_s).isEmpty());
    }

    void pagesThatAreTooLargeAreMadeSmaller()
    {
        for (const char* name : {"a", "b", "c"})
            m_pods->put("shop", name, "\"data\":\"" + QByteArray(400'000, 'x') + '"');
        ClusterLimits limits = quickLimits();
        limits.maxBody = 1'000'000;
        limits.pageSize = 10;
        start(limits);
        QTRY_COMPARE(names().size(), 3);
        QCOMPARE(m_server->requests("GET", kPods).at(1).parameter(u"limit"_s), u"1"_s);
    }

    void aKindThatIsForbiddenFailsAlone()
    {
        FakeKind secrets(m_server.get(), u"/api/v1/secrets"_s, "v1", "Secret");
        m_server->onList(u"/api/v1/secrets"_s,
                         fault::status(403, "Forbidden",
                                       "secrets is forbidden: User \"anna\" cannot list resource"));
        m_pods->put("shop", "a");
        start();
        m_cluster->setWantedKinds({kPodKind, {{}, u"Secret"_s}});
        QTRY_COMPARE(names(), QStringList {u"a"_s});
        const object::GroupKind secret {{}, u"Secret"_s};
        QTRY_VERIFY(m_cluster->state()->kind(secret).isFailed());
        const Error error = *m_cluster->state()->kind(secret).failed();
        QCOMPARE(error.kind, ErrorKind::Auth);
        QVERIFY(error.message.contains(u"User \"anna\" cannot list"_s));
        QTRY_COMPARE(m_cluster->connection().phase, ConnectionState::Phase::Live);
        QCOMPARE(m_cluster->connection().kindsLoaded, 2);
        QTest::qWait(300); // many times the back-off
        QCOMPARE(m_server->requests("GET", u"/api/v1/secrets"_s).size(), 1);

        m_server->onList(u"/api/v1/secrets"_s,
                         [&](const ExchangePtr& exchange) { secrets.answerList(exchange); });
        m_cluster->reconnectNow();
        QTRY_VERIFY(m_cluster->state()->kind(secret).isLoaded());
    }

    void rightsThatAreTakenAwayMakeAKindUnreadable()
    {
        startWithThree();
        const auto forbidden
            = fault::status(403, "Forbidden", "pods is forbidden: User \"anna\" cannot watch");
        m_server->onList(kPods, forbidden);
        m_server->onWatch(kPods, forbidden);
        m_pods->cutWatches();
        QTRY_VERIFY(failure());
        QCOMPARE(failure()->kind, ErrorKind::Auth);
    }

private:
    std::unique_ptr<FakeApiServer> m_server;
    std::unique_ptr<FakeKind> m_pods;
    std::unique_ptr<Cluster> m_cluster;
};

QTEST_GUILESS_MAIN(TestWatcher)
#include "tst_watcher.moc"
