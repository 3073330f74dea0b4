#pragma once

#include "core/sandbox/control/duequeue.h"
#include "core/sandbox/control/events.h"
#include "core/sandbox/control/resources.h"
#include "core/sandbox/control/view.h"
#include "core/sandbox/controllers.h"

namespace cauce::sandbox::control {

//! One change of the store, parsed once for all who look at it, and only if one does.
class Change
{
public:
    explicit Change(const StoreEvent& event)
        : m_event(event)
    { }

    const StoreEvent& event() const { return m_event; }
    const ResourceName& resource() const { return m_event.resource; }
    const QString& nameSpace() const { return m_event.object->nameSpace; }
    const QString& name() const { return m_event.object->name; }
    const QString& uid() const { return m_event.object->uid; }
    bool isAdded() const { return m_event.type == EventType::Added; }
    bool isDeleted() const { return m_event.type == EventType::Deleted; }
    const Json& object() const
    {
        if (!m_object)
            m_object = m_event.object->json();
        return *m_object;
    }

private:
    const StoreEvent& m_event;
    mutable std::optional<Json> m_object;
};

//! \brief One controller of the loop: it is told of changes and puts what they mean on the queue;
//! when a thing is due, it brings it into order, whatever has happened before.
class Controller
{
public:
    virtual ~Controller() = default;

    //! A change of a resource it is registered for. It writes nothing here.
    virtual void observe(const Change& change) = 0;
    //! Brings the object into order.
    virtual void sync(const QString& nameSpace, const QString& name) = 0;

    int place = 0; //!< its place in the loop, set by it
};

//! \brief The queue, the view and the writing of all controllers. One thread, the Api's.
class Loop
{
public:
    Loop(Api& api, const Pace& pace);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    //! Adds a controller that is told of the changes of \p resources; none: of all.
    template <typename T>
    T& add(std::unique_ptr<T> controller, const std::vector<ResourceName>& resources)
    {
        T& added = *controller;
        take(std::move(controller), resources);
        return added;
    }
    //! Shows the controllers all that there is, as just added, then follows the store.
    void start();
    void run();

    std::optional<std::chrono::milliseconds> nextDue() const { return m_queue.next(); }
    std::function<void()> onDue;

    Api& api() const { return m_api; }
    const Pace& pace() const { return m_pace; }
    const View& view() const { return m_view; }
    EventRecorder& events() { return m_events; }
    QDateTime now() const { return m_api.clock().now(); }

    void enqueue(const Controller& who, const QString& nameSpace, const QString& name,
                 std::chrono::milliseconds delay = {});
    //! The same at a moment of the wall clock.
    void enqueueAt(const Controller& who, const QString& nameSpace, const QString& name,
                   const QDateTime& at);

    //! The object as it is now; null when absent.
    Json read(const ResourceName& resource, const QString& nameSpace, const QString& name) const;
    //! Writes \p status into \p object unless it is what it has. \return whether it was written
    bool writeStatus(const Json& object, const Json& status,
                     const QString& manager = kubeControllerManager());
    //! Replaces an object. \return whether that was done; a refusal is logged
    bool update(const Json& object, const QString& manager = kubeControllerManager());
    Answer create(const Json& object, const QString& manager = kubeControllerManager());
    //! Deletes an object, gracefully where it is a Pod.
    void remove(const ResourceName& resource, const QString& nameSpace, const QString& name,
                Propagation propagation = Propagation::Background);
    //! Deletes a Pod at once, as its kubelet does in the end.
    void removeNow(const QString& nameSpace, const QString& pod);
    //! Five characters for a generated name; the same ones in the same order over an equal store.
    QString suffix();

    static QString kubeControllerManager();

private:
    void take(std::unique_ptr<Controller> controller, const std::vector<ResourceName>& resources);
    void tell(const StoreEvent& event);

    Api& m_api;
    Pace m_pace;
    DueQueue m_queue;
    View m_view;
    EventRecorder m_events;
    std::vector<std::unique_ptr<Controller>> m_controllers;
    QHash<ResourceName, std::vector<Controller*>> m_routes;
    std::vector<Controller*> m_everywhere;
    quint64 m_random = 0x9e3779b97f4a7c15u;
    int m_subscription = 0;
    bool m_isRunning = false;
};

} // namespace cauce::sandbox::control
