#pragma once

#include "core/base/canceltoken.h"
#include "core/git/giturl.h"

#include <optional>

// Private to core/git.
namespace cauce::git {

//! \brief A user and a password for one scheme, host and port; in memory only.
struct Credential
{
    QString user;
    QString password;
    bool isFromHelper = false;

    friend bool operator==(const Credential& a, const Credential& b)
    {
        return a.user == b.user && a.password == b.password;
    }
};

//! \brief Asks `git credential`, whose helpers the user has configured, without letting them ask.
//!
//! Https only. Blocks while the helper works, at most 30 s. \return nothing when no helper knows
//! one or git is not installed; Timeout, Cancelled
Result<std::optional<Credential>> findCredential(const GitUrl& url, const QString& user,
                                                 const CancelToken& cancel);

//! Tells the helpers that it worked, so that they may keep it. Failures do not matter.
void approveCredential(const GitUrl& url, const Credential& credential, const CancelToken& cancel);
//! Tells the helpers that the server has refused it, so that they forget it.
void rejectCredential(const GitUrl& url, const Credential& credential, const CancelToken& cancel);

} // namespace cauce::git
