#include "core/sandbox/control/podlogs.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

constexpr qint64 kEvery = 10; // seconds between two lines of a running container
constexpr qint64 kMostLines = 2000;

struct LogLine
{
    QDateTime at;
    QString text;
};

Answer badLog(const QString& message)
{
    return refusal(400, u"BadRequest"_s, message);
}

QString namesOf(const Json& containers)
{
    QStringList names;
    for (const Json& container : containers.items())
        names << container[u"name"].toString();
    return names.join(u' ');
}

bool hasContainer(const Json& containers, const QString& name)
{
    const auto all = containers.items();
    return std::ranges::any_of(all, [&](const Json& c) { return c[u"name"].toString() == name; });
}

// "nginx:1.25-alpine" -> "1.25"
QString versionOf(const QString& image)
{
    const QString tag = image.contains(u':') ? image.section(u':', -1) : u"latest"_s;
    return tag.section(u'-', 0, 0);
}

QStringList startLines(const ContainerRun& run, const QDateTime& at)
{
    const QString when = QLocale::c().toString(at, u"yyyy/MM/dd HH:mm:ss"_s);
    if (run.image.contains("nginx"_L1)) {
        return {
            u"/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform "
            "configuration"_s,
            u"/docker-entrypoint.sh: Configuration complete; ready for start up"_s,
            u"%1 [notice] 1#1: using the \"epoll\" event method"_s.arg(when),
            u"%1 [notice] 1#1: nginx/%2"_s.arg(when, versionOf(run.image)),
            u"%1 [notice] 1#1: start worker processes"_s.arg(when)};
    }
    if (run.image.contains("postgres"_L1)) {
        const QString stamped
            = at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s) + u" UTC [1] LOG:  "_s;
        return {stamped + u"starting PostgreSQL "_s + versionOf(run.image),
                stamped + u"listening on IPv4 address \"0.0.0.0\", port 5432"_s,
                stamped + u"database system is ready to accept connections"_s};
    }
    return {u"%1 starting %2"_s.arg(when, run.image), u"%1 %2 is ready"_s.arg(when, run.name)};
}

QString periodicLine(const ContainerRun& run, const QDateTime& at, quint64 seed)
{
    if (run.image.contains("nginx"_L1)) {
        static constexpr QLatin1String paths[] {"/"_L1, "/healthz"_L1, "/favicon.ico"_L1,
                                                "/index.html"_L1};
        const size_t path = seed % std::size(paths);
        return u"10.42.0.1 - - [%1 +0000] \"GET %2 HTTP/1.1\" %3 %4 \"-\" \"%5\" \"-\""_s
            .arg(QLocale::c().toString(at.toUTC(), u"dd/MMM/yyyy:HH:mm:ss"_s), paths[path])
            .arg(path == 2 ? 404 : 200)
            .arg(path == 2 ? 153 : 615)
            .arg(path == 1 ? u"kube-probe/1.35"_s : u"curl/8.5.0"_s);
    }
    return u"%1 %2: %3 requests served"_s
        .arg(QLocale::c().toString(at.toUTC(), u"yyyy/MM/dd HH:mm:ss"_s), run.name)
        .arg(seed % 97 + 1);
}

// What one run of a container has written until \p until.
std::vector<LogLine> linesOf(const ContainerRun& run, const QDateTime& from, const QDateTime& until,
                             const Ending* ending)
{
    std::vector<LogLine> lines;
    for (const QString& text : startLines(run, from))
        lines.push_back({from, text});
    const qint64 seconds = qMax<qint64>(0, from.secsTo(until));
    const qint64 first = qMax<qint64>(1, seconds / kEvery - kMostLines);
    for (qint64 i = first; i <= seconds / kEvery; ++i) {
        const QDateTime at = from.addSecs(i * kEvery);
        const quint64 seed = quint64(at.toSecsSinceEpoch()) / kEvery * 2654435761u >> 7;
        lines.push_back({at, periodicLine(run, at, seed)});
    }
    if (ending) {
        lines.push_back({ending->finishedAt,
                         ending->exitCode == 0
                             ? u"done"_s
                             : u"fatal: cannot start: configuration is not valid"_s});
    }
    return lines;
}

QByteArray textOf(std::vector<LogLine> lines, const Request& request)
{
    if (request.tailLines && qint64(lines.size()) > *request.tailLines)
        lines.erase(lines.begin(),
                    lines.end() - std::ptrdiff_t(qMax<qint64>(0, *request.tailLines)));
    QByteArray text;
    for (const LogLine& line : lines) {
        if (request.timestamps)
            text += line.at.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s).toUtf8() + "000000Z ";
        text += line.text.toUtf8() + '\n';
    }
    return text;
}

} // namespace

Answer podLog(const Request& request, const Json& pod, const Kubelet& kubelet, const QDateTime& now)
{
    const QString podName = pod.path({u"metadata", u"name"}).toString();
    const Json& mains = pod.path({u"spec", u"containers"});
    const Json& inits = pod.path({u"spec", u"initContainers"});
    QString name = request.container;
    if (name.isEmpty())
        name = pod.path({u"metadata", u"annotations", u"kubectl.kubernetes.io/default-container"})
                   .toString();
    if (name.isEmpty() && mains.size() > 1) {
        QString message
            = u"a container name must be specified for pod %1, choose one of: [%2]"_s.arg(
                podName, namesOf(mains));
        if (inits.size() > 0)
            message += u" or one of the init containers: [%1]"_s.arg(namesOf(inits));
        return badLog(message);
    }
    if (name.isEmpty())
        name = mains.at(0)[u"name"].toString();
    if (!hasContainer(mains, name) && !hasContainer(inits, name))
        return badLog(u"container %1 is not valid for pod %2"_s.arg(name, podName));
    const PodRun* run = kubelet.run(pod.path({u"metadata", u"uid"}).toString());
    if (!run)
        return badLog(u"pod %1 does not have a host assigned"_s.arg(podName));
    const auto container = std::ranges::find(run->containers(), name, &ContainerRun::name);

    Answer answer;
    if (request.previous) {
        if (!container->last)
            return badLog(u"previous terminated container \"%1\" in pod \"%2\" not found"_s.arg(
                name, podName));
        const Ending& last = *container->last;
        answer.text = textOf(linesOf(*container, last.startedAt, last.finishedAt, &last), request);
        return answer;
    }
    if (container->state == ContainerRun::State::Waiting && !container->last) {
        const bool pulls = container->reason.endsWith("ImagePull"_L1)
            || container->reason == "ImagePullBackOff"_L1;
        return badLog(u"container \"%1\" in pod \"%2\" is waiting to start: %3"_s.arg(
            name, podName, pulls ? u"trying and failing to pull image"_s : container->reason));
    }
    if (container->state == ContainerRun::State::Running) {
        answer.text = textOf(linesOf(*container, container->startedAt, now, nullptr), request);
        return answer;
    }
    const Ending& ended
        = container->state == ContainerRun::State::Ended ? container->ending : *container->last;
    answer.text = textOf(linesOf(*container, ended.startedAt, ended.finishedAt, &ended), request);
    return answer;
}

} // namespace cauce::sandbox::control
