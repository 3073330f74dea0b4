#include "tests/e2e/sandboxcluster.h"
#include "tests/e2e/terminal.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace cauce::test;

#define VERIFY_SAYS(text, wanted) QVERIFY2((text).contains(wanted), qPrintable(text))

//! The command line before a person and among other programs: questions, pipes, what is closed.
class TestTerminal : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SandboxCluster> m_cluster;
    std::unique_ptr<Story> m_story;

    CommandResult open()
    {
        return m_story->cauce({u"open"_s, u"--repo"_s, m_story->bareDir(), u"--revision"_s,
                               u"main"_s, u"--path"_s, u"clusters/k3s"_s, u"--name"_s, u"w"_s});
    }
    //! `cauce LINE` by a shell, so that it can close and redirect.
    CommandResult shell(const QString& line)
    {
        QProcess process;
        process.setProcessEnvironment(m_story->environment());
        process.start(u"/bin/sh"_s,
                      {u"-c"_s, QStringLiteral(CAUCE_BINARY_DIR "/app/cauce ") + line});
        CommandResult result;
        if (process.waitForFinished(90'000))
            result.code = process.exitCode();
        process.kill();
        process.waitForFinished();
        result.out = QString::fromUtf8(process.readAllStandardOutput());
        result.err = QString::fromUtf8(process.readAllStandardError());
        return result;
    }
    void writeClaims()
    {
        m_story->repo().write(u"apps/example-app/claims.yaml"_s,
                              "apiVersion: v1\nkind: PersistentVolumeClaim\n"
                              "metadata: {name: data}\nspec:\n  accessModes: [ReadWriteOnce]\n"
                              "  resources: {requests: {storage: 1Gi}}\n---\n"
                              "apiVersion: v1\nkind: PersistentVolumeClaim\n"
                              "metadata: {name: keep}\nspec:\n  accessModes: [ReadWriteOnce]\n"
                              "  resources: {requests: {storage: 1Gi}}\n");
        m_story->repo().publish(u"Want claims"_s);
    }
    QStringList claims()
    {
        return m_story->kubectl({u"get"_s, u"pvc"_s, u"-o"_s, u"name"_s})
            .split(u'\n', Qt::SkipEmptyParts);
    }
    QJsonObject operation()
    {
        const CommandResult run = m_story->cauce({u"get"_s, m_story->app(), u"-ojson"_s});
        return QJsonDocument::fromJson(run.out.toUtf8())["status"_L1]["operationState"_L1]
            .toObject();
    }

private slots:
    void init()
    {
        if (const QString reason = SandboxCluster::unavailableReason(); !reason.isEmpty())
            QSKIP(qPrintable(reason));
        m_cluster = std::make_unique<SandboxCluster>();
        const auto started = m_cluster->start();
        QVERIFY2(started, started ? "" : qPrintable(started.error().message));
        m_story = std::make_unique<Story>(m_cluster.get());
        m_story->writeApp("nginx:1.25-alpine");
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s, {}}});
        m_story->repo().publish(u"Begin"_s);
        VERIFY_RUN(open(), 0);
    }

    void whatDestroysMoreThanItselfIsDeletedOnlyWhenItIsNamed()
    {
        writeClaims();
        VERIFY_RUN(m_story->cauce({u"sync"_s, m_story->app(), u"--yes"_s}), 0);
        m_story->repo().remove(u"apps/example-app/claims.yaml"_s);
        m_story->repo().publish(u"Drop them"_s);

        Terminal terminal(*m_story, {u"sync"_s, m_story->app(), u"--prune"_s});
        TRY_SHOWN(terminal, u"/data: type its name to delete it"_s);
        terminal.type(u"data"_s);
        TRY_SHOWN(terminal, u"/keep: type its name to delete it"_s);
        terminal.type(u"y"_s); // habit is not enough
        TRY_SHOWN(terminal, u"Type its name to go on"_s);
        QCOMPARE(claims().size(), 2); // nothing has been written yet
        terminal.type(m_story->app());
        QTRY_VERIFY2_WITH_TIMEOUT(terminal.isOver(), qPrintable(terminal.shown()), 60'000);
        QVERIFY2(terminal.code() == 0, qPrintable(terminal.shown()));
        QTRY_COMPARE_WITH_TIMEOUT(claims(), QStringList {u"persistentvolumeclaim/keep"_s}, 30'000);
    }

    void whoSaysNothingOrSomethingElseWritesNothing()
    {
        for (const QString& answer : {u""_s, u"n"_s, u"yes please"_s}) {
            Terminal terminal(*m_story, {u"sync"_s, m_story->app()});
            TRY_SHOWN(terminal, u"[y/N]"_s);
            terminal.type(answer);
            QTRY_VERIFY2_WITH_TIMEOUT(terminal.isOver(), qPrintable(terminal.shown()), 60'000);
            QVERIFY2(terminal.code() == 1, qPrintable(terminal.shown()));
            VERIFY_SAYS(terminal.shown(), u"Nothing was written."_s);
        }
        QVERIFY(m_cluster->writesSince(0, m_story->nameSpace()).isEmpty());
    }

    void allIsDeletedOnlyWhenThePolicyAllowsItAndAPersonSaysSo()
    {
        VERIFY_RUN(m_story->cauce({u"sync"_s, m_story->app(), u"--yes"_s}), 0);
        m_story->repo().remove(u"apps/example-app/deployment.yaml"_s);
        m_story->repo().remove(u"apps/example-app/service.yaml"_s);
        m_story->repo().write(u"apps/example-app/README"_s, "nothing\n");
        m_story->repo().publish(u"Empty it"_s);
        const QStringList sync {u"sync"_s, m_story->app(), u"--prune"_s, u"--yes"_s};
        const QStringList named = sync + QStringList {u"--confirm"_s, m_story->app()};
        const CommandResult refused = m_story->cauce(named);
        VERIFY_RUN(refused, 2);
        VERIFY_SAYS(refused.err, u"set allowEmpty in its automated policy"_s);
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s,
                             "    automated: {enabled: false, allowEmpty: true}\n"}});
        m_story->repo().publish(u"Allow that"_s);
        const CommandResult unnamed = m_story->cauce(sync);
        VERIFY_RUN(unnamed, 2);
        VERIFY_SAYS(unnamed.err, u"this deletes 2 objects"_s);
        QVERIFY(!m_story->kubectl({u"get"_s, u"service"_s, u"-o"_s, u"name"_s}).isEmpty());
        VERIFY_RUN(m_story->cauce(named), 0);
        QVERIFY(m_story->kubectl({u"get"_s, u"service"_s, u"-o"_s, u"name"_s}).isEmpty());
    }

    void outputThatGoesNowhereIsAnError()
    {
        const CommandResult closed = shell(u"list >&-"_s);
        VERIFY_RUN(closed, 2);
        VERIFY_SAYS(closed.err, u"cannot write to the standard output"_s);
        const CommandResult full = shell(u"list -ojson >/dev/full"_s);
        VERIFY_RUN(full, 2);
        VERIFY_SAYS(full.err, u"No space left on device"_s);
    }

    void aReaderThatGoesAwayEndsAWatchAndNoSync()
    {
        const CommandResult watched = shell(u"watch | head -n 1"_s);
        VERIFY_RUN(watched, 0);
        QCOMPARE(watched.out.count(u'\n'), 1);
        VERIFY_RUN(shell(u"sync %1 --yes | head -n 1"_s.arg(m_story->app())), 0);
        QCOMPARE(operation()["phase"_L1].toString(), u"Succeeded"_s);
    }

    void whatCannotBeComparedEndsADifference()
    {
        m_story->repo().write(u"clusters/k3s/broken.yaml"_s,
                              "apiVersion: argoproj.io/v1alpha1\nkind: Application\n"
                              "metadata: {name: broken}\nspec:\n"
                              "  source: {repoURL: 'https://bob:hunter2canary@127.0.0.1:1/x.git', "
                              "path: x, helm: {values: x}}\n"
                              "  destination: {name: in-cluster}\n");
        m_story->repo().publish(u"Declare a broken one"_s);
        const CommandResult run = m_story->cauce({u"diff"_s, u"broken"_s});
        VERIFY_RUN(run, 2);
        VERIFY_SAYS(run.err, u"a Helm source (spec.source.helm) is not supported yet"_s);
        for (const char* format : {"json", "yaml", "wide"}) {
            const CommandResult shown
                = m_story->cauce({u"get"_s, u"broken"_s, u"-o"_s, QString::fromLatin1(format)});
            VERIFY_RUN(shown, 0);
            VERIFY_SAYS(shown.out, u"127.0.0.1:1/x.git"_s);
            QVERIFY2(!shown.both().contains(u"hunter2canary"_s), qPrintable(shown.both()));
        }
    }

    void aHistoryThatCannotBeReadIsNotAnEmptyOne()
    {
        const QString folder = m_story->environment().value(u"XDG_STATE_HOME"_s) + u"/cauce"_s;
        QVERIFY(QDir().mkpath(folder));
        QFile file(folder + u"/ledger.sqlite"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(4096, 'x'));
        file.close();
        const CommandResult run = m_story->cauce({u"history"_s, m_story->app()});
        VERIFY_RUN(run, 2);
        VERIFY_SAYS(run.err, u"is damaged and was left as it is"_s);
        QVERIFY2(run.out.isEmpty(), qPrintable(run.out));
        const CommandResult back = m_story->cauce({u"rollback"_s, m_story->app(), u"0"_s});
        VERIFY_RUN(back, 2);
        QVERIFY2(!back.err.contains(u"does not have deployment"_s), qPrintable(back.err));
    }

    void aRepositoryThatIsDownShowsWhatWasKnownAndThatItIsOld()
    {
        VERIFY_RUN(m_story->cauce({u"sync"_s, m_story->app(), u"--yes"_s}), 0);
        const qint64 mark = m_cluster->mark();
        QVERIFY(QFile::rename(m_story->bareDir(), m_story->bareDir() + u".away"_s));
        const CommandResult list = m_story->cauce({u"list"_s});
        VERIFY_RUN(list, 2);
        VERIFY_SAYS(list.out, m_story->app());
        VERIFY_SAYS(list.out, u"Synced (stale)"_s);
        const CommandResult get = m_story->cauce({u"get"_s, m_story->app(), u"-ojson"_s});
        VERIFY_RUN(get, 2);
        QVERIFY(QJsonDocument::fromJson(get.out.toUtf8())["status"_L1]["stale"_L1].toBool());
        VERIFY_RUN(m_story->cauce({u"diff"_s, m_story->app()}), 2);
        const CommandResult sync = m_story->cauce({u"sync"_s, m_story->app(), u"--yes"_s});
        VERIFY_RUN(sync, 2);
        VERIFY_SAYS(sync.err, u"may be old"_s);
        VERIFY_RUN(m_story->cauce({u"wait"_s, m_story->app(), u"--timeout"_s, u"3"_s}), 2);
        QVERIFY(m_cluster->writesSince(mark, m_story->nameSpace()).isEmpty());
        QVERIFY(QFile::rename(m_story->bareDir() + u".away"_s, m_story->bareDir()));
        VERIFY_RUN(m_story->cauce({u"wait"_s, m_story->app(), u"--synced"_s}), 0);
    }

    void nothingReadIsNotHealthy()
    {
        m_story->writeRoot({{m_story->app(), u"apps/nowhere"_s, {}}});
        m_story->repo().publish(u"Point nowhere"_s);
        const CommandResult run = m_story->cauce({u"get"_s, m_story->app(), u"-ojson"_s});
        const QJsonDocument json = QJsonDocument::fromJson(run.out.toUtf8());
        QCOMPARE(json["status"_L1]["sync"_L1]["status"_L1].toString(), u"Unknown"_s);
        QCOMPARE(json["status"_L1]["health"_L1]["status"_L1].toString(), u"Unknown"_s);
    }

    void aWatchThatIsEndedRecordsWhatItStopped()
    {
        m_story->writeApp("never-broken:1"); // its wave is never healthy
        m_story->repo().write(u"apps/example-app/late.yaml"_s,
                              "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: late\n"
                              "  annotations: {argocd.argoproj.io/sync-wave: '1'}\n");
        m_story->writeRoot({{m_story->app(), u"apps/example-app"_s, "    automated: {}\n"}});
        m_story->repo().publish(u"Automate"_s);
        const auto watch = m_story->start({u"watch"_s, u"--automation"_s});
        QByteArray said;
        QTRY_VERIFY2_WITH_TIMEOUT((said += watch->readAll()).contains("waiting for healthy state"),
                                  said.constData(), 60'000);
        ::kill(pid_t(watch->processId()), SIGTERM);
        QVERIFY(watch->waitForFinished(30'000));
        QCOMPARE(watch->exitCode(), 0);
        QCOMPARE(operation()["message"_L1].toString(), u"Operation terminated"_s);
        QCOMPARE(operation()["phase"_L1].toString(), u"Failed"_s);
    }

    void aFolderThatIsNotThereIsNoWorkspace()
    {
        const CommandResult run = m_story->cauce(
            {u"open"_s, u"--repo"_s, m_story->bareDir() + u"-gone"_s, u"--name"_s, u"x"_s});
        VERIFY_RUN(run, 2);
        VERIFY_SAYS(run.err, u"there is no such folder"_s);
        VERIFY_RUN(m_story->cauce({u"list"_s}), 0); // there is still one workspace only
    }

    void aPluginRunsOnlyAfterConsent()
    {
        const QTemporaryDir folder;
        const QString ran = folder.filePath(u"ran"_s);
        QFile config(m_story->kubeconfig());
        QVERIFY(config.open(QIODevice::ReadOnly));
        QByteArray text = config.readAll();
        const qsizetype at = text.indexOf("token:");
        QVERIFY2(at > 0, text.constData());
        const qsizetype end = text.indexOf('\n', at);
        const QByteArray token = text.mid(at + 6, end - at - 6).trimmed();
        QFile program(folder.filePath(u"login"_s));
        QVERIFY(program.open(QIODevice::WriteOnly));
        program.write("#!/bin/sh\ntouch " + ran.toUtf8()
                      + "\necho '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":"
                        "\"ExecCredential\",\"status\":{\"token\":\""
                      + QByteArray(token).replace('"', "") + "\"}}'\n");
        program.close();
        program.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner
                               | QFileDevice::ExeOwner);
        const QByteArray plugin = "exec: {apiVersion: client.authentication.k8s.io/v1, "
                                  "interactiveMode: Never, args: [--for, cauce], command: "
            + program.fileName().toUtf8() + '}';
        text.replace(at, end - at, plugin);
        QFile other(folder.filePath(u"config"_s));
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write(text);
        other.close();

        const QStringList open {u"open"_s,
                                u"--repo"_s,
                                m_story->bareDir(),
                                u"--path"_s,
                                u"clusters/k3s"_s,
                                u"--kubeconfig"_s,
                                other.fileName(),
                                u"--revision"_s,
                                u"main"_s,
                                u"--name"_s,
                                u"w"_s};
        const CommandResult asked = m_story->cauce(open);
        VERIFY_RUN(asked, 0);
        VERIFY_SAYS(asked.err, program.fileName() + u" --for cauce"_s);
        VERIFY_SAYS(asked.err,
                    u"nothing was run; to agree to it, say the same command with "
                    "--allow-exec"_s);
        const CommandResult refused = m_story->cauce({u"list"_s});
        VERIFY_RUN(refused, 2);
        VERIFY_SAYS(refused.err, program.fileName());
        QVERIFY(!QFile::exists(ran));

        VERIFY_RUN(m_story->cauce(open + QStringList {u"--allow-exec"_s}), 0);
        QVERIFY(!QFile::exists(ran)); // agreed to, and not needed yet
        VERIFY_RUN(m_story->cauce({u"list"_s}), 0);
        QVERIFY(QFile::exists(ran));

        // What it does has changed: that was not agreed to.
        QVERIFY(QFile::remove(ran));
        QVERIFY(program.open(QIODevice::Append));
        program.write("# more\n");
        program.close();
        VERIFY_RUN(m_story->cauce({u"list"_s}), 2);
        QVERIFY(!QFile::exists(ran));
    }
};

QTEST_GUILESS_MAIN(TestTerminal)
#include "tst_terminal.moc"
