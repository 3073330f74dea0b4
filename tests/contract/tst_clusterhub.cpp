#include "core/engine/clusterhub.h"
#include "tests/contract/fakecontext.h"
#include "tests/support/fakekind.h"

#include <QTemporaryDir>
#include <QThreadPool>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

//! The engine's side of a cluster that says little.
class TestClusterHub : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QThreadPool m_pool;

    Workspace workspaceOf(const FakeApiServer& server)
    {
        Workspace workspace;
        workspace.name = u"test"_s;
        workspace.kubeconfig = m_folder.filePath(u"kubeconfig"_s);
        QFile file(workspace.kubeconfig);
        if (file.open(QIODevice::WriteOnly))
            file.write("apiVersion: v1\nkind: Config\ncurrent-context: test\n"
                       "clusters: [{name: test, cluster: {server: \""
                       + server.url().toUtf8() + "\", certificate-authority: \""
                       + certificates::certificateFile(u"ca"_s).toUtf8()
                       + "\"}}]\nusers: [{name: test, user: {token: sesame}}]\n"
                         "contexts: [{name: test, context: {cluster: test, user: test}}]\n");
        return workspace;
    }

private slots:
    // In a quiet cluster nothing else would make it look for them.
    void whoAsksDuringASweepIsLookedForAfterIt()
    {
        FakeApiServer server;
        serveDiscovery(&server, {{{}, "v1", "Gadget", "gadgets"}});
        FakeKind gadgets(&server, u"/api/v1/gadgets"_s, "v1", "Gadget");
        QList<ExchangePtr> held;
        server.onList(u"/api/v1/gadgets"_s,
                      [&held](const ExchangePtr& exchange) { held.append(exchange); });
        ClusterHub hub(workspaceOf(server), &m_pool);
        hub.open();
        QTRY_VERIFY_WITH_TIMEOUT(hub.live()->hasDiscovery(), 30'000);
        hub.sweepFor({u"first"_s});
        QTRY_COMPARE_WITH_TIMEOUT(held.size(), 1, 30'000);
        hub.sweepFor({u"second"_s});
        QVERIFY(!hub.isSwept(u"second"_s));
        gadgets.answerList(held.first());
        QTRY_VERIFY_WITH_TIMEOUT(hub.isSwept(u"first"_s), 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(held.size(), 2, 30'000);
        gadgets.answerList(held.last());
        QTRY_VERIFY_WITH_TIMEOUT(hub.isSwept(u"second"_s), 30'000);
        QVERIFY(hub.isSwept());
    }

    void whoHasBeenLookedForIsNotLookedForAgain()
    {
        FakeApiServer server;
        serveDiscovery(&server, {{{}, "v1", "Gadget", "gadgets"}});
        FakeKind gadgets(&server, u"/api/v1/gadgets"_s, "v1", "Gadget");
        ClusterHub hub(workspaceOf(server), &m_pool);
        hub.open();
        hub.sweepFor({u"first"_s, u"second"_s});
        QVERIFY(hub.isSweepAsked(u"second"_s));
        QVERIFY(!hub.isSweepAsked(u"third"_s));
        QTRY_VERIFY_WITH_TIMEOUT(hub.isSwept(u"second"_s), 30'000);
        hub.sweepFor({u"second"_s});
        QVERIFY(hub.isSwept()); // nothing has begun
        QCOMPARE(server.requests("GET", u"/api/v1/gadgets"_s).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestClusterHub)
#include "tst_clusterhub.moc"
