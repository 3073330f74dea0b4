#include "core/object/jsoncodec.h"
#include "core/sandbox/admission.h"
#include "core/sandbox/defaults.h"
#include "core/sandbox/validation.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::sandbox;
using object::Json;

namespace {

Json objectOf(const QByteArray& text)
{
    const auto json = object::parseJson(QByteArray(text).replace('\'', '"'));
    return json ? *json : Json(u"no JSON: "_s + json.error().message);
}

} // namespace

//! tests/contract/tst_sandboxdefaults and tst_sandboxvalidation compare with a real server; these
//! are what it cannot be asked for, and the decisions that must hold without one.
class TestSandboxRules : public QObject
{
    Q_OBJECT

private:
    std::optional<Kinds> m_kinds;

    const ServedKind& kind(const QString& apiVersion, const QString& name) const
    {
        return *m_kinds->findKind(object::groupVersionKind(apiVersion, name));
    }
    Json service(const QByteArray& spec, const Surroundings& around = {}) const
    {
        const ServedKind& services = kind(u"v1"_s, u"Service"_s);
        const Json sent
            = objectOf("{'metadata': {'name': 's', 'namespace': 'n'}, 'spec': " + spec + '}');
        return asCreated(services, withServerDefaults(services, sent), around);
    }
    Json changed(const Json& before, const QString& key, const Json& value) const
    {
        const ServedKind& services = kind(u"v1"_s, u"Service"_s);
        Json after = before;
        after.setPath({u"spec", key}, value);
        return asUpdated(services, withServerDefaults(services, after), before, {});
    }
    static qint64 nodePort(const Json& object, qsizetype index)
    {
        return object.path({u"spec", u"ports"}).at(index)[u"nodePort"].toInteger().value_or(0);
    }

private slots:
    void initTestCase()
    {
        auto kinds = Kinds::builtIn();
        QVERIFY2(kinds, kinds ? "" : qPrintable(kinds.error().message));
        m_kinds = *kinds;
    }

    void anImagesTagDecidesWhenItIsPulled_data()
    {
        QTest::addColumn<QString>("image");
        QTest::addColumn<QString>("policy");
        QTest::newRow("no tag") << u"nginx"_s << u"Always"_s;
        QTest::newRow("latest") << u"nginx:latest"_s << u"Always"_s;
        QTest::newRow("tag") << u"nginx:1.25"_s << u"IfNotPresent"_s;
        QTest::newRow("registry with a port") << u"r.example.com:5000/nginx"_s << u"Always"_s;
        QTest::newRow("digest") << u"nginx@sha256:0123"_s << u"IfNotPresent"_s;
        QTest::newRow("tag and digest") << u"r:5000/a/b:v1@sha256:0123"_s << u"IfNotPresent"_s;
    }

    void anImagesTagDecidesWhenItIsPulled()
    {
        QFETCH(QString, image);
        QFETCH(QString, policy);
        Json pod = objectOf("{'spec': {'containers': [{'name': 'c'}]}}");
        Json container = pod.path({u"spec", u"containers"}).at(0);
        container.set(u"image"_s, image);
        pod.setPath({u"spec", u"containers"}, Json(Json::Items {container}));
        const Json made = withServerDefaults(kind(u"v1"_s, u"Pod"_s), pod);
        QCOMPARE(made.path({u"spec", u"containers"}).at(0)[u"imagePullPolicy"].toString(), policy);
    }

    void aServiceIsGivenAFreeAddress()
    {
        const QString first
            = service("{'ports': [{'port': 80}]}").path({u"spec", u"clusterIP"}).toString();
        QVERIFY2(first.startsWith("10.96."_L1), qPrintable(first));
        Surroundings around;
        QSet<QString> asked;
        around.isAddressTaken = [&](const QString& address) {
            asked.insert(address);
            return asked.size() <= 3;
        };
        const Json other = service("{'ports': [{'port': 80}]}", around);
        const QString second = other.path({u"spec", u"clusterIP"}).toString();
        QVERIFY(asked.contains(first)); // the same Service is given the same, when it is free
        QVERIFY(second != first);
        QCOMPARE(asked.size(), 4);
        QCOMPARE(other.path({u"spec", u"clusterIPs"}).at(0).toString(), second);
    }

    void nodePortsAreFreeAndDiffer()
    {
        Surroundings around;
        QSet<int> taken;
        around.isNodePortTaken = [&](int port) {
            const bool isNew = !taken.contains(port);
            taken.insert(port);
            return isNew && taken.size() == 1;
        };
        const Json made = service(
            "{'type': 'NodePort', 'ports': [{'name': 'a', 'port': 1}, {'name': 'b', 'port': 2},"
            "{'name': 'c', 'port': 2, 'protocol': 'UDP'}, {'name': 'd', 'port': 4,"
            "'nodePort': 30123}]}",
            around);
        const QSet<qint64> given {nodePort(made, 0), nodePort(made, 1), nodePort(made, 3)};
        QCOMPARE(given.size(), 3);
        QCOMPARE(nodePort(made, 2), nodePort(made, 1)); // one number of two protocols
        QCOMPARE(nodePort(made, 3), 30123);
        for (const qint64 port : given)
            QVERIFY(port >= 30'000 && port <= 32'767);
    }

    void aChangeOfAServiceKeepsWhatItWasGiven()
    {
        const Json before = service("{'type': 'NodePort', 'ports': [{'port': 80}]}");
        Json ports = objectOf("[{'name': 'a', 'port': 80}, {'name': 'b', 'port': 81}]");
        Json without = before;
        Json spec = before[u"spec"];
        spec.remove(u"clusterIP");
        spec.remove(u"clusterIPs");
        without.set(u"spec"_s, spec);
        const ServedKind& services = kind(u"v1"_s, u"Service"_s);
        without.setPath({u"spec", u"ports"}, ports);
        const Json after = asUpdated(services, withServerDefaults(services, without), before, {});
        QCOMPARE(after.path({u"spec", u"clusterIP"}), before.path({u"spec", u"clusterIP"}));
        QCOMPARE(nodePort(after, 0), nodePort(before, 0));
        QVERIFY(nodePort(after, 1) != 0 && nodePort(after, 1) != nodePort(after, 0));
        QVERIFY(validationProblems(services, after, before).empty());
    }

    void anotherTypeOfServiceLosesWhatWasOfTheOldOne()
    {
        const Json before = service("{'type': 'NodePort', 'ports': [{'port': 80}]}");
        const Json after = changed(before, u"type"_s, Json(u"ClusterIP"_s));
        QCOMPARE(nodePort(after, 0), 0);
        QVERIFY(!after[u"spec"].contains(u"externalTrafficPolicy"));
        QCOMPARE(after.path({u"spec", u"clusterIP"}), before.path({u"spec", u"clusterIP"}));
    }

    void theDefaultClassIsTakenWhereNoneIsSaid()
    {
        Surroundings around;
        around.defaultStorageClass = [] { return u"fast"_s; };
        around.defaultIngressClass = [] { return u"web"_s; };
        const ServedKind& claims = kind(u"v1"_s, u"PersistentVolumeClaim"_s);
        const auto claim = [&](const QByteArray& spec) {
            const Json sent = objectOf("{'metadata': {'name': 'c'}, 'spec': " + spec + '}');
            return asCreated(claims, withServerDefaults(claims, sent), around)
                .path({u"spec", u"storageClassName"});
        };
        QCOMPARE(claim("{}").toString(), u"fast"_s);
        QCOMPARE(claim("{'storageClassName': 'slow'}").toString(), u"slow"_s);
        QVERIFY(claim("{'storageClassName': ''}").isString()); // said: none
        QCOMPARE(claim("{'storageClassName': ''}").toString(), QString());
        const ServedKind& ingresses = kind(u"networking.k8s.io/v1"_s, u"Ingress"_s);
        const Json ingress
            = asCreated(ingresses, withServerDefaults(ingresses, objectOf("{'spec': {}}")), around);
        QCOMPARE(ingress.path({u"spec", u"ingressClassName"}).toString(), u"web"_s);
    }

    void aNewObjectsStatusIsNotItsMakers()
    {
        const ServedKind& deployments = kind(u"apps/v1"_s, u"Deployment"_s);
        const Json sent = objectOf("{'metadata': {'name': 'd'}, 'status': {'readyReplicas': 7}}");
        const Json made = asCreated(deployments, withServerDefaults(deployments, sent), {});
        QCOMPARE(object::toJson(made[u"status"]), QByteArray("{}"));
        Json before = made;
        before.setPath({u"status", u"readyReplicas"}, Json(qint64(2)));
        const Json after = asUpdated(deployments, made, before, {});
        QCOMPARE(after.path({u"status", u"readyReplicas"}).toInteger(), 2);
    }

    void aDaemonSetCountsItsTemplates()
    {
        const ServedKind& sets = kind(u"apps/v1"_s, u"DaemonSet"_s);
        const Json made = asCreated(
            sets, withServerDefaults(sets, objectOf("{'metadata': {'name': 'd'}}")), {});
        const auto count = [](const Json& set) {
            return set
                .path({u"metadata", u"annotations", u"deprecated.daemonset.template.generation"})
                .toString();
        };
        QCOMPARE(count(made), u"1"_s);
        Json other = made;
        other.setPath({u"metadata", u"labels", u"a"}, u"b"_s);
        QCOMPARE(count(asUpdated(sets, other, made, {})), u"1"_s);
        other.setPath({u"spec", u"template", u"metadata", u"labels", u"a"}, u"b"_s);
        QCOMPARE(count(asUpdated(sets, other, made, {})), u"2"_s);
    }

    void aPodsClassFollowsFromItsResources_data()
    {
        QTest::addColumn<QByteArray>("resources");
        QTest::addColumn<QString>("expected");
        QTest::newRow("nothing") << QByteArray("{}") << u"BestEffort"_s;
        QTest::newRow("a request") << QByteArray("{'requests': {'cpu': '1'}}") << u"Burstable"_s;
        QTest::newRow("both limits, no requests")
            << QByteArray("{'limits': {'cpu': '1', 'memory': '1Gi'}}") << u"Guaranteed"_s;
        QTest::newRow("less requested")
            << QByteArray("{'limits': {'cpu': '1', 'memory': '1Gi'}, 'requests': {'cpu': '500m'}}")
            << u"Burstable"_s;
        QTest::newRow("another resource only")
            << QByteArray("{'limits': {'example.com/gpu': '1'}}") << u"BestEffort"_s;
    }

    void aPodsClassFollowsFromItsResources()
    {
        QFETCH(QByteArray, resources);
        QFETCH(QString, expected);
        QCOMPARE(qosClass(objectOf("{'containers': [{'resources': " + resources + "}]}")),
                 expected);
    }

    void badNamesAreRefusedByTheirKindsRule_data()
    {
        QTest::addColumn<QString>("apiVersion");
        QTest::addColumn<QString>("kindName");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("subdomain") << u"v1"_s << u"ConfigMap"_s << u"a.b-c"_s << true;
        QTest::newRow("upper case") << u"v1"_s << u"ConfigMap"_s << u"A"_s << false;
        QTest::newRow("line break") << u"v1"_s << u"ConfigMap"_s << u"a\n"_s << false;
        QTest::newRow("253 characters") << u"v1"_s << u"ConfigMap"_s << QString(253, u'a') << true;
        QTest::newRow("254 characters") << u"v1"_s << u"ConfigMap"_s << QString(254, u'a') << false;
        QTest::newRow("a Service begins with a letter")
            << u"v1"_s << u"Service"_s << u"1a"_s << false;
        QTest::newRow("a namespace has no dots") << u"v1"_s << u"Namespace"_s << u"a.b"_s << false;
        QTest::newRow("a role may be named freely")
            << u"rbac.authorization.k8s.io/v1"_s << u"ClusterRole"_s << u"system:Node"_s << true;
        QTest::newRow("but for a slash")
            << u"rbac.authorization.k8s.io/v1"_s << u"ClusterRole"_s << u"a/b"_s << false;
    }

    void badNamesAreRefusedByTheirKindsRule()
    {
        QFETCH(QString, apiVersion);
        QFETCH(QString, kindName);
        QFETCH(QString, name);
        QFETCH(bool, isGood);
        const ServedKind& named = kind(apiVersion, kindName);
        Json sent = objectOf("{'spec': {'ports': [{'port': 80}]}}");
        sent.setPath({u"metadata", u"name"}, name);
        const Json object = asCreated(named, withServerDefaults(named, sent), {});
        const Causes causes = validationProblems(named, object);
        QCOMPARE(causes.empty(), isGood);
        if (!isGood)
            QCOMPARE(causes.front().field, u"metadata.name"_s);
    }
};

QTEST_GUILESS_MAIN(TestSandboxRules)
#include "tst_sandboxrules.moc"
