#include "core/cluster/apicall.h"

#include "core/cluster/replyerrors.h"

#include <QIODevice>
#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <cstring>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

constexpr qint64 kReadBuffer = 1 << 20;

//! \brief A body that can be read once only.
//!
//! When a kept connection breaks before the answer, Qt sends the request again, up to three times
//! and whatever its method: an apply or a delete would be done twice. It cannot rewind this.
class OneShotBody : public QIODevice
{
public:
    OneShotBody(QByteArray content, QObject* parent)
        : QIODevice(parent)
        , m_content(std::move(content))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }
    bool seek(qint64) override { return false; }
    bool atEnd() const override { return m_position >= m_content.size(); }
    qint64 bytesAvailable() const override { return m_content.size() - m_position; }

protected:
    qint64 readData(char* into, qint64 size) override
    {
        if (atEnd())
            return -1;
        size = std::min(size, bytesAvailable());
        std::memcpy(into, m_content.constData() + m_position, size_t(size));
        m_position += size;
        return size;
    }
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    QByteArray m_content;
    qint64 m_position = 0;
};

} // namespace

ApiCall::ApiCall(ManagerPtr manager, const QNetworkRequest& prepared, const ApiRequest& request,
                 const ClusterLimits& limits, QString host, QObject* parent)
    : QObject(parent)
    , m_manager(std::move(manager))
    , m_limits(limits)
    , m_host(std::move(host))
{
    send(prepared, request);
    m_reply->setReadBufferSize(kReadBuffer);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &ApiCall::readHead);
    connect(m_reply, &QNetworkReply::readyRead, this, &ApiCall::readBody);
    connect(m_reply, &QNetworkReply::sslErrors, this,
            [this](const QList<QSslError>& errors) { m_tlsErrors = errors; });
    connect(m_reply, &QNetworkReply::finished, this, &ApiCall::finish);
    const auto limit = request.lane == Lane::Lists ? limits.listTotal : limits.total;
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this, limit] {
        give(
            ErrorKind::Timeout,
            u"%1 gave no whole answer within %2 s"_s.arg(m_host).arg(double(limit.count()) / 1000));
    });
    m_deadline.start(limit);
}

ApiCall::~ApiCall()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
}

void ApiCall::send(const QNetworkRequest& prepared, const ApiRequest& request)
{
    QNetworkRequest out(prepared);
    out.setRawHeader("Accept", request.accept);
    if (!request.etag.isEmpty())
        out.setRawHeader("If-None-Match", request.etag);
    if (request.method == "GET") {
        m_reply = m_manager->get(out);
        return;
    }
    out.setRawHeader("Content-Type", request.contentType);
    out.setHeader(QNetworkRequest::ContentLengthHeader, request.body.size());
    out.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    auto* body = new OneShotBody(request.body, nullptr);
    m_reply = m_manager->sendCustomRequest(out, request.method, body);
    body->setParent(m_reply); // which reads it
}

void ApiCall::readHead()
{
    if (const auto redirect = redirectError(*m_reply, m_host)) {
        give(redirect->kind, redirect->message);
        return;
    }
    const qint64 length = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    if (length > m_limits.maxBody)
        give(ErrorKind::Invalid,
             u"an answer of %1 is too large: %2 MiB, the limit is %3 MiB"_s.arg(m_host)
                 .arg(length >> 20)
                 .arg(m_limits.maxBody >> 20));
}

void ApiCall::readBody()
{
    if (m_gaveUp || !m_reply->isOpen())
        return;
    m_body += m_reply->readAll();
    if (m_body.size() > m_limits.maxBody)
        give(ErrorKind::Invalid,
             u"an answer of %1 is too large: the limit is %2 MiB"_s.arg(m_host).arg(m_limits.maxBody
                                                                                    >> 20));
}

void ApiCall::give(ErrorKind kind, const QString& message)
{
    if (m_gaveUp || !m_reply)
        return;
    m_gaveUp = Error {kind, message};
    m_body.clear();
    m_reply->abort(); // finish() follows
}

void ApiCall::finish()
{
    m_deadline.stop();
    if (!m_gaveUp)
        readBody();
    std::optional<Error> error = m_gaveUp;
    if (!error)
        error = redirectError(*m_reply, m_host);
    if (!error)
        error = transportError(*m_reply, m_tlsErrors, m_host);
    ApiAnswer answer = headOf(*m_reply, m_limits);
    answer.body = std::move(m_body);
    m_reply->deleteLater();
    m_reply.clear();
    const Done done = std::move(m_done);
    if (error)
        done(Failure {*error}); // may delete this
    else
        done(std::move(answer));
}

} // namespace cauce::cluster
