#pragma once

#include "tests/support/fakeapiserver.h"

#include <QMap>

namespace cauce::test {

//! \brief The objects of one kind on a FakeApiServer, listed and watched as a real server does it.
//!
//! LIST in pages (limit, continue), WATCH from a resourceVersion with all events after it; one
//! counter of versions for this kind. Handlers that a test gives the server later come first, so
//! that any request can be made to fail. \code
//!   FakeKind pods(&server, "/api/v1/pods", "v1", "Pod");
//!   pods.put("shop", "cart", R"("status":{"phase":"Running"})");
//! \endcode
class FakeKind
{
public:
    //! \param server outlives this
    FakeKind(FakeApiServer* server, const QString& path, const QByteArray& apiVersion,
             const QByteArray& kind);

    //! \brief Makes or changes an object and tells the watches.
    //! \param more members beside metadata, without braces; may be empty
    //! \param metadata members beside name, namespace, uid and resourceVersion; may be empty
    void put(const QByteArray& nameSpace, const QByteArray& name, const QByteArray& more = {},
             const QByteArray& metadata = {});
    void remove(const QByteArray& nameSpace, const QByteArray& name);
    void sendToWatches(const QByteArray& line); //!< as it stands
    void bookmark();
    //! Forgets the events so far: a watch from an older version gets ERROR 410.
    void compact();
    void endWatches(); //!< properly
    void cutWatches();

    int openWatches() const;
    qint64 version() const { return m_version; }
    QByteArray object(const QByteArray& nameSpace, const QByteArray& name) const; //!< as JSON

    void answerList(const ExchangePtr& exchange) const; //!< as without a test's own handler
    void answerWatch(const ExchangePtr& exchange);

private:
    struct Event
    {
        qint64 version;
        QByteArray line;
    };
    void tell(const QByteArray& type, const QByteArray& object);

    QByteArray m_apiVersion;
    QByteArray m_kind;
    qint64 m_version = 100;
    qint64 m_compacted = 0;
    int m_uids = 0;
    QMap<QByteArray, QByteArray> m_objects; // "namespace/name" -> JSON without kind, as in lists
    QMap<QByteArray, QByteArray> m_uidOf;
    QList<Event> m_events;
    QList<ExchangePtr> m_watches;
};

//! One kind for serveDiscovery().
struct FakeResource
{
    QByteArray group; //!< empty for the core group
    QByteArray version;
    QByteArray kind;
    QByteArray plural;
    bool namespaced = true;
};

//! Makes \p server answer /version, aggregated discovery of \p resources and the namespace
//! kube-system.
void serveDiscovery(FakeApiServer* server, const QList<FakeResource>& resources);
//! The document that serveDiscovery() answers for the core group, or for all others. \p stale names
//! groups whose server does not answer.
QByteArray discoveryJson(const QList<FakeResource>& resources, bool core,
                         const QList<QByteArray>& stale = {});

} // namespace cauce::test
