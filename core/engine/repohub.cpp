#include "core/engine/repohub.h"

#include "core/git/hostkeys.h"

using namespace Qt::StringLiterals;

namespace cauce {

RepoHub::RepoHub(Workspace workspace, QString cacheDir, QThreadPool* gitPool, GitCalls calls,
                 Clock clock, QObject* parent)
    : QObject(parent)
    , m_workspace(std::move(workspace))
    , m_cacheDir(std::move(cacheDir))
    , m_pool(gitPool)
    , m_calls(std::move(calls))
    , m_clock(std::move(clock))
{ }

RepoHub::~RepoHub() = default;

Result<QString> RepoHub::rootIdentity() const
{
    const auto url = git::GitUrl::parse(m_workspace.repoUrl.trimmed());
    if (!url)
        return Failure {url.error()};
    const QString identity = url->identity();
    if (!m_urls.contains(identity))
        m_urls.insert(identity, *url);
    return identity;
}

Result<QString> RepoHub::identityOf(const QString& repoUrl) const
{
    if (const auto known = m_identities.constFind(repoUrl); known != m_identities.cend())
        return *known;
    if (const auto root = rootIdentity(); !root) // first, so that its spelling is the one used
        return root;
    const auto parsed = git::GitUrl::parse(repoUrl.trimmed());
    QString target = repoUrl.trimmed();
    for (auto it = m_workspace.repoAliases.cbegin(); it != m_workspace.repoAliases.cend(); ++it) {
        const auto alias = git::GitUrl::parse(it.key());
        const bool same = it.key() == repoUrl || (alias && parsed && *alias == *parsed);
        if (same)
            target = it.value().isEmpty() ? m_workspace.repoUrl.trimmed() : it.value();
    }
    const auto url = git::GitUrl::parse(target);
    if (!url)
        return Failure {url.error()};
    const QString identity = url->identity();
    if (!m_urls.contains(identity))
        m_urls.insert(identity, *url);
    m_identities.insert(repoUrl, identity);
    return identity;
}

void RepoHub::follow(const QMap<QString, QStringList>& names)
{
    const QStringList known = m_pollers.keys();
    for (const QString& identity : known) {
        if (!names.contains(identity))
            delete m_pollers.take(identity);
    }
    for (auto it = names.cbegin(); it != names.cend(); ++it) {
        if (!m_pollers.contains(it.key()))
            start(it.key());
        m_pollers.value(it.key())->follow(it.value());
    }
}

void RepoHub::pollNow()
{
    for (RepoPoller* poller : std::as_const(m_pollers))
        poller->pollNow();
}

void RepoHub::start(const QString& identity)
{
    Q_ASSERT_X(m_urls.contains(identity), "RepoHub", "an identity that identityOf() never gave");
    const git::GitUrl url = *m_urls.constFind(identity);
    RepoPoller::Pace pace;
    pace.every = std::chrono::seconds(m_workspace.pollSeconds);
    auto* poller = new RepoPoller(remoteFor(url), git::mirrorDir(m_cacheDir, url), pace, m_pool,
                                  m_calls, m_clock, this);
    m_pollers.insert(identity, poller);
    connect(poller, &RepoPoller::changed, this, [this, identity] { emit changed(identity); });
}

git::Remote RepoHub::remoteFor(const git::GitUrl& url) const
{
    git::Remote remote {url, {}, {}, {}, {}, git::knownHostsFile()};
    // The workspace's key and roots were given for its own host, not for others.
    const auto root = git::GitUrl::parse(m_workspace.repoUrl.trimmed());
    if (root && root->scheme() == url.scheme() && root->host() == url.host()
        && root->port() == url.port()) {
        remote.caFile = m_workspace.caFile;
        remote.sshKeyFile = m_workspace.sshKeyFile;
    }
    return remote;
}

} // namespace cauce
