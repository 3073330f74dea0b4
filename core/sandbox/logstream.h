#pragma once

#include "core/sandbox/api.h"
#include "core/sandbox/faultgate.h"
#include "core/sandbox/httpconnection.h"

#include <QObject>
#include <QTimer>

namespace cauce::sandbox {

//! \brief A followed log: sends what there is, then what is added, until the Pod is gone.
//!
//! Asks the Api again each second: logs are made when they are asked for. Lives with its
//! connection; one thread, the Api's.
class LogStream : public QObject
{
public:
    //! \param api and \p gate outlive the connection, which becomes the parent
    LogStream(Api& api, FaultGate& gate, HttpConnection* connection, const Request& request,
              const QByteArray& text);

private:
    void look();

    Api& m_api;
    FaultGate& m_gate;
    HttpConnection* m_connection; // the parent
    Request m_request;
    QByteArray m_whole; // the log without tailLines, as far as it has been sent
    QTimer m_timer;
};

} // namespace cauce::sandbox
