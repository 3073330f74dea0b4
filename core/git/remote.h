#pragma once

#include "core/git/giturl.h"

#include <chrono>

namespace cauce::git {

//! \brief How to reach one repository: address and what the user allowed for it. A value.
//!
//! Credentials are looked up when they are asked for (`git credential`, ssh agent), bound to
//! scheme, host and port; they are never part of a file that we write.
struct Remote
{
    GitUrl url;
    QString user {}; //!< for https; empty asks `git credential`
    QString password {}; //!< password or token, in memory only
    QString caFile {}; //!< PEM; replaces the system's roots for this repository when set
    QString sshKeyFile {}; //!< identity for ssh; empty leaves it to agent and ssh configuration
    QString knownHostsFile {}; //!< an extra known_hosts file of ours; empty: only the user's own
    std::chrono::milliseconds idleTimeout {30'000}; //!< without a byte
};

} // namespace cauce::git
