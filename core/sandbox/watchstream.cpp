#include "core/sandbox/watchstream.h"

#include "core/base/log.h"
#include "core/object/jsoncodec.h"
#include "core/sandbox/decode.h"
#include "core/sandbox/refusals.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::sandbox {

namespace {

using object::Json;

constexpr qint64 kHighWater = 256 << 10; // bytes that may wait for the network
constexpr std::size_t kMaxWaiting = 10'000; // events
constexpr auto kBookmarkEvery = 60s;

//! A resourceVersion as a watch has it. \return false when it is no number
bool readVersion(const QString& text, std::optional<qint64>& after)
{
    if (text.isEmpty() || text == "0"_L1)
        return true;
    bool isNumber = false;
    after = text.toLongLong(&isNumber);
    return isNumber && *after >= 0;
}

Answer badVersion(const QString& version)
{
    return serverError(
        u"resourceVersion: Invalid value: \"%1\": strconv.ParseUint: parsing \"%1\": "
        "invalid syntax"_s.arg(version));
}

//! The last state that fitted, with the version at which it ceased to: as a server tells it.
Json leaving(const StoredObject& previous, qint64 revision)
{
    Json json = previous.json();
    json.setPath({u"metadata", u"resourceVersion"}, Json(QString::number(revision)));
    return json;
}

} // namespace

std::optional<Answer> WatchStream::open(Api& api, FaultGate& gate, HttpConnection* connection,
                                        WatchOrder order)
{
    const auto labels = labelMatcher(order.request.labelSelector);
    if (!labels)
        return badRequest(labels.error().message);
    const auto fields = fieldMatcher(order.kind, order.request.fieldSelector);
    if (!fields)
        return badRequest(fields.error().message);
    std::optional<qint64> after;
    if (!readVersion(order.request.resourceVersion, after))
        return badVersion(order.request.resourceVersion);
    if (order.representation.form == Representation::Form::PartialList)
        order.representation.form = Representation::Form::Partial;
    auto* stream = new WatchStream(api, gate, connection, std::move(order), *labels, *fields);
    stream->start(after);
    return {};
}

WatchStream::WatchStream(Api& api, FaultGate& gate, HttpConnection* connection, WatchOrder order,
                         LabelsFit labelsFit, ObjectFits objectFits)
    : QObject(connection)
    , m_api(api)
    , m_gate(gate)
    , m_connection(connection)
    , m_order(std::move(order))
    , m_labelsFit(std::move(labelsFit))
    , m_objectFits(std::move(objectFits))
{
    if (m_order.representation.form == Representation::Form::Table)
        m_printer.emplace(m_order.kind, m_order.rowObject);
    connect(connection, &HttpConnection::drained, this, &WatchStream::pump);
    // The connection goes a moment after it has closed: nobody is there to be told until then.
    connect(connection, &HttpConnection::closed, this, &QObject::deleteLater);
}

WatchStream::~WatchStream()
{
    if (m_subscription != 0)
        m_api.store().unsubscribe(m_subscription);
}

void WatchStream::start(std::optional<qint64> after)
{
    HttpAnswer head;
    head.contentType = "application/json";
    if (m_order.representation.form != Representation::Form::Whole)
        head.contentType += ";stream=watch";
    m_connection->begin(head);
    if (m_gate.isGone()) {
        m_connection->send(
            line("ERROR", tooOld(m_order.request.resourceVersion, m_api.store().revision()).body));
        end();
        return;
    }
    const ResourceName resource = m_order.kind.resource();
    if (m_order.options.sendsInitialEvents || !after) {
        startWithAll();
    } else {
        const auto events = m_api.store().eventsAfter(resource, *after);
        if (!events) {
            m_connection->send(
                line("ERROR", tooOld(QString::number(*after), m_api.store().revision()).body));
            end();
            return;
        }
        m_from = *after;
        for (const StoreEvent& event : *events)
            take(event);
        m_initial = m_waiting.size();
    }
    m_subscription = m_api.store().subscribe([this, resource](const StoreEvent& event) {
        if (event.resource == resource)
            take(event);
    });
    if (m_order.options.allowsBookmarks) {
        connect(&m_bookmarks, &QTimer::timeout, this, [this] {
            m_bookmarkIsDue = true;
            pump();
        });
        m_bookmarks.start(kBookmarkEvery);
    }
    if (m_order.options.timeout)
        QTimer::singleShot(*m_order.options.timeout, this, [this] { end(); });
    pump();
}

void WatchStream::startWithAll()
{
    const ResourceName resource = m_order.kind.resource();
    m_from = m_api.store().revision();
    for (const StoredPtr& object : m_api.store().list(resource, m_order.request.nameSpace)) {
        if (fits(object))
            m_waiting.push_back({resource, EventType::Added, object, nullptr, object->revision});
    }
    m_initial = m_waiting.size();
    m_endsInitial = m_order.options.sendsInitialEvents && m_order.options.allowsBookmarks;
    m_bookmarkIsDue = m_endsInitial;
}

bool WatchStream::fits(const StoredPtr& object) const
{
    if (!object)
        return false;
    const QString& nameSpace = m_order.request.nameSpace;
    return (nameSpace.isEmpty() || object->nameSpace == nameSpace) && m_labelsFit(object->labels)
        && m_objectFits(*object);
}

void WatchStream::take(const StoreEvent& event)
{
    if (event.revision <= m_from)
        return;
    // A deleted object's last state counts as what was there before.
    const bool isThere = event.type != EventType::Deleted && fits(event.object);
    const bool wasThere
        = event.type != EventType::Added && fits(event.previous ? event.previous : event.object);
    if (!isThere && !wasThere)
        return;
    StoreEvent told = event;
    if (event.type == EventType::Deleted)
        told.previous = nullptr; // only one that ceases to fit is told as it was before
    told.type = !wasThere ? EventType::Added : isThere ? EventType::Modified : EventType::Deleted;
    m_waiting.push_back(std::move(told));
    if (m_waiting.size() > m_initial + kMaxWaiting) {
        qCInfo(log::kube) << "sandbox: a watch of" << m_order.kind.plural
                          << "does not read what it is told; it is cut";
        m_waiting.clear();
        m_connection->cut();
        return;
    }
    pump();
}

Json WatchStream::shaped(const Json& object)
{
    if (m_printer) {
        Json metadata = Json::emptyObject();
        metadata.set(u"resourceVersion"_s, object.path({u"metadata", u"resourceVersion"}));
        return m_printer->table({object}, metadata, m_api.clock().now(),
                                std::exchange(m_isFirstRow, false));
    }
    return partialObject(object);
}

QByteArray WatchStream::line(const char* type, const Json& object) const
{
    return QByteArray("{\"type\":\"") + type + "\",\"object\":" + object::toJson(object) + "}\n";
}

QByteArray WatchStream::eventLine(const StoreEvent& event)
{
    const char* type = event.type == EventType::Added ? "ADDED"
        : event.type == EventType::Modified           ? "MODIFIED"
                                                      : "DELETED";
    const bool isWhole = m_order.representation.form == Representation::Form::Whole;
    const bool leaves = event.type == EventType::Deleted && event.previous;
    if (isWhole && !leaves && m_order.kind.isStorage)
        return QByteArray("{\"type\":\"") + type + "\",\"object\":" + event.object->bytes + "}\n";
    const Json stored = leaves ? leaving(*event.previous, event.revision) : event.object->json();
    const Json json = atVersion(m_order.kind, stored);
    return line(type, isWhole ? json : shaped(json));
}

void WatchStream::bookmark(bool endsInitial)
{
    Json metadata = Json::emptyObject();
    metadata.set(u"resourceVersion"_s, Json(QString::number(m_api.store().revision())));
    if (endsInitial)
        metadata.setPath({u"annotations", u"k8s.io/initial-events-end"}, Json(u"true"_s));
    Json json = Json::emptyObject();
    json.set(u"kind"_s, Json(m_order.kind.type.kind));
    json.set(u"apiVersion"_s, Json(m_order.kind.type.apiVersion()));
    json.set(u"metadata"_s, metadata);
    const bool isWhole = m_order.representation.form == Representation::Form::Whole;
    m_connection->send(line("BOOKMARK", isWhole ? json : shaped(json)));
}

void WatchStream::pump()
{
    if (m_gate.isSilent() || !m_connection->isOpen())
        return;
    while (!m_waiting.empty() && m_connection->waitingBytes() < kHighWater) {
        const QByteArray text = eventLine(m_waiting.front());
        m_waiting.pop_front();
        m_initial -= m_initial > 0 ? 1 : 0;
        if (m_gate.cutsThisLine()) {
            m_waiting.clear();
            m_connection->cutAfter(QByteArrayView(text).first(text.size() / 2));
            return;
        }
        m_connection->send(text);
    }
    if (m_bookmarkIsDue && m_waiting.empty()) {
        m_bookmarkIsDue = false;
        bookmark(std::exchange(m_endsInitial, false));
    }
}

void WatchStream::end()
{
    m_waiting.clear();
    if (m_subscription != 0)
        m_api.store().unsubscribe(std::exchange(m_subscription, 0));
    m_connection->end();
    deleteLater(); // the connection may serve other requests
}

} // namespace cauce::sandbox
