#include "ui/heartbeat.h"

#include "core/base/log.h"

#include <algorithm>

using namespace std::chrono_literals;

namespace cauce {

namespace {

constexpr auto kBeat = 5ms;

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
    qCDebug(log::perf).noquote() << "longest stall" << QString::number(m_longest, 'f', 1) << "ms";
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
}

void Heartbeat::beat()
{
    // The first beat only begins: what went before the event loop turned is the start.
    if (m_since.isValid())
        m_longest = std::max(m_longest, double(m_since.nsecsElapsed()) / 1e6 - kBeat.count());
    m_since.start();
}

} // namespace cauce
