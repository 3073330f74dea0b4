#pragma once

#include "core/sandbox/control/values.h"

//! \brief What a Job does next: the arithmetic, without the objects. Pure.
//! Rules: kube-controller-manager's job controller (Kubernetes 1.35).
namespace cauce::sandbox::control {

//! What the controller reads of a Job. A value.
struct JobSpec
{
    std::optional<qint64> completions; //!< nothing: one success is enough (a work queue)
    qint64 parallelism = 1;
    qint64 backoffLimit = 6;
    std::optional<qint64> deadline; //!< activeDeadlineSeconds
    std::optional<qint64> timeToLive; //!< ttlSecondsAfterFinished
    bool isSuspended = false;
    bool restartsInPlace = false; //!< its Pods' restartPolicy is OnFailure

    static JobSpec of(const Json& job);
};

//! How a Job stands.
struct JobCounts
{
    qint64 active = 0; //!< Pods neither over nor ending
    qint64 ending = 0;
    qint64 ready = 0;
    qint64 succeeded = 0; //!< all that ever were
    qint64 failed = 0;
    qint64 restarts = 0; //!< of containers in its active Pods
};

//! What to do about it.
struct JobPlan
{
    qint64 toCreate = 0;
    qint64 toDelete = 0; //!< of the active Pods
    QString outcome; //!< Complete or Failed once it is decided, else empty
    QString reason;
    QString message;
};

//! \param activeSeconds since it was started
JobPlan planJob(const JobSpec& spec, const JobCounts& counts, qint64 activeSeconds);

//! 10 s after the first failure, doubled for each more, at most ten minutes.
std::chrono::seconds jobBackOff(qint64 failures);

//! A condition of a Job's, in place of an earlier one of its type.
void setJobCondition(Json& status, const QString& type, const QString& value, const QString& reason,
                     const QString& message, const QDateTime& now);

} // namespace cauce::sandbox::control
