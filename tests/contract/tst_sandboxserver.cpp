#include "tests/contract/bothservers.h"

#include <QDir>
#include <QSignalSpy>
#include <QSslSocket>
#include <QTcpServer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace cauce;
using namespace cauce::test;
using cauce::object::Json;
using cauce::sandbox::Faults;
using cauce::sandbox::Sandbox;

namespace {

const QByteArray kMaps = "/api/v1/namespaces/default/configmaps";

QByteArray map(const QByteArray& name, const QByteArray& value = "v")
{
    return "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"k\":\"" + value + "\"}}";
}

} // namespace

//! \brief What only the sandbox can do: faults, effects, its files, its end.
//!
//! How it answers otherwise is tst_apicontract's.
class TestSandboxServer : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        start(false);
    }

    void cleanup()
    {
        m_client.reset();
        m_sandbox.reset();
    }

    void effectsAndRequestsAreLogged()
    {
        QSignalSpy spy(m_sandbox.get(), &Sandbox::effectTook);
        const std::size_t before = m_sandbox->effects().size();
        QCOMPARE(m_client->post(kMaps + "?fieldManager=me", map("a")).code, 201);
        QCOMPARE(m_client->post(kMaps + "?dryRun=All", map("b")).code, 201); // no effect
        QCOMPARE(m_client->get(kMaps + "/a").code, 200);
        std::vector<sandbox::Effect> ours;
        const std::vector<sandbox::Effect> all = m_sandbox->effects();
        std::copy_if(all.begin() + qsizetype(before), all.end(), std::back_inserter(ours),
                     [](const sandbox::Effect& effect) { return effect.manager == u"me"; });
        QCOMPARE(ours.size(), 1U);
        QCOMPARE(ours.front().verb, u"create"_s);
        QCOMPARE(ours.front().key.toString(), u"ConfigMap default/a"_s);
        QTRY_VERIFY(!spy.isEmpty());
        const auto requests = m_sandbox->requests();
        QCOMPARE(requests.size(), 3);
        QCOMPARE(requests.at(1), std::pair(QByteArray("POST"), QByteArray(kMaps + "?dryRun=All")));
    }

    void faultsCountDown()
    {
        Faults faults;
        faults.cutConnections = 10; // Qt asks again some times by itself
        m_sandbox->setFaults(faults);
        QCOMPARE(m_client->post(kMaps, map("cut")).code, 0);
        QCOMPARE(m_sandbox->faults().cutConnections, 10 - m_sandbox->requests().size());
        QVERIFY(m_sandbox->faults().cutConnections < 10);
        faults = {};
        faults.tooMany = 1;
        faults.retryAfter = 7s;
        m_sandbox->setFaults(faults);
        const auto reply = m_client->start("GET", kMaps);
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 429);
        QCOMPARE(reply->rawHeader("Retry-After"), QByteArray("7"));
        QCOMPARE(m_client->get(kMaps).code, 200);
        QCOMPARE(m_sandbox->faults().tooMany, 0);
        QCOMPARE(m_client->get(kMaps + "/cut").code, 404); // it had no effect
    }

    void aWriteMayFailAfterItsEffect()
    {
        Faults faults;
        faults.failAfterEffect = 1;
        m_sandbox->setFaults(faults);
        QCOMPARE(m_client->get(kMaps).code, 200); // reads do not count
        QCOMPARE(m_client->post(kMaps, map("a")).code, 500);
        QCOMPARE(m_client->get(kMaps + "/a").code, 200);
    }

    void aKindMayBeForbiddenAndATokenRunOut()
    {
        Faults faults;
        faults.forbidden = object::GroupKind {{}, u"Secret"_s};
        faults.unauthorizedAfter = 2;
        m_sandbox->setFaults(faults);
        QCOMPARE(m_client->get("/api/v1/secrets").code, 403);
        QCOMPARE(m_client->get(kMaps).code, 200);
        QCOMPARE(m_client->get(kMaps).code, 401);
        QCOMPARE(m_client->get("/version").code, 401);
        m_sandbox->setFaults({});
        QCOMPARE(m_client->get("/api/v1/secrets").code, 200);
    }

    void slowAnswersHoldUpNobodyElse()
    {
        Faults faults;
        faults.listLatency = 10min;
        m_sandbox->setFaults(faults);
        const auto slow = m_client->start("GET", kMaps);
        QTRY_COMPARE(m_sandbox->requests().size(), 1);
        QCOMPARE(m_client->get(kMaps + "/none").code, 404);
        QVERIFY(!slow->isFinished());
    }

    void aContinuedListMayBeGone()
    {
        QCOMPARE(m_client->post(kMaps, map("a")).code, 201);
        QCOMPARE(m_client->post(kMaps, map("b")).code, 201);
        const QByteArray token = m_client->get(kMaps + "?limit=1")
                                     .body.path({u"metadata", u"continue"})
                                     .toString()
                                     .toUtf8();
        QVERIFY(!token.isEmpty());
        Faults faults;
        faults.gone = 1;
        m_sandbox->setFaults(faults);
        const QByteArray next = kMaps + "?limit=1&continue=" + token.toPercentEncoding();
        QCOMPARE(m_client->get(next).code, 410);
        QCOMPARE(m_client->get(next).code, 200);
    }

    void anOldVersionIsGoneInTheStream()
    {
        QCOMPARE(m_client->post(kMaps, map("a")).code, 201);
        const QByteArray version
            = m_client->get(kMaps).body.path({u"metadata", u"resourceVersion"}).toString().toUtf8();
        QCOMPARE(m_client->post(kMaps, map("b")).code, 201);
        ApiWatch good = watch(kMaps + "?watch=1&resourceVersion=" + version);
        QTRY_COMPARE(good.events().size(), 1);
        QCOMPARE(good.events().first().path({u"object", u"metadata", u"name"}).toString(), u"b"_s);

        m_sandbox->with([](sandbox::Api& api) { api.store().compact(); });
        ApiWatch late = watch(kMaps + "?watch=1&resourceVersion=" + version);
        QTRY_VERIFY(late.isFinished());
        QCOMPARE(late.code(), 200);
        QCOMPARE(late.events().size(), 1);
        QCOMPARE(late.events().first()[u"type"].toString(), u"ERROR"_s);
        QCOMPARE(late.events().first().path({u"object", u"code"}).toInteger(), 410);
        QCOMPARE(late.events().first().path({u"object", u"reason"}).toString(), u"Expired"_s);
        QVERIFY(!good.isFinished()); // it has seen all there was
    }

    void anEventMayBreakOffInItsLine()
    {
        ApiWatch cut = watch(kMaps + "?watch=1&fieldSelector=metadata.name%3Da");
        QTRY_COMPARE(cut.code(), 200);
        Faults faults;
        faults.cutWatchesInMidLine = 1;
        m_sandbox->setFaults(faults);
        QCOMPARE(m_client->post(kMaps, map("a")).code, 201);
        QTRY_VERIFY(cut.isFinished());
        QVERIFY(cut.events().isEmpty());
        QVERIFY(cut.rest().startsWith("{\"type\":\"ADDED\""));
        QCOMPARE(m_sandbox->faults().cutWatchesInMidLine, 0);
    }

    void aSilentWatchTellsLaterWhatItHeldBack()
    {
        Faults faults;
        faults.silentWatches = true;
        m_sandbox->setFaults(faults);
        ApiWatch silent = watch(kMaps + "?watch=1&fieldSelector=metadata.name%3Da");
        QTRY_COMPARE(silent.code(), 200);
        QCOMPARE(m_client->post(kMaps, map("a")).code, 201);
        QCOMPARE(m_client->get(kMaps + "/a").code, 200); // the rest of the server speaks
        QVERIFY(silent.events().isEmpty());
        m_sandbox->setFaults({});
        QTRY_COMPARE(silent.events().size(), 1);
    }

    void aWatchThatNobodyReadsIsCut()
    {
        QSslSocket socket;
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates(QSslCertificate::fromPath(m_sandbox->caFile()));
        socket.setSslConfiguration(tls);
        socket.setReadBufferSize(1024);
        const QUrl url(m_sandbox->server());
        socket.connectToHostEncrypted(url.host(), quint16(url.port()));
        QVERIFY(socket.waitForEncrypted());
        socket.write("GET " + kMaps + "?watch=1 HTTP/1.1\r\nAuthorization: Bearer "
                     + m_sandbox->token() + "\r\n\r\n");
        QVERIFY(socket.waitForReadyRead());
        QTRY_COMPARE(m_sandbox->requests().size(), 1);
        const QByteArray large(2'000, 'x');
        m_sandbox->with([&](sandbox::Api& api) {
            auto json = object::parseJson(map("large", large)).value();
            json.set(u"apiVersion"_s, Json(u"v1"_s));
            json.set(u"kind"_s, Json(u"ConfigMap"_s));
            json.setPath({u"metadata", u"namespace"}, Json(u"default"_s));
            for (int i = 0; i < 13'000; ++i)
                api.store().put({{}, u"configmaps"_s}, json);
        });
        QTRY_VERIFY_WITH_TIMEOUT(socket.state() == QAbstractSocket::UnconnectedState, 30'000);
    }

    void aFloodIsToldWhole()
    {
        ApiWatch flooded = watch(kMaps + "?watch=1&fieldSelector=metadata.name%3Dflood");
        QTRY_COMPARE(flooded.code(), 200);
        m_sandbox->flood(u"default"_s, 3'000);
        QTRY_COMPARE_WITH_TIMEOUT(flooded.events().size(), 3'000, 60'000);
        const Json last = flooded.events().last();
        QCOMPARE(last.path({u"object", u"data", u"count"}).toString(), u"2999"_s);
    }

    void requestsMayBePipelined()
    {
        QSslSocket socket;
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates(QSslCertificate::fromPath(m_sandbox->caFile()));
        socket.setSslConfiguration(tls);
        const QUrl url(m_sandbox->server());
        socket.connectToHostEncrypted(url.host(), quint16(url.port()));
        QVERIFY(socket.waitForEncrypted());
        const QByteArray request = "GET /healthz HTTP/1.1\r\n\r\n";
        socket.write(request.repeated(50) + "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n");
        QByteArray got;
        QTRY_VERIFY((got += socket.readAll()).count("HTTP/1.1 200 OK") == 51);
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
    }

    void objectsOutliveTheSandbox()
    {
        m_client.reset();
        m_sandbox.reset();
        start(true);
        const QByteArray crd
            = "{\"metadata\":{\"name\":\"foos.x.example\"},\"spec\":{\"group\":\"x.example\","
              "\"names\":{\"kind\":\"Foo\",\"plural\":\"foos\"},\"scope\":\"Namespaced\","
              "\"versions\":[{\"name\":\"v1\",\"served\":true,\"storage\":true,\"schema\":"
              "{\"openAPIV3Schema\":{\"type\":\"object\"}}}]}}";
        QCOMPARE(
            m_client->post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd).code,
            201);
        QCOMPARE(m_client
                     ->post("/apis/x.example/v1/namespaces/default/foos",
                            "{\"apiVersion\":\"x.example/v1\",\"kind\":\"Foo\","
                            "\"metadata\":{\"name\":\"f\"}}")
                     .code,
                 201);
        const Json made = m_client->post(kMaps, map("a")).body;
        const QByteArray token = m_sandbox->token();
        cleanup();
        start(true);
        QCOMPARE(m_sandbox->token(), token);
        const Json kept = m_client->get(kMaps + "/a").body;
        QCOMPARE(kept.path({u"metadata", u"uid"}), made.path({u"metadata", u"uid"}));
        QCOMPARE(kept[u"data"], made[u"data"]);
        const auto version = [](const Json& json) {
            return json.path({u"metadata", u"resourceVersion"}).toString().toLongLong();
        };
        QVERIFY(version(kept) > version(made)); // time does not go back
        QCOMPARE(m_client->get("/apis/x.example/v1/namespaces/default/foos/f").code, 200);
    }

    void damagedDataIsNamedAndLeft()
    {
        cleanup();
        QFile file(m_folder->filePath(u"data.jsonl"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"kind\":\"CauceSandboxData\",\"format\":1,\"revision\":5}\n{\"obj");
        file.close();
        Sandbox::Options options;
        options.folder = m_folder->path();
        options.keepsData = true;
        Sandbox again(options);
        const auto started = again.start();
        QVERIFY(!started);
        QVERIFY2(started.error().message.contains("data.jsonl:2"_L1),
                 qPrintable(started.error().message));
        QVERIFY(file.size() > 0);
    }

    void oneSandboxAFolder()
    {
        Sandbox::Options options;
        options.folder = m_folder->path();
        Sandbox second(options);
        const auto started = second.start();
        QVERIFY(!started);
        QVERIFY2(started.error().message.contains(m_folder->path()),
                 qPrintable(started.error().message));
        QCOMPARE(m_client->get("/healthz").code, 200); // the first goes on
    }

    void aPortInUseIsNamed()
    {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        const QTemporaryDir folder;
        Sandbox::Options options;
        options.folder = folder.path();
        options.port = taken.serverPort();
        Sandbox second(options);
        const auto started = second.start();
        QVERIFY(!started);
        QVERIFY2(started.error().message.contains(QString::number(options.port)),
                 qPrintable(started.error().message));
        QVERIFY(!QFile::exists(folder.filePath(u"kubeconfig"_s)));
    }

    void anEndWithOpenWatchesIsQuick()
    {
        ApiWatch open = watch(kMaps + "?watch=1");
        QTRY_COMPARE(open.code(), 200);
        QElapsedTimer timer;
        timer.start();
        m_sandbox.reset();
        QVERIFY2(timer.elapsed() < 2'000, qPrintable(QString::number(timer.elapsed())));
        QTRY_VERIFY(open.isFinished());
    }

private:
    void start(bool keepsData)
    {
        Sandbox::Options options;
        options.folder = m_folder->path();
        options.keepsData = keepsData;
        m_sandbox = std::make_unique<Sandbox>(options);
        const auto started = m_sandbox->start();
        if (!started)
            qFatal("%s", qPrintable(started.error().message));
        m_client = std::make_unique<ApiClient>(m_sandbox->server(), m_sandbox->caFile(),
                                               m_sandbox->token());
    }

    ApiWatch watch(const QByteArray& path) { return ApiWatch(m_client->start("GET", path)); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Sandbox> m_sandbox;
    std::unique_ptr<ApiClient> m_client;
};

QTEST_GUILESS_MAIN(TestSandboxServer)
#include "tst_sandboxserver.moc"
