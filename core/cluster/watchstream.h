#pragma once

#include "core/cluster/apianswer.h"
#include "core/cluster/connectionpool.h"
#include "core/cluster/lineframer.h"

#include <QObject>
#include <QPointer>
#include <QSslError>
#include <QTimer>

class QNetworkReply;

namespace cauce::cluster {

//! \brief One WATCH: lines as they come, until it ends. Made by ApiClient::watch().
//!
//! Engine thread. Deleting it ends the request and says nothing more. Silence (no whole line for
//! ClusterLimits::watchSilence) is an end with ErrorKind::Timeout: a half-open connection looks
//! like a quiet one for a quarter of an hour.
class WatchStream : public QObject
{
    Q_OBJECT

public:
    ~WatchStream() override;

    bool isOpen() const { return m_opened; } //!< the server has answered 200

signals:
    void opened();
    void lines(const QList<QByteArray>& lines);
    //! \brief The end; nothing comes after it.
    //! \param answer an Error when the connection broke; a status other than 200 when the server
    //!        refused; 200 for the regular end
    void closed(const cauce::Result<cauce::cluster::ApiAnswer>& answer);

private:
    friend class ApiClient;
    WatchStream(const ClusterLimits& limits, QString host, QObject* parent);
    //! Sends the request, again when it was refused for its credential.
    void open(ManagerPtr manager, const QNetworkRequest& request);
    void failWith(const Error& error);

    void readHead();
    void readBytes();
    void give(ErrorKind kind, const QString& message);
    void finish();
    void silent();

    ClusterLimits m_limits;
    QString m_host;
    ManagerPtr m_manager; // before m_reply: outlives it
    QPointer<QNetworkReply> m_reply;
    LineFramer m_framer;
    QTimer m_silence {this};
    QByteArray m_refusal; // the body of another status than 200
    QList<QSslError> m_tlsErrors;
    std::optional<Error> m_gaveUp;
    std::function<bool(const ApiAnswer&)> m_retry; // set by ApiClient; true: it opens again
    bool m_opened = false;
};

} // namespace cauce::cluster
