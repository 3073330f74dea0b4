#include "core/object/jsoncodec.h"
#include "core/sandbox/representation.h"
#include "core/sandbox/route.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce::sandbox;

//! From HTTP to what is asked of the Api, and the form in which it is answered.
class TestSandboxRoute : public QObject
{
    Q_OBJECT

private slots:
    void pathsLeadToObjects_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QString>("expected"); // verb group/version resource/sub ns name
        const auto row
            = [](const char* name, const char* method, const char* target, const char* expected) {
                  QTest::newRow(name)
                      << QByteArray(method) << QByteArray(target) << QString::fromLatin1(expected);
              };
        row("list", "GET", "/api/v1/pods", "list /v1 pods/ - -");
        row("list of a namespace", "GET", "/apis/apps/v1/namespaces/a/deployments",
            "list apps/v1 deployments/ a -");
        row("watch", "GET", "/api/v1/pods?watch=1", "watch /v1 pods/ - -");
        row("a named watch is a get", "GET", "/api/v1/nodes/n?watch=1", "get /v1 nodes/ - n");
        row("get", "GET", "/api/v1/namespaces/a/pods/b", "get /v1 pods/ a b");
        row("log", "GET", "/api/v1/namespaces/a/pods/b/log", "get /v1 pods/log a b");
        row("namespace", "GET", "/api/v1/namespaces/a", "get /v1 namespaces/ - a");
        row("namespaces", "POST", "/api/v1/namespaces", "create /v1 namespaces/ - -");
        row("status of a namespace", "PUT", "/api/v1/namespaces/a/status",
            "update /v1 namespaces/status - a");
        row("finalize", "PUT", "/api/v1/namespaces/a/finalize",
            "update /v1 namespaces/finalize - a");
        row("a kind called status", "GET", "/apis/x.example/v1/namespaces/a/status",
            "list x.example/v1 status/ a -");
        row("patch", "PATCH", "/apis/apps/v1/namespaces/a/deployments/b/scale",
            "patch apps/v1 deployments/scale a b");
        row("delete", "DELETE", "/api/v1/nodes/n", "delete /v1 nodes/ - n");
        row("delete all", "DELETE", "/api/v1/namespaces/a/pods", "deletecollection /v1 pods/ a -");
    }

    void pathsLeadToObjects()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        const Route route = routeOf(request(method, target));
        QCOMPARE(route.endpoint, Endpoint::Objects);
        QVERIFY(route.isMethodKnown);
        const Request& r = route.request;
        const auto shown = [](const QString& s) { return s.isEmpty() ? u"-"_s : s; };
        QTEST(u"%1 %2/%3 %4/%5 %6 %7"_s.arg(route.verb(), r.group, r.version, r.resource,
                                            r.subresource, shown(r.nameSpace), shown(r.name)),
              "expected");
    }

    void otherPathsAreKnown_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<int>("expected");
        const auto row = [](const char* target, Endpoint endpoint) {
            QTest::newRow(target) << QByteArray(target) << int(endpoint);
        };
        row("/version", Endpoint::Version);
        row("/version/", Endpoint::Version);
        row("/readyz", Endpoint::Health);
        row("/api", Endpoint::CoreVersions);
        row("/api/v1", Endpoint::Resources);
        row("/apis", Endpoint::Groups);
        row("/apis/apps", Endpoint::Group);
        row("/apis/apps/v1", Endpoint::Resources);
        row("/openapi/v3", Endpoint::OpenApiIndex);
        row("/openapi/v3/apis/apps/v1?hash=A", Endpoint::OpenApiDocument);
        row("/openapi/v2", Endpoint::Unknown);
        row("/", Endpoint::Unknown);
        row("/api/v1/namespaces/a/pods/b/log/more", Endpoint::Unknown);
    }

    void otherPathsAreKnown()
    {
        QFETCH(QByteArray, target);
        const Route route = routeOf(request("GET", target));
        QTEST(int(route.endpoint), "expected");
        if (route.endpoint == Endpoint::OpenApiDocument)
            QCOMPARE(route.openApiPath, u"apis/apps/v1"_s);
    }

    void aPostToANameHasNoVerb()
    {
        QVERIFY(!routeOf(request("POST", "/api/v1/nodes/n")).isMethodKnown);
        QVERIFY(routeOf(request("POST", "/api/v1/namespaces/a/pods/b/eviction")).isMethodKnown);
        QVERIFY(!routeOf(request("FOO", "/api/v1/nodes")).isMethodKnown);
    }

    void optionsOfAListAreRead()
    {
        Route route = routeOf(request("GET",
                                      "/api/v1/pods?limit=5&continue=c&labelSelector=a%3Db"
                                      "&fieldSelector=f&resourceVersion=7"
                                      "&resourceVersionMatch=Exact"));
        StreamOptions stream;
        QVERIFY(!readOptions(m_http, route, stream));
        QCOMPARE(route.request.limit, 5);
        QCOMPARE(route.request.continueToken, u"c"_s);
        QCOMPARE(route.request.labelSelector, u"a=b"_s);
        QCOMPARE(route.request.fieldSelector, u"f"_s);
        QCOMPARE(route.request.resourceVersion, u"7"_s);
        QCOMPARE(route.request.resourceVersionMatch, u"Exact"_s);
    }

    void anApplyIsYamlAndSaysWhoItIs()
    {
        Route route = routeOf(
            request("PATCH",
                    "/api/v1/namespaces/a/configmaps/b?fieldManager=me&force=true&dryRun=All"
                    "&fieldValidation=Strict",
                    "application/apply-patch+yaml; charset=utf-8", "data:\n  on: 'x' # YAML\n"));
        StreamOptions stream;
        QVERIFY(!readOptions(m_http, route, stream));
        QCOMPARE(route.request.patch, PatchType::Apply);
        QCOMPARE(route.request.fieldManager, u"me"_s);
        QVERIFY(route.request.force);
        QVERIFY(route.request.dryRun);
        QCOMPARE(route.request.fieldValidation, FieldValidation::Strict);
        QCOMPARE(cauce::object::toJson(route.request.body), QByteArray(R"({"data":{"true":"x"}})"));
    }

    void badOptionsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const char* method, const char* target,
                            const char* type, const char* body, int code) {
            QTest::newRow(name) << QByteArray(method) << QByteArray(target) << QByteArray(type)
                                << QByteArray(body) << code;
        };
        row("limit", "GET", "/api/v1/pods?limit=x", "", "", 400);
        row("initial events alone", "GET", "/api/v1/pods?watch=1&sendInitialEvents=true", "", "",
            422);
        row("dry run of some", "POST", "/api/v1/nodes?dryRun=Some", "application/json", "{}", 422);
        row("validation", "POST", "/api/v1/nodes?fieldValidation=Some", "application/json", "{}",
            422);
        row("type of a body", "POST", "/api/v1/nodes", "text/plain", "x", 415);
        row("half a body", "POST", "/api/v1/nodes", "application/json", "{\"a\":", 400);
        row("type of a patch", "PATCH", "/api/v1/nodes/n", "application/json", "{}", 415);
        row("apply by nobody", "PATCH", "/api/v1/nodes/n", "application/apply-patch+yaml", "{}",
            422);
        row("force of another patch", "PATCH", "/api/v1/nodes/n?force=true",
            "application/merge-patch+json", "{}", 422);
        row("half a YAML", "PATCH", "/api/v1/nodes/n?fieldManager=m",
            "application/apply-patch+yaml", "{", 400);
        row("propagation", "DELETE", "/api/v1/nodes/n?propagationPolicy=Some", "", "", 422);
        row("tail", "GET", "/api/v1/namespaces/a/pods/b/log?tailLines=-1", "", "", 422);
    }

    void badOptionsAreRefused()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, body);
        Route route = routeOf(request(method, target, type, body));
        StreamOptions stream;
        const auto refused = readOptions(m_http, route, stream);
        QVERIFY(refused);
        QTEST(refused->code, "code");
        QCOMPARE(refused->body[u"kind"].toString(), u"Status"_s);
    }

    void formsAreNegotiated_data()
    {
        QTest::addColumn<QByteArray>("accept");
        QTest::addColumn<QString>("expected");
        QTest::newRow("nothing") << QByteArray() << u"whole"_s;
        QTest::newRow("anything") << QByteArray("*/*") << u"whole"_s;
        QTest::newRow("protobuf first")
            << QByteArray("application/vnd.kubernetes.protobuf,application/json") << u"whole"_s;
        QTest::newRow("protobuf alone")
            << QByteArray("application/vnd.kubernetes.protobuf") << u"406"_s;
        QTest::newRow("kubectl's")
            << QByteArray("application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;"
                          "v=v1beta1;g=meta.k8s.io,application/json")
            << u"table"_s;
        QTest::newRow("an unknown form") << QByteArray("application/json;as=Nope") << u"406"_s;
        QTest::newRow("an unknown form, then plain")
            << QByteArray("application/json;as=Nope, application/json") << u"whole"_s;
        QTest::newRow("metadata") << QByteArray(
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
                                  << u"partial"_s;
        QTest::newRow("quality") << QByteArray("application/json;q=0.5, application/yaml;q=0.9")
                                 << u"yaml"_s;
        QTest::newRow("HTML") << QByteArray("text/html") << u"406"_s;
    }

    void formsAreNegotiated()
    {
        QFETCH(QByteArray, accept);
        const auto form = negotiate(accept);
        QString shown;
        if (const auto* refused = std::get_if<Answer>(&form)) {
            shown = QString::number(refused->code);
        } else {
            const auto& as = std::get<Representation>(form);
            shown = as.isYaml                                  ? u"yaml"_s
                : as.form == Representation::Form::Table       ? u"table"_s
                : as.form == Representation::Form::Partial     ? u"partial"_s
                : as.form == Representation::Form::PartialList ? u"partial list"_s
                                                               : u"whole"_s;
        }
        QTEST(shown, "expected");
    }

    void aggregatedDiscoveryIsAskedFor()
    {
        QVERIFY(wantsAggregatedDiscovery(
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/"
            "json"));
        QVERIFY(!wantsAggregatedDiscovery("application/json"));
        QVERIFY(!wantsAggregatedDiscovery(
            "application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList,*/*"));
    }

private:
    const HttpRequest& request(const QByteArray& method, const QByteArray& target,
                               const QByteArray& type = {}, const QByteArray& body = {})
    {
        HttpParser parser;
        parser.feed(QByteArray(method + ' ' + target + " HTTP/1.1\r\nContent-Type: " + type
                               + "\r\nContent-Length: " + QByteArray::number(body.size())
                               + "\r\n\r\n" + body));
        if (parser.next(&m_http) != HttpParser::State::Ready)
            qFatal("no request");
        return m_http;
    }

    HttpRequest m_http;
};

QTEST_GUILESS_MAIN(TestSandboxRoute)
#include "tst_sandboxroute.moc"
