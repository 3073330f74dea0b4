#pragma once

#include "core/cluster/apiclient.h"

#include <QDateTime>
#include <QObject>
#include <QTimer>

namespace cauce::cluster {

//! \brief Knows whether the server can be reached at all, and is the only one who tries when not.
//!
//! Whoever sees a connection fail reports it here and waits for opened(): so a server that is down
//! gets one small request after a growing wait, not one for each watch. Engine thread.
class ConnectionGate : public QObject
{
    Q_OBJECT

public:
    explicit ConnectionGate(ApiClient* client, QObject* parent = nullptr);

    //! Asks the server now, unless that is under way; forgets the waits so far.
    void probeNow();
    //! A request failed for the connection's sake (no answer, or 401): find out.
    void report(const Error& error);

    bool isOpen() const { return m_state == State::Open; }
    //! Nobody could reach the server when last asked.
    bool isDown() const { return m_down; }
    const Error& error() const { return m_error; } //!< why it is down
    int failures() const { return m_failures; } //!< in a row
    QDateTime retryAt() const { return m_retryAt; } //!< UTC; invalid while open or asking
    const QString& serverVersion() const { return m_serverVersion; } //!< "v1.35.4"

signals:
    //! \param afterOutage it had been down (or was never reached before)
    void opened(bool afterOutage);
    //! Another failure: error(), failures(), retryAt() are new.
    void wentDown();

private:
    enum class State { Closed, Probing, Open };
    void probe();
    void onVersion(const Result<ApiAnswer>& answer);
    std::chrono::milliseconds nextWait() const;

    ApiClient* m_client; // not owned; outlives this
    State m_state = State::Closed;
    bool m_down = true;
    Error m_error;
    int m_failures = 0;
    QDateTime m_retryAt;
    QString m_serverVersion;
    QTimer m_retry {this};
};

} // namespace cauce::cluster
