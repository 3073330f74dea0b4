#pragma once

#include "core/cluster/livestate.h"

namespace cauce::cluster {

//! \brief Every kind that a server serves, and the groups that could not be asked. A value.
//!
//! A kind of a failed group is not known, never "not served": a pruner must be able to tell.
struct Discovery
{
    QHash<object::GroupKind, ApiResource> preferred; //!< in the server's preferred version
    QHash<object::GroupVersionKind, ApiResource> versions; //!< every served version
    QHash<QString, Error> failed; //!< by group

    //! \return the kind in the server's preferred version; NotFound when it is not served; the
    //!         group's error when that could not be asked
    Result<ApiResource> find(const object::GroupKind& kind) const;
    //! As find(), in exactly this version.
    Result<ApiResource> find(const object::GroupVersionKind& type) const;

    void add(const ApiResource& resource); //!< the first version of a kind that comes is preferred
    void add(const Discovery& other);
};
using DiscoveryPtr = std::shared_ptr<const Discovery>;

//! A group of a classic APIGroupList.
struct ApiGroupVersions
{
    QString group;
    QStringList versions; //!< the preferred one first
};

//! \brief Reads an APIGroupDiscoveryList (aggregated discovery, v2 or v2beta1). Pure.
//! \return Invalid when \p document is something else
Result<Discovery> readAggregatedDiscovery(const object::Json& document);
//! \brief Reads an APIResourceList of one group and version (classic discovery). Pure.
Result<Discovery> readResourceList(const object::Json& document, const QString& group,
                                   const QString& version);
//! \brief Reads an APIGroupList, or the APIVersions of the core group. Pure.
Result<QList<ApiGroupVersions>> readGroupList(const object::Json& document);

} // namespace cauce::cluster
