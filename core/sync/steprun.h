#pragma once

#include "core/base/backoff.h"
#include "core/sync/clusteraccess.h"
#include "core/sync/dryrun.h"

#include <QObject>
#include <QTimer>

namespace cauce::sync {

//! How one step ended.
struct StepVerdict
{
    StepOutcome outcome = StepOutcome::Unknown;
    QString message;
    //! As the server has it after an apply; nothing when that was not told.
    std::optional<object::Manifest> object;
    QStringList olderVersions; //!< resourceVersions that the object had before the write
};

//! \brief Writes one step and finds out what became of it. Engine thread.
//!
//! It is given the two ways to write, because only SyncOperation can make a ticket. A conflict is
//! looked at: when only status has moved, the write is bound to the new version, else it fails. A
//! write without an answer is looked up in the cluster: already so, gone, or Unknown. An apply that
//! was put off (429), or was not done after a broken connection or a 5xx, is tried again at most
//! five times; a delete never is.
class StepRun : public QObject
{
    Q_OBJECT

public:
    struct Ways
    {
        std::function<QFuture<Result<cluster::WriteAnswer>>(const object::Manifest&)> apply;
        std::function<QFuture<Result<void>>(const PlanStep&, const QString& resourceVersion)>
            remove;
        std::function<QFuture<Result<object::Manifest>>(const object::Manifest& live,
                                                        const object::Json& managedFields)>
            adopt;
    };

    //! \param isNewKind the operation has just applied the CRD of this kind: "no such kind" is
    //! worth waiting for
    StepRun(PlanStep step, StepCheck check, ClusterAccess cluster, Ways ways, Backoff retry,
            bool isNewKind, QObject* parent = nullptr);

    void start();
    //! No further write is sent; what is in flight is still awaited.
    void stopTrying();

signals:
    void finished(const cauce::sync::StepVerdict& verdict); //!< once

private:
    void send();
    void adopt();
    void onReadToAdopt(const Result<object::Manifest>& now);
    void onAdopted(const Result<object::Manifest>& answer);
    void onApplied(const Result<cluster::WriteAnswer>& answer);
    void onRemoved(const Result<void>& answer);
    void onRefused(const Error& error);
    void tryAgain(const Error& error);
    void onConflict(const Error& error);
    void onConflictRead(const Error& error, const Result<object::Manifest>& now);
    void lookUp(const Error& error);
    void onLookedUp(const Error& error, const Result<object::Manifest>& now);
    void onNotDone(const Error& error, const QString& version);
    void onRemovalLookedUp(const Error& error, const object::Manifest& now);
    void proveApplied(const Error& error, const object::Manifest& now);
    void succeed(const QString& message, std::optional<object::Manifest> object = {});
    void end(StepOutcome outcome, const QString& message);
    void endUnanswered(const Error& error);
    void later(int attempt, std::function<void()> then);
    QString appliedMessage(const cluster::WriteAnswer& answer) const;

    PlanStep m_step;
    StepCheck m_check;
    ClusterAccess m_cluster;
    Ways m_ways;
    Backoff m_retry;
    bool m_isNewKind;
    QTimer m_timer {this};
    std::function<void()> m_then; // what m_timer waits to do
    QStringList m_versions; // the write was bound to, the last one now
    QStringList m_adopted; // managers whose fields were taken over
    bool m_isAdopted = false; // or there is nothing to take over
    int m_tries = 0; // attempts after the first
    int m_bound = 0; // bound to a newer version
    int m_lookUps = 0;
    bool m_stopped = false;
    bool m_uncertain = false; // an earlier attempt may have been carried out
    bool m_ended = false;
};

} // namespace cauce::sync
