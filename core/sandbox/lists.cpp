// Pages of lists, at the state of the newest or of an earlier revision.

#include "core/object/jsoncodec.h"
#include "core/sandbox/apistate.h"
#include "core/sandbox/decode.h"
#include "core/sandbox/refusals.h"
#include "core/sandbox/storedobject.h"

#include <map>

using namespace Qt::StringLiterals;
using cauce::object::Json;

namespace cauce::sandbox {

namespace {

constexpr auto kTokenVersion = "meta.k8s.io/v1"_L1;

// Where a continued list goes on: after the object of that name, as it was at a revision.
struct Continuation
{
    qint64 revision = 0;
    QString nameSpace;
    QString name;
};

// A server's own form: the key of etcd after the last one, "/NAMESPACE/NAME" plus a zero byte.
QString tokenAfter(const StoredObject& last, const QString& listedNamespace, qint64 revision)
{
    QString start = u"/"_s;
    if (listedNamespace.isEmpty() && !last.nameSpace.isEmpty())
        start += last.nameSpace + u'/';
    start += last.name + QChar(u'\0');
    Json token = Json::emptyObject();
    token.set(u"v"_s, Json(QString(kTokenVersion)));
    token.set(u"rv"_s, Json(revision));
    token.set(u"start"_s, Json(start));
    return QString::fromLatin1(object::toJson(token).toBase64(QByteArray::Base64UrlEncoding
                                                              | QByteArray::OmitTrailingEquals));
}

std::optional<Continuation> readToken(const Request& request)
{
    const QByteArray text
        = QByteArray::fromBase64(request.continueToken.toLatin1(), QByteArray::Base64UrlEncoding);
    const Result<Json> token = object::parseJson(text);
    if (!token || (*token)[u"v"].toString() != kTokenVersion)
        return std::nullopt;
    QString start = (*token)[u"start"].toString();
    const auto revision = (*token)[u"rv"].toInteger();
    if (!revision || !start.startsWith(u'/'))
        return std::nullopt;
    start.remove(0, 1);
    start.remove(QChar(u'\0'));
    const qsizetype slash = request.nameSpace.isEmpty() ? start.indexOf(u'/') : -1;
    return Continuation {*revision, slash < 0 ? request.nameSpace : start.left(slash),
                         start.mid(slash + 1)};
}

using Visitor = std::function<bool(const StoredPtr&)>;

// The objects as they were before \p events: what has happened since, undone.
std::vector<StoredPtr> objectsBefore(const Store& store, const ResourceName& resource,
                                     const QString& nameSpace,
                                     const std::vector<StoreEvent>& events)
{
    std::map<std::pair<QString, QString>, StoredPtr> before; // of what has changed since
    for (const StoreEvent& event : events) {
        if (nameSpace.isEmpty() || event.object->nameSpace == nameSpace)
            before.emplace(std::pair(event.object->nameSpace, event.object->name), event.previous);
    }
    std::vector<StoredPtr> objects = store.list(resource, nameSpace);
    std::erase_if(objects, [&before](const StoredPtr& object) {
        return before.contains({object->nameSpace, object->name});
    });
    for (const auto& [place, object] : before) {
        if (object)
            objects.push_back(object);
    }
    std::ranges::sort(objects, [](const StoredPtr& a, const StoredPtr& b) {
        return std::tie(a->nameSpace, a->name) < std::tie(b->nameSpace, b->name);
    });
    return objects;
}

// Calls \p visit with the objects of \p revision behind \p from, in order, until it answers false.
// False when that revision is forgotten.
bool visitAt(const Store& store, const ServedKind& kind, const QString& nameSpace, qint64 revision,
             const Continuation& from, const Visitor& visit)
{
    std::vector<StoreEvent> events;
    if (revision < store.revision()) {
        auto since = store.eventsAfter(kind.resource(), revision);
        if (!since)
            return false;
        events = *std::move(since);
    }
    if (events.empty()) {
        store.visit(kind.resource(), nameSpace, from.nameSpace, from.name, visit);
        return true;
    }
    for (const StoredPtr& object : objectsBefore(store, kind.resource(), nameSpace, events)) {
        const bool isBehind
            = std::tie(from.nameSpace, from.name) < std::tie(object->nameSpace, object->name);
        if (isBehind && !visit(object))
            break;
    }
    return true;
}

Answer invalidOption(const Cause& cause)
{
    return invalid({u"meta.k8s.io"_s, u"ListOptions"_s}, {}, {cause});
}

std::optional<Answer> badOptions(const Request& request)
{
    const QString& match = request.resourceVersionMatch;
    const QString& version = request.resourceVersion;
    const QString field = u"resourceVersionMatch"_s;
    if (!match.isEmpty() && version.isEmpty())
        return invalidOption(Cause::forbidden(
            field, u"resourceVersionMatch is forbidden unless resourceVersion is provided"_s));
    if (!match.isEmpty() && match != "Exact"_L1 && match != "NotOlderThan"_L1)
        return invalidOption(
            Cause::notSupported(field, Json(match), {u"Exact"_s, u"NotOlderThan"_s, QString()}));
    if (match == "Exact"_L1 && version == "0"_L1)
        return invalidOption(Cause::forbidden(
            field, u"resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""_s));
    if (!request.continueToken.isEmpty() && !version.isEmpty() && version != "0"_L1)
        return badRequest(u"specifying resource version is not allowed when using continue"_s);
    return std::nullopt;
}

Answer tooLargeVersion(qint64 asked, qint64 current)
{
    Json cause = Json::emptyObject();
    cause.set(u"reason"_s, Json(u"ResourceVersionTooLarge"_s));
    cause.set(u"message"_s, Json(u"Too large resource version"_s));
    Json details = Json::emptyObject();
    details.set(u"causes"_s, Json(Json::Items {cause}));
    details.set(u"retryAfterSeconds"_s, Json(qint64(1)));
    return refusal(
        504, u"Timeout"_s,
        u"Timeout: Too large resource version: %1, current: %2"_s.arg(asked).arg(current), details);
}

// The revision that is asked for; 0 for the newest.
std::variant<qint64, Answer> askedRevision(const Store& store, const Request& request)
{
    const QString& version = request.resourceVersion;
    if (version.isEmpty())
        return qint64(0);
    bool isNumber = false;
    const qint64 revision = version.toLongLong(&isNumber);
    if (!isNumber || revision < 0)
        return badRequest(u"invalid resource version: resourceVersion: Invalid value: \"%1\": "
                          "strconv.ParseUint: parsing \"%1\": invalid syntax"_s.arg(version));
    if (revision > store.revision())
        return tooLargeVersion(revision, store.revision());
    return request.resourceVersionMatch == "Exact"_L1 ? revision : 0;
}

Answer tooOldToContinue(const Continuation& from, const Store& store, const Request& request)
{
    StoredObject last;
    last.nameSpace = from.nameSpace;
    last.name = from.name;
    Answer answer = expired(
        u"The provided continue parameter is too old to display a consistent list result. You can "
        "start a new list without the continue parameter, or use the continue token in this "
        "response to retrieve the remainder of the results. Continuing with the provided token "
        "results in an inconsistent list - objects that were created, modified, or deleted "
        "between the time the first chunk was returned and now may show up in the list."_s);
    answer.body.setPath({u"metadata", u"continue"},
                        Json(tokenAfter(last, request.nameSpace, store.revision())));
    return answer;
}

struct Filter
{
    std::function<bool(const std::vector<std::pair<QString, QString>>&)> labels;
    std::function<bool(const StoredObject&)> fields;

    bool isEmpty() const { return !labels && !fields; }
    bool fits(const StoredObject& object) const
    {
        return (!labels || labels(object.labels)) && (!fields || fields(object));
    }
};

std::variant<Filter, Answer> filterOf(const Request& request, const ServedKind& kind)
{
    Filter filter;
    if (!request.labelSelector.isEmpty()) {
        auto labels = labelMatcher(request.labelSelector);
        if (!labels)
            return badRequest(labels.error().message);
        filter.labels = *std::move(labels);
    }
    if (!request.fieldSelector.isEmpty()) {
        auto fields = fieldMatcher(kind, request.fieldSelector);
        if (!fields)
            return badRequest(fields.error().message);
        filter.fields = *std::move(fields);
    }
    return filter;
}

// Takes objects into a page until it is full, and counts what is left where a server counts it.
class PageFiller
{
public:
    PageFiller(Api::Page& page, const Filter& filter, const Request& request)
        : m_page(page)
        , m_filter(filter)
        , m_request(request)
    { }

    bool take(const StoredPtr& object)
    {
        const bool isFull = m_request.limit > 0 && qint64(m_page.items.size()) == m_request.limit;
        if (!isFull) {
            if (m_filter.fits(*object))
                m_page.items.push_back(object);
            return true;
        }
        if (m_page.continueToken.isEmpty())
            m_page.continueToken
                = tokenAfter(*m_page.items.back(), m_request.nameSpace, m_page.revision);
        if (!m_filter.isEmpty())
            return false; // nobody knows yet whether what is left fits, and it is not counted
        m_page.remaining = m_page.remaining.value_or(0) + 1;
        return true;
    }

private:
    Api::Page& m_page;
    const Filter& m_filter;
    const Request& m_request;
};

} // namespace

std::variant<Api::Page, Answer> page(ApiState& state, const Request& request,
                                     const ServedKind& kind)
{
    if (const auto refused = badOptions(request))
        return *refused;
    const auto filter = filterOf(request, kind);
    if (const Answer* refused = std::get_if<Answer>(&filter))
        return *refused;
    const auto asked = askedRevision(state.store, request);
    if (const Answer* refused = std::get_if<Answer>(&asked))
        return *refused;
    std::optional<Continuation> from;
    if (!request.continueToken.isEmpty()) {
        from = readToken(request);
        if (!from)
            return badRequest(u"invalid continue token: continue key is not valid"_s);
    }
    if (from && from->revision > state.store.revision()) // of another life of this cluster
        return tooOldToContinue(*from, state.store, request);
    qint64 revision = from ? from->revision : *std::get_if<qint64>(&asked);
    if (revision <= 0)
        revision = state.store.revision();
    Api::Page page;
    page.revision = revision;
    PageFiller filler(page, *std::get_if<Filter>(&filter), request);
    const bool isKnown
        = visitAt(state.store, kind, request.nameSpace, revision, from.value_or(Continuation()),
                  [&filler](const StoredPtr& object) { return filler.take(object); });
    if (!isKnown && from)
        return tooOldToContinue(*from, state.store, request);
    if (!isKnown)
        return expired(u"The resourceVersion for the provided list is too old."_s);
    if (!kind.isStorage) {
        for (StoredPtr& item : page.items)
            item = storedObject(atVersion(kind, item->json()), item->revision);
    }
    return page;
}

Answer listAnswer(const ServedKind& kind, const Api::Page& page)
{
    Json metadata = Json::emptyObject();
    metadata.set(u"resourceVersion"_s, Json(QString::number(page.revision)));
    if (!page.continueToken.isEmpty() || kind.isCustom)
        metadata.set(u"continue"_s, Json(page.continueToken));
    if (page.remaining)
        metadata.set(u"remainingItemCount"_s, Json(*page.remaining));
    Json::Items items;
    items.reserve(page.items.size());
    for (const StoredPtr& item : page.items) {
        items.push_back(item->json());
        if (!kind.isCustom) {
            items.back().remove(u"kind");
            items.back().remove(u"apiVersion");
        }
    }
    Answer answer;
    answer.body = Json::emptyObject();
    answer.body.set(u"kind"_s, Json(kind.type.kind + u"List"_s));
    answer.body.set(u"apiVersion"_s, Json(kind.type.apiVersion()));
    answer.body.set(u"metadata"_s, std::move(metadata));
    answer.body.set(u"items"_s, Json(std::move(items)));
    return answer;
}

} // namespace cauce::sandbox
