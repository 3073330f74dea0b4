#pragma once

namespace cauce::sync {
class SyncOperation;
}

namespace cauce::cluster {

//! \brief The right to write to a cluster. Only a SyncOperation can make one, and it exists only
//! for a plan that came out of a comparison.
class WriteTicket
{
private:
    WriteTicket() = default;
    friend class sync::SyncOperation;
};

} // namespace cauce::cluster
