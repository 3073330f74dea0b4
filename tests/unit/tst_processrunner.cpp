#include "core/base/processrunner.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace cauce;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

ProcessRequest shell(const QString& script, const QStringList& arguments = {})
{
    ProcessRequest request;
    request.program = u"sh"_s;
    request.arguments = QStringList {u"-c"_s, script, u"sh"_s} + arguments;
    return request;
}

bool isAlive(int pid)
{
    QFile status(u"/proc/%1/stat"_s.arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return false;
    const QByteArray line = status.readAll();
    return line.mid(line.lastIndexOf(')') + 2, 1) != "Z";
}

//! The number that a script wrote into \p file, once it is there.
int pidIn(const QString& file)
{
    QFile content(file);
    if (!content.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = content.readAll();
    return text.endsWith('\n') ? text.trimmed().toInt() : 0;
}

} // namespace

class TestProcessRunner : public QObject
{
    Q_OBJECT

private slots:
    void givesBackWhatTheProgramSaidAndItsCode()
    {
        auto request = shell(u"cat; echo wrong >&2; exit 3"_s);
        request.input = "line\n";
        const auto outcome = runProcess(request, {});
        QVERIFY(outcome);
        QCOMPARE(outcome->exitCode, 3);
        QCOMPARE(outcome->output, QByteArray("line\n"));
        QCOMPARE(outcome->errorOutput, QByteArray("wrong\n"));
    }

    void argumentsArriveAsTheyAre()
    {
        const QStringList sent {u""_s, u"a b"_s, u"$(id)"_s, u"'; id"_s, u"\n"_s, u"ñandú"_s};
        const auto outcome = runProcess(shell(u"printf '%s\\0' \"$@\""_s, sent), {});
        QVERIFY(outcome);
        QStringList received;
        for (const QByteArray& part : outcome->output.split('\0'))
            received.append(QString::fromUtf8(part));
        received.removeLast();
        QCOMPARE(received, sent);
    }

    void aMillionBytesGoInAndComeOut()
    {
        ProcessRequest request;
        request.program = u"cat"_s;
        request.input = QByteArray(1'000'000, 'x');
        const auto outcome = runProcess(request, {});
        QVERIFY(outcome);
        QCOMPARE(outcome->output, request.input);
    }

    void aProgramThatIgnoresItsInputIsNoError()
    {
        auto request = shell(u"exec 0<&-; echo done"_s);
        request.input = QByteArray(1'000'000, 'x');
        const auto outcome = runProcess(request, {});
        QVERIFY(outcome);
        QCOMPARE(outcome->output, QByteArray("done\n"));
    }

    void aMissingProgramIsNotFound_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<ErrorKind>("kind");

        QTest::newRow("name") << u"no-such-program"_s << ErrorKind::NotFound;
        QTest::newRow("path") << u"/no/such/program"_s << ErrorKind::NotFound;
        QTest::newRow("folder") << u"/tmp"_s << ErrorKind::NotFound;
        QTest::newRow("relative path") << u"./sh"_s << ErrorKind::Invalid;
        QTest::newRow("nothing") << u""_s << ErrorKind::Invalid;
    }

    void aMissingProgramIsNotFound()
    {
        QFETCH(QString, program);
        ProcessRequest request;
        request.program = program;
        const auto outcome = runProcess(request, {});
        QVERIFY(!outcome);
        QTEST(outcome.error().kind, "kind");
    }

    void aProgramInTheWorkingFolderIsNotTaken()
    {
        const QTemporaryDir folder;
        QFile planted(folder.filePath(u"planted"_s));
        QVERIFY(planted.open(QIODevice::WriteOnly));
        planted.write("#!/bin/sh\necho stolen\n");
        planted.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        planted.close();
        const QString before = QDir::currentPath();
        const QByteArray path = qgetenv("PATH");
        QVERIFY(QDir::setCurrent(folder.path()));
        qputenv("PATH", ".::" + path);
        ProcessRequest request;
        request.program = u"planted"_s;
        const auto outcome = runProcess(request, {});
        qputenv("PATH", path);
        QDir::setCurrent(before);
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::NotFound);
    }

    void aFileThatCannotRunSaysWhy()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"broken"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/no/such/interpreter\n");
        file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        file.close();
        ProcessRequest request;
        request.program = file.fileName();
        const auto outcome = runProcess(request, {});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Io);
        QVERIFY(outcome.error().message.contains(u"No such file"_s));
    }

    void theEnvironmentIsOursWithTheChanges()
    {
        qputenv("CAUCE_TEST_KEPT", "kept");
        qputenv("CAUCE_TEST_GONE", "gone");
        auto request = shell(u"echo $CAUCE_TEST_KEPT/$CAUCE_TEST_ADDED/${CAUCE_TEST_GONE-unset}"_s);
        request.environment
            = {{u"CAUCE_TEST_ADDED"_s, u"a=b c"_s}, {u"CAUCE_TEST_GONE"_s, QString()}};
        const auto outcome = runProcess(request, {});
        QVERIFY(outcome);
        QCOMPARE(outcome->output, QByteArray("kept/a=b c/unset\n"));
    }

    void worksInTheRootFolderUnlessToldOtherwise()
    {
        auto request = shell(u"pwd"_s);
        QCOMPARE(runProcess(request, {})->output, QByteArray("/\n"));
        const QTemporaryDir folder;
        request.workingFolder = folder.path();
        QCOMPARE(runProcess(request, {})->output.trimmed(),
                 QFile::encodeName(QDir(folder.path()).canonicalPath()));
    }

    void noFileOfOursIsInherited()
    {
        const int leak = ::open("/dev/null", O_RDONLY); // deliberately without O_CLOEXEC
        QVERIFY(leak > 2);
        const auto outcome = runProcess(shell(u"ls /proc/self/fd"_s), {});
        ::close(leak);
        QVERIFY(outcome);
        QVERIFY(!outcome->output.split('\n').contains(QByteArray::number(leak)));
    }

    void theChildHasNoTerminalAndAGroupOfItsOwn()
    {
        const auto outcome = runProcess(shell(u"cut -d' ' -f1,5,6,7 /proc/$$/stat"_s), {});
        QVERIFY(outcome);
        const auto fields = outcome->output.trimmed().split(' ');
        QCOMPARE(fields.size(), 4);
        QCOMPARE(fields.at(1), fields.at(0)); // process group
        QCOMPARE(fields.at(2), fields.at(0)); // session
        QCOMPARE(fields.at(3), QByteArray("0")); // terminal
    }

    void theTimeoutKillsTheWholeGroup()
    {
        const QTemporaryDir folder;
        const QString pidFile = folder.filePath(u"pid"_s);
        auto request = shell(u"sleep 1000 & echo $! > \"$1\"; wait"_s, {pidFile});
        request.timeout = 300ms;
        QElapsedTimer time;
        time.start();
        const auto outcome = runProcess(request, {});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Timeout);
        QVERIFY(time.elapsed() < 2'000);
        const int grandchild = pidIn(pidFile);
        QVERIFY(grandchild > 0);
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(grandchild), 2'000);
    }

    void cancelKillsWithinTwoSeconds()
    {
        const QTemporaryDir folder;
        const QString pidFile = folder.filePath(u"pid"_s);
        const CancelToken cancel;
        std::thread canceller([&] {
            while (pidIn(pidFile) == 0)
                std::this_thread::yield();
            cancel.cancel();
        });
        QElapsedTimer time;
        time.start();
        const auto outcome
            = runProcess(shell(u"echo $$ > \"$1\"; sleep 1000"_s, {pidFile}), cancel);
        canceller.join();
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Cancelled);
        QVERIFY(time.elapsed() < 2'000);
        QVERIFY(!isAlive(pidIn(pidFile)));
    }

    void tooMuchOutputIsStopped()
    {
        auto request = shell(u"yes"_s);
        request.maxOutput = 100'000;
        const auto outcome = runProcess(request, {});
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().kind, ErrorKind::Io);
        QVERIFY(outcome.error().message.contains(u"100000"_s));
    }

    void onlyTheEndOfALongErrorOutputIsKept()
    {
        const auto outcome
            = runProcess(shell(u"yes wrong | head -c 300000 >&2; echo last >&2"_s), {});
        QVERIFY(outcome);
        QCOMPARE(outcome->errorOutput.size(), 16 << 10);
        QVERIFY(outcome->errorOutput.endsWith("last\n"));
    }

    void aDaemonThatKeepsTheStreamOpenDoesNotHoldUs()
    {
        const QTemporaryDir folder;
        const QString pidFile = folder.filePath(u"pid"_s);
        auto request = shell(u"sleep 1000 & echo $! > \"$1\"; echo done"_s, {pidFile});
        const auto outcome = runProcess(request, {});
        QVERIFY(outcome);
        QCOMPARE(outcome->output, QByteArray("done\n"));
        QTRY_VERIFY(!isAlive(pidIn(pidFile)));

        request.keepDescendants = true;
        QVERIFY(runProcess(request, {}));
        const int daemon = pidIn(pidFile);
        QVERIFY(isAlive(daemon));
        ::kill(daemon, SIGKILL);
    }

    void aSignalIsACodeAbove128()
    {
        const auto outcome = runProcess(shell(u"kill -SEGV $$"_s), {});
        QVERIFY(outcome);
        QCOMPARE(outcome->exitCode, 128 + SIGSEGV);
    }

    void theChildDiesWhenWeAreKilled()
    {
        const QTemporaryDir folder;
        const QString pidFile = folder.filePath(u"pid"_s);
        const auto request = shell(u"echo $$ > \"$1\"; exec sleep 1000"_s, {pidFile});
        const pid_t us = ::fork();
        QVERIFY(us >= 0);
        if (us == 0) {
            (void)runProcess(request, {});
            ::_exit(0);
        }
        QTRY_VERIFY(pidIn(pidFile) > 0);
        const int child = pidIn(pidFile);
        QVERIFY(isAlive(child));
        ::kill(us, SIGKILL);
        ::waitpid(us, nullptr, 0);
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(child), 2'000);
    }

    void aChildTalksForAWhile()
    {
        ProcessRequest request;
        request.program = u"cat"_s;
        const auto started = ChildProcess::start(request);
        QVERIFY(started);
        ChildProcess& child = **started;
        char buffer[16] = {};
        for (const QByteArray& word : {"one"_ba, "two"_ba}) {
            QVERIFY(child.write(word.constData(), word.size(), 5s, {}));
            const auto got = child.read(buffer, sizeof buffer, 5s, {});
            QVERIFY(got);
            QCOMPARE(QByteArray(buffer, *got), word);
        }
        const auto silence = child.read(buffer, sizeof buffer, 60ms, {});
        QVERIFY(!silence);
        QCOMPARE(silence.error().kind, ErrorKind::Timeout);
        child.closeInput();
        const auto end = child.read(buffer, sizeof buffer, 5s, {});
        QVERIFY(end);
        QCOMPARE(*end, 0);
        QCOMPARE(child.finish(5s), 0);
        QCOMPARE(child.finish(5s), 0); // asking again is harmless
    }

    void writingToAChildThatWentIsAnErrorAndNoSignal()
    {
        const auto started = ChildProcess::start(shell(u"echo no >&2; exit 7"_s));
        QVERIFY(started);
        const QByteArray much(1'000'000, 'x');
        const auto written = (*started)->write(much.constData(), much.size(), 5s, {});
        QVERIFY(!written);
        QCOMPARE(written.error().kind, ErrorKind::Io);
        QCOMPARE((*started)->finish(5s), 7);
        QCOMPARE((*started)->errorOutput(), QByteArray("no\n"));
    }

    void destroyingAChildKillsItsGroup()
    {
        const QTemporaryDir folder;
        const QString pidFile = folder.filePath(u"pid"_s);
        {
            const auto started
                = ChildProcess::start(shell(u"sleep 1000 & echo $! > \"$1\"; wait"_s, {pidFile}));
            QVERIFY(started);
            QTRY_VERIFY(pidIn(pidFile) > 0);
        }
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(pidIn(pidFile)), 2'000);
    }

    void finishKillsAfterItsLimit()
    {
        const auto started = ChildProcess::start(shell(u"exec sleep 1000"_s));
        QVERIFY(started);
        QCOMPARE((*started)->finish(60ms), 128 + SIGKILL);
    }
};

QTEST_GUILESS_MAIN(TestProcessRunner)
#include "tst_processrunner.moc"
