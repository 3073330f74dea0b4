#include "core/git/poller.h"

#include "core/base/log.h"
#include "core/git/lsrefs.h"
#include "core/git/source.h"

#include <QMutex>
#include <QSet>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

//! Servers that have shown that they do not speak protocol 2; asked in the old way until we end.
class OldServers
{
public:
    bool contains(const QString& server)
    {
        const QMutexLocker lock(&m_mutex);
        return m_servers.contains(server);
    }
    void add(const QString& server)
    {
        const QMutexLocker lock(&m_mutex);
        m_servers.insert(server);
    }

private:
    QMutex m_mutex;
    QSet<QString> m_servers;
};

OldServers oldServers;

Result<Listing> list(const Remote& remote, const QStringList& names, const CancelToken& cancel)
{
    const bool isHttp = remote.url.scheme() == GitUrl::Scheme::Https
        || remote.url.scheme() == GitUrl::Scheme::Http;
    const QString server = remote.url.identity();
    const bool triesNew = isHttp && !oldServers.contains(server);
    if (triesNew) {
        auto listing = lsRefsOverHttp(remote, names, cancel);
        if (listing || listing.error().kind != ErrorKind::Invalid)
            return listing;
        qCDebug(log::git) << server << "gives no short listing:" << listing.error().message;
    }
    auto listing = makeSource(remote, cancel)->list();
    if (listing && triesNew)
        oldServers.add(server);
    return listing;
}

} // namespace

Result<QMap<QString, QString>> listRemote(const Remote& remote, const QStringList& names,
                                          const CancelToken& cancel)
{
    const Library library;
    auto listing = list(remote, names, cancel);
    if (!listing)
        return fail(listing.error().kind,
                    u"%1: %2"_s.arg(remote.url.toString(), listing.error().message));
    return std::move(listing->references);
}

} // namespace cauce::git
