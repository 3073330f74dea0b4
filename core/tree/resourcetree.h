#pragma once

#include "core/health/health.h"

#include <QList>

namespace cauce::tree {

//! One node of an application's resource tree, flat: parents come before their children.
struct TreeNode
{
    object::ResourceKey key;
    object::GroupVersionKind type;
    QString uid; //!< empty when not live
    int parent = -1; //!< index of the parent node; -1 at the top
    bool managed = false; //!< declared in Git (or tracked by the application)
    QDateTime createdAt; //!< UTC; invalid when not live
    bool deleting = false;
    std::optional<health::Health> health;
    QString info; //!< what a list shows beside the name: "2/2 ready", "Running", "rev:3"; English,
                  //!< short
    QStringList images;
};

//! \brief Everything below the managed objects by owner references. Pure; any thread.
//!
//! Iterative, cycles cut, at most \p maxNodes (then the last node of a parent tells how many are
//! left out in its info).
QList<TreeNode> resourceTree(const QList<object::ResourceKey>& managed,
                             const cluster::LiveState& live, int maxNodes = 5000);

} // namespace cauce::tree
