#include "core/sandbox/control/loop.h"

#include "core/base/log.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::sandbox::control {

namespace {

constexpr int kTooOften = 500; // syncs of one object in one run: two controllers disagree

} // namespace

QString Loop::kubeControllerManager()
{
    return u"kube-controller-manager"_s;
}

Loop::Loop(Api& api, const Pace& pace)
    : m_api(api)
    , m_pace(pace)
    , m_events(api)
{
    // A store that was filled before has names of the first ones: others are wanted now.
    m_random += quint64(api.store().revision()) * 0xd1342543de82ef95u;
}

Loop::~Loop()
{
    if (m_subscription)
        m_api.store().unsubscribe(m_subscription);
}

void Loop::take(std::unique_ptr<Controller> controller, const std::vector<ResourceName>& resources)
{
    controller->place = int(m_controllers.size());
    for (const ResourceName& resource : resources)
        m_routes[resource].push_back(controller.get());
    if (resources.empty())
        m_everywhere.push_back(controller.get());
    m_controllers.push_back(std::move(controller));
}

void Loop::start()
{
    m_subscription = m_api.store().subscribe([this](const StoreEvent& event) { tell(event); });
    for (const ServedKind* kind : m_api.kinds().all()) {
        if (!kind->isStorage)
            continue;
        for (const StoredPtr& object : m_api.store().list(kind->resource()))
            tell({kind->resource(), EventType::Added, object, nullptr, object->revision});
    }
}

void Loop::tell(const StoreEvent& event)
{
    const Change change(event);
    const StoredObject& object = *event.object;
    const bool gone = change.isDeleted();
    if (event.resource == resource::pods)
        m_view.pod(object, change.object(), gone);
    else if (event.resource == resource::replicaSets)
        m_view.replicaSet(object, change.object(), gone);
    else if (event.resource == resource::jobs)
        m_view.job(object, change.object(), gone);
    if (const auto routes = m_routes.constFind(event.resource); routes != m_routes.cend()) {
        for (Controller* controller : *routes)
            controller->observe(change);
    }
    for (Controller* controller : m_everywhere)
        controller->observe(change);
}

void Loop::run()
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    const auto now = m_api.clock().steady();
    QHash<Task, int> times;
    while (const auto task = m_queue.take(now)) {
        Controller& controller = *m_controllers[size_t(task->controller)];
        if (++times[*task] > kTooOften) {
            qCWarning(log::kube) << "sandbox:" << task->nameSpace << task->name
                                 << "does not come to rest; trying again in a second";
            m_queue.add(*task, now + 1s);
            continue;
        }
        controller.sync(task->nameSpace, task->name);
    }
    m_isRunning = false;
}

void Loop::enqueue(const Controller& who, const QString& nameSpace, const QString& name,
                   std::chrono::milliseconds delay)
{
    const bool isFirst = m_queue.add({who.place, nameSpace, name}, m_api.clock().steady() + delay);
    if (isFirst && !m_isRunning && onDue)
        onDue();
}

void Loop::enqueueAt(const Controller& who, const QString& nameSpace, const QString& name,
                     const QDateTime& at)
{
    enqueue(who, nameSpace, name, std::chrono::milliseconds(qMax<qint64>(0, now().msecsTo(at))));
}

Json Loop::read(const ResourceName& resource, const QString& nameSpace, const QString& name) const
{
    const StoredPtr stored = m_api.store().find(resource, nameSpace, name);
    return stored ? stored->json() : Json();
}

bool Loop::writeStatus(const Json& object, const Json& status, const QString& manager)
{
    if (object[u"status"] == status)
        return false;
    Json changed = object;
    changed.set(u"status"_s, status);
    const Answer answer = m_api.update(changed, manager, u"status"_s);
    if (!answer.isOk()) {
        qCWarning(log::kube) << "sandbox: status of"
                             << object.path({u"metadata", u"name"}).toString()
                             << answer.body[u"message"].toString();
    }
    return answer.isOk();
}

bool Loop::update(const Json& object, const QString& manager)
{
    const Answer answer = m_api.update(object, manager);
    if (!answer.isOk()) {
        qCWarning(log::kube) << "sandbox: update of"
                             << object.path({u"metadata", u"name"}).toString()
                             << answer.body[u"message"].toString();
    }
    return answer.isOk();
}

Answer Loop::create(const Json& object, const QString& manager)
{
    return m_api.create(object, manager);
}

void Loop::remove(const ResourceName& resource, const QString& nameSpace, const QString& name,
                  Propagation propagation)
{
    m_api.remove(resource, nameSpace, name, propagation);
}

void Loop::removeNow(const QString& nameSpace, const QString& pod)
{
    Request request;
    request.verb = Verb::Delete;
    request.version = u"v1"_s;
    request.resource = resource::pods.plural;
    request.nameSpace = nameSpace;
    request.name = pod;
    request.graceSeconds = 0;
    request.propagation = Propagation::Background;
    request.fieldManager = u"kubelet"_s;
    m_api.answer(request);
}

QString Loop::suffix()
{
    m_random ^= m_random << 13; // xorshift64
    m_random ^= m_random >> 7;
    m_random ^= m_random << 17;
    return safeSuffix(m_random >> 8, 5);
}

} // namespace cauce::sandbox::control
