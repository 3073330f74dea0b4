#include "core/cluster/watcher.h"

#include "core/base/async.h"
#include "core/base/log.h"
#include "core/cluster/apipaths.h"

#include <QRandomGenerator>
#include <QUrl>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::cluster {

namespace {

constexpr int kOlderLists
    = 3; // so many and it is no lagging server, but one restored from a backup
constexpr int kWatchesBeforeList = 3; // failed in a row

double chance()
{
    return QRandomGenerator::global()->generateDouble();
}

} // namespace

Watcher::Watcher(ApiClient* client, ConnectionGate* gate, ApiResource resource, QObject* parent)
    : QObject(parent)
    , m_client(client)
    , m_gate(gate)
    , m_resource(std::move(resource))
    , m_pageSize(client->limits().pageSize)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Watcher::act);
    connect(m_gate, &ConnectionGate::opened, this, [this](bool afterOutage) {
        const bool waits = m_blocked || (afterOutage && m_timer.isActive());
        if (afterOutage)
            m_failures = 0; // they were the connection's
        if (!waits)
            return;
        m_blocked = false;
        // Spread a little: a server that has just come up is not met by all at once.
        m_timer.start(std::chrono::duration_cast<std::chrono::milliseconds>(
            m_client->limits().backoff.first * 0.5 * chance()));
    });
}

Watcher::~Watcher() = default;

void Watcher::startNow()
{
    m_failures = 0;
    if (m_stream || m_blocked)
        return; // it runs, or waits for the gate, which whoever calls this opens
    if (m_timer.isActive() || m_round == 0)
        schedule(m_next, 0ms);
}

void Watcher::schedule(Step step, std::chrono::milliseconds wait)
{
    m_next = step;
    m_timer.start(wait);
}

void Watcher::scheduleAfterFailure(Step step)
{
    ++m_failures;
    const auto wait = m_client->limits().backoff.delay(m_failures, chance());
    schedule(step, step == Step::List ? std::max(wait, untilNextList()) : wait);
}

void Watcher::relist()
{
    schedule(Step::List, untilNextList());
}

std::chrono::milliseconds Watcher::untilNextList() const
{
    if (!m_sinceList.isValid())
        return 0ms;
    const auto since = std::chrono::milliseconds(m_sinceList.elapsed());
    return std::max(0ms, m_client->limits().minListInterval - since);
}

bool Watcher::isTimeForAList() const
{
    return (m_failures + 1) % kWatchesBeforeList == 0;
}

void Watcher::act()
{
    if (!m_gate->isOpen()) {
        m_blocked = true;
        return;
    }
    if (m_next == Step::List)
        list();
    else
        watch();
}

// --- LIST ----------------------------------------------------------------------------------------

void Watcher::list()
{
    ++m_round;
    m_shadow.clear();
    m_continue.clear();
    askPage();
}

void Watcher::askPage()
{
    QString path = collectionPath(m_resource);
    // No resourceVersion: the newest state, by a quorum.
    if (!m_unpaged)
        path += u"?limit=%1"_s.arg(m_pageSize);
    if (!m_continue.isEmpty())
        path += "&continue="_L1 + QString::fromLatin1(QUrl::toPercentEncoding(m_continue));
    GetOptions options;
    options.lane = Lane::Lists;
    onResult(m_client->get(path, options), this,
             [this, round = m_round](const Result<ApiAnswer>& answer) {
                 if (round == m_round)
                     onPage(answer);
             });
}

void Watcher::onPage(const Result<ApiAnswer>& answer)
{
    if (!answer) {
        if (answer.error().kind == ErrorKind::Invalid)
            onTooLarge(answer.error());
        else
            broken(answer.error());
        return;
    }
    if (!answer->isSuccess()) {
        onBadPage(*answer);
        return;
    }
    auto page = decodeList(answer->body, m_resource);
    if (page) {
        takePage(*std::move(page));
        return;
    }
    emit troubled(page.error());
    scheduleAfterFailure(Step::List);
}

void Watcher::onBadPage(const ApiAnswer& answer)
{
    switch (answer.status) {
    case 401:
        broken(errorOf(answer, doing("list")));
        return;
    case 403:
    case 404:
    case 405:
        refuse(answer, doing("list"));
        return;
    case 410:
        // The token of the next page is older than the server's memory: from the beginning, and in
        // one piece when that happens again.
        m_unpaged = m_failures > 0;
        break;
    default:
        emit troubled(errorOf(answer, doing("list")));
    }
    scheduleAfterFailure(Step::List);
}

void Watcher::onTooLarge(const Error& error)
{
    if (m_pageSize > 1 && !m_unpaged) {
        m_pageSize = std::max(1, m_pageSize / 10);
        qCDebug(log::kube) << error.message << "- pages of" << m_pageSize << "now";
        list();
        return;
    }
    emit troubled(error);
    scheduleAfterFailure(Step::List);
}

void Watcher::takePage(ListPage page)
{
    m_shadow += page.objects;
    m_continue = page.continueToken;
    if (m_continue.isEmpty())
        finishList(page.resourceVersion);
    else
        askPage();
}

void Watcher::finishList(const QString& version)
{
    if (isOlderVersion(version, m_newest) && ++m_olderLists < kOlderLists) {
        m_shadow.clear();
        emit troubled(
            Error {ErrorKind::Conflict,
                   u"%1: the server answered with an older state than it had told before; "
                   "asking again"_s.arg(doing("list"))});
        scheduleAfterFailure(Step::List);
        return;
    }
    m_olderLists = 0;
    m_newest = version;
    m_version = version;
    m_unpaged = false;
    m_sinceList.start();
    emit listed(std::exchange(m_shadow, {}));
    if (m_resource.verbs.contains("watch"_L1)) {
        schedule(Step::Watch,
                 m_failures > 1 ? m_client->limits().backoff.delay(m_failures, chance()) : 0ms);
        return;
    }
    m_failures = 0;
    emit watching(); // by asking again and again: the server offers nothing better
    schedule(Step::List,
             std::max(m_client->limits().minListInterval, m_client->limits().discoveryRetry));
}

// --- WATCH ---------------------------------------------------------------------------------------

void Watcher::watch()
{
    const auto lifetime = std::chrono::duration_cast<std::chrono::seconds>(
        m_client->limits().watchLifetime * (1 + 0.2 * chance()));
    const QString path
        = u"%1?watch=1&allowWatchBookmarks=true&resourceVersion=%2&timeoutSeconds=%3"_s
              .arg(collectionPath(m_resource),
                   QString::fromLatin1(QUrl::toPercentEncoding(m_version)))
              .arg(std::max<qint64>(1, lifetime.count()));
    m_sinceOpen.invalidate();
    m_stream = m_client->watch(path, this);
    connect(m_stream, &WatchStream::opened, this, [this] {
        m_sinceOpen.start();
        emit watching();
    });
    connect(m_stream, &WatchStream::lines, this, &Watcher::onLines);
    connect(m_stream, &WatchStream::closed, this, &Watcher::onClosed);
}

void Watcher::closeStream()
{
    if (!m_stream)
        return;
    const bool brief
        = !m_sinceOpen.isValid() || m_sinceOpen.elapsed() < m_client->limits().shortWatch.count();
    if (!brief)
        m_failures = 0;
    m_stream->disconnect(this);
    m_stream->deleteLater(); // it may be the one that is calling
    m_stream = nullptr;
}

void Watcher::onLines(const QList<QByteArray>& lines)
{
    for (const QByteArray& line : lines) {
        const auto event = decodeEvent(line, m_resource);
        if (!event) {
            closeStream();
            emit troubled(event.error());
            ++m_failures;
            relist(); // what the event said is lost: only a list can tell
            return;
        }
        if (!onEvent(*event))
            return;
    }
}

bool Watcher::onEvent(const WatchEvent& event)
{
    if (event.type == WatchEventType::Error) {
        onWatchError(event);
        return false;
    }
    if (!isOlderVersion(event.resourceVersion, m_version))
        m_version = event.resourceVersion;
    if (!isOlderVersion(m_version, m_newest))
        m_newest = m_version;
    if (event.type != WatchEventType::Bookmark)
        emit happened(event);
    return true;
}

void Watcher::onWatchError(const WatchEvent& event)
{
    closeStream();
    if (event.code == 410) {
        qCDebug(log::kube) << doing("watch") << "expired, listing again";
        relist();
        return;
    }
    emit troubled(Error {event.code == 429 ? ErrorKind::RateLimited : ErrorKind::Network,
                         u"%1: the server ended it with code %2: %3"_s.arg(doing("watch"))
                             .arg(event.code)
                             .arg(event.message)});
    scheduleAfterFailure(isTimeForAList() && event.code != 429 ? Step::List : Step::Watch);
}

void Watcher::onClosed(const Result<ApiAnswer>& answer)
{
    const bool wasOpen = m_sinceOpen.isValid();
    closeStream();
    if (!answer) {
        if (answer.error().kind == ErrorKind::Invalid) { // a line too long, or not to be inflated
            emit troubled(answer.error());
            ++m_failures;
            relist();
            return;
        }
        broken(answer.error());
        return;
    }
    if (answer->status != 200) {
        onRefusedWatch(*answer);
        return;
    }
    // The regular end. One that comes at once, again and again, is a fault like any other.
    const auto lived = wasOpen ? m_sinceOpen.elapsed() : 0;
    if (lived >= m_client->limits().shortWatch.count()) {
        schedule(Step::Watch, 0ms);
        return;
    }
    if (m_failures > 0) {
        emit troubled(
            Error {ErrorKind::Network,
                   u"%1: the server ends it at once, again and again"_s.arg(doing("watch"))});
    }
    scheduleAfterFailure(Step::Watch);
}

void Watcher::onRefusedWatch(const ApiAnswer& answer)
{
    const Error error = errorOf(answer, doing("watch"));
    switch (answer.status) {
    case 401:
        broken(error);
        return;
    case 403:
    case 404:
    case 405:
        refuse(answer, doing("watch"));
        return;
    case 410:
        relist();
        return;
    case 429: // the version is still good
        emit troubled(error);
        if (answer.retryAfter) {
            ++m_failures;
            schedule(Step::Watch, *answer.retryAfter);
        } else {
            scheduleAfterFailure(Step::Watch);
        }
        return;
    default:
        emit troubled(error);
        scheduleAfterFailure(answer.status < 500 || isTimeForAList() ? Step::List : Step::Watch);
    }
}

// --- failures ------------------------------------------------------------------------------------

void Watcher::broken(const Error& error)
{
    emit troubled(error);
    m_gate->report(error);
    scheduleAfterFailure(m_next);
}

void Watcher::refuse(const ApiAnswer& answer, const QString& doing)
{
    const Error error = errorOf(answer, doing);
    qCWarning(log::kube) << error.message;
    m_version.clear();
    m_shadow.clear();
    m_failures = 0;
    emit denied(error);
    schedule(Step::List, m_client->limits().forbiddenRetry);
}

QString Watcher::doing(const char* verb) const
{
    const QString& group = m_resource.type.group;
    return QLatin1StringView(verb) + u' ' + m_resource.plural
        + (group.isEmpty() ? QString() : u'.' + group);
}

} // namespace cauce::cluster
