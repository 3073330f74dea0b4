#include "core/cluster/apianswer.h"
#include "core/cluster/apipaths.h"
#include "core/cluster/objectcalls.h"
#include "core/cluster/proxy.h"
#include "core/object/jsoncodec.h"

#include <QTest>

using namespace cauce;
using namespace cauce::cluster;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

//! What goes out and what comes back, without a network: errors, headers, paths, bodies, proxies.
class TestApiAnswer : public QObject
{
    Q_OBJECT

    static ApiAnswer failure(int http, const QByteArray& reason, const QByteArray& message,
                             const QByteArray& causes = "[]")
    {
        ApiAnswer answer;
        answer.status = http;
        answer.contentType = "application/json";
        const QByteArray head = QByteArray("{'kind':'Status','code':%1,'reason':'%2','message':'")
                                    .replace("%1", QByteArray::number(http))
                                    .replace("%2", reason);
        answer.body = QByteArray(head + "@','details':{'causes':").replace('\'', '"');
        answer.body.replace("@", message);
        answer.body += causes + "}}";
        return answer;
    }

private slots:
    void kinds_data()
    {
        QTest::addColumn<int>("http");
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("who are you") << 401 << QByteArray("Unauthorized") << ErrorKind::Auth;
        QTest::newRow("no right")
            << 403 << QByteArray("pods is forbidden: User \\\"anna\\\" cannot list resource")
            << ErrorKind::Auth;
        QTest::newRow("quota") << 403
                               << QByteArray("pods \\\"a\\\" is forbidden: exceeded quota: q")
                               << ErrorKind::Invalid;
        QTest::newRow("a webhook")
            << 403 << QByteArray("admission webhook \\\"w\\\" denied the request: you cannot do so")
            << ErrorKind::Invalid;
        QTest::newRow("not there") << 404 << QByteArray("not found") << ErrorKind::NotFound;
        QTest::newRow("it moved") << 409 << QByteArray("modified") << ErrorKind::Conflict;
        QTest::newRow("too old") << 410 << QByteArray("expired") << ErrorKind::Conflict;
        QTest::newRow("too large") << 413 << QByteArray("large") << ErrorKind::Invalid;
        QTest::newRow("invalid") << 422 << QByteArray("invalid") << ErrorKind::Invalid;
        QTest::newRow("busy") << 429 << QByteArray("busy") << ErrorKind::RateLimited;
        QTest::newRow("a mistake in an apply")
            << 500
            << QByteArray("failed to create typed patch object (a/b; apps/v1, Kind=Deployment): "
                          ".spec.replica: field not declared in schema")
            << ErrorKind::Invalid;
        QTest::newRow("a wrong type in an apply")
            << 500
            << QByteArray("failed to convert new object (a/b; /v1, Kind=Secret) to proper version: "
                          "illegal base64 data at input byte 6")
            << ErrorKind::Invalid;
        QTest::newRow("broken") << 500 << QByteArray("etcd") << ErrorKind::Network;
        QTest::newRow("unavailable") << 503 << QByteArray("unavailable") << ErrorKind::Network;
        QTest::newRow("no answer behind") << 504 << QByteArray("timeout") << ErrorKind::Timeout;
    }

    void kinds()
    {
        QFETCH(int, http);
        QFETCH(QByteArray, message);
        QFETCH(ErrorKind, kind);
        const Error error = errorOf(failure(http, "Reason", message), u"apply X"_s);
        QCOMPARE(nameOf(error.kind), nameOf(kind));
        QVERIFY2(error.message.startsWith(u"apply X: HTTP %1 Reason: "_s.arg(http)),
                 qPrintable(error.message));
    }

    void theServersTextIsCleaned()
    {
        const Error error
            = errorOf(failure(400, "Bad", "red \\u001b[31m and \\u202e backwards"), u"apply"_s);
        QVERIFY(!error.message.contains(QChar(0x1b)));
        QVERIFY(!error.message.contains(QChar(0x202e)));
    }

    void aSecretsValueIsNotQuoted()
    {
        const Error error = errorOf(
            failure(
                422, "Invalid", "data.password: Invalid value: \\\"canary\\\"",
                R"([{"reason":"FieldValueInvalid","field":"data.password","message":"canary"}])"),
            u"apply Secret a/b"_s, Quote::FieldsOnly);
        QVERIFY2(error.message.contains(u"data.password (FieldValueInvalid)"_s),
                 qPrintable(error.message));
        QVERIFY(!error.message.contains(u"canary"_s));
    }

    void anAnswerFromSomethingElseIsSaidToBe()
    {
        ApiAnswer answer;
        answer.status = 502;
        answer.contentType = "text/html";
        answer.body = "<html>secret</html>";
        const Error error = errorOf(answer, u"list pods"_s);
        QCOMPARE(error.kind, ErrorKind::Network);
        QVERIFY(error.message.contains(u"text/html"_s));
        QVERIFY(!error.message.contains(u"secret"_s));
    }

    void warnings()
    {
        QCOMPARE(
            parseWarnings("299 - \"unknown field \\\"spec.x\\\", really\", 299 - \"deprecated\""),
            (QStringList {u"unknown field \"spec.x\", really"_s, u"deprecated"_s}));
        QVERIFY(parseWarnings({}).isEmpty());
        QVERIFY(parseWarnings("299 - \"half").isEmpty());
    }

    void retryAfter()
    {
        QCOMPARE(parseRetryAfter("7", 0).value(), 7000ms);
        QCOMPARE(parseRetryAfter("Thu, 01 Jan 1970 00:01:40 GMT", 90).value(), 10'000ms);
        QCOMPARE(parseRetryAfter("Thu, 01 Jan 1970 00:00:00 GMT", 90).value(), 0ms);
        QVERIFY(!parseRetryAfter("soon", 0));
        QVERIFY(!parseRetryAfter("-5", 0));
        QVERIFY(!parseRetryAfter({}, 0));
    }

    void paths()
    {
        const ApiResource pods {{{}, u"v1"_s, u"Pod"_s}, u"pods"_s, true, {}};
        const ApiResource roles {{u"rbac.authorization.k8s.io"_s, u"v1"_s, u"ClusterRole"_s},
                                 u"clusterroles"_s,
                                 false,
                                 {}};
        QCOMPARE(collectionPath(pods), u"/api/v1/pods"_s);
        QCOMPARE(*objectPath(pods, {{}, u"Pod"_s, u"shop"_s, u"a"_s}),
                 u"/api/v1/namespaces/shop/pods/a"_s);
        QCOMPARE(*objectPath(roles, {roles.type.group, u"ClusterRole"_s, {}, u"system:a b?c"_s}),
                 u"/apis/rbac.authorization.k8s.io/v1/clusterroles/system:a%20b%3Fc"_s);
        for (const QString& name : {u"."_s, u".."_s, u"a/b"_s, u"a%2fb"_s, u""_s}) {
            QVERIFY2(!objectPath(pods, {{}, u"Pod"_s, u"shop"_s, name}), qPrintable(name));
            QVERIFY2(!objectPath(pods, {{}, u"Pod"_s, name, u"a"_s}), qPrintable(name));
        }
        QVERIFY(!objectPath(roles, {roles.type.group, u"ClusterRole"_s, u"shop"_s, u"a"_s}));
    }

    void versionsAreOlderOnlyAsNumbers()
    {
        QVERIFY(isOlderVersion(u"9"_s, u"10"_s));
        QVERIFY(!isOlderVersion(u"10"_s, u"10"_s));
        QVERIFY(!isOlderVersion(u"11"_s, u"10"_s));
        QVERIFY(!isOlderVersion(u"a"_s, u"b"_s));
        QVERIFY(!isOlderVersion({}, u"1"_s));
        QVERIFY(!isOlderVersion(u"1"_s, {}));
    }

    void aBodySurvivesTheServersYaml()
    {
        // Characters that YAML 1.1 takes for line breaks, or refuses, even inside quotes.
        QString text = u"a"_s;
        for (const char16_t c : {u'\x7f', u'\x85', u'\xe9', u'\x2028', u'\x2029', u'\xfeff'})
            text += QChar(c);
        text += QString::fromUcs4(U"\U0001f600");
        object::Json json = object::Json::emptyObject();
        json.set(u"apiVersion"_s, u"v1"_s);
        json.set(u"kind"_s, u"ConfigMap"_s);
        json.setPath({u"metadata", u"name"}, u"a"_s);
        json.setPath({u"data", u"k"}, text);
        const auto manifest = object::Manifest::fromJson(json);
        QVERIFY(manifest);
        const QByteArray body = objectcalls::applyBody(*manifest);
        QVERIFY2(body.contains("\"a\\u007f\\u0085\xc3\xa9\\u2028\\u2029\\ufeff\xf0\x9f\x98\x80\""),
                 body.constData());
        QVERIFY(*object::parseJson(body) == json);
    }

    void proxies_data()
    {
        QTest::addColumn<QString>("server");
        QTest::addColumn<QString>("noProxy");
        QTest::addColumn<bool>("used");
        const QString server = u"https://api.example.com:6443"_s;
        QTest::newRow("no exception") << server << QString() << true;
        QTest::newRow("everything") << server << u"*"_s << false;
        QTest::newRow("the name") << server << u"a.b, API.example.com"_s << false;
        QTest::newRow("the domain") << server << u"example.com"_s << false;
        QTest::newRow("the domain with a dot") << server << u".example.com"_s << false;
        QTest::newRow("half a name") << server << u"ample.com"_s << true;
        QTest::newRow("the name and port") << server << u"api.example.com:6443"_s << false;
        QTest::newRow("the name and another port") << server << u"api.example.com:443"_s << true;
        QTest::newRow("the domain itself is not below .domain")
            << u"https://example.com"_s << u".example.com"_s << true;
        QTest::newRow("an address") << u"https://10.1.2.3:6443"_s << u"10.1.2.3"_s << false;
        QTest::newRow("a net") << u"https://10.1.2.3:6443"_s << u"10.1.0.0/16"_s << false;
        QTest::newRow("another net") << u"https://10.2.2.3:6443"_s << u"10.1.0.0/16"_s << true;
        QTest::newRow("an IPv6 net") << u"https://[fd00::1]:6443"_s << u"fd00::/8"_s << false;
        QTest::newRow("an IPv6 address") << u"https://[fd00::1]:6443"_s << u"fd00::1"_s << false;
        QTest::newRow("this machine") << u"https://127.0.0.1:6443"_s << QString() << false;
        QTest::newRow("this machine by name") << u"https://localhost:6443"_s << QString() << false;
    }

    void proxies()
    {
        QFETCH(QString, server);
        QFETCH(QString, noProxy);
        QFETCH(bool, used);
        const auto proxy
            = proxyFor(QUrl(server), {}, {u"plain:1"_s, u"http://secure:2"_s, noProxy});
        QVERIFY(proxy);
        QCOMPARE(proxy->type() != QNetworkProxy::NoProxy, used);
        if (used) {
            QCOMPARE(proxy->hostName(), u"secure"_s);
            QCOMPARE(proxy->port(), 2);
        }
    }

    void theKubeconfigsProxyComesFirst()
    {
        const ProxyEnvironment environment {{}, u"http://env:1"_s, u"*"_s};
        const auto proxy
            = proxyFor(QUrl(u"https://127.0.0.1"_s), u"socks5://u:p%40@inner:9"_s, environment);
        QVERIFY(proxy);
        QCOMPARE(proxy->type(), QNetworkProxy::Socks5Proxy);
        QCOMPARE(proxy->hostName(), u"inner"_s);
        QCOMPARE(proxy->password(), u"p@"_s);
        QVERIFY(proxy->capabilities() & QNetworkProxy::HostNameLookupCapability);
        const auto unsupported = proxyFor(QUrl(u"https://a"_s), u"https://u:canary@inner"_s, {});
        QVERIFY(!unsupported);
        QVERIFY(!unsupported.error().message.contains(u"canary"_s));
        QVERIFY(!proxyFor(QUrl(u"https://a"_s), u"http://"_s, {}));
    }
};

QTEST_GUILESS_MAIN(TestApiAnswer)
#include "tst_apianswer.moc"
