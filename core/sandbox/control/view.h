#pragma once

#include "core/sandbox/control/rollout.h"
#include "core/sandbox/store.h"

#include <QHash>
#include <QMap>

#include <memory>

namespace cauce::sandbox::control {

//! What the controllers must know of a Pod without reading it again. A value.
struct PodFacts
{
    QString nameSpace;
    QString name;
    QString uid;
    QString ownerUid; //!< its controller's; empty: it has none
    QString ownerKind;
    QString ownerName;
    Labels labels;
    QString node;
    QString targetNode; //!< of a DaemonSet's Pod: the node that it is for, before it is there
    QString phase;
    QString ip;
    bool isReady = false;
    bool isDeleting = false;
    bool isTracked = false; //!< finalizer batch.kubernetes.io/job-tracking
    QDateTime readySince;
    QDateTime createdAt;
    qint64 restarts = 0;
    qint64 deletionCost = 0;
    qint64 milliCpu = 0; //!< what its containers request
    qint64 memory = 0; //!< bytes
    std::vector<QString> claims; //!< PersistentVolumeClaims it mounts

    bool isOver() const;
    bool isActive() const { return !isOver() && !isDeleting; }
    //! Ready for at least \p minReadySeconds at \p now.
    bool isAvailable(qint64 minReadySeconds, const QDateTime& now) const;
};
using PodPtr = std::shared_ptr<const PodFacts>;
using PodMap = QMap<QString, PodPtr>; //!< by name; within a namespace

//! What is known of a Job. A value.
struct JobFacts
{
    QString name;
    QString uid;
    bool isComplete = false;
    bool isFailed = false;
    bool isDeleting = false;
    QDateTime startedAt;
    QDateTime completedAt;
    QDateTime createdAt;

    bool isFinished() const { return isComplete || isFailed; }
};

//! \brief Facts of the objects that belong to others, found by owner or by label.
//!
//! Follows the store's events, one parse for each; so a controller's work is in proportion to what
//! it owns. One thread.
class View
{
public:
    void pod(const StoredObject& stored, const Json& object, bool isDeleted);
    void replicaSet(const StoredObject& stored, const Json& object, bool isDeleted);
    void job(const StoredObject& stored, const Json& object, bool isDeleted);

    PodPtr findPod(const QString& nameSpace, const QString& name) const; //!< null when absent
    const PodMap& podsOf(const QString& ownerUid) const;
    //! The Pods of a namespace that a selector fits.
    std::vector<PodPtr> podsFor(const QString& nameSpace, const Selector& selector) const;
    //! Pods and ReplicaSets that nobody controls: somebody may adopt them.
    std::vector<PodPtr> orphanPods(const QString& nameSpace) const;
    std::vector<QString> orphanReplicaSets(const QString& nameSpace) const;
    const QMap<QString, ReplicaSetFacts>& replicaSetsOf(const QString& ownerUid) const;
    const QMap<QString, JobFacts>& jobsOf(const QString& ownerUid) const;

private:
    void removePod(const PodPtr& pod);

    QHash<QString, PodMap> m_pods; // by namespace
    QHash<QString, PodMap> m_podsByOwner; // by uid
    QHash<QString, PodMap> m_podsByLabel; // by namespace, key and value
    QHash<QString, PodMap> m_orphanPods; // by namespace
    QHash<QString, QMap<QString, ReplicaSetFacts>> m_sets; // by owner's uid
    QHash<QString, QString> m_setOwners; // by namespace/name; empty: an orphan
    QHash<QString, QMap<QString, JobFacts>> m_jobs; // by owner's uid
    QHash<QString, QString> m_jobOwners; // by namespace/name
};

PodFacts podFacts(const StoredObject& stored, const Json& pod);
ReplicaSetFacts replicaSetFacts(const Json& set);
JobFacts jobFacts(const Json& job);
//! A quantity as thousandths ("250m" is 250, "2" is 2000); 0 when it is none.
qint64 milliValue(const QString& quantity);

} // namespace cauce::sandbox::control
