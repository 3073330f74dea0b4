#pragma once

#include "core/sandbox/control/values.h"

//! \brief What a Deployment does to its ReplicaSets: the arithmetic, without the objects.
//!
//! Rules: kube-controller-manager's deployment controller (Kubernetes 1.35). Pure functions.
namespace cauce::sandbox::control {

//! What the controller reads of a Deployment. A value.
struct DeploymentSpec
{
    qint64 replicas = 1;
    bool recreates = false; //!< strategy Recreate
    qint64 maxSurge = 0; //!< resolved to Pods
    qint64 maxUnavailable = 0; //!< resolved to Pods, never above replicas
    qint64 minReadySeconds = 0;
    qint64 historyLimit = 10;
    std::optional<qint64> progressDeadline; //!< seconds; nothing: it never times out
    bool isPaused = false;

    static DeploymentSpec of(const Json& deployment);
};

//! What is known of one ReplicaSet of a Deployment. A value.
struct ReplicaSetFacts
{
    QString name;
    QString uid;
    qint64 revision = 0; //!< annotation deployment.kubernetes.io/revision
    qint64 wanted = 0; //!< spec.replicas
    qint64 replicas = 0; //!< status.replicas
    qint64 ready = 0;
    qint64 available = 0;
    qint64 terminating = 0;
    qint64 desiredAnnotation = -1; //!< deployment.kubernetes.io/desired-replicas; -1: none
    qint64 maxAnnotation = -1; //!< deployment.kubernetes.io/max-replicas; -1: none
    qint64 createdAt = 0; //!< milliseconds since 1970
    bool isObserved = true; //!< its controller has seen its newest generation
    bool isDeleting = false;

    friend bool operator==(const ReplicaSetFacts&, const ReplicaSetFacts&) = default;
};

//! A ReplicaSet that gets another size.
struct Scaling
{
    QString replicaSet;
    qint64 from = 0;
    qint64 to = 0;

    friend bool operator==(const Scaling&, const Scaling&) = default;
};

//! How large a new ReplicaSet is made.
qint64 newReplicaSetSize(const DeploymentSpec& spec, const std::vector<ReplicaSetFacts>& all,
                         qint64 newWanted);

//! \brief One step of a rolling update: up with the new ReplicaSet, else down with the old ones.
//! \param current the ReplicaSet of the present template
std::vector<Scaling> rollingStep(const DeploymentSpec& spec, const ReplicaSetFacts& current,
                                 const std::vector<ReplicaSetFacts>& old);

//! \brief Whether the Deployment was scaled by somebody: an active ReplicaSet was made for another
//! number of replicas.
bool isScalingEvent(const DeploymentSpec& spec, const std::vector<ReplicaSetFacts>& all);

//! \brief What a change of `replicas` makes of the ReplicaSets, in proportion in mid-rollout.
//! Names those that keep their size, too: their annotations change.
//! \param current nullptr while there is none (a paused Deployment)
std::vector<Scaling> scaleStep(const DeploymentSpec& spec, qint64 statusReplicas,
                               const ReplicaSetFacts* current,
                               const std::vector<ReplicaSetFacts>& old);

//! The old ReplicaSets that revisionHistoryLimit does not keep, oldest revision first.
std::vector<QString> beyondHistory(const DeploymentSpec& spec,
                                   const std::vector<ReplicaSetFacts>& old);

//! \brief A Deployment's status after what its ReplicaSets say, conditions included.
//! \param old the status before; \param generation the Deployment's \param current nullptr: none
Json deploymentStatus(const DeploymentSpec& spec, const Json& old, qint64 generation,
                      const ReplicaSetFacts* current, const std::vector<ReplicaSetFacts>& all,
                      const QDateTime& now);

//! \brief The same with the condition Progressing brought up to date, as in a rollout.
//! \param name the Deployment's
Json rolloutStatus(const DeploymentSpec& spec, const QString& name, const Json& old,
                   qint64 generation, const ReplicaSetFacts* current,
                   const std::vector<ReplicaSetFacts>& all, const QDateTime& now);

//! \brief When the progress deadline is over, if it runs.
std::optional<QDateTime> progressDeadlineAt(const DeploymentSpec& spec, const Json& status);

//! \brief A condition as the deployment controller sets one: same status and reason, no change; the
//! transition time is kept while the status is; a changed one goes to the end.
void setDeploymentCondition(Json& status, const QString& type, const QString& value,
                            const QString& reason, const QString& message, const QDateTime& now);

} // namespace cauce::sandbox::control
