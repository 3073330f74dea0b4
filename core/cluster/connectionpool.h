#pragma once

#include "core/cluster/kubeconfig.h"
#include "core/cluster/limits.h"

#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QSslConfiguration>
#include <QUrl>

#include <memory>
#include <vector>

class QNetworkAccessManager;

namespace cauce::cluster {

//! A manager lives as long as somebody has a request in it; deleted from the event loop.
using ManagerPtr = std::shared_ptr<QNetworkAccessManager>;

//! Which connections a request may use: an apply never waits behind a LIST, nor both behind a
//! watch.
enum class Lane { Commands, Lists };

//! \brief The QNetworkAccessManagers of one credential, and how every request is set up.
//!
//! A manager opens six connections to a host and reuses them whatever client certificate a request
//! names; hence managers of our own for each TLS identity, one for commands, one for LISTs, and for
//! watches as many as five watches each need. Engine thread.
class ConnectionPool
{
public:
    ConnectionPool(KubeContext context, const ClusterLimits& limits);

    //! \brief Makes managers for this identity, unless they are there; those of another one end
    //! with their last request. \return Invalid when the context's TLS or proxy settings are wrong
    Result<void> useIdentity(const QByteArray& certificate, const QByteArray& key);

    ManagerPtr manager(Lane lane) const; //!< after useIdentity()
    ManagerPtr watchManager(); //!< one with fewer than five watches in it
    //! A request with every rule applied: TLS, no HTTP/2, no redirects, no cookies, our name.
    //! \param path encoded, with its query, below the context's server
    QNetworkRequest request(const QString& path) const;

    const QSslConfiguration& tls() const { return m_tls; }
    const QString& host() const { return m_host; } //!< "host:port", for messages

private:
    ManagerPtr makeManager() const;

    KubeContext m_context;
    ClusterLimits m_limits;
    QUrl m_server;
    QString m_host;
    bool m_compress = true;
    bool m_ready = false;
    QByteArray m_certificate;
    QByteArray m_key;
    QSslConfiguration m_tls;
    QNetworkProxy m_proxy {QNetworkProxy::NoProxy};
    ManagerPtr m_commands;
    ManagerPtr m_lists;
    std::vector<ManagerPtr> m_watches;
};

} // namespace cauce::cluster
