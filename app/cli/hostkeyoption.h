#pragma once

#include "core/engine/appstate.h"
#include "core/git/hostkeys.h"

class QCommandLineParser;

//! `--accept-host-key`: how the command line answers the question that an unknown ssh server is.
namespace cauce::cli {

void declareHostKeyOption(QCommandLineParser& parser);
//! The fingerprint that the person typed; empty without the option.
//! \return Invalid when it is no SHA-256 fingerprint as ssh prints it
Result<QString> hostKeyOption(const QCommandLineParser& parser);

//! What to say to accept exactly the key that \p question shows.
//! \param command that takes the option, as it is to be typed: "cauce refresh"
QString hostKeyAdvice(const git::HostKeyQuestion& question, const QString& command);

//! \brief The one of \p questions whose key is the accepted one.
//! \return Identity, naming what the servers show, when none is
Result<git::HostKeyQuestion> chooseHostKey(const QList<git::HostKeyQuestion>& questions,
                                           const QString& fingerprint);

//! "Accepted the ED25519 key SHA256:... of git.example.com port 22 (kept in FILE)."
QString acceptedWords(const git::HostKeyQuestion& question);

} // namespace cauce::cli
