#include "core/cluster/proxy.h"

#include "core/base/text.h"

#include <QHostAddress>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

QString variable(const char* upper, const char* lower)
{
    const QString value = qEnvironmentVariable(upper);
    return value.isEmpty() ? qEnvironmentVariable(lower) : value;
}

bool isLoopback(const QString& host)
{
    return host == "localhost"_L1 || QHostAddress(host).isLoopback();
}

//! One entry of NO_PROXY against a host.
bool excludes(QString entry, const QString& host, int port)
{
    if (entry == "*"_L1)
        return true;
    const QHostAddress address(host);
    const auto net = QHostAddress::parseSubnet(entry);
    if (entry.contains(u'/') && !net.first.isNull())
        return !address.isNull() && address.isInSubnet(net);
    // "[::1]:80", "host:80"; a bare IPv6 address has colons too, but is an address as a whole.
    if (QHostAddress(entry).isNull()) {
        const qsizetype colon = entry.lastIndexOf(u':');
        if (colon >= 0 && !entry.endsWith(u']')) {
            if (entry.mid(colon + 1).toInt() != port)
                return false;
            entry.truncate(colon);
        }
        if (entry.startsWith(u'[') && entry.endsWith(u']'))
            entry = entry.mid(1, entry.size() - 2);
    }
    const QHostAddress excluded(entry);
    if (!excluded.isNull())
        return excluded == address;
    if (entry.startsWith("*."_L1))
        entry.remove(0, 1);
    if (entry.startsWith(u'.'))
        return host.endsWith(entry);
    return host == entry || host.endsWith(u'.' + entry);
}

bool isExcluded(const QUrl& server, const QString& noProxy)
{
    const QString host = server.host().toLower();
    const int port = server.port(server.scheme() == "http"_L1 ? 80 : 443);
    const auto entries = noProxy.split(u',', Qt::SkipEmptyParts);
    for (const QString& entry : entries) {
        const QString trimmed = entry.trimmed().toLower();
        if (!trimmed.isEmpty() && excludes(trimmed, host, port))
            return true;
    }
    return false;
}

Result<QNetworkProxy> parseProxy(QString text, const QString& origin)
{
    if (!text.contains("://"_L1))
        text.prepend("http://"_L1); // Go accepts "host:port"
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty()) {
        return fail(ErrorKind::Invalid,
                    u"%1 is no URL of a proxy: \"%2\""_s.arg(origin, text::redacted(text)));
    }
    QNetworkProxy proxy;
    if (url.scheme() == "http"_L1) {
        proxy = QNetworkProxy(QNetworkProxy::HttpProxy, url.host(), quint16(url.port(80)));
    } else if (url.scheme() == "socks5"_L1 || url.scheme() == "socks5h"_L1) {
        proxy = QNetworkProxy(QNetworkProxy::Socks5Proxy, url.host(), quint16(url.port(1080)));
        proxy.setCapabilities(proxy.capabilities() | QNetworkProxy::HostNameLookupCapability);
    } else {
        return fail(ErrorKind::Invalid,
                    u"%1: a proxy of scheme \"%2\" is not supported yet; http and socks5 are"_s.arg(
                        origin, url.scheme()));
    }
    proxy.setUser(url.userName(QUrl::FullyDecoded));
    proxy.setPassword(url.password(QUrl::FullyDecoded));
    return proxy;
}

} // namespace

ProxyEnvironment ProxyEnvironment::current()
{
    return {variable("HTTP_PROXY", "http_proxy"), variable("HTTPS_PROXY", "https_proxy"),
            variable("NO_PROXY", "no_proxy")};
}

Result<QNetworkProxy> proxyFor(const QUrl& server, const QString& proxyUrl,
                               const ProxyEnvironment& environment)
{
    if (!proxyUrl.isEmpty())
        return parseProxy(proxyUrl, u"the kubeconfig's proxy-url"_s);
    const bool plain = server.scheme() == "http"_L1;
    const QString& chosen = plain ? environment.httpProxy : environment.httpsProxy;
    if (chosen.isEmpty() || isLoopback(server.host()) || isExcluded(server, environment.noProxy))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    return parseProxy(chosen, plain ? u"HTTP_PROXY"_s : u"HTTPS_PROXY"_s);
}

} // namespace cauce::cluster
