#pragma once

#include "core/cluster/livestate.h"

namespace cauce::cluster {

//! \brief The path of all objects of a kind: "/apis/apps/v1/deployments", below a namespace when
//! one is given and the kind has one. Encoded; without a query.
QString collectionPath(const ApiResource& resource, const QString& nameSpace = {});

//! \brief The path of one object, encoded.
//! \return Invalid when \p key lacks a namespace or name, or has one that would lead elsewhere
Result<QString> objectPath(const ApiResource& resource, const object::ResourceKey& key);

//! \brief Whether \p a is certainly older than \p b, both of one kind in one cluster.
//!
//! Kubernetes compares versions for equality only, and since 1.35 says that they count up. Used to
//! suspect, never to order: what is no number is never older.
bool isOlderVersion(const QString& a, const QString& b);

} // namespace cauce::cluster
