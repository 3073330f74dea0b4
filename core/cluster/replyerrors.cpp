#include "core/cluster/replyerrors.h"

#include "core/base/text.h"
#include "core/cluster/tlsidentity.h"

#include <QDateTime>
#include <QNetworkReply>
#include <QSslConfiguration>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

QString hostOf(const QUrl& url)
{
    return url.port() < 0 ? url.host() : u"%1:%2"_s.arg(url.host()).arg(url.port());
}

int statusOf(const QNetworkReply& reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

//! Qt numbers the errors that HTTP statuses cause from 201 to 299 and from 401 on; all others mean
//! that the answer is not whole.
bool comesFromStatus(QNetworkReply::NetworkError error, int status)
{
    const bool content = error > QNetworkReply::UnknownProxyError
        && error <= QNetworkReply::UnknownContentError
        && error != QNetworkReply::ContentReSendError;
    return status >= 400 && (content || error >= QNetworkReply::InternalServerError);
}

Error tlsFailure(const QNetworkReply& reply, const QString& host)
{
    QString message = u"TLS to %1 failed: %2"_s.arg(host, text::singleLine(reply.errorString()));
    const QString hint = validityHint(reply.sslConfiguration());
    const bool refused = message.contains("alert"_L1) && message.contains("certificate"_L1);
    if (!hint.isEmpty())
        message += "; "_L1 + hint;
    else if (refused)
        message += u"; the server does not accept our client certificate (or wants one)"_s;
    return {refused ? ErrorKind::Auth : ErrorKind::Network, message};
}

} // namespace

ApiAnswer headOf(const QNetworkReply& reply, const ClusterLimits& limits)
{
    ApiAnswer head;
    head.status = statusOf(reply);
    head.contentType = reply.header(QNetworkRequest::ContentTypeHeader).toByteArray().toLower();
    head.etag = reply.rawHeader("ETag");
    head.warnings = parseWarnings(reply.rawHeader("Warning"));
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    if (const auto wait = parseRetryAfter(reply.rawHeader("Retry-After"), now))
        head.retryAfter = std::min(*wait, limits.maxRetryAfter);
    return head;
}

std::optional<Error> redirectError(const QNetworkReply& reply, const QString& host)
{
    const int status = statusOf(reply);
    if (status < 300 || status > 399 || status == 304)
        return std::nullopt;
    const QUrl target
        = reply.url().resolved(QUrl::fromEncoded(reply.rawHeader("Location"), QUrl::StrictMode));
    const QString shown = u"%1://%2"_s.arg(target.scheme(), hostOf(target));
    const QString where
        = reply.rawHeader("Location").isEmpty() ? u"elsewhere"_s : text::singleLine(shown, 200);
    return Error {ErrorKind::Network,
                  u"%1 tried to redirect to %2 (HTTP %3): refused, nothing was sent there; is the "
                  "kubeconfig's server right?"_s.arg(host, where)
                      .arg(status)};
}

std::optional<Error> transportError(const QNetworkReply& reply, const QList<QSslError>& tlsErrors,
                                    const QString& host)
{
    const QNetworkReply::NetworkError error = reply.error();
    const int status = statusOf(reply);
    if (error == QNetworkReply::NoError && status != 0)
        return std::nullopt;
    if (comesFromStatus(error, status))
        return std::nullopt;
    if (!tlsErrors.isEmpty() && status == 0)
        return Error {ErrorKind::Identity, describeTlsErrors(tlsErrors, host)};
    const QString why = text::singleLine(reply.errorString());
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
        return Error {ErrorKind::Network,
                      u"%1 refused the connection: is the server up?"_s.arg(host)};
    case QNetworkReply::HostNotFoundError:
        return Error {ErrorKind::Network, u"the name of %1 cannot be resolved"_s.arg(host)};
    case QNetworkReply::RemoteHostClosedError:
        return Error {ErrorKind::Network,
                      status == 0
                          ? u"%1 closed the connection without an answer"_s.arg(host)
                          : u"%1 closed the connection in the middle of an answer"_s.arg(host)};
    case QNetworkReply::ContentReSendError: // our own one-shot body: the first sending broke
        return Error {ErrorKind::Network,
                      u"%1 closed the connection before it answered"_s.arg(host)};
    case QNetworkReply::OperationCanceledError: // the transfer timeout; what we end has its own
                                                // text
    case QNetworkReply::TimeoutError:
        return Error {ErrorKind::Timeout, u"%1 does not answer"_s.arg(host)};
    case QNetworkReply::SslHandshakeFailedError:
        return tlsFailure(reply, host);
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::ProxyNotFoundError:
    case QNetworkReply::ProxyTimeoutError:
    case QNetworkReply::UnknownProxyError:
        return Error {ErrorKind::Network,
                      u"the proxy on the way to %1 failed: %2"_s.arg(host, why)};
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return Error {
            ErrorKind::Auth,
            u"the proxy on the way to %1 wants other credentials: put them in its URL"_s.arg(host)};
    case QNetworkReply::UnknownContentError: // with a good status: decompression failed
        return Error {ErrorKind::Invalid,
                      u"an answer of %1 cannot be decompressed: %2"_s.arg(host, why)};
    default:
        return Error {ErrorKind::Network, u"%1: %2"_s.arg(host, why)};
    }
}

} // namespace cauce::cluster
