#pragma once

#include "core/sandbox/api.h"

#include <chrono>
#include <memory>
#include <optional>

namespace cauce::sandbox {

//! How long things take, by the sandbox's clock.
struct Pace
{
    std::chrono::milliseconds schedule {200}; //!< a Pod waits for its node
    std::chrono::milliseconds containerStart {800}; //!< from scheduled to Ready
    std::chrono::milliseconds podEnd {500}; //!< from deletionTimestamp to gone
    std::chrono::milliseconds jobRun {1500}; //!< a Job's Pod until it has succeeded
    std::chrono::milliseconds volumeBind {300}; //!< a claim until Bound
};

//! \brief The controllers of a cluster, simulated: what makes Pods of Deployments, and so on.
//!
//! Deployment, ReplicaSet, StatefulSet, DaemonSet (two nodes), Job, CronJob, Service
//! (EndpointSlice), PersistentVolumeClaim, the garbage collector, namespace deletion, events, pod
//! logs. Acts on what the store tells it and on due times; waits for nothing itself. One thread,
//! the Api's.
class Controllers
{
public:
    //! \brief Makes the two nodes, the namespaces default, kube-system, kube-public and
    //! kube-node-lease with their ServiceAccounts, a StorageClass and the Service kubernetes,
    //! unless they are there; provides Api::podLog. \param api outlives this; \param caPem the
    //! authority that every kube-root-ca.crt holds
    Controllers(Api& api, Pace pace = {}, const QByteArray& caPem = {});
    ~Controllers();
    Controllers(const Controllers&) = delete;
    Controllers& operator=(const Controllers&) = delete;

    //! Does all that is due by the Api's clock; what it writes may make more due at once, done,
    //! too.
    void run();
    //! When something is due next, by Clock::steady; nothing: only a change will make it so.
    std::optional<std::chrono::milliseconds> nextDue() const;
    //! Called when something new became due outside run(), so that somebody calls run().
    void onDue(std::function<void()> told);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace cauce::sandbox
