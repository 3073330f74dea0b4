#pragma once

#include "core/engine/repopoller.h"
#include "core/engine/workspace.h"

namespace cauce {

//! \brief The repositories of a workspace: one mirror and one poller each, however many
//! applications use it. Engine thread.
class RepoHub : public QObject
{
    Q_OBJECT

public:
    //! \param cacheDir where mirrors are
    //! \param gitPool not owned; outlives this
    RepoHub(Workspace workspace, QString cacheDir, QThreadPool* gitPool, GitCalls calls = {},
            Clock clock = {}, QObject* parent = nullptr);
    ~RepoHub() override;

    //! \brief The repository that \p repoUrl of a manifest stands for: the workspace's aliases are
    //! applied, spellings are told apart by git::GitUrl::identity().
    //! \return its identity, or Invalid for an address that is none
    Result<QString> identityOf(const QString& repoUrl) const;
    //! The workspace's own repository. \return Invalid when its address is none
    Result<QString> rootIdentity() const;

    //! \brief What applications follow: identity to target revisions. Repositories that are not
    //! named any more are no longer polled; their mirrors stay.
    void follow(const QMap<QString, QStringList>& names);
    //! The poller, or nullptr when the repository is not followed.
    RepoPoller* poller(const QString& identity) const { return m_pollers.value(identity); }
    void pollNow();
    QStringList identities() const { return m_pollers.keys(); }

signals:
    void changed(const QString& identity);

private:
    void start(const QString& identity);
    git::Remote remoteFor(const git::GitUrl& url) const;

    Workspace m_workspace;
    QString m_cacheDir;
    QThreadPool* m_pool;
    GitCalls m_calls;
    Clock m_clock;
    mutable QHash<QString, QString> m_identities; // repoURL as written -> identity
    mutable QHash<QString, git::GitUrl> m_urls; // identity -> first spelling of it
    QMap<QString, RepoPoller*> m_pollers; // children of this
};

} // namespace cauce
