#include "models/store.h"

namespace cauce {

using namespace std::chrono_literals;

Store::Store(Clock clock, QObject* parent)
    : QObject(parent)
    , m_clock(std::move(clock))
    , m_applications(m_clock)
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(33ms);
    connect(&m_frame, &QTimer::timeout, this, &Store::flush);
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
        m_frame.start();
}

void Store::putApplication(const AppStatePtr& application)
{
    m_pending.insert(application->name(), application);
    if (!m_frame.isActive())
        m_frame.start();
}

void Store::removeApplication(const QString& name)
{
    m_pending.insert(name, nullptr);
    if (!m_frame.isActive())
        m_frame.start();
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
    m_frame.stop();
    if (m_workspacePending) {
        m_workspacePending = false;
        emit workspaceChanged();
    }
    if (m_pending.isEmpty())
        return;
    QList<AppStatePtr> changed;
    QStringList removed;
    const auto pending = std::exchange(m_pending, {});
    for (auto it = pending.cbegin(); it != pending.cend(); ++it) {
        if (it.value())
            changed.append(it.value());
        else
            removed.append(it.key());
    }
    m_applications.apply(changed, removed);
    emit applicationsChanged(pending.keys());
}

} // namespace cauce
