#pragma once

#include "core/cluster/apiclient.h"
#include "core/object/manifest.h"

//! What asking about, and changing, one object have in common. Pure but for read() and dryRun().
namespace cauce::cluster::objectcalls {

//! Where one object is, and how messages name it.
struct Target
{
    QString path; //!< encoded
    object::ResourceKey key;
    QString doing; //!< "apply apps/Deployment shop/cart"
    Quote quote = Quote::ServerMessage; //!< for errors: of a Secret only fields
};

//! \return what discovery or the name forbid (NotFound, Invalid); Network while there is no
//!         discovery yet
Result<Target> locate(const DiscoveryPtr& discovery, const QString& verb,
                      const object::GroupVersionKind& type, const object::ResourceKey& key);

//! \brief \p manifest as an apply's body: JSON, every character that YAML would read otherwise
//! escaped, as the server reads it as YAML.
QByteArray applyBody(const object::Manifest& manifest);

//! \brief The object that \p answer holds, or the error it is.
//! \return Internal when the server answered with another object than \p target
Result<object::Manifest> objectOf(const Result<ApiAnswer>& answer, const Target& target);

QFuture<Result<object::Manifest>> dryRun(ApiClient* client, const object::Manifest& manifest);
QFuture<Result<object::Manifest>> read(ApiClient* client, const object::GroupVersionKind& type,
                                       const object::ResourceKey& key);

} // namespace cauce::cluster::objectcalls
