#include "core/git/proxy.h"

#include <QStringList>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

QString firstSet(std::initializer_list<const char*> names)
{
    for (const char* name : names) {
        const QString value = qEnvironmentVariable(name).trimmed();
        if (!value.isEmpty())
            return value;
    }
    return {};
}

bool isThisComputer(const QString& host)
{
    return host == "localhost"_L1 || host.startsWith("127."_L1) || host == "[::1]"_L1;
}

bool isExcepted(const QString& host, int port)
{
    for (QString entry : firstSet({"NO_PROXY", "no_proxy"}).split(u',', Qt::SkipEmptyParts)) {
        entry = entry.trimmed().toLower();
        if (entry == "*"_L1)
            return true;
        const QString suffix = u":%1"_s.arg(port);
        if (entry.endsWith(suffix))
            entry.chop(suffix.size());
        while (entry.startsWith(u'.') || entry.startsWith(u'*'))
            entry.remove(0, 1);
        if (!entry.isEmpty() && (host == entry || host.endsWith(QString(u'.' + entry))))
            return true;
    }
    return false;
}

} // namespace

Result<std::optional<Proxy>> proxyFor(bool isSecure, const QString& host, int port)
{
    const QString text = isSecure
        ? firstSet({"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"})
        : firstSet({"http_proxy", "ALL_PROXY", "all_proxy"});
    if (text.isEmpty() || isThisComputer(host) || isExcepted(host, port))
        return std::optional<Proxy>();
    const QUrl url(text.contains("://"_L1) ? text : QString(u"http://"_s + text));
    if (!url.isValid() || url.scheme() != "http"_L1 || url.host().isEmpty())
        return fail(ErrorKind::Invalid,
                    u"the environment names a proxy that is not supported; only http:// proxies "
                    "are"_s);
    Proxy proxy {url.host(), url.port(80), {}};
    if (!url.userName().isEmpty())
        proxy.authorization
            = "Basic " + QString(url.userName() + u':' + url.password()).toUtf8().toBase64();
    return std::optional(proxy);
}

} // namespace cauce::git
