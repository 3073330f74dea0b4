#include "tests/contract/realcluster.h"

#include <QFile>
#include <QTemporaryDir>

using namespace cauce;
using namespace cauce::cluster;
using namespace cauce::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const object::GroupKind kConfigMap {{}, u"ConfigMap"_s};
const object::GroupKind kPod {{}, u"Pod"_s};
using Phase = ConnectionState::Phase;

} // namespace

//! core/cluster while a real kube-apiserver stops, forgets and refuses.
class TestClusterFaults : public QObject
{
    Q_OBJECT

    static ClusterLimits quickLimits()
    {
        ClusterLimits limits;
        limits.backoff = {100ms, 500ms};
        limits.minListInterval = 100ms;
        limits.forbiddenRetry = 500ms;
        limits.tokenFileAge = 200ms;
        return limits;
    }

    std::unique_ptr<Cluster> live(KubeContext context, const QSet<object::GroupKind>& kinds)
    {
        auto cluster = std::make_unique<Cluster>(std::move(context), quickLimits());
        cluster->setWantedKinds(kinds);
        cluster->start();
        if (!QTest::qWaitFor([&] { return cluster->connection().phase == Phase::Live; }, 20'000))
            QTest::qFail(qPrintable(cluster->connection().error.message), __FILE__, __LINE__);
        return cluster;
    }

    void kubectl(const QStringList& arguments)
    {
        const auto done = m_plane->kubectl(arguments);
        VERIFY_GOOD(done);
    }
    void makeConfigMap(const QString& name, const QString& value)
    {
        kubectl({u"create"_s, u"configmap"_s, name, u"--from-literal=k="_s + value});
    }
    void setConfigMap(const QString& name, const QString& value)
    {
        kubectl({u"patch"_s, u"configmap"_s, name, u"-p"_s,
                 QStringLiteral(R"({"data":{"k":"%1"}})").arg(value)});
    }
    static QString valueOf(const Cluster& cluster, const QString& name)
    {
        const LiveObjectPtr map = cluster.state()->find({{}, u"ConfigMap"_s, u"default"_s, name});
        return map ? map->manifest()->json().path({u"data", u"k"}).toString() : QString();
    }
    static bool isStale(const Cluster& cluster, const object::GroupKind& kind)
    {
        const auto* snapshot = cluster.state()->kind(kind).loaded();
        return snapshot && (*snapshot)->stale;
    }
    //! Lists of config maps that our program asked the server for since \p mark.
    qsizetype lists(qint64 mark) const
    {
        return m_plane
            ->audit({.userAgent = u"cauce/"_s,
                     .verb = u"list"_s,
                     .resource = u"configmaps"_s,
                     .since = mark})
            .size();
    }

private slots:
    void initTestCase()
    {
        if (const QString why = ControlPlane::unavailableReason(); !why.isEmpty())
            QSKIP(qPrintable(why));
        m_plane = std::make_unique<ControlPlane>(ControlPlane::Ownership::Own);
        VERIFY_GOOD(m_plane->start());
    }

    void init()
    {
        if (!m_plane)
            QSKIP("no control plane");
    }

    void aServerThatRestartsLeavesWhatIsKnownAndIsFollowedAgain()
    {
        makeConfigMap(u"restart"_s, u"before"_s);
        const auto cluster = live(contextOf(*m_plane, ControlPlane::User::Admin), {kConfigMap});
        QCOMPARE(valueOf(*cluster, u"restart"_s), u"before"_s);

        VERIFY_GOOD(m_plane->stopApiServer());
        QTRY_COMPARE_WITH_TIMEOUT(cluster->connection().phase, Phase::Disconnected, 20'000);
        QCOMPARE(cluster->connection().error.kind, ErrorKind::Network);
        QVERIFY(cluster->connection().error.message.contains(u"127.0.0.1"_s));
        QVERIFY(cluster->connection().failures > 0);
        QTRY_VERIFY(isStale(*cluster, kConfigMap));
        QCOMPARE(valueOf(*cluster, u"restart"_s), u"before"_s);

        VERIFY_GOOD(m_plane->startApiServer());
        setConfigMap(u"restart"_s, u"after"_s);
        QTRY_COMPARE_WITH_TIMEOUT(valueOf(*cluster, u"restart"_s), u"after"_s, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(cluster->connection().phase, Phase::Live, 20'000);
        QVERIFY(!isStale(*cluster, kConfigMap));
    }

    void aServerThatHasForgottenIsListedAgain()
    {
        makeConfigMap(u"kept"_s, u"1"_s);
        makeConfigMap(u"dropped"_s, u"1"_s);
        const auto cluster = live(contextOf(*m_plane, ControlPlane::User::Admin), {kConfigMap});
        kubectl({u"delete"_s, u"configmap"_s, u"dropped"_s});
        setConfigMap(u"kept"_s, u"2"_s);
        QTRY_COMPARE(valueOf(*cluster, u"kept"_s), u"2"_s);
        QVERIFY(valueOf(*cluster, u"dropped"_s).isEmpty());

        // What happens behind the back of a server that is down: from another server on the same
        // store it would be just so.
        const qint64 mark = m_plane->auditMark();
        VERIFY_GOOD(m_plane->stopApiServer());
        QTRY_COMPARE_WITH_TIMEOUT(cluster->connection().phase, Phase::Disconnected, 20'000);
        VERIFY_GOOD(m_plane->startApiServer());
        setConfigMap(u"kept"_s, u"3"_s);
        VERIFY_GOOD(m_plane->tell(u"compact"_s));
        VERIFY_GOOD(m_plane->tell(u"restart-apiserver"_s));
        QTRY_COMPARE_WITH_TIMEOUT(valueOf(*cluster, u"kept"_s), u"3"_s, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(cluster->connection().phase, Phase::Live, 20'000);
        QVERIFY(valueOf(*cluster, u"dropped"_s).isEmpty());
        QVERIFY2(lists(mark) >= 1, "the watch was resumed from a version that is gone");
        // And it is followed, not only listed.
        const qint64 after = m_plane->auditMark();
        setConfigMap(u"kept"_s, u"4"_s);
        QTRY_COMPARE(valueOf(*cluster, u"kept"_s), u"4"_s);
        QCOMPARE(lists(after), 0);
    }

    void aServerThatOnlyHangsIsSaidToBeSilent()
    {
        KubeContext context = contextOf(*m_plane, ControlPlane::User::Admin);
        ClusterLimits limits = quickLimits();
        limits.idle = 1s;
        limits.watchSilence = 2s;
        Cluster cluster(context, limits);
        cluster.setWantedKinds({kConfigMap});
        cluster.start();
        QTRY_COMPARE_WITH_TIMEOUT(cluster.connection().phase, Phase::Live, 20'000);
        VERIFY_GOOD(m_plane->tell(u"pause-apiserver"_s));
        QTRY_COMPARE_WITH_TIMEOUT(cluster.connection().phase, Phase::Disconnected, 30'000);
        const ErrorKind kind = cluster.connection().error.kind;
        const bool known = cluster.state()->kind(kConfigMap).isLoaded();
        VERIFY_GOOD(m_plane->tell(u"resume-apiserver"_s));
        QCOMPARE(kind, ErrorKind::Timeout);
        QVERIFY(known);
        QTRY_COMPARE_WITH_TIMEOUT(cluster.connection().phase, Phase::Live, 30'000);
    }

    void oneForbiddenKindFailsAloneAndComesWithTheRight()
    {
        kubectl({u"create"_s, u"clusterrole"_s, u"maps"_s, u"--verb=get,list,watch"_s,
                 u"--resource=configmaps"_s});
        kubectl({u"create"_s, u"clusterrolebinding"_s, u"maps"_s, u"--clusterrole=maps"_s,
                 u"--user=cauce-token-nobody"_s});
        makeConfigMap(u"readable"_s, u"yes"_s);
        // Rights take a moment until the server's own cache has them.
        const auto cluster
            = live(contextOf(*m_plane, ControlPlane::User::Nobody), {kConfigMap, kPod});
        QTRY_COMPARE_WITH_TIMEOUT(valueOf(*cluster, u"readable"_s), u"yes"_s, 20'000);
        QVERIFY(cluster->state()->kind(kPod).isFailed());
        QCOMPARE(cluster->state()->kind(kPod).failed()->kind, ErrorKind::Auth);
        QVERIFY(cluster->state()->kind(kPod).failed()->message.contains(u"pods is forbidden"_s));
        QCOMPARE(cluster->connection().phase, Phase::Live);

        kubectl({u"create"_s, u"clusterrole"_s, u"pods"_s, u"--verb=get,list,watch"_s,
                 u"--resource=pods"_s});
        kubectl({u"create"_s, u"clusterrolebinding"_s, u"pods"_s, u"--clusterrole=pods"_s,
                 u"--user=cauce-token-nobody"_s});
        QTRY_VERIFY_WITH_TIMEOUT(cluster->state()->kind(kPod).isLoaded(), 20'000);
        kubectl({u"delete"_s, u"clusterrolebinding"_s, u"pods"_s, u"maps"_s});
    }

    void anExpiredTokenKeepsWhatIsKnownUntilTheFileHasANewOne()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"token"_s);
        const auto writeToken = [&file](const QString& token) {
            QFile out(file);
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(token.toUtf8() + '\n');
        };
        writeToken(m_plane->token());
        KubeContext context = contextOf(*m_plane, ControlPlane::User::TokenAdmin);
        context.credential.token.clear();
        context.credential.tokenFile = file;
        makeConfigMap(u"token"_s, u"1"_s);
        const auto cluster = live(context, {kConfigMap});

        writeToken(u"expired"_s);
        VERIFY_GOOD(m_plane->tell(u"restart-apiserver"_s)); // the watch must prove itself again
        QTRY_COMPARE_WITH_TIMEOUT(cluster->connection().error.kind, ErrorKind::Auth, 30'000);
        QVERIFY(cluster->connection().phase == Phase::Disconnected);
        QVERIFY2(cluster->connection().error.message.contains(u"401"_s),
                 qPrintable(cluster->connection().error.message));
        QTRY_VERIFY(isStale(*cluster, kConfigMap));
        QCOMPARE(valueOf(*cluster, u"token"_s), u"1"_s);

        writeToken(m_plane->token());
        QTRY_COMPARE_WITH_TIMEOUT(cluster->connection().phase, Phase::Live, 30'000);
        setConfigMap(u"token"_s, u"2"_s);
        QTRY_COMPARE(valueOf(*cluster, u"token"_s), u"2"_s);
    }

private:
    std::unique_ptr<ControlPlane> m_plane; // its own: it is stopped and paused
};

QTEST_GUILESS_MAIN(TestClusterFaults)
#include "tst_clusterfaults.moc"
