#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace cauce::bench {

//! \brief A GitOps repository of a chosen size in \p folder, committed; runs git, blocks.
//!
//! \p applications Applications of ten objects of ten kinds each (in namespaces bench-000 ...), and
//! one, "large", of \p largeObjects ConfigMaps, Secrets, Services ... in namespace bench-large.
//! \return false when git fails
bool makeRepository(const QString& folder, int applications, int largeObjects);

//! Every object of that repository with Argo CD's tracking ids, to load the cluster with: the
//! namespaces, then pieces of at most 200 objects, each a YAML stream.
QList<QByteArray> clusterContent(int applications, int largeObjects);

//! The objects of the application "large" alone, as Git has them, with \p differing of them
//! changed.
QByteArray largeContent(int largeObjects, int differing);

} // namespace cauce::bench
