#include "core/sync/database.h"
#include "core/sync/ledger.h"
#include "tests/unit/ledgerfixtures.h"

#include <QDir>
#include <QFile>
#include <QLoggingCategory>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <random>
#include <set>
#include <sys/resource.h>
#include <unistd.h>

using namespace cauce;
using namespace cauce::test;
using namespace cauce::sync;
using namespace Qt::StringLiterals;

namespace {

constexpr qint32 kOurs = 0x43617563;

// The child of the SIGKILL loop: intents, effects and outcomes until it dies in the middle.
int runUntilKilled(const QString& folder, const QString& effects, long microseconds)
{
    struct sigevent event = {};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGKILL;
    timer_t timer = {};
    struct itimerspec when = {};
    when.it_value.tv_nsec = microseconds * 1'000;
    if (::timer_create(CLOCK_MONOTONIC, &event, &timer) != 0
        || ::timer_settime(timer, 0, &when, nullptr) != 0)
        return 2;
    const int log = ::open(QFile::encodeName(effects).constData(),
                           O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    auto ledger = Ledger::open(folder);
    while (ledger) {
        const auto id = (*ledger)->begin(planOf(u"shop"_s, 12), u"ws"_s, u"anna"_s);
        if (!id)
            return 3;
        for (int i = 0; i < 12; ++i) {
            if (!(*ledger)->stepStarted(*id, i))
                return 4;
            const QByteArray line = id->toLatin1() + ' ' + QByteArray::number(i) + '\n';
            if (::write(log, line.constData(), size_t(line.size())) != line.size())
                return 5;
            if (!(*ledger)->stepFinished(*id, i, StepOutcome::Succeeded, u"configured"_s))
                return 6;
        }
        if (!(*ledger)->finish(*id, OperationPhase::Succeeded, {}))
            return 7;
    }
    std::fputs(qPrintable(ledger.error().message), stderr);
    return 8;
}

// The child of the two-process test: an operation stays open until stdin ends.
int holdAnOperation(const QString& folder)
{
    auto ledger = Ledger::open(folder);
    const auto id = ledger ? (*ledger)->begin(planOf(u"shop"_s), u"ws"_s, u"bert"_s)
                           : Result<QString>(Failure {ledger.error()});
    if (!id || !(*ledger)->stepStarted(*id, 0))
        return 1;
    std::puts("begun");
    std::fflush(stdout);
    return std::getchar() == EOF ? 0 : 1;
}

// The child of the full-disk test: no file may grow any more.
int runOnAFullDisk(const QString& folder)
{
    auto ledger = Ledger::open(folder);
    if (!ledger)
        return 2;
    ::signal(SIGXFSZ, SIG_IGN);
    const struct rlimit limit = {4096, 4096};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 3;
    const auto id = (*ledger)->begin(planOf(u"shop"_s), u"ws"_s, u"anna"_s);
    if (id)
        return 4;
    std::puts(qPrintable(nameOf(id.error().kind) + u' ' + id.error().message));
    return 0;
}

} // namespace

class TestLedgerFaults : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void anotherProgramsOperationIsNotInterruptedWhileItLives();
    void killedAtAnyMomentNothingIsLostOrInvented();
    void aBadFileIsNamedAndLeftAsItIs_data();
    void aBadFileIsNamedAndLeftAsItIs();
    void aDamagedPageIsFound();
    void aFullDiskRefusesTheOperation();

private:
    QString folder() const { return m_dir->filePath(u"state"_s); }
    QString file() const { return folder() + u"/ledger.sqlite"_s; }
    static void check(const QString& folder, const QString& effects, int& unknown);

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestLedgerFaults::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
}

void TestLedgerFaults::anotherProgramsOperationIsNotInterruptedWhileItLives()
{
    QProcess other;
    other.start(QCoreApplication::applicationFilePath(), {u"--hold"_s, folder()});
    QVERIFY(other.waitForReadyRead(30'000));
    QCOMPARE(other.readAllStandardOutput().trimmed(), "begun");

    auto ledger = opened(folder());
    QVERIFY(ledger->interrupted(u"ws"_s)->isEmpty());
    const auto refused = ledger->begin(planOf(u"shop"_s), u"ws"_s, u"anna"_s);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, ErrorKind::Conflict);
    QVERIFY(refused.error().message.contains(u"by bert"_s));

    other.kill(); // SIGKILL
    QVERIFY(other.waitForFinished(30'000));
    const auto told = *ledger->interrupted(u"ws"_s);
    QCOMPARE(told.size(), 1);
    QCOMPARE(told.constFirst().steps.at(0).outcome, StepOutcome::Unknown);
    QVERIFY(ledger->begin(planOf(u"shop"_s), u"ws"_s, u"anna"_s));
}

// J1 and J4: never an effect without a row, never a row that claims an effect that was not.
void TestLedgerFaults::check(const QString& folder, const QString& effects, int& unknown)
{
    auto ledger = opened(folder); // closes what the killed one left
    QVERIFY(ledger->interrupted(u"ws"_s)->size() <= 1);
    auto database = Database::open(folder + u"/ledger.sqlite"_s, kOurs, {"", ""});
    QVERIFY(database);
    QFile log(effects);
    (void)log.open(QIODevice::ReadOnly);
    std::set<QByteArray> happened;
    for (const QByteArray& line : log.readAll().split('\n'))
        happened.insert(line);
    happened.erase(QByteArray());

    const auto rows
        = (*database)->rows("SELECT id, place, outcome, phase, finished FROM operations "
                            "JOIN steps ON operation=seq");
    QVERIFY(rows);
    unknown = 0;
    size_t accounted = 0;
    for (const Database::Row& row : *rows) {
        const QByteArray effect = row.at(0).toByteArray() + ' ' + row.at(1).toByteArray();
        const QString outcome = row.at(2).toString();
        const bool done = happened.count(effect) == 1;
        QVERIFY(row.at(4).isValid()); // closed
        accounted += done ? 1 : 0;
        if (outcome == u"Succeeded"_s)
            QVERIFY2(done, effect.constData());
        else if (outcome == u"Skipped"_s)
            QVERIFY2(!done, effect.constData());
        else
            QCOMPARE(outcome, u"Unknown"_s);
        if (row.at(3).toString() == u"Succeeded"_s)
            QCOMPARE(outcome, u"Succeeded"_s);
        unknown += outcome == u"Unknown"_s ? 1 : 0;
    }
    QCOMPARE(accounted, happened.size());
}

void TestLedgerFaults::killedAtAnyMomentNothingIsLostOrInvented()
{
    std::mt19937 random(std::random_device {}());
    int interrupted = 0;
    for (int round = 0; round < 100; ++round) {
        if (round % 25 == 0) // also while the file is made
            init();
        const QString effects = m_dir->filePath(u"effects"_s);
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(),
                    {u"--until-killed"_s, folder(), effects,
                     QString::number(random() % (round % 25 < 5 ? 8'000 : 50'000) + 1)});
        QVERIFY(child.waitForFinished(30'000));
        QVERIFY2(child.exitStatus() == QProcess::CrashExit, child.readAllStandardError());
        int unknown = 0;
        check(folder(), effects, unknown);
        if (QTest::currentTestFailed())
            return;
        if (round % 25 == 24)
            interrupted += unknown;
    }
    QVERIFY2(interrupted > 5, "the loop hit no step in flight: it proves nothing");
}

void TestLedgerFaults::aBadFileIsNamedAndLeftAsItIs_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("said");

    QTest::newRow("no database") << u"garbage"_s << u"damaged"_s;
    QTest::newRow("a newer format") << u"newer"_s << u"newer Cauce"_s;
    QTest::newRow("another program's") << u"foreign"_s << u"another program"_s;
    QTest::newRow("a folder") << u"folder"_s << u"not a regular file"_s;
}

void TestLedgerFaults::aBadFileIsNamedAndLeftAsItIs()
{
    QFETCH(QString, what);
    QFETCH(QString, said);

    QVERIFY(QDir().mkpath(folder()));
    if (what == u"garbage"_s) {
        QFile garbage(file());
        QVERIFY(garbage.open(QIODevice::WriteOnly));
        garbage.write(QByteArray(8'192, 'x'));
    } else if (what == u"newer"_s) {
        QVERIFY(Database::open(file(), kOurs,
                               {"CREATE TABLE a(b)", "CREATE TABLE c(d)", "CREATE TABLE e(f)"}));
    } else if (what == u"foreign"_s) {
        QVERIFY(Database::open(file(), 12345, {"CREATE TABLE a(b)"}));
    } else {
        QVERIFY(QDir().mkpath(file()));
    }
    const auto bytes = [this] {
        QFile content(file());
        return content.open(QIODevice::ReadOnly) ? content.readAll() : QByteArray();
    };
    const QByteArray before = bytes();
    const auto ledger = Ledger::open(folder());
    QVERIFY(!ledger);
    QCOMPARE(ledger.error().kind, ErrorKind::Io);
    QVERIFY2(ledger.error().message.contains(said), qPrintable(ledger.error().message));
    QVERIFY2(ledger.error().message.contains(file()), qPrintable(ledger.error().message));
    QCOMPARE(bytes(), before);
}

void TestLedgerFaults::aDamagedPageIsFound()
{
    {
        auto ledger = opened(folder());
        for (int i = 0; i < 40; ++i)
            run(*ledger, planOf(u"shop"_s, 12));
    }
    QFile content(file());
    QVERIFY(content.open(QIODevice::ReadWrite));
    QVERIFY(content.size() > 40'000);
    for (qint64 at = 4'096; at < content.size(); at += 4'096) {
        content.seek(at);
        content.write(QByteArray(64, '\xff'));
    }
    content.close();
    const auto ledger = Ledger::open(folder());
    QVERIFY(!ledger);
    QVERIFY2(ledger.error().message.contains(u"damaged"_s), qPrintable(ledger.error().message));
}

void TestLedgerFaults::aFullDiskRefusesTheOperation()
{
    run(*opened(folder()), planOf(u"shop"_s));
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {u"--full"_s, folder()});
    QVERIFY(child.waitForFinished(30'000));
    const QString said = QString::fromUtf8(child.readAllStandardOutput());
    QCOMPARE(child.exitCode(), 0);
    QVERIFY2(said.startsWith(u"Io "_s) && said.contains(file()) && said.contains(u"full"_s),
             qPrintable(said));
    auto ledger = opened(folder()); // and nothing was harmed
    QCOMPARE(ledger->history(u"ws"_s, u"shop"_s, 10)->size(), 1);
    QVERIFY(ledger->interrupted(u"ws"_s)->isEmpty());
}

int main(int argc, char** argv)
{
    // A hundred interrupted operations are what this is about.
    QLoggingCategory::setFilterRules(u"cauce.sync.warning=false"_s);
    const QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    if (arguments.value(1) == u"--until-killed"_s)
        return runUntilKilled(arguments.value(2), arguments.value(3), arguments.value(4).toLong());
    if (arguments.value(1) == u"--hold"_s)
        return holdAnOperation(arguments.value(2));
    if (arguments.value(1) == u"--full"_s)
        return runOnAFullDisk(arguments.value(2));
    TestLedgerFaults test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ledgerfaults.moc"
