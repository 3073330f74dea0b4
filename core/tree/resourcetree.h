#pragma once

#include "core/health/health.h"
#include "core/tree/links.h"

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
    QString info; //!< what a list shows beside the name: "2/2 ready", "Running 1/1", "rev:3";
                  //!< English, short
    QStringList images;
    QList<ExternalLink> links; //!< what a person may open in a browser
};

//! An object at the top of the tree.
struct ManagedObject
{
    object::ResourceKey key;
    object::GroupVersionKind type; //!< as declared: what is known of an object that is not there
};

//! \brief Everything below the managed objects by owner references, and by those ties that Argo CD
//! infers (see childrenOf()). Pure; any thread.
//!
//! A managed object stands at the top even when another one owns it; every other object stands
//! once, below the first owner met. What nobody declares and nobody below a declared object owns is
//! in no tree. Iterative, cycles cut, at most \p maxNodes besides the managed objects (then a
//! parent tells in its info how many of its children are left out).
QList<TreeNode> resourceTree(const QList<ManagedObject>& managed, const cluster::LiveState& live,
                             int maxNodes = 5000);

} // namespace cauce::tree
