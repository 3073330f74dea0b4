#include "core/sandbox/sandbox.h"

#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace cauce;

namespace {

const QByteArray kDeployment = "apiVersion: apps/v1\n"
                               "kind: Deployment\n"
                               "metadata: {name: web}\n"
                               "spec:\n"
                               "  replicas: 2\n"
                               "  selector: {matchLabels: {app: web}}\n"
                               "  template:\n"
                               "    metadata: {labels: {app: web}}\n"
                               "    spec:\n"
                               "      containers:\n"
                               "      - name: nginx\n"
                               "        image: nginx:1.25-alpine\n";

} // namespace

//! \brief A stock kubectl against the sandbox: what a person types first.
class TestSandboxKubectl : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(u"kubectl"_s).isEmpty())
            QSKIP("there is no kubectl on PATH");
        sandbox::Sandbox::Options options;
        options.folder = m_folder.path();
        m_sandbox = std::make_unique<sandbox::Sandbox>(options);
        const auto started = m_sandbox->start();
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
    }

    void getPrintsTables()
    {
        const QString nodes = kubectl({u"get"_s, u"nodes"_s});
        QVERIFY2(nodes.contains(QRegularExpression(u"^NAME +STATUS +ROLES +AGE +VERSION"_s)),
                 qPrintable(nodes));
        QCOMPARE(nodes.count("Ready"_L1), 2);
        QVERIFY(kubectl({u"get"_s, u"namespaces"_s}).contains("Active"_L1));
        QVERIFY(kubectl({u"api-resources"_s}).contains("deployments"_L1));
        QVERIFY(kubectl({u"explain"_s, u"deployment.spec"_s}).contains("replicas"_L1));
    }

    void applyRollsOutAndScales()
    {
        QVERIFY(kubectl({u"apply"_s, u"--server-side"_s, u"-f"_s, u"-"_s}, kDeployment)
                    .contains("serverside-applied"_L1));
        QVERIFY(kubectl({u"rollout"_s, u"status"_s, u"deployment/web"_s, u"--timeout=30s"_s})
                    .contains("successfully rolled out"_L1));
        kubectl({u"scale"_s, u"deployment/web"_s, u"--replicas=3"_s});
        kubectl({u"rollout"_s, u"status"_s, u"deployment/web"_s, u"--timeout=30s"_s});
        const QString pods = kubectl({u"get"_s, u"pods"_s, u"-o"_s, u"wide"_s});
        QCOMPARE(pods.count("1/1"_L1), 3);
        QVERIFY(kubectl({u"get"_s, u"deployment"_s, u"web"_s}).contains("3/3"_L1));
        const QString logs = kubectl({u"logs"_s, u"deployment/web"_s});
        QVERIFY(!logs.trimmed().isEmpty());
        const QString all = kubectl({u"get"_s, u"all"_s});
        QVERIFY(all.contains("replicaset.apps/web-"_L1));
    }

    void diffOnTheServerShowsWhatWouldChange()
    {
        QByteArray newer = kDeployment;
        newer.replace("1.25", "1.26");
        newer.replace("replicas: 2", "replicas: 3");
        int code = 0;
        const QString diff = kubectl(
            {u"diff"_s, u"--server-side"_s, u"--force-conflicts"_s, u"-f"_s, u"-"_s}, newer, &code);
        QCOMPARE(code, 1);
        QVERIFY2(diff.contains("+      - image: nginx:1.26-alpine"_L1), qPrintable(diff));
    }

    void clientSideApplyPatches()
    {
        const QByteArray map
            = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {a: b}\n";
        QVERIFY(kubectl({u"apply"_s, u"-f"_s, u"-"_s}, map).contains("created"_L1));
        QByteArray other = map;
        other.replace("a: b", "a: c");
        QVERIFY(kubectl({u"apply"_s, u"-f"_s, u"-"_s}, other).contains("configured"_L1));
        QVERIFY(kubectl({u"apply"_s, u"-f"_s, u"-"_s}, other).contains("unchanged"_L1));
        QCOMPARE(kubectl({u"get"_s, u"configmap"_s, u"m"_s, u"-o"_s, u"jsonpath={.data.a}"_s}),
                 u"c"_s);
    }

    void aWatchPrintsWhatChanges()
    {
        QProcess watch;
        start(watch, {u"get"_s, u"configmaps"_s, u"-w"_s, u"--request-timeout=0"_s});
        QByteArray seen;
        QTRY_VERIFY_WITH_TIMEOUT(
            (seen += watch.readAllStandardOutput()).contains("kube-root-ca.crt"), 10'000);
        kubectl({u"apply"_s, u"-f"_s, u"-"_s},
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: watched}\ndata: {a: b, c: d}\n");
        QTRY_VERIFY_WITH_TIMEOUT(QString::fromUtf8(seen += watch.readAllStandardOutput())
                                     .contains(QRegularExpression(u"watched +2 "_s)),
                                 10'000);
        watch.kill();
        QVERIFY(watch.waitForFinished());
    }

    void deleteWaitsUntilItIsGone()
    {
        kubectl({u"delete"_s, u"deployment"_s, u"web"_s, u"--timeout=30s"_s});
        kubectl(
            {u"wait"_s, u"--for=delete"_s, u"pod"_s, u"-l"_s, u"app=web"_s, u"--timeout=30s"_s});
        int code = 0;
        kubectl({u"get"_s, u"deployment"_s, u"web"_s}, {}, &code);
        QCOMPARE(code, 1);
    }

    void aStrangerIsForbidden()
    {
        QProcess process;
        process.start(u"kubectl"_s,
                      {u"--kubeconfig"_s, m_sandbox->nobodyKubeconfig(), u"get"_s, u"pods"_s});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().contains("Forbidden"));
    }

private:
    void start(QProcess& process, const QStringList& arguments)
    {
        process.start(u"kubectl"_s,
                      QStringList {u"--kubeconfig"_s, m_sandbox->kubeconfig(), u"--cache-dir"_s,
                                   m_folder.filePath(u"kubectl-cache"_s)}
                          + arguments);
    }

    //! Its standard output. Without \p code a failure fails the test.
    QString kubectl(const QStringList& arguments, const QByteArray& input = {}, int* code = nullptr)
    {
        QProcess process;
        start(process, arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(60'000))
            qFatal("kubectl %s does not end", qPrintable(arguments.join(u' ')));
        if (code)
            *code = process.exitCode();
        else if (process.exitCode() != 0)
            QTest::qFail(process.readAllStandardError().constData(), __FILE__, __LINE__);
        return QString::fromUtf8(process.readAllStandardOutput());
    }

    QTemporaryDir m_folder;
    std::unique_ptr<sandbox::Sandbox> m_sandbox;
};

QTEST_GUILESS_MAIN(TestSandboxKubectl)
#include "tst_sandboxkubectl.moc"
