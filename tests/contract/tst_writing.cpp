#include "core/cluster/discoveryreader.h"
#include "core/cluster/trackedsweep.h"
#include "core/object/jsoncodec.h"
#include "core/object/yamlreader.h"
#include "tests/contract/fakecontext.h"
#include "tests/contract/realcluster.h"
#include "tests/support/fakekind.h"

#include <QSignalSpy>

using namespace cauce;
using namespace cauce::cluster;
using namespace cauce::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kMapPath = u"/api/v1/namespaces/shop/configmaps/cart"_s;
const QString kSecretPath = u"/api/v1/namespaces/shop/secrets/cart"_s;
const QByteArray kMap = R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"cart",
"namespace":"shop","uid":"u1","resourceVersion":"7"},"data":{"k":"v"}})";

object::GroupKind core(const char* kind)
{
    return {{}, QString::fromLatin1(kind)};
}

QByteArray page(const QByteArray& tracking, const QByteArray& next = {})
{
    QByteArray json = "{'kind':'PartialObjectMetadataList','metadata':{'continue':'" + next
        + "'},'items':[{'metadata':{'name':'x','annotations':{"
        + (tracking.isEmpty() ? QByteArray()
                              : "'argocd.argoproj.io/tracking-id':'" + tracking + "'")
        + "}}}]}";
    return json.replace('\'', '"');
}

} // namespace

//! Writing and looking for tracked objects, on a server that does what a test says.
class TestWriting : public QObject
{
    Q_OBJECT

    void discover()
    {
        DiscoveryReader reader(m_client.get());
        connect(&reader, &DiscoveryReader::done, this, [this](const Result<DiscoveryPtr>& read) {
            QVERIFY(read);
            m_client->setDiscovery(*read);
        });
        reader.read();
        QTRY_VERIFY(m_client->discovery());
    }
    Result<WriteAnswer> applied(const QByteArray& yaml, bool force = true)
    {
        return valueOf(ClusterWriter(m_client.get())
                           .apply(sync::SyncOperation::ticket(), manifestOf(yaml), force));
    }
    Result<void> removed(const QString& uid, const QString& version)
    {
        const auto map = manifestOf("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cart, "
                                    "namespace: shop}\n");
        return valueOf(
            ClusterWriter(m_client.get())
                .remove(sync::SyncOperation::ticket(), map.type(), map.key(), uid, version));
    }
    Result<TrackedKinds> swept(const QSet<QString>& applications,
                               const QSet<object::GroupKind>& only = {},
                               const QSet<object::GroupKind>& skip = {})
    {
        return valueOf(
            (new TrackedSweep(m_client.get(), applications, m_client.get()))->run(only, skip));
    }

    const QByteArray m_map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cart, namespace: "
                             "shop}\ndata: {k: v}\n";

private slots:
    void init()
    {
        m_server = std::make_unique<FakeApiServer>();
        serveDiscovery(m_server.get(),
                       {{"", "v1", "ConfigMap", "configmaps"},
                        {"", "v1", "Secret", "secrets"},
                        {"", "v1", "Pod", "pods"},
                        {"", "v1", "Event", "events"},
                        {"apps", "v1", "Deployment", "deployments"}});
        for (const char* path :
             {"/api/v1/configmaps", "/api/v1/secrets", "/api/v1/pods", "/apis/apps/v1/deployments"})
            m_server->onList(QString::fromLatin1(path), answer(page({})));
        ClusterLimits limits;
        limits.idle = 2s; // of a machine that is busy with other tests
        limits.pageSize = 50;
        m_client = std::make_unique<ApiClient>(contextOf(*m_server), limits);
        discover();
    }

    void anApplyIsOnePatchByOurName()
    {
        m_server->on("PATCH", kMapPath, answer(kMap, {{"Warning", "299 - \"that is old\""}}));
        const auto answer = applied(m_map, false);
        VERIFY_GOOD(answer);
        QCOMPARE(answer->object.uid(), u"u1"_s);
        QCOMPARE(answer->warnings, QStringList {u"that is old"_s});
        const auto sent = m_server->requests("PATCH", kMapPath);
        QCOMPARE(sent.size(), 1);
        QCOMPARE(sent.first().header("content-type"), QByteArray("application/apply-patch+yaml"));
        QCOMPARE(sent.first().parameter(u"fieldManager"_s), u"cauce"_s);
        QCOMPARE(sent.first().parameter(u"force"_s), u"false"_s);
        QCOMPARE(sent.first().parameter(u"fieldValidation"_s), u"Strict"_s);
        QCOMPARE(sent.first().parameter(u"dryRun"_s), QString());
        const auto body = object::parseJson(sent.first().body);
        QVERIFY(body);
        QCOMPARE(body->path({u"data", u"k"}).toString(), u"v"_s);
    }

    void aWriteIsNeverRepeated_data()
    {
        QTest::addColumn<FakeHandler>("handler");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("cut") << fault::cut() << ErrorKind::Network;
        QTest::newRow("no answer") << fault::stall() << ErrorKind::Timeout;
        QTest::newRow("moved") << fault::status(409, "Conflict", "the object has been modified")
                               << ErrorKind::Conflict;
        QTest::newRow("busy") << fault::status(429, "TooManyRequests", "later",
                                               {{"Retry-After", "0"}})
                              << ErrorKind::RateLimited;
        QTest::newRow("broken") << fault::status(500, "InternalError", "etcd is gone")
                                << ErrorKind::Network;
        QTest::newRow("a mistake in the object") << fault::status(
            500, "",
            "failed to create typed patch object (shop/cart; /v1, Kind=ConfigMap): "
            ".spec: field not declared in schema")
                                                 << ErrorKind::Invalid;
        QTest::newRow("forbidden")
            << fault::status(403, "Forbidden", "User \\\"x\\\" cannot patch resource")
            << ErrorKind::Auth;
        QTest::newRow("another object")
            << answer(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"other",
"namespace":"shop"}})")
            << ErrorKind::Internal;
        QTest::newRow("a login page") << fault::html() << ErrorKind::Internal;
    }

    void aWriteIsNeverRepeated()
    {
        QFETCH(FakeHandler, handler);
        QFETCH(ErrorKind, kind);
        m_server->on("PATCH", kMapPath, handler);
        const auto answer = applied(m_map);
        VERIFY_KIND(answer, kind);
        QVERIFY2(answer.error().message.contains(u"ConfigMap shop/cart"_s),
                 qPrintable(answer.error().message));
        QCOMPARE(m_server->requests("PATCH", kMapPath).size(), 1);
    }

    void whatTheServerSaysOfASecretIsNotQuoted()
    {
        m_server->on("PATCH", kSecretPath,
                     fault::status(500, "",
                                   "failed to convert new object (shop/cart; /v1, Kind=Secret) to "
                                   "proper version: canary: illegal base64 data at input byte 6"));
        const auto answer = applied("apiVersion: v1\nkind: Secret\nmetadata: {name: cart, "
                                    "namespace: shop}\ndata: {k: 'canary!'}\n");
        VERIFY_KIND(answer, ErrorKind::Invalid);
        QVERIFY2(answer.error().message.contains(u"is not base64"_s)
                     && !answer.error().message.contains(u"canary"_s),
                 qPrintable(answer.error().message));
    }

    void aDeletionNamesExactlyOneObject()
    {
        m_server->on("DELETE", kMapPath, answer(kMap));
        VERIFY_KIND(removed(u"u1"_s, {}), ErrorKind::Internal);
        VERIFY_KIND(removed({}, u"7"_s), ErrorKind::Internal);
        QCOMPARE(m_server->requests("DELETE", kMapPath).size(), 0);
        VERIFY_GOOD(removed(u"u1"_s, u"7"_s));
        const auto sent = m_server->requests("DELETE", kMapPath);
        QCOMPARE(sent.size(), 1);
        const auto body = object::parseJson(sent.first().body);
        QVERIFY(body);
        QCOMPARE(body->path({u"preconditions", u"uid"}).toString(), u"u1"_s);
        QCOMPARE(body->path({u"preconditions", u"resourceVersion"}).toString(), u"7"_s);
        QCOMPARE((*body)[u"propagationPolicy"].toString(), u"Background"_s);
    }

    void takingOverWritesOwnershipOfExactlyThatObject()
    {
        m_server->on("PATCH", kMapPath, answer(kMap));
        const auto live = object::Manifest::fromJson(*object::parseJson(kMap));
        const auto fields = object::parseJson("[{\"manager\":\"cauce\"}]");
        ClusterWriter writer(m_client.get());
        VERIFY_GOOD(valueOf(writer.adopt(sync::SyncOperation::ticket(), *live, *fields)));
        const auto sent = m_server->requests("PATCH", kMapPath);
        QCOMPARE(sent.size(), 1);
        QCOMPARE(sent.first().header("content-type"), QByteArray("application/merge-patch+json"));
        const auto body = object::parseJson(sent.first().body);
        QVERIFY(body && body->size() == 1);
        const object::Json& metadata = (*body)[u"metadata"];
        QCOMPARE(metadata.size(), 3);
        QCOMPARE(metadata[u"uid"].toString(), u"u1"_s);
        QCOMPARE(metadata[u"resourceVersion"].toString(), u"7"_s);
        QVERIFY(metadata[u"managedFields"] == *fields);
        // An object of which it is not known which it is: nothing is sent.
        const auto map = manifestOf(m_map);
        VERIFY_KIND(valueOf(writer.adopt(sync::SyncOperation::ticket(), map, *fields)),
                    ErrorKind::Internal);
        QCOMPARE(m_server->requests("PATCH", kMapPath).size(), 1);
    }

    void aDefinitionThatIsWrittenIsTold()
    {
        serveDiscovery(m_server.get(),
                       {{"apiextensions.k8s.io", "v1", "CustomResourceDefinition",
                         "customresourcedefinitions", false}});
        m_client->setDiscovery(nullptr);
        discover();
        m_server->on("PATCH",
                     u"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/g.example"_s,
                     answer(R"({"apiVersion":"apiextensions.k8s.io/v1","kind":
"CustomResourceDefinition","metadata":{"name":"g.example"}})"));
        ClusterWriter writer(m_client.get());
        QSignalSpy told(&writer, &ClusterWriter::definitionsChanged);
        const auto crd = manifestOf("apiVersion: apiextensions.k8s.io/v1\nkind: "
                                    "CustomResourceDefinition\nmetadata: {name: g.example}\n");
        VERIFY_GOOD(valueOf(writer.apply(sync::SyncOperation::ticket(), crd, true)));
        QCOMPARE(told.size(), 1);
    }

    void trackedObjectsAreFoundPageByPage()
    {
        m_server->onList(u"/api/v1/configmaps"_s, [](const ExchangePtr& exchange) {
            const bool second = exchange->request().parameter(u"continue"_s) == u"a+b/="_s;
            exchange->reply(200, second ? page("shop:/ConfigMap:shop/x") : page("blog:x", "a+b/="));
        });
        m_server->onList(u"/api/v1/secrets"_s, answer(page("shopping:/Secret:shop/x")));
        m_server->onList(u"/api/v1/events"_s, answer(page("shop:/Event:shop/x")));
        m_server->onList(u"/api/v1/pods"_s, answer(page("shop:/Pod:shop/x")));
        const auto found = swept({u"shop"_s}, {}, {core("Pod")});
        VERIFY_GOOD(found);
        QCOMPARE(*found, (TrackedKinds {{core("ConfigMap")}, {}}));
        QCOMPARE(m_server->requests("GET", u"/api/v1/pods"_s).size(), 0); // watched already
        QCOMPARE(m_server->requests("GET", u"/api/v1/events"_s).size(), 0); // nobody declares them
        const auto asked = m_server->requests("GET", u"/api/v1/configmaps"_s);
        QCOMPARE(asked.size(), 2);
        QCOMPARE(asked.first().parameter(u"limit"_s), u"50"_s);
        QVERIFY(asked.first().header("accept").startsWith(
            "application/json;as=PartialObjectMetadataList"));
    }

    void aKindThatDoesNotAnswerIsLeftForLater_data()
    {
        QTest::addColumn<FakeHandler>("handler");
        QTest::addColumn<bool>("later");
        QTest::newRow("forbidden") << fault::status(403, "Forbidden", "no") << false;
        QTest::newRow("gone") << fault::status(404, "NotFound", "no") << false;
        QTest::newRow("not listable") << fault::status(405, "MethodNotAllowed", "no") << false;
        QTest::newRow("broken") << fault::status(503, "ServiceUnavailable", "no") << true;
        QTest::newRow("pages expire") << fault::status(410, "Expired", "too old") << true;
        QTest::newRow("no JSON") << fault::html() << true;
        QTest::newRow("silent") << fault::stall() << true;
    }

    void aKindThatDoesNotAnswerIsLeftForLater()
    {
        QFETCH(FakeHandler, handler);
        QFETCH(bool, later);
        m_server->onList(u"/api/v1/configmaps"_s, handler);
        m_server->onList(u"/api/v1/secrets"_s, answer(page("shop:/Secret:shop/x")));
        const auto first = swept({u"shop"_s});
        VERIFY_GOOD(first);
        QSet<object::GroupKind> unread;
        if (later)
            unread.insert(core("ConfigMap"));
        QCOMPARE(*first, (TrackedKinds {{core("Secret")}, unread}));

        m_server->onList(u"/api/v1/configmaps"_s, answer(page("shop:/ConfigMap:shop/x")));
        const auto second = swept({u"shop"_s}, {core("ConfigMap")});
        VERIFY_GOOD(second);
        QCOMPARE(*second, (TrackedKinds {{core("ConfigMap")}, {}}));
        QCOMPARE(m_server->requests("GET", u"/api/v1/secrets"_s).size(), 1);
    }

    void aBrokenConnectionIsNoAnswer_data()
    {
        QTest::addColumn<FakeHandler>("handler");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("cut") << fault::cut() << ErrorKind::Network;
        QTest::newRow("refused") << fault::status(401, "Unauthorized", "no") << ErrorKind::Auth;
        QTest::newRow("silent") << fault::stall() << ErrorKind::Timeout;
    }

    void aBrokenConnectionIsNoAnswer()
    {
        QFETCH(FakeHandler, handler);
        QFETCH(ErrorKind, kind);
        m_server->onList(u"*"_s, handler);
        VERIFY_KIND(swept({u"shop"_s}), kind);
    }

    void withoutDiscoveryNothingIsSent()
    {
        m_client->setDiscovery(nullptr);
        const auto before = m_server->requests().size();
        VERIFY_KIND(swept({u"shop"_s}), ErrorKind::Network);
        VERIFY_KIND(applied(m_map), ErrorKind::Network);
        VERIFY_KIND(removed(u"u1"_s, u"7"_s), ErrorKind::Network);
        QCOMPARE(m_server->requests().size(), before);
    }

private:
    std::unique_ptr<FakeApiServer> m_server;
    std::unique_ptr<ApiClient> m_client;
};

QTEST_GUILESS_MAIN(TestWriting)
#include "tst_writing.moc"
