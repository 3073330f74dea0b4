#include "tests/support/controlplane.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;
using cauce::test::ControlPlane;

#define VERIFY_RESULT(call)                                                                        \
    do {                                                                                           \
        const auto outcome = call;                                                                 \
        QVERIFY2(outcome, qPrintable(errorOf(outcome)));                                           \
    } while (false)

namespace {

template <typename T>
QString errorOf(const Result<T>& result)
{
    return result ? QString() : result.error().message;
}

const QByteArray kWeb = R"(
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: cp-rollout}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: "nginx:1.25-alpine"}]}
)";

} // namespace

class TestControlPlane : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const QString why = ControlPlane::unavailableReason(); !why.isEmpty())
            QSKIP(qPrintable(why));
        m_plane = ControlPlane::shared();
        QVERIFY(m_plane);
    }

    void everyUserIsWhoItSays_data()
    {
        QTest::addColumn<ControlPlane::User>("user");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("mayDelete");

        QTest::newRow("certificate") << ControlPlane::User::Admin << u"cauce-admin"_s << u"yes"_s;
        QTest::newRow("token") << ControlPlane::User::TokenAdmin << u"cauce-token-admin"_s
                               << u"yes"_s;
        QTest::newRow("nobody") << ControlPlane::User::Nobody << u"cauce-token-nobody"_s << u"no"_s;
        QTest::newRow("nobody by certificate")
            << ControlPlane::User::NobodyByCertificate << u"cauce-nobody"_s << u"no"_s;
    }

    void everyUserIsWhoItSays()
    {
        QFETCH(ControlPlane::User, user);
        QFETCH(QString, name);
        QFETCH(QString, mayDelete);

        const QString config = m_plane->kubeconfig(user);
        const auto who = m_plane->kubectl({u"--kubeconfig"_s, config, u"auth"_s, u"whoami"_s,
                                           u"-o"_s, u"jsonpath={.status.userInfo.username}"_s});
        VERIFY_RESULT(who);
        QCOMPARE(QString::fromUtf8(*who), name);
        const auto may = m_plane->kubectl({u"--kubeconfig"_s, config, u"auth"_s, u"can-i"_s,
                                           u"delete"_s, u"namespaces"_s, u"-q"_s});
        QCOMPARE(may.has_value(), mayDelete == "yes"_L1);
    }

    void aDeploymentIsRolledOutAndUpdated()
    {
        const QString ns = u"cp-rollout"_s;
        VERIFY_RESULT(m_plane->kubectl({u"create"_s, u"namespace"_s, ns}));
        VERIFY_RESULT(m_plane->kubectl({u"apply"_s, u"-f"_s, u"-"_s}, kWeb));
        VERIFY_RESULT(rolledOut(ns));
        VERIFY_RESULT(m_plane->kubectl({u"-n"_s, ns, u"set"_s, u"image"_s, u"deployment/web"_s,
                                        u"nginx=nginx:1.26-alpine"_s}));
        VERIFY_RESULT(rolledOut(ns));
        VERIFY_RESULT(m_plane->kubectl({u"-n"_s, ns, u"set"_s, u"image"_s, u"deployment/web"_s,
                                        u"nginx=nginx:no-such-tag"_s}));
        QTRY_COMPARE_WITH_TIMEOUT(waitingReasons(ns), u"ImagePullBackOff"_s, 10'000);
        VERIFY_RESULT(m_plane->kubectl({u"delete"_s, u"namespace"_s, ns, u"--wait=false"_s}));
    }

    void theAuditLogCountsRequests()
    {
        const qint64 mark = m_plane->auditMark();
        VERIFY_RESULT(m_plane->kubectl({u"get"_s, u"configmaps"_s, u"-n"_s, u"kube-public"_s}));
        VERIFY_RESULT(m_plane->kubectl(
            {u"get"_s, u"--raw"_s,
             u"/api/v1/namespaces/kube-public/configmaps?watch=1&timeoutSeconds=1"_s}));

        const auto count = [&](const QString& verb) {
            return m_plane
                ->audit({.userAgent = u"kubectl"_s,
                         .verb = verb,
                         .resource = u"configmaps"_s,
                         .nameSpace = u"kube-public"_s,
                         .since = mark})
                .size();
        };
        QCOMPARE(count(u"list"_s), 1);
        QCOMPARE(count(u"watch"_s), 1);
        QCOMPARE(count(u"patch"_s), 0);
        QVERIFY(m_plane->audit({.userAgent = u"nobody has this"_s}).isEmpty());
        QVERIFY(
            m_plane->audit({.resource = u"configmaps"_s, .since = m_plane->auditMark()}).isEmpty());
    }

    void aServerOfItsOwnStopsAndComesBackAtTheSameAddress()
    {
        QElapsedTimer timer;
        timer.start();
        ControlPlane plane(ControlPlane::Ownership::Own);
        VERIFY_RESULT(plane.start());
        qInfo("started in %lld ms", timer.restart());
        QVERIFY(plane.folder() != m_plane->folder());
        const QString server = plane.server();
        VERIFY_RESULT(plane.kubectl({u"create"_s, u"namespace"_s, u"kept"_s}));

        timer.restart();
        VERIFY_RESULT(plane.stopApiServer());
        qInfo("stopped in %lld ms", timer.restart());
        QVERIFY(!plane.kubectl({u"get"_s, u"namespaces"_s}));
        timer.restart();
        VERIFY_RESULT(plane.startApiServer());
        qInfo("back in %lld ms", timer.restart());
        VERIFY_RESULT(plane.kubectl({u"get"_s, u"namespace"_s, u"kept"_s}));
        QCOMPARE(plane.server(), server);

        VERIFY_RESULT(plane.tell(u"pause-apiserver"_s));
        QVERIFY(!plane.kubectl({u"--request-timeout=1s"_s, u"get"_s, u"namespaces"_s}));
        VERIFY_RESULT(plane.tell(u"resume-apiserver"_s));
        VERIFY_RESULT(plane.kubectl({u"get"_s, u"namespaces"_s}));
        VERIFY_RESULT(plane.tell(u"compact"_s));
        QCOMPARE(plane.tell(u"dance"_s).error().kind, ErrorKind::Invalid);
    }

    void theSharedOneIsNotStopped()
    {
        if (qEnvironmentVariableIsEmpty("CAUCE_CONTROLPLANE_DIR"))
            QSKIP("CAUCE_CONTROLPLANE_DIR is not set: this executable has one of its own");
        QCOMPARE(m_plane->stopApiServer().error().kind, ErrorKind::Invalid);
    }

private:
    Result<QByteArray> rolledOut(const QString& ns) const
    {
        return m_plane->kubectl(
            {u"-n"_s, ns, u"rollout"_s, u"status"_s, u"deployment/web"_s, u"--timeout=30s"_s});
    }

    QString waitingReasons(const QString& ns) const
    {
        const auto said = m_plane->kubectl(
            {u"-n"_s, ns, u"get"_s, u"pods"_s, u"-o"_s,
             u"jsonpath={.items[*].status.containerStatuses[*].state.waiting.reason}"_s});
        return said ? QString::fromUtf8(*said) : said.error().message;
    }

    ControlPlane* m_plane = nullptr;
};

QTEST_GUILESS_MAIN(TestControlPlane)
#include "tst_controlplane.moc"
