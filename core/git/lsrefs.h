#pragma once

#include "core/base/canceltoken.h"
#include "core/git/refchoice.h"
#include "core/git/remote.h"

#include <QByteArray>

// Private to core/git: the command ls-refs of Git's protocol 2.
namespace cauce::git {

//! The request for the references that could answer \p names; no names ask for all of them.
QByteArray lsRefsRequest(const QStringList& names);

//! \brief The references in an answer to it.
//! \return Invalid when it is no answer of protocol 2, or an "ERR" of the server
Result<Listing> parseLsRefs(const QByteArray& answer);

//! \brief Asks over http(s) in one small request.
//!
//! \return Invalid when the server does not speak protocol 2 (then the whole listing must be asked
//!         for), otherwise the errors of listRemote()
Result<Listing> lsRefsOverHttp(const Remote& remote, const QStringList& names,
                               const CancelToken& cancel);

} // namespace cauce::git
