#include "tests/contract/watchedengine.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace cauce;
using namespace cauce::test;

namespace {

const QByteArray kGadgetCrd = R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.faults.example}
spec:
  group: faults.example
  scope: Namespaced
  names: {kind: Gadget, plural: gadgets, singular: gadget, listKind: GadgetList}
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
)";

} // namespace

//! What the engine makes of a cluster that refuses, forgets and lacks things.
class TestEngineFaults : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ControlPlane> m_plane; // its own: it is restarted, and rights are given
    std::unique_ptr<Story> m_story;

    const AppState* app(const Watched& watched) const { return watched.app(m_story->app()); }
    diff::SyncStatus status(const Watched& watched) const
    {
        return app(watched) ? app(watched)->sync : diff::SyncStatus::Unknown;
    }
    const ResourceState* resource(const Watched& watched, const QString& kind) const
    {
        if (!app(watched))
            return nullptr;
        for (const ResourceState& one : app(watched)->resources) {
            if (one.key.kind == kind)
                return &one;
        }
        return nullptr;
    }
    void kubectl(const QStringList& arguments, const QByteArray& input = {})
    {
        const auto done = m_plane->kubectl(arguments, input);
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    }
    static void write(const QString& path, const QByteArray& content)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    //! A kubeconfig whose user has its token in \p tokenFile.
    QByteArray kubeconfigWith(const QString& tokenFile) const
    {
        return "apiVersion: v1\nkind: Config\ncurrent-context: c\n"
               "clusters: [{name: k, cluster: {server: '"
            + m_plane->server().toUtf8() + "', certificate-authority: '"
            + m_plane->caFile().toUtf8() + "'}}]\nusers: [{name: u, user: {tokenFile: '"
            + tokenFile.toUtf8() + "'}}]\ncontexts: [{name: c, context: {cluster: k, user: u}}]\n";
    }
    //! The server knows the administrator by another token from now on.
    void replaceToken(const QByteArray& before, const QByteArray& now)
    {
        QFile file(m_plane->folder() + u"/pki/tokens.csv"_s);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QByteArray tokens = file.readAll();
        file.close();
        QVERIFY(tokens.contains(before));
        write(file.fileName(), tokens.replace(before, now));
        QVERIFY(m_plane->tell(u"restart-apiserver"_s));
    }
    QByteArray rootFile() const
    {
        QFile file(m_story->repo().workDir() + u"/clusters/k3s/root-app.yaml"_s);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    int resourceCount(const Watched& watched, const QString& kind) const
    {
        const auto& tree = app(watched)->tree;
        return int(std::count_if(tree.cbegin(), tree.cend(), [&kind](const tree::TreeNode& node) {
            return node.key.kind == kind;
        }));
    }
    static EngineOptions automatic()
    {
        EngineOptions options;
        options.automation = EngineOptions::Automation::On;
        return options;
    }

private slots:
    void initTestCase()
    {
        if (const QString reason = ControlPlane::unavailableReason(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        m_plane = std::make_unique<ControlPlane>(ControlPlane::Ownership::Own);
        const auto started = m_plane->start();
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
    }

    void init()
    {
        if (!m_plane)
            QSKIP("no control plane");
        m_story = std::make_unique<Story>(m_plane.get());
        m_story->writeApp("nginx:1.25-alpine");
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s, "    automated: {}\n"}});
        m_story->repo().publish(u"Begin"_s);
    }

    void aKindThatIsNotServedIsNamedAndHoldsUpNothingElse()
    {
        m_story->repo().write(u"apps/example-app/gadget.yaml"_s,
                              "apiVersion: faults.example/v1\nkind: Gadget\n"
                              "metadata: {name: g}\nspec: {size: 1}\n");
        m_story->repo().publish(u"Want a gadget"_s);
        Watched w(*m_story, automatic());
        w.open();
        // The rest is applied and shown, the missing kind is named.
        QTRY_VERIFY_WITH_TIMEOUT(resource(w, u"Deployment"_s)
                                     && resource(w, u"Deployment"_s)->sync
                                         == diff::SyncStatus::Synced,
                                 60'000);
        QVERIFY2(w.conditions(m_story->app())
                     .contains(u"MissingKindWarning: the cluster does not serve "
                               "faults.example/v1 Gadget"_s),
                 qPrintable(w.conditions(m_story->app())));
        QCOMPARE(status(w), diff::SyncStatus::OutOfSync);
        QCOMPARE(resource(w, u"Gadget"_s)->change, diff::Change::Create);
        QCOMPARE(resource(w, u"Gadget"_s)->health->status, health::HealthStatus::Missing);
        QVERIFY(app(w)->history.isEmpty()); // a part is no deployment
        QTRY_VERIFY(app(w)->operation && app(w)->operation->isFinished());
        QCOMPARE(app(w)->operation->phase, sync::OperationPhase::Succeeded);

        // Nobody asks for anything: it looks again by itself.
        kubectl({u"apply"_s, u"-f"_s, u"-"_s}, kGadgetCrd);
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::Synced, 60'000);
        QVERIFY(w.conditions(m_story->app()).isEmpty());
        QTRY_COMPARE(app(w)->history.size(), 1);
        w.engine->close();
        kubectl({u"delete"_s, u"crd"_s, u"gadgets.faults.example"_s});
    }

    void aFieldThatIsNotInTheSchemaIsRefusedOnce()
    {
        m_story->repo().write(u"apps/example-app/service.yaml"_s,
                              "apiVersion: v1\nkind: Service\nmetadata: {name: example-app}\n"
                              "spec:\n  ports: [{port: 80}]\n  nosuchfield: 1\n");
        m_story->repo().publish(u"Mistype a field"_s);
        const qint64 mark = m_plane->auditMark();
        Watched w(*m_story, automatic());
        w.open();
        QTRY_VERIFY_WITH_TIMEOUT(app(w) && app(w)->operation && app(w)->operation->isFinished(),
                                 60'000);
        QCOMPARE(app(w)->operation->phase, sync::OperationPhase::Failed);
        QString said;
        for (const sync::StepResult& step : app(w)->operation->steps) {
            if (step.key.kind == u"Service"_s)
                said = step.message;
        }
        QVERIFY2(said.contains(u"field not declared in schema"_s), qPrintable(said));
        QTRY_VERIFY2(w.conditions(m_story->app()).contains(u"Failed last sync attempt"_s),
                     qPrintable(w.conditions(m_story->app())));
        const QString operation = app(w)->operation->id;
        w.engine->refresh();
        TRY_REFRESHED(w, 2);
        QCOMPARE(app(w)->operation->id, operation);
        int asked = 0;
        for (const AuditEntry& entry : m_plane->audit({.userAgent = u"cauce/"_s,
                                       .verb = u"patch"_s,
                                       .resource = u"services"_s,
                                       .nameSpace = m_story->nameSpace(),
                                       .since = mark})) {
            QCOMPARE(entry.code, 500);
            ++asked;
        }
        QVERIFY2(asked <= 2, qPrintable(u"asked %1 times"_s.arg(asked))); // dry run and in earnest
    }

    void anExpiredTokenKeepsWhatIsKnownAndSaysSo()
    {
        const QTemporaryDir folder;
        const QString tokenFile = folder.filePath(u"token"_s);
        write(tokenFile, m_plane->token().toUtf8());
        write(folder.filePath(u"config"_s), kubeconfigWith(tokenFile));
        Watched w(*m_story, automatic());
        w.workspace.kubeconfig = folder.filePath(u"config"_s);
        w.open();
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::Synced, 60'000);
        QTRY_VERIFY(app(w)->operation && app(w)->operation->isFinished());

        replaceToken(m_plane->token().toUtf8(), "renewed");
        QTRY_COMPARE_WITH_TIMEOUT(w.state->clusterError.kind, ErrorKind::Auth, 60'000);
        QTRY_VERIFY(app(w)->stale);
        QVERIFY2(app(w)->staleReason.contains(u"401"_s), qPrintable(app(w)->staleReason));
        QCOMPARE(status(w), diff::SyncStatus::Synced);
        QCOMPARE(app(w)->resources.size(), 2);
        m_story->writeApp("nginx:1.26-alpine"); // what is not known is not compared, nor written
        m_story->repo().publish(u"Use 1.26"_s);
        w.engine->refresh();
        TRY_REFRESHED(w, 2);
        QVERIFY(app(w)->stale);

        write(tokenFile, "renewed");
        w.engine->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(!app(w)->stale && status(w) == diff::SyncStatus::Synced
                                     && app(w)->history.size() == 2,
                                 60'000);
        w.engine->close();
        replaceToken("renewed", m_plane->token().toUtf8());
    }

    void oneForbiddenKindIsUnknownAndTheOthersAreShown()
    {
        Watched admin(*m_story, automatic());
        admin.open();
        QTRY_COMPARE_WITH_TIMEOUT(status(admin), diff::SyncStatus::Synced, 60'000);
        admin.engine->close();
        kubectl({u"create"_s, u"clusterrole"_s, u"deployer"_s, u"--verb=get,list,watch,patch"_s,
                 u"--resource=deployments.apps"_s});
        kubectl({u"create"_s, u"clusterrolebinding"_s, u"deployer"_s, u"--clusterrole=deployer"_s,
                 u"--user=cauce-token-nobody"_s});
        Watched w(*m_story, automatic());
        w.workspace.kubeconfig = m_plane->kubeconfig(ControlPlane::User::Nobody);
        w.open();
        QTRY_VERIFY_WITH_TIMEOUT(resource(w, u"Deployment"_s)
                                     && resource(w, u"Deployment"_s)->sync
                                         == diff::SyncStatus::Synced,
                                 30'000);
        QCOMPARE(resource(w, u"Service"_s)->sync, diff::SyncStatus::Unknown);
        QVERIFY2(resource(w, u"Service"_s)->error.message.contains(u"services is forbidden"_s),
                 qPrintable(resource(w, u"Service"_s)->error.message));
        QVERIFY2(w.conditions(m_story->app()).contains(u"Service objects could not be read"_s),
                 qPrintable(w.conditions(m_story->app())));
        QCOMPARE(status(w), diff::SyncStatus::Unknown); // never a guess
        QVERIFY(!app(w)->operation); // and nothing is written on it
        w.engine->preparePlan({m_story->app()}, 1);
        QTRY_VERIFY(w.plan);
        QVERIFY(!w.plan->isRunnable());
        kubectl({u"delete"_s, u"clusterrolebinding,clusterrole"_s, u"deployer"_s});
    }

    void aRepositoryThatIsNotThereAtTheStartIsNamedAndComes()
    {
        const QString away = m_story->repo().bareDir() + u".away"_s;
        QVERIFY(QDir().rename(m_story->repo().bareDir(), away));
        Watched w(*m_story);
        w.open();
        TRY_REFRESHED(w, 1);
        QVERIFY(!w.state->applicationsLoaded);
        QVERIFY2(w.state->gitError.message.contains(u"repo.git"_s),
                 qPrintable(w.state->gitError.message));
        QCOMPARE(w.state->git, WorkspaceState::Link::Disconnected);
        QVERIFY(w.apps.isEmpty());
        QVERIFY(QDir().rename(away, m_story->repo().bareDir()));
        w.engine->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::OutOfSync, 30'000);
        QVERIFY(w.state->gitError.message.isEmpty());
    }

    void badKubeconfigs_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("said");
        QTest::newRow("half written") << QByteArray("apiVersion: v1\nclusters: [{name: k, clu")
                                      << ErrorKind::Invalid << u"config:3:1"_s;
        QTest::newRow("a context that is not there")
            << QByteArray("apiVersion: v1\nkind: Config\ncurrent-context: gone\n")
            << ErrorKind::NotFound << u"gone"_s;
        QTest::newRow("a context without a user")
            << QByteArray("apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters: [{name: k, "
                          "cluster: {server: 'https://127.0.0.1:1'}}]\n"
                          "contexts: [{name: c, context: {cluster: k, user: nobody}}]\n")
            << ErrorKind::NotFound << u"nobody"_s;
        QTest::newRow("a plugin that is not there")
            << QByteArray("apiVersion: v1\nkind: Config\ncurrent-context: c\nclusters: [{name: k, "
                          "cluster: {server: 'https://127.0.0.1:1'}}]\nusers: [{name: u, user: "
                          "{exec: {apiVersion: client.authentication.k8s.io/v1, command: "
                          "/nowhere/login, interactiveMode: Never}}}]\n"
                          "contexts: [{name: c, context: {cluster: k, user: u}}]\n")
            << ErrorKind::NotFound << u"/nowhere/login"_s;
    }

    void badKubeconfigs()
    {
        QFETCH(QByteArray, content);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, said);
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"config"_s);
        write(file, content);
        Watched w(*m_story);
        w.workspace.kubeconfig = file;
        w.open();
        TRY_REFRESHED(w, 1);
        QVERIFY2(w.state->clusterError.message.contains(said),
                 qPrintable(w.state->clusterError.message));
        QCOMPARE(nameOf(w.state->clusterError.kind), nameOf(kind));
        QVERIFY(w.state->applicationsLoaded); // Git is shown all the same
        QCOMPARE(status(w), diff::SyncStatus::Unknown);

        write(file, kubeconfigWith(folder.filePath(u"token"_s)));
        write(folder.filePath(u"token"_s), m_plane->token().toUtf8());
        w.engine->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::OutOfSync, 30'000);
    }

    void whoSignsInAgainIsNoticed()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"config"_s);
        const auto config = [this](const QByteArray& token) {
            return kubeconfigWith({}).replace("tokenFile: ''",
                                              QByteArray("token: '" + token + '\''));
        };
        write(file, config("expired"));
        Watched w(*m_story);
        w.workspace.kubeconfig = file;
        w.open();
        TRY_REFRESHED(w, 1);
        QCOMPARE(nameOf(w.state->clusterError.kind), nameOf(ErrorKind::Auth));
        write(file, "apiVersion: v1\nclu"); // in the middle of being written
        w.engine->refresh();
        TRY_REFRESHED(w, 2);
        QCOMPARE(nameOf(w.state->clusterError.kind), nameOf(ErrorKind::Auth));
        write(file, config(m_plane->token().toUtf8()));
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::OutOfSync, 60'000);
        QVERIFY(w.state->clusterError.message.isEmpty());
    }

    void whatIsIgnoredIsNoDrift()
    {
        m_story->repo().write(
            u"clusters/k3s/root-app.yaml"_s,
            rootFile().replace(
                "  syncPolicy:\n",
                "  ignoreDifferences:\n"
                "  - {group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}\n"
                "  syncPolicy:\n"));
        m_story->repo().publish(u"Let somebody else scale"_s);
        Watched w(*m_story, automatic());
        w.open();
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::Synced, 60'000);
        m_story->kubectl({u"scale"_s, u"deployment/example-app"_s, u"--replicas=3"_s});
        QTRY_VERIFY_WITH_TIMEOUT(resourceCount(w, u"Pod"_s) == 3, 30'000); // it was seen
        QCOMPARE(status(w), diff::SyncStatus::Synced);
        m_story->kubectl({u"set"_s, u"image"_s, u"deployment/example-app"_s, u"nginx=nginx:9"_s});
        QTRY_COMPARE_WITH_TIMEOUT(status(w), diff::SyncStatus::OutOfSync, 30'000);
    }

    void whatFailedIsTriedAgainAsThePolicySays()
    {
        m_story->repo().write(
            u"clusters/k3s/root-app.yaml"_s,
            rootFile().replace("    automated: {}\n",
                               "    automated: {}\n"
                               "    retry: {limit: 1, backoff: {duration: 1s, factor: 1}}\n"));
        m_story->repo().write(u"apps/example-app/service.yaml"_s,
                              "apiVersion: v1\nkind: Service\nmetadata: {name: example-app}\n"
                              "spec:\n  ports: [{port: 99999}]\n");
        m_story->repo().publish(u"Ask for the impossible"_s);
        Watched w(*m_story, automatic());
        QSet<QString> operations;
        connect(
            w.engine.get(), &Engine::operationChanged, this,
            [&](const sync::OperationStatePtr& operation) { operations.insert(operation->id); });
        w.open();
        QTRY_VERIFY_WITH_TIMEOUT(w.conditions(m_story->app()).contains(u"(retried 1 times)."_s),
                                 60'000);
        QCOMPARE(operations.size(), 2);
    }

    void aCertificateOfAnotherAuthorityIsAnIdentityError()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"config"_s);
        QByteArray config = kubeconfigWith(folder.filePath(u"token"_s));
        write(folder.filePath(u"token"_s), m_plane->token().toUtf8());
        // No authority is named: the system's do not vouch for this server.
        const QByteArray authority
            = ", certificate-authority: '" + m_plane->caFile().toUtf8() + "'";
        QVERIFY(config.contains(authority));
        write(file, config.replace(authority, {}));
        const qint64 mark = m_plane->auditMark();
        Watched w(*m_story);
        w.workspace.kubeconfig = file;
        w.open();
        TRY_REFRESHED(w, 1);
        QCOMPARE(nameOf(w.state->clusterError.kind), nameOf(ErrorKind::Identity));
        QVERIFY2(w.state->clusterError.message.contains(u"127.0.0.1"_s),
                 qPrintable(w.state->clusterError.message));
        QCOMPARE(status(w), diff::SyncStatus::Unknown);
        QCOMPARE(m_plane->audit({.userAgent = u"cauce/"_s, .since = mark}).size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestEngineFaults)
#include "tst_enginefaults.moc"
