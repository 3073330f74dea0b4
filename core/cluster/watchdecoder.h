#pragma once

#include "core/cluster/livestate.h"

namespace cauce::cluster {

//! One page of a LIST.
struct ListPage
{
    QString resourceVersion; //!< of the list; never empty
    QString continueToken; //!< empty on the last page
    QList<LiveObjectPtr> objects; //!< in the server's order
};

enum class WatchEventType { Added, Modified, Deleted, Bookmark, Error };

//! One line of a WATCH.
struct WatchEvent
{
    WatchEventType type = WatchEventType::Bookmark;
    LiveObjectPtr object; //!< null for Bookmark and Error
    QString resourceVersion; //!< of object or bookmark; empty for Error
    int code = 0; //!< HTTP status of an Error: 410 when the version is too old
    QString message; //!< of an Error; untrusted text
};

//! \brief Decodes a LIST of \p resource. Pure; any thread.
//!
//! All or nothing. Items get the kind and apiVersion that servers leave out. What is kept of an
//! object: everything when it is tracked or nobody controls it; for what a controller made (and for
//! Helm's release Secrets) only what tree, health and lists need, with isWhole false.
//! \return Invalid when \p body is no list, or an item has no name
Result<ListPage> decodeList(QByteArray body, const ApiResource& resource);

//! \brief Decodes one line of a WATCH of \p resource. Pure; any thread.
//! \return Invalid when it is no event; the caller then lists again
Result<WatchEvent> decodeEvent(QByteArray line, const ApiResource& resource);

//! One page of a LIST of metadata, for those who only want to know what is tracked.
struct TrackingPage
{
    QString continueToken; //!< empty on the last page
    QStringList trackingIds; //!< as they stand, of the objects that have one
};

//! \brief Decodes a PartialObjectMetadataList (or a list of whole objects). Pure; any thread.
Result<TrackingPage> decodeTracking(QByteArray body);

} // namespace cauce::cluster
