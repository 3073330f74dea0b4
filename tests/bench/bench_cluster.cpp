// What Cauce costs on a real API server, beside curl and kubectl in the same run. Prints; judges
// nothing.

#include "core/object/jsoncodec.h"
#include "tests/bench/benchrepository.h"
#include "tests/support/controlplane.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QMap>
#include <QProcess>
#include <QTemporaryDir>
#include <QTextStream>
#include <QThread>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace cauce;

namespace {

constexpr int kApplications = 100;
constexpr int kLargeObjects = 200;
constexpr int kRuns = 3;

QTextStream& out()
{
    static QTextStream stream(stdout);
    return stream;
}

struct Run
{
    double seconds = 0;
    int exitCode = -1;
    QByteArray output;
};

Run run(const QString& program, const QStringList& arguments,
        const QProcessEnvironment& environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    QElapsedTimer timer;
    timer.start();
    process.start(program, arguments);
    process.waitForFinished(180'000);
    Run result {double(timer.nsecsElapsed()) / 1e9, process.exitCode(),
                process.readAllStandardOutput()};
    if (process.exitStatus() != QProcess::NormalExit)
        result.exitCode = -1;
    if (result.exitCode != 0 && result.exitCode != 1)
        out() << "  " << program << ' ' << arguments.join(u' ') << " ended with " << result.exitCode
              << ": " << process.readAllStandardError() << '\n';
    return result;
}

template <typename Fn>
Run median(Fn measure)
{
    QList<Run> runs;
    for (int i = 0; i < kRuns; ++i)
        runs << measure();
    std::sort(runs.begin(), runs.end(),
              [](const Run& a, const Run& b) { return a.seconds < b.seconds; });
    return runs.at(kRuns / 2);
}

//! The LISTs that Cauce sent, sent again by curl, all at once.
Run curlLists(const test::ControlPlane& plane, const QStringList& uris,
              const QProcessEnvironment& env)
{
    QStringList arguments {u"-s"_s,
                           u"--parallel"_s,
                           u"--compressed"_s,
                           u"--cacert"_s,
                           plane.caFile(),
                           u"-H"_s,
                           u"Authorization: Bearer "_s + plane.token()};
    for (const QString& uri : uris)
        arguments << u"-o"_s << u"/dev/null"_s << plane.server() + uri;
    return run(u"curl"_s, arguments, env);
}

qint64 residentKb(qint64 pid, const QString& field)
{
    QFile status(u"/proc/%1/status"_s.arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray& line : status.readAll().split('\n')) {
        if (line.startsWith(field.toLatin1()))
            return line.simplified().split(' ').value(1).toLongLong();
    }
    return -1;
}

void printRequests(const QList<test::AuditEntry>& entries)
{
    QMap<QString, int> count;
    for (const auto& entry : entries)
        ++count[entry.verb];
    QStringList parts;
    for (auto it = count.cbegin(); it != count.cend(); ++it)
        parts << u"%1 %2"_s.arg(it.value()).arg(it.key());
    out() << "  requests: " << entries.size() << " (" << parts.join(u", "_s) << ")\n";
}

void benchStatus(const test::ControlPlane& plane, const QString& cauce,
                 const QProcessEnvironment& env)
{
    out() << "\nstart to full status, " << kApplications + 1 << " applications / "
          << kApplications * 10 + kLargeObjects
          << " objects (`cauce list -o json`, the whole process)\n";
    const Run cold = run(cauce, {u"list"_s, u"-o"_s, u"json"_s}, env);
    const qint64 mark = plane.auditMark();
    const Run warm = run(cauce, {u"list"_s, u"-o"_s, u"json"_s}, env);
    const auto requests = plane.audit({.userAgent = u"cauce/"_s, .since = mark});
    const Run typical = median([&] { return run(cauce, {u"list"_s, u"-o"_s, u"json"_s}, env); });

    const auto list = object::parseJson(warm.output);
    QMap<QString, int> status;
    if (list) {
        const auto items = list->isArray() ? list->items() : (*list)[u"items"].items();
        for (const auto& item : items)
            ++status[item.path({u"status", u"sync", u"status"}).toString()];
    }
    out() << "  statuses:";
    for (auto it = status.cbegin(); it != status.cend(); ++it)
        out() << ' ' << it.value() << ' ' << it.key();
    out() << "\n  first start " << cold.seconds << " s, again " << typical.seconds << " s\n";
    printRequests(requests);

    QStringList uris;
    for (const auto& entry : requests) {
        if (entry.verb == "list"_L1 && !entry.uri.contains("continue="_L1))
            uris << entry.uri;
    }
    const Run curl = median([&] { return curlLists(plane, uris, env); });
    out() << "  curl, the same " << uris.size() << " LISTs in parallel: " << curl.seconds
          << " s; ratio " << typical.seconds / curl.seconds << '\n';
}

void benchDiff(const test::ControlPlane& plane, const QString& cauce, const QString& kubectl,
               const QString& folder, const QProcessEnvironment& env)
{
    out() << "\ndiff of " << kLargeObjects << " objects, three differ\n";
    (void)plane.kubectl({u"apply"_s, u"--server-side"_s, u"--force-conflicts"_s,
                         u"--field-manager=bench"_s, u"-f"_s, u"-"_s},
                        bench::largeContent(kLargeObjects, 3));
    const qint64 mark = plane.auditMark();
    const Run own = run(cauce, {u"diff"_s, u"bench-large"_s}, env);
    const auto requests = plane.audit({.userAgent = u"cauce/"_s, .since = mark});
    const Run typical = median([&] { return run(cauce, {u"diff"_s, u"bench-large"_s}, env); });
    out() << "  cauce diff " << typical.seconds << " s, exit " << own.exitCode << ", "
          << own.output.count("\n-  ") << " removed and " << own.output.count("\n+  ")
          << " added lines\n";
    printRequests(requests);

    if (kubectl.isEmpty()) {
        out() << "  kubectl is not here: no comparison\n";
        return;
    }
    const QString file = folder + "/large.yaml"_L1;
    QFile large(file);
    if (large.open(QIODevice::WriteOnly))
        large.write(bench::largeContent(kLargeObjects, 0));
    large.close();
    const Run plain
        = run(kubectl, {u"--kubeconfig"_s, plane.kubeconfig(), u"diff"_s, u"-f"_s, file}, env);
    const Run server = run(kubectl,
                           {u"--kubeconfig"_s, plane.kubeconfig(), u"diff"_s, u"--server-side"_s,
                            u"--force-conflicts"_s, u"-f"_s, file},
                           env);
    out() << "  kubectl diff " << plain.seconds << " s (exit " << plain.exitCode
          << "), --server-side " << server.seconds << " s (exit " << server.exitCode << "); ratios "
          << plain.seconds / typical.seconds << " and " << server.seconds / typical.seconds << '\n';
}

//! The window over the loaded cluster: memory and the longest time its event loop did not turn.
void benchWindow(const QString& cauce, QProcessEnvironment env, const QString& folder)
{
    out() << "\nthe window over " << kApplications + 1 << " applications\n";
    env.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    env.insert(u"QT_LOGGING_RULES"_s, u"cauce.perf.debug=true"_s);
    QProcess window;
    window.setProcessEnvironment(env);
    window.start(cauce,
                 {u"--screenshot"_s, folder + "/window.png"_L1, u"--page"_s, u"applications"_s});
    QElapsedTimer timer;
    timer.start();
    qint64 peak = 0;
    while (window.state() != QProcess::NotRunning && timer.elapsed() < 60'000) {
        peak = std::max(peak, residentKb(window.processId(), u"VmHWM:"_s));
        window.waitForFinished(20);
    }
    out() << "  from start to a picture of the full page " << double(timer.elapsed()) / 1000
          << " s, peak RSS " << peak / 1024 << " MB\n";
    for (const QByteArray& line : window.readAllStandardError().split('\n')) {
        if (line.contains("longest stall"))
            out() << "  " << line << '\n';
    }
}

void benchWatch(const QString& cauce, const QProcessEnvironment& env)
{
    QProcess watch;
    watch.setProcessEnvironment(env);
    watch.start(cauce, {u"watch"_s});
    QElapsedTimer timer;
    timer.start();
    QByteArray lines;
    while (timer.elapsed() < 15'000 && lines.count('\n') < kApplications + 1) {
        watch.waitForReadyRead(200);
        lines += watch.readAllStandardOutput();
    }
    QThread::sleep(2); // what is loaded settles
    out() << "\n`cauce watch`, the engine alone: RSS "
          << residentKb(watch.processId(), u"VmRSS:"_s) / 1024 << " MB\n";
    watch.terminate();
    watch.waitForFinished();
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    if (const QString reason = test::ControlPlane::unavailableReason(); !reason.isEmpty()) {
        out() << "nothing was measured: " << reason << '\n';
        return 1;
    }
    QTemporaryDir folder;
    test::ControlPlane plane(test::ControlPlane::Ownership::Own);
    if (const auto started = plane.start(); !started) {
        out() << started.error().message << '\n';
        return 1;
    }
    const QString repository = folder.path() + "/repository"_L1;
    QElapsedTimer timer;
    timer.start();
    if (!bench::makeRepository(repository, kApplications, kLargeObjects)) {
        out() << "git failed in " << repository << '\n';
        return 1;
    }
    for (const QByteArray& piece : bench::clusterContent(kApplications, kLargeObjects)) {
        const auto loaded = plane.kubectl(
            {u"apply"_s, u"--server-side"_s, u"--field-manager=cauce"_s, u"-f"_s, u"-"_s}, piece);
        if (!loaded)
            out() << "loading: " << loaded.error().message << '\n';
    }
    out() << "loaded in " << double(timer.elapsed()) / 1000 << " s\n";
    out().flush();

    auto env = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "HOME"})
        env.insert(QString::fromLatin1(name),
                   folder.path() + u'/' + QString::fromLatin1(name).toLower());
    const QString cauce = QStringLiteral(CAUCE_BINARY_DIR "/app/cauce");
    run(cauce,
        {u"open"_s, u"--repo"_s, repository, u"--revision"_s, u"main"_s, u"--path"_s,
         u"clusters/bench"_s, u"--kubeconfig"_s, plane.kubeconfig(), u"--name"_s, u"bench"_s},
        env);
    QString kubectl = qEnvironmentVariable("CAUCE_CONTROLPLANE_BIN") + "/kubectl"_L1;
    if (!QFile::exists(kubectl))
        kubectl.clear();
    benchStatus(plane, cauce, env);
    benchDiff(plane, cauce, kubectl, folder.path(), env);
    benchWatch(cauce, env);
    benchWindow(cauce, env, folder.path());
    return 0;
}
