#pragma once

#include "core/cluster/apianswer.h"
#include "core/cluster/connectionpool.h"

#include <QObject>
#include <QPointer>
#include <QSslError>
#include <QTimer>

#include <functional>

class QIODevice;
class QNetworkReply;

namespace cauce::cluster {

//! What to ask; everything else follows from the context.
struct ApiRequest
{
    QByteArray method = "GET";
    QString path; //!< encoded, with its query
    QByteArray accept = "application/json";
    QByteArray contentType; //!< of the body
    QByteArray body;
    QByteArray etag; //!< asks for 304 when nothing has changed
    Lane lane = Lane::Commands;
    int retries = 0; //!< how often to ask again after 429 or 503; 0 for every write
};

//! \brief One request in flight: reads the answer within all bounds and says once how it went.
//!
//! Engine thread. Deleting it ends the request and says nothing.
class ApiCall : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(Result<ApiAnswer>)>;

    //! Sends at once. \p prepared carries the headers.
    ApiCall(ManagerPtr manager, const QNetworkRequest& prepared, const ApiRequest& request,
            const ClusterLimits& limits, QString host, QObject* parent);
    ~ApiCall() override;

    //! \p done is called once, from the event loop, and may delete this.
    void whenDone(Done done) { m_done = std::move(done); }

private:
    void send(const QNetworkRequest& prepared, const ApiRequest& request);
    void readHead();
    void readBody();
    void give(ErrorKind kind, const QString& message);
    void finish();

    ManagerPtr m_manager; // before m_reply: outlives it
    ClusterLimits m_limits;
    QString m_host;
    Done m_done;
    QPointer<QNetworkReply> m_reply;
    QTimer m_deadline {this};
    QByteArray m_body;
    QList<QSslError> m_tlsErrors;
    std::optional<Error> m_gaveUp; // why we ended it
};

} // namespace cauce::cluster
