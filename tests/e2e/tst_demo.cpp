#include "ui/theme/tokens.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QImage>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace cauce;

//! Runs once, and tells of that run: a second one may tell of another world.
#define VERIFY_RUN(run, expected)                                                                  \
    do {                                                                                           \
        const auto verifiedRun = run;                                                              \
        QVERIFY2(                                                                                  \
            verifiedRun.code == (expected),                                                        \
            qPrintable(u"exit %1: "_s.arg(verifiedRun.code) + verifiedRun.out + verifiedRun.err)); \
    } while (false)

namespace {

struct Run
{
    int code = -1;
    QString out;
    QString err;
};

} // namespace

//! `cauce --demo` and `cauce sandbox` as a person starts them, and what can be in their way.
class TestDemo : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        m_folder = m_home->filePath(u"demo"_s);
    }

    void theFirstPictureShowsApplicationsInDifferentStates()
    {
        const QString file = m_home->filePath(u"first.png"_s);
        QElapsedTimer timer;
        timer.start();
        const Run run = cauce({u"--demo"_s, u"--demo-folder"_s, made(), u"--screenshot"_s, file,
                               u"--theme"_s, u"light"_s});
        VERIFY_RUN(run, 0);
        qInfo("from nothing to a picture: %lld ms", timer.elapsed());
        const QImage picture(file);
        QCOMPARE(picture.size(), QSize(1440, 900));
        const Tokens& t = lightTokens();
        // Health edges: Healthy, Progressing, Missing, Degraded; four pixels wide, a tile high.
        for (const QColor& edge : {t.ok, t.running, t.warning, t.bad})
            QVERIFY2(count(picture, edge) > 4 * 100, qPrintable(edge.name()));
        QVERIFY(count(picture, t.accentWash) > 10'000); // the walk's strip
    }

    void nothingOutsideTheFolderIsTouched()
    {
        VERIFY_RUN(cauce({u"--demo"_s, u"--demo-folder"_s, m_folder, u"--screenshot"_s,
                          m_folder + u"/x.png"_s}),
                   0);
        QDirIterator it(m_home->path(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next().mid(m_home->path().size() + 1);
            QVERIFY2(path.startsWith(u"demo"_s) || path.startsWith(u".cache"_s), qPrintable(path));
            QVERIFY2(!path.startsWith(u".cache/cauce"_s), qPrintable(path));
        }
    }

    void everyPageIsDrawn_data()
    {
        QTest::addColumn<QString>("page");
        for (const char* page : {"application", "diff", "sync", "history", "tree"})
            QTest::newRow(page) << QString::fromLatin1(page);
    }
    void everyPageIsDrawn()
    {
        QFETCH(QString, page);
        const QString file = m_home->filePath(page + u".png"_s);
        VERIFY_RUN(cauce({u"--demo"_s, u"--demo-folder"_s, made(), u"--screenshot"_s, file,
                          u"--page"_s, page, u"--app"_s, u"storefront"_s}),
                   0);
        QVERIFY(!QImage(file).isNull());
    }

    void twoDemosAtOnceAndOneThatWasKilled()
    {
        const QStringList start {u"--demo"_s, u"--demo-folder"_s, m_folder};
        const QStringList shoot
            = start + QStringList {u"--screenshot"_s, m_home->filePath(u"x.png"_s)};
        QProcess first;
        begin(first, start);
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(m_folder + u"/complete"_s), 30'000);
        const Run second = cauce(shoot);
        VERIFY_RUN(second, 1);
        QVERIFY2(second.err.contains(u"a demo runs in "_s + m_folder), qPrintable(second.err));
        QCOMPARE(first.state(), QProcess::Running);
        first.kill(); // -9
        QVERIFY(first.waitForFinished());
        VERIFY_RUN(cauce(shoot), 0);
        // Its own data, and afresh where that is asked for.
        QFile mine(m_folder + u"/gitops/mine"_s);
        QVERIFY(mine.open(QIODevice::WriteOnly));
        VERIFY_RUN(cauce(shoot), 0);
        QVERIFY(mine.exists());
        VERIFY_RUN(cauce(shoot + QStringList {u"--reset"_s}), 0);
        QVERIFY(!mine.exists());
    }

    void killedWhileItIsMade()
    {
        for (const int milliseconds : {40, 120, 250, 500}) {
            QProcess process;
            begin(process, {u"--demo"_s, u"--demo-folder"_s, m_folder});
            QVERIFY(!process.waitForFinished(milliseconds));
            process.kill();
            QVERIFY(process.waitForFinished());
        }
        VERIFY_RUN(cauce({u"--demo"_s, u"--demo-folder"_s, m_folder, u"--screenshot"_s,
                          m_home->filePath(u"x.png"_s)}),
                   0);
    }

    void aFolderThatCannotBeWritten()
    {
        const bool root = ::geteuid() == 0; // whom no mode keeps out
        const QString parent = m_home->filePath(u"closed"_s);
        QDir().mkpath(parent);
        QFile::setPermissions(parent, QFileDevice::ReadOwner | QFileDevice::ExeOwner);
        const QString folder = root ? u"/proc/cauce-demo"_s : parent + u"/demo"_s;
        const Run run = cauce({u"--demo"_s, u"--demo-folder"_s, folder, u"--screenshot"_s,
                               m_home->filePath(u"x.png"_s)});
        VERIFY_RUN(run, 1);
        QVERIFY2(run.err.contains(folder) && run.err.count(u'\n') == 1, qPrintable(run.err));
    }

    void aDiskThatIsFull()
    {
        // A limit on the size of files stands for the full disk; the signal would end the program.
        QProcess shell;
        shell.setProcessEnvironment(environment());
        shell.start(u"/bin/sh"_s,
                    {u"-c"_s, u"trap '' XFSZ; ulimit -f 2000; exec \"$@\""_s, u"sh"_s, program(),
                     u"--demo"_s, u"--demo-folder"_s, m_folder, u"--screenshot"_s,
                     m_home->filePath(u"x.png"_s)});
        const Run run = end(shell);
        VERIFY_RUN(run, 1);
        QVERIFY2(run.err.contains(m_folder) && run.err.count(u'\n') == 1, qPrintable(run.err));
        QVERIFY(!QFile::exists(m_folder + u"/complete"_s));
    }

    void aFolderOfOthers()
    {
        QDir().mkpath(m_folder);
        QFile file(m_folder + u"/thesis.txt"_s);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const Run run = cauce({u"--demo"_s, u"--reset"_s, u"--demo-folder"_s, m_folder,
                               u"--screenshot"_s, m_home->filePath(u"x.png"_s)});
        VERIFY_RUN(run, 1);
        QVERIFY(file.exists());
        QCOMPARE(QDir(m_folder).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 1);
    }

    void noDisplayAndNoFont()
    {
        const Run blind = cauce({u"--demo"_s, u"--demo-folder"_s, m_folder});
        VERIFY_RUN(blind, 2);
        QVERIFY2(blind.err.contains(u"no display"_s), qPrintable(blind.err));
        QFile fonts(m_home->filePath(u"fonts.conf"_s));
        QVERIFY(fonts.open(QIODevice::WriteOnly));
        fonts.write("<?xml version=\"1.0\"?><fontconfig><dir>/nowhere</dir></fontconfig>");
        fonts.close();
        QProcess process;
        QProcessEnvironment bare = environment();
        bare.insert(u"FONTCONFIG_FILE"_s, fonts.fileName());
        process.setProcessEnvironment(bare);
        process.start(program(),
                      {u"--demo"_s, u"--demo-folder"_s, m_folder, u"--screenshot"_s,
                       m_home->filePath(u"x.png"_s)});
        const Run run = end(process);
        VERIFY_RUN(run, 2);
        QVERIFY2(run.err.contains(u"no font"_s), qPrintable(run.err));
        QVERIFY(!QFile::exists(m_folder));
    }

    void optionsThatDoNotFit_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("reset of nothing") << QStringList {u"--reset"_s};
        QTest::newRow("a folder of nothing") << QStringList {u"--demo-folder"_s, u"/tmp/x"_s};
        QTest::newRow("two workspaces") << QStringList {u"--demo"_s, u"--workspace"_s, u"mine"_s};
        QTest::newRow("a page without a picture")
            << QStringList {u"--demo"_s, u"--page"_s, u"diff"_s};
        QTest::newRow("no port") << QStringList {u"sandbox"_s, u"--port"_s, u"http"_s};
    }
    void optionsThatDoNotFit()
    {
        QFETCH(QStringList, arguments);
        const Run run = cauce(arguments);
        VERIFY_RUN(run, 2);
        QCOMPARE(run.err.count(u'\n'), 1);
    }

    void aSandboxServesUntilItIsTold()
    {
        const QString file = m_home->filePath(u"kubeconfig"_s);
        QProcess process;
        begin(process, {u"sandbox"_s, u"--kubeconfig"_s, file});
        QTRY_VERIFY_WITH_TIMEOUT(process.canReadLine(), 10'000);
        const QString serving = QString::fromUtf8(process.readLine());
        QVERIFY2(serving.startsWith(u"Serving https://127.0.0.1:"_s), qPrintable(serving));
        QTRY_VERIFY(QFile::exists(file));
        QCOMPARE(QFile::permissions(file)
                     & (QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup),
                 QFileDevice::Permissions());
        if (const QString kubectl = kubectlProgram(); !kubectl.isEmpty()) {
            const Run made
                = run(kubectl,
                      {u"--kubeconfig"_s, file, u"apply"_s, u"--server-side"_s, u"-f"_s,
                       QStringLiteral(CAUCE_SOURCE_DIR "/resources/sample/apps/example-app")});
            VERIFY_RUN(made, 0);
            const Run rolled = run(kubectl,
                                   {u"--kubeconfig"_s, file, u"rollout"_s, u"status"_s,
                                    u"deployment/example-app"_s, u"--timeout=20s"_s});
            VERIFY_RUN(rolled, 0);
        }
        ::kill(pid_t(process.processId()), SIGTERM);
        const Run ended = end(process);
        VERIFY_RUN(ended, 0);
    }

    void aSandboxLeavesWhatIsOthers()
    {
        const QString file = m_home->filePath(u"config"_s);
        QFile mine(file);
        QVERIFY(mine.open(QIODevice::WriteOnly));
        mine.write("apiVersion: v1\n");
        mine.close();
        const Run kept = cauce({u"sandbox"_s, u"--kubeconfig"_s, file});
        VERIFY_RUN(kept, 2);
        QVERIFY(mine.open(QIODevice::ReadOnly));
        QCOMPARE(mine.readAll(), QByteArray("apiVersion: v1\n"));
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        const QString port = QString::number(taken.serverPort());
        const Run busy = cauce({u"sandbox"_s, u"--port"_s, port});
        VERIFY_RUN(busy, 2);
        QVERIFY2(busy.err.contains(port) && busy.err.count(u'\n') == 1, qPrintable(busy.err));
    }

private:
    //! A demo that the first test makes, and the pages look at again.
    QString made() const { return m_made.filePath(u"demo"_s); }
    static QString program() { return QStringLiteral(CAUCE_BINARY_DIR "/app/cauce"); }

    QProcessEnvironment environment() const
    {
        QProcessEnvironment environment;
        for (const QString& name : {u"PATH"_s, u"LC_ALL"_s, u"TZ"_s, u"LSAN_OPTIONS"_s,
                                    u"ASAN_OPTIONS"_s, u"UBSAN_OPTIONS"_s}) {
            if (const QString value = qEnvironmentVariable(name.toLatin1().constData());
                !value.isEmpty())
                environment.insert(name, value);
        }
        environment.insert(u"HOME"_s, m_home->path());
        environment.insert(u"XDG_RUNTIME_DIR"_s, m_home->path());
        return environment;
    }

    Run cauce(const QStringList& arguments) const { return run(program(), arguments); }

    Run run(const QString& file, const QStringList& arguments) const
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.setStandardInputFile(QProcess::nullDevice());
        process.start(file, arguments);
        return end(process);
    }

    //! With a screen that is none, so that a window can be had.
    void begin(QProcess& process, const QStringList& arguments) const
    {
        QProcessEnvironment windows = environment();
        windows.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        process.setProcessEnvironment(windows);
        process.start(program(), arguments);
        QVERIFY(process.waitForStarted());
    }

    static Run end(QProcess& process)
    {
        Run run;
        if (!process.waitForFinished(120'000)) {
            process.kill();
            process.waitForFinished();
            run.err = u"killed: it did not end; "_s;
        } else if (process.exitStatus() == QProcess::NormalExit) {
            run.code = process.exitCode();
        }
        run.out = QString::fromUtf8(process.readAllStandardOutput());
        run.err += QString::fromUtf8(process.readAllStandardError());
        return run;
    }

    static QString kubectlProgram()
    {
        const QString built = qEnvironmentVariable("CAUCE_CONTROLPLANE_BIN") + u"/kubectl"_s;
        return QFile::exists(built) ? built : QStandardPaths::findExecutable(u"kubectl"_s);
    }

    static int count(const QImage& picture, const QColor& color)
    {
        int found = 0;
        for (int y = 0; y < picture.height(); ++y) {
            for (int x = 0; x < picture.width(); ++x)
                found += picture.pixel(x, y) == color.rgb();
        }
        return found;
    }

    QTemporaryDir m_made;
    std::unique_ptr<QTemporaryDir> m_home;
    QString m_folder;
};

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_demo.moc"
