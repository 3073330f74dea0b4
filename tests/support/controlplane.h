#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QHash>
#include <QList>
#include <QStringList>

#include <memory>

QT_BEGIN_NAMESPACE
class QProcess;
class QTemporaryDir;
QT_END_NAMESPACE

namespace cauce::test {

//! \brief One request as the API server's audit log has it. A value.
//!
//! A watch (or a followed log) is one entry, written when it begins; any other request is written
//! just before its answer is complete.
struct AuditEntry
{
    QString verb; //!< Kubernetes' own: get, list, watch, create, update, patch, delete, ...
    QString userAgent;
    QString user; //!< cauce-admin, cauce-token-admin, cauce-nobody, cauce-token-nobody, ...
    QString group; //!< empty for the core group
    QString resource; //!< plural: deployments; empty for /version, /readyz, discovery, OpenAPI
    QString subresource; //!< status, log, scale; usually empty
    QString nameSpace; //!< empty when there is none
    QString name; //!< empty for lists and creates
    QString uri; //!< path and query as sent
    int code = 0; //!< HTTP status
    QDateTime receivedAt; //!< UTC, microseconds cut to milliseconds
};

//! Which entries audit() is asked for: all that are set must match.
struct AuditFilter
{
    QString userAgent = {}; //!< how it begins, such as "cauce/"; empty: every one's
    QString verb = {};
    QString resource = {};
    QString nameSpace = {};
    qint64 since = 0; //!< an auditMark(): only what began later
};

//! \brief A real etcd, kube-apiserver, controller-manager, scheduler and fake node on loopback.
//!
//! Either its own, which start() starts in about three seconds and the destructor ends, or the one
//! that runs for the whole test run in the folder CAUCE_CONTROLPLANE_DIR. Everything runs as long
//! as this process lives and no longer, however it ends. Belongs to the thread that made it;
//! start(), the destructor and whatever talks to the server block. Take a namespace and names of
//! your own: others may use the same server at the same time. What the node plays:
//! tests/controlplane/README.md.
class ControlPlane
{
public:
    enum class Ownership {
        Shared, //!< attaches to CAUCE_CONTROLPLANE_DIR when that is set
        Own //!< always a fresh one: for tests that stop the server or look at all of the cluster
    };
    enum class User {
        Admin, //!< every right, by client certificate
        TokenAdmin, //!< every right, by bearer token
        Nobody, //!< authenticated by bearer token, no right but discovery
        NobodyByCertificate //!< the same by client certificate
    };
    enum class Ending {
        Orderly, //!< SIGTERM, SIGKILL after three seconds
        Abrupt //!< SIGKILL
    };

    //! Starts nothing yet; see start().
    explicit ControlPlane(Ownership ownership = Ownership::Shared);
    //! Ends what start() started and waits until all of it is gone: one to three seconds.
    ~ControlPlane();
    ControlPlane(const ControlPlane&) = delete;
    ControlPlane& operator=(const ControlPlane&) = delete;

    //! \brief Why there can be no control plane here, for QSKIP; empty when there can.
    //!
    //! Looks for the programs (CAUCE_CONTROLPLANE_BIN, KUBEBUILDER_ASSETS, the cache), builds
    //! nothing. Any thread; the first call blocks some milliseconds, its answer is kept.
    static QString unavailableReason();

    //! \brief The control plane of this executable, attached or started on the first call.
    //!
    //! Main thread, below a QCoreApplication, whose end ends it. \return nullptr when it cannot
    //! start; why is a warning in the test's log
    static ControlPlane* shared();

    //! \brief Attaches or starts, and returns when the server answers and the node takes Pods.
    //!
    //! At most two minutes. Call it once. \return ErrorKind::NotFound without the programs,
    //! ErrorKind::Timeout, ErrorKind::Io; the folder with the logs then stays and is in the message
    Result<void> start();

    //! Everything below is empty before start().
    QString folder() const; //!< its files: log/, audit.log, pod.log, pki/; absolute
    QString server() const; //!< https://127.0.0.1:PORT, the same over a restart
    QString caFile() const; //!< PEM
    QString token(User user = User::TokenAdmin) const; //!< empty for users by certificate
    QString kubeconfig(User user = User::Admin) const; //!< a file, complete in itself, 0600

    //! \brief The requests that match \p filter, oldest first; size() counts them.
    //!
    //! Complete up to the call: a request of ours is sent through the log first, unless the server
    //! does not answer. Blocks some 30 ms, or 2 s for a paused server.
    QList<AuditEntry> audit(const AuditFilter& filter = {}) const;
    //! Now, for AuditFilter::since.
    qint64 auditMark() const;

    //! \brief Stops only the API server (and what depends on it: controllers, scheduler, node).
    //!
    //! Its port then refuses connections. \return ErrorKind::Invalid when this one is shared
    Result<void> stopApiServer(Ending ending = Ending::Abrupt);
    //! Starts it again on the same port and waits until it is ready: about two seconds.
    Result<void> startApiServer();
    //! \brief Sends another command of tests/controlplane/start and waits for its answer:
    //! "pause-apiserver" (it accepts and never answers), "resume-apiserver", "compact".
    //!
    //! \return ErrorKind::Invalid when this one is shared or refuses it, ErrorKind::Timeout
    Result<void> tell(const QString& command);

    //! \brief Runs kubectl as the administrator, with \p input on its stdin ("apply -f -"), for at
    //! most a minute. \return its stdout; ErrorKind::Invalid with its stderr when it fails
    Result<QByteArray> kubectl(const QStringList& arguments, const QByteArray& input = {}) const;

private:
    Result<void> attach(const QString& folder);
    Result<void> launch();
    bool readEnv(const QString& folder);
    QString value(const char* key) const;
    bool readLine(QByteArray& line, int timeoutMs);
    void flushAudit() const;

    Ownership m_ownership;
    QHash<QString, QString> m_env; // what the file env says
    std::unique_ptr<QTemporaryDir> m_folder; // null when attached
    std::unique_ptr<QProcess> m_supervisor; // the script start; null when attached
};

} // namespace cauce::test
