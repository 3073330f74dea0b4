#pragma once

#include "core/cluster/kubeconfig.h"

//! \brief Which credential plugins a person has agreed to run, on this workstation.
//!
//! A kubeconfig can name any command, and one that was mailed around does. So nothing runs before
//! someone has seen the whole command line; a changed argument, variable or program asks again.
//! All of it blocks on the disk: pool threads, or a click.
namespace cauce::cluster::execconsent {

//! \brief The program that \p plugin would run: an absolute path.
//! \return NotFound (with the kubeconfig's install hint) when there is none
Result<QString> resolve(const ExecPlugin& plugin);
//! The whole command line for a person to read; values of variables that look secret are hidden.
QString commandLine(const ExecPlugin& plugin);
//! \brief Consent exists for this command, arguments, environment and content of the program.
//! \return Consent (with the command line) when it does not; NotFound, Io
Result<void> check(const ExecPlugin& plugin);
//! Records the consent. \return NotFound, Io
Result<void> grant(const ExecPlugin& plugin);

} // namespace cauce::cluster::execconsent
