#pragma once

#include "core/engine/appstate.h"
#include "core/sync/syncplan.h"

//! English sentences of the command line; pure. What they quote is made safe when it is printed.
namespace cauce::cli {

QString changeWord(diff::Change change); //!< "create", "update", "prune", "unchanged", "unknown"
//! `abc1234 "message" by author`; empty when the commit is not known.
QString commitWords(const CommitInfo& commit);
QString timeWords(const QDateTime& time); //!< local, "2026-03-01 12:04:05"; empty when invalid
//! "automated (prune, self-heal)" or "manual".
QString policyWords(const SyncPolicy& policy);
//! One line for one field that differs: "spec.replicas: 2 -> 3 (set by kubectl-scale)".
QString fieldWords(const diff::FieldChange& field);
//! How a step ended: "created apps/Deployment shop/cart", with the server's words when it failed.
QString stepWords(const sync::StepResult& step);

} // namespace cauce::cli
