#pragma once

#include "core/object/jsoncodec.h"
#include "tests/support/controlplane.h"

#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTest>

#include <memory>

namespace cauce::test {

//! \brief Asks the real API server one thing after the other, as its administrator. Blocks.
class RealServer
{
public:
    struct Answer
    {
        int code = 0;
        object::Json body;
    };

    explicit RealServer(const ControlPlane& plane)
        : m_server(plane.server())
        , m_token(plane.token().toLatin1())
    {
        m_tls = QSslConfiguration::defaultConfiguration();
        m_tls.setCaCertificates(QSslCertificate::fromPath(plane.caFile()));
    }

    Answer create(const QString& path, const object::Json& body)
    {
        return send("POST", path, body, "application/json");
    }
    Answer patch(const QString& path, const object::Json& body)
    {
        return send("PATCH", path, body, "application/merge-patch+json");
    }
    //! \param options DeleteOptions
    Answer remove(const QString& path, const object::Json& options)
    {
        return send("DELETE", path, options, "application/json");
    }
    Answer get(const QString& path) { return send("GET", path, {}, {}); }

private:
    Answer send(const QByteArray& verb, const QString& path, const object::Json& body,
                const QByteArray& type)
    {
        QNetworkRequest request(QUrl(m_server + path));
        request.setSslConfiguration(m_tls);
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        request.setRawHeader("Authorization", "Bearer " + m_token);
        if (!type.isEmpty())
            request.setRawHeader("Content-Type", type);
        const std::unique_ptr<QNetworkReply> reply(m_network.sendCustomRequest(
            request, verb, type.isEmpty() ? QByteArray() : object::toJson(body)));
        if (!QTest::qWaitFor([&] { return reply->isFinished(); }, 30'000))
            return {};
        Answer answer;
        answer.code = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (const auto json = object::parseJson(reply->readAll()))
            answer.body = *json;
        return answer;
    }

    QString m_server;
    QByteArray m_token;
    QSslConfiguration m_tls;
    QNetworkAccessManager m_network;
};

} // namespace cauce::test
