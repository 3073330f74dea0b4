#include "tests/support/fakekind.h"

#include <algorithm>

namespace cauce::test {

namespace {

QByteArray withType(const QByteArray& apiVersion, const QByteArray& kind, const QByteArray& object)
{
    return "{\"kind\":\"" + kind + "\",\"apiVersion\":\"" + apiVersion + "\"," + object.mid(1);
}

} // namespace

FakeKind::FakeKind(FakeApiServer* server, const QString& path, const QByteArray& apiVersion,
                   const QByteArray& kind)
    : m_apiVersion(apiVersion)
    , m_kind(kind)
{
    server->onList(path, [this](const ExchangePtr& exchange) { answerList(exchange); });
    server->onWatch(path, [this](const ExchangePtr& exchange) { answerWatch(exchange); });
}

void FakeKind::put(const QByteArray& nameSpace, const QByteArray& name, const QByteArray& more,
                   const QByteArray& metadata)
{
    const QByteArray key = nameSpace + '/' + name;
    const bool there = m_objects.contains(key);
    if (!there)
        m_uidOf[key] = "uid-" + name + '-' + QByteArray::number(++m_uids);
    QByteArray object = "{\"metadata\":{\"name\":\"" + name + "\",";
    if (!nameSpace.isEmpty())
        object += "\"namespace\":\"" + nameSpace + "\",";
    object += "\"uid\":\"" + m_uidOf[key] + "\",\"resourceVersion\":\""
        + QByteArray::number(++m_version) + "\",\"creationTimestamp\":\"2026-01-02T03:04:05Z\"";
    if (!metadata.isEmpty())
        object += ',' + metadata;
    object += '}';
    if (!more.isEmpty())
        object += ',' + more;
    object += '}';
    m_objects[key] = object;
    tell(there ? "MODIFIED" : "ADDED", object);
}

void FakeKind::remove(const QByteArray& nameSpace, const QByteArray& name)
{
    const QByteArray key = nameSpace + '/' + name;
    QByteArray object = m_objects.take(key);
    const qsizetype begin = object.indexOf("\"resourceVersion\":\"") + 19;
    object.replace(begin, object.indexOf('"', begin) - begin, QByteArray::number(++m_version));
    m_uidOf.remove(key);
    tell("DELETED", object);
}

void FakeKind::tell(const QByteArray& type, const QByteArray& object)
{
    const QByteArray line
        = "{\"type\":\"" + type + "\",\"object\":" + withType(m_apiVersion, m_kind, object) + "}\n";
    m_events.append({m_version, line});
    sendToWatches(line);
}

void FakeKind::sendToWatches(const QByteArray& line)
{
    for (const ExchangePtr& watch : std::as_const(m_watches))
        watch->send(line);
}

void FakeKind::bookmark()
{
    sendToWatches("{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"" + m_kind + "\",\"apiVersion\":\""
                  + m_apiVersion + "\",\"metadata\":{\"resourceVersion\":\""
                  + QByteArray::number(m_version) + "\",\"creationTimestamp\":null}}}\n");
}

void FakeKind::compact()
{
    m_compacted = m_version;
    m_events.clear();
}

void FakeKind::endWatches()
{
    for (const ExchangePtr& watch : std::exchange(m_watches, {}))
        watch->end();
}

void FakeKind::cutWatches()
{
    for (const ExchangePtr& watch : std::exchange(m_watches, {}))
        watch->cut();
}

int FakeKind::openWatches() const
{
    return int(std::count_if(m_watches.cbegin(), m_watches.cend(),
                             [](const ExchangePtr& watch) { return watch->isOpen(); }));
}

QByteArray FakeKind::object(const QByteArray& nameSpace, const QByteArray& name) const
{
    return withType(m_apiVersion, m_kind, m_objects.value(nameSpace + '/' + name));
}

void FakeKind::answerList(const ExchangePtr& exchange) const
{
    const qsizetype from = exchange->request().parameter(QStringLiteral("continue")).toInt();
    qsizetype limit = exchange->request().parameter(QStringLiteral("limit")).toInt();
    if (limit <= 0)
        limit = m_objects.size();
    const QList<QByteArray> page = m_objects.values().mid(from, limit);
    const bool last = from + page.size() >= m_objects.size();
    exchange->reply(200,
                    "{\"kind\":\"" + m_kind + "List\",\"apiVersion\":\"" + m_apiVersion
                        + "\",\"metadata\":{\"resourceVersion\":\"" + QByteArray::number(m_version)
                        + "\""
                        + (last ? QByteArray()
                                : ",\"continue\":\"" + QByteArray::number(from + page.size()) + '"')
                        + "},\"items\":[" + page.join(',') + "]}");
}

void FakeKind::answerWatch(const ExchangePtr& exchange)
{
    const qint64 from
        = exchange->request().parameter(QStringLiteral("resourceVersion")).toLongLong();
    exchange->begin();
    if (from < m_compacted) {
        exchange->send("{\"type\":\"ERROR\",\"object\":"
                       + statusJson(410, "Expired", "too old resource version") + "}\n");
        exchange->end();
        return;
    }
    for (const Event& event : std::as_const(m_events)) {
        if (event.version > from)
            exchange->send(event.line);
    }
    m_watches.append(exchange);
}

QByteArray discoveryJson(const QList<FakeResource>& resources, bool core,
                         const QList<QByteArray>& stale)
{
    QMap<QByteArray, QMap<QByteArray, QByteArray>> groups; // group -> version -> resources
    for (const FakeResource& resource : resources) {
        if (resource.group.isEmpty() != core)
            continue;
        QByteArray& list = groups[resource.group][resource.version];
        list += (list.isEmpty() ? "" : ",") + QByteArray("{\"resource\":\"") + resource.plural
            + "\",\"responseKind\":{\"group\":\"" + resource.group + "\",\"version\":\""
            + resource.version + "\",\"kind\":\"" + resource.kind + "\"},\"scope\":\""
            + (resource.namespaced ? "Namespaced" : "Cluster")
            + "\",\"verbs\":[\"get\",\"list\",\"watch\",\"patch\",\"delete\"]}";
    }
    QByteArray items;
    const auto addGroup = [&](const QByteArray& name, const QByteArray& versions) {
        items += (items.isEmpty() ? "" : ",") + QByteArray("{\"metadata\":{\"name\":\"") + name
            + "\"},\"versions\":[" + versions + "]}";
    };
    for (auto group = groups.cbegin(); group != groups.cend(); ++group) {
        QByteArray versions;
        for (auto version = group->cbegin(); version != group->cend(); ++version) {
            versions += (versions.isEmpty() ? "" : ",") + QByteArray("{\"version\":\"")
                + version.key() + "\",\"freshness\":\"Current\",\"resources\":[" + version.value()
                + "]}";
        }
        addGroup(group.key(), versions);
    }
    for (const QByteArray& name : stale)
        addGroup(name, "{\"version\":\"v1\",\"freshness\":\"Stale\"}");
    return "{\"kind\":\"APIGroupDiscoveryList\",\"apiVersion\":\"apidiscovery.k8s.io/v2\","
           "\"metadata\":{},\"items\":["
        + items + "]}";
}

void serveDiscovery(FakeApiServer* server, const QList<FakeResource>& resources)
{
    server->on("GET", QStringLiteral("/version"), answer(R"({"gitVersion":"v1.35.4"})"));
    server->on("GET", QStringLiteral("/api"), answer(discoveryJson(resources, true)));
    server->on("GET", QStringLiteral("/apis"), answer(discoveryJson(resources, false)));
    server->on("GET", QStringLiteral("/api/v1/namespaces/kube-system"),
               answer(R"({"kind":"Namespace","apiVersion":"v1","metadata":{"name":"kube-system",)"
                      R"("uid":"cluster-uid","resourceVersion":"1"}})"));
}

} // namespace cauce::test
