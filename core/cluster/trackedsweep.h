#pragma once

#include "core/cluster/apiclient.h"
#include "core/cluster/cluster.h"

namespace cauce::cluster {

//! \brief Looks through kinds for objects that some applications track: metadata only, in pages, a
//! few requests at a time. Engine thread; deletes itself when it has answered.
class TrackedSweep : public QObject
{
    Q_OBJECT

public:
    TrackedSweep(ApiClient* client, const QSet<QString>& applications, QObject* parent);

    //! \brief Begins; call it once.
    //! \param only look through these kinds; empty: all that can be listed and are no noise
    //! \param skip kinds that are watched already
    //! \return as Cluster::sweepTracked()
    QFuture<Result<TrackedKinds>> run(const QSet<object::GroupKind>& only,
                                      const QSet<object::GroupKind>& skip);

private:
    void next();
    void ask(const ApiResource& resource, const QString& continueToken);
    void onPage(const ApiResource& resource, const Result<ApiAnswer>& answer);
    void onRefusal(const ApiResource& resource, const ApiAnswer& answer);
    void leaveUnread(const ApiResource& resource, const Error& error);
    bool hasTracked(const QStringList& trackingIds) const;
    void finish(Result<TrackedKinds> found);

    ApiClient* m_client; // not owned; outlives this
    QSet<QString> m_applications;
    QList<ApiResource> m_left;
    QHash<object::GroupKind, int> m_restarts; // after a list whose next page had expired
    TrackedKinds m_kinds;
    QPromise<Result<TrackedKinds>> m_promise;
    int m_open = 0;
    int m_silences = 0; // since the last good page
    bool m_finished = false;
};

} // namespace cauce::cluster
