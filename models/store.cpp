#include "models/store.h"

namespace cauce {

using namespace std::chrono_literals;

namespace {

constexpr qsizetype kMostPerFrame = 100; // what is taken in without missing a frame
constexpr auto kFrame = 33ms;
constexpr auto kNextPart = 4ms; // input comes in between

} // namespace

Store::Store(Clock clock, QObject* parent)
    : QObject(parent)
    , m_clock(std::move(clock))
    , m_applications(m_clock)
{
    m_frame.setSingleShot(true);
    connect(&m_frame, &QTimer::timeout, this, [this] { take(kMostPerFrame); });
    m_tick.setInterval(5s);
    connect(&m_tick, &QTimer::timeout, this, &Store::ticked);
    m_tick.start();
}

AppStatePtr Store::application(const QString& name) const
{
    const ApplicationRowPtr row = m_applications.row(name);
    return row ? row->state : nullptr;
}

void Store::setWorkspace(const WorkspaceStatePtr& workspace)
{
    m_workspace = workspace;
    m_workspacePending = true;
    if (!m_frame.isActive())
        m_frame.start(kFrame);
}

void Store::putApplication(const AppStatePtr& application)
{
    m_pending.insert(application->name(), application);
    if (!m_frame.isActive())
        m_frame.start(kFrame);
}

void Store::removeApplication(const QString& name)
{
    m_pending.insert(name, nullptr);
    if (!m_frame.isActive())
        m_frame.start(kFrame);
}

void Store::setDiff(const AppDiffPtr& diff)
{
    m_diff = diff;
    emit diffChanged();
}

void Store::clear()
{
    m_frame.stop();
    m_pending.clear();
    m_workspacePending = false;
    m_workspace = nullptr;
    m_diff = nullptr;
    m_applications.clear();
    emit workspaceChanged();
}

void Store::flush()
{
    take(m_pending.size());
}

void Store::take(qsizetype most)
{
    m_frame.stop();
    if (m_workspacePending) {
        m_workspacePending = false;
        emit workspaceChanged();
    }
    if (m_pending.isEmpty())
        return;
    QList<AppStatePtr> changed;
    QStringList removed;
    QStringList names;
    for (auto it = m_pending.begin(); it != m_pending.end() && names.size() < most;
         it = m_pending.erase(it)) {
        names.append(it.key());
        if (it.value())
            changed.append(it.value());
        else
            removed.append(it.key());
    }
    if (!m_pending.isEmpty())
        m_frame.start(kNextPart);
    m_applications.apply(changed, removed);
    emit applicationsChanged(names);
}

} // namespace cauce
