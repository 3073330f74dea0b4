#pragma once

#include "core/object/manifest.h"

#include <QStringList>

namespace cauce::tree {

//! \brief What `kubectl get` shows of a Pod in one word: "Running", "CrashLoopBackOff", "Init:0/1",
//! "Completed", "Terminating". Pure.
QString podReason(const object::Manifest& pod);

//! The short text beside a name in a list: "2/2 ready", "Running", "rev:3", "Bound"; empty for
//! kinds that have none. Pure; works on an object of which only part was kept.
QString shortInfo(const object::Manifest& object);

//! Images of a Pod or of a workload's template, each once, in order.
QStringList imagesOf(const object::Manifest& object);

} // namespace cauce::tree
