#include "core/engine/clusterhub.h"
#include "tests/contract/fakecontext.h"
#include "tests/support/fakekind.h"

#include <QSignalSpy>
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

    QString kubeconfigOf(const FakeApiServer& server)
    {
        QFile file(m_folder.filePath(u"kubeconfig"_s));
        if (file.open(QIODevice::WriteOnly))
            file.write("apiVersion: v1\nkind: Config\ncurrent-context: test\n"
                       "clusters: [{name: test, cluster: {server: \""
                       + server.url().toUtf8() + "\", certificate-authority: \""
                       + certificates::certificateFile(u"ca"_s).toUtf8()
                       + "\"}}]\nusers: [{name: test, user: {token: sesame}}]\n"
                         "contexts: [{name: test, context: {cluster: test, user: test}}]\n");
        return file.fileName();
    }
    Workspace workspaceOf(const FakeApiServer& server)
    {
        Workspace workspace;
        workspace.name = u"test"_s;
        workspace.kubeconfig = kubeconfigOf(server);
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

    void anAnswerOfTheClusterBeforeIsNoneOfThisOne()
    {
        FakeApiServer before;
        FakeApiServer after;
        QList<ExchangePtr> heldBefore;
        QList<ExchangePtr> heldAfter;
        FakeKind there(&before, u"/api/v1/gadgets"_s, "v1", "Gadget");
        FakeKind here(&after, u"/api/v1/gadgets"_s, "v1", "Gadget");
        serveDiscovery(&before, {{{}, "v1", "Gadget", "gadgets"}});
        serveDiscovery(&after, {{{}, "v1", "Gadget", "gadgets"}});
        before.onList(u"/api/v1/gadgets"_s,
                      [&](const ExchangePtr& exchange) { heldBefore.append(exchange); });
        after.onList(u"/api/v1/gadgets"_s,
                     [&](const ExchangePtr& exchange) { heldAfter.append(exchange); });
        ClusterHub hub(workspaceOf(before), &m_pool);
        QSignalSpy swept(&hub, &ClusterHub::swept);
        hub.open();
        hub.sweepFor({u"app"_s});
        QTRY_COMPARE_WITH_TIMEOUT(heldBefore.size(), 1, 30'000);
        kubeconfigOf(after);
        hub.open();
        QTRY_COMPARE_WITH_TIMEOUT(heldAfter.size(), 1, 30'000);
        there.answerList(heldBefore.first());
        QVERIFY(!QTest::qWaitFor([&swept] { return !swept.isEmpty(); }, 2'000));
        QVERIFY(!hub.isSwept(u"app"_s));
        here.answerList(heldAfter.first());
        QTRY_VERIFY_WITH_TIMEOUT(hub.isSwept(u"app"_s), 30'000);
    }
};

QTEST_GUILESS_MAIN(TestClusterHub)
#include "tst_clusterhub.moc"
