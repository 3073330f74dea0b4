#pragma once

#include "core/base/result.h"
#include "core/sandbox/api.h"

#include <QDateTime>

#include <memory>

namespace cauce::tour {

class SampleRepository;

//! \brief The days before the demo, lived through in a moment: every sync of sampleDeployments(),
//! and one change behind Cauce's back, on a cluster whose clock is turned.
//!
//! So objects have their age, Deployments their revisions, the failed rollout its exceeded
//! deadline, and the ledger its entries, all as Cauce's own syncs would have left them. Main
//! thread; blocks some hundred milliseconds.
class ClusterPast
{
public:
    //! \param now when the past ends
    explicit ClusterPast(const QDateTime& now);
    ~ClusterPast();

    //! \param stateFolder where the ledger is made
    //! \return what the cluster, Git or the disk refused
    Result<void> live(const SampleRepository& repository, const QString& stateFolder);

    //! Puts every object into \p cluster, as it is: called in the thread of \p cluster.
    void moveTo(sandbox::Api& cluster) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace cauce::tour
