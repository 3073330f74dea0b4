#include "core/sandbox/control/podrun.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::sandbox::control {

namespace {

constexpr auto kLookAgain = 5s; // at what keeps a container from being made

QDateTime after(const QDateTime& at, std::chrono::milliseconds time)
{
    return at.addMSecs(time.count());
}

std::chrono::milliseconds probeDelay(const Json& container)
{
    const std::chrono::seconds startup {
        integer(container.path({u"startupProbe", u"initialDelaySeconds"}))};
    const std::chrono::seconds ready {
        integer(container.path({u"readinessProbe", u"initialDelaySeconds"}))};
    return qMax(startup, ready);
}

bool isTagMissing(const QString& image)
{
    return image.contains("broken"_L1) || image.endsWith(":no-such-tag"_L1);
}

Ending endingOf(const Json& terminated)
{
    return {int(integer(terminated[u"exitCode"])), terminated[u"reason"].toString(),
            parseStamp(terminated[u"startedAt"].toString()),
            parseStamp(terminated[u"finishedAt"].toString())};
}

} // namespace

Behaviour behaviourOf(const Json& pod, const Json& container)
{
    const QString image = container[u"image"].toString();
    const QString command = container[u"command"].at(0).toString();
    if (isTagMissing(image))
        return Behaviour::CannotBePulled;
    if (image.contains("crash"_L1) || command == "false"_L1 || command == "/bin/false"_L1)
        return Behaviour::Crashes;
    const QString policy = pod.path({u"spec", u"restartPolicy"}).toString();
    const bool ends = policy == "Never"_L1 || policy == "OnFailure"_L1;
    return ends ? Behaviour::Completes : Behaviour::Serves;
}

std::chrono::milliseconds backOff(int failures)
{
    return qMin<std::chrono::seconds>(10s * (1 << qBound(0, failures - 1, 8)), 300s);
}

PodRun::PodRun(const Json& pod, const Pace& pace, const QDateTime& now)
    : m_pace(pace)
    , m_beganAt(now)
    , m_restartPolicy(pod.path({u"spec", u"restartPolicy"}).toString())
{
    const auto add = [&](const Json& spec, bool isInit) {
        ContainerRun run;
        run.name = spec[u"name"].toString();
        run.image = spec[u"image"].toString();
        run.behaviour = behaviourOf(pod, spec);
        run.isInit = isInit;
        run.isSidecar = isInit && spec[u"restartPolicy"].toString() == "Always"_L1;
        if (run.isSidecar && run.behaviour == Behaviour::Completes)
            run.behaviour = Behaviour::Serves;
        if (isInit && !run.isSidecar && run.behaviour == Behaviour::Serves)
            run.behaviour = Behaviour::Completes;
        run.readyDelay = probeDelay(spec);
        m_containers.push_back(std::move(run));
    };
    for (const Json& spec : pod.path({u"spec", u"initContainers"}).items())
        add(spec, true);
    const bool hasInit = !m_containers.empty();
    for (const Json& spec : pod.path({u"spec", u"containers"}).items())
        add(spec, false);
    for (ContainerRun& run : m_containers) {
        run.reason = hasInit ? u"PodInitializing"_s : u"ContainerCreating"_s;
        if (!hasInit)
            run.nextAt = after(now, m_pace.containerStart);
    }
    if (hasInit)
        m_containers.front().nextAt = after(now, m_pace.containerStart / 2);
    for (const QStringView list : {u"initContainerStatuses", u"containerStatuses"}) {
        for (const Json& status : pod.path({u"status", list}).items()) {
            const QString name = status[u"name"].toString();
            const auto run = std::ranges::find(m_containers, name, &ContainerRun::name);
            if (run != m_containers.end())
                restore(*run, status, now);
        }
    }
}

void PodRun::restore(ContainerRun& container, const Json& status, const QDateTime& now)
{
    const Json& state = status[u"state"];
    container.restarts = int(integer(status[u"restartCount"]));
    if (const Json& last = status.path({u"lastState", u"terminated"}); last.isObject())
        container.last = endingOf(last);
    if (const Json& ended = state[u"terminated"]; ended.isObject()) {
        container.state = ContainerRun::State::Ended;
        container.ending = endingOf(ended);
        container.isReady = status[u"ready"].toBool(); // an init container that is done
        container.nextAt.reset();
    } else if (const Json& running = state[u"running"]; running.isObject()) {
        container.state = ContainerRun::State::Running;
        container.startedAt = parseStamp(running[u"startedAt"].toString());
        container.isReady = status[u"ready"].toBool();
        const bool stays = container.behaviour == Behaviour::Serves && container.isReady;
        container.nextAt = stays ? std::nullopt : std::optional(now);
    } else if (container.last) {
        container.reason = state.path({u"waiting", u"reason"}).toString();
        container.message = state.path({u"waiting", u"message"}).toString();
        container.nextAt = after(now, backOff(container.restarts));
    }
}

std::optional<QDateTime> PodRun::next() const
{
    std::optional<QDateTime> first;
    for (const ContainerRun& run : m_containers) {
        if (run.nextAt && (!first || *run.nextAt < *first))
            first = run.nextAt;
    }
    return first;
}

std::vector<PodNote> PodRun::advance(const QDateTime& now)
{
    std::vector<PodNote> notes;
    while (step(now, notes)) { }
    return notes;
}

bool PodRun::step(const QDateTime& now, std::vector<PodNote>& notes)
{
    ContainerRun* due = nullptr;
    for (ContainerRun& run : m_containers) {
        if (run.nextAt && *run.nextAt <= now && (!due || *run.nextAt < *due->nextAt))
            due = &run;
    }
    if (!due)
        return false;
    const QDateTime at = *std::exchange(due->nextAt, std::nullopt);
    switch (due->state) {
    case ContainerRun::State::Running:
        if (due->behaviour == Behaviour::Serves) {
            due->isReady = true;
            wait(*due, at);
        } else {
            end(*due, at, notes);
        }
        break;
    case ContainerRun::State::Waiting:
    case ContainerRun::State::Ended: // and is started again
        if (!obstacle.isEmpty()) {
            due->state = ContainerRun::State::Waiting;
            due->reason = u"CreateContainerConfigError"_s;
            due->message = obstacle;
            due->nextAt = after(now, kLookAgain);
            notes.push_back({true, u"Failed"_s, u"Error: "_s + obstacle, due->name, due->isInit});
        } else if (due->behaviour == Behaviour::CannotBePulled) {
            failPull(*due, at, notes);
        } else {
            begin(*due, at, notes);
        }
        break;
    }
    return true;
}

void PodRun::begin(ContainerRun& container, const QDateTime& at, std::vector<PodNote>& notes)
{
    if (container.state == ContainerRun::State::Ended || container.last)
        ++container.restarts;
    if (container.state == ContainerRun::State::Ended)
        container.last = container.ending;
    container.state = ContainerRun::State::Running;
    container.startedAt = at;
    container.reason.clear();
    container.message.clear();
    const auto note = [&](const QString& reason, const QString& message) {
        notes.push_back({false, reason, message, container.name, container.isInit});
    };
    note(u"Pulled"_s, u"Container image \"%1\" already present on machine"_s.arg(container.image));
    note(u"Created"_s, u"Created container: "_s + container.name);
    note(u"Started"_s, u"Started container "_s + container.name);

    const auto briefly = m_pace.containerStart / 2;
    switch (container.behaviour) {
    case Behaviour::Serves:
        container.isReady = container.readyDelay == 0ms;
        if (container.isReady)
            wait(container, at);
        else
            container.nextAt = after(at, container.readyDelay);
        break;
    case Behaviour::Completes:
    case Behaviour::Crashes:
        container.nextAt = after(at, briefly);
        if (!container.isInit && m_restartPolicy != "Always"_L1 && container.restarts == 0)
            container.nextAt = qMax(*container.nextAt, after(m_beganAt, m_pace.jobRun));
        break;
    case Behaviour::CannotBePulled:
        break;
    }
}

// What waited for this container may go on.
void PodRun::wait(ContainerRun& container, const QDateTime& at)
{
    if (!container.isInit || container.restarts > 0)
        return;
    auto following = std::ranges::find(m_containers, container.name, &ContainerRun::name) + 1;
    if (following == m_containers.end())
        return;
    if (following->isInit) {
        following->nextAt = after(at, m_pace.containerStart / 2);
        return;
    }
    for (; following != m_containers.end(); ++following)
        following->nextAt = after(at, m_pace.containerStart);
}

void PodRun::end(ContainerRun& container, const QDateTime& at, std::vector<PodNote>& notes)
{
    const bool failed = container.behaviour == Behaviour::Crashes;
    container.state = ContainerRun::State::Ended;
    container.ending
        = {failed ? 1 : 0, failed ? u"Error"_s : u"Completed"_s, container.startedAt, at};
    container.isReady = container.isInit && !failed;
    const bool again = failed ? m_restartPolicy != "Never"_L1
                              : !container.isInit && m_restartPolicy == "Always"_L1;
    if (!failed && container.isInit) {
        const int restarts = std::exchange(container.restarts, 0);
        wait(container, at);
        container.restarts = restarts;
    }
    if (!again)
        return;
    if (container.restarts == 0) { // the first time it is started again at once
        container.nextAt = after(at, m_pace.containerStart / 2);
        return;
    }
    const auto pause = backOff(container.restarts);
    container.last = container.ending;
    container.state = ContainerRun::State::Waiting;
    container.reason = u"CrashLoopBackOff"_s;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(pause).count();
    const QString span
        = seconds < 60 ? u"%1s"_s.arg(seconds) : u"%1m%2s"_s.arg(seconds / 60).arg(seconds % 60);
    container.message = u"back-off %1 restarting failed container=%2"_s.arg(span, container.name);
    container.nextAt = after(at, pause);
    notes.push_back({true, u"BackOff"_s,
                     u"Back-off restarting failed container "_s + container.name, container.name,
                     container.isInit});
}

void PodRun::failPull(ContainerRun& container, const QDateTime& at, std::vector<PodNote>& notes)
{
    const auto note = [&](bool isWarning, const QString& reason, const QString& message) {
        notes.push_back({isWarning, reason, message, container.name, container.isInit});
    };
    const QString what = u"failed to pull and unpack image \"%1\": failed to resolve reference "
                         "\"%1\": %1: not found"_s.arg(container.image);
    if (container.reason == "ErrImagePull"_L1) {
        container.reason = u"ImagePullBackOff"_s;
        container.message
            = u"Back-off pulling image \"%1\": ErrImagePull: rpc error: code = NotFound "
              "desc = %2"_s.arg(container.image, what);
        container.nextAt = after(at, backOff(container.pulls));
        note(false, u"BackOff"_s, u"Back-off pulling image \"%1\""_s.arg(container.image));
        note(true, u"Failed"_s, u"Error: ImagePullBackOff"_s);
        return;
    }
    ++container.pulls;
    container.reason = u"ErrImagePull"_s;
    container.message = u"rpc error: code = NotFound desc = "_s + what;
    container.nextAt = after(at, m_pace.containerStart);
    note(false, u"Pulling"_s, u"Pulling image \"%1\""_s.arg(container.image));
    note(true, u"Failed"_s,
         u"Failed to pull image \"%1\": %2"_s.arg(container.image, container.message));
    note(true, u"Failed"_s, u"Error: ErrImagePull"_s);
}

bool PodRun::isInitialized() const
{
    return std::ranges::all_of(m_containers, [](const ContainerRun& run) {
        if (!run.isInit)
            return true;
        return run.isSidecar ? run.state == ContainerRun::State::Running
                             : run.state == ContainerRun::State::Ended && run.ending.exitCode == 0;
    });
}

void PodRun::stop(const QDateTime& now)
{
    m_isStopped = true;
    for (ContainerRun& run : m_containers) {
        run.nextAt.reset();
        run.isReady = false;
        if (run.state == ContainerRun::State::Running) {
            run.state = ContainerRun::State::Ended;
            run.ending = {137, u"Error"_s, run.startedAt, now};
        }
    }
}

QString PodRun::phase() const
{
    if (m_isStopped)
        return u"Failed"_s;
    int running = 0, waiting = 0, stopped = 0, succeeded = 0;
    for (const ContainerRun& run : m_containers) {
        if (run.isInit) {
            if (run.state == ContainerRun::State::Ended && run.ending.exitCode != 0
                && m_restartPolicy == "Never"_L1)
                return u"Failed"_s;
            continue;
        }
        const bool ended = run.state == ContainerRun::State::Ended;
        running += run.state == ContainerRun::State::Running;
        waiting += run.state == ContainerRun::State::Waiting && !run.last;
        stopped += ended || (run.state == ContainerRun::State::Waiting && run.last);
        succeeded += ended && run.ending.exitCode == 0;
    }
    if (!isInitialized() || waiting > 0)
        return u"Pending"_s;
    if (running > 0 || stopped == 0 || m_restartPolicy == "Always"_L1)
        return u"Running"_s;
    if (stopped == succeeded)
        return u"Succeeded"_s;
    return m_restartPolicy == "Never"_L1 ? u"Failed"_s : u"Running"_s;
}

bool PodRun::isReady() const
{
    return std::ranges::all_of(m_containers, [](const ContainerRun& run) { return run.isReady; });
}

bool PodRun::isOver() const
{
    const QString now = phase();
    return now == "Succeeded"_L1 || now == "Failed"_L1;
}

} // namespace cauce::sandbox::control
