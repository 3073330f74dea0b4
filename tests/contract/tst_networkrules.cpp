#include "core/base/async.h"
#include "core/cluster/apiclient.h"
#include "tests/contract/fakecontext.h"
#include "tests/support/fakeproxy.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpServer>

using namespace cauce;
using namespace cauce::cluster;
using namespace cauce::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! The rules of architecture.md, section 5, each against a server that does the bad thing.
class TestNetworkRules : public QObject
{
    Q_OBJECT

    static ClusterLimits shortLimits()
    {
        ClusterLimits limits;
        limits.idle = 300ms;
        limits.total = 900ms;
        limits.listTotal = 900ms;
        limits.watchSilence = 400ms;
        return limits;
    }

    //! The end of a watch of \p path, once it is there.
    static Result<ApiAnswer> endOfWatch(ApiClient* client, const QString& path)
    {
        QPromise<Result<ApiAnswer>> promise;
        promise.start();
        QObject owner;
        WatchStream* stream = client->watch(path, &owner);
        connect(stream, &WatchStream::closed, &owner, [&](const Result<ApiAnswer>& answer) {
            promise.addResult(answer);
            promise.finish();
        });
        return valueOf(promise.future());
    }

private slots:
    void requestsSayWhoTheyAreAndSpeakHttp1()
    {
        FakeApiServer server;
        server.on("GET", u"/version"_s, answer("{}"));
        ApiClient client(contextOf(server));
        const auto reply = valueOf(client.get(u"/version"_s));
        QVERIFY2(reply, qPrintable(reply ? QString() : reply.error().message));
        const FakeRequest seen = server.requests().first();
        QCOMPARE(seen.header("user-agent"), QByteArray("cauce/" CAUCE_VERSION));
        QCOMPARE(seen.header("authorization"), QByteArray("Bearer sesame"));
        QVERIFY(!seen.headers.contains("cookie"));
        QVERIFY(seen.protocol != "h2");
    }

    void redirect_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<int>("code");
        for (const char* method : {"GET", "PATCH", "WATCH"}) {
            for (const int code : {301, 302, 303, 307, 308})
                QTest::addRow("%s answered with %d", method, code) << QByteArray(method) << code;
        }
    }

    void redirect()
    {
        QFETCH(QByteArray, method);
        QFETCH(int, code);
        QTcpServer thief;
        QVERIFY(thief.listen(QHostAddress::LocalHost));
        QSignalSpy visited(&thief, &QTcpServer::newConnection);
        FakeApiServer server;
        const QByteArray target = "https://127.0.0.1:" + QByteArray::number(thief.serverPort());
        server.on("*", u"/api/*"_s, fault::redirect(code, target + "/api/v1/pods"));
        ApiClient client(contextOf(server));

        Result<ApiAnswer> reply = fail(ErrorKind::Internal, {});
        if (method == "GET")
            reply = valueOf(client.get(u"/api/v1/pods"_s));
        else if (method == "PATCH")
            reply = valueOf(client.dryRunApply(u"/api/v1/namespaces/a/pods/b"_s, "{}"));
        else
            reply = endOfWatch(&client, u"/api/v1/pods?watch=1"_s);

        QVERIFY(!reply);
        QVERIFY2(reply.error().message.contains(u"tried to redirect to "_s
                                                + QString::fromLatin1(target)),
                 qPrintable(reply.error().message));
        QTest::qWait(50); // time enough for a wrong connection to arrive
        QCOMPARE(visited.size(), 0);
        QCOMPARE(server.requests().size(), 1);
    }

    void fiftyWatchesDoNotDelayACommand()
    {
        FakeApiServer server;
        server.on("PATCH", u"/api/*"_s, answer("{}"));
        server.onWatch(u"/api/v1/pods"_s, [](const ExchangePtr& exchange) { exchange->begin(); });
        ApiClient client(contextOf(server));
        QObject owner;
        int opened = 0;
        for (int i = 0; i < 50; ++i) {
            connect(client.watch(u"/api/v1/pods?watch=1"_s, &owner), &WatchStream::opened, &owner,
                    [&] { ++opened; });
        }
        QTRY_COMPARE_WITH_TIMEOUT(opened, 50, 20'000);
        QElapsedTimer clock;
        clock.start();
        const auto reply = valueOf(client.dryRunApply(u"/api/v1/namespaces/a/pods/b"_s, "{}"));
        QVERIFY(reply && reply->status == 200);
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
    }

    void listsThatHangDoNotDelayACommand()
    {
        FakeApiServer server;
        server.onList(u"/api/v1/pods"_s, fault::stall());
        server.on("GET", u"/version"_s, answer("{}"));
        ApiClient client(contextOf(server));
        GetOptions list;
        list.lane = Lane::Lists;
        for (int i = 0; i < 12; ++i)
            (void)client.get(u"/api/v1/pods"_s, list);
        QTRY_COMPARE(server.requests().size(), 5); // five at a time, of six connections
        QElapsedTimer clock;
        clock.start();
        QVERIFY(valueOf(client.get(u"/version"_s)));
        QVERIFY(clock.elapsed() < 1000);
        QCOMPARE(server.requests("GET", u"/api/v1/pods"_s).size(), 5);
    }

    void aServerThatNeverAnswersTimesOut()
    {
        FakeApiServer server;
        server.on("GET", u"/version"_s, fault::stall());
        ApiClient client(contextOf(server), shortLimits());
        const auto reply = valueOf(client.get(u"/version"_s));
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Timeout);
        QVERIFY(reply.error().message.contains(client.host()));
    }

    void anAnswerByDropsTimesOut()
    {
        FakeApiServer server;
        server.on("GET", u"/version"_s, fault::drip(QByteArray(1000, ' '), 100));
        ApiClient client(contextOf(server), shortLimits());
        QElapsedTimer clock;
        clock.start();
        const auto reply = valueOf(client.get(u"/version"_s));
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Timeout);
        QVERIFY(clock.elapsed() >= 850 && clock.elapsed() < 3000);
    }

    void aSilentWatchIsDead()
    {
        FakeApiServer server;
        server.onWatch(u"/api/v1/pods"_s, [](const ExchangePtr& exchange) {
            exchange->begin();
            exchange->send("{\"type\":\"BOOKMARK\"}\n");
        });
        ApiClient client(contextOf(server), shortLimits());
        QElapsedTimer clock;
        clock.start();
        const auto end = endOfWatch(&client, u"/api/v1/pods?watch=1"_s);
        QVERIFY(!end);
        QCOMPARE(end.error().kind, ErrorKind::Timeout);
        QVERIFY(end.error().message.contains(u"silent"_s));
        QVERIFY(clock.elapsed() >= 380);
    }

    void aWatchThatSpeaksLivesOn()
    {
        FakeApiServer server;
        ExchangePtr watch;
        server.onWatch(u"/api/v1/pods"_s, [&](const ExchangePtr& exchange) {
            watch = exchange;
            exchange->begin();
        });
        ApiClient client(contextOf(server), shortLimits());
        QObject owner;
        WatchStream* stream = client.watch(u"/api/v1/pods?watch=1"_s, &owner);
        QSignalSpy closed(stream, &WatchStream::closed);
        QSignalSpy lines(stream, &WatchStream::lines);
        QTRY_VERIFY(watch);
        for (int i = 1; i <= 8; ++i) { // 800 ms, twice the limit of silence
            QTest::qWait(100);
            watch->send("{}\n");
            QTRY_COMPARE(lines.size(), i);
        }
        QCOMPARE(closed.size(), 0);
    }

    void aWatchThatNeverEndsALineIsDead()
    {
        FakeApiServer server;
        server.onWatch(u"/api/v1/pods"_s, fault::drip(QByteArray(1000, 'x'), 50));
        ApiClient client(contextOf(server), shortLimits());
        const auto end = endOfWatch(&client, u"/api/v1/pods?watch=1"_s);
        QVERIFY(!end);
        QCOMPARE(end.error().kind, ErrorKind::Timeout);
    }

    void aWatchThatIsNotAnsweredEnds()
    {
        FakeApiServer server;
        server.onWatch(u"/api/v1/pods"_s, fault::stall());
        ApiClient client(contextOf(server), shortLimits());
        const auto end = endOfWatch(&client, u"/api/v1/pods?watch=1"_s);
        QVERIFY(!end);
        QCOMPARE(end.error().kind, ErrorKind::Timeout);
    }

    void aLineThatIsTooLongEndsAWatch()
    {
        FakeApiServer server;
        server.onWatch(u"/api/v1/pods"_s, fault::hugeBody(64 << 20));
        ClusterLimits limits;
        limits.maxLine = 1 << 20;
        ApiClient client(contextOf(server), limits);
        const auto end = endOfWatch(&client, u"/api/v1/pods?watch=1"_s);
        QVERIFY(!end);
        QCOMPARE(end.error().kind, ErrorKind::Invalid);
        QVERIFY(end.error().message.contains(u"too large"_s));
    }

    void aBodyThatIsTooLargeIsNotReadToItsEnd_data()
    {
        QTest::addColumn<bool>("declared");
        QTest::newRow("its length is told") << true;
        QTest::newRow("in chunks without end") << false;
    }

    void aBodyThatIsTooLargeIsNotReadToItsEnd()
    {
        QFETCH(bool, declared);
        FakeApiServer server;
        ExchangePtr held;
        server.on("GET", u"/version"_s, [&](const ExchangePtr& exchange) {
            held = exchange;
            if (declared)
                exchange->sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 99000000\r\n\r\n[");
            else
                fault::hugeBody(std::numeric_limits<qint64>::max())(exchange);
        });
        ClusterLimits limits;
        limits.maxBody = 1 << 20;
        ApiClient client(contextOf(server), limits);
        const auto reply = valueOf(client.get(u"/version"_s));
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Invalid);
        QVERIFY2(reply.error().message.contains(u"too large"_s), qPrintable(reply.error().message));
        QTRY_VERIFY(!held->isOpen()); // the connection was dropped, not drained
    }

    void compressedAnswersAreInflatedWithinTheBound()
    {
        FakeApiServer server;
        server.on("GET", u"/good"_s, fault::gzip(R"({"fine":true})"));
        server.on("GET", u"/bomb"_s, fault::gzip(QByteArray(12 << 20, ' ')));
        ClusterLimits limits;
        limits.compress = true;
        limits.maxBody = 1 << 20;
        ApiClient client(contextOf(server), limits);
        const auto good = valueOf(client.get(u"/good"_s));
        QVERIFY(good);
        QCOMPARE(good->body, QByteArray(R"({"fine":true})"));
        const auto bomb = valueOf(client.get(u"/bomb"_s));
        QVERIFY(!bomb);
        QCOMPARE(bomb.error().kind, ErrorKind::Invalid);
    }

    void onThisMachineNothingIsCompressed()
    {
        FakeApiServer server;
        server.on("GET", u"/version"_s, answer("{}"));
        ApiClient client(contextOf(server));
        QVERIFY(valueOf(client.get(u"/version"_s)));
        QCOMPARE(server.requests().first().header("accept-encoding"), QByteArray("identity"));
    }

    void brokenAnswers_data()
    {
        QTest::addColumn<int>("which");
        QTest::newRow("cut before the answer") << 0;
        QTest::newRow("cut in the middle of a counted body") << 1;
        QTest::newRow("cut in the middle of a chunk") << 2;
        QTest::newRow("not HTTP") << 3;
    }

    void brokenAnswers()
    {
        QFETCH(int, which);
        FakeApiServer server;
        server.on("GET", u"/version"_s, [which](const ExchangePtr& exchange) {
            if (which == 1)
                exchange->sendRaw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":");
            if (which == 2) {
                exchange->begin();
                exchange->send("{\"half\":");
            }
            if (which == 3)
                exchange->sendRaw("SSH-2.0-OpenSSH_9.2\r\n\r\n");
            exchange->cut();
        });
        ApiClient client(contextOf(server));
        const auto reply = valueOf(client.get(u"/version"_s));
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Network);
        QVERIFY2(reply.error().message.contains(client.host()), qPrintable(reply.error().message));
    }

    void aChangeIsNeverSentTwice()
    {
        // Qt repeats any request up to three times when a kept connection breaks before the answer.
        FakeApiServer server;
        server.on("PATCH", u"/api/v1/namespaces/a/pods/good"_s, answer("{}"));
        server.on("PATCH", u"/api/v1/namespaces/a/pods/cut"_s, fault::cut());
        ApiClient client(contextOf(server));
        QVERIFY(valueOf(client.dryRunApply(u"/api/v1/namespaces/a/pods/good"_s, "{}")));
        const auto reply = valueOf(client.dryRunApply(u"/api/v1/namespaces/a/pods/cut"_s, "{}"));
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, ErrorKind::Network);
        const auto sent = server.requests("PATCH", u"/api/v1/namespaces/a/pods/cut"_s);
        QCOMPARE(sent.size(), 1);
        QCOMPARE(sent.first().connection, 1); // on the kept connection, or this proves nothing
    }

    void aDryRunCannotBeAnythingElse()
    {
        FakeApiServer server;
        server.on("PATCH", u"/api/*"_s, answer("{}"));
        ApiClient client(contextOf(server));
        QVERIFY(valueOf(client.dryRunApply(u"/api/v1/namespaces/a/pods/b"_s, R"({"a":1})")));
        const FakeRequest seen = server.requests().first();
        QCOMPARE(seen.parameter(u"dryRun"_s), u"All"_s);
        QCOMPARE(seen.parameter(u"force"_s), u"true"_s);
        QCOMPARE(seen.parameter(u"fieldManager"_s), u"cauce"_s);
        QCOMPARE(seen.header("content-type"), QByteArray("application/apply-patch+yaml"));
        QCOMPARE(seen.body, QByteArray(R"({"a":1})"));
    }

    void aBusyServerIsLeftAloneAsLongAsItAsks()
    {
        FakeApiServer server;
        int busy = 1;
        server.on("GET", u"/version"_s, [&busy](const ExchangePtr& exchange) {
            if (busy-- > 0)
                fault::status(429, "TooManyRequests", "slow down",
                              {{"Retry-After", "1"}})(exchange);
            else
                exchange->reply(200, "{}");
        });
        server.on("GET", u"/other"_s, answer("{}"));
        ApiClient client(contextOf(server));
        QElapsedTimer clock;
        clock.start();
        const auto first = client.get(u"/version"_s);
        QTRY_COMPARE(server.requests().size(), 1);
        const auto second = client.get(u"/other"_s); // another request has to wait as well
        const auto one = valueOf(first);
        QVERIFY(one && one->status == 200);
        QVERIFY(valueOf(second));
        QVERIFY2(clock.elapsed() >= 1000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(server.requests("GET", u"/version"_s).size(), 2);
    }

    void aServerThatStaysBusyIsNotAskedForEver()
    {
        FakeApiServer server;
        server.on("GET", u"/version"_s,
                  fault::status(429, "TooManyRequests", "slow down", {{"Retry-After", "0"}}));
        ApiClient client(contextOf(server));
        const auto reply = valueOf(client.get(u"/version"_s));
        QVERIFY(reply && reply->status == 429);
        QCOMPARE(server.requests().size(), 3);
        QCOMPARE(errorOf(*reply, u"read"_s).kind, ErrorKind::RateLimited);
    }

    void theKubeconfigsProxyIsUsed_data()
    {
        QTest::addColumn<QByteArray>("wanted");
        QTest::addColumn<QString>("given");
        QTest::addColumn<bool>("works");
        QTest::newRow("an open proxy") << QByteArray() << QString() << true;
        QTest::newRow("one with a password")
            << QByteArray("anna:secret") << u"anna:secret@"_s << true;
        QTest::newRow("a wrong password") << QByteArray("anna:secret") << u"anna:wrong@"_s << false;
    }

    void theKubeconfigsProxyIsUsed()
    {
        QFETCH(QByteArray, wanted);
        QFETCH(QString, given);
        QFETCH(bool, works);
        FakeApiServer server;
        server.on("GET", u"/version"_s, answer("{}"));
        FakeProxy proxy(wanted);
        KubeContext context = contextOf(server);
        context.proxyUrl = "http://"_L1 + given + proxy.address();
        ApiClient client(context);
        const auto reply = valueOf(client.get(u"/version"_s));
        QCOMPARE(bool(reply), works);
        QCOMPARE(proxy.tunnels(), works ? 1 : 0);
        QVERIFY(proxy.asked().first().startsWith("CONNECT 127.0.0.1:"));
        if (!works) {
            QCOMPARE(reply.error().kind, ErrorKind::Auth);
            QVERIFY(!reply.error().message.contains(u"wrong"_s));
        }
    }

    void theEnvironmentsProxyIsNotAskedForThisMachine()
    {
        FakeApiServer server;
        server.on("GET", u"/version"_s, answer("{}"));
        FakeProxy proxy;
        qputenv("HTTPS_PROXY", "http://" + proxy.address().toLatin1());
        qputenv("https_proxy", "http://" + proxy.address().toLatin1());
        ApiClient client(contextOf(server));
        const auto reply = valueOf(client.get(u"/version"_s));
        qunsetenv("HTTPS_PROXY");
        qunsetenv("https_proxy");
        QVERIFY(reply);
        QVERIFY(proxy.asked().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestNetworkRules)
#include "tst_networkrules.moc"
