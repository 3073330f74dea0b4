#pragma once

#include "core/cluster/writeticket.h"
#include "core/object/manifest.h"

#include <QFuture>
#include <QObject>

namespace cauce::cluster {

class ApiClient;

//! How the server took one write.
struct WriteAnswer
{
    object::Manifest object; //!< as the server has it now
    QStringList warnings; //!< its Warning headers; untrusted text
};

//! \brief Server-side apply and delete: the only way to change a cluster. Engine thread.
//!
//! A write whose answer did not arrive is ErrorKind::Timeout or Network: its outcome is unknown,
//! and the caller says so. Nothing is retried here.
class ClusterWriter : public QObject
{
    Q_OBJECT

public:
    explicit ClusterWriter(ApiClient* client, QObject* parent = nullptr);

    //! \brief PATCH application/apply-patch+yaml with field manager "cauce" and the body of \p
    //! object.
    //!
    //! The body's metadata.uid and resourceVersion, when given, are preconditions (409 when they do
    //! not hold; see kube-apiserver). \return Conflict (moved, or fields of another manager),
    //! Invalid (the server refused the object), NotFound (namespace, kind), Auth, RateLimited,
    //! Timeout, Network
    QFuture<Result<WriteAnswer>> apply(WriteTicket, const object::Manifest& object, bool force);
    //! Deletes in the background propagation policy exactly the object with this uid and
    //! resourceVersion. Already gone is NotFound.
    QFuture<Result<void>> remove(WriteTicket, const object::GroupVersionKind& type,
                                 const object::ResourceKey& key, const QString& uid,
                                 const QString& resourceVersion);

    //! \brief Writes \p managedFields, and nothing else, to exactly the object that \p live is.
    //!
    //! A merge patch bound to its uid and resourceVersion. \return the object now; errors as
    //! apply()
    QFuture<Result<object::Manifest>> adopt(WriteTicket, const object::Manifest& live,
                                            const object::Json& managedFields);

signals:
    //! A CustomResourceDefinition or an APIService was written: the server will serve other kinds.
    void definitionsChanged();

private:
    ApiClient* m_client; // not owned; outlives this
};

} // namespace cauce::cluster
