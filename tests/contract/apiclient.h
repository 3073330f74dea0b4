#pragma once

#include "core/object/jsoncodec.h"

#include <QEventLoop>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslConfiguration>
#include <QTest>
#include <QTimer>

#include <memory>

namespace cauce::test {

//! One answer of an API server.
struct ApiAnswer
{
    int code = 0; //!< 0: there was none
    object::Json body; //!< null when it is no JSON
    QByteArray text; //!< the body as it came
    QByteArray type;
    QList<QByteArray> warnings;
};

//! \brief A plain HTTP client of one API server and one user, which blocks. Knows no kinds.
class ApiClient
{
public:
    using Headers = QList<std::pair<QByteArray, QByteArray>>;

    ApiClient(const QString& server, const QString& caFile, const QByteArray& token)
        : m_server(server)
        , m_token(token)
        , m_tls(QSslConfiguration::defaultConfiguration())
    {
        QFile ca(caFile);
        if (!ca.open(QIODevice::ReadOnly))
            qFatal("cannot read %s", qPrintable(caFile));
        m_tls.setCaCertificates(QSslCertificate::fromData(ca.readAll()));
        m_network.setProxy(QNetworkProxy::NoProxy);
    }

    std::unique_ptr<QNetworkReply> start(const QByteArray& method, const QByteArray& path,
                                         const QByteArray& body = {}, const Headers& headers = {})
    {
        QNetworkRequest request(QUrl::fromEncoded(m_server.toUtf8() + path));
        request.setSslConfiguration(m_tls);
        request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
        request.setRawHeader("User-Agent", "contract/1");
        request.setRawHeader("Accept", "application/json");
        request.setTransferTimeout(20'000);
        if (!m_token.isEmpty())
            request.setRawHeader("Authorization", "Bearer " + m_token);
        for (const auto& [name, value] : headers)
            request.setRawHeader(name, value);
        return std::unique_ptr<QNetworkReply>(m_network.sendCustomRequest(request, method, body));
    }

    ApiAnswer request(const QByteArray& method, const QByteArray& path, const QByteArray& body = {},
                      const Headers& headers = {})
    {
        const auto reply = start(method, path, body, headers);
        if (!reply->isFinished()) {
            QEventLoop loop;
            QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
            loop.exec();
        }
        ApiAnswer answer;
        answer.code = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        answer.text = reply->readAll();
        answer.type = reply->rawHeader("Content-Type");
        if (reply->hasRawHeader("Warning"))
            answer.warnings = reply->rawHeader("Warning").split('\n');
        if (auto json = object::parseJson(answer.text))
            answer.body = *std::move(json);
        return answer;
    }

    ApiAnswer get(const QByteArray& path, const Headers& headers = {})
    {
        return request("GET", path, {}, headers);
    }
    ApiAnswer post(const QByteArray& path, const QByteArray& json)
    {
        return request("POST", path, json, {{"Content-Type", "application/json"}});
    }

private:
    QString m_server;
    QByteArray m_token;
    QSslConfiguration m_tls;
    QNetworkAccessManager m_network;
};

//! \brief A watch that is open: its events so far, one a line.
class ApiWatch
{
public:
    explicit ApiWatch(std::unique_ptr<QNetworkReply> reply)
        : m_reply(std::move(reply))
    { }

    const QList<object::Json>& events()
    {
        m_bytes += m_reply->readAll();
        for (qsizetype end = m_bytes.indexOf('\n'); end >= 0; end = m_bytes.indexOf('\n')) {
            if (auto json = object::parseJson(m_bytes.left(end)))
                m_events.append(*std::move(json));
            m_bytes.remove(0, end + 1);
        }
        return m_events;
    }
    bool isFinished() const { return m_reply->isFinished(); }
    int code() const
    {
        return m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    }
    //! What came after the last whole line.
    const QByteArray& rest()
    {
        (void)events();
        return m_bytes;
    }

private:
    std::unique_ptr<QNetworkReply> m_reply;
    QByteArray m_bytes;
    QList<object::Json> m_events;
};

} // namespace cauce::test
