#pragma once

#include <QStringView>

namespace cauce::sync {

//! \brief Argo CD's place of a kind in the order of a sync: namespaces first, APIService last.
//!
//! By the kind alone, whatever its group, as Argo CD does; a kind it does not list comes after all
//! that it does. Pure.
int kindOrder(QStringView kind);

} // namespace cauce::sync
