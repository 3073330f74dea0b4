#pragma once

#include <QMetaObject>
#include <QObject>
#include <QThread>

#include <memory>

namespace cauce {

//! \brief The one thread in which the engine and every object that talks to a cluster live.
//!
//! Destroying it stops the event loop, waits, and deletes the worker in its own thread, so that
//! sockets and timers die where they lived.
template <typename Worker>
class EngineThread
{
public:
    //! \param worker a QObject without a parent, made in the calling thread and moved from it
    explicit EngineThread(std::unique_ptr<Worker> worker)
        : m_worker(worker.release())
    {
        Q_ASSERT(!m_worker->parent());
        m_thread.setObjectName(QStringLiteral("engine"));
        m_worker->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
        m_thread.start();
    }
    ~EngineThread()
    {
        m_thread.quit();
        m_thread.wait();
    }
    EngineThread(const EngineThread&) = delete;
    EngineThread& operator=(const EngineThread&) = delete;

    //! For connect() only; to call it, use post().
    Worker* worker() const { return m_worker; }

    //! Runs \p command in the engine thread, later. \p command must own what it names: values only.
    template <typename Fn>
    void post(Fn command) const
    {
        QMetaObject::invokeMethod(m_worker, std::move(command), Qt::QueuedConnection);
    }

private:
    QThread m_thread;
    Worker* m_worker;
};

} // namespace cauce
