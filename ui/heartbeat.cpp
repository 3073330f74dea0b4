#include "ui/heartbeat.h"

#include "core/base/log.h"

#include <algorithm>
#include <ctime>

using namespace std::chrono_literals;

namespace cauce {

namespace {

constexpr auto kBeat = 5ms;

//! Milliseconds of processor time that this thread has had.
double threadTime()
{
#ifdef CLOCK_THREAD_CPUTIME_ID
    timespec time {};
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0)
        return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
#endif
    return 0;
}

} // namespace

Heartbeat::Heartbeat()
{
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { beat(); });
    m_timer.start(kBeat);
}

Heartbeat::~Heartbeat()
{
    stop();
    qCDebug(log::perf).noquote() << "longest stall" << QString::number(m_longest, 'f', 1)
                                 << "ms, longest work" << QString::number(m_longestWork, 'f', 1)
                                 << "ms";
}

bool Heartbeat::isAskedFor()
{
    return log::perf().isDebugEnabled();
}

void Heartbeat::stop()
{
    if (!m_timer.isActive())
        return;
    beat(); // the last event may have been the longest
    m_timer.stop();
}

void Heartbeat::reset()
{
    m_since.start();
    m_longest = 0;
    m_workBefore = threadTime();
    m_longestWork = 0;
}

void Heartbeat::beat()
{
    // The first beat only begins: what went before the event loop turned is the start.
    const double work = threadTime();
    if (m_since.isValid()) {
        m_longest = std::max(m_longest, double(m_since.nsecsElapsed()) / 1e6 - kBeat.count());
        m_longestWork = std::max(m_longestWork, work - m_workBefore);
    }
    m_workBefore = work;
    m_since.start();
}

} // namespace cauce
