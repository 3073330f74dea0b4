#pragma once

#include "core/sandbox/accessfiles.h"
#include "core/sandbox/api.h"
#include "core/sandbox/faultgate.h"
#include "core/sandbox/httpconnection.h"
#include "core/sandbox/representation.h"
#include "core/sandbox/route.h"

#include <QTcpServer>

#include <functional>

namespace cauce::sandbox {

//! \brief The HTTPS server of the sandbox: who asks, what for, and in which form it is answered.
//!
//! Lives in the Api's thread.
class ApiFront : public QTcpServer
{
    Q_OBJECT

public:
    //! \param api outlives this
    ApiFront(Api& api, const Access& access, QObject* parent = nullptr);
    ~ApiFront() override;

    //! \return Io naming the port when it cannot
    Result<void> open(quint16 port);
    QString url() const; //!< https://127.0.0.1:PORT

    void setFaults(const Faults& faults);
    const Faults& faultsLeft() const { return m_gate.left(); }
    const QList<std::pair<QByteArray, QByteArray>>& requests() const { return m_log; }

signals:
    //! Something may have become due: a request has been served.
    void served();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    //! A request on its way through the server.
    struct Call
    {
        HttpConnection* connection = nullptr;
        HttpRequest http;
        Route route;
        QString user; //!< as a server names it
    };

    void onRequest(HttpConnection* connection, const HttpRequest& http);
    void serve(Call call);
    void serveObjects(Call& call);
    void serveList(const Call& call, const ServedKind& kind, const Representation& as);
    void serveWatch(const Call& call, const ServedKind& kind, const StreamOptions& options,
                    const Representation& as);
    void serveLog(const Call& call, bool follows);
    void serveDiscovery(const Call& call);
    void serveOpenApi(const Call& call);
    std::optional<QString> userOf(const HttpRequest& http) const;
    std::optional<Answer> denied(const Call& call) const;

    void reply(const Call& call, const Answer& answer, const Representation& as = {},
               const ServedKind* kind = nullptr);
    void replyJson(const Call& call, const object::Json& body,
                   const QByteArray& contentType = "application/json");
    void replyText(const Call& call, int code, const QByteArray& text);
    object::Json shaped(const Call& call, const object::Json& body, const Representation& as,
                        const ServedKind& kind) const;
    void onStoreEvent(const StoreEvent& event);

    Api& m_api;
    const Access m_access;
    FaultGate m_gate;
    QSslConfiguration m_tls;
    int m_subscription = 0;
    QByteArray m_openApiIndex; // made when asked for; empty after a CRD has changed
    QList<std::pair<QByteArray, QByteArray>> m_log;
};

} // namespace cauce::sandbox
