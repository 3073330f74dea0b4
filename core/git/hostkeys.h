#pragma once

#include "core/base/canceltoken.h"
#include "core/git/remote.h"

#include <optional>

namespace cauce::git {

//! \brief What a person must decide before an ssh server is trusted. A value.
//!
//! Rule (N1): an unknown key is a question whose answer is "no" by default, beside the advice to
//! compare the fingerprint with the provider's page; a changed key is no question at all.
struct HostKeyQuestion
{
    QString host; //!< as ssh looks it up: HostName or HostKeyAlias of the ssh configuration
    int port = 22;
    QString algorithm; //!< "ED25519", "ECDSA", "RSA"
    QString fingerprint; //!< "SHA256:...", as ssh prints it

    friend bool operator==(const HostKeyQuestion&, const HostKeyQuestion&) = default;
};

//! The file for keys that a person has accepted here: give it to Remote::knownHostsFile.
QString knownHostsFile();

//! \brief The question in an Error of fetch() or listRemote().
//! \return nothing for other errors, for a changed key and for a server that only ssh itself can
//!         reach (a jump host): there the message says what to do
std::optional<HostKeyQuestion> hostKeyQuestion(const Error& error);

//! \brief Adds the key that \p question is about to knownHostsFile().
//!
//! Asks the server again and takes the key only when it still has that fingerprint. Blocks on the
//! network: git pool only. \return Identity when the server shows another key now, Network,
//! Timeout, NotFound (no ssh-keyscan here), Io
Result<void> acceptHostKey(const HostKeyQuestion& question, const CancelToken& cancel);

//! For core/git: the Error for a server whose key is in no known_hosts file.
Failure unknownHostKey(const Remote& remote, const CancelToken& cancel);
//! For core/git: the Error for a server whose key a known_hosts file marks as revoked.
Failure revokedHostKey(const Remote& remote);
//! For core/git: the Error for a server that shows another key than the known one.
Failure changedHostKey(const Remote& remote, const QByteArray& said);

} // namespace cauce::git
