#pragma once

#include "core/base/canceltoken.h"
#include "core/cluster/execplugin.h"
#include "core/cluster/limits.h"

#include <QElapsedTimer>
#include <QObject>

namespace cauce::cluster {

//! What proves to the server who we are, ready to be sent. Never printed.
struct Proof
{
    QByteArray authorization; //!< of the header; empty: none
    QByteArray clientCertificate; //!< PEM
    QByteArray clientKey; //!< PEM

    friend bool operator==(const Proof&, const Proof&) = default;
};

//! \brief Turns a context's Credential into a Proof, and a new one when it is due.
//!
//! Engine thread; files are read and plugins run in the global pool, one at a time. A token file is
//! read again as it ages; a plugin runs again before its answer expires and after the server
//! refused it.
class CredentialSource : public QObject
{
    Q_OBJECT

public:
    CredentialSource(KubeContext context, const ClusterLimits& limits, QObject* parent = nullptr);
    ~CredentialSource() override;

    //! The proof to use now, or nullptr: obtain() one.
    const Proof* current() const;
    //! Gets a proof, unless that is already under way; settled() says how it went.
    void obtain();
    //! \brief The server answered 401 to \p refused.
    //! \return whether another try makes sense: there is, or obtain() can get, another proof
    bool forget(const Proof& refused);

signals:
    //! \param error nothing when current() has a proof now
    void settled(const std::optional<cauce::Error>& error);

private:
    void takeToken(const Result<QString>& token);
    void takeExec(const Result<ExecCredential>& credential);
    bool changes() const; // it can be got again

    KubeContext m_context;
    ClusterLimits m_limits;
    CancelToken m_cancel;
    std::optional<Proof> m_proof;
    QElapsedTimer m_age; // since m_proof was obtained
    QDateTime m_renewAt; // UTC; of a plugin's answer; invalid: never
    bool m_running = false;
};

//! \brief Reads a token file: one token, surrounding white space dropped.
//!
//! What is no token (a private key, say, that a hostile kubeconfig names) is refused, so that it is
//! never sent. Blocks on the disk. \return NotFound, Io, Invalid; never quotes the content
Result<QString> readTokenFile(const QString& path);

} // namespace cauce::cluster
