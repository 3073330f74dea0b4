#include "core/cluster/connectionpool.h"

#include "core/cluster/proxy.h"
#include "core/cluster/tlsidentity.h"

#include <QHostAddress>
#include <QNetworkAccessManager>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

constexpr long kWatchesPerManager = 5; // of six connections, fixed in Qt 6.4

bool isOnThisMachine(const QString& host)
{
    return host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

bool carriesSecret(const Credential& credential)
{
    return !credential.token.isEmpty() || !credential.tokenFile.isEmpty()
        || !credential.username.isEmpty() || credential.exec.has_value();
}

} // namespace

ConnectionPool::ConnectionPool(KubeContext context, const ClusterLimits& limits)
    : m_context(std::move(context))
    , m_limits(limits)
    , m_server(m_context.server)
{
    const int port = m_server.port(m_server.scheme() == "http"_L1 ? 80 : 443);
    m_host = u"%1:%2"_s.arg(m_server.host()).arg(port);
    m_compress = limits.compress.value_or(!isOnThisMachine(m_server.host()));
}

Result<void> ConnectionPool::useIdentity(const QByteArray& certificate, const QByteArray& key)
{
    if (m_ready && certificate == m_certificate && key == m_key)
        return {};
    if (m_server.scheme() == "http"_L1 && !isOnThisMachine(m_server.host())
        && carriesSecret(m_context.credential)) {
        return fail(
            ErrorKind::Invalid,
            u"context \"%1\": %2 is not encrypted, so no credentials are sent there; use an "
            "https server"_s.arg(m_context.name, m_context.server));
    }
    auto tls = tlsConfiguration(m_context, certificate, key);
    if (!tls)
        return Failure {tls.error()};
    auto proxy = proxyFor(m_server, m_context.proxyUrl, ProxyEnvironment::current());
    if (!proxy)
        return Failure {proxy.error()};
    m_tls = *std::move(tls);
    m_proxy = *std::move(proxy);
    m_certificate = certificate;
    m_key = key;
    m_commands = makeManager();
    m_lists = makeManager();
    m_watches.clear();
    m_ready = true;
    return {};
}

ManagerPtr ConnectionPool::manager(Lane lane) const
{
    return lane == Lane::Commands ? m_commands : m_lists;
}

ManagerPtr ConnectionPool::watchManager()
{
    for (const ManagerPtr& manager : m_watches) {
        if (manager.use_count() - 1 < kWatchesPerManager)
            return manager;
    }
    m_watches.push_back(makeManager());
    return m_watches.back();
}

QNetworkRequest ConnectionPool::request(const QString& path) const
{
    QNetworkRequest request(QUrl::fromEncoded((m_context.server + path).toUtf8()));
    request.setSslConfiguration(m_tls);
    if (!m_context.tlsServerName.isEmpty())
        request.setPeerVerifyName(m_context.tlsServerName);
    // Qt 6.4 hangs later requests after a GOAWAY, and follows redirects with the token.
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    // Our own bound on bodies is the limit; Qt's guard is for what lies beyond it.
    request.setDecompressedSafetyCheckThreshold(m_limits.maxBody);
    request.setTransferTimeout(int(m_limits.idle.count()));
    request.setRawHeader("User-Agent", "cauce/" CAUCE_VERSION);
    if (!m_compress)
        request.setRawHeader("Accept-Encoding", "identity");
    return request;
}

ManagerPtr ConnectionPool::makeManager() const
{
    // The last request of a manager may end in one of its own signals.
    ManagerPtr manager(new QNetworkAccessManager,
                       [](QNetworkAccessManager* gone) { gone->deleteLater(); });
    manager->setProxy(m_proxy); // explicit, so that the system is never asked
    manager->setAutoDeleteReplies(false);
    return manager;
}

} // namespace cauce::cluster
