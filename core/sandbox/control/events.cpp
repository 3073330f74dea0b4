#include "core/sandbox/control/events.h"

#include "core/sandbox/control/resources.h"

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

constexpr qint64 kEventLife = 3600; // seconds; kube-apiserver's --event-ttl

} // namespace

Json EventRecorder::eventFor(const Json& object, bool isWarning, const QString& reason,
                             const QString& message, const QString& fieldPath)
{
    const Json& metadata = object[u"metadata"];
    const QString name = metadata[u"name"].toString();
    const QString nameSpace = metadata[u"namespace"].toString();
    // The real name is in nanoseconds; a counter keeps two of one moment apart, and a run the same.
    const quint64 nanoseconds = quint64(m_api.clock().now().toMSecsSinceEpoch()) * 1'000'000u
        + quint64(++m_count % 1'000'000);

    Json involved = Json::emptyObject();
    for (const QString& key : {u"apiVersion"_s, u"kind"_s})
        involved.set(key, object[key]);
    for (const QString& key : {u"name"_s, u"namespace"_s, u"resourceVersion"_s, u"uid"_s}) {
        if (metadata.contains(key))
            involved.set(key, metadata[key]);
    }
    if (!fieldPath.isEmpty())
        involved.set(u"fieldPath"_s, fieldPath);

    Json event = Json::emptyObject();
    event.set(u"apiVersion"_s, u"v1"_s);
    event.set(u"kind"_s, u"Event"_s);
    event.setPath({u"metadata", u"name"}, QString(name + u'.' + QString::number(nanoseconds, 16)));
    event.setPath({u"metadata", u"namespace"}, nameSpace.isEmpty() ? u"default"_s : nameSpace);
    event.set(u"involvedObject"_s, involved);
    event.set(u"reason"_s, reason);
    event.set(u"message"_s, message);
    event.set(u"type"_s, isWarning ? u"Warning"_s : u"Normal"_s);
    return event;
}

void EventRecorder::tell(const Json& object, const Source& source, bool isWarning,
                         const QString& reason, const QString& message, const QString& fieldPath)
{
    const QDateTime now = m_api.clock().now();
    const QString told = object.path({u"metadata", u"uid"}).toString() + u'\n' + source.component
        + u'\n' + reason + u'\n' + fieldPath + u'\n' + message;
    const auto known = m_known.find(m_told.value(told));
    if (known != m_known.end()) {
        const StoredPtr stored
            = m_api.store().find(resource::events, known->nameSpace, known->name);
        if (stored) {
            Json event = stored->json();
            event.set(u"count"_s, number(integer(event[u"count"], 1) + 1));
            event.set(u"lastTimestamp"_s, stamp(now));
            known->lastAt = now;
            m_api.update(event, source.component);
            return;
        }
    }
    Json event = eventFor(object, isWarning, reason, message, fieldPath);
    event.set(u"firstTimestamp"_s, stamp(now));
    event.set(u"lastTimestamp"_s, stamp(now));
    event.set(u"count"_s, number(1));
    event.set(u"eventTime"_s, Json());
    event.setPath({u"source", u"component"}, source.component);
    if (!source.host.isEmpty())
        event.setPath({u"source", u"host"}, source.host);
    event.set(u"reportingComponent"_s, source.component);
    event.set(u"reportingInstance"_s, source.host);
    const Json& metadata = event[u"metadata"];
    const QString key = metadata[u"namespace"].toString() + u'/' + metadata[u"name"].toString();
    if (!m_api.create(event, source.component).isOk())
        return; // its namespace is going away, or gone
    m_known[key].told = told;
    m_told.insert(told, key);
}

void EventRecorder::tellNow(const Json& object, const Source& source, bool isWarning,
                            const QString& reason, const QString& message, const QString& action)
{
    Json event = eventFor(object, isWarning, reason, message, {});
    event.set(u"action"_s, action);
    event.set(u"eventTime"_s, microStamp(m_api.clock().now()));
    event.set(u"firstTimestamp"_s, Json());
    event.set(u"lastTimestamp"_s, Json());
    event.set(u"source"_s, Json::emptyObject());
    event.set(u"reportingComponent"_s, source.component);
    event.set(u"reportingInstance"_s, QString(source.component + u'-' + source.host));
    m_api.create(event, source.component);
}

void EventRecorder::noteStored(const QString& nameSpace, const QString& name)
{
    const QString key = nameSpace + u'/' + name;
    if (m_known.contains(key))
        return;
    const QDateTime now = m_api.clock().now();
    m_known.insert(key, {nameSpace, name, now, {}});
    m_order.emplace_back(now.addSecs(kEventLife), key);
}

void EventRecorder::noteRemoved(const QString& nameSpace, const QString& name)
{
    const auto known = m_known.constFind(nameSpace + u'/' + name);
    if (known == m_known.cend())
        return;
    m_told.remove(known->told);
    m_known.erase(known);
}

std::optional<QDateTime> EventRecorder::nextExpiry() const
{
    return m_order.empty() ? std::nullopt : std::optional(m_order.front().first);
}

std::optional<QDateTime> EventRecorder::expire()
{
    const QDateTime now = m_api.clock().now();
    while (!m_order.empty() && m_order.front().first <= now) {
        const QString key = m_order.front().second;
        m_order.pop_front();
        const auto known = m_known.constFind(key);
        if (known == m_known.cend())
            continue;
        if (const QDateTime end = known->lastAt.addSecs(kEventLife); end > now) {
            m_order.emplace_back(end, key); // told again since; the order suffers little
            continue;
        }
        const Known gone = *known;
        m_api.remove(resource::events, gone.nameSpace, gone.name);
    }
    return nextExpiry();
}

} // namespace cauce::sandbox::control
