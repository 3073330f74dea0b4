#pragma once

#include "core/cluster/apiclient.h"

#include <QSet>

namespace cauce::cluster {

//! \brief Looks through kinds for objects that some applications track: metadata only, in pages, a
//! few requests at a time. Engine thread; deletes itself when it has answered.
class TrackedSweep : public QObject
{
    Q_OBJECT

public:
    //! \param skip kinds that are watched already
    TrackedSweep(ApiClient* client, const QSet<QString>& applications,
                 const QSet<object::GroupKind>& skip, QObject* parent);

    //! The kinds in which any was found. Kinds that refuse to be listed are left out; an Error when
    //! the connection fails.
    QFuture<Result<QSet<object::GroupKind>>> run();

private:
    void next();
    void ask(const ApiResource& resource, const QString& continueToken);
    void onPage(const ApiResource& resource, const Result<ApiAnswer>& answer);
    bool hasTracked(const QStringList& trackingIds) const;
    void finish(Result<QSet<object::GroupKind>> found);

    ApiClient* m_client; // not owned; outlives this
    QSet<QString> m_applications;
    QList<ApiResource> m_left;
    QSet<object::GroupKind> m_found;
    QPromise<Result<QSet<object::GroupKind>>> m_promise;
    int m_open = 0;
    bool m_finished = false;
};

} // namespace cauce::cluster
